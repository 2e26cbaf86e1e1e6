import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { getStatistics, listCategoryNames, type Statistics } from '#modules/complaints/server/complaints.ts';
import { agencyNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

type Row = Statistics['tables']['agency'][number];
/** Agencies by median time, then by contests (complaints.md § 12): what isn't known comes last, never a raw count first. */
const byScore = (a: Row, b: Row): number =>
  (a.figures.median ?? Infinity) - (b.figures.median ?? Infinity) ||
  (a.figures.contested?.share ?? Infinity) - (b.figures.contested?.share ?? Infinity) ||
  a.key.localeCompare(b.key);
// Infinity - Infinity is NaN, which is falsy: the next criterion decides

export const load = page(async (tx, { url }) => {
  const asked = /^\d{4}$/.exec(url.searchParams.get('tahun') ?? '')?.[0];
  const numbers = await getStatistics(tx, asked === undefined ? undefined : Number(asked));
  return {
    numbers: { ...numbers, tables: { ...numbers.tables, agency: numbers.tables.agency.toSorted(byScore) } },
    categories: await listCategoryNames(tx),
    districts: Object.fromEntries(
      (await listRegions(tx))
        .filter(({ level }) => level === 3)
        .map(({ code, name, population_2020 }) => [code, { name, residents: population_2020 }]),
    ),
    agencies: await agencyNames(tx),
  };
});
