import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Duty } from '#core/actor.ts';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export type PersonRow = Selectable<DB['identity.person']>;
export type CodePurpose = 'register' | 'sign_in' | 'recover' | 'invite' | 'contact';

export interface SignInRecord {
  readonly id: string;
  readonly kind: 'citizen' | 'officer' | 'leader' | 'steward';
  readonly status: string;
  readonly lang: 'id' | 'en';
  readonly password_hash: string | null;
  readonly totp_secret: Buffer | null;
  readonly totp_last: number | null;
  readonly passkeys: number;
  readonly phone_sealed: Buffer | null;
  readonly email_sealed: Buffer | null;
}

const first = async <T>(tx: Tx, query: ReturnType<typeof sql<T>>): Promise<T | undefined> => (await query.execute(tx)).rows[0];

// ── people ──
export const lockPerson = (tx: Tx, id: string) => sql`select identity.lock_person(${id}::uuid)`.execute(tx);
export const ownPerson = (tx: Tx) => first(tx, sql<PersonRow>`select * from identity.own_person()`);
export const findPerson = (tx: Tx, id: string) => tx.selectFrom('identity.person').selectAll().where('id', '=', id).executeTakeFirst();
/** One line an hour in the reveal log comes with it. */
export const counterPerson = (tx: Tx, by: { id?: string; nikHash?: Buffer }, purpose: string, logId: string) =>
  first(
    tx,
    sql<PersonRow>`select * from identity.counter_person(${by.id ?? null}::uuid, ${by.nikHash ?? null}::bytea, ${purpose}, ${tx.now}, ${logId}::uuid)`,
  );
export async function publicNames(tx: Tx, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return (await sql<{ id: string; name: string }>`select id, name from identity.public_names(${[...ids]}::uuid[])`.execute(tx)).rows;
}

export interface SealedPerson {
  readonly id: string;
  readonly name: Buffer;
  readonly nik: Buffer;
  readonly nikHash: Buffer;
  readonly phone: Buffer | null;
  readonly phoneHash: Buffer | null;
  readonly email: Buffer | null;
  readonly emailHash: Buffer | null;
  readonly address: Buffer | null;
  readonly lang: string;
  readonly passwordHash: string | null;
}
export const insertCitizen = async (tx: Tx, codeId: string, p: SealedPerson): Promise<boolean> =>
  (await first(
    tx,
    sql<{
      done: boolean;
    }>`select identity.register_citizen(${codeId}::uuid, ${p.id}::uuid, ${p.name}, ${p.nik}, ${p.nikHash}, ${p.phone}::bytea, ${p.phoneHash}::bytea,
      ${p.email}::bytea, ${p.emailHash}::bytea, ${p.address}::bytea, ${p.lang}, ${p.passwordHash}::text, ${tx.now}) as done`,
  ))!.done;
export const insertCitizenAtCounter = (tx: Tx, p: Omit<SealedPerson, 'email' | 'emailHash' | 'passwordHash'>) =>
  sql`select identity.counter_register(${p.id}::uuid, ${p.name}, ${p.nik}, ${p.nikHash}, ${p.phone}::bytea, ${p.phoneHash}::bytea, ${p.address}::bytea, ${p.lang}, ${tx.now})`.execute(
    tx,
  );
export const holderOf = async (tx: Tx, nik: Buffer | null, phone: Buffer | null, email: Buffer | null): Promise<'n' | 'p' | 'e' | null> =>
  (await first(
    tx,
    sql<{ holder: 'n' | 'p' | 'e' | null }>`select identity.holder_of(${nik}::bytea, ${phone}::bytea, ${email}::bytea) as holder`,
  ))!.holder;
export const assure = async (tx: Tx, person: string, how: 'dukcapil' | 'counter', by: string | null): Promise<boolean> =>
  (await first(tx, sql<{ done: boolean | null }>`select identity.assure(${person}::uuid, ${how}, ${by}::uuid) as done`))?.done === true;
export const updateOwnLang = (tx: Tx, id: string, lang: string) =>
  tx.updateTable('identity.person').set({ lang }).where('id', '=', id).execute();
export const updateOwnAddress = (tx: Tx, id: string, address: Buffer | null) =>
  tx.updateTable('identity.person').set({ address_sealed: address }).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
