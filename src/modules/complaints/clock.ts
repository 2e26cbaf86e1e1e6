import {
  addWorkingDays,
  dayOf,
  endOfDay,
  isWorkingDay,
  startOfDay,
  workingDaysBetween,
  type Calendar,
  type Day,
} from '#core/working-time.ts';
import { states, type ComplaintState } from './complaint.ts';
import type { ComplaintEvent } from './events.ts';
import type { Lifecycle } from './lifecycle.ts';

/** A row of db/reference/complaint-deadlines.csv: every number a clock uses, with where it comes from. */
export interface Deadline {
  readonly id: string;
  readonly limit: number;
  readonly unit: 'workday' | 'calendar_day';
  readonly legal_basis: string;
  readonly verified: string;
}
export type Deadlines = ReadonlyMap<string, Deadline>;

/** `late`: past its day and still open; `missed`: ended after its day; `replaced`: a contest or reopening began a clock of its own. */
export type ClockState = 'running' | 'paused' | 'late' | 'met' | 'missed' | 'replaced';

/** One clock of one report. `due` is the last day, until 24.00 WIT. */
export interface Clock {
  /** The deadline's id. */
  readonly id: string;
  readonly from: Day;
  readonly due: Day;
  readonly state: ClockState;
  /** What `due` was before an extension, shown struck through. */
  readonly before: Day | null;
  readonly unit: 'workday' | 'calendar_day';
  /** Does it bind an office (true), or the reporter or an outside body? */
  readonly binds: boolean;
}

const addDay = (day: Day, count: number): Day => dayOf(new Date(startOfDay(day).getTime() + count * 86_400_000));

/** The n-th day after `from` that counts: workdays of the calendar or all days, leaving out `still` (days the clock stood still all of). */
export function dueDay(calendar: Calendar, from: Day, limit: number, unit: Deadline['unit'], still: ReadonlySet<Day>): Day {
  if (still.size === 0 && unit === 'workday') return addWorkingDays(calendar, from, limit);
  let day = from;
  for (let left = limit; left > 0;) {
    day = addDay(day, 1);
    if (!still.has(day) && (unit === 'calendar_day' || isWorkingDay(calendar, day))) left--;
  }
  return day;
}

/** Whole local days inside `[from, to)`: only these are left out of a count (complaints.md § 6.5). */
function wholeDays(from: Date, to: Date): Day[] {
  const days: Day[] = [];
  let day = dayOf(from);
  if (startOfDay(day) < from) day = addDay(day, 1);
  while (endOfDay(day).getTime() < to.getTime()) {
    days.push(day);
    day = addDay(day, 1);
  }
  return days;
}

interface Step {
  readonly event: ComplaintEvent;
  readonly before: ComplaintState;
  readonly after: ComplaintState;
}

/** Every event with the state before and after it; the first has its own state on both sides. */
export function steps(lifecycle: Lifecycle, log: readonly ComplaintEvent[]): Step[] {
  const after = states(lifecycle, log);
  return log.map((event, index) => ({ event, before: after[Math.max(0, index - 1)]!, after: after[index]! }));
}

/**
 * Every clock of a report at `now`, judged by its log (complaints.md § 6). All run in parallel; the earliest counts.
 * Day of receipt is day 0; a clock is met on its due day until 24.00 WIT.
 */
