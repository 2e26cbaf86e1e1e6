/** The door of the council: measures with their verdicts, for pages, open data and the leaders. */
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { shareOf } from '#core/share.ts';
import { dayOf } from '#core/working-time.ts';
import { shareLimits } from '../chart.ts';
import { addMonths, quarterOf } from '../measure.ts';
import { isByDistrik, metricById, metrics, type Metric } from '../metric.ts';
import { partsOf, seriesOf, type Series } from '../series.ts';
import type { MeasureView, Parts, PartView } from '../view.ts';
import type { Verdict } from '../verdict.ts';
import { stampOf } from './reference.ts';
import * as store from './store.ts';

export { countMeasures, recount, type Recount } from './count.ts';

export interface Measures {
  readonly measures: readonly MeasureView[];
  /** When the log was last read; undefined before the first time. */
  readonly asOf: Date | undefined;
}

const monthOf = (at: Date): string => dayOf(at).slice(0, 7);

/** Every measure of the registry, or some, in its order. */
export async function listMeasures(tx: Tx, only: readonly Metric[] = metrics): Promise<Measures> {
  const guards = only.flatMap(({ guard }) => (guard === null ? [] : [metricById.get(guard)!]));
  const needed = [...new Set([...only, ...guards])];
  const points = Map.groupBy(
    await store.latestPoints(
      tx,
      needed.map(({ id }) => id),
      '',
    ),
    ({ metric }) => metric,
  );
  const progress = await store.findProgress(tx);
  const month = progress?.month ?? monthOf(tx.now);
  const running = new Map((await store.listRunning(tx)).map((row) => [row.metric, row]));
  const isReported = ({ id, formula }: Metric): boolean => formula !== null && running.get(id)?.state !== 'not_reported';
  const registered = new Map<string, Date>();
  for (const { id, stamp, registered_at } of await store.registrations(tx)) registered.set(`${id}|${stamp}`, registered_at);
  const alone = (metric: Metric, guard?: Verdict): Series =>
    seriesOf(metric, points.get(metric.id) ?? [], month, isReported(metric), guard);
  return {
    asOf: progress?.counted_at,
    measures: only.map((metric) => {
      const stamp = stampOf(metric);
      const registeredAt = registered.get(`${metric.id}|${stamp}`);
      const guard = metric.guard === null ? undefined : alone(metricById.get(metric.guard)!).verdict;
      const series = alone(metric, guard);
      const first = series.points[0]?.period;
      return {
        metric,
        stamp,
        registeredAt,
        isRegisteredLate: registeredAt !== undefined && first !== undefined && monthOf(registeredAt) > first,
        isReported: isReported(metric),
        running: running.get(metric.id),
        series,
      };
    }),
  };
}

const QUARTERS = 4;

/** The parts of a share over the last four quarters that are over; undefined where none may be told. */
export async function getParts(tx: Tx, metric: Metric, dimension: 'region' | 'agency' | 'group'): Promise<Parts | undefined> {
  if (metric.statistic !== 'share' || metric.formula === null) return undefined;
  const to = quarterOf(addMonths(monthOf(tx.now), -3));
  const from = quarterOf(addMonths(monthOf(tx.now), -3 * QUARTERS));
  const rows = (await store.latestPoints(tx, [metric.id], dimension, from)).filter(({ period }) => period <= to);
  const parts = partsOf(rows).filter(({ key }) => key !== '-');
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  if (n === 0) return undefined;
  const whole = parts.reduce((sum, part) => sum + part.hits, 0) / n;
  const isUp = metric.direction === 'up';
  const seen = parts.map((part): PartView => {
    const { share, low, high } = shareOf(part.hits, part.n);
    const chance = shareLimits(whole, part.n);
    const side = share! < chance.low ? -1 : share! > chance.high ? 1 : 0;
    return { key: part.key, n: part.n, share: share!, low, high, differs: side === 0 ? null : side > 0 === isUp ? 'better' : 'worse' };
  });
  return { quarters: [from, to], whole, parts: seen.toSorted((a, b) => (isUp ? a.high - b.high : b.low - a.low)) };
}

export interface MeasurePage extends MeasureView {
  readonly asOf: Date | undefined;
  readonly guard: Metric | undefined;
  readonly byRegion: Parts | undefined;
  readonly byAgency: Parts | undefined;
  readonly byGroup: Parts | undefined;
}
/** One measure with its parts. @throws Failure not_found */
export async function getMeasure(tx: Tx, id: string): Promise<MeasurePage> {
  const metric = findMetric(id);
  const { measures, asOf } = await listMeasures(tx, [metric]);
  return {
    ...measures[0]!,
    asOf,
    guard: metric.guard === null ? undefined : metricById.get(metric.guard),
    byRegion: await getParts(tx, metric, 'region'),
    byAgency: await getParts(tx, metric, 'agency'),
    byGroup: await getParts(tx, metric, 'group'),
  };
}
const findMetric = (id: string): Metric => {
  const metric = metricById.get(id);
  if (!metric) throw new Failure('not_found', 'core.not_found');
  return metric;
};

/** A published value with everything somebody needs to count it again. */
export interface OpenRow {
  readonly metric: string;
  readonly formula: string | null;
  readonly period: string;
  readonly dimension: string;
  readonly key: string;
  readonly state: string;
  readonly value: number | null;
  readonly n: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly computed_at: string | null;
  readonly reason: string | null;
}
/** Every published value of a measure, newest of each; what isn't reported says so in a row of its own. @throws Failure not_found */
export async function listOpenRows(tx: Tx, id: string): Promise<OpenRow[]> {
  const metric = findMetric(id);
  const view = (await listMeasures(tx, [metric])).measures[0]!;
  const rows: OpenRow[] = [];
  for (const dimension of ['', 'region', 'agency', 'group'])
    for (const point of await store.latestPoints(tx, [id], dimension))
      rows.push({
        metric: id,
        formula: point.formula,
        period: point.period,
        dimension,
        key: point.key,
        state: point.state,
        value: point.value,
        n: point.n,
        low: point.low,
        high: point.high,
        computed_at: point.computed_at.toISOString(),
        reason: point.reason,
      });
  if (!view.isReported)
    rows.push({
      metric: id,
      formula: metric.formula,
      period: view.running?.month ?? monthOf(tx.now),
      dimension: '',
      key: '',
      state: 'not_reported',
      value: null,
      n: null,
      low: null,
      high: null,
      computed_at: view.running?.computed_at?.toISOString() ?? null,
      reason: null,
    });
  return rows;
}

/** The leads of the five principles, with the distrik that lies furthest below. */
export async function getPrinciples(tx: Tx): Promise<Measures & { readonly worst: Readonly<Record<string, Parts | undefined>> }> {
  const all = await listMeasures(tx);
  const worst: Record<string, Parts | undefined> = {};
  for (const { metric } of all.measures) if (metric.lead && isByDistrik(metric)) worst[metric.id] = await getParts(tx, metric, 'region');
  return { ...all, worst };
}
