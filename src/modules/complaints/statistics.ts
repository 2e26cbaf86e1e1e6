import limits from '../../../db/reference/complaint-statistics.json' with { type: 'json' };
import { shareOf as wilson } from '#core/share.ts';
import { protectCells, type Printed } from '#core/small-cells.ts';
import { dayOf, workingDaysBetween, type Calendar } from '#core/working-time.ts';
import { clocks, type Clock, type Deadlines } from './clock.ts';
import { fold } from './complaint.ts';
import type { ComplaintEvent } from './events.ts';
import type { Lifecycle } from './lifecycle.ts';

/**
 * Numbers about reports, from their logs alone (complaints.md § 12). Every number has a name and a version; a change of what
 * is counted is a new version, so that old numbers stay what they were.
 */
export const VERSION = 'laporan/2';

/** What one report adds to the counts: `null` where a clock hasn't come to an end and isn't past its day. */
export interface Measure {
  /** 'YYYY-MM' of its receipt, WIT. */
  readonly month: string;
  readonly category: string;
  /** Code of the distrik; null where the place isn't known yet. */
  readonly area: string | null;
  /** The lead agency, as it stands. */
  readonly agency: string | null;
  readonly isSecret: boolean;
  /** Not merged into another: one problem, however many voices. */
  readonly isProblem: boolean;
  readonly verified: boolean | null;
  readonly followedUp: boolean | null;
  readonly done: boolean | null;
  /** Working days from the day of receipt to the first answer; where there is none yet, to the moment of counting or the end. */
  readonly days: number;
  readonly isAnswered: boolean;
  readonly isContested: boolean;
  readonly hasWaited: boolean;
  /** How it came in, and what it was verified as: null before that. */
  readonly channel: string;
  readonly classification: string | null;
  /** How it ended after an answer: by the reporter's word, or by another unit's look and the reporter's silence. */
  readonly confirmed: 'accepted' | 'silent' | null;
  readonly isReopened: boolean;
  /** Was proof of it found false? */
  readonly isFaked: boolean;
  /** Was proof handed in, and was it sent back at least once? */
  readonly proof: 'accepted' | 'returned' | null;
  /** Working days since its receipt; null where it has ended. */
  readonly openFor: number | null;
}

const inTime = (clock: Clock | undefined): boolean | null =>
  clock?.state === 'met' ? true : clock?.state === 'missed' || clock?.state === 'late' ? false : null;
const ANSWERS = new Set(['proof_accepted', 'not_ours']);
const CONFIRMED: Readonly<Record<string, Measure['confirmed']>> = {
  accepted_by_reporter: 'accepted',
  checked_reporter_silent: 'silent',
  no_field_work: 'silent',
};

/** One report's log as it counts at `now`. @throws Error where the log doesn't begin with a receipt: a bug */
export function measure(
  lifecycle: Lifecycle,
  deadlines: Deadlines,
  calendar: Calendar,
  log: readonly ComplaintEvent[],
  now: Date,
): Measure {
  const state = fold(lifecycle, log);
  const all = clocks(lifecycle, deadlines, calendar, log, now);
  const first = log[0]!;
  const answer = log.find((event) => ANSWERS.has(event.type));
  const isProblem = state.mergedInto === null;
  const has = (type: ComplaintEvent['type']): boolean => log.some((event) => event.type === type);
  const daysUntil = (at: Date): number => workingDaysBetween(calendar, dayOf(state.receivedAt), dayOf(at));
  return {
    month: dayOf(state.receivedAt).slice(0, 7),
    category: state.category,
    area: state.region && state.region.split('.').length >= 3 ? state.region.split('.').slice(0, 3).join('.') : null,
    agency: state.lead,
    isSecret: first.type === 'received' && first.secret,
    channel: first.type === 'received' ? first.channel : 'web',
    classification: state.classification,
    isProblem,
    verified: inTime(all.find(({ id }) => id === 'verifikasi')),
    followedUp: isProblem ? inTime(all.find(({ id }) => id === 'tanggapan-pertama')) : null,
    done: isProblem ? inTime(all.find(({ id }) => id.startsWith('kelas-'))) : null,
    days: daysUntil(answer?.at ?? state.endedAt ?? now),
    isAnswered: answer !== undefined,
    isContested: answer !== undefined && has('contested'),
    hasWaited: has('budget_planned'),
    confirmed: (state.ending !== null && CONFIRMED[state.ending]) || null,
    isReopened: has('reopened'),
    isFaked: has('proof_fake'),
    proof: has('proof_returned') ? 'returned' : has('proof_accepted') ? 'accepted' : null,
    openFor: state.endedAt === null ? daysUntil(now) : null,
  };
}

