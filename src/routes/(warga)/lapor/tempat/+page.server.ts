import { redirect } from '@sveltejs/kit';
import { findReportDraft, listCategories } from '#modules/complaints/server/complaints.ts';
import { draftToken, saveDraft, regionOptions } from '#web/server/report.ts';
import { tiles } from '#web/server/map.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const loadPage = page(async (tx, event: PageServerLoadEvent) => {
  const { values } = await findReportDraft(tx, draftToken(event.cookies));
  const category = (await listCategories(tx)).find(({ id }) => id === values['kategori']);
  return { values, category: category ?? null, regions: await regionOptions(tx), tiles };
});
export const load = async (event: PageServerLoadEvent) => {
  const data = await loadPage(event);
  if (!data.category) redirect(303, '/lapor');
  return { ...data, category: data.category };
};

/** The questions of this page; whatever else is sent stays out of the draft. */
const ASKED = /^(?:wilayah|patokan|alamat|kejadian|lat|long|jawab\.[a-z-]{1,30})$/;

export const actions = {
  default: action(
    async (tx, form, event: RequestEvent) => {
      const sent = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && ASKED.test(entry[0]));
      await saveDraft(tx, event, { values: Object.fromEntries(sent), check: ['wilayah', 'lat', 'jawab'] });
    },
    () => '/lapor/foto',
  ),
};
