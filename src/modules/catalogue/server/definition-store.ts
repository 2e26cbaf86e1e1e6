import type { Insertable, Selectable } from 'kysely';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export type DraftRow = Selectable<DB['catalogue.definition_draft']>;
export type VersionRow = Selectable<DB['catalogue.definition_version']>;
export type VersionHead = Pick<VersionRow, 'id' | 'version' | 'hash' | 'status' | 'effective_from' | 'effective_until' | 'override'>;
export type CodeListRow = Selectable<DB['catalogue.code_list']>;

export const selectDrafts = (tx: Tx): Promise<DraftRow[]> =>
  tx.selectFrom('catalogue.definition_draft').selectAll().orderBy('id').execute();

export const findDraft = (tx: Tx, id: string): Promise<DraftRow | undefined> =>
  tx.selectFrom('catalogue.definition_draft').selectAll().where('id', '=', id).executeTakeFirst();

/** The draft, locked until the transaction ends. */
export const lockDraft = (tx: Tx, id: string): Promise<DraftRow | undefined> =>
  tx.selectFrom('catalogue.definition_draft').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

export async function insertDraft(tx: Tx, id: string, subjectId: string): Promise<void> {
  await tx
    .insertInto('catalogue.definition_draft')
    .values({ id, subject_id: subjectId })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
}

type DraftChange = Partial<Pick<DraftRow, 'yaml' | 'authors' | 'saved_by' | 'saved_at' | 'submitted_by' | 'submitted_at'>>;
export async function updateDraft(tx: Tx, id: string, change: DraftChange): Promise<void> {
  await tx.updateTable('catalogue.definition_draft').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}

export const selectVersions = (tx: Tx, id: string): Promise<VersionRow[]> =>
  tx
    .selectFrom('catalogue.definition_version')
    .selectAll()
    .where('id', '=', id)
    .orderBy('effective_from', 'desc')
    .orderBy('published_at', 'desc')
    .execute();

/** Heads of all versions, without their bodies. */
export const selectVersionHeads = (tx: Tx) =>
  tx
    .selectFrom('catalogue.definition_version')
    .select(['id', 'version', 'hash', 'status', 'effective_from', 'effective_until', 'override', 'published_at'])
    .orderBy('id')
    .orderBy('effective_from', 'desc')
    .orderBy('published_at', 'desc')
    .execute();

export const findVersion = (tx: Tx, hash: string): Promise<VersionRow | undefined> =>
  tx.selectFrom('catalogue.definition_version').selectAll().where('hash', '=', hash).executeTakeFirst();

export const findVersionHead = (tx: Tx, hash: string): Promise<VersionHead | undefined> =>
  tx
    .selectFrom('catalogue.definition_version')
    .select(['id', 'version', 'hash', 'status', 'effective_from', 'effective_until', 'override'])
    .where('hash', '=', hash)
    .executeTakeFirst();

/** The version in force on a day: the newest effective one that is neither withdrawn nor past. One row a service. */
export const selectCurrent = (tx: Tx, day: string, id?: string): Promise<VersionRow[]> => {
  let query = tx
    .selectFrom('catalogue.definition_version')
    .selectAll()
    .distinctOn('id')
    .where('status', '=', 'published')
    .where('effective_from', '<=', day)
    .where((eb) => eb.or([eb('effective_until', 'is', null), eb('effective_until', '>=', day)]))
    .orderBy('id')
    .orderBy('effective_from', 'desc')
    .orderBy('published_at', 'desc');
  if (id !== undefined) query = query.where('id', '=', id);
  return query.execute();
};

export async function insertVersion(tx: Tx, row: Insertable<DB['catalogue.definition_version']>): Promise<void> {
  try {
    await tx.insertInto('catalogue.definition_version').values(row).execute();
  } catch (thrown) {
    const { constraint } = thrown as { constraint?: string };
    if (constraint === 'definition_version_once' || constraint === 'definition_version_pkey')
      throw new Failure('conflict', 'definitions.version_exists');
    if (constraint === 'definition_version_two_persons') throw new Failure('forbidden', 'definitions.same_person');
    throw thrown;
  }
}

/** Versions that the new one replaces from its first day on; a withdrawn one stays as it is. */
export const supersede = (tx: Tx, id: string, hash: string, lastDay: string, isInForce: boolean): Promise<{ hash: string }[]> =>
  tx
    .updateTable('catalogue.definition_version')
    .set({ effective_until: lastDay, ...(isInForce ? { status: 'superseded' } : {}) })
    .where('id', '=', id)
    .where('hash', '<>', hash)
    .where('status', '=', 'published')
    .where('effective_from', '<=', lastDay)
    .where((eb) => eb.or([eb('effective_until', 'is', null), eb('effective_until', '>', lastDay)]))
    .returning('hash')
    .execute();

/** A successor that never came into force no longer ends the version before it. */
export async function reopen(tx: Tx, hash: string, effectiveUntil: string | null): Promise<void> {
  await tx
    .updateTable('catalogue.definition_version')
    .set({ effective_until: effectiveUntil })
    .where('hash', '=', hash)
    .returning('hash')
    .executeTakeFirstOrThrow();
}

export async function withdrawVersion(tx: Tx, hash: string, by: string, reason: string): Promise<void> {
  await tx
    .updateTable('catalogue.definition_version')
    .set({ status: 'withdrawn', withdrawn_at: tx.now, withdrawn_by: by, withdrawn_reason: reason })
    .where('hash', '=', hash)
    .returning('hash')
    .executeTakeFirstOrThrow();
}

export const selectCodeLists = (tx: Tx, refs?: readonly string[]): Promise<CodeListRow[]> => {
  let query = tx.selectFrom('catalogue.code_list').selectAll().orderBy('ref').orderBy('no');
  if (refs) query = query.where('ref', 'in', refs);
  return refs?.length === 0 ? Promise.resolve([]) : query.execute();
};

export const selectServiceIds = (tx: Tx): Promise<{ id: string }[]> => tx.selectFrom('catalogue.service').select('id').execute();
