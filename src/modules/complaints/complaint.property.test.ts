import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeCalendar } from '#core/working-time.ts';
import { bodies, ScriptedReport, wit } from '#test/scripted-report.ts';
import { fold, holderOf, openSteps, refuse, rolesOf, type Performer } from './complaint.ts';
import type { ComplaintEventBody } from './events.ts';
import { ledger, totals } from './ledger.ts';
import { arcsFrom, checkLifecycle, findArc, roles, type Lifecycle, type Role } from './lifecycle.ts';
import { lifecycle } from './rules.ts';

/** A walk through the table: numbers pick the next arc and how long it took. */
const walk = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9 * 24 * 3600_000 })), { maxLength: 25 });
const run = (picks: readonly (readonly [number, number])[]): ScriptedReport => {
  const report = new ScriptedReport('2026-11-02 09:00', makeCalendar(['2026-12-25']));
  let at = wit('2026-11-02 09:00').getTime();
  for (const [pick, ms] of picks) {
    const open = arcsFrom(lifecycle, report.state.state);
    at += ms;
    const event = open[pick % open.length]!.event as ComplaintEventBody['type'];
    report.add(new Date(at), event, {}, `person-${pick % 5}`);
  }
  return report;
};

test('running, paused and outside time add up to the whole, to the millisecond', () => {
  fc.assert(
    fc.property(walk, fc.integer({ min: 0, max: 10 ** 9 }), (picks, later) => {
      const report = run(picks);
      const now = new Date(report.log.at(-1)!.at.getTime() + later);
      const rows = ledger(lifecycle, report.log, now, 'diskominfo');
      const sum = rows.reduce((all, row) => all + row.ms, 0);
      // time after an end belongs to nobody, unless it was opened again
      let open = 0;
      for (const [index, event] of report.log.entries())
        if (!fold(lifecycle, report.log.slice(0, index + 1)).endedAt)
          open += (report.log[index + 1]?.at ?? now).getTime() - event.at.getTime();
      expect(sum).toBe(open);
      expect(totals(rows).reduce((all, row) => all + row.ms, 0)).toBe(sum);
      for (const [index, row] of rows.entries())
        if (index > 0) expect(row.from.getTime()).toBeGreaterThanOrEqual(rows[index - 1]!.to.getTime());
    }),
  );
});

test('exactly one is waited for while it is open; nobody once it ended, and then with a reason', () => {
  fc.assert(
    fc.property(walk, (picks) => {
      const { state } = run(picks);
      const holder = holderOf(lifecycle, state, 'diskominfo');
      if (state.endedAt) expect([holder.kind, state.ending]).toEqual(['nobody', expect.any(String)]);
      else expect(holder.kind).not.toBe('nobody');
      expect(lifecycle.states[state.state]!.ended).toBe(state.endedAt !== null);
    }),
  );
});

test('from every end the reporter reaches a person by one act', () => {
  for (const [name, state] of Object.entries(lifecycle.states)) {
    if (!state.ended) continue;
    const acts = arcsFrom(lifecycle, name).filter((arc) => arc.by.includes('reporter'));
    expect(acts.length, name).toBeGreaterThan(0);
    for (const arc of acts) expect(['liaison', 'superior']).toContain(lifecycle.states[arc.to]!.holder);
  }
});

const performer = (person: string, held: Readonly<Record<string, readonly string[]>>, more: Partial<Performer> = {}): Performer => ({
  person,
  isReporter: false,
  isSystem: false,
  isLeader: false,
  holds: (agency, role) => held[agency]?.includes(role) ?? false,
  agenciesWith: (role) => Object.keys(held).filter((agency) => held[agency]!.includes(role)),
  ...more,
});

test('whoever worked on it, or belongs to an agency that did, never checks its proof', () => {
  const report = new ScriptedReport('2026-11-02 09:00')
    .add('2026-11-02 10:00', 'verified', {}, 'lo-1')
    .add('2026-11-02 11:00', 'routed', { supporting: ['bpbd'] }, 'lo-1')
    .add('2026-11-03 09:00', 'accepted', {}, 'pic-1')
    .add('2026-11-04 09:00', 'submitted', {}, 'pic-1');
  const may = (who: Performer, accused: string | null = null) => rolesOf(report.state, who, accused).has('verifier');
  expect(may(performer('v', { 'distrik-mimika-baru': ['verifikator'] }))).toBe(true);
  expect(may(performer('lo-2', { diskominfo: ['lo'] }))).toBe(true);
  expect(may(performer('lo-1', { diskominfo: ['lo'] }))).toBe(false);
  expect(may(performer('v', { dpupr: ['verifikator'] }))).toBe(false);
  expect(may(performer('v', { bpbd: ['verifikator'] }))).toBe(false);
  expect(may(performer('pic-1', { 'distrik-mimika-baru': ['verifikator'], dpupr: ['pic_staf'] }))).toBe(false);
  expect(may(performer('v', { 'distrik-mimika-baru': ['verifikator'] }), 'distrik-mimika-baru')).toBe(false);
});

