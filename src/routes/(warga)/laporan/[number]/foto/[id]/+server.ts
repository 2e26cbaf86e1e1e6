import { getReportPhoto } from '#modules/complaints/server/complaints.ts';
import { sendFile } from '#core/server/files.ts';
import { page } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** A public photograph. */
export const GET: RequestHandler = async (event) => {
  const photo = await page((tx) => getReportPhoto(tx, event.params.id))(event);
  return sendFile(photo.fileId, 'foto.jpg', photo.mime);
};
