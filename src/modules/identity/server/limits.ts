import { Failure } from '#core/failure.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import * as store from './store.ts';

/** Keys may hold numbers and addresses, so only their keyed hash reaches the table. */
const hidden = (key: string): string => vault().findable(key, 'limit').toString('hex');

const refusal = (now: Date, until: Date, reason: string): Failure =>
  new Failure('not_now', reason, {}, { minutes: String(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000))) });

/**
 * Count one use of `key`; more than `max` in `seconds` are refused. The counter lives in PostgreSQL, so that every
 * process counts together. In a transaction that is rolled back the count goes with it: where a refusal must count too,
 * use limitApart. @throws Failure not_now identity.too_many with `minutes`
 */
export async function limit(tx: Tx, key: string, max: number, seconds: number): Promise<void> {
  const hit = await store.hitLimit(tx, hidden(key), seconds);
  if (hit.count > max) throw refusal(tx.now, hit.resets_at, 'identity.too_many');
}

/** The same in a transaction of its own, before the work: the count stays whatever becomes of the work. */
export async function limitApart(database: Database, key: string, max: number, seconds: number): Promise<void> {
  const { hit, now } = await database.withActor({ kind: 'anonymous' }, async (tx) => ({
    hit: await store.hitLimit(tx, hidden(key), seconds),
    now: tx.now,
  }));
  if (hit.count > max) throw refusal(now, hit.resets_at, 'identity.too_many');
}

/**
 * Take one of the attempts at a secret, before it is known whether it is right: guesses sent side by side can't share one.
 * From the fifth failure on each locks longer (1, 2, 4 … 60 minutes). @throws Failure not_now identity.locked
 */
export async function takeAttempt(database: Database, key: string): Promise<void> {
  const { until, now } = await database.withActor({ kind: 'anonymous' }, async (tx) => ({
    until: await store.takeAttempt(tx, hidden(key)),
    now: tx.now,
  }));
  if (until) throw refusal(now, until, 'identity.locked');
}
export const clearAttempts = (tx: Tx, key: string) => store.clearAttempts(tx, hidden(key));
