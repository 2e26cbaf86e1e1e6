import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import { EVENT_COLUMNS, numberTaken, type StoredEvent } from '#core/server/events.ts';
import type { takeJob } from '#core/server/jobs.ts';
import type { DB } from '#core/server/schema.gen.ts';
import { dayOf } from '#core/working-time.ts';

export type CaseRow = Selectable<DB['cases.case_file']>;
export type TaskRow = Selectable<DB['cases.task']>;
export type AnswerRow = Selectable<DB['cases.answer']>;
export type EvidenceRow = Selectable<DB['cases.evidence']>;
export type StatementRow = Selectable<DB['cases.statement']>;
export type DraftRow = Selectable<DB['cases.draft']>;
/** The part of a header that follows from the log. */
export interface Header {
  readonly clock_state: string;
  readonly due_at: Date | null;
  readonly used_days: number;
  readonly working_ms: number | null;
  readonly office_ms: number | null;
  readonly next_at: Date | null;
  readonly ended_at: Date | null;
  readonly end_kind: string | null;
  readonly halted: string | null;
  readonly halted_at: Date | null;
}
export type TaskChange = Pick<
  Updateable<DB['cases.task']>,
  'status' | 'claimant' | 'opened_at' | 'claimed_at' | 'closed_at' | 'due_at' | 'outcome' | 'by_silence' | 'escalated_to'
>;

export const findCaseByCode = (tx: Tx, code: string): Promise<CaseRow | undefined> =>
  tx.selectFrom('cases.case_file').selectAll().where('code', '=', code).executeTakeFirst();

export const findCase = (tx: Tx, id: string): Promise<CaseRow | undefined> =>
  tx.selectFrom('cases.case_file').selectAll().where('id', '=', id).executeTakeFirst();

/** The case, locked until the transaction ends; undefined where the actor may not see it. */
export const lockCase = (tx: Tx, id: string): Promise<CaseRow | undefined> =>
  tx.selectFrom('cases.case_file').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

export async function insertCase(tx: Tx, row: Insertable<DB['cases.case_file']>): Promise<void> {
  await tx.insertInto('cases.case_file').values(row).execute();
}

export async function updateCase(tx: Tx, id: string, change: Header): Promise<void> {
  await tx.updateTable('cases.case_file').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}

export interface FiledRows {
  readonly draftId: string;
  readonly tasks: readonly Insertable<DB['cases.task']>[];
  readonly answers: readonly Insertable<DB['cases.answer']>[];
  readonly evidence: readonly Insertable<DB['cases.evidence']>[];
  readonly events: readonly StoredEvent[];
  readonly job: ReturnType<typeof takeJob>;
}

const TASK = sql.raw(
  'case_id, task, applicant_id, agencies, agency, role, kind, status, lane, claimant, opened_at, claimed_at, closed_at, due_at, outcome, by_silence, sees_fields, sees_documents',
);
const ANSWER = sql.raw('case_id, field, applicant_id, class, source, verified, value_sealed, salt, hash, at');
const EVIDENCE = sql.raw(
  'id, case_id, applicant_id, requirement, concept, kind, file_id, file_name, mime, size, sha256, issuer, verified_by, verified_at, valid_until, source_case, at',
);
const OUTBOX = sql.raw('id, task, payload, key, not_before');
/** Bytes as PostgreSQL reads them in JSON. */
const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

/**
 * What comes with a new case, in one statement, and its draft goes: filing is the hot path (stack.md § 5). The case itself
 * is there before, because policies ask for it. @throws Failure conflict
 */
export async function insertFiled(tx: Tx, { draftId, tasks, answers, evidence, events, job }: FiledRows): Promise<void> {
  const sealed = answers.map((row) => ({ ...row, value_sealed: hex(row.value_sealed), salt: hex(row.salt) }));
  try {
    await sql`
      with
        t as (insert into cases.task (${TASK}) select ${TASK} from json_populate_recordset(null::cases.task, ${JSON.stringify(tasks)})),
        a as (insert into cases.answer (${ANSWER}) select ${ANSWER} from json_populate_recordset(null::cases.answer, ${JSON.stringify(sealed)})),
        e as (insert into cases.evidence (${EVIDENCE}) select ${EVIDENCE} from json_populate_recordset(null::cases.evidence, ${JSON.stringify(evidence)})),
        l as (insert into core.event (${EVENT_COLUMNS}) select ${EVENT_COLUMNS} from json_populate_recordset(null::core.event, ${JSON.stringify(events)})),
        o as (insert into core.outbox (${OUTBOX}) select ${OUTBOX} from json_populate_record(null::core.outbox, ${JSON.stringify(job)}))
      delete from cases.draft where id = ${draftId}::uuid`.execute(tx);
  } catch (thrown) {
    throw numberTaken(thrown);
  }
}

