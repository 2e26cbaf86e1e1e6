import { sql, type Insertable, type Updateable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export const insertMessage = (tx: Tx, row: Insertable<DB['messages.message']>) => tx.insertInto('messages.message').values(row).execute();
export const insertDeliveries = async (tx: Tx, rows: readonly Insertable<DB['messages.delivery']>[]): Promise<void> => {
  if (rows.length) await tx.insertInto('messages.delivery').values(rows).execute();
};
export const listMessages = (tx: Tx, personId: string) =>
  tx
    .selectFrom('messages.message')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
export const markRead = (tx: Tx, personId: string, id: string) =>
  tx
    .updateTable('messages.message')
    .set({ read_at: tx.now })
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .where('read_at', 'is', null)
    .execute();
/** True the first time its key is told of. */
export async function insertNotice(tx: Tx, row: Insertable<DB['messages.notice']>): Promise<boolean> {
  const done = await tx
    .insertInto('messages.notice')
    .values(row)
    .onConflict((oc) => oc.column('key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return done !== undefined;
}
export const findNotice = (tx: Tx, id: string) =>
  tx.selectFrom('messages.notice').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
export interface RelayAddress {
  readonly phone_sealed: Buffer | null;
  readonly email_sealed: Buffer | null;
  readonly lang: string;
  readonly is_stopped: boolean;
}
/** Where a relay leads now; undefined where its reporter was erased. For the worker alone. */
export const relayAddress = async (tx: Tx, relay: string): Promise<RelayAddress | undefined> =>
  (await sql<RelayAddress>`select * from reporter.address(${relay})`.execute(tx)).rows[0];
/** A copy of a notice by another channel; once a channel. */
export async function ensureNoticeDelivery(
  tx: Tx,
  row: Insertable<DB['messages.delivery']> & { notice_id: string },
): Promise<string | undefined> {
  const made = await tx
    .insertInto('messages.delivery')
    .values(row)
    .onConflict((oc) => oc.constraint('delivery_once').doNothing())
    .returning('id')
    .executeTakeFirst();
  return made?.id;
}
export const findMessage = (tx: Tx, id: string) => tx.selectFrom('messages.message').selectAll().where('id', '=', id).executeTakeFirst();
export const countUnread = async (tx: Tx, personId: string): Promise<number> =>
  Number(
    (
      await tx
        .selectFrom('messages.message')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('person_id', '=', personId)
        .where('read_at', 'is', null)
        .executeTakeFirstOrThrow()
    ).n,
  );

/** The delivery of a code, made at its first try; made once however often the job runs. */
export async function ensureCodeDelivery(
  tx: Tx,
  row: Insertable<DB['messages.delivery']> & { code_id: string },
): Promise<{ id: string; status: string }> {
  await tx
    .insertInto('messages.delivery')
    .values(row)
    .onConflict((oc) => oc.column('code_id').where('code_id', 'is not', null).doNothing())
    .execute();
  return tx.selectFrom('messages.delivery').select(['id', 'status']).where('code_id', '=', row.code_id).executeTakeFirstOrThrow();
}
export const findDelivery = (tx: Tx, id: string) => tx.selectFrom('messages.delivery').selectAll().where('id', '=', id).executeTakeFirst();
export const updateDelivery = (tx: Tx, id: string, change: Updateable<DB['messages.delivery']>) =>
  tx.updateTable('messages.delivery').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
export const countTry = (tx: Tx, id: string, error: string) =>
  tx
    .updateTable('messages.delivery')
    .set((eb) => ({ tries: eb('tries', '+', 1), last_error: error }))
    .where('id', '=', id)
    .execute();
export async function listSimulated(
  tx: Tx,
  most: number,
): Promise<{ id: string; channel: string; shown_sealed: Buffer; at: Date; is_code: boolean }[]> {
  return (
    await sql<{
      id: string;
      channel: string;
      shown_sealed: Buffer;
      at: Date;
      is_code: boolean;
    }>`select * from messages.simulated(${most})`.execute(tx)
  ).rows;
}
