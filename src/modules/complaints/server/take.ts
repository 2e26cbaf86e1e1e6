import { actorId, type Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { getCalendar } from '#core/server/calendar.ts';
import { asNobody, type Tx } from '#core/server/database.ts';
import { readEvents, recordAll, type EventData, type EventRow, type NewEvent } from '#core/server/events.ts';
import { enqueue } from '#core/server/jobs.ts';
import { dayOf, endOfDay, type Calendar } from '#core/working-time.ts';
import { invite } from '#modules/survey/server/survey.ts';
import { clocks, earliest, isOpen, isRed, usedAt, type Clock, type Deadlines } from '../clock.ts';
import { fold, holderOf, refuse, rolesOf, type ComplaintState, type Performer } from '../complaint.ts';
import { fromRow, toData, type ComplaintEvent, type ComplaintEventBody, type OwedEvent } from '../events.ts';
import type { Role } from '../lifecycle.ts';
import { ladder, lifecycle, offices } from '../rules.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Something those concerned should hear of happened to a report. `no` is the event's number. */
    'complaints.announce': { reportId: string; no: number };
    /** Every minute: what clocks owe. */
    'complaints.catch_up': Record<string, never>;
    /** A holiday was added or removed: every open report's clocks anew, one transaction a report. */
    'complaints.recompute': { reportId: string; holiday: string };
    /** The calendar changed: queue the above for every open report. */
    'complaints.calendar_changed': { holiday: string };
    /** A voice was added to this report, or left it: how many it has now. */
    'complaints.count_voices': { reportId: string };
    /** One of those who follow a report hears of an event of it. */
    'complaints.tell_voice': { reportId: string; no: number; kind: string; voice: string };
  }
}

/** A report as rules see it at `tx.now`. */
export interface Opened {
  readonly row: store.ReportRow;
  readonly log: readonly ComplaintEvent[];
  readonly state: ComplaintState;
  readonly calendar: Calendar;
  readonly deadlines: Deadlines;
  readonly clocks: readonly Clock[];
  /** Lapses owed by now and not yet written; `state` and `clocks` count them. */
  readonly owed: readonly OwedEvent[];
}

/** The report the transaction was shown as its reporter's own; one a transaction. */
const shown = new WeakMap<Tx, string>();
/** Say that this transaction's actor is the reporter of the report. Called by the door once number and code were right. */
export async function markReporter(tx: Tx, id: string): Promise<void> {
  await store.showSelf(tx, id);
  shown.set(tx, id);
}
/** Take it back: the words were another report's. */
export async function unmarkReporter(tx: Tx): Promise<void> {
  await store.showSelf(tx, '');
  shown.delete(tx);
}
export const isReporterOf = (tx: Tx, id: string): boolean => shown.get(tx) === id;

/** A voice beside the reporter's: a witness, or the reporter of a merged report; `leading` is the report they follow. */
export interface Voice {
  readonly leading: string;
  /** null: the reporter of a merged report. */
  readonly witness: string | null;
}
const voices = new WeakMap<Tx, Voice>();
const witnesses = new WeakMap<Tx, string>();
/** Say that this transaction's actor is this witness; gives the report they follow, undefined where they left it. */
export async function markWitness(tx: Tx, witness: string): Promise<Voice | undefined> {
  await store.showWitness(tx, witness);
  witnesses.set(tx, witness);
  return follow(tx, witness);
}
/** Take it back: the words were another's. */
export async function unmarkWitness(tx: Tx): Promise<void> {
  await store.showWitness(tx, '');
  witnesses.delete(tx);
  voices.delete(tx);
}
export const isWitness = (tx: Tx, id: string): boolean => witnesses.get(tx) === id;
/** The report that leads the one this transaction was shown, where that is merged. */
export const followMerged = (tx: Tx): Promise<Voice | undefined> => follow(tx, null);
async function follow(tx: Tx, witness: string | null): Promise<Voice | undefined> {
  const leading = await store.leading(tx);
  if (!leading) return undefined;
  const voice = { leading, witness };
  voices.set(tx, voice);
  return voice;
}
const isVoiceOf = (tx: Tx, id: string): boolean => voices.get(tx)?.leading === id;
/** The agency a report accuses. A witness may not read the row that names it, but a step of theirs must know. */
const accusedOf = (tx: Tx, id: string): Promise<string | null> =>
  isVoiceOf(tx, id) ? store.accusedOfLeading(tx) : store.findAccused(tx, id);

