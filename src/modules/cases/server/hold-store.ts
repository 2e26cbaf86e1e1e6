import type { Tx } from '#core/server/database.ts';

/** Where cases wait, for leaders: read-only, no applicant, no answer. */

export interface Hold {
  readonly agency: string;
  readonly open: number;
  readonly late: number;
  /** When the longest overdue task was due. */
  readonly since: Date | null;
}

/** Open tasks per agency, those with the most overdue first. Tasks waiting for the applicant don't count. */
export const listHolds = (tx: Tx): Promise<Hold[]> =>
  tx
    .selectFrom('cases.task')
    .select((e) => [
      e.ref('agency').$notNull().as('agency'),
      e.fn.countAll<number>().as('open'),
      e.fn.countAll<number>().filterWhere('due_at', '<', tx.now).as('late'),
      e.fn.min<Date | null>('due_at').filterWhere('due_at', '<', tx.now).as('since'),
    ])
    .where('agency', 'is not', null)
    .where('status', 'in', ['open', 'claimed'])
    .groupBy('agency')
    .orderBy('late', 'desc')
    .orderBy('open', 'desc')
    .orderBy('agency')
    .execute();

/** Overdue tasks, the longest overdue first: case, service, who holds it, since when. */
export const listOverdue = (tx: Tx, limit: number) =>
  tx
    .selectFrom('cases.task as t')
    .innerJoin('cases.case_file as c', 'c.id', 't.case_id')
    .select(['c.code', 'c.service_id', 't.task', 't.agency', 't.claimant', 't.due_at'])
    .where('t.status', 'in', ['open', 'claimed'])
    .where('t.due_at', '<', tx.now)
    .orderBy('t.due_at')
    .orderBy('t.case_id')
    .limit(limit)
    .execute();
