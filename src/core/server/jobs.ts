import { uuidv7 } from '#core/id.ts';
import type { Tx } from './database.ts';

/** Every job, with its payload (ids only, no personal values). A module adds its own jobs here by declaration merging. */
export interface JobPayloads {}

/**
 * A module's jobs: one function a job name. Each gets a transaction of its own as actor `job`; `outside` jobs get the
 * database instead, because they speak to the network, which no transaction may wait for.
 */
export type Jobs<M extends string> = { [K in keyof JobPayloads & `${M}.${string}`]: (tx: Tx, payload: JobPayloads[K]) => Promise<void> };

export interface EnqueueOptions {
  /** Two waiting rows with one key become one job. */
  readonly key?: string;
  /** Not before this moment. */
  readonly notBefore?: Date;
}

/** Queue a job in this transaction: it exists if, and only if, the change commits. Handlers are idempotent: a revived job runs again. */
export async function enqueue<K extends keyof JobPayloads & string>(
  tx: Tx,
  task: K,
  payload: JobPayloads[K],
  options: EnqueueOptions = {},
): Promise<void> {
  await tx
    .insertInto('core.outbox')
    .values({
      id: uuidv7(),
      task,
      payload: JSON.stringify(payload),
      key: options.key ?? null,
      not_before: options.notBefore ?? null,
    })
    .execute();
  tx.leaves.jobs = true;
}