/** Corrected answers change what routing reads. */
export async function updateFacts(tx: Tx, id: string, sealed: Buffer): Promise<void> {
  await tx.updateTable('cases.case_file').set({ facts_sealed: sealed }).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}

export async function updateTask(tx: Tx, caseId: string, task: string, change: TaskChange): Promise<void> {
  await tx
    .updateTable('cases.task')
    .set(change)
    .where('case_id', '=', caseId)
    .where('task', '=', task)
    .returning('task')
    .executeTakeFirstOrThrow();
}

/** Which of some cases wait for their applicant's correction. */
export const returnedAmong = async (tx: Tx, caseIds: readonly string[]): Promise<Set<string>> =>
  new Set(
    (
      await tx
        .selectFrom('cases.task')
        .select('case_id')
        .where('case_id', '=', sql<string>`any (${[...caseIds]}::uuid[])`)
        .where('status', '=', 'returned')
        .execute()
    ).map((row) => row.case_id),
  );

/** Put corrected answers in the place of the old ones. */
export async function replaceAnswers(tx: Tx, rows: readonly Insertable<DB['cases.answer']>[]): Promise<void> {
  if (!rows.length) return;
  await tx
    .insertInto('cases.answer')
    .values(rows)
    .onConflict((oc) =>
      oc.columns(['case_id', 'field']).doUpdateSet((eb) => ({
        source: eb.ref('excluded.source'),
        verified: eb.ref('excluded.verified'),
        value_sealed: eb.ref('excluded.value_sealed'),
        salt: eb.ref('excluded.salt'),
        hash: eb.ref('excluded.hash'),
        at: eb.ref('excluded.at'),
      })),
    )
    .execute();
}

/** The answers the actor may read: own, or those an open task of its agencies names. */
export const answersOf = (tx: Tx, caseId: string): Promise<AnswerRow[]> =>
  tx.selectFrom('cases.answer').selectAll().where('case_id', '=', caseId).execute();

export async function insertEvidence(tx: Tx, rows: readonly Insertable<DB['cases.evidence']>[]): Promise<void> {
  if (rows.length) await tx.insertInto('cases.evidence').values(rows).execute();
}

export async function retireEvidence(tx: Tx, caseId: string, requirement: string): Promise<void> {
  await tx
    .updateTable('cases.evidence')
    .set({ status: 'replaced' })
    .where('case_id', '=', caseId)
    .where('requirement', '=', requirement)
    .where('status', '=', 'current')
    .execute();
}

export const evidenceOf = (tx: Tx, caseId: string): Promise<EvidenceRow[]> =>
  tx.selectFrom('cases.evidence').selectAll().where('case_id', '=', caseId).where('status', '=', 'current').orderBy('at').execute();

export const findEvidence = (tx: Tx, id: string): Promise<EvidenceRow | undefined> =>
  tx.selectFrom('cases.evidence').selectAll().where('id', '=', id).executeTakeFirst();

export async function verifyEvidence(tx: Tx, caseId: string, requirements: readonly string[], by: string): Promise<void> {
  if (!requirements.length) return;
  await tx
    .updateTable('cases.evidence')
    .set({ verified_by: by, verified_at: tx.now })
    .where('case_id', '=', caseId)
    .where('requirement', 'in', requirements)
    .where('status', '=', 'current')
    .where('verified_at', 'is', null)
    .execute();
}

/** Verified, still valid papers of a person for a concept, newest first: what reuse may offer. */
export const reusableEvidence = (tx: Tx, applicantId: string, concepts: readonly string[]): Promise<EvidenceRow[]> =>
  tx
    .selectFrom('cases.evidence')
    .selectAll()
    .where('applicant_id', '=', applicantId)
    .where('concept', '=', sql<string>`any (${[...concepts]}::text[])`)
    .where('status', '=', 'current')
    .where('verified_at', 'is not', null)
    .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>=', dayOf(tx.now))]))
    .orderBy('verified_at', 'desc')
    .execute();

export async function insertStatements(tx: Tx, rows: readonly Insertable<DB['cases.statement']>[]): Promise<void> {
  if (rows.length) await tx.insertInto('cases.statement').values(rows).execute();
}

export const statementsOf = (tx: Tx, caseId: string): Promise<StatementRow[]> =>
  tx.selectFrom('cases.statement').selectAll().where('case_id', '=', caseId).orderBy('at').execute();

export async function insertDraft(tx: Tx, row: Insertable<DB['cases.draft']>): Promise<void> {
  await tx.insertInto('cases.draft').values(row).execute();
}

