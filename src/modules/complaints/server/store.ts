import { sql, type Insertable, type RawBuilder, type Selectable, type Updateable } from 'kysely';
import { isUuid } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import type { Deadline, Deadlines } from '../clock.ts';
import type { Hashes } from '../fingerprint.ts';

export type ReportRow = Selectable<DB['complaints.report']>;
export type ReportChange = Updateable<DB['complaints.report']>;
export type DetailRow = Selectable<DB['complaints.detail']>;
export type EntryRow = Selectable<DB['complaints.entry']>;
export type PhotoRow = Selectable<DB['complaints.photo']>;
export type CategoryRow = Selectable<DB['complaints.category']>;
export type RuleRow = Selectable<DB['complaints.rule']>;
export type ProofRow = Selectable<DB['complaints.proof']>;
export type WaitRow = Selectable<DB['complaints.budget_wait']>;
export type InstructionRow = Selectable<DB['complaints.instruction']>;
export type WitnessRow = Selectable<DB['complaints.witness']>;
export type SubtaskRow = Selectable<DB['complaints.subtask']>;

// ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function deadlines(tx: Tx): Promise<Deadlines> {
  const rows = await tx.selectFrom('complaints.deadline').select(['id', 'limit', 'unit', 'legal_basis', 'verified']).execute();
  return new Map(rows.map((row) => [row.id, row as Deadline]));
}
export const listCategories = (tx: Tx): Promise<CategoryRow[]> =>
  tx.selectFrom('complaints.category').selectAll().orderBy('sort').execute();
export const listCategoryNames = (tx: Tx) =>
  tx.selectFrom('complaints.category').select(['id', 'name', 'name_en']).orderBy('sort').execute();
export const findCategory = (tx: Tx, id: string): Promise<CategoryRow | undefined> =>
  tx.selectFrom('complaints.category').selectAll().where('id', '=', id).executeTakeFirst();

/** Rules of a category in force on a day. */
export const rulesOn = (tx: Tx, category: string, day: string): Promise<RuleRow[]> =>
  tx
    .selectFrom('complaints.rule')
    .selectAll()
    .where('category', '=', category)
    .where('from_day', '<=', day)
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', day)]))
    .execute();

export interface Readiness {
  readonly head: string | null;
  readonly has_decree: boolean;
  readonly staff: number;
  readonly reachable: number;
  readonly is_ready: boolean;
}
export const readiness = async (tx: Tx, agency: string): Promise<Readiness> =>
  (await sql<Readiness>`select * from complaints.readiness(${agency}, ${tx.now})`.execute(tx)).rows[0]!;

/** The distrik's own agency, for a region of any level below the regency. */
export const distrikAgency = async (tx: Tx, region: string): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('identity.agency')
      .select('code')
      .where('region_code', '=', region.split('.').slice(0, 3).join('.'))
      .where('is_group', '=', false)
      .executeTakeFirst()
  )?.code;

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Name the report this transaction may touch as its reporter. */
export const showSelf = (tx: Tx, id: string) => sql`select set_config('satupintu.complaint', ${id}, true)`.execute(tx);
export const present = async (tx: Tx, number: string, key: Buffer): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.present(${number}, ${key}) as id`.execute(tx)).rows[0]!.id;
export const presentOwn = async (tx: Tx, number: string): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.present_own(${number}) as id`.execute(tx)).rows[0]!.id;

