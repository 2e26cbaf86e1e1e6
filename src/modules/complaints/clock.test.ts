import { expect, test } from 'vitest';
import { makeCalendar } from '#core/working-time.ts';
import { ScriptedReport } from '#test/scripted-report.ts';
import { earliest, isRed } from './clock.ts';

// Monday 2 November 2026; no holidays unless named.
const RECEIVED = '2026-11-02 09:00';
const routed = () => new ScriptedReport(RECEIVED).add('2026-11-03 10:00', 'verified').add('2026-11-03 11:00', 'routed');

test('three working days to verify, the day of receipt not counted', () => {
  const report = new ScriptedReport('2026-11-06 23:30'); // Friday, late
  expect(report.clock('verifikasi', '2026-11-07 09:00')).toMatchObject({ from: '2026-11-06', due: '2026-11-11', state: 'running' });
  expect(report.clock('verifikasi', '2026-11-11 23:59')!.state).toBe('running');
  expect(report.clock('verifikasi', '2026-11-12 00:00')!.state).toBe('late');
});

test('an hour after midnight in Timika is a day later, whatever UTC says', () => {
  // 23.30 UTC on Sunday is 08.30 WIT on Monday
  const report = new ScriptedReport('2026-11-02 08:30');
  expect(report.log[0]!.at.toISOString()).toBe('2026-11-01T23:30:00.000Z');
  expect(report.clock('verifikasi', '2026-11-02 09:00')!.from).toBe('2026-11-02');
});

test('red after five calendar days without a substantive word; taking the report does not turn it off', () => {
  const report = routed().add('2026-11-04 08:00', 'accepted');
  expect(report.clock('merah-lima-hari', '2026-11-04 09:00')).toMatchObject({
    from: '2026-11-03',
    due: '2026-11-08',
    unit: 'calendar_day',
  });
  expect(isRed(report.clocks('2026-11-08 23:59'))).toBe(false);
  expect(isRed(report.clocks('2026-11-09 00:00'))).toBe(true);
  report.add('2026-11-09 08:00', 'followed_up');
  expect(isRed(report.clocks('2026-11-09 09:00'))).toBe(false);
  expect(report.clock('merah-lima-hari', '2026-11-09 09:00')!.state).toBe('missed');
});

test('a late liaison officer eats own time: a report stuck there turns red too', () => {
  const stuck = new ScriptedReport(RECEIVED);
  // third working day is Thursday 5; five days from there
  expect(stuck.clock('merah-lima-hari', '2026-11-05 12:00')).toBeUndefined();
  expect(isRed(stuck.clocks('2026-11-10 23:59'))).toBe(false);
  expect(isRed(stuck.clocks('2026-11-11 00:00'))).toBe(true);
  stuck.add('2026-11-12 09:00', 'verified').add('2026-11-12 09:30', 'routed');
  expect(stuck.clock('kelas-tidak-berkadar', '2026-11-12 10:00')).toMatchObject({ from: '2026-11-05', due: '2026-11-25' });
});

test('class deadline by class; the earliest clock is named', () => {
  const report = routed();
  const list = report.clocks('2026-11-04 09:00');
  expect(list.find((clock) => clock.id === 'kelas-tidak-berkadar')).toMatchObject({ from: '2026-11-03', due: '2026-11-23' });
  expect(earliest(list)!.id).toBe('merah-lima-hari');
  const serious = new ScriptedReport(RECEIVED)
    .add('2026-11-03 10:00', 'verified', { classification: 'pengaduan_berkadar' })
    .add('2026-11-03 11:00', 'routed', { lead: 'inspektorat' })
    .add('2026-11-04 11:00', 'accepted')
    .add('2026-11-04 12:00', 'followed_up');
  const both = serious.clocks('2026-11-05 09:00');
  // sixty calendar days come before sixty working days
  expect(earliest(both)!.id).toBe('uu25-putusan');
  expect(both.find((clock) => clock.id === 'uu25-putusan')!.due).toBe('2027-01-02');
  expect(both.find((clock) => clock.id === 'kelas-berkadar')!.due > '2027-01-02').toBe(true);
});

test('a day is left out only where the clock stood still all of it', () => {
  const report = routed().add('2026-11-04 08:00', 'accepted').add('2026-11-04 09:00', 'asked').add('2026-11-06 10:00', 'question_answered');
  // only Thursday 5 stood still from 00.00 to 24.00
  expect(report.clock('kelas-tidak-berkadar', '2026-11-06 11:00')!.due).toBe('2026-11-24');
  const sameDay = routed()
    .add('2026-11-04 08:00', 'accepted')
    .add('2026-11-04 09:00', 'asked')
    .add('2026-11-05 10:00', 'question_answered');
  expect(sameDay.clock('kelas-tidak-berkadar', '2026-11-06 11:00')!.due).toBe('2026-11-23');
});

test('while the reporter is asked the clock is paused, and the reporter has ten working days', () => {
  const report = new ScriptedReport(RECEIVED).add('2026-11-02 10:00', 'asked');
  expect(report.clock('verifikasi', '2026-11-04 09:00')).toMatchObject({ state: 'paused', due: '2026-11-06' });
  expect(report.clock('tunggu-pelapor', '2026-11-04 09:00')).toMatchObject({ due: '2026-11-16', binds: false });
});

