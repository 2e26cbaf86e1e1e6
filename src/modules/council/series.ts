import { assurance, limitsOf, signalsOf, type Assurance, type Limits } from './chart.ts';
import { addMonths } from './measure.ts';
import type { Metric } from './metric.ts';
import { effectVerdict, rungOf, type Verdict } from './verdict.ts';

/** A published month, as it stands now. */
export interface Published {
  readonly period: string;
  readonly state: string;
  readonly value: number | null;
  readonly n: number | null;
  readonly low: number | null;
  readonly high: number | null;
}
export interface SeriesPoint extends Published {
  /** none: nothing happened; few: too few to be told; not_reported: nobody knows. None of them is zero. */
  readonly state: 'value' | 'none' | 'few' | 'not_reported';
  /** Outside a limit, or part of a run of seven or of two in three near a limit. */
  readonly isSignal: boolean;
  readonly isBaseline: boolean;
}
export interface Series {
  readonly points: readonly SeriesPoint[];
  /** From the baseline alone, frozen; undefined while it is shorter than two. */
  readonly limits: Limits | undefined;
  readonly verdict: Verdict;
  readonly rung: number | undefined;
  /** Of the last seven: how many strictly on the good side, and strictly on the bad side, of the baseline's mean. */
  readonly good: number;
  readonly bad: number;
  /** Months of the baseline that have a value. */
  readonly baseline: number;
  /** Months since then that have a value. */
  readonly since: number;
  readonly assurance: Assurance | undefined;
  /** The newest month with a value. */
  readonly last: SeriesPoint | undefined;
}

/** Whole months between two. */
const monthsBetween = (from: string, to: string): number => {
  const index = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return index(to) - index(from);
};

/**
 * The story of a measure: its months without a hole, the frozen limits of its first year, and what the fixed rules say.
 * `running` is the month that isn't over. A measure that isn't reported now has holes from its last month on.
 */
export function seriesOf(metric: Metric, published: readonly Published[], running: string, isReported: boolean, guard?: Verdict): Series {
  const byMonth = new Map(published.map((point) => [point.period, point]));
  const first = published[0]?.period;
  const newest = published.at(-1)?.period;
  const months: string[] = [];
  if (first) for (let month = first; month < running; month = addMonths(month, 1)) months.push(month);
  const values = months.flatMap((month) => byMonth.get(month)?.value ?? []);
  const baseline = values.slice(0, metric.baseline_months);
  const since = values.slice(metric.baseline_months);
  const within = metric.unit === 'share' ? ([0, 1] as const) : ([0, Number.POSITIVE_INFINITY] as const);
  const limits = limitsOf(baseline, { within });
  const verdict = isReported
    ? effectVerdict({
        direction: metric.direction,
        baseline,
        since,
        guard,
        wasPublished: metric.was_published,
        age: newest ? monthsBetween(newest, running) - 1 : 0,
      })
    : 'stale';
  const marked = signalPoints(values, limits);
  let no = 0;
  const points = months.map((period): SeriesPoint => {
    const point = byMonth.get(period);
    if (point?.value === null || point === undefined) {
      const state = point ? 'few' : !isReported && newest !== undefined && period > newest ? 'not_reported' : 'none';
      return { period, state, value: null, n: null, low: null, high: null, isSignal: false, isBaseline: no < metric.baseline_months };
    }
    no++;
    return { ...point, state: 'value', isSignal: marked.has(no), isBaseline: no <= metric.baseline_months };
  });
  const good = metric.direction === 'up' ? 1 : -1;
  const sides = limits ? since.slice(-7).map((value) => Math.sign(value - limits.mean) * good) : [];
  return {
    points,
    limits,
    verdict,
    rung: rungOf(verdict),
    good: sides.filter((side) => side > 0).length,
    bad: sides.filter((side) => side < 0).length,
    baseline: baseline.length,
    since: since.length,
    assurance: metric.target
      ? assurance(since.length >= 2 ? [baseline, since] : [baseline], metric.target.value, metric.direction)
      : undefined,
    last: points.findLast((point) => point.state === 'value'),
  };
}

function signalPoints(values: readonly number[], limits: Limits | undefined): ReadonlySet<number> {
  const marked = new Set<number>();
  if (!limits) return marked;
  const { outside, run7, near2of3 } = signalsOf(values, limits);
  for (const no of outside) marked.add(no);
  for (const [from, to] of [...run7, ...near2of3]) for (let no = from; no <= to; no++) marked.add(no);
  return marked;
}

/** A part (distrik, agency, group) over some quarters, from what was published of it. */
export interface Part {
  readonly key: string;
  readonly hits: number;
  readonly n: number;
}
/** Parts of a share over quarters, of published cells alone: what was closed stays closed. Parts without any are left out. */
export function partsOf(points: readonly (Published & { readonly key: string })[]): Part[] {
  const parts = new Map<string, { key: string; hits: number; n: number }>();
  for (const { key, value, n } of points) {
    if (value === null || n === null) continue;
    const part = parts.get(key) ?? { key, hits: 0, n: 0 };
    parts.set(key, { key, hits: part.hits + Math.round(value * n), n: part.n + n });
  }
  return [...parts.values()];
}
