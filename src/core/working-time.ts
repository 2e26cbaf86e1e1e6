/**
 * Working time in Papua: days and office hours of one calendar, in Asia/Jayapura (WIT, UTC+9, no daylight saving).
 * Instants are `Date` in UTC; days are text. Integer milliseconds throughout (services.md § 6).
 */

/** A calendar day as 'YYYY-MM-DD', with no time zone. */
export type Day = string;

/** Minutes from midnight, `[from, to)`. */
export type Span = readonly [from: number, to: number];

/** Office hours by weekday, Sunday = 0. */
export type OfficeHours = readonly (readonly Span[])[];

export interface Calendar {
  /** Days that don't count although their weekday does. */
  readonly holidays: ReadonlySet<Day>;
  readonly hours: OfficeHours;
}

const HOUR = 60;
const FULL_DAY: readonly Span[] = [[7 * HOUR + 30, 15 * HOUR + 30]];
const FRIDAY: readonly Span[] = [
  [7 * HOUR + 30, 11 * HOUR + 30],
  [13 * HOUR, 15 * HOUR + 30],
];
/**
 * Monday to Thursday 07.30–15.30, Friday 07.30–11.30 and 13.00–15.30. Perpres 21/2023 fixes 37 h 30 m a week from 07.30;
 * how a regency splits the week is its own circular, not seen: confidence M, a default a deployment replaces.
 */
export const MIMIKA_OFFICE_HOURS: OfficeHours = [[], FULL_DAY, FULL_DAY, FULL_DAY, FULL_DAY, FRIDAY, []];

export const makeCalendar = (holidays: Iterable<Day>, hours: OfficeHours = MIMIKA_OFFICE_HOURS): Calendar => ({
  holidays: new Set(holidays),
  hours,
});

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR * MINUTE_MS;
const WIT_MS = 9 * HOUR * MINUTE_MS;

/** Days since 1 January 1970; a Thursday, hence the 4. */
const numberOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const dayOfNumber = (number: number): Day => new Date(number * DAY_MS).toISOString().slice(0, 10);
const weekdayOf = (number: number): number => (((number + 4) % 7) + 7) % 7;

/** The local date of an instant in WIT. */
export const dayOf = (at: Date): Day => new Date(at.getTime() + WIT_MS).toISOString().slice(0, 10);
/** `n` calendar days after a day; before it where `n` is negative. */
export const addDays = (day: Day, n: number): Day => dayOfNumber(numberOf(day) + n);
/** 00.00 WIT of a day. */
export const startOfDay = (day: Day): Date => new Date(numberOf(day) * DAY_MS - WIT_MS);
/** The last millisecond of a day in WIT: what "by the end of the day" means as an event. */
export const endOfDay = (day: Day): Date => new Date((numberOf(day) + 1) * DAY_MS - WIT_MS - 1);
/** Midnight that ends the day; `[startOfDay, endOfDay]` and this instant don't overlap. */
const midnightAfter = (day: Day): Date => new Date((numberOf(day) + 1) * DAY_MS - WIT_MS);

/** Holidays as day numbers, once a set: comparing numbers instead of making a text per day is some ten times as fast. */
const numbersOf = new WeakMap<ReadonlySet<Day>, ReadonlySet<number>>();

function holidayNumbers({ holidays }: Calendar): ReadonlySet<number> {
  const known = numbersOf.get(holidays);
  if (known) return known;
  const numbers = new Set([...holidays].map(numberOf));
  numbersOf.set(holidays, numbers);
  return numbers;
}

const isWorkingNumber = (calendar: Calendar, number: number): boolean =>
  calendar.hours[weekdayOf(number)]!.length > 0 && !holidayNumbers(calendar).has(number);

export const isWorkingDay = (calendar: Calendar, day: Day): boolean => isWorkingNumber(calendar, numberOf(day));

/** The `count`-th working day after `from`; `from` is day 0 and never counts, even where it works. `count` >= 0; 0 gives `from`. */
export function addWorkingDays(calendar: Calendar, from: Day, count: number): Day {
  let number = numberOf(from);
  for (let left = count; left > 0;) {
    number++;
    if (isWorkingNumber(calendar, number)) left--;
  }
  return dayOfNumber(number);
}

/** Working days in `(from, to]`; 0 where `to` isn't later. */
export function workingDaysBetween(calendar: Calendar, from: Day, to: Day): number {
  let count = 0;
  for (let number = numberOf(from) + 1; number <= numberOf(to); number++) if (isWorkingNumber(calendar, number)) count++;
  return count;
}

/** Milliseconds of `[from, to)` inside office hours; 0 where `to` isn't later. Costs a step a day, none a minute. */
export function workingMs(calendar: Calendar, from: Date, to: Date): number {
  const start = from.getTime() + WIT_MS;
  const end = to.getTime() + WIT_MS;
  let sum = 0;
  for (let number = Math.floor(start / DAY_MS); number * DAY_MS < end; number++) {
    if (!isWorkingNumber(calendar, number)) continue;
    for (const [opens, closes] of calendar.hours[weekdayOf(number)]!) {
      const a = Math.max(start, number * DAY_MS + opens * MINUTE_MS);
      const b = Math.min(end, number * DAY_MS + closes * MINUTE_MS);
      if (b > a) sum += b - a;
    }
  }
  return sum;
}

/** The instant at which `ms` of working time after `from` have passed; `from` itself for 0. */
export function addWorkingMs(calendar: Calendar, from: Date, ms: number): Date {
  if (ms <= 0) return from;
  const start = from.getTime() + WIT_MS;
  let left = ms;
  for (let number = Math.floor(start / DAY_MS); ; number++) {
    if (!isWorkingNumber(calendar, number)) continue;
    for (const [opens, closes] of calendar.hours[weekdayOf(number)]!) {
      const a = Math.max(start, number * DAY_MS + opens * MINUTE_MS);
      const b = number * DAY_MS + closes * MINUTE_MS;
      if (b <= a) continue;
      if (left <= b - a) return new Date(a + left - WIT_MS);
      left -= b - a;
    }
  }
}

/** Working time of one day. */
export const workingMsOfDay = (calendar: Calendar, day: Day): number => workingMs(calendar, startOfDay(day), midnightAfter(day));

/** due(t, n): the last millisecond of the n-th working day after the day of `at` (services.md § 6). */
export const due = (calendar: Calendar, at: Date, days: number): Date => endOfDay(addWorkingDays(calendar, dayOf(at), days));
