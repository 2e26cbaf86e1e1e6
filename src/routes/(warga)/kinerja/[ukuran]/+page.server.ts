import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { getMeasure } from '#modules/council/server/council.ts';
import { agencyNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx, { params }: { params: { ukuran: string } } & import('@sveltejs/kit').RequestEvent) => ({
  view: await getMeasure(tx, params.ukuran),
  agencies: await agencyNames(tx),
  districts: Object.fromEntries((await listRegions(tx)).filter(({ level }) => level === 3).map(({ code, name }) => [code, name])),
}));