test('a contest has a clock of its own: nothing is overdue at once', () => {
  const report = routed()
    .add('2026-11-04 08:00', 'accepted')
    .add('2026-11-20 09:00', 'submitted')
    .add('2026-11-23 09:00', 'proof_accepted')
    .add('2026-12-02 09:00', 'contested');
  const list = report.clocks('2026-12-02 10:00');
  expect(list.filter((clock) => clock.state === 'late')).toEqual([]);
  expect(list.findLast((clock) => clock.id === 'bantahan')).toMatchObject({ from: '2026-12-02', due: '2026-12-09', state: 'running' });
  expect(list.find((clock) => clock.id === 'kelas-tidak-berkadar')!.state).toBe('met');
});

test('reopened by a leader: a clock of its own, not the old one overdue', () => {
  const report = routed()
    .add('2026-11-04 08:00', 'accepted')
    .add('2026-11-05 09:00', 'submitted')
    .add('2026-11-06 09:00', 'proof_accepted')
    .add('2026-11-07 09:00', 'agreed')
    .add('2027-02-01 09:00', 'reopened');
  const list = report.clocks('2027-02-01 10:00');
  expect(list.filter((clock) => clock.state === 'late')).toEqual([]);
  expect(isRed(report.clocks('2027-02-07 10:00'))).toBe(true);
});

test('a wait for budget is an answer, not an end: no class clock runs, the confirmation does', () => {
  const report = routed().add('2026-11-04 08:00', 'accepted').add('2026-11-05 09:00', 'budget_planned');
  const list = report.clocks('2027-01-20 09:00');
  expect(list.find((clock) => clock.id === 'kelas-tidak-berkadar')!.state).toBe('met');
  expect(list.find((clock) => clock.id === 'konfirmasi-anggaran')).toMatchObject({ due: '2026-11-12', state: 'late' });
  expect(report.state.endedAt).toBeNull();
});

test('a late holiday moves working-day clocks and no calendar clock', () => {
  const report = routed();
  const before = report.clocks('2026-11-04 09:00');
  report.calendar = makeCalendar(['2026-11-10']);
  const after = report.clocks('2026-11-04 09:00');
  const due = (list: typeof before, id: string) => list.find((clock) => clock.id === id)!.due;
  expect([due(before, 'kelas-tidak-berkadar'), due(after, 'kelas-tidak-berkadar')]).toEqual(['2026-11-23', '2026-11-24']);
  expect(due(after, 'uu25-putusan')).toBe(due(before, 'uu25-putusan'));
  expect(due(after, 'merah-lima-hari')).toBe(due(before, 'merah-lima-hari'));
});

test('an extension is not a pause: a new date, the old one kept', () => {
  const report = routed()
    .add('2026-11-04 08:00', 'accepted')
    .add('2026-11-05 09:00', 'followed_up')
    .add('2026-11-20 09:00', 'extended', { until: '2026-12-04', before: '2026-11-23' });
  expect(report.clock('kelas-tidak-berkadar', '2026-11-25 09:00')).toMatchObject({
    due: '2026-12-04',
    before: '2026-11-23',
    state: 'running',
  });
});

test('a budget that came to nothing: red at once, with a class clock of its own', () => {
  const report = routed()
    .add('2026-11-04 08:00', 'accepted')
    .add('2026-11-05 09:00', 'budget_planned')
    .add('2027-03-02 00:00', 'budget_failed', { why: 'date_passed' });
  expect(isRed(report.clocks('2027-03-02 00:01'))).toBe(true);
  expect(report.clock('kelas-tidak-berkadar', '2027-03-02 09:00')).toMatchObject({ from: '2027-03-02', state: 'running' });
  report.add('2027-03-02 10:00', 'followed_up');
  expect(isRed(report.clocks('2027-03-02 11:00'))).toBe(false);
});

test('parted again, a report has its clocks back and owes none of the days it was merged', () => {
  const report = routed().add('2026-11-04 08:00', 'accepted').add('2026-11-04 09:00', 'merged');
  expect(earliest(report.clocks('2026-11-20 09:00'))).toBeUndefined();
  report.add('2026-11-20 10:00', 'unmerged');
  // five calendar days from the 3rd; the 5th to the 19th were another report's
  expect(report.clock('merah-lima-hari', '2026-11-20 11:00')).toMatchObject({ from: '2026-11-03', due: '2026-11-23', state: 'running' });
  expect(isRed(report.clocks('2026-11-24 00:00'))).toBe(true);
});

test('merged before anybody verified it and parted again: the liaison officer’s days run on', () => {
  const report = new ScriptedReport(RECEIVED).add('2026-11-02 10:00', 'merged').add('2026-11-02 11:00', 'unmerged');
  expect(report.clock('verifikasi', '2026-11-03 09:00')).toMatchObject({ due: '2026-11-05', state: 'running' });
});

test('an objection begins the liaison officer’s days and what follows anew, with nothing overdue at once', () => {
  const report = new ScriptedReport(RECEIVED).add('2026-11-03 10:00', 'archived').add('2026-11-16 10:00', 'objected');
  expect(report.clock('verifikasi', '2026-11-16 11:00')).toMatchObject({ from: '2026-11-16', due: '2026-11-19', state: 'running' });
  expect(report.clocks('2026-11-16 11:00').filter((clock) => clock.state === 'late')).toEqual([]);
  report.add('2026-11-17 09:00', 'verified').add('2026-11-17 10:00', 'routed');
  expect(report.clock('merah-lima-hari', '2026-11-17 11:00')).toMatchObject({ from: '2026-11-17', due: '2026-11-22', state: 'running' });
});
