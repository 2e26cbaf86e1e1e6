import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { Ending, NewDuty, NewMembership, standsOn, type Agency, type NewOfficer } from '../person.ts';
import { namesOf, recordPerson, sealOf, taken } from './people.ts';
import { inviteOfficer } from './sign-in.ts';
import * as store from './store.ts';

/** Today in Timika (WIT, UTC+9, no daylight saving), 'YYYY-MM-DD'. */
export const today = (tx: Tx): string => new Date(tx.now.getTime() + 9 * 3600_000).toISOString().slice(0, 10);

export const listAgencies = (tx: Tx): Promise<Agency[]> => store.listAgencies(tx);
/** Code, name and acronyms of every agency: most pages ask for no more. */
export const listAgencyNames = (tx: Tx) => store.listAgencyNames(tx);
/** Official names of some agencies, by code. */
export const namesOfAgencies = async (tx: Tx, codes: readonly string[]): Promise<Map<string, string>> =>
  new Map((await store.agencyNames(tx, codes)).map((row) => [row.code, row.official_name]));
/** @throws Failure not_found */
export async function getAgency(tx: Tx, code: string): Promise<Agency> {
  const agency = await store.findAgency(tx, code);
  if (!agency) throw new Failure('not_found', 'identity.agency_unknown');
  return agency;
}

/** Who holds a duty at an agency on a day (today where left out), as members of it, by name. */
export async function listDutyHolders(tx: Tx, agency: string, role: string, day = today(tx)): Promise<{ id: string; name: string }[]> {
  const ids = (await store.dutyHolders(tx, agency, role, day)).map((row) => row.person_id);
  const names = await namesOf(tx, ids);
  return ids.map((id) => ({ id, name: names.get(id) ?? '' })).sort((a, b) => a.name.localeCompare(b.name, 'id'));
}

/** Members of an agency today, by name. */
export async function listMembers(tx: Tx, agency: string): Promise<{ id: string; name: string }[]> {
  const day = today(tx);
  const ids = (await store.listMemberships(tx, { agency }))
    .filter((row) => row.from_day <= day && (row.to_day === null || row.to_day >= day))
    .map((row) => row.person_id);
  return [...(await namesOf(tx, ids))].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'id'));
}

/** Active stewards: whom a job tells of a halted case. */
export const listStewards = async (tx: Tx): Promise<string[]> => (await store.listStewards(tx)).map((row) => row.id);
/** Bupati, Wakil Bupati, Sekda: active people of kind `leader`, with the role their duty names (null: none named). */
export const listLeaders = (tx: Tx): Promise<{ id: string; role: string | null }[]> => store.leaders(tx, today(tx));

export function needSteward(tx: Tx): void {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'identity.steward_only');
}

export interface Office {
  readonly agency: Agency;
  readonly members: readonly { id: string; personId: string; name: string; from: string; to: string | null; decree: string | null }[];
  readonly duties: readonly {
    id: string;
    personId: string;
    name: string;
    role: string;
    from: string;
    to: string | null;
    decree: string | null;
  }[];
}

/** An agency with everybody who belongs or belonged to it. */
export async function getOffice(tx: Tx, code: string): Promise<Office> {
  needSteward(tx);
  const agency = await getAgency(tx, code);
  const members = await store.listMemberships(tx, { agency: code });
  const duties = await store.listDuties(tx, { agency: code });
  const names = await namesOf(
    tx,
    [...members, ...duties].map((row) => row.person_id),
  );
  const shown = (row: (typeof members)[number]) => ({
    id: row.id,
    personId: row.person_id,
    name: names.get(row.person_id) ?? '',
    from: row.from_day,
    to: row.to_day,
    decree: row.decree,
  });
  return { agency, members: members.map(shown), duties: duties.map((row) => ({ ...shown(row), role: row.role })) };
}

const overlapping = (thrown: unknown): unknown => {
  const constraint = (thrown as { constraint?: string }).constraint ?? '';
  return constraint.endsWith('_once_a_day')
    ? new Failure('conflict', 'identity.already_holds', { person: 'identity.already_holds' })
    : thrown;
};

async function needOfficer(tx: Tx, id: string) {
  const officer = await store.findOfficer(tx, id);
  if (!officer) throw new Failure('not_found', 'identity.person_unknown');
  return officer;
}

export async function addMembership(tx: Tx, input: unknown): Promise<void> {
  needSteward(tx);
  const { personId, agency, from, decree } = parse(NewMembership, input);
  await needOfficer(tx, personId);
  const office = await getAgency(tx, agency);
  if (!standsOn(office, from)) throw new Failure('invalid', 'input.invalid', { from: 'identity.agency_not_then' });
  try {
    await store.insertMembership(tx, { id: uuidv7(), person_id: personId, agency, from_day: from, to_day: null, decree });
  } catch (thrown) {
    throw overlapping(thrown);
  }
  await recordPerson(tx, personId, 'identity.membership_given', { agency, from });
}