export const changeContact = async (
  tx: Tx,
  codeId: string,
  value: { phone?: [Buffer, Buffer]; email?: [Buffer, Buffer] },
): Promise<boolean> =>
  (await first(
    tx,
    sql<{
      done: boolean;
    }>`select identity.change_contact(${codeId}::uuid, ${value.phone?.[0] ?? null}::bytea, ${value.phone?.[1] ?? null}::bytea,
      ${value.email?.[0] ?? null}::bytea, ${value.email?.[1] ?? null}::bytea, ${tx.now}) as done`,
  ))!.done;

export const noteLook = (
  tx: Tx,
  look: {
    id: string;
    person: string;
    agency: string | null;
    purpose: string;
    what: readonly string[];
    subjectKind: string | null;
    subjectId: string | null;
  },
) =>
  sql`select identity.note_look(${look.id}::uuid, ${look.person}::uuid, ${look.agency}::text, ${look.purpose}, ${[...look.what]}::text[], ${look.subjectKind}::text, ${look.subjectId}::uuid, ${tx.now})`.execute(
    tx,
  );
export const lastRevealAt = async (tx: Tx, by: string, subjectId: string): Promise<Date | null> =>
  (
    await tx
      .selectFrom('identity.reveal')
      .select((eb) => eb.fn.max<Date | null>('at').as('at'))
      .where('subject_id', '=', subjectId)
      .where('by_person', '=', by)
      .executeTakeFirst()
  )?.at ?? null;
export const listReveals = (tx: Tx, personId: string) =>
  tx.selectFrom('identity.reveal').selectAll().where('person_id', '=', personId).orderBy('at', 'desc').limit(100).execute();

// ── representation ──
export type RepresentationRow = Selectable<DB['identity.representation']>;
export const listRepresentationKinds = (tx: Tx) => tx.selectFrom('identity.representation_kind').selectAll().orderBy('no').execute();
export const listRepresentations = (tx: Tx): Promise<RepresentationRow[]> =>
  tx.selectFrom('identity.representation').selectAll().orderBy('offered_at', 'desc').orderBy('id', 'desc').limit(100).execute();
export const findRepresentation = (tx: Tx, id: string): Promise<RepresentationRow | undefined> =>
  tx.selectFrom('identity.representation').selectAll().where('id', '=', id).executeTakeFirst();
export const insertRepresentation = (tx: Tx, row: Insertable<DB['identity.representation']>) =>
  tx.insertInto('identity.representation').values(row).execute();
export const ownHashes = async (tx: Tx): Promise<Buffer[]> =>
  (await first(tx, sql<{ hashes: Buffer[] | null }>`select identity.own_hashes() as hashes`))!.hashes ?? [];
export const acceptRepresentation = async (tx: Tx, id: string, name: Buffer): Promise<boolean> =>
  (await first(tx, sql<{ done: boolean | null }>`select identity.representation_accept(${id}::uuid, ${name}) as done`))?.done === true;
/** How it ended; null where there was nothing to end. */
export const endRepresentation = async (tx: Tx, id: string): Promise<'declined' | 'revoked' | 'renounced' | null> =>
  (await first(tx, sql<{ end: 'declined' | 'revoked' | 'renounced' | null }>`select identity.representation_end(${id}::uuid) as end`))
    ?.end ?? null;
/** One line an hour in the reveal log comes with it. */
export const representedPerson = (tx: Tx, person: string, purpose: string, logId: string) =>
  first(tx, sql<PersonRow>`select * from identity.represented_person(${person}::uuid, ${purpose}, ${logId}::uuid)`);
/** A line in the reveal log comes with it. */
export const partnerPerson = async (tx: Tx, nikHash: Buffer, logId: string): Promise<string | null> =>
  (await first(tx, sql<{ person: string | null }>`select identity.partner_person(${nikHash}, ${logId}::uuid) as person`))?.person ?? null;
export const holderOfHash = async (tx: Tx, hash: Buffer): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('identity.person')
      .select('id')
      .where('kind', '=', 'citizen')
      .where((eb) => eb.or([eb('nik_hash', '=', hash), eb('phone_hash', '=', hash), eb('email_hash', '=', hash)]))
      .executeTakeFirst()
  )?.id;

