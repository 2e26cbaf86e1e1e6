import { getCalendar } from '#core/server/calendar.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { protectCells } from '#core/small-cells.ts';
import { dayOf } from '#core/working-time.ts';
import { fromRow as asCaseEvent } from '#modules/cases/events.ts';
import { fromRow as asReportEvent } from '#modules/complaints/events.ts';
import { listDeadlines } from '#modules/complaints/server/complaints.ts';
import { fromRow as asQueueEvent } from '#modules/queue/events.ts';
import { readLog, type Fact, type Readings, type Ruler } from '../facts.ts';
import { measured, monthsOf, quarterOf } from '../measure.ts';
import { metrics, minCell, minGroup, type Metric } from '../metric.ts';
import * as store from './store.ts';

const AS = { kind: 'job', task: 'council.count' } as const;
/** Subjects read in one transaction, numbers of the log looked through at a time, and months published at a time. */
const SUBJECTS = 400;
const NUMBERS = 20_000;
const MONTHS = 100;
/** A transaction ends within 20 s: what has a number from before this long is there. */
const SETTLED_MS = 60_000;

/** The month that runs, WIT. */
const monthNow = (now: Date): string => dayOf(now).slice(0, 7);
const rulerOf = async (tx: Tx): Promise<Ruler> => ({
  calendar: await getCalendar(tx),
  deadlines: await listDeadlines(tx),
  now: tx.now,
});

/** A subject's rows, oldest first, as its module reads them. */
function readRows(rows: readonly store.LogRow[], ruler: Ruler): Readings {
  switch (rows[0]!.subject_kind) {
    case 'case':
      return readLog('case', rows.map(asCaseEvent), ruler);
    case 'complaint':
      return readLog('complaint', rows.map(asReportEvent), ruler);
    case 'visit':
      return readLog('visit', rows.map(asQueueEvent), ruler);
  }
}

const UNKNOWN = '-';
const told = (part: string | null | undefined): string | null => (part === undefined ? null : (part ?? UNKNOWN));
const keep = ({ formula, month, value, region, agency, group }: Fact & { formula: string }): store.KeptFact => [
  formula,
  month,
  value,
  told(region),
  told(agency),
  told(group),
];

/** Tallies by their key; `sign` −1 takes out what was added before. */
class Tally {
  readonly cells = new Map<string, { -readonly [K in keyof store.Cell]: store.Cell[K] }>();
  add([formula, month, value, region, agency, group]: store.KeptFact, sign: 1 | -1): void {
    this.#count(formula, month, '', '', value, sign);
    if (region !== null) this.#count(formula, month, 'region', region, value, sign);
    if (agency !== null) this.#count(formula, month, 'agency', agency, value, sign);
    if (group !== null) this.#count(formula, month, 'group', group, value, sign);
  }
  #count(formula: string, month: string, dimension: string, key: string, value: number, n: number): void {
    const id = cellId({ formula, month, dimension, key, value });
    const cell = this.cells.get(id);
    if (cell) cell.n += n;
    else this.cells.set(id, { formula, month, dimension, key, value, n });
  }
  changed(): store.Cell[] {
    return [...this.cells.values()].filter(({ n }) => n !== 0);
  }
}
const cellId = ({ formula, month, dimension, key, value }: Omit<store.Cell, 'n'>): string =>
  `${formula}|${month}|${dimension}|${key}|${value}`;

/** Read some subjects anew: what they added before goes out of the tallies, what they add now comes in. */
async function countSubjects(tx: Tx, ids: readonly string[], ruler: Ruler): Promise<void> {
  if (ids.length === 0) return;
  const before = await store.keptFacts(tx, ids);
  const tally = new Tally();
  const subjects: store.KeptSubject[] = [];
  const failures: { formula: string; subject_id: string; why: string }[] = [];
  for (const [id, rows] of Map.groupBy(await store.logsOf(tx, ids), (row) => row.subject_id)) {
    const { facts, nextAt, failed } = readRows(rows, ruler);
    const kept = facts.map(keep);
    for (const fact of before.get(id) ?? []) tally.add(fact, -1);
    for (const fact of kept) tally.add(fact, 1);
    subjects.push({ id, kind: rows[0]!.subject_kind, facts: kept, next_at: nextAt?.toISOString() ?? null });
    for (const failure of failed) failures.push({ ...failure, subject_id: id });
  }
  await store.putSubjects(tx, subjects);
  await store.putFailures(tx, ids, failures);
  const changed = tally.changed();
  await store.addCells(tx, changed);
  await markStale(tx, changed);
}
const markStale = (tx: Tx, cells: readonly Pick<store.Cell, 'formula' | 'month'>[]): Promise<void> =>
  store.putStale(tx, [...new Map(cells.map(({ formula, month }) => [`${formula}|${month}`, { formula, month }])).values()]);