const roleAt = (role: string): string => `complaints.${role}`;

export function performerOf(tx: Tx, reportId: string): Performer {
  const actor: Actor = tx.actor;
  const duties = 'duties' in actor ? actor.duties : [];
  return {
    person: actorId(actor),
    isReporter: isReporterOf(tx, reportId),
    isWitness: isVoiceOf(tx, reportId),
    isSystem: actor.kind === 'job',
    isLeader: actor.kind === 'leader',
    holds: (agency, role) => duties.some((duty) => duty.agency === agency && duty.role === roleAt(role)),
    agenciesWith: (role) => duties.filter((duty) => duty.role === roleAt(role)).map((duty) => duty.agency),
  };
}

const asEvent = (event: OwedEvent, no: number, actor: string | null, actorKind: string): ComplaintEvent => ({
  ...event,
  no,
  actor,
  actorKind,
});

/**
 * What the clock owes at `now`: a question nobody answered, a window nobody used, a budget line that wasn't confirmed or
 * came to nothing. One at a time: each may change what is owed next.
 */
function nextLapse(state: ComplaintState, list: readonly Clock[], budgetTarget: string | null): OwedEvent | undefined {
  const late = (id: string) => list.find((clock) => clock.id === id && clock.state === 'late');
  const after = (day: string): Date => new Date(endOfDay(day).getTime() + 1);
  const kind = lifecycle.states[state.state]!.clock;
  if (kind === 'paused') {
    const clock = late('tunggu-pelapor');
    if (clock) return { type: 'question_lapsed', at: after(clock.due) };
  }
  if (kind === 'reporter') {
    const clock = late('tanggapan-pelapor');
    if (clock) return { type: 'window_lapsed', at: after(clock.due) };
  }
  if (kind === 'budget' && state.budgetWait) {
    const clock = late('konfirmasi-anggaran');
    const unconfirmed = clock && {
      type: 'budget_failed' as const,
      wait: state.budgetWait,
      why: 'not_confirmed' as const,
      at: after(clock.due),
    };
    const passed = budgetTarget !== null && {
      type: 'budget_failed' as const,
      wait: state.budgetWait,
      why: 'date_passed' as const,
      at: after(budgetTarget),
    };
    return unconfirmed || passed || undefined;
  }
  return undefined;
}

/** Open a report for reading or for a step. Nothing is written. */
export async function open(tx: Tx, row: store.ReportRow): Promise<Opened> {
  const log = (await readEvents(tx, row.id)).map(fromRow);
  return judge(row, log, await getCalendar(tx), await store.deadlines(tx), tx.now);
}

export function judge(row: store.ReportRow, log: readonly ComplaintEvent[], calendar: Calendar, deadlines: Deadlines, now: Date): Opened {
  const owed: OwedEvent[] = [];
  let whole = log;
  for (;;) {
    const state = fold(lifecycle, whole);
    const list = clocks(lifecycle, deadlines, calendar, whole, now);
    const lapse = nextLapse(state, list, row.budget_target);
    if (!lapse || lapse.at > now) return { row, log, state, calendar, deadlines, clocks: list, owed };
    owed.push(lapse);
    whole = [...whole, asEvent(lapse, whole.length + 1, null, 'job')];
  }
}

export interface Taken {
  readonly opened: Opened;
  readonly held: ReadonlySet<Role>;
}

/**
 * The one way a report moves: lock, count what the clock owes, ask whether the step is open to the actor, decide, append,
 * bring the tables up to the log, queue what follows. `step` is the arc's event, or null for what changes no state; then
 * `prepare` refuses by itself. `prepare` runs after the lock and gives the events.
 * @throws Failure not_found where the actor may not see the report; not_now, forbidden
 */
