import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { getAgency, listAgencies, listMembers, namesOf, recordPerson } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { ladder } from '../rules.ts';
import * as registry from './registry-store.ts';
import { needCentre } from './routing.ts';
import * as store from './store.ts';

/** Who answers for reports at an agency: named by a decree, reachable by proof; else no report goes there (complaints.md § 1). */

const HEAD = 'complaints.pic_kepala';
const STAFF = 'complaints.pic_staf';
const DAY_MS = 86_400_000;

/** What keeps an agency from taking reports, or soon will. */
export type Missing = 'no_head' | 'no_decree' | 'no_staff' | 'one_staff' | 'unreachable' | 'proof_ages' | 'decree_ends';
/** Without these it takes none. */
const BLOCKING: ReadonlySet<Missing> = new Set<Missing>(['no_head', 'no_decree', 'no_staff', 'unreachable']);

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly decree: string | null;
  readonly to: string | null;
  readonly provedAt: Date | null;
  readonly askedAt: Date | null;
}
/** Who answers for reports at an agency, and whether a report may be sent there. */
export interface AgencyReadiness extends store.Readiness {
  readonly agency: string;
  readonly name: string;
  /** Does a rule or a category name it? */
  readonly isNamed: boolean;
  readonly heads: readonly Holder[];
  readonly staffHolders: readonly Holder[];
  readonly missing: readonly Missing[];
  /** When last anybody of its staff proved that messages reach them. */
  readonly provedAt: Date | null;
}

/** Days a proof holds, and from which of them on it is asked for anew. */
async function proofDays(tx: Tx): Promise<{ readonly holds: number; readonly ages: number }> {
  const holds = (await store.deadlines(tx)).get('uji-kontak')!.limit;
  return { holds, ages: holds - ladder.contact_ask_days_before };
}

/** Which agencies can be sent reports now. */
export const readyAgencies = async (tx: Tx): Promise<ReadonlySet<string>> => new Set(await registry.readyCodes(tx));

/** Every agency that rules name or that has a PIC, with what is missing; those that can take none first. @throws Failure not_found */
export async function listReadiness(tx: Tx): Promise<AgencyReadiness[]> {
  needCentre(tx);
  const today = dayOf(tx.now);
  const [rows, seats, named] = [await registry.readinessOfAll(tx), await registry.seatsOn(tx, today), await store.agenciesOfRules(tx)];
  const [proofs, { ages }] = [await registry.contactStates(tx), await proofDays(tx)];
  const names = await namesOf(
    tx,
    seats.map(({ person_id }) => person_id),
  );
  const soon = dayOf(new Date(tx.now.getTime() + ladder.decree_notice_days * DAY_MS));
  const all = (await listAgencies(tx)).filter((agency) => !agency.is_group && (agency.valid_to === null || agency.valid_to >= today));
  return all
    .map(({ code, official_name, kind }) => {
      const at = seats.filter(({ agency }) => agency === code);
      const holders = (role: string): Holder[] =>
        at
          .filter((seat) => seat.role === role)
          .map((seat) => ({
            id: seat.person_id,
            name: names.get(seat.person_id) ?? '',
            decree: seat.decree,
            to: seat.to_day,
            provedAt: proofs.get(seat.person_id)?.proved_at ?? null,
            askedAt: proofs.get(seat.person_id)?.sent_at ?? null,
          }))
          .toSorted((a, b) => a.name.localeCompare(b.name, 'id'));
      const row = rows.get(code)!;
      const [heads, staffHolders] = [holders(HEAD), holders(STAFF)];
      const proved = staffHolders.flatMap(({ provedAt }) => provedAt?.getTime() ?? []);
      const provedAt = proved.length ? new Date(Math.max(...proved)) : null;
      const missing: Missing[] = [];
      if (row.head === null) missing.push('no_head');
      else if (!row.has_decree) missing.push('no_decree');
      if (row.staff === 0) missing.push('no_staff');
      else if (row.reachable === 0) missing.push('unreachable');
      else if (provedAt && provedAt.getTime() < tx.now.getTime() - ages * DAY_MS) missing.push('proof_ages');
      if (row.staff === 1) missing.push('one_staff');
      if ([...heads, ...staffHolders].some(({ to }) => to !== null && to <= soon)) missing.push('decree_ends');
      const isNamed = named.has(code) || (kind === 'distrik' && named.has('distrik'));
      return { ...row, agency: code, name: official_name, isNamed, heads, staffHolders, missing, provedAt };
    })
    .filter(({ isNamed, heads, staffHolders }) => isNamed || heads.length + staffHolders.length > 0)
    .toSorted((a, b) => Number(a.is_ready) - Number(b.is_ready) || a.name.localeCompare(b.name, 'id'));
}
export const isBlocking = (missing: Missing): boolean => BLOCKING.has(missing);

