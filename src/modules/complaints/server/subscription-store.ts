import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#core/server/database.ts';

export async function subscribe(
  tx: Tx,
  row: {
    id: string;
    sealed: Buffer;
    address: Buffer;
    link: Buffer;
    lang: string;
    category: string | null;
    region: string | null;
  },
): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`select complaints.subscribe(${row.id}, ${row.sealed}, ${row.address}, ${row.link},
    ${row.lang}, ${row.category}, ${row.region}, ${tx.now}) as id`.execute(tx);
  return rows[0]?.id ?? null;
}
export const subscriptionOf = async (
  tx: Tx,
  link: Buffer,
): Promise<{ category: string | null; region: string | null; is_confirmed: boolean } | undefined> =>
  (
    await sql<{ category: string | null; region: string | null; is_confirmed: boolean }>`
      select * from complaints.subscription_of(${link})`.execute(tx)
  ).rows[0];
const isDone = async (query: RawBuilder<{ is: boolean }>, tx: Tx): Promise<boolean> => (await query.execute(tx)).rows[0]!.is;
export const confirmSubscription = (tx: Tx, link: Buffer): Promise<boolean> =>
  isDone(sql<{ is: boolean }>`select complaints.confirm_subscription(${link}, ${tx.now}) as is`, tx);
export const endSubscription = (tx: Tx, link: Buffer): Promise<boolean> =>
  isDone(sql<{ is: boolean }>`select complaints.end_subscription(${link}) as is`, tx);

export const findSubscription = (tx: Tx, id: string) =>
  tx.selectFrom('complaints.mail_subscription').selectAll().where('id', '=', id).executeTakeFirst();
export const deleteUnconfirmed = (tx: Tx, before: Date) =>
  tx.deleteFrom('complaints.mail_subscription').where('confirmed_at', 'is', null).where('asked_at', '<', before).execute();
/** Confirmed ones told longest ago, before `before`. */
export const subscriptionsToTell = (tx: Tx, before: Date, most: number) =>
  tx
    .selectFrom('complaints.mail_subscription')
    .selectAll()
    .where('confirmed_at', 'is not', null)
    .where('told_until', '<', before)
    .orderBy('told_until')
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute();
export const setTold = (tx: Tx, id: string) =>
  tx.updateTable('complaints.mail_subscription').set({ told_until: tx.now }).where('id', '=', id).execute();
/** Public reports received since, or whose state changed since, the newest first. */
export const publicNews = (tx: Tx, of: { category: string | null; region: string | null }, since: Date, most: number) =>
  tx
    .selectFrom('complaints.report')
    .select(['number', 'title', 'state'])
    .where('is_public', '=', true)
    .where('updated_at', '>=', since)
    .$if(of.category !== null, (query) => query.where('category', '=', of.category))
    .$if(of.region !== null, (query) => query.where((eb) => eb.or([eb('region', '=', of.region), eb('region', 'like', `${of.region}.%`)])))
    .orderBy('updated_at', 'desc')
    .limit(most)
    .execute();
