import { redirect } from '@sveltejs/kit';
import { discardFile } from '#core/server/files.ts';
import { findReportDraft, photographing } from '#modules/complaints/server/complaints.ts';
import { draftToken, saveDraft } from '#web/server/report.ts';
import { action, form, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, event: PageServerLoadEvent) => {
  const draft = await findReportDraft(tx, draftToken(event.cookies));
  return { photos: draft.photos.map((photo) => ({ id: photo.fileId, kB: Math.max(1, Math.round(photo.size / 1000)) })) };
});

export const actions = {
  tambah: action(
    async (tx, _form, event: RequestEvent, files) => saveDraft(tx, event, { photos: files }),
    () => '/lapor/anda',
    { files: 5, fields: 10, taking: photographing },
  ),
  hapus: form(async ({ form: sent }, event: RequestEvent) => {
    const { database, actor } = event.locals;
    const fileId = text(sent, 'foto');
    const isTheirs = await database.withActor(actor, async (tx) => {
      const { photos } = await findReportDraft(tx, draftToken(event.cookies));
      const isThere = photos.some((photo) => photo.fileId === fileId);
      if (isThere) await saveDraft(tx, event, { without: fileId });
      return isThere;
    });
    // only once the draft has let go of it
    if (isTheirs) await discardFile(fileId);
    redirect(303, '/lapor/foto');
  }),
};