/** Counts of a group of reports, before anything is hidden. */
export interface Tally {
  received: number;
  problems: number;
  /** [in time, all that fell due] */
  readonly verified: [number, number];
  readonly followedUp: [number, number];
  readonly done: [number, number];
  /** [contested, answered] */
  readonly contested: [number, number];
  /** [accepted by the reporter, ended after an answer] */
  readonly confirmed: [number, number];
  /** [opened again, ended or opened again] */
  readonly reopened: [number, number];
  /** [sent back, looked at] */
  readonly returned: [number, number];
  waited: number;
  /** Reports with proof found false. */
  fakes: number;
  /** Working days since receipt → reports still open. */
  readonly open: Map<number, number>;
  /** Working days → [answered after so many, not answered and watched so long]. */
  readonly days: Map<number, [number, number]>;
}
export const emptyTally = (): Tally => ({
  received: 0,
  problems: 0,
  verified: [0, 0],
  followedUp: [0, 0],
  done: [0, 0],
  contested: [0, 0],
  confirmed: [0, 0],
  reopened: [0, 0],
  returned: [0, 0],
  waited: 0,
  fakes: 0,
  open: new Map(),
  days: new Map(),
});
const count = (pair: [number, number], isHit: boolean | null): void => {
  if (isHit === null) return;
  pair[1]++;
  if (isHit) pair[0]++;
};
/** Add one report. */
export function addTo(tally: Tally, one: Measure): void {
  tally.received++;
  count(tally.verified, one.verified);
  if (!one.isProblem) return;
  tally.problems++;
  count(tally.followedUp, one.followedUp);
  count(tally.done, one.done);
  if (one.isAnswered) count(tally.contested, one.isContested);
  if (one.confirmed) count(tally.confirmed, one.confirmed === 'accepted');
  if (one.isReopened || one.openFor === null) count(tally.reopened, one.isReopened);
  if (one.proof) count(tally.returned, one.proof === 'returned');
  if (one.hasWaited) tally.waited++;
  if (one.isFaked) tally.fakes++;
  if (one.openFor !== null) tally.open.set(one.openFor, (tally.open.get(one.openFor) ?? 0) + 1);
  const days = tally.days.get(one.days) ?? [0, 0];
  days[one.isAnswered ? 0 : 1]++;
  tally.days.set(one.days, days);
}

/**
 * The day by which `share` of the group has its answer, by Kaplan and Meier: reports without one count for as long as they
 * were watched. null where fewer than that share are known to be answered.
 */
export function quantile(days: Tally['days'], share: number): number | null {
  let atRisk = [...days.values()].reduce((sum, [answered, open]) => sum + answered + open, 0);
  let left = 1;
  for (const [day, [answered, open]] of [...days].toSorted((a, b) => a[0] - b[0])) {
    if (answered > 0) left *= 1 - answered / atRisk;
    if (left <= 1 - share + 1e-9) return day;
    atRisk -= answered + open;
  }
  return null;
}

