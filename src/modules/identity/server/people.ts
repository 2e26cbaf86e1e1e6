import { actorAgencies, actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { record, type EventData } from '#core/server/events.ts';
import { vault } from '#core/server/vault.ts';
import { counterDuty, type Assurance, type CounterRegistration, type Profile } from '../person.ts';
import * as store from './store.ts';

type Column = 'name' | 'nik' | 'phone' | 'email' | 'address';
export const sealOf = (value: string, column: Column, id: string): Buffer => vault().seal(value, `identity.person:${column}:${id}`);
const open = (sealed: Uint8Array | null, column: Column, id: string): string | null =>
  sealed ? vault().unseal(sealed, `identity.person:${column}:${id}`) : null;
export const openContact = (sealed: Uint8Array, column: 'phone' | 'email', id: string): string => open(sealed, column, id)!;
export const openName = (sealed: Uint8Array, id: string): string => open(sealed, 'name', id)!;

/** A name in a power of attorney, sealed for its row and its side. */
export const sealSide = (name: string, side: 'principal' | 'representative', id: string): Buffer =>
  vault().seal(name, `identity.representation:${side}:${id}`);
export const openSide = (sealed: Uint8Array, side: 'principal' | 'representative', id: string): string =>
  vault().unseal(sealed, `identity.representation:${side}:${id}`);

const toProfile = (row: store.PersonRow): Profile => ({
  id: row.id,
  name: open(row.name_sealed, 'name', row.id)!,
  nik: open(row.nik_sealed, 'nik', row.id) ?? '',
  phone: open(row.phone_sealed, 'phone', row.id),
  email: open(row.email_sealed, 'email', row.id),
  address: open(row.address_sealed, 'address', row.id),
  assurance: row.assurance as Assurance,
  lang: row.lang as 'id' | 'en',
});

/** Append to a person's log under the person's row lock. */
export async function recordPerson(tx: Tx, personId: string, type: string, data: EventData = {}, via?: 'web' | 'counter'): Promise<void> {
  await store.lockPerson(tx, personId);
  const onBehalfOf = actorId(tx.actor) === personId ? null : personId;
  await record(tx, { subjectKind: 'person', subjectId: personId, type, data, onBehalfOf, ...(via ? { via } : {}) });
}

function atCounter(tx: Tx) {
  const duty = counterDuty(tx.actor);
  if (!duty) throw new Failure('forbidden', 'identity.not_at_counter');
  return duty;
}

/**
 * Name, NIK and addresses of a person: one's own; a citizen's who is being served, for an officer with a counter duty
 * today; or theirs for whom one may act. The last two leave a line under "who looked at my data". Jobs read them to send
 * or to print.
 * @throws Failure not_found for anybody else's
 */
export async function getProfile(tx: Tx, personId: string, purpose = 'layanan_loket'): Promise<Profile> {
  let row: store.PersonRow | undefined;
  if (tx.actor.kind === 'job') row = await store.findPerson(tx, personId);
  else if (actorId(tx.actor) === personId) row = await store.ownPerson(tx);
  else if (counterDuty(tx.actor)) row = await store.counterPerson(tx, { id: personId }, purpose, uuidv7());
  else if (tx.actor.kind === 'citizen') row = await store.representedPerson(tx, personId, 'bertindak_untuk', uuidv7());
  if (!row) throw new Failure('not_found', 'identity.person_unknown');
  return toProfile(row);
}

/** Names of those who act in public office, by id; citizens never appear. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  return new Map(wanted.length ? (await store.publicNames(tx, wanted)).map(({ id, name }) => [id, name]) : []);
}

/** At the counter: the citizen with this NIK, or undefined. Logged with its purpose. @throws Failure forbidden without a counter duty */
export async function findCitizenByNik(tx: Tx, nik: string, purpose = 'layanan_loket'): Promise<Profile | undefined> {
  atCounter(tx);
  const row = await store.counterPerson(tx, { nikHash: vault().findable(nik, 'nik') }, purpose, uuidv7());
  return row && toProfile(row);
}

/** For an agency's application: the id of the citizen with this NIK, no more; the citizen reads who asked. @throws Failure forbidden */
export async function findApplicant(tx: Tx, nik: string): Promise<string | undefined> {
  if (tx.actor.kind !== 'partner') throw new Failure('forbidden', 'identity.not_at_counter');
  return (await store.partnerPerson(tx, vault().findable(nik, 'nik'), uuidv7())) ?? undefined;
}

/**
 * An officer registers whoever stands before them; identity card seen, so assurance 2. Both names are in the event.
 * A citizen who is registered already is given back as they are. @throws Failure forbidden · conflict (number used by another)
 */
export async function registerAtCounter(tx: Tx, input: CounterRegistration): Promise<{ id: string; isNew: boolean }> {
  const duty = atCounter(tx);
  const known = await findCitizenByNik(tx, input.nik, 'pendaftaran_loket');
  if (known) {
    if (known.assurance < 2 && (await store.assure(tx, known.id, 'counter', actorId(tx.actor))))
      await recordPerson(tx, known.id, 'identity.assured', { how: 'counter', agency: duty.agency }, 'counter');
    return { id: known.id, isNew: false };
  }
  const id = uuidv7(tx.now.getTime());
  const find = vault().findable.bind(vault());
  try {
    await store.insertCitizenAtCounter(tx, {
      id,
      name: sealOf(input.name, 'name', id),
      nik: sealOf(input.nik, 'nik', id),
      nikHash: find(input.nik, 'nik'),
      phone: input.phone ? sealOf(input.phone, 'phone', id) : null,
      phoneHash: input.phone ? find(input.phone, 'phone') : null,
      address: input.address ? sealOf(input.address, 'address', id) : null,
      lang: input.lang,
    });
  } catch (thrown) {
    throw taken(thrown);
  }
  await recordPerson(tx, id, 'identity.registered', { agency: duty.agency, assurance: 2 }, 'counter');
  return { id, isNew: true };
}

/** A unique hash that is in use, as a refusal that names the field. */
export function taken(thrown: unknown): unknown {
  const constraint = (thrown as { constraint?: string }).constraint;
  if (constraint === 'person_phone_hash_key') return new Failure('conflict', 'input.invalid', { phone: 'identity.phone_taken' });
  if (constraint === 'person_email_hash_key') return new Failure('conflict', 'input.invalid', { email: 'identity.email_taken' });
  if (constraint === 'person_nik_hash_key') return new Failure('conflict', 'input.invalid', { nik: 'identity.nik_taken' });
  return thrown;
}

/**
 * What Dukcapil answered about one's own NIK (asked outside the transaction): the same name raises assurance to 2.
 * Letters count, not accents, dots or capitals. @throws Failure not_now where the names differ
 */
export async function assureByRegister(tx: Tx, registerName: string): Promise<void> {
  const me = await store.ownPerson(tx);
  if (!me) throw new Failure('not_found', 'identity.person_unknown');
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[^\p{L} ]/gu, '')
      .trim()
      .replace(/\s+/g, ' ')
      .toLowerCase();
  if (plain(openName(me.name_sealed, me.id)) !== plain(registerName)) throw new Failure('not_now', 'identity.register_differs');
  if (await store.assure(tx, me.id, 'dukcapil', null)) await recordPerson(tx, me.id, 'identity.assured', { how: 'dukcapil' });
}