/**
 * Bring the tallies and the published points up to the log: every minute. Many short transactions; killed between two, the
 * next run does the rest, because a subject is always read whole.
 */
export async function countMeasures(database: Database): Promise<void> {
  const begin = await database.withActor(AS, async (tx) => ({
    ruler: await rulerOf(tx),
    progress: await store.findProgress(tx),
    until: await store.lastSeq(tx),
    now: tx.now,
  }));
  const { ruler, progress, until, now } = begin;
  const inTurn = (work: (tx: Tx) => Promise<void>): Promise<boolean> =>
    database.withActor(AS, async (tx) => {
      if (!(await store.isAlone(tx))) return false;
      await work(tx);
      return true;
    });

  for (let after = Number(progress?.safe_seq ?? 0); after < until; after += NUMBERS) {
    const ids = await database.withActor(AS, (tx) => store.subjectsBetween(tx, after, Math.min(until, after + NUMBERS)));
    for (let at = 0; at < ids.length; at += SUBJECTS)
      if (!(await inTurn((tx) => countSubjects(tx, ids.slice(at, at + SUBJECTS), ruler)))) return;
  }
  for (;;) {
    const ids = await database.withActor(AS, (tx) => store.pendingSubjects(tx, SUBJECTS));
    if (!(await inTurn((tx) => countSubjects(tx, ids, ruler)))) return;
    if (ids.length < SUBJECTS) break;
  }

  const month = monthNow(now);
  if (progress && progress.month !== month)
    if (!(await inTurn(async (tx) => markStale(tx, await store.monthsSince(tx, monthsOf(quarterOf(progress.month))[0]))))) return;
  for (let left = MONTHS; left === MONTHS;) {
    if (!(await inTurn(async (tx) => void (left = await publish(tx, month))))) return;
  }
  await inTurn(async (tx) => {
    await putRunning(tx, month);
    const isOld = !progress || now.getTime() - progress.safe_at.getTime() >= SETTLED_MS;
    await store.putProgress(tx, {
      seq: until,
      safe_seq: Number(isOld ? (progress?.seq ?? 0) : progress.safe_seq),
      safe_at: isOld ? now : progress.safe_at,
      month,
      counted_at: now,
    });
  });
}

const countsOf = (cells: readonly { value: number; n: number }[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const { value, n } of cells) counts.set(value, (counts.get(value) ?? 0) + n);
  return counts;
};
const sum = (cells: readonly { n: number }[]): number => cells.reduce((total, { n }) => total + n, 0);
type Said = Pick<store.NewPoint, 'state' | 'value' | 'n' | 'low' | 'high'>;
const unsaid = (state: string, n: number | null = null): Said => ({ state, value: null, n, low: null, high: null });

/** What may be said of everything together in one month. */
function sayWhole(metric: Metric, cells: readonly { value: number; n: number }[]): Said | undefined {
  const found = measured(metric.statistic, countsOf(cells));
  if (!found) return undefined;
  return found.n < minCell ? unsaid('few') : { state: 'value', ...found };
}

/** What may be said of each part in one quarter; where a month of it is closed, every part is, or they would tell it. */
function sayParts(
  metric: Metric,
  parts: ReadonlyMap<string, readonly { value: number; n: number }[]>,
  isClosed: boolean,
): Map<string, Said> {
  const keys = [...parts.keys()].toSorted();
  const shown = protectCells(
    keys.map((key) => sum(parts.get(key)!)),
    minCell,
  );
  return new Map(
    keys.map((key, index) => {
      const n = shown[index]!;
      if (typeof n !== 'number' || isClosed) return [key, unsaid(n === 'few' && !isClosed ? 'few' : 'hidden')];
      if (n < minGroup) return [key, unsaid('small', n)];
      return [key, { state: 'value', ...measured(metric.statistic, countsOf(parts.get(key)!))! }];
    }),
  );
}

const DIMENSIONS = ['region', 'agency', 'group'] as const;
const LATE = 'late_events';

/** Points of months and quarters that are over and whose tallies changed. Gives how many months were looked at. */
async function publish(tx: Tx, running: string): Promise<number> {
  const stale = await store.listStale(tx, await store.failingFormulas(tx), MONTHS);
  for (const { formula, month } of stale) {
    const quarter = quarterOf(month);
    const using = metrics.filter((metric) => metric.formula === formula);
    const cells = await store.cellsOf(tx, formula, monthsOf(quarter));
    const said = using.flatMap((metric) => [...sayMonth(metric, cells, month, running), ...sayQuarter(metric, cells, quarter, running)]);
    await putPoints(tx, formula, said, [month, quarter]);
    await store.dropStale(tx, formula, month);
  }
  return stale.length;
}

