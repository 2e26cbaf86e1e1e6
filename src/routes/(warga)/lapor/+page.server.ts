import { findReportDraft, listCategories } from '#modules/complaints/server/complaints.ts';
import { draftToken, saveDraft } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, event: PageServerLoadEvent) => {
  const { values } = await findReportDraft(tx, draftToken(event.cookies));
  return { values, categories: await listCategories(tx), asked: event.url.searchParams.get('kategori') ?? '' };
});

export const actions = {
  default: action(
    async (tx, form, event: RequestEvent) => {
      // the next page needs the kind of problem to know what to ask; the text may still be short
      await saveDraft(tx, event, {
        values: { kategori: text(form, 'kategori'), isi: text(form, 'isi') },
        check: ['kategori', 'isi'],
      });
    },
    () => '/lapor/tempat',
  ),
};
