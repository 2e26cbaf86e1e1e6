import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { endOfDay, makeCalendar, type Day } from '#core/working-time.ts';
import { answered, claim, decided, definitionOf, people, returned, ScriptedCase, wit } from '#test/scripted-case.ts';
import { clock } from './clock.ts';
import { fold } from './engine.ts';
import { ledger, perTask, sharesByAgency, split, type LedgerRow } from './ledger.ts';

/** The worked examples of the design, to the minute. */

const MINUTE = 60_000;
const holidays = Papa.parse<{ date: Day; stops_clock: string }>(readFileSync('db/reference/holidays.csv', 'utf8'), {
  header: true,
  skipEmptyLines: true,
})
  .data.filter((row) => row.stops_clock === 'yes')
  .map((row) => row.date);
const mimika = makeCalendar(holidays);
const minutes = (rows: readonly LedgerRow[]) => rows.map((row) => [row.wallMs / MINUTE, row.workingMs / MINUTE]);
const sum = (rows: readonly LedgerRow[], of: 'wallMs' | 'workingMs') => rows.reduce((total, row) => total + row[of], 0) / MINUTE;
const clockAt = (at: string | Date, item: ScriptedCase) =>
  clock(item.def, item.calendar, item.state, typeof at === 'string' ? wit(at) : at);

describe('example A: a nurse in Hoya, August 2026', () => {
  const item = new ScriptedCase({ calendar: mimika })
    .submit('2026-08-20 14:00')
    .do('2026-08-21 08:15', people.verifier, claim('kelengkapan'))
    .do('2026-08-21 09:00', people.verifier, returned('kelengkapan', 'kurang', 'no_str'))
    .do('2026-08-22 19:20', people.applicant, answered('no_str'))
    .do('2026-08-24 09:10', people.verifier, decided('kelengkapan', 'lengkap'))
    .do('2026-08-26 08:00', people.tester, claim('teknis'))
    .do('2026-08-26 10:30', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))
    .do('2026-08-26 13:00', people.tester, decided('teknis', 'memenuhi'))
    .do('2026-08-27 08:40', people.head, claim('putusan'))
    .do('2026-08-27 09:00', people.head, decided('putusan', 'terbit'));
  const rows = ledger(item.def, mimika, item.log, wit('2026-12-31 00:00'));

  test('nine rows, wall and working minutes', () => {
    expect(minutes(rows)).toEqual([
      [1095, 135],
      [45, 45],
      [2060, 300],
      [2270, 100],
      [2810, 410],
      [150, 150],
      [150, 150],
      [1180, 220],
      [20, 20],
    ]);
    expect([sum(rows, 'wallMs'), sum(rows, 'workingMs')]).toEqual([9780, 1530]);
  });
  test('holders and clock of each row', () => {
    expect(rows.map((row) => row.holders.map((holder) => ('agency' in holder ? `${holder.agency} ${holder.kind}` : holder.kind)))).toEqual([
      ['dpmptsp pool'],
      ['dpmptsp officer'],
      ['applicant'],
      ['dpmptsp officer'],
      ['dinkes pool', 'pkm-hoya pool'],
      ['dinkes officer', 'pkm-hoya pool'],
      ['dinkes officer'],
      ['dpmptsp pool'],
      ['dpmptsp officer'],
    ]);
    expect(rows.map((row) => row.clock)).toEqual([...Array(4).fill('not_started'), ...Array(5).fill('running')]);
  });
  test('shares by agency', () => {
    const shares = sharesByAgency(rows).map(({ key, workingMs, wallMs }) => [key, workingMs / MINUTE, wallMs / MINUTE]);
    expect(shares).toEqual([
      ['pool:dpmptsp', 520, 4610],
      ['pool:dinkes', 430, 1630],
      ['applicant', 300, 2060],
      ['pool:pkm-hoya', 280, 1480],
    ]);
  });
  test('the clock: signed on day 2, one day used, due Tuesday 1 September', () => {
    expect(clockAt('2026-12-31 00:00', item)).toMatchObject({ state: 'ended', used: 1, total: 5 });
    const beforeSigning = fold(item.def, item.log.slice(0, -2));
    expect(clock(item.def, mimika, beforeSigning, wit('2026-08-27 08:59')).dueAt).toEqual(endOfDay('2026-09-01'));
  });
  test('pick-up and work time of each task', () => {
    const times = perTask(item.def, mimika, item.log, wit('2026-12-31 00:00'));
    expect(times.map(({ task, pickUpMs, workMs }) => [task, pickUpMs / MINUTE, workMs / MINUTE])).toEqual([
      ['kelengkapan', 135, 145],
      ['teknis', 410, 300],
      ['konfirmasi-puskesmas', 560, 0],
      ['putusan', 220, 20],
    ]);
  });
});

