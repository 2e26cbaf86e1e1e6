import { Failure } from '#core/failure.ts';
import { getReportPhoto } from '#modules/complaints/server/complaints.ts';
import { sendFile } from '#core/server/files.ts';
import { asVoice } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** A photograph of the reporter's own report, or of a witness's own. */
export const GET: RequestHandler = async (event) => {
  const photo = await page(async (tx) => {
    if (!(await asVoice(tx, event, event.params.number))) throw new Failure('not_found', 'complaints.not_found');
    return getReportPhoto(tx, event.params.id);
  })(event);
  return sendFile(photo.fileId, 'foto.jpg', photo.mime);
};
