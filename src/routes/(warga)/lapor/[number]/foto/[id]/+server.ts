import { getReportPhoto } from '#modules/complaints/server/complaints.ts';
import { sendFile } from '#core/server/files.ts';
import { asReporter } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** A photograph of the reporter's own report. */
export const GET: RequestHandler = async (event) => {
  const photo = await page(async (tx) => {
    await asReporter(tx, event, event.params.number);
    return getReportPhoto(tx, event.params.id);
  })(event);
  return sendFile(photo.fileId, 'foto.jpg', photo.mime);
};
