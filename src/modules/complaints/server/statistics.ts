import { sql } from 'kysely';
import { getCalendar } from '#core/server/calendar.ts';
import type { Database, Tx } from '#core/server/database.ts';
import type { Printed } from '#core/small-cells.ts';
import { dayOf, startOfDay } from '#core/working-time.ts';
import { fromRow, type ComplaintEvent } from '../events.ts';
import { lifecycle } from '../rules.ts';
import {
  addTo,
  emptyTally,
  measure,
  printed,
  printedAlone,
  printedTotal,
  VERSION,
  type Figures,
  type Measure,
  type Tally,
} from '../statistics.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Once a night: the public numbers of this year and the last, anew from the log. */
    'complaints.count': Record<string, never>;
  }
}

export const dimensions = ['month', 'category', 'area', 'agency', 'channel', 'class'] as const;
export type Dimension = (typeof dimensions)[number];
const inEach = <T>(make: (dimension: Dimension) => T): Record<Dimension, T> =>
  Object.fromEntries(dimensions.map((dimension) => [dimension, make(dimension)])) as Record<Dimension, T>;
/** Where a report is counted that has no distrik, agency or classification yet. */
export const NONE = '-';
/** Reports read in one transaction. */
const A_BATCH = 1000;

interface LogRow {
  readonly subject_id: string;
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly actor_id: string | null;
  readonly actor_kind: string;
  readonly data: unknown;
}
interface Cursor {
  readonly at: string;
  readonly seq: string;
}

/**
 * The query {@link VERSION}: every report received in `[from, to)`, by its receipt in core.event, with its whole log. Anybody with
 * the log can count again; no table of reports plays a part.
 */
async function logsOf(
  tx: Tx,
  from: Date,
  to: Date,
  after: Cursor | undefined,
): Promise<{ logs: ComplaintEvent[][]; last: Cursor | undefined }> {
  const { rows: receipts } = await sql<{ id: string; at: string; seq: string }>`
    select e.subject_id as id, e.at::text as at, e.seq::text as seq from core.event e
    where e.type = 'complaints.received' and e.at >= ${from} and e.at < ${to}
      ${after ? sql`and (e.at, e.seq) > (${after.at}::timestamptz, ${after.seq}::bigint)` : sql``}
    order by e.at, e.seq limit ${A_BATCH}`.execute(tx);
  const { rows } = await sql<LogRow>`
    select e.subject_id, e.no, e.type, e.at, e.actor_id, e.actor_kind, e.data from core.event e
    where e.subject_id = any (${receipts.map(({ id }) => id)}::uuid[]) order by e.subject_id, e.no`.execute(tx);
  return {
    logs: [...Map.groupBy(rows, (row) => row.subject_id).values()].map((log) => log.map(fromRow)),
    last: receipts.length === A_BATCH ? receipts.at(-1) : undefined,
  };
}

/** A year's first moment, WIT. */
const newYear = (year: number): Date => startOfDay(`${year}-01-01`);
/** What a year's numbers reach to: its end, or the first of the running month. Months count whole, so that a day's arrival can't be told. */
const upTo = (year: number, now: Date): Date => {
  const month = startOfDay(`${dayOf(now).slice(0, 7)}-01`);
  return month < newYear(year + 1) ? month : newYear(year + 1);
};

interface Counted {
  readonly total: Tally;
  readonly groups: Readonly<Record<Dimension, Map<string, Tally>>>;
  readonly secret: number;
}
const keyOf: Readonly<Record<Dimension, (one: Measure) => string>> = {
  month: (one) => one.month,
  category: (one) => one.category,
  area: (one) => one.area ?? NONE,
  agency: (one) => one.agency ?? NONE,
  channel: (one) => one.channel,
  class: (one) => one.classification ?? NONE,
};
function add(counted: { total: Tally; groups: Counted['groups']; secret: number }, one: Measure): void {
  // Secret reports are in no table: what the public list lacks would show them.
  if (one.isSecret) return void counted.secret++;
  addTo(counted.total, one);
  for (const dimension of dimensions) {
    const groups = counted.groups[dimension];
    const key = keyOf[dimension](one);
    if (!groups.has(key)) groups.set(key, emptyTally());
    addTo(groups.get(key)!, one);
  }
}

