import { sql, type Selectable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

/** What retention reads and takes away. As actor `job`, but for the list of runs and the order. */

export type RunRow = Selectable<DB['complaints.retention_run']>;
export type RunKind = 'anonymise' | 'remove';

export const listRuns = (tx: Tx): Promise<RunRow[]> =>
  tx.selectFrom('complaints.retention_run').selectAll().orderBy('counted_at', 'desc').limit(50).execute();
export const findRun = (tx: Tx, id: string): Promise<RunRow | undefined> =>
  tx.selectFrom('complaints.retention_run').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
/** Counted anew: what waits without an order gives way. False where an ordered run isn't done yet. */
export async function replaceWaiting(tx: Tx, kind: RunKind): Promise<boolean> {
  await tx.deleteFrom('complaints.retention_run').where('kind', '=', kind).where('ordered_at', 'is', null).execute();
  return (
    (await tx
      .selectFrom('complaints.retention_run')
      .select('id')
      .where('kind', '=', kind)
      .where('done_at', 'is', null)
      .executeTakeFirst()) === undefined
  );
}
export const insertRun = async (tx: Tx, row: Pick<RunRow, 'id' | 'kind' | 'before' | 'counted' | 'sample' | 'counted_at'>): Promise<void> =>
  void (await tx.insertInto('complaints.retention_run').values(row).execute());
/** True the first time. */
export async function orderRun(tx: Tx, id: string, by: string): Promise<boolean> {
  const row = await tx
    .updateTable('complaints.retention_run')
    .set({ ordered_by: by, ordered_at: tx.now })
    .where('id', '=', id)
    .where('ordered_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
export async function countDone(tx: Tx, id: string, more: number, isDone: boolean): Promise<void> {
  await tx
    .updateTable('complaints.retention_run')
    .set((eb) => ({ done: eb('done', '+', more), ...(isDone ? { done_at: tx.now } : {}) }))
    .where('id', '=', id)
    .execute();
}

export const endedBefore = async (tx: Tx, before: Date, most: number, kind: RunKind): Promise<{ id: string; number: string }[]> =>
  (
    await sql<{
      id: string;
      number: string;
    }>`select id, number from complaints.ended_before(${before}, ${most}, ${kind === 'remove'})`.execute(tx)
  ).rows;
export const countEndedBefore = async (tx: Tx, before: Date, kind: RunKind): Promise<number> =>
  (await sql<{ count: number }>`select complaints.count_ended_before(${before}, ${kind === 'remove'}) as count`.execute(tx)).rows[0]!.count;

/** Of the vault: it forgets whom the pseudonym stood for. False where it had already. */
export const eraseIdentity = async (tx: Tx, pseudonym: string): Promise<boolean> =>
  (await sql<{ was: boolean }>`select reporter.erase(${pseudonym}, ${tx.now}) as was`.execute(tx)).rows[0]!.was;
export const witnessesOf = (tx: Tx, reportId: string) =>
  tx.selectFrom('complaints.witness').select(['id', 'pseudonym']).where('report_id', '=', reportId).execute();

export async function setWords(
  tx: Tx,
  reportId: string,
  words: { text_sealed: Buffer; salt: Buffer; answers: string; signature: number[]; keepsPoint: boolean },
): Promise<void> {
  const { keepsPoint, ...change } = words;
  await tx
    .updateTable('complaints.detail')
    .set({
      ...change,
      address_sealed: null,
      landmark_sealed: null,
      device_at: null,
      ...(keepsPoint ? {} : { lat: null, long: null, accuracy_m: null }),
    })
    .where('report_id', '=', reportId)
    .execute();
  await tx
    .updateTable('complaints.witness')
    .set({ text_sealed: null, landmark_sealed: null, lat: null, long: null, accuracy_m: null })
    .where('report_id', '=', reportId)
    .execute();
}
export async function setEntryWords(tx: Tx, id: string, text_sealed: Buffer): Promise<void> {
  await tx.updateTable('complaints.entry').set({ text_sealed }).where('id', '=', id).execute();
}
/** When a report ended; of a merged one, when the leading one did. */
export const endOf = async (tx: Tx, id: string): Promise<Date | null> =>
  (await sql<{ at: Date | null }>`select complaints.end_of(${id}) as at`.execute(tx)).rows[0]!.at;
/**
 * Where and with what people's pictures were taken, and the originals: the copy the public sees takes their place. Gives the files that are
 * nobody's now; what officers handed in as proof stays until the report is removed.
 */
export async function forgetPictures(tx: Tx, reportId: string): Promise<string[]> {
  const theirs = await tx
    .selectFrom('complaints.photo')
    .select(['id', 'file_id', 'masked_file_id'])
    .where('report_id', '=', reportId)
    .where('role', '<>', 'proof')
    .execute();
  const copies = theirs.length
    ? await tx
        .deleteFrom('complaints.photo_mask')
        .where(
          'photo_id',
          'in',
          theirs.map(({ id }) => id),
        )
        .where('status', '<>', 'released')
        .returning('file_id')
        .execute()
    : [];
  for (const photo of theirs)
    await tx.updateTable('complaints.photo').set({ file_id: photo.masked_file_id }).where('id', '=', photo.id).execute();
  await tx
    .updateTable('complaints.photo')
    .set({ lat: null, long: null, accuracy_m: null, facts: '{}', taken_at: null })
    .where('report_id', '=', reportId)
    .where('role', '<>', 'proof')
    .execute();
  const kept = new Set(theirs.map((photo) => photo.masked_file_id));
  return [...theirs.map((photo) => photo.file_id), ...copies.map((copy) => copy.file_id)].filter(
    (file): file is string => file !== null && !kept.has(file),
  );
}
export const bury = async (tx: Tx, row: { report_id: string; number: string }): Promise<void> =>
  void (await tx
    .insertInto('complaints.tombstone')
    .values({ ...row, anonymised_at: tx.now })
    .onConflict((oc) => oc.doNothing())
    .execute());
export const isBuried = async (tx: Tx, reportId: string): Promise<boolean> =>
  (await tx.selectFrom('complaints.tombstone').select('report_id').where('report_id', '=', reportId).executeTakeFirst()) !== undefined;

/** Every word and picture of a report; gives the files that are nobody's now. */
export async function removeWords(tx: Tx, reportId: string, emptyInstruction: (id: string) => Buffer): Promise<string[]> {
  const copies = await tx.deleteFrom('complaints.photo_mask').where('report_id', '=', reportId).returning('file_id').execute();
  const photos = await tx
    .deleteFrom('complaints.photo')
    .where('report_id', '=', reportId)
    .returning(['file_id', 'masked_file_id'])
    .execute();
  await tx.deleteFrom('complaints.entry').where('report_id', '=', reportId).execute();
  await tx.updateTable('complaints.proof').set({ reason_sealed: null }).where('report_id', '=', reportId).execute();
  for (const { id } of await tx.selectFrom('complaints.instruction').select('id').where('report_id', '=', reportId).execute())
    await tx
      .updateTable('complaints.instruction')
      .set({ text_sealed: emptyInstruction(id) })
      .where('id', '=', id)
      .execute();
  await tx
    .updateTable('complaints.report')
    .set({ title: null, text_public: '', is_public: false, lat: null, long: null, photos: 0 })
    .where('id', '=', reportId)
    .execute();
  await tx.updateTable('complaints.tombstone').set({ removed_at: tx.now }).where('report_id', '=', reportId).execute();
  const files = [...photos.flatMap(({ file_id, masked_file_id }) => [file_id, masked_file_id]), ...copies.map((copy) => copy.file_id)];
  return [...new Set(files.filter((file): file is string => file !== null))];
}
/** What SP4N-LAPOR! sent and we refused: kept to be taken in after all, no longer than a reporter is known. */
export const forgetRefused = (tx: Tx, before: Date) =>
  tx
    .updateTable('complaints.bridge_item')
    .set({ content_sealed: null })
    .where('state', '=', 'refused')
    .where('at', '<', before)
    .where('content_sealed', 'is not', null)
    .execute();
/** Conversations by message that ended before a moment. */
export const deleteConversations = (tx: Tx, before: Date) =>
  tx.deleteFrom('complaints.conversation').where('updated_at', '<', before).where('lapses_at', 'is', null).execute();
