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
  const { id, key, not_before } = takeJob(tx, task, payload, options);
  await tx
    .insertInto('core.outbox')
    .values({ id, task, payload: JSON.stringify(payload), key, not_before })
    .execute();
}

/** The row of a job, for a statement that writes other rows too; the doorbell will ring after the commit. */
export function takeJob<K extends keyof JobPayloads & string>(tx: Tx, task: K, payload: JobPayloads[K], options: EnqueueOptions = {}) {
  tx.leaves.jobs = true;
  return { id: uuidv7(), task, payload, key: options.key ?? null, not_before: options.notBefore ?? null };
}
