import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** How the work behind the pages goes: what the worker writes down and /metrics reads. Counts and ages alone. */

export interface JobCount {
  readonly task: string;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
  readonly active: number;
}

/** Add what was done since the last call; `waiting` and `active` are as the queue says now. */
export async function addJobCounts(tx: Tx, counts: readonly JobCount[]): Promise<void> {
  if (counts.length === 0) return;
  await tx
    .insertInto('core.job_count')
    .values(counts.map((count) => ({ ...count, at: tx.now })))
    .onConflict((oc) =>
      oc.column('task').doUpdateSet((eb) => ({
        done: eb('core.job_count.done', '+', eb.ref('excluded.done')),
        failed: eb('core.job_count.failed', '+', eb.ref('excluded.failed')),
        waiting: eb.ref('excluded.waiting'),
        active: eb.ref('excluded.active'),
        at: eb.ref('excluded.at'),
      })),
    )
    .execute();
}

export interface Operation {
  readonly outbox: { readonly waiting: number; /** Seconds; 0 where nothing waits. */ readonly age: number };
  readonly jobs: readonly JobCount[];
  /** Seconds since the worker said that it lives; undefined where it never did. */
  readonly workerAge: number | undefined;
}

export async function readOperation(tx: Tx): Promise<Operation> {
  const state = (await sql<{ waiting: number; oldest: Date | null }>`select waiting, oldest from core.outbox_state()`.execute(tx)).rows[0]!;
  const jobs = await tx.selectFrom('core.job_count').select(['task', 'done', 'failed', 'waiting', 'active']).orderBy('task').execute();
  const beat = await tx.selectFrom('core.heartbeat').select('at').where('name', '=', 'worker').executeTakeFirst();
  const ago = (at: Date): number => Math.max(0, (tx.now.getTime() - at.getTime()) / 1000);
  return {
    outbox: { waiting: state.waiting, age: state.oldest ? ago(state.oldest) : 0 },
    jobs,
    workerAge: beat ? ago(beat.at) : undefined,
  };
}
