import { cursorOf, listCategoryNames, listPublic } from '#modules/complaints/server/complaints.ts';
import { agencyNames, regionNames, regionsOf } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;
const A_PAGE = 20;

export const load = page(async (tx, { url }) => {
  const ask = (name: string): string => (url.searchParams.get(name) ?? '').slice(0, 60);
  const filter = {
    category: ask('kategori') || undefined,
    region: ask('distrik') || undefined,
    open311: ask('keadaan') || undefined,
    lead: ask('instansi') || undefined,
  };
  const items = await listPublic(tx, { ...filter, after: ask('sesudah') || undefined, most: A_PAGE + 1 });
  const last = items[A_PAGE - 1];
  return {
    filter,
    items: items.slice(0, A_PAGE),
    next: items.length > A_PAGE && last ? cursorOf(last) : null,
    categories: await listCategoryNames(tx),
    districts: (await regionsOf(tx)).filter((region) => region.level === 3).map(({ code, name }) => ({ key: code, label: name })),
    agencies: await agencyNames(tx),
    regions: await regionNames(tx),
  };
});
