import { sql, type Selectable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import type { Subject } from '../facts.ts';

export type PointRow = Selectable<DB['council.point']>;
export type RunningRow = Selectable<DB['council.running']>;
export type ProgressRow = Selectable<DB['council.progress']>;

/** What one subject adds, as it is kept: formula, month, value, and distrik, agency, group ('-' unknown, null not told by it). */
export type KeptFact = readonly [
  formula: string,
  month: string,
  value: number,
  region: string | null,
  agency: string | null,
  group: string | null,
];
export interface Cell {
  readonly formula: string;
  readonly month: string;
  readonly dimension: string;
  readonly key: string;
  readonly value: number;
  readonly n: number;
}
export interface LogRow {
  readonly subject_id: string;
  readonly subject_kind: Subject;
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly actor_id: string | null;
  readonly actor_kind: string;
  readonly on_behalf_of: string | null;
  readonly via: string;
  readonly data: unknown;
}

const KINDS = ['case', 'complaint', 'visit'] as const satisfies readonly Subject[];
const LOG = sql.raw('e.subject_id, e.subject_kind, e.no, e.type, e.at, e.actor_id, e.actor_kind, e.on_behalf_of, e.via, e.data');

/** One counter at a time, until the transaction ends. False where another counts. */
export async function isAlone(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ alone: boolean }>`select pg_try_advisory_xact_lock(hashtext('council.count')) as alone`.execute(tx);
  return rows[0]!.alone;
}

export const findProgress = (tx: Tx): Promise<ProgressRow | undefined> => tx.selectFrom('council.progress').selectAll().executeTakeFirst();
export const putProgress = (tx: Tx, row: Omit<ProgressRow, 'is_only'>) =>
  tx
    .insertInto('council.progress')
    .values(row)
    .onConflict((oc) => oc.column('is_only').doUpdateSet(row))
    .execute();

