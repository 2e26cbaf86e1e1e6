import { expect, test } from 'vitest';
import { dateTime, excerpt, fullDate, longDate, longDateTime, rupiah, shortDate, time, timeSpan, workingDays } from './format.ts';

const at = new Date('2026-11-22T23:30:00Z'); // Monday morning in Timika

test('days and times are those of Papua, whatever the machine', () => {
  expect(shortDate(at, 'id')).toBe('Senin 23 Nov');
  expect(shortDate(at, 'en')).toBe('Monday 23 Nov');
  expect(time(at, 'id')).toBe('08.30 WIT');
  expect(time(at, 'en')).toBe('08:30 WIT');
  expect(dateTime(at, 'id')).toBe('Senin 23 Nov, 08.30 WIT');
  expect(longDateTime(at, 'id')).toBe('23 November 2026, 08.30 WIT');
});

test('a day is that day', () => {
  expect(longDate('2025-11-24', 'id')).toBe('24 November 2025');
  expect(longDate('2025-08-01', 'id')).toBe('1 Agustus 2025');
  expect(longDate('2025-08-01', 'en')).toBe('1 August 2025');
  expect(fullDate('2025-11-24', 'id')).toBe('Senin, 24 November 2025');
});

test('midnight is 00, not 24', () => expect(time(new Date('2026-01-01T15:00:00Z'), 'id')).toBe('00.00 WIT'));

test('a span of time names its zone once', () => {
  const until = new Date('2026-11-22T23:45:00Z');
  expect(timeSpan(at, until, 'id')).toBe('08.30–08.45 WIT');
  expect(timeSpan(at, until, 'en')).toBe('08:30–08:45 WIT');
});

test('money and working days', () => {
  expect(rupiah(0)).toBe('Rp0');
  expect(rupiah(1_000_000)).toBe('Rp1.000.000');
  expect(workingDays(5, 'id')).toBe('5 hari kerja');
  expect(workingDays(1, 'en')).toBe('1 working day');
});

test('a long text is cut between words, never inside a mark', () => {
  expect(excerpt('Jembatan patah', 20)).toBe('Jembatan patah');
  expect(excerpt('Jembatan kayu patah', 13)).toBe('Jembatan kayu…');
  expect(excerpt('Jembatan kayu patah', 12)).toBe('Jembatan…');
  expect(excerpt('Hubungi saya di [nomor telepon] segera', 24)).toBe('Hubungi saya di…');
});
