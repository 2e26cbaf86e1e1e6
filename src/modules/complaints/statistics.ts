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
export const VERSION = 'laporan/1';

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
}

const inTime = (clock: Clock | undefined): boolean | null =>
  clock?.state === 'met' ? true : clock?.state === 'missed' || clock?.state === 'late' ? false : null;
const ANSWERS = new Set(['proof_accepted', 'not_ours']);

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
  const until = dayOf(answer?.at ?? state.endedAt ?? now);
  return {
    month: dayOf(state.receivedAt).slice(0, 7),
    category: state.category,
    area: state.region && state.region.split('.').length >= 3 ? state.region.split('.').slice(0, 3).join('.') : null,
    agency: state.lead,
    isSecret: first.type === 'received' && first.secret,
    isProblem,
    verified: inTime(all.find(({ id }) => id === 'verifikasi')),
    followedUp: isProblem ? inTime(all.find(({ id }) => id === 'tanggapan-pertama')) : null,
    done: isProblem ? inTime(all.find(({ id }) => id.startsWith('kelas-'))) : null,
    days: workingDaysBetween(calendar, dayOf(state.receivedAt), until),
    isAnswered: answer !== undefined,
    isContested: answer !== undefined && log.some((event) => event.type === 'contested'),
    hasWaited: log.some((event) => event.type === 'budget_planned'),
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
  waited: number;
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
  waited: 0,
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
  if (one.hasWaited) tally.waited++;
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
  readonly waited: Printed;
}
const HIDDEN = { verified: null, followedUp: null, done: null, median: null, p90: null, contested: null } as const;

const figuresOf = (tally: Tally, received: Printed, problems: Printed, waited: Printed): Figures => {
  if (typeof received !== 'number') return { ...HIDDEN, received, problems, waited };
  const isEnough = tally.problems >= limits.smallest_group;
  return {
    received,
    problems,
    verified: shareOf(tally.verified),
    followedUp: shareOf(tally.followedUp),
    done: shareOf(tally.done),
    median: isEnough ? quantile(tally.days, 0.5) : null,
    p90: isEnough ? quantile(tally.days, 0.9) : null,
    contested: shareOf(tally.contested),
    waited,
  };
};

/** One table: a group whose count is hidden shows nothing else either. */
export function printed(groups: ReadonlyMap<string, Tally>): Map<string, Figures> {
  const tallies = [...groups.values()];
  const received = protect(tallies.map((tally) => tally.received));
  const closed = new Set(received.flatMap((cell, index) => (typeof cell === 'number' ? [] : [index])));
  const problems = protect(
    tallies.map((tally) => tally.problems),
    closed,
  );
  const waited = protect(
    tallies.map((tally) => tally.waited),
    closed,
  );
  return new Map(
    [...groups.keys()].map((key, index) => [key, figuresOf(tallies[index]!, received[index]!, problems[index]!, waited[index]!)]),
  );
}
/** The figures of everything together. */
export const printedTotal = (tally: Tally): Figures =>
  figuresOf(tally, printedAlone(tally.received), printedAlone(tally.problems), printedAlone(tally.waited));
