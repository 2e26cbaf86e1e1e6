import { dayOf } from '#core/working-time.ts';
import { countUnmaskings, openHours, unmaskingReasons } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => {
  const counted = await countUnmaskings(tx);
  const thisYear = Number(dayOf(tx.now).slice(0, 4));
  // this year stands there also where nothing happened: none is a number too
  const years = [...new Set([thisYear, ...counted.map(({ year }) => year)])].toSorted((a, b) => b - a);
  const of = (year: number, reason: string): number => counted.find((row) => row.year === year && row.reason === reason)?.count ?? 0;
  return {
    hours: openHours,
    reasons: unmaskingReasons,
    years: years.map((year) => {
      const counts = unmaskingReasons.map((reason) => of(year, reason));
      return { year, counts, total: counts.reduce((sum, count) => sum + count, 0) };
    }),
  };
});