// ── sign-in ──
export const signInRecord = (tx: Tx, hashes: readonly Buffer[]) =>
  first(tx, sql<SignInRecord>`select * from identity.sign_in_record(${[...hashes]}::bytea[])`);
export const signInRecordOf = (tx: Tx, person: string) =>
  first(tx, sql<SignInRecord>`select * from identity.sign_in_record_of(${person}::uuid)`);
export const useTotp = async (tx: Tx, person: string, step: number): Promise<boolean> =>
  (await first(tx, sql<{ done: boolean | null }>`select identity.totp_use(${person}::uuid, ${step}) as done`))?.done === true;
export const setFirstTotp = async (tx: Tx, person: string, secret: Buffer, step: number): Promise<boolean> =>
  (await first(tx, sql<{ done: boolean | null }>`select identity.totp_set(${person}::uuid, ${secret}, ${step}, ${tx.now}) as done`))
    ?.done === true;
export const putOwnTotp = (tx: Tx, person: string, secret: Buffer, step: number) =>
  tx
    .insertInto('identity.totp')
    .values({ person_id: person, secret_sealed: secret, last_step: step, confirmed_at: tx.now })
    .onConflict((oc) => oc.column('person_id').doUpdateSet({ secret_sealed: secret, last_step: step, confirmed_at: tx.now }))
    .execute();
export const hasTotp = async (tx: Tx, person: string): Promise<boolean> =>
  (await tx.selectFrom('identity.totp').select('person_id').where('person_id', '=', person).executeTakeFirst()) !== undefined;

export interface SessionRecord {
  readonly session_id: string;
  readonly person_id: string;
  readonly kind: SignInRecord['kind'];
  readonly public_name: string | null;
  readonly name_sealed: Buffer;
  readonly lang: 'id' | 'en';
  readonly seen_at: Date;
  readonly ends_at: Date;
  readonly agencies: string[];
  readonly duties: Duty[];
}
export const findSession = (tx: Tx, token: Buffer) =>
  first(tx, sql<SessionRecord>`select * from identity.session_find(${token}, ${tx.now})`);
export const touchSession = (tx: Tx, token: Buffer, until: Date) =>
  sql`select identity.session_touch(${token}, ${tx.now}, ${until})`.execute(tx);
export const startSession = (
  tx: Tx,
  s: { id: string; person: string; token: Buffer; method: string; device: string; until: Date; atLatest: Date },
) =>
  sql`select identity.session_start(${s.id}::uuid, ${s.person}::uuid, ${s.token}, ${s.method}, ${s.device}, ${tx.now}, ${s.until}, ${s.atLatest})`.execute(
    tx,
  );
export const endSession = async (tx: Tx, token: Buffer): Promise<string | null> =>
  (await first(tx, sql<{ person: string | null }>`select identity.session_end(${token}, ${tx.now}) as person`))?.person ?? null;