export interface PicOffice {
  readonly agency: string;
  readonly name: string;
  readonly readiness: AgencyReadiness | null;
  /** Who may be appointed: members of today. */
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly draft: AppointmentView | null;
  readonly inForce: AppointmentView | null;
  readonly history: readonly AppointmentView[];
  /** May the reader appoint? Liaison officers only read. */
  readonly mayAppoint: boolean;
  readonly today: string;
}
interface Named {
  readonly id: string;
  readonly name: string;
}
export interface AppointmentView {
  readonly id: string;
  readonly status: string;
  readonly head: Named;
  readonly staff: readonly Named[];
  readonly deputy: Named | null;
  readonly from: string;
  readonly to: string | null;
  readonly number: string | null;
  readonly date: string | null;
  readonly draftedAt: Date;
}

/** One agency's registry: who answers, what is missing, the draft of a decree, what was before. @throws Failure not_found */
export async function getPicOffice(tx: Tx, code: string): Promise<PicOffice> {
  const role = needCentre(tx);
  const agency = await getAgency(tx, code);
  if (agency.is_group) throw new Failure('not_found', 'identity.agency_unknown');
  const rows = await registry.appointmentsOf(tx, code);
  const names = await namesOf(
    tx,
    rows.flatMap((row) => [row.head, ...row.staff, ...(row.deputy ? [row.deputy] : [])]),
  );
  const named = (id: string): Named => ({ id, name: names.get(id) ?? '' });
  const views = rows.map((row) => ({
    id: row.id,
    status: row.status,
    head: named(row.head),
    staff: row.staff.map(named),
    deputy: row.deputy ? named(row.deputy) : null,
    from: row.from_day,
    to: row.to_day,
    number: row.decree_number,
    date: row.decree_date,
    draftedAt: row.drafted_at,
  }));
  return {
    agency: code,
    name: agency.official_name,
    readiness: (await listReadiness(tx)).find((each) => each.agency === code) ?? null,
    members: await listMembers(tx, code),
    draft: views.find(({ status }) => status === 'draft') ?? null,
    inForce: views.find(({ status }) => status === 'in_force') ?? null,
    history: views.filter(({ status }) => status === 'replaced'),
    mayAppoint: role === 'head',
    today: dayOf(tx.now),
  };
}

function needHead(tx: Tx): string {
  if (needCentre(tx) !== 'head' || tx.actor.kind !== 'officer') throw new Failure('forbidden', 'complaints.pic_head_only');
  return tx.actor.id;
}
const Day = z.iso.date('complaints.date_wrong');
const maybe = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);
export const Appointment = z
  .object({
    head: z.string().min(1, 'complaints.pic_choose'),
    staff1: z.string().min(1, 'complaints.pic_choose'),
    staff2: z.string().min(1, 'complaints.pic_choose'),
    deputy: maybe,
    from_day: Day,
    to_day: maybe.pipe(Day.optional()),
  })
  .refine(({ head, staff1 }) => head !== staff1, { path: ['staff1'], message: 'complaints.pic_twice' })
  .refine(({ head, staff1, staff2 }) => staff2 !== head && staff2 !== staff1, { path: ['staff2'], message: 'complaints.pic_twice' })
  .refine(({ head, deputy }) => deputy !== head, { path: ['deputy'], message: 'complaints.pic_twice' })
  .refine(({ from_day, to_day }) => !to_day || to_day >= from_day, { path: ['to_day'], message: 'complaints.rule_ends_before' });

/** Draft who answers for an agency; a draft before it goes. Nothing holds until the decree is signed. @throws Failure invalid, forbidden */
export async function draftAppointment(tx: Tx, agency: string, input: unknown): Promise<void> {
  const me = needHead(tx);
  await getAgency(tx, agency);
  const given = parse(Appointment, input);
  const members = new Set((await listMembers(tx, agency)).map(({ id }) => id));
  for (const field of ['head', 'staff1', 'staff2', 'deputy'] as const)
    if (given[field] !== undefined && !members.has(given[field]))
      throw new Failure('invalid', 'input.invalid', { [field]: 'complaints.pic_not_member' });
  if (given.to_day && given.to_day < dayOf(tx.now)) throw new Failure('invalid', 'input.invalid', { to_day: 'complaints.date_past' });
  await registry.dropDraft(tx, agency);
  await registry.insertAppointment(tx, {
    id: uuidv7(tx.now.getTime()),
    agency,
    head: given.head,
    staff: [given.staff1, given.staff2],
    deputy: given.deputy ?? null,
    from_day: given.from_day,
    to_day: given.to_day ?? null,
    drafted_by: me,
    drafted_at: tx.now,
  });
}

