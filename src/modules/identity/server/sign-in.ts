import { createHash, randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import { actorId, type Actor } from '#core/actor.ts';
import { randomSigns } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { lifetimes, Password, readIdentifier, type Identifier, type PersonKind, type Registration, type SignedIn } from '../person.ts';
import { clearAttempts, limit, limitApart, takeAttempt } from './limits.ts';
import { openContact, openName, recordPerson, sealOf, taken } from './people.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Send the sealed code of this id; messages does it. */
    'messages.deliver_code': { codeId: string };
  }
}

/** From where somebody signs in. */
export interface Device {
  /** `Chrome, Android`: what the list of sessions shows. */
  readonly label: string;
  readonly ip: string;
}

/** How a step of signing in ended. The token goes into the cookie and is stored nowhere in the clear. */
export type SignInResult =
  | { readonly step: 'in'; readonly token: string; readonly until: Date; readonly kind: PersonKind; readonly personId: string }
  | { readonly step: 'second_factor' | 'totp_setup'; readonly pending: string };

const ANONYMOUS: Actor = { kind: 'anonymous' };
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const newToken = (): string => randomBytes(32).toString('base64url');
const after = (tx: Tx, ms: number): Date => new Date(tx.now.getTime() + ms);
const self = (kind: PersonKind, id: string): Actor => {
  if (kind === 'officer') return { kind, id, agencies: [], duties: [] };
  return kind === 'leader' ? { kind, id, duties: [] } : { kind, id };
};
const identifierHash = (identifier: Identifier): Buffer => vault().findable(identifier.value, identifier.kind);

// ── passwords ──
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const; // argon2id is the library's default algorithm
export const hashPassword = (password: string): Promise<string> => hash(password, COST);
/** Compared where nobody was found, so that "unknown" takes as long as "wrong". */
let decoy: Promise<string> | undefined;
async function passwordFits(stored: string | null | undefined, typed: string): Promise<boolean> {
  decoy ??= hashPassword(newToken());
  const fits = await verify(stored ?? (await decoy), typed.slice(0, 200));
  return fits && stored != null;
}

// ── sessions ──
async function openSession(
  tx: Tx,
  record_: { id: string; kind: PersonKind },
  method: 'password' | 'code' | 'totp' | 'passkey' | 'register',
  device: Device,
): Promise<SignInResult> {
  const token = newToken();
  const life = record_.kind === 'citizen' ? lifetimes.citizen : lifetimes.office;
  const atLatest = after(tx, life.total);
  await store.startSession(tx, {
    id: uuidv7(tx.now.getTime()),
    person: record_.id,
    token: sha256(token),
    method,
    device: device.label.slice(0, 80),
    until: after(tx, life.idle),
    atLatest,
  });
  await recordPerson(tx, record_.id, 'identity.signed_in', { method });
  return { step: 'in', token, until: atLatest, kind: record_.kind, personId: record_.id };
}

/** Session by cookie: one query, one write every five minutes. Undefined where it ended, ran out or the person is suspended. */
export async function resolveSession(
  database: Database,
  token: string,
): Promise<{ actor: Actor; signedIn: SignedIn; lang: 'id' | 'en' } | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const tokenHash = sha256(token);
  return database.withActor(ANONYMOUS, async (tx) => {
    const found = await store.findSession(tx, tokenHash);
    if (!found) return undefined;
    if (tx.now.getTime() - found.seen_at.getTime() > lifetimes.touch)
      await store.touchSession(tx, tokenHash, after(tx, (found.kind === 'citizen' ? lifetimes.citizen : lifetimes.office).idle));
    const { kind, person_id: id, agencies, duties } = found;
    const actor: Actor = kind === 'officer' ? { kind, id, agencies, duties } : kind === 'leader' ? { kind, id, duties } : { kind, id };
    const name = found.public_name ?? openName(found.name_sealed, id);
    return { actor, signedIn: { id, name, kind, sessionId: found.session_id }, lang: found.lang };
  });
}

