import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, isWorkingDay, makeCalendar, startOfDay } from '#core/working-time.ts';
import { apportion, chanceOf, idOf } from './chance.ts';
import { city, habitsOf, innovationAt, isCutOff } from './city.ts';
import { citizenOf, citizensOf, daysOf, filingsOn, reportsOn, visitsOn, type Setting } from './plan.ts';

const calendar = makeCalendar(['2025-08-18', '2025-09-05', '2025-12-25', '2025-12-26']);
const places = Object.keys(city.people.distrik).map((code, index) => ({ code, kampung: [`${code}.2001`], people: 1000 + index * 500 }));
const setting = (seed: number, scale = 1): Setting => ({ city, calendar, seed, scale, places });
const aDay = fc.integer({ min: 0, max: 364 }).map((index) => daysOf('2025-07', 12)[index]!);

test('the same seed gives the same day, whatever was asked before; another seed gives another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), aDay, aDay, (seed, day, other) => {
      const [a, b] = [setting(seed, 0.2), setting(seed, 0.2)];
      const first = [visitsOn(a, day), reportsOn(a, day), filingsOn(a, day)];
      for (const on of [visitsOn, reportsOn, filingsOn]) on(b, other);
      expect([visitsOn(b, day), reportsOn(b, day), filingsOn(b, day)]).toEqual(first);
    }),
    { numRuns: 25 },
  );
  expect(visitsOn(setting(1), '2025-07-01')).not.toEqual(visitsOn(setting(2), '2025-07-01'));
});

test('the visits of a month are the published ones, all of them on working days and in opening hours', () => {
  for (const month of ['2025-07', '2025-08', '2025-12']) {
    const all = daysOf(month, 1).map((day) => ({ day, visits: visitsOn(setting(7), day) }));
    expect(all.reduce((sum, { visits }) => sum + visits.length, 0)).toBe(city.visits.byMonth[month] ?? city.visits.otherMonth);
    for (const { day, visits } of all) {
      expect(isWorkingDay(calendar, day) || visits.length === 0).toBe(true);
      const minutes = visits.map(({ at }) => (at.getTime() - startOfDay(day).getTime()) / 60_000);
      expect(minutes.every((minute) => minute >= 8 * 60 && minute < 15 * 60)).toBe(true);
      expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
    }
  }
});

test('a year has the numbers of the brief at scale 1, and ten times as many at scale 10', () => {
  const days = daysOf('2025-07', 12);
  expect(days).toHaveLength(365);
  const count = <T>(on: (setting: Setting, day: string) => readonly T[], of: Setting): number =>
    days.reduce((sum, day) => sum + on(of, day).length, 0);
  const one = setting(1);
  const visits = count(visitsOn, one);
  expect(visits).toBeGreaterThan(110_000);
  expect(visits).toBeLessThan(130_000);
  expect(count(filingsOn, one)).toBe(6000);
  const reports = count(reportsOn, one);
  expect(Math.abs(reports - 3000)).toBeLessThan(150);
  expect(Math.abs(count(reportsOn, setting(1, 10)) / reports - 10)).toBeLessThan(0.02);
});

test('roads and floods come first; a cut network swallows some reports and delays others until it is back', () => {
  const reports = daysOf('2025-07', 12).flatMap((day) => reportsOn(setting(3), day));
  const kept = reports.filter((report) => report !== undefined);
  const byCategory = Object.entries(Object.groupBy(kept, ({ category }) => category)).toSorted((a, b) => b[1]!.length - a[1]!.length);
  expect(byCategory.slice(0, 2).map(([category]) => category)).toEqual(['jalan-jembatan', 'banjir-drainase']);
  expect(reports.length).toBeGreaterThan(kept.length);
  for (const report of kept) {
    if (report.channel === 'web' || report.channel === 'whatsapp') expect(isCutOff(city, dayOf(report.at))).toBe(false);
    if (report.writtenAt) expect(report.writtenAt < report.at).toBe(true);
    expect(report.writtenAt !== undefined && report.channel !== 'offline' && report.channel !== 'counter').toBe(false);
  }
});

test('habits: one office is slow, one returns, one rests on Fridays; an innovation counts from its day, in its place alone', () => {
  const { usual } = city.habits;
  expect(habitsOf(city, 'pdam-mimika').pickupHours).toBeGreaterThan(2 * usual.pickupHours);
  expect(habitsOf(city, 'kesbangpol').returns).toBeGreaterThan(3 * usual.returns);
  expect(habitsOf(city, 'dlh').friday).toBe(false);
  expect(habitsOf(city, 'dinkes')).toEqual(usual);
  expect(innovationAt(city, 'banjir-drainase', '94.04.16.1001', '2025-11-30')).toBeUndefined();
  expect(innovationAt(city, 'banjir-drainase', '94.04.16.1001', '2025-12-01')?.helps).toBe(true);
  expect(innovationAt(city, 'jalan-jembatan', '94.04.09', '2026-01-01')?.helps).toBe(false);
  expect(innovationAt(city, 'jalan-jembatan', '94.04.16', '2026-01-01')).toBeUndefined();
});

test('parts of a whole sum to it, stay within one of their share, and a weight of zero gets nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 50_000 }),
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 }),
      (total, weights) => {
        const parts = apportion(total, weights);
        const sum = weights.reduce((all, weight) => all + weight, 0);
        expect(parts.reduce((all, part) => all + part, 0)).toBe(sum === 0 ? 0 : total);
        for (const [index, part] of parts.entries()) {
          if (weights[index] === 0) expect(part).toBe(0);
          else expect(Math.abs(part - (total * weights[index]!) / sum)).toBeLessThan(1);
        }
      },
    ),
  );
});

test('draws follow their weights; who is drawn twice is the same; ids are UUIDs of their name', () => {
  const chance = chanceOf(5, 'weights');
  const many = Array.from({ length: 20_000 }, () => chance.of({ a: 0.7, b: 0.3 }));
  expect(Math.abs(many.filter((one) => one === 'a').length / many.length - 0.7)).toBeLessThan(0.02);
  const times = Array.from({ length: 20_000 }, () => chance.around(30, 0.4)).toSorted((a, b) => a - b);
  expect(Math.abs(times[10_000]! / 30 - 1)).toBeLessThan(0.03);
  expect(citizenOf(setting(1), 12)).toEqual(citizenOf(setting(1), 12));
  expect(citizensOf(setting(1))).toBe(city.people.citizens);
  expect(idOf(1, 'report', 'x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(idOf(1, 'report', 'x')).not.toBe(idOf(2, 'report', 'x'));
});
