import { expect, test } from 'vitest';
import { adviseDay, bestTimes, halfHourOf, openOnAverage, startsAt, weekdayOf } from './planning.ts';

test('half hours are those of Jayapura', () => {
  expect(halfHourOf(new Date('2026-11-24T00:10:00Z'))).toBe(18);
  expect(halfHourOf(new Date('2026-11-23T15:00:00Z'))).toBe(0);
  expect(halfHourOf(new Date('2026-11-23T14:59:59Z'))).toBe(47);
  expect([startsAt(18), startsAt(19), weekdayOf('2026-11-24')]).toEqual(['09.00', '09.30', 2]);
});

test('medians by weekday and half hour; few are left out', () => {
  const waits = [1, 2, 3, 4, 5].map((m) => ({ day: '2026-11-24', half: 18, ms: m * 60_000 }));
  expect(bestTimes([...waits, { day: '2026-11-25', half: 18, ms: 0 }], 5)).toEqual([{ weekday: 2, half: 18, n: 5, p50: 3, p90: 5 }]);
  expect(bestTimes(waits, 6)).toEqual([]);
});

test('lokets open on average: a break counts for nothing, one still open counts until now', () => {
  const from = Date.parse('2026-11-23T15:00:00Z');
  const at = (half: number, minute = 0): number => from + half * 1_800_000 + minute * 60_000;
  const open = openOnAverage(
    [
      { loket: 'a', at: at(18), isOpen: true },
      { loket: 'b', at: at(18, 15), isOpen: true },
      { loket: 'a', at: at(19), isOpen: false },
      { loket: 'a', at: at(19, 15), isOpen: true },
      { loket: 'a', at: at(20), isOpen: false },
    ],
    from,
    at(20, 15),
  );
  expect(open.slice(17, 22)).toEqual([0, 1.5, 1.5, 0.5, 0]);
});

test('advice of the worked example: 24 an hour and nine minutes need five; nothing measured, nothing advised', () => {
  const arrivals = Array.from({ length: 48 }, (_, half) => (half === 18 ? 96 : 0));
  expect(adviseDay(arrivals, 8, 9, 15, 0.9)).toEqual([{ half: 18, perHour: 24, lokets: 5, p90: 9.1 }]);
  expect(adviseDay(arrivals, 8, undefined, 15, 0.9)).toEqual([]);
  expect(adviseDay(arrivals, 0, 9, 15, 0.9)).toEqual([]);
});
