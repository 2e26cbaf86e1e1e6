import { createHash } from 'node:crypto';
import { actorId } from '#core/actor.ts';
import { canonical } from '#core/canonical.ts';
import { Failure } from '#core/failure.ts';
import type { Tx } from './database.ts';

/**
 * Run `work` once per idempotency key and actor. The same key with the same input gives the first answer again
 * (a double click, a resent form, a lost reply); with other input it is refused. @throws Failure conflict
 * The row is written in the same transaction, so a refused or crashed command leaves the key free.
 */
export async function once<T>(tx: Tx, key: string, input: unknown, work: () => Promise<T>): Promise<T> {
  const fingerprint = createHash('sha256').update(canonical(input)).digest('hex');
  const claimed = await tx
    .insertInto('core.command')
    .values({ key: `${actorId(tx.actor) ?? tx.actor.kind}:${key}`, fingerprint })
    .onConflict((oc) => oc.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  if (!claimed) {
    const earlier = await tx
      .selectFrom('core.command')
      .select(['fingerprint', 'result'])
      .where('key', '=', `${actorId(tx.actor) ?? tx.actor.kind}:${key}`)
      .executeTakeFirstOrThrow();
    if (earlier.fingerprint !== fingerprint) throw new Failure('conflict', 'core.key_reused');
    return earlier.result as T;
  }
  const result = await work();
  await tx
    .updateTable('core.command')
    .set({ result: JSON.stringify(result ?? null) })
    .where('key', '=', claimed.key)
    .returning('key')
    .executeTakeFirstOrThrow();
  return result;
}