export const listSessions = (tx: Tx, person: string) =>
  tx
    .selectFrom('identity.session')
    .select(['id', 'method', 'device', 'created_at', 'seen_at', 'expires_at'])
    .where('person_id', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', tx.now)
    .orderBy('seen_at', 'desc')
    .execute();
export const endOwnSessions = (tx: Tx, person: string, which: { only?: string; except?: string }) =>
  tx
    .updateTable('identity.session')
    .set({ ended_at: tx.now })
    .where('person_id', '=', person)
    .where('ended_at', 'is', null)
    .$if(which.only !== undefined, (qb) => qb.where('id', '=', which.only!))
    .$if(which.except !== undefined, (qb) => qb.where('id', '<>', which.except!))
    .returning('id')
    .execute();

export interface NewCode {
  readonly id: string;
  readonly person: string | null;
  readonly purpose: CodePurpose;
  readonly channel: 'phone' | 'email';
  readonly lang: string;
  readonly hash: Buffer;
  readonly delivery: Buffer | null;
  readonly payload: Buffer | null;
  readonly target: Buffer;
  readonly until: Date;
}
export const putCode = (tx: Tx, c: NewCode) =>
  sql`select identity.code_put(${c.id}::uuid, ${c.person}::uuid, ${c.purpose}, ${c.channel}, ${c.lang}, ${c.hash}, ${c.delivery}::bytea, ${c.payload}::bytea, ${c.target}, ${tx.now}, ${c.until})`.execute(
    tx,
  );
export interface CodeTry {
  readonly outcome: 'right' | 'wrong' | 'expired';
  readonly person_id: string | null;
  readonly payload_sealed: Buffer | null;
  readonly channel: 'phone' | 'email' | null;
}
export const tryCode = async (tx: Tx, id: string, purpose: CodePurpose, hash: Buffer): Promise<CodeTry> =>
  (await first(tx, sql<CodeTry>`select * from identity.code_try(${id}::uuid, ${purpose}, ${hash}, ${tx.now})`))!;
export const findCodeForDelivery = (tx: Tx, id: string) =>
  tx
    .selectFrom('identity.one_time_code')
    .select(['id', 'person_id', 'purpose', 'channel', 'lang', 'delivery_sealed', 'expires_at'])
    .where('id', '=', id)
    .executeTakeFirst();
export const eraseDelivery = (tx: Tx, id: string) =>
  tx.updateTable('identity.one_time_code').set({ delivery_sealed: null }).where('id', '=', id).execute();
export const passwordByCode = async (tx: Tx, codeId: string, hash: string): Promise<string | null> =>
  (await first(tx, sql<{ person: string | null }>`select identity.password_by_code(${codeId}::uuid, ${hash}, ${tx.now}) as person`))!
    .person;
export const ownPassword = (tx: Tx, person: string) =>
  tx.selectFrom('identity.password').select('hash').where('person_id', '=', person).executeTakeFirst();
export const putOwnPassword = (tx: Tx, person: string, hash: string) =>
  tx
    .insertInto('identity.password')
    .values({ person_id: person, hash, changed_at: tx.now })
    .onConflict((oc) => oc.column('person_id').doUpdateSet({ hash, changed_at: tx.now }))
    .execute();

export type PendingPurpose = 'second_factor' | 'totp_setup' | 'passkey_sign_in' | 'passkey_new';
export interface Pending {
  readonly person_id: string | null;
  readonly purpose: PendingPurpose;
  readonly challenge_sealed: Buffer | null;
}
export const putPending = (tx: Tx, token: Buffer, person: string | null, purpose: PendingPurpose, challenge: Buffer | null, until: Date) =>
  sql`select identity.pending_put(${token}, ${person}::uuid, ${purpose}, ${challenge}::bytea, ${tx.now}, ${until})`.execute(tx);
export const findPending = (tx: Tx, token: Buffer) => first(tx, sql<Pending>`select * from identity.pending_find(${token}, ${tx.now})`);
export const takePending = (tx: Tx, token: Buffer) => first(tx, sql<Pending>`select * from identity.pending_take(${token}, ${tx.now})`);

export interface PasskeyRecord {
  readonly person_id: string;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly transports: string[];
}
export const findPasskey = (tx: Tx, id: string) => first(tx, sql<PasskeyRecord>`select * from identity.passkey_find(${id})`);
export const usedPasskey = (tx: Tx, id: string, counter: number) =>
  sql`select identity.passkey_used(${id}, ${counter}, ${tx.now})`.execute(tx);
export const listPasskeys = (tx: Tx, person: string) =>
  tx
    .selectFrom('identity.passkey')
    .select(['id', 'label', 'transports', 'created_at', 'used_at'])
    .where('person_id', '=', person)
    .orderBy('created_at')
    .execute();
export const insertPasskey = (tx: Tx, row: Insertable<DB['identity.passkey']>) => tx.insertInto('identity.passkey').values(row).execute();
export const deletePasskey = (tx: Tx, person: string, id: string) =>
  tx.deleteFrom('identity.passkey').where('person_id', '=', person).where('id', '=', id).returning('id').executeTakeFirst();

// ── limits ──
export const hitLimit = async (tx: Tx, key: string, seconds: number): Promise<{ count: number; resets_at: Date }> =>
  (await first(tx, sql<{ count: number; resets_at: Date }>`select * from identity.limit_hit(${key}, ${seconds}, ${tx.now})`))!;
export const takeAttempt = async (tx: Tx, key: string): Promise<Date | null> =>
  (await first(tx, sql<{ until: Date | null }>`select identity.attempt_take(${key}, ${tx.now}) as until`))!.until;
export const clearAttempts = (tx: Tx, key: string) => sql`select identity.attempt_clear(${key})`.execute(tx);

// ── offices ──
export const listAgencies = (tx: Tx) => tx.selectFrom('identity.agency').selectAll().orderBy('official_name').execute();
export const listAgencyNames = (tx: Tx) =>
  tx.selectFrom('identity.agency').select(['code', 'official_name', 'acronyms']).orderBy('official_name').execute();
export const agencyNames = (tx: Tx, codes: readonly string[]) =>
  tx
    .selectFrom('identity.agency')
    .select(['code', 'official_name'])
    .where('code', '=', sql<string>`any (${[...codes]}::text[])`)
    .execute();
export const findAgency = (tx: Tx, code: string) =>
  tx.selectFrom('identity.agency').selectAll().where('code', '=', code).executeTakeFirst();
/** Locked against new tasks, whose foreign key would share the row, until the transaction ends. */
export const lockAgency = (tx: Tx, code: string) =>
  tx.selectFrom('identity.agency').selectAll().where('code', '=', code).forUpdate().executeTakeFirst();
export const insertAgency = (tx: Tx, row: Insertable<DB['identity.agency']>) =>
  tx.insertInto('identity.agency').values(row).returning('subject_id').executeTakeFirstOrThrow();
export const updateAgency = (tx: Tx, code: string, change: Updateable<DB['identity.agency']>) =>
  tx.updateTable('identity.agency').set(change).where('code', '=', code).returning('subject_id').executeTakeFirstOrThrow();
export const regionExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await tx.selectFrom('core.region').select('code').where('code', '=', code).executeTakeFirst()) !== undefined;
export const dutyHolders = (tx: Tx, agency: string, role: string, day: string) =>
  tx
    .selectFrom('identity.duty as d')
    .innerJoin('identity.membership as m', (join) => join.onRef('m.person_id', '=', 'd.person_id').onRef('m.agency', '=', 'd.agency'))
    .select('d.person_id')
    .distinct()
    .where('d.agency', '=', agency)
    .where('d.role', '=', role)
    .where('d.from_day', '<=', day)
    .where((eb) => eb.or([eb('d.to_day', 'is', null), eb('d.to_day', '>=', day)]))
    .where('m.from_day', '<=', day)
    .where((eb) => eb.or([eb('m.to_day', 'is', null), eb('m.to_day', '>=', day)]))
    .execute();