describe('example B: seven working days, May 2026', () => {
  const base = definitionOf('sip-perawat');
  const def = { ...base, clock: { ...base.clock, legal: 7 } };
  const calendar = makeCalendar(['2026-05-14', '2026-05-15', '2026-05-27', '2026-05-28', '2026-06-01']);
  const start = () =>
    new ScriptedCase({ def, calendar })
      .submit('2026-05-11 08:00')
      .do('2026-05-11 10:00', people.verifier, decided('kelengkapan', 'lengkap'))
      .do('2026-05-12 09:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'));
  const item = start()
    .do('2026-05-12 14:00', people.tester, returned('teknis', 'klarifikasi', 'no_str'))
    .do('2026-05-19 10:00', people.applicant, answered('no_str'))
    .until(wit('2026-06-10 00:00'));
  const rows = ledger(def, calendar, item.log, wit('2026-06-10 00:00'));
  const of = (state: string, from: string) => rows.filter((row) => row.clock === state && row.from >= wit(from));

  test('stopped and running minutes', () => {
    const stopped = of('stopped', '2026-05-01 00:00');
    expect([sum(stopped, 'wallMs'), sum(stopped, 'workingMs')]).toEqual([9840, 1200]);
    const before = rows.filter((row) => row.clock === 'running' && row.to <= wit('2026-05-12 14:00'));
    expect(sum(before, 'workingMs')).toBe(720);
    expect(sum(of('running', '2026-05-19 10:00'), 'workingMs')).toBe(2640);
  });
  test('days that stood still all day do not count; nothing sets used back', () => {
    const open = item.log.filter((event) => event.at < wit('2026-05-26 00:00'));
    const at = (day: Day) =>
      clock(
        def,
        calendar,
        fold(
          def,
          open.filter((event) => event.at <= endOfDay(day)),
        ),
        endOfDay(day),
      ).used;
    const days: Day[] = ['2026-05-11', '2026-05-12', '2026-05-13', '2026-05-18', '2026-05-19', '2026-05-25', '2026-05-26'];
    expect(days.map(at)).toEqual([0, 1, 1, 1, 2, 6, 7]);
  });
  test('due Friday 22 without the return, Tuesday 26 with it', () => {
    expect(clockAt('2026-05-12 13:00', start()).dueAt).toEqual(endOfDay('2026-05-22'));
    expect(item.find('expired')?.at).toEqual(endOfDay('2026-05-26'));
  });
  test('while it stands still there is no due day', () => {
    const stopped = start().do('2026-05-12 14:00', people.tester, returned('teknis', 'klarifikasi', 'no_str'));
    expect(clockAt('2026-05-13 12:00', stopped)).toEqual({ state: 'stopped', used: 1, total: 7, dueAt: null });
  });
});

test('example C: all silent', () => {
  const item = new ScriptedCase({ calendar: mimika }).submit('2026-08-28 15:40').until(wit('2026-10-01 00:00'));
  const complete = item.log.find((event) => event.type === 'task_decided' && event.task === 'kelengkapan');
  expect(complete).toMatchObject({ at: endOfDay('2026-08-31'), by_silence: true, actor: null });
  expect(item.find('expired')).toMatchObject({ effect: 'deemed', at: endOfDay('2026-09-07') });
  expect(item.find('ended')).toMatchObject({ end: 'granted', at: endOfDay('2026-09-07') });
});