export const findDraft = (tx: Tx, id: string): Promise<DraftRow | undefined> =>
  tx.selectFrom('cases.draft').selectAll().where('id', '=', id).where('expires_at', '>', tx.now).executeTakeFirst();

export const lockDraft = (tx: Tx, id: string): Promise<DraftRow | undefined> =>
  tx.selectFrom('cases.draft').selectAll().where('id', '=', id).where('expires_at', '>', tx.now).forUpdate().executeTakeFirst();

export const listDrafts = (tx: Tx, serviceId?: string): Promise<DraftRow[]> =>
  tx
    .selectFrom('cases.draft')
    .selectAll()
    .where('expires_at', '>', tx.now)
    .$if(serviceId !== undefined, (qb) => qb.where('service_id', '=', serviceId!))
    .orderBy('updated_at', 'desc')
    .limit(50)
    .execute();

export async function updateDraft(
  tx: Tx,
  id: string,
  change: Pick<DraftRow, 'content_sealed' | 'definition_hash'> & { expires_at: Date },
): Promise<void> {
  await tx
    .updateTable('cases.draft')
    .set({ ...change, updated_at: tx.now })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirstOrThrow();
}

export async function deleteDraft(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('cases.draft').where('id', '=', id).execute();
}

export const listOwnCases = (tx: Tx): Promise<CaseRow[]> =>
  tx.selectFrom('cases.case_file').selectAll().orderBy('submitted_at', 'desc').limit(100).execute();

export interface WorklistFilter {
  readonly agencies: readonly string[];
  /** `mine`: claimed by the actor; `pool`: nobody's yet; `all`: both. */
  readonly who: 'mine' | 'pool' | 'all';
  readonly service?: string | undefined;
  readonly overdueOnly?: boolean | undefined;
  readonly after?: { readonly due: string; readonly caseId: string; readonly task: string } | undefined;
  readonly limit: number;
}

export interface WorklistRow {
  readonly case_id: string;
  readonly code: string;
  readonly service_id: string;
  readonly definition_hash: string;
  readonly task: string;
  readonly kind: string;
  readonly agency: string;
  readonly role: string;
  readonly status: string;
  readonly lane: string;
  readonly claimant: string | null;
  readonly opened_at: Date | null;
  readonly due_at: Date | null;
  readonly case_due_at: Date | null;
  readonly clock_state: string;
  readonly submitted_at: Date;
}

/**
 * Open tasks of some agencies, soonest due first. Agency by agency, from the index task_worklist alone and in its order, so
 * that it stops after one page; whatever is selected of a task must lie in that index. States are written out, because the
 * index holds only these.
 */
export async function worklist(tx: Tx, filter: WorklistFilter): Promise<WorklistRow[]> {
  const me = 'id' in tx.actor ? tx.actor.id : null;
  const { after, service, limit } = filter;
  const conditions = [
    sql`t.status in ('open', 'claimed', 'returned')`,
    ...(filter.who === 'mine' ? [sql`t.claimant = ${me}`] : filter.who === 'pool' ? [sql`t.status = 'open'`] : []),
    ...(service === undefined ? [] : [sql`c.service_id = ${service}`]),
    ...(filter.overdueOnly ? [sql`t.due_at < ${tx.now}`] : []),
    ...(after
      ? [sql`(coalesce(t.due_at, 'infinity'), t.case_id, t.task) > (${after.due}::timestamptz, ${after.caseId}::uuid, ${after.task})`]
      : []),
  ];
  const { rows } = await sql<WorklistRow>`
    select found.* from unnest(${[...filter.agencies]}::text[]) as mine (agency) cross join lateral (
      select t.case_id, c.code, c.service_id, c.definition_hash, t.task, t.kind, t.agency, t.role, t.status, t.lane, t.claimant,
        t.opened_at, t.due_at, c.due_at as case_due_at, c.clock_state, c.submitted_at
      from cases.task t join cases.case_file c on c.id = t.case_id
      where t.agency = mine.agency and ${sql.join(conditions, sql` and `)}
      order by t.due_at, t.case_id, t.task limit ${limit}
    ) found
    order by found.due_at, found.case_id, found.task limit ${limit}`.execute(tx);
  return rows;
}

export interface FreeTask {
  readonly case_id: string;
  readonly service_id: string;
  readonly definition_hash: string;
  readonly task: string;
  readonly lane: string;
  readonly opened_at: Date;
}