/** Name the witness this transaction acts as. */
export const showWitness = (tx: Tx, id: string) => sql`select set_config('satupintu.witness', ${id}, true)`.execute(tx);
export const presentWitness = async (tx: Tx, number: string, key: Buffer): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.present_witness(${number}, ${key}) as id`.execute(tx)).rows[0]!.id;
export const presentOwnWitness = async (tx: Tx, number: string): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.present_own_witness(${number}) as id`.execute(tx)).rows[0]!.id;
/** The report that the witness, or the merged report, of this transaction follows. */
export const leading = async (tx: Tx): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.leading() as id`.execute(tx)).rows[0]!.id;
export const accusedOfLeading = async (tx: Tx): Promise<string | null> =>
  (await sql<{ accused: string | null }>`select complaints.accused_of_leading() as accused`.execute(tx)).rows[0]!.accused;
export const insertWitness = async (tx: Tx, row: Insertable<DB['complaints.witness']>) =>
  void (await tx.insertInto('complaints.witness').values(row).execute());
export const findWitness = (tx: Tx, id: string): Promise<WitnessRow | undefined> =>
  tx.selectFrom('complaints.witness').selectAll().where('id', '=', id).executeTakeFirst();
export async function updateWitness(tx: Tx, id: string, change: Updateable<DB['complaints.witness']>): Promise<void> {
  await tx.updateTable('complaints.witness').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
export const photosOfWitness = (tx: Tx, id: string): Promise<PhotoRow[]> =>
  tx.selectFrom('complaints.photo').selectAll().where('witness_id', '=', id).orderBy('at').execute();
export const witnessesOf = (tx: Tx, reportId: string): Promise<WitnessRow[]> =>
  tx.selectFrom('complaints.witness').selectAll().where('report_id', '=', reportId).orderBy('at').execute();
export const mergedInto = (tx: Tx, id: string): Promise<Pick<ReportRow, 'number' | 'title'>[]> =>
  tx.selectFrom('complaints.report').select(['number', 'title']).where('merged_into', '=', id).orderBy('received_at').execute();
export const isOwnVoice = async (tx: Tx, reportId: string): Promise<boolean> =>
  (await sql<{ is: boolean }>`select complaints.is_own_voice(${reportId}) as is`.execute(tx)).rows[0]!.is;
/** Everybody who follows a report, for the worker. */
export const voicesOf = async (tx: Tx, id: string): Promise<{ kind: string; id: string }[]> =>
  (await sql<{ kind: string; id: string }>`select kind, id from complaints.voices(${id})`.execute(tx)).rows;
/** The witness of a relay's link, named as the one this transaction acts as. */
export const presentWitnessRelay = async (tx: Tx, key: Buffer): Promise<{ id: string; isStopped: boolean } | undefined> =>
  (
    await sql<{
      id: string;
      isStopped: boolean;
    }>`select complaints.present_witness_relay(${key}) as id, r.stopped_at is not null as "isStopped"
      from reporter.relay_of(${key}) r`.execute(tx)
  ).rows.find((row) => row.id !== null);

export const nextNumber = async (tx: Tx): Promise<number> =>
  (await sql<{ no: number }>`select nextval('complaints.report_number') as no`.execute(tx)).rows[0]!.no;

export const insertReport = async (tx: Tx, row: Insertable<DB['complaints.report']>) =>
  void (await tx.insertInto('complaints.report').values(row).execute());
export const insertDetail = async (tx: Tx, row: Insertable<DB['complaints.detail']>) =>
  void (await tx.insertInto('complaints.detail').values(row).execute());
export const insertEntry = async (tx: Tx, row: Insertable<DB['complaints.entry']>) =>
  void (await tx.insertInto('complaints.entry').values(row).execute());
export const insertPhotos = async (tx: Tx, rows: readonly Insertable<DB['complaints.photo']>[]): Promise<void> => {
  if (rows.length) await tx.insertInto('complaints.photo').values(rows).execute();
};

export interface Deposit {
  readonly pseudonym: string;
  readonly name: Buffer | null;
  readonly phone: Buffer | null;
  readonly phoneKey: Buffer | null;
  readonly email: Buffer | null;
  readonly lang: string;
  /** Is the actor themselves the reporter? Then their account is kept with it. */
  readonly own: boolean;
}
/** Who reported goes into the vault; nothing of it is in any other table. */
export const deposit = (tx: Tx, it: Deposit) =>
  sql`select reporter.deposit(${it.pseudonym}, ${it.name}, ${it.phone}, ${it.phoneKey}, ${it.email}, ${it.lang}, ${it.own}, ${tx.now})`.execute(
    tx,
  );

/** The link of a reporter's relay; opened once. For the worker alone. */
export const openRelay = (tx: Tx, pseudonym: string, key: Buffer) =>
  sql`select reporter.open_relay(${pseudonym}, ${key}, ${tx.now})`.execute(tx);
export const stopRelay = async (tx: Tx, key: Buffer): Promise<boolean> =>
  (await sql<{ is: boolean | null }>`select reporter.stop_relay(${key}, ${tx.now}) as is`.execute(tx)).rows[0]?.is === true;
export const resumeRelay = async (tx: Tx, key: Buffer): Promise<boolean> =>
  (await sql<{ is: boolean | null }>`select reporter.resume_relay(${key}) as is`.execute(tx)).rows[0]?.is === true;
/** Name the report of a relay's link as the one this transaction may touch. */
export const presentRelay = async (tx: Tx, key: Buffer): Promise<{ id: string; isStopped: boolean } | undefined> =>
  (
    await sql<{ id: string; isStopped: boolean }>`select complaints.present_relay(${key}) as id, r.stopped_at is not null as "isStopped"
      from reporter.relay_of(${key}) r`.execute(tx)
  ).rows.find((row) => row.id !== null);

// ── SP4N-LAPOR! ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const knowsItem = async (tx: Tx, key: string): Promise<boolean> =>
  (await tx.selectFrom('complaints.bridge_item').select('id').where('key', '=', key).executeTakeFirst()) !== undefined;
/** True the first time its key comes. */
export async function insertItem(tx: Tx, row: Insertable<DB['complaints.bridge_item']>): Promise<boolean> {
  const made = await tx
    .insertInto('complaints.bridge_item')
    .values(row)
    .onConflict((oc) => oc.column('key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}
export const findItem = (tx: Tx, id: string) => tx.selectFrom('complaints.bridge_item').selectAll().where('id', '=', id).executeTakeFirst();
export async function updateItem(tx: Tx, id: string, change: Updateable<DB['complaints.bridge_item']>): Promise<void> {
  await tx.updateTable('complaints.bridge_item').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
/** They showed our message; one we don't know, or heard of before, changes nothing. */
export async function confirmItem(tx: Tx, key: string): Promise<void> {
  await tx
    .updateTable('complaints.bridge_item')
    .set({ state: 'confirmed', done_at: tx.now })
    .where('key', '=', key)
    .where('state', '=', 'sent')
    .execute();
}
export const foreignReport = async (tx: Tx, source: string, foreignId: string): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('complaints.detail')
      .select('report_id')
      .where('foreign_source', '=', source)
      .where('foreign_id', '=', foreignId)
      .executeTakeFirst()
  )?.report_id;
export const overdueItems = (tx: Tx, before: Date) =>
  tx
    .selectFrom('complaints.bridge_item')
    .select('id')
    .where('state', '=', 'queued')
    .where((eb) => eb(eb.fn.coalesce('next_at', 'at'), '<', before))
    .limit(500)
    .execute();
/** Waiting or refused, and nobody was told. */
export const silentItems = (tx: Tx, before: Date) =>
  tx
    .selectFrom('complaints.bridge_item')
    .select(['id', 'report_id', 'foreign_id', 'kind'])
    .where('alarmed_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'refused'),
        eb.and([eb('state', 'in', ['queued', 'sent']), eb(eb.fn.coalesce('sent_at', 'at'), '<', before)]),
      ]),
    )
    .orderBy('at')
    .limit(100)
    .execute();

interface BridgeQuery {
  readonly direction?: string | undefined;
  readonly what?: string | undefined;
  /** From the last row of the page before. */
  readonly after?: string | undefined;
}
const LATE = (before: Date) =>
  sql<boolean>`(b.state = 'refused' or b.state in ('queued', 'sent') and coalesce(b.sent_at, b.at) < ${before})`;
/** Items, newest first; `before`: what waits since then is late. */
export const bridgeItems = (tx: Tx, only: BridgeQuery, before: Date, most: number) => {
  const [at, id] = only.after?.split('~') ?? [];
  return tx
    .selectFrom('complaints.bridge_item as b')
    .leftJoin('complaints.report as r', 'r.id', 'b.report_id')
    .select([
      'b.id',
      'b.direction',
      'b.foreign_id',
      'b.kind',
      'b.state',
      'b.fault',
      'b.tries',
      'b.at',
      'b.sent_at',
      'b.next_at',
      'b.repeat_at',
      'b.alarmed_at',
      'r.number',
    ])
    .$if(only.direction === 'in' || only.direction === 'out', (qb) => qb.where('b.direction', '=', only.direction!))
    .$if(only.what === 'waiting', (qb) => qb.where('b.state', 'in', ['queued', 'sent', 'refused']))
    .$if(only.what === 'late', (qb) => qb.where(LATE(before)))
    .$if(Boolean(at && id && !Number.isNaN(Date.parse(at)) && isUuid(id)), (qb) =>
      qb.where((eb) => eb(eb.refTuple('b.at', 'b.id'), '<', eb.tuple(new Date(at!), id!))),
    )
    .orderBy('b.at', 'desc')
    .orderBy('b.id', 'desc')
    .limit(most)
    .execute();
};
export const countItems = async (tx: Tx, before: Date): Promise<{ waiting: number; late: number }> =>
  (
    await sql<{
      waiting: number;
      late: number;
    }>`select count(*) filter (where b.state in ('queued', 'sent', 'refused'))::integer as waiting,
      count(*) filter (where ${LATE(before)})::integer as late from complaints.bridge_item b where b.state in ('queued', 'sent', 'refused')`.execute(
      tx,
    )
  ).rows[0]!;
/** True where the item still waits for something. */
export async function askRepeat(tx: Tx, id: string, person: string): Promise<boolean> {
  const row = await tx
    .updateTable('complaints.bridge_item')
    .set({ repeat_by: person, repeat_at: tx.now })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'sent', 'refused'])
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

// ── Digest and silence ───────────────────────────────────────────────────────────────────────────────────────────────

export type OpenHeader = Pick<ReportRow, 'lead' | 'due_on' | 'contests' | 'received_at'>;
export const openHeaders = (tx: Tx): Promise<OpenHeader[]> =>
  tx.selectFrom('complaints.report').select(['lead', 'due_on', 'contests', 'received_at']).where('ended_at', 'is', null).execute();
/** True the first time of a week. */
export async function insertDigest(tx: Tx, personId: string, week: string): Promise<boolean> {
  const row = await tx
    .insertInto('complaints.digest')
    .values({ person_id: personId, week, at: tx.now })
    .onConflict((oc) => oc.doNothing())
    .returning('week')
    .executeTakeFirst();
  return row !== undefined;
}
/** Open reports an office holds in which no person did anything since a moment; `touched`: when one last did. */
export const dormantReports = async (tx: Tx, before: Date): Promise<{ id: string; touched: Date }[]> =>
  (
    await sql<{ id: string; touched: Date }>`
      select r.id, e.touched from complaints.report r, lateral (
        select max(v.at) as touched from core.event v where v.subject_kind = 'complaint' and v.subject_id = r.id and v.via is distinct from 'clock' and v.type <> 'complaints.escalated'
          and v.type <> 'complaints.due_changed') e
      where r.ended_at is null and r.holder in ('lead', 'liaison', 'verifier', 'superior') and r.state <> 'menunggu_anggaran'
        and r.received_at < ${before} and e.touched < ${before} order by e.touched limit 500`.execute(tx)
  ).rows;

// ── Conversations ────────────────────────────────────────────────────────────────────────────────────────────────────

/** One worker at a time hears a sender, also before there is a row to lock. */
export const lockConversation = (tx: Tx, key: Buffer) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${key.toString('hex')}, 26))`.execute(tx);
export const findConversation = (tx: Tx, key: Buffer) =>
  tx.selectFrom('complaints.conversation').selectAll().where('sender_key', '=', key).executeTakeFirst();
