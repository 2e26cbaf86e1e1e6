import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import type { Day } from '#core/working-time.ts';
import type { PublicStatus } from '../document.ts';

export type DocumentRow = Selectable<DB['documents.document']>;
type Change = Pick<
  Updateable<DB['documents.document']>,
  | 'status'
  | 'issued_at'
  | 'unsigned_file'
  | 'file'
  | 'sha256'
  | 'bytes'
  | 'signed_with'
  | 'ended_at'
  | 'ended_by'
  | 'ended_reason'
  | 'ended_basis'
  | 'announced_at'
>;

/** One writer per key (a document or a case) until the transaction ends; works for actors who may read a row but not update it. */
export async function lockKey(tx: Tx, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents:${key}`}, 0))`.execute(tx);
}

export const findDocument = (tx: Tx, id: string): Promise<DocumentRow | undefined> =>
  tx.selectFrom('documents.document').selectAll().where('id', '=', id).executeTakeFirst();

export const findOfResult = (tx: Tx, caseId: string, result: string): Promise<DocumentRow | undefined> =>
  tx
    .selectFrom('documents.document')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('result', '=', result)
    .where('replaces', 'is', null)
    .where('status', '<>', 'void')
    .executeTakeFirst();

export const listOfCase = (tx: Tx, caseId: string): Promise<DocumentRow[]> =>
  tx.selectFrom('documents.document').selectAll().where('case_id', '=', caseId).orderBy('prepared_at').execute();

export const listOfHolder = (tx: Tx, holder: string): Promise<DocumentRow[]> =>
  tx.selectFrom('documents.document').selectAll().where('holder', '=', holder).orderBy('prepared_at', 'desc').limit(200).execute();

export const listToSign = (tx: Tx, signer: string): Promise<DocumentRow[]> =>
  tx
    .selectFrom('documents.document')
    .selectAll()
    .where('signer_person', '=', signer)
    .where('status', '=', 'prepared')
    .orderBy('prepared_at')
    .limit(200)
    .execute();

export async function updateDocument(tx: Tx, id: string, change: Change): Promise<DocumentRow> {
  return tx.updateTable('documents.document').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

export async function insertDocument(tx: Tx, row: Insertable<DB['documents.document']>): Promise<DocumentRow> {
  try {
    return await tx.insertInto('documents.document').values(row).returningAll().executeTakeFirstOrThrow();
  } catch (thrown) {
    const constraint = (thrown as { constraint?: string }).constraint ?? '';
    if (/^document_(once_a_result|replaced_once)$/.test(constraint)) throw new Failure('conflict', 'documents.already_prepared');
    throw thrown;
  }
}

export interface CounterKey {
  readonly agency: string;
  readonly counter: string;
  readonly year: number;
}

/** The next number of a counter. Its row stays locked until the transaction ends, so a rolled-back number is given again. */
export async function nextSeq(tx: Tx, { agency, counter, year }: CounterKey): Promise<number> {
  const row = await tx
    .insertInto('documents.counter')
    .values({ agency, counter, year, last: 1 })
    .onConflict((oc) => oc.columns(['agency', 'counter', 'year']).doUpdateSet((eb) => ({ last: eb('documents.counter.last', '+', 1) })))
    .returning('last')
    .executeTakeFirstOrThrow();
  return row.last;
}

export async function insertNumber(tx: Tx, row: Insertable<DB['documents.number']>): Promise<void> {
  await tx.insertInto('documents.number').values(row).execute();
}

export async function settleNumber(tx: Tx, documentId: string, status: 'issued' | 'void', reason: string | null): Promise<void> {
  await tx
    .updateTable('documents.number')
    .set({ status, reason, settled_at: tx.now })
    .where('document_id', '=', documentId)
    .where('status', '=', 'reserved')
    .returning('seq')
    .executeTakeFirstOrThrow();
}

export const listNumbers = (tx: Tx, { agency, counter, year }: CounterKey) =>
  tx
    .selectFrom('documents.number')
    .selectAll()
    .where('agency', '=', agency)
    .where('counter', '=', counter)
    .where('year', '=', year)
    .orderBy('seq')
    .execute();

export async function verifySought(tx: Tx, sought: string, today: Day) {
  const rows = await sql<{
    code: string;
    title: string;
    agency_name: string;
    status: PublicStatus;
    since: Day | null;
    fields: { name: string; value: string }[];
  }>`select * from documents.verify(${sought}, ${today}::date)`.execute(tx);
  return rows.rows[0];
}

export type AttemptRow = Selectable<DB['documents.attempt']>;

/** The newest call to an outside signer whose outcome isn't known. */
export const findOpenAttempt = (tx: Tx, documentId: string): Promise<AttemptRow | undefined> =>
  tx
    .selectFrom('documents.attempt')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('outcome', 'in', ['started', 'unclear'])
    .orderBy('started_at', 'desc')
    .executeTakeFirst();

export async function insertAttempt(tx: Tx, row: Insertable<DB['documents.attempt']>): Promise<void> {
  await tx.insertInto('documents.attempt').values(row).execute();
}

export async function settleAttempt(
  tx: Tx,
  id: string,
  outcome: 'signed' | 'refused' | 'unclear' | 'set_aside',
  externalId?: string,
): Promise<void> {
  await tx
    .updateTable('documents.attempt')
    .set({ outcome, settled_at: tx.now, ...(externalId ? { external_id: externalId } : {}) })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirstOrThrow();
}
