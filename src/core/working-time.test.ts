import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import {
  addWorkingDays,
  addWorkingMs,
  dayOf,
  due,
  endOfDay,
  makeCalendar,
  startOfDay,
  workingDaysBetween,
  workingMs,
  type Day,
} from './working-time.ts';

interface Vector {
  readonly id: string;
  readonly input: {
    readonly year?: number;
    readonly add_working_days?: number;
    readonly day_zero?: Day;
    readonly received_at?: string;
    readonly holidays_known_as_of?: Day;
    readonly extra_holidays?: readonly { readonly date: Day }[];
  };
  readonly expect: { readonly working_days?: number; readonly due?: Day; readonly day_zero?: Day };
}
const vectors = (JSON.parse(readFileSync('test/vectors/vectors.json', 'utf8')) as { working_days: Vector[] }).working_days;
const rows = Papa.parse<{ date: Day; declared_on: string; stops_clock: string }>(readFileSync('db/reference/holidays.csv', 'utf8'), {
  header: true,
  skipEmptyLines: true,
}).data;
const holidays = (asOf = '9999-12-31'): Day[] =>
  rows.filter((row) => row.stops_clock === 'yes' && !(row.declared_on > asOf)).map((row) => row.date);
const mimika = makeCalendar(holidays());

describe('reference vectors', () => {
  test.each(vectors)('$id', ({ input, expect: expected }) => {
    const calendar = makeCalendar([...holidays(input.holidays_known_as_of), ...(input.extra_holidays ?? []).map((day) => day.date)]);
    if (input.year) {
      expect(workingDaysBetween(calendar, `${input.year - 1}-12-31`, `${input.year}-12-31`)).toBe(expected.working_days);
      return;
    }
    const zero = input.day_zero ?? dayOf(new Date(input.received_at!));
    if (expected.day_zero) expect(zero).toBe(expected.day_zero);
    expect(addWorkingDays(calendar, zero, input.add_working_days!)).toBe(expected.due);
  });
});

test('Sunday 23:30 UTC is Monday 08:30 WIT', () => {
  expect(dayOf(new Date('2026-11-22T23:30:00Z'))).toBe('2026-11-23');
});

test('the Friday break: 11:00 to 13:30 is 60 working minutes', () => {
  const friday = (clock: string) => new Date(`2026-11-20T${clock}:00+09:00`);
  expect(workingMs(mimika, friday('11:00'), friday('13:30'))).toBe(60 * 60_000);
});

test('filing a second before and at midnight differ by one day 0', () => {
  expect(due(mimika, new Date('2026-11-23T23:59:59+09:00'), 1)).toEqual(endOfDay('2026-11-24'));
  expect(due(mimika, new Date('2026-11-24T00:00:00+09:00'), 1)).toEqual(endOfDay('2026-11-25'));
});

const instant = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const day = instant.map((at) => dayOf(at));

test('a then b working days are a + b', () => {
  fc.assert(
    fc.property(day, fc.nat(40), fc.nat(40), (from, a, b) => {
      expect(addWorkingDays(mimika, addWorkingDays(mimika, from, a), b)).toBe(addWorkingDays(mimika, from, a + b));
    }),
  );
});

test('a holiday only delays', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 30 }), fc.array(day, { maxLength: 20 }), (from, count, more) => {
      const withMore = makeCalendar([...mimika.holidays, ...more]);
      expect(addWorkingDays(withMore, from, count) >= addWorkingDays(mimika, from, count)).toBe(true);
    }),
  );
});

test('working time adds up over any cut, and addWorkingMs is its inverse', () => {
  fc.assert(
    fc.property(fc.array(instant, { minLength: 3, maxLength: 3 }), fc.nat(50 * 3_600_000), (instants, ms) => {
      const [a, b, c] = instants.toSorted((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
      expect(workingMs(mimika, a, b) + workingMs(mimika, b, c)).toBe(workingMs(mimika, a, c));
      expect(workingMs(mimika, a, addWorkingMs(mimika, a, ms))).toBe(ms);
    }),
  );
});

test('a day has its start and its end', () => {
  expect(dayOf(startOfDay('2026-11-24'))).toBe('2026-11-24');
  expect(dayOf(endOfDay('2026-11-24'))).toBe('2026-11-24');
});