export async function keepConversation(tx: Tx, row: Insertable<DB['complaints.conversation']>): Promise<void> {
  const { state_sealed, updated_at, lapses_at } = row;
  await tx
    .insertInto('complaints.conversation')
    .values(row)
    .onConflict((oc) => oc.column('sender_key').doUpdateSet({ state_sealed, updated_at, lapses_at }))
    .execute();
}
/** Left in the middle too long ago; locked, those another worker holds left out. */
export const lapsedConversations = (tx: Tx) =>
  tx
    .selectFrom('complaints.conversation')
    .select(['sender_key', 'channel'])
    .where('lapses_at', '<=', tx.now)
    .orderBy('lapses_at')
    .limit(100)
    .forUpdate()
    .skipLocked()
    .execute();
export const askedOf = async (tx: Tx, phoneKey: Buffer): Promise<{ id: string; number: string }[]> =>
  (await sql<{ id: string; number: string }>`select report_id as id, number from complaints.asked_of(${phoneKey})`.execute(tx)).rows;
export const setSilence = (tx: Tx, phoneKey: Buffer, wanted: boolean) =>
  sql`select reporter.set_silence(${phoneKey}, ${wanted}, ${tx.now})`.execute(tx);

export const findReport = (tx: Tx, id: string): Promise<ReportRow | undefined> =>
  tx.selectFrom('complaints.report').selectAll().where('id', '=', id).executeTakeFirst();
export const findReportByNumber = (tx: Tx, number: string): Promise<ReportRow | undefined> =>
  tx.selectFrom('complaints.report').selectAll().where('number', '=', number).executeTakeFirst();
/**
 * Locked until the transaction ends; undefined where the actor may not change it. An officer keeps it in sight until then, also
 * where the step takes it off their desk.
 */
