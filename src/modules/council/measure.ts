import { shareOf } from '#core/share.ts';

/** How often each whole value came: of a share, 0 (miss) and 1 (hit). */
export type Counts = ReadonlyMap<number, number>;
export const statistics = ['median', 'p90', 'share'] as const;
export type Statistic = (typeof statistics)[number];

/** A measured value; shares come with Wilson's interval. */
export interface Measured {
  readonly value: number;
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The smallest value that at least `share` of all don't exceed. @throws Error where there is nothing: a bug */
export function quantileOf(counts: Counts, share: number): number {
  const all = [...counts].filter(([, n]) => n > 0).toSorted((a, b) => a[0] - b[0]);
  const total = all.reduce((sum, [, n]) => sum + n, 0);
  let seen = 0;
  for (const [value, n] of all) {
    seen += n;
    if (seen >= share * total - 1e-9) return value;
  }
  throw new Error('A quantile of nothing');
}

/** undefined where nothing happened: that isn't zero. */
export function measured(statistic: Statistic, counts: Counts): Measured | undefined {
  const n = [...counts.values()].reduce((sum, each) => sum + each, 0);
  if (n === 0) return undefined;
  if (statistic === 'share') {
    const { share, low, high } = shareOf(counts.get(1) ?? 0, n);
    return { value: share!, n, low, high };
  }
  return { value: quantileOf(counts, statistic === 'median' ? 0.5 : 0.9), n, low: null, high: null };
}

/** 'YYYY-MM' after or before. */
export function addMonths(month: string, count: number): string {
  const [year = 0, no = 0] = month.split('-').map(Number);
  const index = year * 12 + no - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}
/** '2026-Q3' */
export const quarterOf = (month: string): string => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
export const monthsOf = (quarter: string): readonly [string, string, string] => {
  const first = `${quarter.slice(0, 4)}-${String((Number(quarter.slice(6)) - 1) * 3 + 1).padStart(2, '0')}`;
  return [first, addMonths(first, 1), addMonths(first, 2)];
};
