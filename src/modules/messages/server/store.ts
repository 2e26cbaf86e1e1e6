import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
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
/** A copy by another channel of what has copies already; once a channel. */
export async function ensureCopy(
  tx: Tx,
  row: Insertable<DB['messages.delivery']> & ({ notice_id: string } | { message_id: string }),
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

// ── What WhatsApp approved ──
export const insertApproval = (tx: Tx, row: Insertable<DB['messages.whatsapp_approval']>) =>
  tx.insertInto('messages.whatsapp_approval').values(row).execute();
/** What was last said of one template. */
export const latestApproval = (tx: Tx, template: string, lang: string) =>
  tx
    .selectFrom('messages.whatsapp_approval')
    .select(['status'])
    .where('template', '=', template)
    .where('lang', '=', lang)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
/** All that was said, newest first. */
export const listApprovals = (tx: Tx) =>
  tx.selectFrom('messages.whatsapp_approval').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(1000).execute();
/** When a sender last wrote. */
export const lastInbound = async (tx: Tx, sender: Buffer): Promise<Date | undefined> =>
  (
    await tx
      .selectFrom('messages.inbound')
      .select('sent_at')
      .where('sender_key', '=', sender)
      .orderBy('sent_at', 'desc')
      .limit(1)
      .executeTakeFirst()
  )?.sent_at;

// ── What comes in ──
export type InboundRow = Selectable<DB['messages.inbound']>;
export const takeIn = async (
  tx: Tx,
  row: { id: string; channel: string; providerId: string; sender: Buffer; content: Buffer; at: Date; isSimulated: boolean },
): Promise<boolean> =>
  (
    await sql<{
      is: boolean;
    }>`select messages.take_in(${row.id}, ${row.channel}, ${row.providerId}, ${row.sender}, ${row.content}, ${row.at},
      ${tx.now}, ${row.isSimulated}) as is`.execute(tx)
  ).rows[0]!.is;
/** Everything unheard of the sender of one message, in the order it was sent. */
export const waitingBeside = (tx: Tx, id: string): Promise<InboundRow[]> =>
  tx
    .selectFrom('messages.inbound')
    .selectAll()
    .where('heard_at', 'is', null)
    .where('sender_key', '=', (eb) => eb.selectFrom('messages.inbound').select('sender_key').where('id', '=', id))
    .orderBy('sent_at')
    .orderBy('id')
    .limit(50)
    .execute();
export async function updateInbound(tx: Tx, id: string, change: Updateable<DB['messages.inbound']>): Promise<void> {
  await tx.updateTable('messages.inbound').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
export const overdueInbound = async (tx: Tx, before: Date): Promise<string[]> =>
  (
    await sql<{ id: string }>`select distinct on (sender_key) id from messages.inbound where heard_at is null and received_at < ${before}
      order by sender_key, sent_at limit 500`.execute(tx)
  ).rows.map(({ id }) => id);
export const simulatedInbound = async (
  tx: Tx,
  most: number,
): Promise<{ id: string; channel: string; content_sealed: Buffer; at: Date }[]> =>
  (
    await sql<{ id: string; channel: string; content_sealed: Buffer; at: Date }>`select * from messages.simulated_inbound(${most})`.execute(
      tx,
    )
  ).rows;
/** Empty what was said before a moment; ids stay, so that nothing is taken twice. Replies go whole. */
export async function forgetConversations(tx: Tx, before: Date): Promise<void> {
  await tx
    .updateTable('messages.inbound')
    .set({ content_sealed: null, photo_sealed: null })
    .where('heard_at', '<', before)
    .where('content_sealed', 'is not', null)
    .execute();
  const old = await tx
    .selectFrom('messages.notice')
    .select('id')
    .where('to_sealed', 'is not', null)
    .where('at', '<', before)
    .limit(1000)
    .execute();
  if (!old.length) return;
  const ids = old.map(({ id }) => id);
  await tx.deleteFrom('messages.delivery').where('notice_id', 'in', ids).execute();
  await tx.deleteFrom('messages.notice').where('id', 'in', ids).execute();
}
/** A delivery the gateway says it couldn't make after all; undefined where it isn't known or was no copy of a notice. */
export const failByRef = (tx: Tx, channel: string, ref: string) =>
  tx
    .updateTable('messages.delivery')
    .set({ status: 'failed', last_error: 'gateway could not deliver' })
    .where('channel', '=', channel)
    .where('provider_ref', '=', ref)
    .where('status', '=', 'sent')
    .returning(['id', 'notice_id', 'message_id', 'person_id', 'approved_name'])
    .executeTakeFirst();
/** Everything that was to be told to, or was told, a relay. */
export async function deleteNoticesTo(tx: Tx, relay: string): Promise<void> {
  const ids = (await tx.selectFrom('messages.notice').select('id').where('relay', '=', relay).execute()).map(({ id }) => id);
  if (!ids.length) return;
  await tx.deleteFrom('messages.delivery').where('notice_id', 'in', ids).execute();
  await tx.deleteFrom('messages.notice').where('id', 'in', ids).execute();
}