export function clocks(lifecycle: Lifecycle, deadlines: Deadlines, calendar: Calendar, log: readonly ComplaintEvent[], now: Date): Clock[] {
  const all = steps(lifecycle, log);
  const kindOf = (state: ComplaintState) => lifecycle.states[state.state]!.clock;
  const still = new Set<Day>();
  let pausedSince: Date | undefined;
  for (const { event, before, after } of all) {
    if (pausedSince && kindOf(after) !== 'paused') {
      for (const day of wholeDays(pausedSince, event.at)) still.add(day);
      pausedSince = undefined;
    }
    if (kindOf(after) === 'paused' && kindOf(before) !== 'paused') pausedSince = event.at;
  }
  if (pausedSince) for (const day of wholeDays(pausedSince, now)) still.add(day);
  // While merged a report followed another's clocks; parted again, it has its own back and owes no day of those.
  const undone = new Set<number>();
  for (const [at, { event, before }] of all.entries())
    if (event.type === 'unmerged' && kindOf(before) === 'follows') {
      const merger = all.slice(0, at).findLast((step) => step.event.type === 'merged')!.event;
      undone.add(merger.no);
      for (const day of wholeDays(merger.at, event.at)) still.add(day);
    }

  const found: Clock[] = [];
  const named = (id: string): Deadline => {
    const deadline = deadlines.get(id);
    if (!deadline) throw new Error(`No deadline ${id}`);
    return deadline;
  };
  /** `end`: when what the clock asks for happened. `isReplaced`: a later cycle took its place first. */
  const put = (id: string, from: Day, end: Date | undefined, { binds = true, extended, isReplaced = false }: ClockOptions = {}): Clock => {
    const deadline = named(id);
    // what waits for the reporter or an outside body doesn't stand still for them
    const plain = dueDay(calendar, from, deadline.limit, deadline.unit, binds ? still : NONE);
    const due = extended && extended > plain ? extended : plain;
    const closing = endOfDay(due);
    const open: ClockState = now > closing ? 'late' : pausedSince && binds ? 'paused' : 'running';
    const state = isReplaced ? 'replaced' : end ? (end <= closing ? 'met' : 'missed') : open;
    const clock: Clock = { id, from, due, state, before: due === plain ? null : plain, unit: deadline.unit, binds };
    found.push(clock);
    return clock;
  };
  const last = all.at(-1)!.after;
  const received = dayOf(log[0]!.at);

  // 1. The liaison officer's own days: any decision of theirs ends them; an objection begins them anew.
  const verify = (begin: Step): Clock => {
    const decided = all.find(
      ({ event, before, after }) =>
        event.no > begin.event.no &&
        !undone.has(event.no) &&
        before.state === lifecycle.start &&
        after.state !== before.state &&
        kindOf(after) !== 'paused',
    );
    return put('verifikasi', dayOf(begin.event.at), decided?.event.at);
  };
  let verification = verify(all[0]!);
  put('uu25-kelengkapan', received, all.find(({ event }) => FIRST_WORD.has(event.type) && !undone.has(event.no))?.event.at);

  const isMerger = (event: ComplaintEvent, after: ComplaintState): boolean =>
    event.type === 'merged' && kindOf(after) === 'follows' && !undone.has(event.no);

  // 2. Cycles: the first handling, then one for each contest or reopening, with clocks of its own (no instant overdue), and
  // one for a wait for budget that came to nothing, which is red at once (§ 8).
  const begins = [all[0]!, ...all.filter(({ event }) => BEGINS.has(event.type))];
  for (const [index, begin] of begins.entries()) {
    const end = begins[index + 1];
    const own = all.filter(({ event }) => event.no > begin.event.no && (!end || event.no <= end.event.no));
    const extended = own.findLast(({ event }) => event.type === 'extended')?.event;
    const until = extended?.type === 'extended' ? extended.until : undefined;
    const heard = own.find(({ event }) => SUBSTANTIVE.has(event.type))?.event.at;
    // A wait for budget counts as the answer (§ 8); an end that isn't an answer, and a merger, stop the clocks too.
    const closed = own.find(
      ({ event, after }) => ANSWERS.has(event.type) || isMerger(event, after) || (after.endedAt && !CLOSINGS.has(event.type)),
    );
    const answered = closed?.event.at;
    const inCycle = (id: string, from: Day, done: Date | undefined, options: ClockOptions = {}): void =>
      void put(id, from, done, { ...options, isReplaced: !done && end !== undefined });
    if (begin.event.type === 'objected') verification = verify(begin);
    else if (index > 0) {
      const from = dayOf(begin.event.at);
      if (begin.event.type === 'budget_failed') {
        inCycle(RED, addDay(from, -1 - named(RED).limit), heard ?? answered);
        if (last.classification) inCycle(classDeadline(last.classification), from, answered, { extended: until });
        continue;
      }
      inCycle('bantahan', from, answered, { extended: until });
      inCycle(RED, from, heard ?? answered);
      continue;
    }
    // A late liaison officer eats own time (§ 6.3): what counts from disposisi counts from the third working day at the latest.
    const routed = own.find(({ event }) => event.type === 'routed')?.event.at;
    const handed = routed && dayOf(routed) < verification.due ? dayOf(routed) : verification.due;
    const isCounting = routed !== undefined || (!answered && dayOf(now) > verification.due);
    if (isCounting) {
      inCycle(RED, handed, heard ?? answered);
      inCycle('tanggapan-pertama', handed, heard ?? answered);
      if (last.classification) inCycle(classDeadline(last.classification), handed, answered, { extended: until });
    }
    const complete = own.find(({ event }) => event.type === 'verified')?.event.at;
    const said = own.find(
      ({ event, after }) => event.type === 'proof_accepted' || isMerger(event, after) || (after.endedAt && !CLOSINGS.has(event.type)),
    )?.event.at;
    if (complete) inCycle('uu25-putusan', dayOf(complete), said);
  }

  // 3. What runs in the present state alone.
  const present = (id: string, binds: boolean): void => void put(id, dayOf(last.since), undefined, { binds });
  const kind = kindOf(last);
  if (lifecycle.states[last.state]!.holder === 'verifier') present('pemeriksaan-bukti', true);
  if (kind === 'external') present('badan-luar', false);
  if (kind === 'reporter') present('tanggapan-pelapor', false);
  if (kind === 'paused') present('tunggu-pelapor', false);
  if (kind === 'budget' && !all.some(({ event }) => event.type === 'budget_confirmed' && event.at >= last.since))
    present('konfirmasi-anggaran', true);
  if (last.endedAt) present('keberatan', false);
  return found;
}