export async function take(
  tx: Tx,
  reportId: string,
  step: ComplaintEventBody['type'] | null,
  prepare: (taken: Taken) => Promise<readonly ComplaintEventBody[]> | readonly ComplaintEventBody[],
  via?: 'web' | 'counter' | 'api' | 'offline',
): Promise<Opened> {
  const row = await store.lockReport(tx, reportId);
  if (!row) throw new Failure('not_found', 'complaints.not_found');
  const opened = await open(tx, row);
  const accused = await accusedOf(tx, reportId);
  const held = rolesOf(opened.state, performerOf(tx, reportId), accused);
  if (step) {
    const refusal = refuse(lifecycle, opened.state, step, held);
    if (refusal) throw new Failure(refusal === 'complaints.not_yours' ? 'forbidden' : 'not_now', refusal);
  }
  const done = await prepare({ opened, held });
  // a step may have named the agency accused: its desk is left out at once
  return append(tx, opened, done, step === 'verified' ? await accusedOf(tx, reportId) : accused, via);
}

/** Write what the clock owes by now, if anything; and fire the rungs that are due. */
export async function settle(tx: Tx, reportId: string): Promise<void> {
  const row = await store.lockReport(tx, reportId);
  if (!row) return;
  const opened = await open(tx, row);
  const accused = await store.findAccused(tx, reportId);
  const fired: ComplaintEventBody[] = [];
  for (const rung of rungsDue(opened, tx.now))
    if (await store.fireRung(tx, reportId, rung.rung, rung.clock, rung.from))
      fired.push({ type: 'escalated', rung: rung.rung, clock: rung.clock, to: rung.to });
  await append(tx, opened, fired, accused);
}

export async function append(
  tx: Tx,
  opened: Opened,
  done: readonly ComplaintEventBody[],
  accused: string | null,
  via?: 'web' | 'counter' | 'api' | 'offline',
): Promise<Opened> {
  const { row, log, owed, calendar, deadlines } = opened;
  const bodies = [
    ...owed.map((event) => ({ event, isOwed: true })),
    ...done.map((event) => ({ event: { ...event, at: tx.now } as OwedEvent, isOwed: false })),
  ];
  const written = await recordNamelessly(
    tx,
    bodies.map(({ event, isOwed }) => ({
      subjectKind: 'complaint',
      subjectId: row.id,
      type: `complaints.${event.type}`,
      data: toData(event) as unknown as EventData,
      at: event.at,
      ...(isOwed ? { via: 'clock' as const } : via ? { via } : {}),
    })),
  );
  const whole = [...log, ...written.map(fromRow)];
  const target = budgetTarget(
    row,
    bodies.map(({ event }) => event),
  );
  const after = judge({ ...row, budget_target: target }, whole, calendar, deadlines, tx.now);
  await store.updateReport(tx, row.id, {
    ...headerOf(after, await deskOf(tx, after, accused), tx.now),
    budget_target: target,
  });
  if (after.state.endedAt && !row.ended_at)
    await invite(tx, { kind: 'complaint', id: row.id, agency: after.state.lead ?? offices.liaison, service: COMPLAINTS });
  for (const [index, event] of written.entries())
    if (ANNOUNCED.has(bodies[index]!.event.type))
      await enqueue(tx, 'complaints.announce', { reportId: row.id, no: event.no }, { key: `${row.id}:${event.no}` });
  return after;
}

/**
 * Events of a citizen's own report name nobody, account or not: the log can't be erased, and who reported lies in the vault
 * alone (complaints.md § 3). Officers, leaders, keys and jobs write in their own name.
 */
export const recordNamelessly = (tx: Tx, events: readonly NewEvent[]): Promise<EventRow[]> =>
  tx.actor.kind === 'citizen' ? asNobody(tx, () => recordAll(tx, events)) : recordAll(tx, events);

/** Under which name complaint handling is judged, beside the services of the catalogue. */
const COMPLAINTS = 'pengaduan';