interface Statement extends Pick<store.PointRow, 'metric' | 'period' | 'dimension' | 'key'> {
  readonly of: Said;
}
type Counted = Awaited<ReturnType<typeof store.cellsOf>>;
const wholeOf = (cells: Counted, month: string): Counted => cells.filter((cell) => cell.dimension === '' && cell.month === month);
function sayMonth(metric: Metric, cells: Counted, month: string, running: string): Statement[] {
  const of = month < running ? sayWhole(metric, wholeOf(cells, month)) : undefined;
  return of ? [{ metric: metric.id, period: month, dimension: '', key: '', of }] : [];
}
function sayQuarter(metric: Metric, cells: Counted, quarter: string, running: string): Statement[] {
  const months = monthsOf(quarter);
  if (months[2] >= running) return [];
  const isClosed = months.some((month) => sayWhole(metric, wholeOf(cells, month))?.state === 'few');
  return DIMENSIONS.flatMap((dimension) => {
    const parts = Map.groupBy(
      cells.filter((cell) => cell.dimension === dimension),
      ({ key }) => key,
    );
    return [...sayParts(metric, parts, isClosed)].map(([key, of]) => ({ metric: metric.id, period: quarter, dimension, key, of }));
  });
}

/** Add what differs from the newest point there is; what was published before gets its reason. */
async function putPoints(tx: Tx, formula: string, said: readonly Statement[], periods: readonly string[]): Promise<void> {
  if (said.length === 0) return;
  const ids = [...new Set(said.map(({ metric }) => metric))];
  const known = new Map<string, store.PointRow>();
  for (const period of periods) for (const point of await store.pointsOfPeriod(tx, ids, period)) known.set(idOf(point), point);
  await store.insertPoints(
    tx,
    said.flatMap(({ of, ...point }) => {
      const earlier = known.get(idOf(point));
      if (earlier && isSame(earlier, of)) return [];
      return [{ ...point, formula, ...of, computed_at: tx.now, reason: earlier ? LATE : null }];
    }),
  );
}
const idOf = ({ metric, period, dimension, key }: Pick<store.PointRow, 'metric' | 'period' | 'dimension' | 'key'>): string =>
  `${metric}|${period}|${dimension}|${key}`;
const isSame = (point: store.PointRow, of: Said): boolean => point.state === of.state && point.value === of.value && point.n === of.n;

/** The running month of every measure; what nothing gives, or what fails, is not reported: never zero. */
async function putRunning(tx: Tx, month: string): Promise<void> {
  const failing = await store.failingFormulas(tx);
  const rows: store.RunningRow[] = [];
  for (const metric of metrics) {
    const { formula } = metric;
    const row = { metric: metric.id, month, value: null, n: null, computed_at: tx.now };
    if (formula === null || failing.has(formula)) {
      rows.push({ ...row, state: 'not_reported' });
      continue;
    }
    const cells = (await store.cellsOf(tx, formula, [month])).filter(({ dimension }) => dimension === '');
    const said = sayWhole(metric, cells);
    rows.push(
      said?.state === 'value' ? { ...row, state: 'value', value: said.value, n: said.n } : { ...row, state: said ? 'few' : 'none' },
    );
  }
  await store.putRunning(tx, rows);
}

export interface Recount {
  readonly subjects: number;
  /** Tallies that say something else than the whole log. */
  readonly wrong: number;
}
/**
 * Count everything anew by nothing but the log, and compare with what was kept up minute by minute. Run it while nobody
 * counts: what is recorded meanwhile reads as a difference.
 */
export async function recount(database: Database): Promise<Recount> {
  const ruler = await database.withActor(AS, rulerOf);
  const tally = new Tally();
  let subjects = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const logs = Map.groupBy(await database.withActor(AS, (tx) => store.nextLogs(tx, after, SUBJECTS)), (row) => row.subject_id);
    for (const [id, rows] of logs) {
      for (const fact of readRows(rows, ruler).facts) tally.add(keep(fact), 1);
      subjects++;
      after = id;
    }
    if (logs.size < SUBJECTS) break;
  }
  const kept = new Map((await database.withActor(AS, store.allCells)).map((cell) => [cellId(cell), cell.n]));
  let wrong = [...kept.keys()].filter((id) => !tally.cells.has(id)).length;
  for (const [id, { n }] of tally.cells) if (kept.get(id) !== n) wrong++;
  return { subjects, wrong };
}