test('the agency reported is nobody to the case', () => {
  const report = new ScriptedReport('2026-11-02 09:00')
    .add('2026-11-02 10:00', 'verified')
    .add('2026-11-02 11:00', 'routed', { lead: 'dpupr' });
  expect([...rolesOf(report.state, performer('p', { dpupr: ['pic_kepala', 'pic_staf', 'lo', 'verifikator'] }), 'dpupr')]).toEqual([]);
});

test('the second contest goes to the leaders; an answerer never judges the contest of their own answer', () => {
  const contested = new ScriptedReport('2026-11-02 09:00')
    .add('2026-11-02 10:00', 'verified', {}, 'lo')
    .add('2026-11-02 11:00', 'routed', {}, 'lo')
    .add('2026-11-03 09:00', 'accepted', {}, 'staff')
    .add('2026-11-04 09:00', 'submitted', {}, 'staff')
    .add('2026-11-05 09:00', 'proof_accepted', {}, 'v')
    .add('2026-11-06 09:00', 'contested', {}, null);
  const head = performer('head', { dpupr: ['pic_kepala'] });
  expect(rolesOf(contested.state, head, null).has('superior')).toBe(true);
  contested.add('2026-11-06 10:00', 'upheld', {}, 'head').add('2026-11-07 09:00', 'contested', { level: 2 }, null);
  expect(rolesOf(contested.state, head, null).has('superior')).toBe(false);
  expect(rolesOf(contested.state, performer('sekda', {}, { isLeader: true }), null).has('superior')).toBe(true);
});

test('a refused step is one the table does not open; an opened one is never refused', () => {
  fc.assert(
    fc.property(walk, fc.subarray([...roles]), fc.constantFrom(...Object.keys(bodies)), (picks, some, event) => {
      const { state } = run(picks);
      const held = new Set<Role>(some);
      expect(refuse(lifecycle, state, event, held) === undefined).toBe(findArc(lifecycle, state.state, event, held) !== undefined);
      expect(openSteps(lifecycle, state, held).has(event)).toBe(refuse(lifecycle, state, event, held) === undefined);
    }),
  );
});

test('the table in force is sound, and the check finds what is broken', () => {
  expect(checkLifecycle(lifecycle)).toEqual([]);
  const broken = (change: (table: Lifecycle) => void): string[] => {
    const copy = structuredClone(lifecycle);
    change(copy);
    return checkLifecycle(copy);
  };
  expect(broken((table) => table.arcs.push({ event: 'lost', from: ['diproses'], to: 'nirvana', by: ['liaison'] }))).toContain(
    'lost: no state nirvana',
  );
  expect(
    broken((table) => void (table.arcs = table.arcs.filter((arc) => !(arc.event === 'contested' || arc.event === 'reopened')))),
  ).toContain('selesai: the reporter reaches nobody from here');
  expect(broken((table) => table.arcs.push({ event: 'verified', from: ['diterima'], to: 'selesai', by: ['liaison'] }))).toContain(
    'verified: twice from diterima for liaison',
  );
  expect(broken((table) => void (table.states['diproses']!.holder = 'nobody'))).toContain('diproses: nobody is waited for');
});

test('silence after an explanation ends as explained; after field work as looked at by another unit', () => {
  const ended = (fieldWork: boolean) =>
    new ScriptedReport('2026-11-02 09:00')
      .add('2026-11-03 09:00', 'verified')
      .add('2026-11-03 10:00', 'routed')
      .add('2026-11-03 11:00', 'accepted')
      .add('2026-11-06 11:00', 'submitted', { field_work: fieldWork })
      .add('2026-11-09 11:00', 'proof_accepted')
      .add('2026-11-24 00:00', 'window_lapsed').state.ending;
  expect([ended(false), ended(true)]).toEqual(['no_field_work', 'checked_reporter_silent']);
});
