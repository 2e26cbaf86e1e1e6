import { dayOf, endOfDay, isWorkingDay, startOfDay, type Calendar, type Day } from '#core/working-time.ts';
import type { Definition } from '#modules/catalogue/definition.ts';

/** A span in which the legal clock stood still; `to` is null while it does. */
export interface Stop {
  readonly from: Date;
  to: Date | null;
}

export type ClockState = 'not_started' | 'running' | 'stopped' | 'ended';

export interface Clock {
  readonly state: ClockState;
  /** Working days used, and the legal total. */
  readonly used: number;
  readonly total: number;
  /** The last millisecond of the due day; null where the clock hasn't started or stands still. */
  readonly dueAt: Date | null;
}

/** What the clock needs of a case; the engine's state has it. */
export interface Timed {
  readonly clockStartedAt: Date | null;
  readonly stops: readonly Stop[];
  readonly endedAt: Date | null;
}

const nextDay = (day: Day): Day => dayOf(new Date(endOfDay(day).getTime() + 1));

/** Did the clock stand still all day long? Whole days only: a stop shorter than a local day gains nobody anything. */
const stoodStill = (stops: readonly Stop[], day: Day): boolean =>
  stops.some((stop) => stop.from <= startOfDay(day) && (stop.to === null || stop.to > endOfDay(day)));

/** Working days after day 0 that have ended by `until`, less those the clock stood still (services.md § 6). */
function usedDays(calendar: Calendar, { clockStartedAt, stops }: Timed, until: Date): number {
  if (!clockStartedAt) return 0;
  let used = 0;
  for (let day = nextDay(dayOf(clockStartedAt)); endOfDay(day) <= until; day = nextDay(day))
    if (isWorkingDay(calendar, day) && !stoodStill(stops, day)) used++;
  return used;
}

/** The last millisecond of the day on which `used` reaches the total; undefined where the clock isn't running. */
export function expiryOf(def: Definition, calendar: Calendar, timed: Timed): Date | undefined {
  if (!timed.clockStartedAt || timed.endedAt || timed.stops.at(-1)?.to === null) return undefined;
  let day = dayOf(timed.clockStartedAt);
  for (let used = 0; used < def.clock.legal;) {
    day = nextDay(day);
    if (isWorkingDay(calendar, day) && !stoodStill(timed.stops, day)) used++;
  }
  return endOfDay(day);
}

/** The legal clock at `now`: a stop moves the due day, nothing sets `used` back. */
export function clock(def: Definition, calendar: Calendar, timed: Timed, now: Date): Clock {
  const until = timed.endedAt ?? now;
  const state = timed.endedAt ? 'ended' : !timed.clockStartedAt ? 'not_started' : timed.stops.at(-1)?.to === null ? 'stopped' : 'running';
  return {
    state,
    used: Math.min(usedDays(calendar, timed, until), def.clock.legal),
    total: def.clock.legal,
    dueAt: expiryOf(def, calendar, timed) ?? null,
  };
}