/** Who hears of what is the announcement's business; these have somebody who should. */
const ANNOUNCED: ReadonlySet<string> = new Set([
  'received',
  'asked',
  'question_answered',
  'question_lapsed',
  'verified',
  'routed',
  'moved',
  'accepted',
  'declined',
  'followed_up',
  'subtask_opened',
  'budget_planned',
  'budget_status',
  'budget_available',
  'budget_failed',
  'forwarded',
  'external_replied',
  'submitted',
  'proof_returned',
  'proof_accepted',
  'proof_refused',
  'proof_lifted',
  'refusal_kept',
  'proof_fake',
  'window_lapsed',
  'contested',
  'upheld',
  'reworked',
  'reopened',
  'not_ours',
  'archived',
  'merged',
  'unmerged',
  'objected',
  'extended',
  'instructed',
  'escalated',
  'due_changed',
  'unmasked',
  'noted',
  'witness_joined',
]);

/** The public date a report waits for, after these events. */
function budgetTarget(row: store.ReportRow, events: readonly ComplaintEventBody[]): string | null {
  let target = row.budget_target;
  for (const event of events) {
    if (event.type === 'budget_planned') target = event.target;
    if (event.type === 'budget_available' || event.type === 'budget_failed') target = null;
  }
  return target;
}

/** Every agency whose desk may see the report now. The accused never does. */
export async function deskOf(tx: Tx, { state, row }: Opened, accused: string | null): Promise<string[]> {
  const desks = new Set<string>([accused === offices.liaison ? offices.oversight : offices.liaison]);
  if (state.lead) desks.add(state.lead);
  for (const agency of state.supporting) desks.add(agency);
  if (lifecycle.states[state.state]!.clock === 'budget') desks.add(offices.planner);
  // who found proof to be false tells the inspectorate, which reads the case (§ 10)
  if (state.fakes > 0) desks.add(offices.oversight);
  if (lifecycle.states[state.state]!.holder === 'verifier') {
    // proof is checked by another unit: the distrik of the place, or the inspectorate
    desks.add(offices.oversight);
    const distrik = row.region ? await store.distrikAgency(tx, row.region) : undefined;
    if (distrik) desks.add(distrik);
  }
  if (accused) desks.delete(accused);
  return [...desks].toSorted();
}

/** The row as the log has it: what lists read is written here and nowhere else. */
export function headerOf({ state, clocks: list, calendar, deadlines, row }: Opened, agencies: string[], now: Date): store.ReportChange {
  const holder = holderOf(lifecycle, state, offices.liaison);
  const next = earliest(list);
  const meaning = lifecycle.states[state.state]!;
  return {
    category: state.category,
    classification: state.classification,
    state: state.state,
    open311: meaning.open311 === 'follows' ? 'open' : meaning.open311,
    lead: state.lead,
    supporting: [...state.supporting],
    agencies,
    holder: holder.kind,
    holder_agency: holder.agency,
    updated_at: state.lastAt,
    state_since: state.since,
    due_on: next?.due ?? null,
    due_clock: next?.id ?? null,
    is_red: isRed(list),
    is_late: list.some((clock) => clock.state === 'late' && clock.binds && clock.id.startsWith('kelas-')),
    ended_at: state.endedAt,
    ending: state.ending,
    contests: state.contests,
    rating: state.rating,
    merged_into: state.mergedInto,
    next_at: state.endedAt ? null : nextMoment(list, calendar, deadlines, row.budget_target, now),
  };
}

export interface Rung {
  readonly rung: string;
  readonly clock: string;
  readonly from: string;
  readonly to: string;
}