export async function lockReport(tx: Tx, id: string): Promise<ReportRow | undefined> {
  const row = await tx.selectFrom('complaints.report').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row && tx.actor.kind === 'officer') await sql`select complaints.take_in_hand(${id})`.execute(tx);
  return row;
}
export async function updateReport(tx: Tx, id: string, change: ReportChange): Promise<void> {
  await tx.updateTable('complaints.report').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
export const findDetail = (tx: Tx, id: string): Promise<DetailRow | undefined> =>
  tx.selectFrom('complaints.detail').selectAll().where('report_id', '=', id).executeTakeFirst();
/** The agency reported, where one is. All of the row that a leader may read. */
export const findAccused = async (tx: Tx, id: string): Promise<string | null> =>
  (await tx.selectFrom('complaints.detail').select('accused').where('report_id', '=', id).executeTakeFirst())?.accused ?? null;
export const entriesOf = (tx: Tx, id: string): Promise<EntryRow[]> =>
  tx.selectFrom('complaints.entry').selectAll().where('report_id', '=', id).orderBy('at').execute();
export const photosOf = (tx: Tx, id: string): Promise<PhotoRow[]> =>
  tx.selectFrom('complaints.photo').selectAll().where('report_id', '=', id).orderBy('at').execute();
export const findPhoto = (tx: Tx, id: string): Promise<PhotoRow | undefined> =>
  tx.selectFrom('complaints.photo').selectAll().where('id', '=', id).executeTakeFirst();
export const proofsOf = (tx: Tx, id: string): Promise<ProofRow[]> =>
  tx.selectFrom('complaints.proof').selectAll().where('report_id', '=', id).orderBy('at').execute();
export const waitsOf = (tx: Tx, id: string): Promise<WaitRow[]> =>
  tx.selectFrom('complaints.budget_wait').selectAll().where('report_id', '=', id).orderBy('at').execute();
export const subtasksOf = (tx: Tx, id: string): Promise<SubtaskRow[]> =>
  tx.selectFrom('complaints.subtask').selectAll().where('report_id', '=', id).orderBy('opened_at').execute();
export const instructionsOf = (tx: Tx, id: string): Promise<InstructionRow[]> =>
  tx.selectFrom('complaints.instruction').selectAll().where('report_id', '=', id).orderBy('at').execute();

export const insertProof = async (tx: Tx, row: Insertable<DB['complaints.proof']>) =>
  void (await tx.insertInto('complaints.proof').values(row).execute());
export async function updateProof(tx: Tx, id: string, change: Updateable<DB['complaints.proof']>): Promise<void> {
  await tx.updateTable('complaints.proof').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
export const insertSubtask = async (tx: Tx, row: Insertable<DB['complaints.subtask']>) =>
  void (await tx
    .insertInto('complaints.subtask')
    .values(row)
    .onConflict((oc) => oc.columns(['report_id', 'agency']).doNothing())
    .execute());
export async function finishSubtask(tx: Tx, reportId: string, agency: string, entryId: string): Promise<void> {
  await tx
    .updateTable('complaints.subtask')
    .set({ done_at: tx.now, entry_id: entryId })
    .where('report_id', '=', reportId)
    .where('agency', '=', agency)
    .returning('agency')
    .executeTakeFirstOrThrow();
}
export const insertWait = async (tx: Tx, row: Insertable<DB['complaints.budget_wait']>) =>
  void (await tx.insertInto('complaints.budget_wait').values(row).execute());
export async function updateWait(tx: Tx, id: string, change: Updateable<DB['complaints.budget_wait']>): Promise<void> {
  await tx.updateTable('complaints.budget_wait').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}
export const insertInstruction = async (tx: Tx, row: Insertable<DB['complaints.instruction']>) =>
  void (await tx.insertInto('complaints.instruction').values(row).execute());
export async function finishInstruction(tx: Tx, reportId: string, id: string, entryId: string): Promise<InstructionRow | undefined> {
  return tx
    .updateTable('complaints.instruction')
    .set({ done_at: tx.now, done_entry: entryId })
    .where('id', '=', id)
    .where('report_id', '=', reportId)
    .where('done_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}
/** True the first time; a rung of one clock fires once. */
export async function fireRung(tx: Tx, reportId: string, rung: string, clock: string, fromDay: string): Promise<boolean> {
  const row = await tx
    .insertInto('complaints.rung')
    .values({ report_id: reportId, rung, clock, from_day: fromDay, fired_at: tx.now })
    .onConflict((oc) => oc.columns(['report_id', 'rung', 'clock', 'from_day']).doNothing())
    .returning('rung')
    .executeTakeFirst();
  return row !== undefined;
}
export const rungsOf = (tx: Tx, id: string) => tx.selectFrom('complaints.rung').selectAll().where('report_id', '=', id).execute();

/** Ids of reports to which the clock owes something by now, oldest debt first. */
export const owedReports = async (tx: Tx, most: number): Promise<string[]> =>
  (
    await tx
      .selectFrom('complaints.report')
      .select('id')
      .where('next_at', '<=', tx.now)
      .orderBy('next_at')
      .limit(most)
      .forUpdate()
      .skipLocked()
      .execute()
  ).map((row) => row.id);
export const openReports = async (tx: Tx): Promise<string[]> =>
  (await tx.selectFrom('complaints.report').select('id').where('ended_at', 'is', null).orderBy('id').execute()).map((row) => row.id);
export const regionExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await tx.selectFrom('core.region').select('code').where('code', '=', code).executeTakeFirst()) !== undefined;
export async function updateAccused(tx: Tx, id: string, accused: string): Promise<void> {
  await tx.updateTable('complaints.detail').set({ accused }).where('report_id', '=', id).returning('report_id').executeTakeFirstOrThrow();
}
/** Count the voices of a problem anew: its own reporter, the witnesses, and everybody whose report was merged into it. */
export const countVoices = (tx: Tx, id: string) =>
  sql`update complaints.report r set witnesses = 1
    + (select count(*) from complaints.witness w where w.report_id = r.id and w.left_at is null)
    + (select coalesce(sum(m.witnesses), 0) from complaints.report m where m.merged_into = r.id) where r.id = ${id}`.execute(tx);

// ── Proof against what was sent before ───────────────────────────────────────────────────────────────────────────────

export interface LikePhoto {
  readonly photo_id: string;
  readonly report_id: string;
  readonly role: string;
  readonly is_same_file: boolean;
  readonly difference: number;
  readonly cosine: number;
  readonly is_mirrored: boolean;
  /** null: the picture itself is gone. */
  readonly file_id: string | null;
}
/** Photographs like this one: all of the report itself, proofs of others within the limits, and the same bytes anywhere. */
export const likePhotos = async (
  tx: Tx,
  reportId: string,
  sha256: string,
  { difference, cosine, differenceMirrored, cosineMirrored }: Hashes,
  /** Bits of both hashes together. */
  most: number,
): Promise<LikePhoto[]> =>
  (
    await sql<LikePhoto>`select * from complaints.photos_like(${reportId}, ${sha256}, ${difference}::bigint, ${cosine}::bigint,
      ${differenceMirrored}::bigint, ${cosineMirrored}::bigint, ${most})`.execute(tx)
  ).rows;

// ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const canBeReached = async (tx: Tx, pseudonym: string): Promise<boolean> =>
  (await sql<{ can: boolean }>`select reporter.can_be_reached(${pseudonym}) as can`.execute(tx)).rows[0]!.can;

interface PublicQuery {
  readonly category?: string | undefined;
  readonly region?: string | undefined;
  readonly open311?: string | undefined;
  readonly lead?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly isRed?: boolean | undefined;
  readonly hasPoint?: boolean | undefined;
  readonly after?: string | undefined;
  readonly most?: number | undefined;
}
/** How deep a code of core.region goes: `94.04` the regency, `94.04.01` a distrik, `94.04.01.1001` a kampung. */
const depthOf = (region: string): number => region.split('.').length;
const DISTRICT = 3;

/**
 * Public reports, newest first, a page at a time. Columns that aren't filtered by are branches: the newest of each branch are
 * read along the index that fits (`report_public_*`), no further than the page reaches, so that neither a rare combination
 * nor a long table makes it slow.
 */
export async function publicReports(tx: Tx, filter: PublicQuery): Promise<ReportRow[]> {
  const most = Math.min(filter.most ?? 20, 1000);
  const { category, region, lead, open311 } = filter;
  const kampung = region && depthOf(region) > DISTRICT ? region : undefined;
  const district = region && depthOf(region) === DISTRICT ? region : undefined;
  const [at, number] = filter.after?.split('~') ?? [];
  const after = at && number && !Number.isNaN(Date.parse(at)) ? { at: new Date(at), number } : undefined;

  const equal: RawBuilder<unknown>[] = [];
  const branches: RawBuilder<unknown>[] = [];
  const fixed = (column: string, value: string) => void equal.push(sql`and r.${sql.ref(column)} = ${value}`);
  const every = (column: string, values: RawBuilder<unknown>) => {
    const name = sql.id(`every_${column}`);
    branches.push(sql`(${values}) as ${name}(value)`);
    equal.push(sql`and r.${sql.ref(column)} = ${name}.value`);
  };
  const categories = sql`select id from complaints.category`;
  const districts = sql`select code from core.region where level = ${DISTRICT} union all select ''`;
  const isBranched = (category ?? lead ?? district ?? kampung ?? open311) !== undefined && filter.isRed !== true;
  if (lead) fixed('lead', lead);
  if (category) fixed('category', category);
  if (kampung) fixed('region', kampung);
  else if (district) fixed('district', district);
  if (isBranched) {
    // `report_public_by_all` begins with the lead, `…_by_category_district` without
    const isNarrow = !kampung && lead !== undefined && (category ?? district) !== undefined;
    if (isNarrow && !category) every('category', categories);
    if (isNarrow && !district) every('district', districts);
    if (!open311) every('open311', sql`values ('open'), ('closed')`);
  }
  if (open311) fixed('open311', open311);
  const page = sql`(select r.id, r.received_at, r.number from complaints.report r where r.is_public ${sql.join(equal, sql` `)}
    ${region && !kampung && !district ? sql`and r.district <> '' and exists (select from core.region known where known.code = ${region})` : sql``}
    ${filter.from ? sql`and r.received_at >= ${filter.from}` : sql``}
    ${filter.to ? sql`and r.received_at <= ${filter.to}` : sql``}
    ${filter.isRed === undefined ? sql`` : filter.isRed ? sql`and r.is_red` : sql`and not r.is_red`}
    ${filter.hasPoint ? sql`and r.lat is not null` : sql``}
    ${after ? sql`and (r.received_at, r.number) < (${after.at}::timestamptz, ${after.number})` : sql``}
    order by r.received_at desc, r.number desc limit ${most}) newest`;
  const { rows } = await sql<ReportRow>`select report.* from (
      select newest.id from ${branches.length ? sql`${sql.join(branches)}, lateral ${page}` : page}
      order by newest.received_at desc, newest.number desc limit ${most}) wanted
    join complaints.report on report.id = wanted.id order by report.received_at desc, report.number desc`.execute(tx);
  return rows;
}

interface DeskQuery {
  readonly state?: string | undefined;
  readonly lead?: string | undefined;
  readonly category?: string | undefined;
  readonly isRed?: boolean | undefined;
  readonly dueOn?: string | undefined;
  readonly after?: string | undefined;
  readonly most?: number | undefined;
}
/** Open reports on the actor's desks, earliest date first. A leader's desk is every open report. */
export function deskReports(tx: Tx, filter: DeskQuery): Promise<ReportRow[]> {
  let query = tx.selectFrom('complaints.report').selectAll().where('ended_at', 'is', null);
  if (tx.actor.kind === 'officer') query = query.where(sql<boolean>`agencies && (select complaints.duty_agencies(''))`);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.lead) query = query.where('lead', '=', filter.lead);
  if (filter.category) query = query.where('category', '=', filter.category);
  // written out, because a partial index fits a text and no parameter
  if (filter.isRed !== undefined) query = query.where(filter.isRed ? sql<boolean>`is_red` : sql<boolean>`not is_red`);
  if (filter.dueOn) query = query.where('due_on', '=', filter.dueOn);
  const [due, number] = filter.after?.split('~') ?? [];
  if (due && number)
    query = query.where((eb) => eb(eb.tuple(sql<string>`coalesce(due_on, 'infinity')`, eb.ref('number')), '>', eb.tuple(due, number)));
  return query
    .orderBy((eb) => sql`${eb.ref('due_on')} asc nulls last`)
    .orderBy('number')
    .limit(Math.min(filter.most ?? 50, 200))
    .execute();
}
export const ownReports = (tx: Tx): Promise<ReportRow[]> =>
  tx
    .selectFrom('complaints.report')
    .selectAll()
    .where(sql<boolean>`id = any (array(select complaints.own_reports()))`)
    .orderBy('received_at', 'desc')
    .execute();

// ── Registry of PICs ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Agencies that a rule or category names. */
export async function agenciesOfRules(tx: Tx): Promise<ReadonlySet<string>> {
  const rules = await tx.selectFrom('complaints.rule').select(['lead', 'supporting']).execute();
  return new Set(rules.flatMap((rule) => [rule.lead, ...rule.supporting]));
}
export const insertContactProof = async (tx: Tx, row: Insertable<DB['complaints.contact_proof']>) =>
  void (await tx.insertInto('complaints.contact_proof').values(row).execute());
export const proveContact = async (tx: Tx, key: Buffer): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.prove_contact(${key}, ${tx.now}) as id`.execute(tx)).rows[0]!.id;

export interface Relay {
  readonly person_id: string | null;
  readonly phone_sealed: Buffer | null;
  readonly email_sealed: Buffer | null;
  readonly lang: string;
}
/** Where a reporter can be reached; for the worker alone. */
export const relay = async (tx: Tx, pseudonym: string): Promise<Relay | undefined> =>
  (await sql<Relay>`select * from reporter.relay(${pseudonym})`.execute(tx)).rows[0];

// ── Boundaries ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const currentBoundaries = (tx: Tx) =>
  tx.selectFrom('complaints.boundary_set').select(['id', 'source', 'at', 'count']).orderBy('at', 'desc').limit(1).executeTakeFirst();
export const shapesOf = async (tx: Tx, id: string): Promise<unknown> =>
  (await tx.selectFrom('complaints.boundary_set').select('shapes').where('id', '=', id).executeTakeFirstOrThrow()).shapes;
export const insertBoundaries = async (tx: Tx, row: Insertable<DB['complaints.boundary_set']>) =>
  void (await tx.insertInto('complaints.boundary_set').values(row).execute());

// ── Drafts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface DraftRow {
  readonly id: string;
  readonly content_sealed: Buffer | null;
  readonly sent_at: Date | null;
}
export const findReportDraft = async (tx: Tx, key: Buffer): Promise<DraftRow | undefined> =>
  (await sql<DraftRow>`select * from complaints.draft_find(${key}, ${tx.now})`.execute(tx)).rows[0];
export const lockReportDraft = async (tx: Tx, key: Buffer): Promise<DraftRow | undefined> =>
  (await sql<DraftRow>`select * from complaints.draft_lock(${key}, ${tx.now})`.execute(tx)).rows[0];
export const putReportDraft = (tx: Tx, id: string, key: Buffer, content: Buffer, until: Date) =>
  sql`select complaints.draft_put(${id}, ${key}, ${content}, ${tx.now}, ${until})`.execute(tx);
/** Number and time of the report that the draft of a token became; undefined where it wasn't sent. */
export const draftReceipt = async (
  tx: Tx,
  key: Buffer,
): Promise<{ readonly id: string; readonly number: string; readonly received_at: Date } | undefined> =>
  (await sql<{ id: string; number: string; received_at: Date }>`select * from complaints.draft_receipt(${key})`.execute(tx)).rows[0];
export const sentReportDraft = (tx: Tx, key: Buffer) => sql`select complaints.draft_send(${key}, ${tx.now})`.execute(tx);
/** Drafts past their time, gone from the table; what they held, so that their photographs can go too. */
export const deleteExpiredDrafts = (tx: Tx): Promise<{ id: string; content_sealed: Buffer | null }[]> =>
  tx.deleteFrom('complaints.draft').where('expires_at', '<', tx.now).returning(['id', 'content_sealed']).execute();

interface Nearby {
  readonly family: string;
  readonly radiusM: number;
  readonly region: string | null;
  readonly lat: number | null;
  readonly long: number | null;
  readonly most: number;
}
/** Metres of one degree of latitude. */
const DEGREE_M = 111_320;
/** A box of PostgreSQL that holds every point within so many metres of one. */
function boxAround(lat: number, long: number, metres: number): string {
  const dLat = metres / DEGREE_M;
  const dLong = dLat / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
  return `(${long - dLong},${lat - dLat}),(${long + dLong},${lat + dLat})`;
}

/** Public reports of a family near a point, or in a kampung where there is no point; open or ended in the last thirty days. */
export async function nearbyPublic(tx: Tx, near: Nearby): Promise<ReportRow[]> {
  const around = near.lat !== null && near.long !== null ? boxAround(near.lat, near.long, near.radiusM) : null;
  if (!around && !near.region) return [];
  const family = (await tx.selectFrom('complaints.category').select('id').where('family', '=', near.family).execute()).map((row) => row.id);
  const since = new Date(tx.now.getTime() - 30 * 86_400_000);
  const { rows } = await sql<{
    id: string;
  }>`select id from complaints.public_near(${family}::text[], ${near.region}, ${around}::box, ${since}, ${near.most})`.execute(tx);
  const found = await reportsById(
    tx,
    rows.map((row) => row.id),
  );
  return found.toSorted((a, b) => b.received_at.getTime() - a.received_at.getTime());
}

export interface CandidateRow {
  readonly report_id: string;
  readonly category: string;
  readonly region: string | null;
  readonly lat: string | null;
  readonly long: string | null;
  readonly accuracy_m: number | null;
  readonly received_at: Date;
  readonly ended_at: Date | null;
  readonly text_sealed: Buffer;
  readonly signature: readonly number[];
  readonly landmark_sealed: Buffer | null;
  readonly address_sealed: Buffer | null;
  /** Hashes as text: they are wider than a number of JavaScript. */
  readonly photos: readonly Hashes[] | null;
}
const CANDIDATE = sql`d.report_id, r.category, r.region, d.lat, d.long, d.accuracy_m, r.received_at, r.ended_at, d.text_sealed, d.signature, d.landmark_sealed, d.address_sealed,
  (select json_agg(json_build_object('difference', p.difference::text, 'cosine', p.cosine::text, 'differenceMirrored', p.difference_mirrored::text, 'cosineMirrored', p.cosine_mirrored::text))
   from complaints.photo p where p.report_id = r.id and p.role in ('report', 'witness')) as photos`;
export const candidate = async (tx: Tx, id: string): Promise<CandidateRow | undefined> =>
  (
    await sql<CandidateRow>`select ${CANDIDATE} from complaints.report r join complaints.detail d on d.report_id = r.id where r.id = ${id}`.execute(
      tx,
    )
  ).rows[0];
/** Reports of these categories near one, or of its kampung; open or ended since. Merged ones stand behind their target. */
export async function candidates(
  tx: Tx,
  { of, categories, metres, since, most }: { of: CandidateRow; categories: readonly string[]; metres: number; since: Date; most: number },
): Promise<CandidateRow[]> {
  const around = of.lat !== null && of.long !== null ? boxAround(Number(of.lat), Number(of.long), metres) : null;
  return (
    await sql<CandidateRow>`select ${CANDIDATE} from complaints.candidates_near(${of.report_id}, ${categories as string[]}::text[], ${around}::box, ${since}, ${most}) near
      join complaints.report r on r.id = near.id join complaints.detail d on d.report_id = near.id`.execute(tx)
  ).rows;
}
export const reportsById = async (tx: Tx, ids: readonly string[]): Promise<ReportRow[]> =>
  ids.length ? tx.selectFrom('complaints.report').selectAll().where('id', 'in', ids).execute() : [];

/** What last happened to each report; a rung of the ladder isn't something anybody did. */
export const lastEvents = async (tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, { type: string; at: Date }>> =>
  new Map(
    (
      await sql<{
        id: string;
        type: string;
        at: Date;
      }>`select asked.id, last.type, last.at from unnest(${ids as string[]}::uuid[]) as asked(id),
        lateral (select e.type, e.at from core.event e where e.subject_kind = 'complaint' and e.subject_id = asked.id and e.type <> 'complaints.escalated'
          order by e.no desc limit 1) last`.execute(tx)
    ).rows.map(({ id, ...event }) => [id, event]),
  );
export const countRed = async (tx: Tx): Promise<number> =>
  (await sql<{ count: number }>`select count(*)::integer as count from complaints.report where is_red`.execute(tx)).rows[0]!.count;

interface Counted {
  readonly received: number;
  readonly received_before: number;
  readonly ended: number;
  readonly ended_before: number;
}
/** Reports received and ended in `[middle, to)` and in `[from, middle)`. */
export const countByPeriod = async (tx: Tx, from: Date, middle: Date, to: Date): Promise<Counted> =>
  (
    await sql<Counted>`select received.*, ended.* from
      (select count(*) filter (where received_at >= ${middle})::integer as received, count(*) filter (where received_at < ${middle})::integer as received_before
       from complaints.report where received_at >= ${from} and received_at < ${to}) received,
      (select count(*) filter (where ended_at >= ${middle})::integer as ended, count(*) filter (where ended_at < ${middle})::integer as ended_before
       from complaints.report where ended_at >= ${from} and ended_at < ${to}) ended`.execute(tx)
  ).rows[0]!;

/** When the public list last changed; null where there never was one. */
export const publicChangedAt = async (tx: Tx): Promise<Date | null> =>
  (await sql<{ at: Date | null }>`select complaints.public_changed_at() as at`.execute(tx)).rows[0]!.at;

// ── Public numbers ───────────────────────────────────────────────────────────────────────────────────────────────────

export const deleteFigures = (tx: Tx, year: number) => tx.deleteFrom('complaints.figure').where('year', '=', year).execute();
export async function insertFigures(tx: Tx, rows: Insertable<DB['complaints.figure']>[]): Promise<void> {
  if (rows.length) await tx.insertInto('complaints.figure').values(rows).execute();
}
/** Years there are numbers of, the newest first. */
export const figureYears = async (tx: Tx): Promise<number[]> =>
  (await tx.selectFrom('complaints.figure').select('year').distinct().orderBy('year', 'desc').execute()).map((row) => row.year);
export const figuresOf = (tx: Tx, year: number) =>
  tx.selectFrom('complaints.figure').selectAll().where('year', '=', year).orderBy('dimension').orderBy('key').execute();

// ── Open311 ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Open311Row {
  readonly number: string;
  readonly category: string;
  readonly text_public: string;
  readonly region: string | null;
  readonly lat: string | null;
  readonly long: string | null;
  readonly channel: string;
  readonly state: string;
  readonly open311: string;
  readonly lead: string | null;
  readonly holder_agency: string | null;
  readonly received_at: Date;
  /** When it was closed, where it is: of a merged report, when the leading one was. */
  readonly updated_at: Date;
  readonly ended_at: Date | null;
  readonly ending: string | null;
  readonly due_on: string | null;
  readonly due_clock: string | null;
  /** The first public photograph. */
  readonly photo: string | null;
}
interface Open311Query {
  readonly numbers?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly open311?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly after?: { readonly at: Date; readonly number: string } | undefined;
  readonly most: number;
  readonly skip: number;
}
/**
 * Public reports, newest first. Each category, open and closed, is read along its own index and no further than the page reaches, so that
 * neither a rare category nor a long table makes it slow.
 */
export async function open311Reports(tx: Tx, query: Open311Query): Promise<Open311Row[]> {
  const reach = query.most + query.skip;
  const where = (category: string | null, open311 = query.open311) => sql`is_public
    ${category === null ? sql`` : sql`and category = ${category}`}
    ${open311 ? sql`and open311 = ${open311}` : sql``}
    ${query.from ? sql`and received_at >= ${query.from}` : sql``}
    ${query.to ? sql`and received_at <= ${query.to}` : sql``}
    ${query.after ? sql`and (received_at, number) < (${query.after.at}::timestamptz, ${query.after.number})` : sql``}`;
  const newest = (category: string | null, open311 = query.open311) =>
    sql`(select id, received_at, number from complaints.report where ${where(category, open311)} order by received_at desc, number desc limit ${reach})`;
  const ofCategory = (category: string) => (query.open311 ? [query.open311] : ['open', 'closed']).map((status) => newest(category, status));
  const wanted = query.numbers
    ? sql`select id from complaints.report where is_public and number = any (${query.numbers as string[]}::text[]) limit ${query.most}`
    : sql`select id from (${sql.join(query.categories?.flatMap(ofCategory) ?? [newest(null)], sql` union all `)}) every_category
        order by received_at desc, number desc limit ${query.most} offset ${query.skip}`;
  const { rows } = await sql<Open311Row>`
    select r.number, r.category, r.text_public, r.region, r.lat, r.long, r.channel, r.state, r.open311, r.lead, r.holder_agency, r.received_at, r.ending, r.due_on, r.due_clock,
      case when r.open311 = 'closed' then coalesce(r.ended_at, t.ended_at) end as ended_at,
      case when r.open311 = 'closed' then coalesce(r.ended_at, t.ended_at, r.updated_at) else r.updated_at end as updated_at,
      (select p.id from complaints.photo p where p.report_id = r.id and p.is_public and p.role = 'report' order by p.at, p.id limit 1) as photo
    from (${wanted}) page join complaints.report r on r.id = page.id left join complaints.report t on t.id = r.merged_into
    order by r.received_at desc, r.number desc`.execute(tx);
  return rows;
}

/** Wait for whoever posts the same at this moment. */
export const lockPosting = (tx: Tx, key: Buffer) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${key.toString('hex')}, 311))`.execute(tx);
export interface PostingRow {
  readonly number: string;
  readonly token: string | null;
  readonly content: Buffer;
  readonly at: Date;
}
export const findPosting = (
  tx: Tx,
  table: 'complaints.open311_post' | 'complaints.open311_trial',
  partner: string,
  key: Buffer,
  since: Date,
): Promise<(PostingRow & { readonly report_id?: string }) | undefined> =>
  tx
    .selectFrom(table)
    .selectAll()
    .where('partner', '=', partner)
    .where('key', '=', key)
    .where('at', '>', since)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
export const insertPosting = async (tx: Tx, row: Insertable<DB['complaints.open311_post']>) =>
  void (await tx.insertInto('complaints.open311_post').values(row).execute());
/** The number behind a token; null until somebody looked at the report, undefined where nobody was given the token. */
export const numberOfToken = async (tx: Tx, token: string): Promise<string | null | undefined> =>
  (await sql<{ number: string | null }>`select number from complaints.open311_number(${token})`.execute(tx)).rows[0]?.number;
export const servicesChangedAt = async (tx: Tx): Promise<Date> =>
  (
    await tx
      .selectFrom('complaints.category')
      .select(({ fn }) => fn.max('changed_at').as('at'))
      .executeTakeFirstOrThrow()
  ).at;
export const hiddenSince = async (tx: Tx, moment: Date): Promise<boolean> =>
  (await sql<{ was: boolean }>`select complaints.hidden_since(${moment}) as was`.execute(tx)).rows[0]!.was;

export type TrialRow = Selectable<DB['complaints.open311_trial']>;
export const nextTrial = async (tx: Tx): Promise<number> =>
  (await sql<{ no: number }>`select nextval('complaints.open311_trial_number') as no`.execute(tx)).rows[0]!.no;
export const insertTrial = async (tx: Tx, row: Insertable<DB['complaints.open311_trial']>) =>
  void (await tx.insertInto('complaints.open311_trial').values(row).execute());
export function trials(tx: Tx, query: Open311Query & { readonly token?: string }): Promise<TrialRow[]> {
  let rows = tx.selectFrom('complaints.open311_trial').selectAll();
  if (query.token !== undefined) rows = rows.where('token', '=', query.token);
  if (query.numbers) rows = rows.where('number', 'in', query.numbers);
  if (query.categories) rows = rows.where('category', 'in', query.categories);
  if (query.from) rows = rows.where('at', '>=', query.from);
  if (query.to) rows = rows.where('at', '<=', query.to);
  const { after } = query;
  if (after) rows = rows.where((eb) => eb(eb.refTuple('at', 'number'), '<', eb.tuple(after.at, after.number)));
  return rows.orderBy('at', 'desc').orderBy('number', 'desc').limit(query.most).offset(query.skip).execute();
}
export const deleteTrials = (tx: Tx, before: Date) => tx.deleteFrom('complaints.open311_trial').where('at', '<', before).execute();