export async function signOut(tx: Tx, token: string): Promise<void> {
  const person = await store.endSession(tx, sha256(token));
  if (person) await recordPerson(tx, person, 'identity.signed_out');
}

export const listSessions = (tx: Tx) => store.listSessions(tx, actorId(tx.actor)!);

/** End one's other sessions, or the one named. @throws Failure not_found */
export async function endSessions(tx: Tx, which: { only: string } | { except: string }): Promise<void> {
  const me = actorId(tx.actor)!;
  if ('only' in which && !isUuid(which.only)) throw new Failure('not_found', 'identity.session_unknown');
  const ended = await store.endOwnSessions(tx, me, which);
  if ('only' in which && !ended.length) throw new Failure('not_found', 'identity.session_unknown');
  if (ended.length) await recordPerson(tx, me, 'identity.sessions_ended', { count: ended.length });
}

// ── signing in ──
/** One answer for everything that doesn't fit: unknown, wrong, suspended, no password set. */
const wrong = () => new Failure('invalid', 'identity.sign_in_wrong');

/**
 * Password first; people in office then owe a second factor. Counts before it looks, in transactions of its own.
 * @throws Failure invalid identity.sign_in_wrong · not_now identity.locked
 */
export async function signInWithPassword(
  database: Database,
  typed: { identifier: string; password: string },
  device: Device,
  oldToken?: string,
): Promise<SignInResult> {
  await limitApart(database, `sign_in_ip:${device.ip}`, 100, 600);
  const identifier = readIdentifier(typed.identifier);
  const key = `sign_in:${identifier ? `${identifier.kind}:${identifier.value}` : typed.identifier.slice(0, 100)}`;
  await takeAttempt(database, key);
  const found = await database.withActor(ANONYMOUS, (tx) =>
    identifier ? store.signInRecord(tx, [identifierHash(identifier)]) : Promise.resolve(undefined),
  );
  const fits = await passwordFits(found?.password_hash, typed.password);
  if (!found || !fits || found.status !== 'active') throw wrong();
  return database.withActor(self(found.kind, found.id), async (tx) => {
    await clearAttempts(tx, key);
    if (oldToken) await store.endSession(tx, sha256(oldToken));
    if (found.kind === 'citizen' && !found.totp_secret) return openSession(tx, found, 'password', device);
    const pending = newToken();
    if (found.totp_secret || found.passkeys > 0) {
      await store.putPending(tx, sha256(pending), found.id, 'second_factor', null, after(tx, lifetimes.pending));
      return { step: 'second_factor', pending };
    }
    const secret = vault().seal(new Secret({ size: 20 }).base32, `identity.pending:secret:${found.id}`);
    await store.putPending(tx, sha256(pending), found.id, 'totp_setup', secret, after(tx, lifetimes.pending));
    return { step: 'totp_setup', pending };
  });
}

// ── TOTP ──
export const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Satu Pintu', label, secret: Secret.fromBase32(secret), period: 30, digits: 6, algorithm: 'SHA1' });

