import { findReportDraft, photographing, saveReportDraft } from '#modules/complaints/server/complaints.ts';
import { draftToken, ensureDraftToken } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, event: PageServerLoadEvent) => {
  const draft = await findReportDraft(tx, draftToken(event.cookies));
  return { photos: draft.photos.map((photo) => ({ id: photo.fileId, kB: Math.max(1, Math.round(photo.size / 1000)) })) };
});

export const actions = {
  tambah: action(
    async (tx, _form, event: RequestEvent, files) => void (await saveReportDraft(tx, ensureDraftToken(event), { photos: files })),
    (_, event) => (event.url.searchParams.has('lagi') ? '/lapor/foto' : '/lapor/anda'),
    { files: 5, fields: 10, taking: photographing },
  ),
  hapus: action(
    async (tx, form, event: RequestEvent) => void (await saveReportDraft(tx, ensureDraftToken(event), { without: text(form, 'foto') })),
    () => '/lapor/foto',
  ),
};