/** A duty needs its decree (SK) and a membership of the agency, except for leaders. */
export async function addDuty(tx: Tx, input: unknown): Promise<void> {
  needSteward(tx);
  const { personId, agency, role, from, decree } = parse(NewDuty, input);
  const officer = await needOfficer(tx, personId);
  await getAgency(tx, agency);
  const member = (await store.listMemberships(tx, { agency, person: personId })).some((row) => row.to_day === null || row.to_day >= from);
  if (!member && officer.kind !== 'leader') throw new Failure('not_now', 'identity.not_a_member', { person: 'identity.not_a_member' });
  try {
    await store.insertDuty(tx, { id: uuidv7(), person_id: personId, agency, role, from_day: from, to_day: null, decree });
  } catch (thrown) {
    throw overlapping(thrown);
  }
  await recordPerson(tx, personId, 'identity.duty_given', { agency, role, from, decree });
}

/** The last day it holds. A last day before the first is refused. */
export async function endDuty(tx: Tx, input: unknown): Promise<void> {
  needSteward(tx);
  const { id, lastDay } = parse(Ending, input);
  const ended = await datesKept(() => store.endDuty(tx, id, lastDay));
  await recordPerson(tx, ended.person_id, 'identity.duty_ended', { agency: ended.agency, role: ended.role, last_day: lastDay });
}
/** Duties at the agency stop with the membership: an actor's duties count only where they are a member. */
export async function endMembership(tx: Tx, input: unknown): Promise<void> {
  needSteward(tx);
  const { id, lastDay } = parse(Ending, input);
  const ended = await datesKept(() => store.endMembership(tx, id, lastDay));
  await recordPerson(tx, ended.person_id, 'identity.membership_ended', { agency: ended.agency, last_day: lastDay });
}
async function datesKept<T>(work: () => Promise<T | undefined>): Promise<T> {
  try {
    const row = await work();
    if (!row) throw new Failure('not_found', 'identity.row_unknown');
    return row;
  } catch (thrown) {
    if (((thrown as { constraint?: string }).constraint ?? '').endsWith('_dates_ordered'))
      throw new Failure('invalid', 'input.invalid', { lastDay: 'identity.ends_before' });
    throw thrown;
  }
}

export const listOfficers = async (tx: Tx, search = ''): Promise<{ id: string; name: string; kind: string; status: string }[]> => {
  needSteward(tx);
  return (await store.listOfficers(tx, search.trim().slice(0, 100))).map((row) => ({
    id: row.id,
    name: row.public_name ?? '',
    kind: row.kind,
    status: row.status,
  }));
};
export async function getOfficer(tx: Tx, id: string) {
  needSteward(tx);
  const officer = await needOfficer(tx, id);
  return {
    id,
    name: officer.public_name ?? '',
    kind: officer.kind,
    status: officer.status,
    memberships: (await store.listMemberships(tx, { person: id })).map((row) => ({
      id: row.id,
      agency: row.agency,
      from: row.from_day,
      to: row.to_day,
      decree: row.decree,
    })),
    duties: (await store.listDuties(tx, { person: id })).map((row) => ({
      id: row.id,
      agency: row.agency,
      role: row.role,
      from: row.from_day,
      to: row.to_day,
      decree: row.decree,
    })),
  };
}

/** A person in office, with their first membership and an invitation to their own number or address. */
export async function createOfficer(tx: Tx, input: NewOfficer): Promise<{ id: string }> {
  needSteward(tx);
  const id = uuidv7(tx.now.getTime());
  const agency = input.agency ? await getAgency(tx, input.agency).catch(() => undefined) : undefined;
  if (input.agency && !agency) throw new Failure('invalid', 'input.invalid', { agency: 'identity.agency_unknown' });
  try {
    await store.insertOfficer(tx, {
      id,
      kind: input.kind,
      public_name: input.name,
      name_sealed: sealOf(input.name, 'name', id),
      phone_sealed: input.phone ? sealOf(input.phone, 'phone', id) : null,
      phone_hash: input.phone ? vault().findable(input.phone, 'phone') : null,
      email_sealed: input.email ? sealOf(input.email, 'email', id) : null,
      email_hash: input.email ? vault().findable(input.email, 'email') : null,
      lang: 'id',
      registered_by: tx.actor.kind === 'steward' ? tx.actor.id : null,
      created_at: tx.now,
    });
  } catch (thrown) {
    throw taken(thrown);
  }
  await recordPerson(tx, id, 'identity.officer_created', { kind: input.kind });
  if (agency) await addMembership(tx, { personId: id, agency: agency.code, from: today(tx), decree: input.decree ?? '' });
  await inviteOfficer(tx, id);
  return { id };
}

/** Password, second factor, passkeys and sessions go; an invitation brings new ones. Not one's own: a second steward does it. */
export async function resetOfficer(tx: Tx, id: string): Promise<void> {
  needSteward(tx);
  if ('id' in tx.actor && tx.actor.id === id) throw new Failure('forbidden', 'identity.not_yourself');
  await needOfficer(tx, id);
  await store.resetCredentials(tx, id);
  await recordPerson(tx, id, 'identity.credentials_reset');
  await inviteOfficer(tx, id);
}
export async function setOfficerStatus(tx: Tx, id: string, status: 'active' | 'suspended'): Promise<void> {
  needSteward(tx);
  if ('id' in tx.actor && tx.actor.id === id) throw new Failure('forbidden', 'identity.not_yourself');
  if (!(await store.setStatus(tx, id, status))) throw new Failure('not_found', 'identity.person_unknown');
  await recordPerson(tx, id, status === 'active' ? 'identity.restored' : 'identity.suspended');
}
