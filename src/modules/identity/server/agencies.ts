import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { readEvents, record, type EventData } from '#core/server/events.ts';
import { AgencyChange, AgencyClosing, NewAgency, takesWork, type AgencyEntry, type AgencyFacts } from '../agency.ts';
import type { Agency } from '../person.ts';
import { needSteward, today } from './offices.ts';
import { namesOf } from './people.ts';
import * as store from './store.ts';

type Columns = Omit<Parameters<typeof store.insertAgency>[1], 'code'>;

const columnsOf = (tx: Tx, facts: AgencyFacts): Columns => ({
  official_name: facts.name,
  acronyms: facts.acronyms,
  kind: facts.kind,
  parent: facts.parent,
  region_code: facts.region,
  address: facts.address,
  phone: facts.phone,
  email: facts.email,
  site: facts.site,
  valid_from: facts.from,
  basis: facts.basis,
  verified: facts.verified,
  changed_at: tx.now,
  changed_by: actorId(tx.actor),
});

const wrong = (field: string, reason: string): Failure => new Failure('invalid', 'input.invalid', { [field]: reason });

/** What only the other rows can tell: the place, and a superior that stands and isn't below this one. @throws Failure invalid */
async function checkPlace(tx: Tx, facts: Pick<AgencyFacts, 'parent' | 'region'>, code: string): Promise<void> {
  if (facts.region && !(await store.regionExists(tx, facts.region))) throw wrong('region', 'identity.region_unknown');
  if (!facts.parent) return;
  const all = new Map((await store.listAgencies(tx)).map((agency) => [agency.code, agency]));
  const parent = all.get(facts.parent);
  if (!parent) throw wrong('parent', 'identity.agency_unknown');
  if (!takesWork(parent, today(tx))) throw wrong('parent', 'identity.agency_not_then');
  for (let above: string | null = facts.parent, steps = 0; above && steps <= all.size; above = all.get(above)?.parent ?? null, steps++)
    if (above === code) throw wrong('parent', 'identity.parent_below');
}

const say = (tx: Tx, subjectId: string, type: AgencyEntry['type'], data: EventData) =>
  record(tx, { subjectKind: 'agency', subjectId, type: `identity.agency_${type}`, data });

/** Found an agency. @throws Failure forbidden · invalid with a reason per field · conflict where the code is taken */
export async function createAgency(tx: Tx, input: unknown): Promise<{ code: string }> {
  needSteward(tx);
  const { code, ...facts } = parse(NewAgency, input);
  if (await store.findAgency(tx, code)) throw new Failure('conflict', 'input.invalid', { code: 'identity.agency_taken' });
  await checkPlace(tx, facts, code);
  let subject;
  try {
    subject = await store.insertAgency(tx, { code, ...columnsOf(tx, facts) });
  } catch (thrown) {
    if ((thrown as { constraint?: string }).constraint === 'agency_pkey')
      throw new Failure('conflict', 'input.invalid', { code: 'identity.agency_taken' });
    throw thrown;
  }
  const { kind, parent, region, from, basis } = facts;
  await say(tx, subject.subject_id, 'created', { code, kind, parent, region, from, basis });
  return { code };
}

/** Give the agency other facts. Its code and its end stay. @throws Failure forbidden · not_found · invalid · conflict where it was changed meanwhile */
export async function changeAgency(tx: Tx, code: string, input: unknown): Promise<void> {
  needSteward(tx);
  const { readAt, ...facts } = parse(AgencyChange, input);
  const before = await store.lockAgency(tx, code);
  if (!before) throw new Failure('not_found', 'identity.agency_unknown');
  if (before.changed_at?.getTime() !== readAt?.getTime()) throw new Failure('conflict', 'core.changed_meanwhile');
  if (facts.from && before.valid_to && facts.from > before.valid_to) throw wrong('from', 'identity.ends_before');
  await checkPlace(tx, facts, code);
  const columns = columnsOf(tx, facts);
  const names = {
    name: 'official_name',
    acronyms: 'acronyms',
    kind: 'kind',
    parent: 'parent',
    region: 'region_code',
    address: 'address',
    phone: 'phone',
    email: 'email',
    site: 'site',
    from: 'valid_from',
    verified: 'verified',
  } as const;
  const changed = Object.entries(names).flatMap(([name, column]) =>
    JSON.stringify(before[column]) === JSON.stringify(columns[column]) ? [] : [name],
  );
  await store.updateAgency(tx, code, columns);
  await say(tx, before.subject_id, 'changed', { code, changed, basis: facts.basis });
}

