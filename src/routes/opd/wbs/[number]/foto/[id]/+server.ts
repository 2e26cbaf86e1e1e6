import { getWhistlePhoto } from '#modules/complaints/server/complaints.ts';
import { sendFile } from '#core/server/files.ts';
import { page } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** Evidence of a whistle-blower, for a handler. */
export const GET: RequestHandler = async (event) => {
  const { number, id } = event.params;
  const photo = await page((tx) => getWhistlePhoto(tx, number, id))(event);
  return sendFile(photo.fileId, 'bukti.jpg', photo.mime);
};
