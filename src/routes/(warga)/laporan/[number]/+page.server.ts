import { getPublicReport, listCategoryNames } from '#modules/complaints/server/complaints.ts';
import { agencyNames, regionNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const view = await getPublicReport(tx, params.number);
  return {
    view,
    category: (await listCategoryNames(tx)).find(({ id }) => id === view.category)!.name,
    agencies: await agencyNames(tx),
    region: (await regionNames(tx)).get(view.region ?? '') ?? null,
  };
});