const standsOn = (day: string) => sql<boolean>`${day}::date between d.from_day and coalesce(d.to_day, 'infinity')`;
export const listDeputies = (tx: Tx, agency: string) =>
  tx.selectFrom('identity.deputy').selectAll().where('agency', '=', agency).orderBy('from_day', 'desc').limit(100).execute();
export const findDeputy = (tx: Tx, id: string) => tx.selectFrom('identity.deputy').selectAll().where('id', '=', id).executeTakeFirst();
export const insertDeputy = (tx: Tx, row: Insertable<DB['identity.deputy']>) => tx.insertInto('identity.deputy').values(row).execute();
export const endDeputy = (tx: Tx, id: string, day: string) =>
  tx.updateTable('identity.deputy').set({ to_day: day }).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
/** Whom a person stands in for on a day, as long as those hold the duty themselves. */
export const actsFor = (tx: Tx, person: string, day: string) =>
  tx
    .selectFrom('identity.deputy as p')
    .innerJoin('identity.duty as d', (join) =>
      join.onRef('d.person_id', '=', 'p.for_person').onRef('d.agency', '=', 'p.agency').onRef('d.role', '=', 'p.role'),
    )
    .select(['p.agency', 'p.role', 'p.reason', 'p.for_person'])
    .where('p.person_id', '=', person)
    .where('p.from_day', '<=', day)
    .where('p.to_day', '>=', day)
    .where(standsOn(day))
    .execute();

export const listMemberships = (tx: Tx, where: { agency?: string; person?: string }) =>
  tx
    .selectFrom('identity.membership')
    .selectAll()
    .$if(where.agency !== undefined, (qb) => qb.where('agency', '=', where.agency!))
    .$if(where.person !== undefined, (qb) => qb.where('person_id', '=', where.person!))
    .orderBy('from_day', 'desc')
    .execute();