test('revision: 18 August 2025 became a holiday; the due day moves, past silence stands', () => {
  const base = definitionOf('sip-perawat');
  const def = { ...base, clock: { ...base.clock, legal: 3 } };
  const before = makeCalendar(holidays.filter((day) => day !== '2025-08-18'));
  const item = new ScriptedCase({ def, calendar: before })
    .submit('2025-08-15 08:00')
    .do('2025-08-15 09:00', people.verifier, decided('kelengkapan', 'lengkap'));
  expect(clockAt('2025-08-15 10:00', item).dueAt).toEqual(endOfDay('2025-08-20'));
  item.calendar = mimika;
  expect(clockAt('2025-08-15 10:00', item).dueAt).toEqual(endOfDay('2025-08-21'));

  const silent = new ScriptedCase({ calendar: before }).submit('2025-08-15 08:00').until(wit('2025-08-19 08:00'));
  expect(silent.state.clockStartedAt).toEqual(endOfDay('2025-08-18'));
  silent.calendar = mimika;
  silent.append([{ type: 'calendar_revised', ref: 'skb-933-2025', at: wit('2025-08-19 08:00') }], null);
  silent.until(wit('2025-08-19 09:00'));
  expect(silent.state.clockStartedAt).toEqual(endOfDay('2025-08-18'));
  expect(silent.types.filter((type) => type === 'task_decided kelengkapan')).toHaveLength(1);
});

test('three holders over an odd number of milliseconds sum exactly, the remainder in the order of their keys', () => {
  expect([...split(100, ['c', 'a', 'b'])]).toEqual([
    ['a', 34],
    ['b', 33],
    ['c', 33],
  ]);
});

test('a stop from 15:29 to 07:31 gains no day', () => {
  const item = new ScriptedCase()
    .submit('2026-08-03 08:00')
    .do('2026-08-03 09:00', people.verifier, decided('kelengkapan', 'lengkap'))
    .do('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'));
  const due = clockAt('2026-08-03 11:00', item).dueAt;
  item
    .do('2026-08-04 15:29', people.tester, returned('teknis', 'klarifikasi', 'no_str'))
    .do('2026-08-05 07:31', people.applicant, answered('no_str'));
  expect(clockAt('2026-08-05 08:00', item)).toMatchObject({ state: 'running', used: 1, dueAt: due });
});

test('a return while another agency still works does not stop the clock', () => {
  const item = new ScriptedCase()
    .submit('2026-08-03 08:00')
    .do('2026-08-03 09:00', people.verifier, decided('kelengkapan', 'lengkap'))
    .do('2026-08-03 10:00', people.tester, returned('teknis', 'klarifikasi', 'no_str'));
  expect(clockAt('2026-08-03 11:00', item).state).toBe('running');
  item.do('2026-08-03 12:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'));
  expect(clockAt('2026-08-03 13:00', item).state).toBe('stopped');
});

test('an outage is external time and the clock runs', () => {
  const item = new ScriptedCase().submit('2026-08-03 08:00').do('2026-08-03 09:00', people.verifier, decided('kelengkapan', 'lengkap'));
  item.append([{ type: 'asked', request: 'r1', system: 'nakes.str@1', result: null, at: wit('2026-08-03 10:00') }], null);
  item.do('2026-08-03 10:30', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'));
  item.do('2026-08-03 11:00', people.tester, returned('teknis', 'klarifikasi', 'no_str'));
  expect(clockAt('2026-08-03 12:00', item).state).toBe('running');
  const last = ledger(item.def, item.calendar, item.log, wit('2026-08-03 12:00')).at(-1);
  expect(last).toMatchObject({ cause: 'outage', holders: [{ kind: 'external', system: 'nakes.str@1' }, { kind: 'applicant' }] });
  item.append([{ type: 'replied', request: 'r1', system: 'nakes.str@1', result: 'found', at: wit('2026-08-03 13:00') }], null);
  expect(clockAt('2026-08-03 13:30', item).state).toBe('stopped');
});
