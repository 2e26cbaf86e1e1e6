import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { Ending, NewDeputy } from '../person.ts';
import { getAgency, listDutyHolders, needSteward, today } from './offices.ts';
import { namesOf, recordPerson } from './people.ts';
import * as store from './store.ts';

/** Who stands in for an official who is away (Plh). A dated fact with the number of its order; a deputy has no deputy (services.md E9). */

export interface Deputy {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly forPerson: string;
  readonly forName: string;
  readonly role: string;
  readonly reason: string;
  readonly decree: string;
  readonly from: string;
  readonly to: string;
}

/** Deputies of an agency, newest first. */
export async function listDeputies(tx: Tx, agency: string): Promise<Deputy[]> {
  needSteward(tx);
  const rows = await store.listDeputies(tx, agency);
  const names = await namesOf(
    tx,
    rows.flatMap((row) => [row.person_id, row.for_person]),
  );
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    name: names.get(row.person_id) ?? '',
    forPerson: row.for_person,
    forName: names.get(row.for_person) ?? '',
    role: row.role,
    reason: row.reason,
    decree: row.decree,
    from: row.from_day,
    to: row.to_day,
  }));
}

/**
 * Record who stands in for whom. The one who is away holds the duty of their own; the deputy belongs to the agency.
 * @throws Failure forbidden · invalid with a reason per field · conflict where somebody stands in already
 */
export async function appointDeputy(tx: Tx, input: unknown): Promise<void> {
  needSteward(tx);
  const given = parse(NewDeputy, input);
  await getAgency(tx, given.agency);
  const refuse = (field: string, reason: string) => new Failure('invalid', 'input.invalid', { [field]: reason });
  if (given.to < given.from) throw refuse('to', 'identity.ends_before');
  if (given.personId === given.forPerson) throw refuse('personId', 'identity.deputy_of_self');
  const holders = await listDutyHolders(tx, given.agency, given.role, given.from);
  if (!holders.some((holder) => holder.id === given.forPerson)) throw refuse('forPerson', 'identity.deputy_no_duty');
  const members = await store.listMemberships(tx, { agency: given.agency, person: given.personId });
  if (!members.some((row) => row.from_day <= given.from && (row.to_day === null || row.to_day >= given.to)))
    throw refuse('personId', 'identity.not_a_member');
  const id = uuidv7();
  try {
    await store.insertDeputy(tx, {
      id,
      person_id: given.personId,
      for_person: given.forPerson,
      agency: given.agency,
      role: given.role,
      reason: given.reason,
      decree: given.decree,
      from_day: given.from,
      to_day: given.to,
    });
  } catch (thrown) {
    if ((thrown as { constraint?: string }).constraint === 'deputy_one_a_day')
      throw new Failure('conflict', 'input.invalid', { forPerson: 'identity.deputy_already' });
    throw thrown;
  }
  const { agency, role, reason, from, to, decree, forPerson } = given;
  await recordPerson(tx, given.personId, 'identity.deputy_appointed', {
    deputy: id,
    for: forPerson,
    agency,
    role,
    reason,
    from,
    to,
    decree,
  });
}

/** The official is back: the last day it holds. @throws Failure forbidden, not_found, invalid */
export async function endDeputy(tx: Tx, input: unknown): Promise<void> {
  needSteward(tx);
  const { id, lastDay } = parse(Ending, input);
  const row = await store.findDeputy(tx, id);
  if (!row) throw new Failure('not_found', 'identity.row_unknown');
  if (lastDay < row.from_day) throw new Failure('invalid', 'input.invalid', { lastDay: 'identity.ends_before' });
  if (lastDay > row.to_day) throw new Failure('invalid', 'input.invalid', { lastDay: 'identity.deputy_ends_sooner' });
  await store.endDeputy(tx, id, lastDay);
  await recordPerson(tx, row.person_id, 'identity.deputy_ended', { deputy: id, agency: row.agency, role: row.role, last_day: lastDay });
}

/** Whom the actor stands in for today; they hold that duty themselves today, so no deputy has a deputy. */
export async function actsFor(tx: Tx): Promise<{ agency: string; role: string; reason: 'leave' | 'travel'; forPerson: string }[]> {
  if (tx.actor.kind !== 'officer') return [];
  const { agencies } = tx.actor;
  return (await store.actsFor(tx, tx.actor.id, today(tx)))
    .filter((row) => agencies.includes(row.agency))
    .map((row) => ({ agency: row.agency, role: row.role, reason: row.reason as 'leave' | 'travel', forPerson: row.for_person }));
}