/** The row, locked until the transaction ends, for whoever decides whether it may be closed. @throws Failure forbidden · not_found */
export async function lockAgency(tx: Tx, code: string): Promise<Agency> {
  needSteward(tx);
  const agency = await store.lockAgency(tx, code);
  if (!agency) throw new Failure('not_found', 'identity.agency_unknown');
  return agency;
}

/**
 * Write the last day and who goes on with the work. Row, members, duties and cases stay: closing ends, it doesn't erase.
 * Whether work still waits there is not known here: close by the door of cases.
 * @throws Failure forbidden · not_found · not_now where it is closed already · invalid with a reason per field
 */
export async function endAgency(tx: Tx, code: string, input: unknown): Promise<void> {
  const { lastDay, successors, basis } = parse(AgencyClosing, input);
  const agency = await lockAgency(tx, code);
  if (agency.valid_to !== null) throw new Failure('not_now', 'identity.agency_closed');
  // A day to come would let in cases that nobody finishes.
  if (lastDay > today(tx)) throw wrong('lastDay', 'identity.last_day_ahead');
  if (agency.valid_from !== null && lastDay < agency.valid_from) throw wrong('lastDay', 'identity.ends_before');
  const all = await store.listAgencies(tx);
  for (const successor of successors) {
    const next = all.find((other) => other.code === successor);
    if (!next || successor === code || !takesWork(next, today(tx))) throw wrong('successors', 'identity.successor_wrong');
  }
  const { subject_id } = await store.updateAgency(tx, code, {
    valid_to: lastDay,
    successors: [...new Set(successors)],
    basis,
    changed_at: tx.now,
    changed_by: actorId(tx.actor),
  });
  await say(tx, subject_id, 'closed', { code, last_day: lastDay, successors, basis });
}

/** Take a closing back, for one that was a mistake. @throws Failure forbidden · not_found · not_now · invalid */
export async function reopenAgency(tx: Tx, code: string, basis: string): Promise<void> {
  const agency = await lockAgency(tx, code);
  if (agency.valid_to === null) throw new Failure('not_now', 'identity.agency_open');
  const reason = parse(AgencyClosing.pick({ basis: true }), { basis }).basis;
  const { subject_id } = await store.updateAgency(tx, code, {
    valid_to: null,
    successors: [],
    basis: reason,
    changed_at: tx.now,
    changed_by: actorId(tx.actor),
  });
  await say(tx, subject_id, 'reopened', { code, basis: reason });
}

/** What happened to the agency, newest first, with who did it. */
export async function listAgencyLog(tx: Tx, code: string): Promise<AgencyEntry[]> {
  needSteward(tx);
  const row = await store.findAgency(tx, code);
  if (!row) throw new Failure('not_found', 'identity.agency_unknown');
  const events = await readEvents(tx, row.subject_id);
  const names = await namesOf(
    tx,
    events.flatMap((event) => event.actor_id ?? []),
  );
  return events.toReversed().map((event) => ({
    at: event.at,
    type: event.type.replace('identity.agency_', '') as AgencyEntry['type'],
    by: names.get(event.actor_id ?? '') ?? '–',
    basis: String(event.data['basis'] ?? ''),
    changed: Array.isArray(event.data['changed']) ? event.data['changed'].map(String) : [],
  }));
}

/** Those of the codes that take no new work today, by name: closed, or not begun. */
export async function closedAmong(tx: Tx, codes: readonly string[]): Promise<string[]> {
  const day = today(tx);
  return (await store.listAgencies(tx))
    .filter((agency) => codes.includes(agency.code) && !takesWork(agency, day))
    .map((agency) => agency.official_name);
}