/** Count one year from the log, many short transactions; then put what may be printed in place of what was there. */
async function countYear(database: Database, year: number): Promise<void> {
  const as = { kind: 'job', task: 'complaints.count' } as const;
  const counted = {
    total: emptyTally(),
    groups: inEach(() => new Map<string, Tally>()),
    secret: 0,
  };
  const { began, calendar, deadlines } = await database.withActor(as, async (tx) => ({
    began: tx.now,
    calendar: await getCalendar(tx),
    deadlines: await store.deadlines(tx),
  }));
  const to = upTo(year, began);
  for (let after: Cursor | undefined; ;) {
    const { logs, last } = await database.withActor(as, (tx) => logsOf(tx, newYear(year), to, after));
    for (const log of logs) add(counted, measure(lifecycle, deadlines, calendar, log, began));
    if (!last) break;
    after = last;
  }
  const rows: { dimension: string; key: string; numbers: object }[] = [];
  if (counted.total.received > 0) {
    rows.push({ dimension: 'total', key: '', numbers: printedTotal(counted.total) });
    for (const dimension of dimensions)
      for (const [key, numbers] of printed(counted.groups[dimension])) rows.push({ dimension, key, numbers });
  }
  // One number a year, and only once nobody can watch it grow.
  if (to >= newYear(year + 1) && counted.secret > 0)
    rows.push({ dimension: 'secret', key: '', numbers: { received: printedAlone(counted.secret) } });
  await database.withActor(as, async (tx) => {
    await store.deleteFigures(tx, year);
    await store.insertFigures(
      tx,
      rows.map(({ numbers, ...row }) => ({
        ...row,
        numbers: JSON.stringify(numbers),
        year,
        version: VERSION,
        up_to: to,
        counted_at: began,
      })),
    );
  });
}

/** This year and the last: what happens to a report of last year still changes its numbers. */
export async function countReports(database: Database): Promise<void> {
  const now = await database.withActor({ kind: 'job', task: 'complaints.count' }, async (tx) => tx.now);
  const year = Number(dayOf(now).slice(0, 4));
  for (const each of [year - 1, year]) await countYear(database, each);
}

export interface Statistics {
  readonly years: readonly number[];
  /** undefined where nothing was counted yet. */
  readonly of: number | undefined;
  readonly version: string | undefined;
  readonly upTo: Date | undefined;
  readonly countedAt: Date | undefined;
  readonly total: Figures | undefined;
  readonly tables: Readonly<Record<Dimension, readonly { readonly key: string; readonly figures: Figures }[]>>;
  readonly secret: Printed | undefined;
}
/** The public numbers of a year, or of the newest there are. */
export async function getStatistics(tx: Tx, asked?: number): Promise<Statistics> {
  const years = await store.figureYears(tx);
  const of = asked !== undefined && years.includes(asked) ? asked : years[0];
  const rows = of === undefined ? [] : await store.figuresOf(tx, of);
  const numbersOf = (row: { numbers: unknown }): Figures => row.numbers as Figures;
  const table = (dimension: Dimension) =>
    rows.filter((row) => row.dimension === dimension).map((row) => ({ key: row.key, figures: numbersOf(row) }));
  const total = rows.find((row) => row.dimension === 'total');
  const secret = rows.find((row) => row.dimension === 'secret');
  return {
    years,
    of,
    version: rows[0]?.version,
    upTo: rows[0]?.up_to,
    countedAt: rows[0]?.counted_at,
    total: total && numbersOf(total),
    tables: inEach(table),
    secret: secret && (secret.numbers as { received: Printed }).received,
  };
}