export async function changeAddress(tx: Tx, address: string | null): Promise<void> {
  const id = actorId(tx.actor)!;
  await store.updateOwnAddress(tx, id, address === null ? null : sealOf(address, 'address', id));
  await recordPerson(tx, id, 'identity.address_changed');
}

export async function changeLang(tx: Tx, lang: 'id' | 'en'): Promise<void> {
  if (tx.actor.kind === 'citizen' || tx.actor.kind === 'officer' || tx.actor.kind === 'leader')
    await store.updateOwnLang(tx, tx.actor.id, lang);
}

export interface Look {
  readonly personId: string;
  /** A key of words, for example `berkas_dibuka`. */
  readonly purpose: string;
  /** Kinds of data, never values. */
  readonly what: readonly string[];
  /** The agency looked for; the actor's first where left out. */
  readonly agency?: string;
  readonly subject?: { readonly kind: string; readonly id: string };
}

/**
 * An officer or an agency's application looked at somebody's data outside a counter (a case was opened): a line the person
 * can read (UU 27/2022 ps. 32), one an hour for the same look.
 */
export async function logLook(tx: Tx, look: Look): Promise<void> {
  if (actorId(tx.actor) === null || actorId(tx.actor) === look.personId) return;
  await store.noteLook(tx, {
    id: uuidv7(),
    person: look.personId,
    agency: look.agency ?? actorAgencies(tx.actor)[0] ?? null,
    purpose: look.purpose,
    what: look.what,
    subjectKind: look.subject?.kind ?? null,
    subjectId: look.subject?.id ?? null,
  });
}

/** When an officer last looked at something; null where they never did. For jobs. */
export const lastLookAt = (tx: Tx, look: { by: string; subjectId: string }): Promise<Date | null> =>
  store.lastRevealAt(tx, look.by, look.subjectId);

/** Who looked at my data, newest first, with names. */
export async function listLooks(
  tx: Tx,
): Promise<{ at: Date; by: string; agency: string | null; purpose: string; what: string[]; caseId: string | null }[]> {
  const rows = await store.listReveals(tx, actorId(tx.actor)!);
  const names = await namesOf(
    tx,
    rows.flatMap((row) => row.by_person ?? []),
  );
  const acting = rows.some((row) => row.subject_kind === 'representation')
    ? new Map((await store.listRepresentations(tx)).map((row) => [row.id, openSide(row.representative_name, 'representative', row.id)]))
    : new Map<string, string>();
  return rows.map((row) => ({
    at: row.at,
    by: names.get(row.by_person ?? '') ?? (row.subject_kind === 'representation' ? (acting.get(row.subject_id ?? '') ?? '') : ''),
    agency: row.agency,
    purpose: row.purpose,
    what: row.what,
    caseId: row.subject_kind === 'case' ? row.subject_id : null,
  }));
}