/** The oldest free tasks of each lane of each pool (service and task) that an officer's roles at an agency fit. */
export async function listFree(tx: Tx, agency: string, roles: readonly string[], perLane: number): Promise<FreeTask[]> {
  const { rows } = await sql<FreeTask>`
    select case_id, service_id, definition_hash, task, lane, opened_at from (
      select t.case_id, c.service_id, c.definition_hash, t.task, t.lane, t.opened_at,
        row_number() over (partition by c.service_id, t.task, t.lane order by t.opened_at, t.case_id) as place
      from cases.task t join cases.case_file c on c.id = t.case_id
      where t.agency = ${agency} and t.role = any (${[...roles]}::text[]) and t.status = 'open' and c.halted is null
    ) free where place <= ${perLane} order by opened_at, case_id`.execute(tx);
  return rows;
}

/** Lanes of the last tasks taken from a pool, newest first: whose turn it is follows from them. */
export async function lastLanes(tx: Tx, agency: string, serviceId: string, task: string, count: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('cases.task as t')
    .innerJoin('cases.case_file as c', 'c.id', 't.case_id')
    .select('t.lane')
    .where('t.agency', '=', agency)
    .where('t.task', '=', task)
    .where('c.service_id', '=', serviceId)
    .where('t.claimed_at', 'is not', null)
    .orderBy('t.claimed_at', 'desc')
    .limit(count)
    .execute();
  return rows.map((row) => row.lane);
}

/** Lock a case unless somebody else is at it; false where it is taken, or not the actor's to see. */
export const lockFree = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.selectFrom('cases.case_file').select('id').where('id', '=', id).forUpdate().skipLocked().executeTakeFirst()) !== undefined;

/** Tasks claimed before a moment and not moved since, oldest first. */
export const listClaimedBefore = (tx: Tx, before: Date, limit: number): Promise<{ case_id: string; task: string }[]> =>
  tx
    .selectFrom('cases.task')
    .select(['case_id', 'task'])
    .where('status', '=', 'claimed')
    .where('claimed_at', '<', before)
    .orderBy('claimed_at')
    .limit(limit)
    .execute();

/** Cases that stand still now, longest first. */
export const listHalted = (tx: Tx): Promise<CaseRow[]> =>
  tx.selectFrom('cases.case_file').selectAll().where('halted', 'is not', null).orderBy('halted_at').limit(200).execute();

/** Open tasks of other agencies that were escalated to one of these duties (`agency/role`). */
export const listEscalated = async (tx: Tx, duties: readonly string[], notOf: readonly string[]) =>
  (
    await sql<{ code: string; definition_hash: string; task: string; agency: string; due_at: Date | null }>`
      select c.code, c.definition_hash, t.task, t.agency, t.due_at
      from cases.escalated(${[...duties]}::text[], ${[...notOf]}::text[]) e
      join cases.task t on t.case_id = e.case_id and t.task = e.task join cases.case_file c on c.id = t.case_id
      order by t.due_at`.execute(tx)
  ).rows;

/** Codes of one's own cases by id. */
export const codesOf = async (tx: Tx, ids: readonly string[]): Promise<Map<string, string>> =>
  new Map(
    ids.length
      ? (await tx.selectFrom('cases.case_file').select(['id', 'code']).where('id', 'in', ids).execute()).map((row) => [row.id, row.code])
      : [],
  );

/** Cases that owe a fact by now, oldest debt first. */
export const owedCases = (tx: Tx, limit: number): Promise<{ id: string }[]> =>
  tx.selectFrom('cases.case_file').select('id').where('next_at', '<=', tx.now).orderBy('next_at').limit(limit).execute();

export async function deleteExpiredDrafts(tx: Tx): Promise<number> {
  const result = await tx.deleteFrom('cases.draft').where('expires_at', '<', tx.now).executeTakeFirst();
  return Number(result.numDeletedRows);
}

export interface TrackRow {
  readonly service_id: string;
  readonly definition_hash: string;
  readonly submitted_at: Date;
  readonly ended_at: Date | null;
  readonly end_kind: string | null;
  readonly clock_state: string;
  readonly due_at: Date | null;
  readonly waits_for: string[];
  readonly since: Date | null;
}

export const track = async (tx: Tx, code: string): Promise<TrackRow | undefined> =>
  (await sql<TrackRow>`select * from cases.track(${code})`.execute(tx)).rows[0];

export const findAchieved = (tx: Tx, serviceId: string) =>
  tx.selectFrom('cases.service_achieved').selectAll().where('service_id', '=', serviceId).executeTakeFirst();

export interface OpenWork {
  readonly cases: number;
  readonly tasks: number;
}
export const openAt = async (tx: Tx, agency: string): Promise<OpenWork> =>
  (await sql<OpenWork>`select cases, tasks from cases.open_at(${agency})`.execute(tx)).rows[0]!;