export const listDuties = (tx: Tx, where: { agency?: string; person?: string }) =>
  tx
    .selectFrom('identity.duty')
    .selectAll()
    .$if(where.agency !== undefined, (qb) => qb.where('agency', '=', where.agency!))
    .$if(where.person !== undefined, (qb) => qb.where('person_id', '=', where.person!))
    .orderBy('role')
    .orderBy('from_day', 'desc')
    .execute();
export const insertMembership = (tx: Tx, row: Insertable<DB['identity.membership']>) =>
  tx.insertInto('identity.membership').values(row).execute();
export const insertDuty = (tx: Tx, row: Insertable<DB['identity.duty']>) => tx.insertInto('identity.duty').values(row).execute();
export const endMembership = (tx: Tx, id: string, day: string) =>
  tx.updateTable('identity.membership').set({ to_day: day }).where('id', '=', id).returning(['person_id', 'agency']).executeTakeFirst();
export const endDuty = (tx: Tx, id: string, day: string) =>
  tx.updateTable('identity.duty').set({ to_day: day }).where('id', '=', id).returning(['person_id', 'agency', 'role']).executeTakeFirst();
export const listStewards = (tx: Tx) =>
  tx.selectFrom('identity.person').select('id').where('kind', '=', 'steward').where('status', '=', 'active').orderBy('id').execute();
export const findOfficer = (tx: Tx, id: string) =>
  tx
    .selectFrom('identity.person')
    .select(['id', 'kind', 'public_name', 'status', 'created_at'])
    .where('id', '=', id)
    .where('kind', '<>', 'citizen')
    .executeTakeFirst();
export const listOfficers = (tx: Tx, search: string) =>
  tx
    .selectFrom('identity.person')
    .select(['id', 'kind', 'public_name', 'status', 'created_at'])
    .where('kind', '<>', 'citizen')
    .$if(search !== '', (qb) => qb.where('public_name', 'ilike', `%${search.replace(/[\\%_]/g, '\\$&')}%`))
    .orderBy('public_name')
    .limit(200)
    .execute();
export const insertOfficer = (tx: Tx, row: Insertable<DB['identity.person']>) => tx.insertInto('identity.person').values(row).execute();
export const setStatus = (tx: Tx, id: string, status: 'active' | 'suspended') =>
  tx.updateTable('identity.person').set({ status }).where('id', '=', id).where('kind', '<>', 'citizen').returning('id').executeTakeFirst();
export const resetCredentials = async (tx: Tx, id: string): Promise<boolean> =>
  (await first(tx, sql<{ done: boolean }>`select identity.reset_credentials(${id}::uuid, ${tx.now}) as done`))!.done;
export const contactOf = (tx: Tx, id: string) =>
  first(
    tx,
    sql<{ lang: 'id' | 'en'; phone_sealed: Buffer | null; email_sealed: Buffer | null }>`select * from identity.contact_of(${id}::uuid)`,
  );

/** Rows past their use: sessions ended or expired a month ago, codes a day ago, half-finished sign-ins, counters. */
export async function sweep(tx: Tx): Promise<void> {
  const day = 24 * 3600_000;
  const ago = (ms: number) => new Date(tx.now.getTime() - ms);
  await tx
    .deleteFrom('identity.session')
    .where('expires_at', '<', ago(30 * day))
    .execute();
  await tx.deleteFrom('identity.one_time_code').where('expires_at', '<', ago(day)).execute();
  await tx.deleteFrom('identity.pending').where('expires_at', '<', tx.now).execute();
  await tx
    .deleteFrom('identity.limit_counter')
    .where('started_at', '<', ago(2 * day))
    .execute();
  await tx
    .deleteFrom('identity.attempt')
    .where('last_at', '<', ago(2 * day))
    .execute();
}

/** Active leaders with their duty's role today. */
export const leaders = (tx: Tx, day: string): Promise<{ id: string; role: string | null }[]> =>
  tx
    .selectFrom('identity.person as p')
    .leftJoin('identity.duty as d', (join) =>
      join
        .onRef('d.person_id', '=', 'p.id')
        .on('d.from_day', '<=', day)
        .on((eb) => eb.or([eb('d.to_day', 'is', null), eb('d.to_day', '>=', day)])),
    )
    .select(['p.id', 'd.role'])
    .where('p.kind', '=', 'leader')
    .where('p.status', '=', 'active')
    .execute();
