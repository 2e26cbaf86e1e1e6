import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export type MaskRow = Selectable<DB['complaints.photo_mask']>;

/** Every copy ever made of the photographs of a report, oldest first. */
export const masksOf = (tx: Tx, reportId: string): Promise<MaskRow[]> =>
  tx.selectFrom('complaints.photo_mask').selectAll().where('report_id', '=', reportId).orderBy('made_at').orderBy('id').execute();
export const insertMask = async (tx: Tx, row: Insertable<DB['complaints.photo_mask']>) =>
  void (await tx.insertInto('complaints.photo_mask').values(row).execute());
/** What waited for a second look, or was shown, makes room for another copy. */
export const replaceMasks = (tx: Tx, photoId: string) =>
  tx
    .updateTable('complaints.photo_mask')
    .set({ status: 'replaced' })
    .where('photo_id', '=', photoId)
    .where('status', 'in', ['waiting', 'released'])
    .execute();
/** Looked at by another officer than its maker; undefined where it no longer waits. */
export const checkMask = (tx: Tx, id: string, status: 'released' | 'returned', by: string): Promise<MaskRow | undefined> =>
  tx
    .updateTable('complaints.photo_mask')
    .set({ status, checked_by: by, checked_at: tx.now })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .returningAll()
    .executeTakeFirst();
export async function updatePhoto(tx: Tx, id: string, change: Updateable<DB['complaints.photo']>): Promise<void> {
  await tx.updateTable('complaints.photo').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