const Decree = z.object({
  number: z.string().trim().min(3, 'complaints.decree_number_missing').max(100, 'complaints.too_long'),
  date: Day,
});
/**
 * The decree is signed: duties begin and end by it, and each of its people is sent a test message. @throws Failure invalid; not_now where
 * no draft waits
 */
export async function putDecree(tx: Tx, agency: string, input: unknown): Promise<void> {
  needHead(tx);
  const { number, date } = parse(Decree, input);
  if (date > dayOf(tx.now)) throw new Failure('invalid', 'input.invalid', { date: 'complaints.decree_ahead' });
  const draft = (await registry.appointmentsOf(tx, agency)).find(({ status }) => status === 'draft');
  const first = draft && (await registry.appoint(tx, draft.id, number, date));
  if (!draft || !first) throw new Failure('not_now', 'complaints.pic_no_draft');
  for (const [person, role] of [[draft.head, HEAD] as const, ...draft.staff.map((id) => [id, STAFF] as const)]) {
    await recordPerson(tx, person, 'identity.duty_given', { agency, role, from: first, to: draft.to_day, decree: `${number}, ${date}` });
    await askContactProof(tx, person);
  }
  if (draft.deputy) await askContactProof(tx, draft.deputy);
}

const Absence = z
  .object({ from: Day, to: Day })
  .refine(({ from, to }) => to >= from, { path: ['to'], message: 'complaints.rule_ends_before' });
/** The deputy named by the decree answers as head for some days. @throws Failure invalid, not_now, conflict */
export async function deputise(tx: Tx, agency: string, input: unknown): Promise<void> {
  needHead(tx);
  const { from, to } = parse(Absence, input);
  if (from < dayOf(tx.now)) throw new Failure('invalid', 'input.invalid', { from: 'complaints.date_past' });
  let person: string | null;
  try {
    person = await registry.deputise(tx, agency, from, to);
  } catch (thrown) {
    if ((thrown as { constraint?: string }).constraint === 'duty_once_a_day')
      throw new Failure('conflict', 'input.invalid', { from: 'complaints.deputy_already' });
    throw thrown;
  }
  if (!person) throw new Failure('not_now', 'complaints.pic_no_deputy');
  await recordPerson(tx, person, 'identity.duty_given', { agency, role: HEAD, from, to, deputy: true });
}

/** Ask a PIC of an agency anew, at once. @throws Failure not_found where they are none */
export async function askPic(tx: Tx, agency: string, person: string): Promise<void> {
  needCentre(tx);
  const seats = await registry.seatsOn(tx, dayOf(tx.now));
  if (!seats.some((seat) => seat.agency === agency && seat.person_id === person)) throw new Failure('not_found', 'complaints.not_found');
  await askContactProof(tx, person);
}

/** Send a PIC a test message with a code; whoever types it at their desk has proved that messages reach them. */
export async function askContactProof(tx: Tx, personId: string): Promise<void> {
  if (tx.actor.kind !== 'steward' && tx.actor.kind !== 'officer' && tx.actor.kind !== 'job')
    throw new Failure('forbidden', 'complaints.not_yours');
  const code = String(randomInt(100_000, 1_000_000));
  await store.insertContactProof(tx, {
    id: uuidv7(tx.now.getTime()),
    person_id: personId,
    code_hash: vault().findable(`${personId}:${code}`, 'contact_proof'),
    sent_at: tx.now,
  });
  const subject = { kind: 'person', id: personId };
  await sendMessage(tx, { to: personId, template: 'n/uji-kontak@2', data: { code }, subject, channels: ['whatsapp', 'email'] });
}
/** @throws Failure invalid where the code isn't the one sent, or is older than thirty days */
export async function proveContact(tx: Tx, code: string): Promise<void> {
  if (tx.actor.kind !== 'officer') throw new Failure('forbidden', 'complaints.not_yours');
  const person = await store.proveContact(tx, vault().findable(`${tx.actor.id}:${code.trim()}`, 'contact_proof'));
  if (!person) throw new Failure('invalid', 'input.invalid', { code: 'complaints.contact_code_wrong' });
}

/** Each quarter, some days before a proof ends: every PIC of today once, again a week later where nothing came. As actor `job`. */
export async function askQuarterly(tx: Tx): Promise<void> {
  const { ages } = await proofDays(tx);
  const [seats, states] = [await registry.seatsOn(tx, dayOf(tx.now)), await registry.contactStates(tx)];
  const before = (days: number): number => tx.now.getTime() - days * DAY_MS;
  for (const person of new Set(seats.map(({ person_id }) => person_id))) {
    const { proved_at, sent_at } = states.get(person) ?? { proved_at: null, sent_at: null };
    if (proved_at && proved_at.getTime() > before(ages)) continue;
    if (sent_at && sent_at.getTime() > before(ladder.contact_repeat_days)) continue;
    await askContactProof(tx, person);
  }
}