/** The 30-second step a code belongs to, one step early or late allowed; undefined where it fits none. */
export function totpStep(secret: string, code: string, now: Date): number | undefined {
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return undefined;
  const delta = totpOf(secret, '').validate({ token: digits, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / 30_000) + delta;
}

const openTotp = (sealed: Buffer, person: string) => vault().unseal(sealed, `identity.totp:secret:${person}`);
export const sealTotp = (secret: string, person: string) => vault().seal(secret, `identity.totp:secret:${person}`);

const findStep = async (
  database: Database,
  pending: string,
  purposes: readonly store.PendingPurpose[],
): Promise<store.Pending & { person_id: string }> => {
  const found = await database.withActor(ANONYMOUS, (tx) => store.findPending(tx, sha256(pending)));
  if (!found?.person_id || !purposes.includes(found.purpose)) throw new Failure('not_now', 'identity.step_expired');
  return { ...found, person_id: found.person_id };
};

/** What the second page asks for. @throws Failure not_now identity.step_expired */
export async function readStep(
  database: Database,
  pending: string,
): Promise<{ step: 'second_factor'; hasTotp: boolean; hasPasskey: boolean } | { step: 'totp_setup'; uri: string; secret: string }> {
  const found = await findStep(database, pending, ['second_factor', 'totp_setup']);
  if (found.purpose === 'totp_setup') {
    const secret = vault().unseal(found.challenge_sealed!, `identity.pending:secret:${found.person_id}`);
    const names = await database.withActor(ANONYMOUS, (tx) => store.publicNames(tx, [found.person_id]));
    return { step: 'totp_setup', secret, uri: totpOf(secret, names[0]?.name ?? 'Satu Pintu').toString() };
  }
  const person = await database.withActor(ANONYMOUS, (tx) => store.signInRecordOf(tx, found.person_id));
  return { step: 'second_factor', hasTotp: person?.totp_secret != null, hasPasskey: (person?.passkeys ?? 0) > 0 };
}

/** The second factor by TOTP, or its first set-up. Each code counts once. @throws Failure invalid {code} · not_now */
export async function finishWithTotp(database: Database, pending: string, code: string, device: Device): Promise<SignInResult> {
  const step = await findStep(database, pending, ['second_factor', 'totp_setup']);
  const key = `totp:${step.person_id}`;
  await takeAttempt(database, key);
  const refused = () => new Failure('invalid', 'input.invalid', { kode_otp: 'identity.totp_wrong' });
  const person = await database.withActor(ANONYMOUS, async (tx) => {
    const found = await store.signInRecordOf(tx, step.person_id);
    if (!found || found.status !== 'active') return undefined;
    if (step.purpose === 'totp_setup') {
      const secret = vault().unseal(step.challenge_sealed!, `identity.pending:secret:${found.id}`);
      const at = totpStep(secret, code, tx.now);
      if (at === undefined || !(await store.setFirstTotp(tx, found.id, sealTotp(secret, found.id), at))) return undefined;
    } else {
      const at = found.totp_secret ? totpStep(openTotp(found.totp_secret, found.id), code, tx.now) : undefined;
      if (at === undefined || !(await store.useTotp(tx, found.id, at))) return undefined;
    }
    return (await store.takePending(tx, sha256(pending))) ? found : undefined;
  });
  if (!person) throw refused();
  return database.withActor(self(person.kind, person.id), async (tx) => {
    await clearAttempts(tx, key);
    if (step.purpose === 'totp_setup') await recordPerson(tx, person.id, 'identity.totp_set');
    return openSession(tx, person, 'totp', device);
  });
}

/** Start changing one's own TOTP: the password again, then a code of the new secret. */
export async function startTotpChange(tx: Tx): Promise<{ pending: string }> {
  const me = actorId(tx.actor)!;
  const pending = newToken();
  const secret = vault().seal(new Secret({ size: 20 }).base32, `identity.pending:secret:${me}`);
  await store.putPending(tx, sha256(pending), me, 'totp_setup', secret, after(tx, lifetimes.pending));
  return { pending };
}
export async function readTotpChange(tx: Tx, pending: string): Promise<{ secret: string; uri: string } | undefined> {
  const me = actorId(tx.actor);
  const found = await store.findPending(tx, sha256(pending));
  if (!me || found?.person_id !== me || found.purpose !== 'totp_setup') return undefined;
  const secret = vault().unseal(found.challenge_sealed!, `identity.pending:secret:${me}`);
  return { secret, uri: totpOf(secret, (await store.publicNames(tx, [me]))[0]?.name ?? 'Satu Pintu').toString() };
}
/** @throws Failure invalid {kode_otp} · not_now */
export async function finishTotpChange(tx: Tx, pending: string, code: string): Promise<void> {
  await limit(tx, `totp_change:${actorId(tx.actor)}`, 10, 600);
  const change = await readTotpChange(tx, pending);
  if (!change) throw new Failure('not_now', 'identity.step_expired');
  const step = totpStep(change.secret, code, tx.now);
  if (step === undefined) throw new Failure('invalid', 'input.invalid', { kode_otp: 'identity.totp_wrong' });
  const me = actorId(tx.actor)!;
  await store.putOwnTotp(tx, me, sealTotp(change.secret, me), step);
  await store.takePending(tx, sha256(pending));
  await recordPerson(tx, me, 'identity.totp_set');
}
export const hasTotp = (tx: Tx) => store.hasTotp(tx, actorId(tx.actor)!);

// ── one-time codes ──
const codeHash = (id: string, code: string): Buffer => vault().findable(`${id}:${code.replace(/[\s-]/g, '').toUpperCase()}`, 'code');
const sixDigits = (): string => String(randomInt(1_000_000)).padStart(6, '0');

export interface CodeDelivery {
  readonly to: string;
  /** Null: a note that the address or NIK is registered already, instead of a code. */
  readonly code: string | null;
}

async function makeCode(
  tx: Tx,
  made: {
    purpose: store.CodePurpose;
    person: string | null;
    channel: 'phone' | 'email';
    lang: string;
    target: Buffer;
    to: string | null;
    note?: boolean;
    payload?: string;
    code?: string;
    lifetime?: number;
  },
): Promise<string> {
  const id = uuidv7(tx.now.getTime());
  const code = made.code ?? sixDigits();
  await store.putCode(tx, {
    id,
    person: made.person,
    purpose: made.purpose,
    channel: made.channel,
    lang: made.lang,
    // A decoy can't be right: its hash is of nothing that fits the form.
    hash: made.to !== null && !made.note ? codeHash(id, code) : randomBytes(32),
    delivery:
      made.to === null
        ? null
        : vault().seal(
            JSON.stringify({ to: made.to, code: made.note ? null : code } satisfies CodeDelivery),
            `identity.one_time_code:delivery:${id}`,
          ),
    payload: made.payload === undefined ? null : vault().seal(made.payload, `identity.one_time_code:payload:${id}`),
    target: made.target,
    until: after(tx, made.lifetime ?? lifetimes.code),
  });
  if (made.to !== null) await enqueue(tx, 'messages.deliver_code', { codeId: id });
  return id;
}

/** For the worker: where a code goes. Undefined once it was sent, used or ran out. */
export async function findCodeDelivery(
  tx: Tx,
  id: string,
): Promise<
  (CodeDelivery & { purpose: store.CodePurpose; channel: 'phone' | 'email'; lang: 'id' | 'en'; personId: string | null }) | undefined
> {
  const row = await store.findCodeForDelivery(tx, id);
  if (!row?.delivery_sealed || row.expires_at <= tx.now) return undefined;
  const delivery = JSON.parse(vault().unseal(row.delivery_sealed, `identity.one_time_code:delivery:${id}`)) as CodeDelivery;
  return {
    ...delivery,
    purpose: row.purpose as store.CodePurpose,
    channel: row.channel as 'phone' | 'email',
    lang: row.lang as 'id' | 'en',
    personId: row.person_id,
  };
}
/** The code was sent: forget it in the clear. */
export const eraseCodeDelivery = (tx: Tx, id: string) => store.eraseDelivery(tx, id);

async function enforceCodeLimits(database: Database, key: string, device: Device): Promise<void> {
  await limitApart(database, `code:${key}`, 3, 900);
  await limitApart(database, `code_ip:${device.ip}`, 60, 900);
}

/**
 * A code to the telephone or address of whoever this is. Says the same to everybody, known or not.
 * @throws Failure invalid {identifier} where it is no NIK, number or address · not_now
 */
export async function requestCode(
  database: Database,
  typed: string,
  purpose: 'sign_in' | 'recover',
  lang: 'id' | 'en',
  device: Device,
): Promise<{ codeId: string }> {
  const identifier = readIdentifier(typed);
  if (!identifier) throw new Failure('invalid', 'input.invalid', { identifier: 'identity.identifier_shape' });
  await enforceCodeLimits(database, `${identifier.kind}:${identifier.value}`, device);
  return database.withActor(ANONYMOUS, async (tx) => {
    const found = await store.signInRecord(tx, [identifierHash(identifier)]);
    // People in office sign in with two factors; a code alone never opens their door.
    const served = found?.status === 'active' && (purpose === 'recover' || found.kind === 'citizen') ? found : undefined;
    const channel = identifier.kind === 'email' || (identifier.kind === 'nik' && served && !served.phone_sealed) ? 'email' : 'phone';
    const sealed = channel === 'email' ? served?.email_sealed : served?.phone_sealed;
    const to = served && sealed ? openContact(sealed, channel, served.id) : null;
    return {
      codeId: await makeCode(tx, { purpose, person: to ? served!.id : null, channel, lang, target: identifierHash(identifier), to }),
    };
  });
}

/** @throws Failure invalid {kode_otp}: wrong · not_now: used, too many tries, or too old */
function codeRefusal(outcome: 'wrong' | 'expired'): Failure {
  return outcome === 'wrong'
    ? new Failure('invalid', 'input.invalid', { kode_otp: 'identity.code_wrong' })
    : new Failure('not_now', 'identity.code_expired', { kode_otp: 'identity.code_expired' });
}
const needCodeId = (codeId: string): void => {
  if (!isUuid(codeId)) throw codeRefusal('expired');
};

export async function signInWithCode(
  database: Database,
  codeId: string,
  code: string,
  device: Device,
  oldToken?: string,
): Promise<SignInResult> {
  needCodeId(codeId);
  await limitApart(database, `code_try_ip:${device.ip}`, 100, 600);
  const person = await database.withActor(ANONYMOUS, async (tx) => {
    const tried = await store.tryCode(tx, codeId, 'sign_in', codeHash(codeId, code));
    const found = tried.outcome === 'right' && tried.person_id ? await store.signInRecordOf(tx, tried.person_id) : undefined;
    return found?.status === 'active' ? found : tried.outcome === 'right' ? ('expired' as const) : tried.outcome;
  });
  if (typeof person === 'string') throw codeRefusal(person);
  return database.withActor(self(person.kind, person.id), async (tx) => {
    if (oldToken) await store.endSession(tx, sha256(oldToken));
    return openSession(tx, person, 'code', device);
  });
}

/** A forgotten password, or an invitation: code and new password together. Every session ends; second factors stay. */
export async function resetPassword(
  database: Database,
  purpose: 'recover' | 'invite',
  codeId: string,
  code: string,
  password: string,
  device: Device,
): Promise<void> {
  needCodeId(codeId);
  const fit = Password.safeParse(password);
  if (!fit.success) throw new Failure('invalid', 'input.invalid', { sandi: fit.error.issues[0]!.message });
  await limitApart(database, `code_try_ip:${device.ip}`, 100, 600);
  const newHash = await hashPassword(password);
  const outcome = await database.withActor(ANONYMOUS, async (tx) => {
    const tried = await store.tryCode(tx, codeId, purpose, codeHash(codeId, code));
    if (tried.outcome !== 'right') return tried.outcome;
    const person = await store.passwordByCode(tx, codeId, newHash);
    if (!person) return 'expired' as const;
    await recordPerson(tx, person, 'identity.password_set', { how: purpose });
    return 'right' as const;
  });
  if (outcome !== 'right') throw codeRefusal(outcome);
}

/** @throws Failure invalid {sandi_lama | sandi} */
export async function changePassword(database: Database, actor: Actor, sessionId: string, old: string, password: string): Promise<void> {
  const me = actorId(actor)!;
  await takeAttempt(database, `change_password:${me}`);
  const current = await database.withActor(actor, (tx) => store.ownPassword(tx, me));
  if (current && !(await passwordFits(current.hash, old)))
    throw new Failure('invalid', 'input.invalid', { sandi_lama: 'identity.old_password_wrong' });
  const fit = Password.safeParse(password);
  if (!fit.success) throw new Failure('invalid', 'input.invalid', { sandi: fit.error.issues[0]!.message });
  const newHash = await hashPassword(password);
  await database.withActor(actor, async (tx) => {
    await clearAttempts(tx, `change_password:${me}`);
    await store.putOwnPassword(tx, me, newHash);
    await store.endOwnSessions(tx, me, { except: sessionId });
    await recordPerson(tx, me, 'identity.password_set', { how: 'changed' });
  });
}

/** Is this one's own password? For steps that ask it again. Counts towards the lock. @throws Failure invalid {sandi_lama} */
export async function confirmPassword(database: Database, actor: Actor, password: string): Promise<void> {
  const me = actorId(actor)!;
  await takeAttempt(database, `change_password:${me}`);
  const current = await database.withActor(actor, (tx) => store.ownPassword(tx, me));
  if (!(await passwordFits(current?.hash, password)))
    throw new Failure('invalid', 'input.invalid', { sandi_lama: 'identity.old_password_wrong' });
  await database.withActor(actor, (tx) => clearAttempts(tx, `change_password:${me}`));
}

// ── registering ──
interface PendingRegistration extends Omit<Registration, 'password'> {
  readonly passwordHash: string | null;
}

/**
 * A code to the typed number (or address). Where NIK, number or address is registered already, whoever owns the typed
 * number is told there; the page says the same as ever. @throws Failure not_now
 */
export async function startRegistration(database: Database, input: Registration, device: Device): Promise<{ codeId: string }> {
  const channel = input.phone ? 'phone' : 'email';
  const to = input.phone ?? input.email!;
  await enforceCodeLimits(database, `${channel}:${to}`, device);
  await limitApart(database, `register_ip:${device.ip}`, 30, 3600);
  const { password, ...rest } = input;
  const payload = JSON.stringify({ ...rest, passwordHash: password ? await hashPassword(password) : null } satisfies PendingRegistration);
  return database.withActor(ANONYMOUS, async (tx) => {
    const find = (value: string | null, kind: string) => (value ? vault().findable(value, kind) : null);
    const holder = await store.holderOf(tx, find(input.nik, 'nik'), find(input.phone, 'phone'), find(input.email, 'email'));
    return {
      codeId: await makeCode(tx, {
        purpose: 'register',
        person: null,
        channel,
        lang: input.lang,
        target: vault().findable(to, channel),
        to,
        note: holder !== null,
        payload,
      }),
    };
  });
}

/** The right code makes the citizen and signs them in. @throws Failure invalid · not_now · conflict */
export async function finishRegistration(database: Database, codeId: string, code: string, device: Device): Promise<SignInResult> {
  needCodeId(codeId);
  await limitApart(database, `code_try_ip:${device.ip}`, 100, 600);
  const done = await database.withActor(ANONYMOUS, async (tx) => {
    const tried = await store.tryCode(tx, codeId, 'register', codeHash(codeId, code));
    if (tried.outcome !== 'right') return tried.outcome;
    const input = JSON.parse(vault().unseal(tried.payload_sealed!, `identity.one_time_code:payload:${codeId}`)) as PendingRegistration;
    return await registerCitizen(tx, codeId, input);
  });
  if (typeof done === 'string') throw codeRefusal(done);
  return database.withActor(self('citizen', done.id), (tx) => openSession(tx, { id: done.id, kind: 'citizen' }, 'register', device));
}

/** The citizen behind a registration code that was used in this transaction. @throws Failure conflict */
export async function registerCitizen(tx: Tx, codeId: string, input: PendingRegistration): Promise<{ id: string }> {
  const id = uuidv7(tx.now.getTime());
  const find = (value: string | null, kind: string) => (value ? vault().findable(value, kind) : null);
  try {
    const made = await store.insertCitizen(tx, codeId, {
      id,
      name: sealOf(input.name, 'name', id),
      nik: sealOf(input.nik, 'nik', id),
      nikHash: find(input.nik, 'nik')!,
      phone: input.phone ? sealOf(input.phone, 'phone', id) : null,
      phoneHash: find(input.phone, 'phone'),
      // Only the address the code went to is proven; another one is added under /akun.
      email: input.email && !input.phone ? sealOf(input.email, 'email', id) : null,
      emailHash: input.phone ? null : find(input.email, 'email'),
      address: input.address ? sealOf(input.address, 'address', id) : null,
      lang: input.lang,
      passwordHash: input.passwordHash,
    });
    if (!made) throw new Failure('not_now', 'identity.code_expired');
  } catch (thrown) {
    throw taken(thrown);
  }
  await record(tx, { subjectKind: 'person', subjectId: id, type: 'identity.registered', data: { assurance: 1 }, onBehalfOf: id });
  return { id };
}

// ── own number or address ──
export async function requestContactChange(
  database: Database,
  actor: Actor,
  value: { phone: string } | { email: string },
  lang: 'id' | 'en',
  device: Device,
): Promise<{ codeId: string }> {
  const me = actorId(actor)!;
  const channel = 'phone' in value ? 'phone' : 'email';
  const to = 'phone' in value ? value.phone : value.email;
  await enforceCodeLimits(database, `${channel}:${to}`, device);
  return database.withActor(actor, async (tx) => ({
    codeId: await makeCode(tx, { purpose: 'contact', person: me, channel, lang, target: vault().findable(to, channel), to, payload: to }),
  }));
}
export async function finishContactChange(database: Database, actor: Actor, codeId: string, code: string): Promise<void> {
  needCodeId(codeId);
  const me = actorId(actor)!;
  const outcome = await database.withActor(actor, async (tx) => {
    const tried = await store.tryCode(tx, codeId, 'contact', codeHash(codeId, code));
    if (tried.outcome !== 'right') return tried.outcome;
    if (tried.person_id !== me) return 'expired' as const;
    const to = vault().unseal(tried.payload_sealed!, `identity.one_time_code:payload:${codeId}`);
    const channel = tried.channel!;
    try {
      await store.changeContact(tx, codeId, { [channel]: [sealOf(to, channel, me), vault().findable(to, channel)] });
    } catch (thrown) {
      throw taken(thrown);
    }
    await recordPerson(tx, me, 'identity.contact_changed', { channel });
    return 'right' as const;
  });
  if (outcome !== 'right') throw codeRefusal(outcome);
}

// ── invitations ──
/** A code of ten signs, three days, to an officer's own number or address; opens /pemulihan. @returns the code's id */
export async function inviteOfficer(tx: Tx, personId: string): Promise<{ codeId: string }> {
  const contact = await store.contactOf(tx, personId);
  if (!contact) throw new Failure('not_found', 'identity.person_unknown');
  const channel = contact.email_sealed ? 'email' : 'phone';
  const sealed = contact.email_sealed ?? contact.phone_sealed;
  if (!sealed) throw new Failure('not_now', 'identity.no_contact');
  const to = openContact(sealed, channel, personId);
  const codeId = await makeCode(tx, {
    purpose: 'invite',
    person: personId,
    channel,
    lang: contact.lang,
    target: vault().findable(to, channel),
    to,
    code: randomSigns(10),
    lifetime: lifetimes.invite,
  });
  await recordPerson(tx, personId, 'identity.invited');
  return { codeId };
}

/** After a verified passkey. @throws Failure invalid where the person may not sign in */
export async function openSessionByPasskey(database: Database, personId: string, device: Device): Promise<SignInResult> {
  const person = await database.withActor(ANONYMOUS, (tx) => store.signInRecordOf(tx, personId));
  if (!person || person.status !== 'active') throw wrong();
  return database.withActor(self(person.kind, person.id), (tx) => openSession(tx, person, 'passkey', device));
}
