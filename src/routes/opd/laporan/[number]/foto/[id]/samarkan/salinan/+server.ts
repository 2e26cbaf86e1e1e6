import { sendFile } from '#core/server/files.ts';
import { getMaskedPhoto } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** The copy that waits for a second look, or is shown. */
export const GET: RequestHandler = async (event) => {
  const { fileId } = await page((tx) => getMaskedPhoto(tx, event.params.number!, event.params.id!))(event);
  return sendFile(fileId, 'foto.jpg', 'image/jpeg');
};