export async function lastSeq(tx: Tx): Promise<number> {
  const row = await tx.selectFrom('core.event').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return Number(row?.seq ?? 0);
}
/** Subjects with events numbered in `(after, until]`. */
export async function subjectsBetween(tx: Tx, after: number, until: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct e.subject_id as id from core.event e
    where e.seq > ${after} and e.seq <= ${until} and e.subject_kind = any (${[...KINDS]})`.execute(tx);
  return rows.map(({ id }) => id);
}
/** Subjects whose facts time alone has changed. */
export async function pendingSubjects(tx: Tx, most: number): Promise<string[]> {
  const rows = await tx.selectFrom('council.subject').select('id').where('next_at', '<=', tx.now).orderBy('next_at').limit(most).execute();
  return rows.map(({ id }) => id);
}
export async function logsOf(tx: Tx, ids: readonly string[]): Promise<LogRow[]> {
  const { rows } = await sql<LogRow>`
    select ${LOG} from core.event e where e.subject_id = any (${[...ids]}::uuid[]) order by e.subject_id, e.no`.execute(tx);
  return rows;
}
/** The log of the next subjects after `after`, in the order of their ids: whole logs, at most `most` subjects. */
export async function nextLogs(tx: Tx, after: string, most: number): Promise<LogRow[]> {
  const { rows } = await sql<LogRow>`
    select ${LOG} from core.event e
    where e.subject_id in (
      select f.subject_id from core.event f
      where f.no = 1 and f.subject_id > ${after}::uuid and f.subject_kind = any (${[...KINDS]})
      order by f.subject_id limit ${most})
    order by e.subject_id, e.no`.execute(tx);
  return rows;
}

export async function keptFacts(tx: Tx, ids: readonly string[]): Promise<Map<string, readonly KeptFact[]>> {
  const rows = await tx
    .selectFrom('council.subject')
    .select(['id', 'facts'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, facts }) => [id, facts as unknown as KeptFact[]]));
}
export interface KeptSubject {
  readonly id: string;
  readonly kind: Subject;
  readonly facts: readonly KeptFact[];
  readonly next_at: string | null;
}
export const putSubjects = (tx: Tx, subjects: readonly KeptSubject[]) =>
  sql`insert into council.subject (id, kind, facts, next_at)
    select id, kind, facts, next_at from json_populate_recordset(null::council.subject, ${JSON.stringify(subjects)})
    on conflict (id) do update set kind = excluded.kind, facts = excluded.facts, next_at = excluded.next_at`.execute(tx);

/** Add to the tallies (`n` may be negative); what came to nothing goes. */
export async function addCells(tx: Tx, cells: readonly Cell[]): Promise<void> {
  if (cells.length === 0) return;
  await sql`insert into council.tally (formula, month, dimension, key, value, n)
    select formula, month, dimension, key, value, n from json_populate_recordset(null::council.tally, ${JSON.stringify(cells)})
    on conflict (formula, month, dimension, key, value) do update set n = council.tally.n + excluded.n`.execute(tx);
  await sql`delete from council.tally t using json_populate_recordset(null::council.tally, ${JSON.stringify(cells)}) c
    where t.n = 0 and t.formula = c.formula and t.month = c.month and t.dimension = c.dimension and t.key = c.key and t.value = c.value`.execute(
    tx,
  );
}
export const allCells = async (tx: Tx): Promise<Cell[]> =>
  tx.selectFrom('council.tally').select(['formula', 'month', 'dimension', 'key', 'value', 'n']).execute();

export const putFailures = async (
  tx: Tx,
  ids: readonly string[],
  failures: readonly { formula: string; subject_id: string; why: string }[],
) => {
  await tx
    .deleteFrom('council.failure')
    .where('subject_id', 'in', [...ids])
    .execute();
  if (failures.length)
    await tx
      .insertInto('council.failure')
      .values(failures.map((failure) => ({ ...failure, at: tx.now })))
      .execute();
};
export async function failingFormulas(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('council.failure').select('formula').distinct().execute();
  return new Set(rows.map(({ formula }) => formula));
}

export const putStale = async (tx: Tx, months: readonly { formula: string; month: string }[]): Promise<void> => {
  if (months.length)
    await tx
      .insertInto('council.stale_month')
      .values([...months])
      .onConflict((oc) => oc.doNothing())
      .execute();
};
/** Months to publish anew, but of the formulas that fail: these keep theirs until they succeed. */
export const listStale = (tx: Tx, failing: ReadonlySet<string>, most: number) =>
  tx
    .selectFrom('council.stale_month')
    .select(['formula', 'month'])
    .where('formula', 'not in', ['', ...failing])
    .orderBy('month')
    .orderBy('formula')
    .limit(most)
    .execute();
export const dropStale = (tx: Tx, formula: string, month: string) =>
  tx.deleteFrom('council.stale_month').where('formula', '=', formula).where('month', '=', month).execute();
/** Formulas and months counted from `month` on. */
export const monthsSince = (tx: Tx, month: string) =>
  tx.selectFrom('council.tally').select(['formula', 'month']).distinct().where('month', '>=', month).where('dimension', '=', '').execute();

/** The cells of a formula over some months: everything together, or by one dimension. */
export const cellsOf = (tx: Tx, formula: string, months: readonly string[]) =>
  tx
    .selectFrom('council.tally')
    .select(['month', 'dimension', 'key', 'value', 'n'])
    .where('formula', '=', formula)
    .where('month', 'in', [...months])
    .execute();

export type NewPoint = Omit<PointRow, 'id'>;
export const insertPoints = async (tx: Tx, points: readonly NewPoint[]): Promise<void> => {
  if (points.length)
    await tx
      .insertInto('council.point')
      .values([...points])
      .execute();
};
/** The newest row of each point of these metrics, in one dimension ('' everything together), oldest period first. */
export const latestPoints = (tx: Tx, metrics: readonly string[], dimension: string, from = ''): Promise<PointRow[]> =>
  tx
    .selectFrom('council.point')
    .distinctOn(['metric', 'period', 'key'])
    .selectAll()
    .where('metric', 'in', [...metrics])
    .where('dimension', '=', dimension)
    .where('period', '>=', from)
    .orderBy('metric')
    .orderBy('period')
    .orderBy('key')
    .orderBy('id', 'desc')
    .execute();
/** The newest row of each point of one period. */
export const pointsOfPeriod = (tx: Tx, metrics: readonly string[], period: string): Promise<PointRow[]> =>
  tx
    .selectFrom('council.point')
    .distinctOn(['metric', 'dimension', 'key'])
    .selectAll()
    .where('metric', 'in', [...metrics])
    .where('period', '=', period)
    .orderBy('metric')
    .orderBy('dimension')
    .orderBy('key')
    .orderBy('id', 'desc')
    .execute();
export const putRunning = async (tx: Tx, rows: readonly RunningRow[]): Promise<void> => {
  if (rows.length)
    await tx
      .insertInto('council.running')
      .values([...rows])
      .onConflict((oc) =>
        oc.column('metric').doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          month: eb.ref('excluded.month'),
          value: eb.ref('excluded.value'),
          n: eb.ref('excluded.n'),
          computed_at: eb.ref('excluded.computed_at'),
        })),
      )
      .execute();
};
export const listRunning = (tx: Tx): Promise<RunningRow[]> => tx.selectFrom('council.running').selectAll().execute();
/** When each metric was registered, first and in its present words. */
export const registrations = (tx: Tx) =>
  tx.selectFrom('council.metric').select(['id', 'stamp', 'registered_at']).orderBy('registered_at').execute();