interface ClockOptions {
  readonly binds?: boolean;
  readonly extended?: Day | undefined;
  readonly isReplaced?: boolean;
}

const NONE: ReadonlySet<Day> = new Set();
const RED = 'merah-lima-hari';
const BEGINS = new Set(['contested', 'reopened', 'budget_failed', 'objected', 'proof_fake']);
const FIRST_WORD = new Set(['asked', 'verified', 'not_ours', 'archived', 'merged', 'withdrawn']);
/** Text to the reporter with a next step and a date; taking the report isn't (§ 6.4). */
const SUBSTANTIVE = new Set(['followed_up', 'budget_planned', 'forwarded', 'submitted']);
const ANSWERS = new Set(['proof_accepted', 'upheld', 'budget_planned']);
/** Ends that follow an answer. */
const CLOSINGS = new Set(['agreed', 'window_lapsed']);

export const classDeadline = (classification: string): string => `kelas-${classification.replace('pengaduan_', '').replaceAll('_', '-')}`;

/** The earliest open clock that binds an office: what the list is ordered by and the page names. */
export const earliest = (list: readonly Clock[]): Clock | undefined =>
  list.filter((clock) => clock.binds && isOpen(clock)).toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))[0];

export const isOpen = (clock: Clock): boolean => clock.state === 'running' || clock.state === 'paused' || clock.state === 'late';

/** Red: five calendar days without a substantive entry (Mimika's rule). Stays red until one is written. */
export const isRed = (list: readonly Clock[]): boolean => list.some((clock) => clock.id === RED && clock.state === 'late');

/** The start of the day by which `share` of a clock's days has been used, `offset` counted days later or earlier. */
export function usedAt(calendar: Calendar, clock: Clock, share: number, offset = 0): Date {
  const whole = clock.unit === 'workday' ? workingDaysBetween(calendar, clock.from, clock.due) : dayCount(clock.from, clock.due);
  return startOfDay(dueDay(calendar, clock.from, Math.max(0, Math.ceil(whole * share) + offset), clock.unit, new Set()));
}
const dayCount = (from: Day, to: Day): number => Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / 86_400_000);
