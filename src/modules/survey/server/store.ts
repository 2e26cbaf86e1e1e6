import { sql, type Insertable, type Selectable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export type FigureRow = Selectable<DB['survey.figure']>;

export const invite = async (tx: Tx, kind: string, id: string, agency: string, service: string, day: string) =>
  void (await sql`select survey.invite(${kind}, ${id}::uuid, ${agency}, ${service}, ${day}::date)`.execute(tx));
export interface InvitedRow {
  readonly agency: string;
  readonly service: string;
  readonly ended_on: string;
  readonly is_answered: boolean;
}
export const invited = async (tx: Tx, kind: string, id: string): Promise<InvitedRow | undefined> =>
  (await sql<InvitedRow>`select * from survey.invited(${kind}, ${id}::uuid)`.execute(tx)).rows[0];
export const answer = async (tx: Tx, kind: string, id: string, way: string, given: readonly (number | null)[]): Promise<boolean> =>
  (await sql<{ taken: boolean }>`select survey.answer(${kind}, ${id}::uuid, ${way}, ${[...given]}::smallint[]) as taken`.execute(tx))
    .rows[0]!.taken;
export const caseOf = async (tx: Tx, code: string): Promise<string | null> =>
  (await sql<{ id: string | null }>`select survey.case_of(${code}) as id`.execute(tx)).rows[0]!.id;
export const reportOf = async (tx: Tx, number: string): Promise<string | null> =>
  (await sql<{ id: string | null }>`select survey.report_of(${number}) as id`.execute(tx)).rows[0]!.id;
export const ended = async (tx: Tx, agency: string, from: string, to: string): Promise<{ service: string; ended: number }[]> =>
  (await sql<{ service: string; ended: number }>`select * from survey.ended(${agency}, ${from}::date, ${to}::date)`.execute(tx)).rows;

// ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const figures = (tx: Tx, year: number): Promise<FigureRow[]> =>
  tx.selectFrom('survey.figure').selectAll().where('year', '=', year).orderBy('agency').orderBy('service').execute();
export const years = async (tx: Tx): Promise<number[]> =>
  (await tx.selectFrom('survey.figure').select('year').distinct().orderBy('year', 'desc').execute()).map(({ year }) => year);

/** Sums of every group, as actor `job`: `marks` in the order of the columns, `n` how many answered each. */
export const count = async (tx: Tx, columns: readonly string[], satisfiedFrom: number) =>
  (
    await sql<{
      year: number;
      agency: string;
      service: string;
      answers: number;
      on_paper: number;
      satisfied: number;
      ended: number;
      elements: Record<string, [number, number]>;
    }>`
      with one as (
        select *, extract(year from month)::int as year,
          (select avg(mark) from unnest(array[${sql.join(columns.map((column) => sql.ref(column)))}]) as mark) as mean
        from survey.response
      ), asked as (
        select extract(year from ended_on)::int as year, agency, service, count(*)::int as ended from survey.invitation group by 1, 2, 3
      )
      select one.year, one.agency, one.service, count(*)::int as answers, (count(*) filter (where way = 'paper'))::int as on_paper,
        (count(*) filter (where mean >= ${satisfiedFrom}))::int as satisfied, max(asked.ended) as ended,
        jsonb_build_object(${sql.join(
          columns.map(
            (column) =>
              sql`${sql.lit(column)}, jsonb_build_array(coalesce(sum(${sql.ref(`one.${column}`)}), 0), count(${sql.ref(`one.${column}`)}))`,
          ),
        )}) as elements
      from one join asked using (year, agency, service)
      group by one.year, one.agency, one.service`.execute(tx)
  ).rows;
export const putFigure = async (tx: Tx, row: Insertable<DB['survey.figure']>) =>
  void (await tx
    .insertInto('survey.figure')
    .values(row)
    .onConflict((oc) =>
      oc.columns(['year', 'agency', 'service']).doUpdateSet((eb) => ({
        answers: eb.ref('excluded.answers'),
        on_paper: eb.ref('excluded.on_paper'),
        ended: eb.ref('excluded.ended'),
        satisfied: eb.ref('excluded.satisfied'),
        elements: eb.ref('excluded.elements'),
        counted_at: eb.ref('excluded.counted_at'),
      })),
    )
    .execute());

// ── Plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const PLAN = ['id', 'year', 'agency', 'service', 'element', 'action', 'responsible', 'due_on', 'made_at', 'done_on', 'result'] as const;
export const plans = (tx: Tx, year: number) =>
  tx.selectFrom('survey.plan').select(PLAN).where('year', '=', year).orderBy('due_on').orderBy('id').execute();
export const findPlan = (tx: Tx, id: string) => tx.selectFrom('survey.plan').select(PLAN).where('id', '=', id).executeTakeFirst();
export const insertPlan = async (tx: Tx, row: Insertable<DB['survey.plan']>) =>
  void (await tx.insertInto('survey.plan').values(row).execute());
/** Only a plan that isn't done: a second ending finds none. */
export const endPlan = async (tx: Tx, id: string, day: string, result: string): Promise<boolean> =>
  (
    await tx
      .updateTable('survey.plan')
      .set({ done_on: day, result })
      .where('id', '=', id)
      .where('done_on', 'is', null)
      .returning('id')
      .execute()
  ).length === 1;