/** The ladder (complaints.md § 7): what has to be said by `now`, whether or not it was. */
export function rungsDue({ state, clocks: list, calendar, deadlines }: Opened, now: Date): Rung[] {
  if (state.endedAt) return [];
  const due: Rung[] = [];
  for (const clock of list) {
    if (!isOpen(clock) || !clock.binds) continue;
    const put = (rung: string, to: string): void => void due.push({ rung, clock: clock.id, from: clock.from, to });
    if (isAnswerClock(clock)) {
      for (const { rung, at } of noticesOf(calendar, deadlines, clock)) if (now >= at) put(rung, 'pic');
      if (clock.state === 'late') put('deadline_passed', 'sekda');
    }
    if (clock.id === 'verifikasi' && clock.state === 'late') put('not_verified', 'kominfo');
    if (clock.id === 'merah-lima-hari' && clock.state === 'late') put('red', 'leaders');
    if (clock.id === 'uu25-putusan' && now >= ombudsmanAt(deadlines, clock)) put('ombudsman', 'reporter');
  }
  const external = list.find((clock) => clock.id === 'badan-luar' && clock.state === 'late');
  if (external) due.push({ rung: 'external_silent', clock: external.id, from: external.from, to: 'sekda' });
  if (state.refusals >= ladder.refusals_before_secretary && !state.lead)
    due.push({ rung: 'refused_twice', clock: 'tolak-disposisi', from: dayOf(state.since), to: 'sekda' });
  return due;
}

/** Clocks that end with an answer to the reporter. */
const isAnswerClock = (clock: Clock): boolean => clock.id.startsWith('kelas-') || clock.id === 'bantahan';

/** When the desk is told that an answer is due: by shares of its days, and so many days before. */
const noticesOf = (calendar: Calendar, deadlines: Deadlines, clock: Clock): { readonly rung: string; readonly at: Date }[] => [
  ...ladder.notice_shares.map(({ rung, share }) => ({ rung, at: usedAt(calendar, clock, share) })),
  { rung: 'days_left', at: usedAt(calendar, clock, 1, deadlines.get('peringatan-dua-hari')!.limit) },
];
/** The start of the day after the Ombudsman's days, which begin with the statute's last. */
const ombudsmanAt = (deadlines: Deadlines, clock: Clock): Date =>
  new Date(endOfDay(clock.due).getTime() + 1 + deadlines.get('ombudsman')!.limit * 86_400_000);

/** The next moment at which something is owed; null where nothing is. What was due by `now` has been settled or was never owed. */
function nextMoment(list: readonly Clock[], calendar: Calendar, deadlines: Deadlines, budgetTarget: string | null, now: Date): Date | null {
  const moments = list
    .filter(isOpen)
    .flatMap((clock) => [
      endOfDay(clock.due).getTime() + 1,
      ...(isAnswerClock(clock) ? noticesOf(calendar, deadlines, clock).map(({ at }) => at.getTime()) : []),
      ...(clock.id === 'uu25-putusan' ? [ombudsmanAt(deadlines, clock).getTime()] : []),
    ]);
  if (budgetTarget) moments.push(endOfDay(budgetTarget).getTime() + 1);
  const ahead = moments.filter((at) => at > now.getTime());
  return ahead.length ? new Date(Math.min(...ahead)) : null;
}

/**
 * A holiday was added or removed: bring the report's dates up to the calendar and say so where its earliest one moved
 * (complaints.md § 6.7). Calendar-day clocks don't move; ended reports keep the calendar they were judged by.
 */
export async function recompute(tx: Tx, reportId: string, holiday: string): Promise<void> {
  const row = await store.lockReport(tx, reportId);
  if (!row || row.ended_at) return;
  const opened = await open(tx, row);
  const next = earliest(opened.clocks);
  const isMoved = next !== undefined && row.due_on !== null && next.id === row.due_clock && next.due !== row.due_on;
  await append(
    tx,
    opened,
    isMoved ? [{ type: 'due_changed', clock: next.id, from: row.due_on!, to: next.due, holiday }] : [],
    await store.findAccused(tx, reportId),
  );
}

/** The calendar changed in this transaction: every open report's dates are worked out anew, one transaction a report. */
export const calendarChanged = (tx: Tx, holiday: string): Promise<void> => enqueue(tx, 'complaints.calendar_changed', { holiday });
/** As actor `job`. */
export async function recomputeOpen(tx: Tx, { holiday }: { holiday: string }): Promise<void> {
  for (const reportId of await store.openReports(tx)) await enqueue(tx, 'complaints.recompute', { reportId, holiday });
}