const openOf = (tally: Tally): number => [...tally.open.values()].reduce((sum, reports) => sum + reports, 0);
/** Half of the open reports are at least so old; null where they are too few to say. */
const openAge = (tally: Tally): number | null =>
  openOf(tally) < limits.smallest_group ? null : quantile(new Map([...tally.open].map(([days, reports]) => [days, [reports, 0]])), 0.5);

/** A share with Wilson's interval; null for groups too small to say anything. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}
export function shareOf([hits, of]: readonly [number, number]): Share | null {
  if (of < limits.smallest_group) return null;
  const { share, low, high } = wilson(hits, of);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return { share: round(share!), low: round(low), high: round(high), of };
}

const isFew = (value: number): boolean => value > 0 && value < limits.smallest_cell;
/** As protectCells() has it, with the limit for reports. */
export const protect = (cells: readonly number[], closed?: ReadonlySet<number>): Printed[] =>
  protectCells(cells, limits.smallest_cell, closed);
/** A count standing alone. */
export const printedAlone = (value: number): Printed => (isFew(value) ? 'few' : value);

/** What is printed of a group: shares and times where it is large enough, nothing where its count is hidden. */
export interface Figures {
  readonly received: Printed;
  readonly problems: Printed;
  readonly verified: Share | null;
  readonly followedUp: Share | null;
  readonly done: Share | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly contested: Share | null;
  readonly confirmed: Share | null;
  readonly reopened: Share | null;
  readonly returned: Share | null;
  readonly waited: Printed;
  readonly open: Printed;
  /** Each of them is a line on a public page: not made small, and hidden only with its group. */
  readonly fakes: Printed;
  /** Median working days since receipt of what is open. */
  readonly age: number | null;
}
const HIDDEN = {
  verified: null,
  followedUp: null,
  done: null,
  median: null,
  p90: null,
  contested: null,
  confirmed: null,
  reopened: null,
  returned: null,
  age: null,
} as const;

/** The counts of a group as they may be printed. */
type Counts = Pick<Figures, 'received' | 'problems' | 'waited' | 'open' | 'fakes'>;
const figuresOf = (tally: Tally, counts: Counts): Figures => {
  if (typeof counts.received !== 'number') return { ...HIDDEN, ...counts };
  const isEnough = tally.problems >= limits.smallest_group;
  return {
    ...counts,
    verified: shareOf(tally.verified),
    followedUp: shareOf(tally.followedUp),
    done: shareOf(tally.done),
    median: isEnough ? quantile(tally.days, 0.5) : null,
    p90: isEnough ? quantile(tally.days, 0.9) : null,
    contested: shareOf(tally.contested),
    confirmed: shareOf(tally.confirmed),
    reopened: shareOf(tally.reopened),
    returned: shareOf(tally.returned),
    age: openAge(tally),
  };
};

/** One table: a group whose count is hidden shows nothing else either. */
export function printed(groups: ReadonlyMap<string, Tally>): Map<string, Figures> {
  const tallies = [...groups.values()];
  const received = protect(tallies.map((tally) => tally.received));
  const closed = new Set(received.flatMap((cell, index) => (typeof cell === 'number' ? [] : [index])));
  const shown = (of: (tally: Tally) => number): Printed[] => protect(tallies.map(of), closed);
  const problems = shown((tally) => tally.problems);
  const waited = shown((tally) => tally.waited);
  const open = shown(openOf);
  return new Map(
    [...groups.keys()].map((key, index) => [
      key,
      figuresOf(tallies[index]!, {
        received: received[index]!,
        problems: problems[index]!,
        waited: waited[index]!,
        open: open[index]!,
        fakes: closed.has(index) ? 'hidden' : tallies[index]!.fakes,
      }),
    ]),
  );
}
/** The figures of everything together. */
export const printedTotal = (tally: Tally): Figures =>
  figuresOf(tally, {
    received: printedAlone(tally.received),
    problems: printedAlone(tally.problems),
    waited: printedAlone(tally.waited),
    open: printedAlone(openOf(tally)),
    fakes: tally.fakes,
  });
