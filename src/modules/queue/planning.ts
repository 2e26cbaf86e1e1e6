import { quantile } from './forecast.ts';
import { advise, expected } from './staffing.ts';

/** Half hours of a day, by number: 0 is 00.00 to 00.30 in Asia/Jayapura. */
export const HALF_HOURS = 48;
const HALF = 30 * 60_000;
const WIT = 9 * 3_600_000;
const DAY = 86_400_000;
/** Which half hour of its local day a moment lies in. */
export const halfHourOf = (at: Date): number => Math.floor(((((at.getTime() + WIT) % DAY) + DAY) % DAY) / HALF);
/** Day of the week of a local day, 0 = Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
/** `09.30`. */
export const startsAt = (half: number): string => `${String(Math.floor(half / 2)).padStart(2, '0')}.${half % 2 ? '30' : '00'}`;

/** When somebody's wait began, and how long it was until the first call. */
export interface Wait {
  readonly day: string;
  readonly half: number;
  readonly ms: number;
}
export interface Cell {
  readonly weekday: number;
  readonly half: number;
  readonly n: number;
  /** Minutes, to a tenth. */
  readonly p50: number;
  readonly p90: number;
}
const minutes = (ms: number): number => Math.round(ms / 6000) / 10;

/** Median and P90 by weekday and half hour; cells of fewer than `least` are left out. */
export function bestTimes(waits: readonly Wait[], least: number): Cell[] {
  const groups = new Map<string, number[]>();
  for (const { day, half, ms } of waits) {
    const key = `${weekdayOf(day)} ${half}`;
    groups.set(key, [...(groups.get(key) ?? []), ms]);
  }
  return [...groups]
    .flatMap(([key, all]) => {
      if (all.length < least) return [];
      const [weekday, half] = key.split(' ').map(Number) as [number, number];
      const sorted = all.toSorted((a, b) => a - b);
      return [{ weekday, half, n: all.length, p50: minutes(quantile(sorted, 0.5)!), p90: minutes(quantile(sorted, 0.9)!) }];
    })
    .toSorted((a, b) => a.weekday - b.weekday || a.half - b.half);
}

/** What a loket did, in order. */
export interface LoketMoment {
  readonly loket: string;
  readonly at: number;
  readonly isOpen: boolean;
}
/** Lokets open on average in each half hour from `from` (epoch ms) on: minutes open over thirty; until `to`. */
export function openOnAverage(moments: readonly LoketMoment[], from: number, to: number): number[] {
  const open = Array.from({ length: HALF_HOURS }, () => 0);
  const add = (start: number, end: number): void => {
    for (let half = 0; half < HALF_HOURS; half++) {
      const [a, b] = [from + half * HALF, from + (half + 1) * HALF];
      open[half]! += Math.max(0, Math.min(b, end) - Math.max(a, start)) / HALF;
    }
  };
  const since = new Map<string, number>();
  for (const { loket, at, isOpen } of moments) {
    const started = since.get(loket);
    if (isOpen && started === undefined) since.set(loket, at);
    if (!isOpen && started !== undefined) {
      add(started, at);
      since.delete(loket);
    }
  }
  for (const started of since.values()) add(started, to);
  return open;
}

export interface Advice {
  readonly half: number;
  /** Arrivals an hour expected. */
  readonly perHour: number;
  readonly lokets: number;
  /** P90 of the wait with so many, minutes. */
  readonly p90: number;
}
/**
 * Lokets for each half hour in which somebody is expected: arrivals of `weeks` earlier days of that weekday, measured mean
 * service. None without either: advice never exceeds what was measured.
 */
export function adviseDay(
  arrivals: readonly number[],
  weeks: number,
  meanMinutes: number | undefined,
  limit: number,
  share: number,
): Advice[] {
  if (weeks === 0 || meanMinutes === undefined) return [];
  return arrivals.flatMap((count, half) => {
    if (count === 0) return [];
    const load = { perMinute: count / weeks / 30, meanMinutes };
    const lokets = advise(load, limit, share);
    return [{ half, perHour: Math.round(load.perMinute * 600) / 10, lokets, p90: Math.round(expected(load, lokets, limit).p90 * 10) / 10 }];
  });
}
