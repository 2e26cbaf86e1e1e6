import { describe, expect, test } from 'vitest';
import { endOfDay, makeCalendar } from '#core/working-time.ts';
import { answered, claim, decided, definitionOf, people, person, returned, ScriptedCase, wit } from '#test/scripted-case.ts';
import { clock } from './clock.ts';
import { nextOwed, type Performer } from './engine.ts';
import { holdersOf, ledger } from './ledger.ts';

/** Monday 3 August 2026 and the days after it; a calendar without holidays unless one is given. */
const filed = (options?: ConstructorParameters<typeof ScriptedCase>[0]) => new ScriptedCase(options).submit('2026-08-03 08:00');
const complete = (options?: ConstructorParameters<typeof ScriptedCase>[0]) =>
  filed(options).do('2026-08-03 09:00', people.verifier, decided('kelengkapan', 'lengkap'));
const ready = () =>
  complete()
    .do('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))
    .do('2026-08-03 11:00', people.tester, decided('teknis', 'memenuhi'));
const refusing = { statement: 'why', basis: 'uu-17-2023', requirements: ['str'] };

describe('next tasks (E3, E4)', () => {
  test('parallel tasks open together, the agency by lookup', () => {
    const { tasks } = complete().state;
    expect(tasks['teknis']).toMatchObject({ status: 'open', agency: 'dinkes' });
    expect(tasks['konfirmasi-puskesmas']).toMatchObject({ status: 'open', agency: 'pkm-hoya' });
    expect(tasks['putusan']).toMatchObject({ status: 'waiting' });
  });
  test('a task that does not apply is closed and the join still fires', () => {
    const item = complete({ given: { jenis: 'baru', faskes: 'KLINIK-A' } });
    expect(item.state.tasks['konfirmasi-puskesmas']!.status).toBe('not_applicable');
    item.do('2026-08-03 11:00', people.tester, decided('teknis', 'memenuhi'));
    expect(item.state.tasks['putusan']!.status).toBe('open');
  });
  test('a join opens even where none of its needs applied', () => {
    const base = definitionOf('sip-perawat');
    const process = base.process.map((task) => (task.id === 'teknis' ? { ...task, when: false } : task));
    const item = complete({ def: { ...base, process }, given: { jenis: 'baru', faskes: 'KLINIK-A' } });
    expect(item.state.tasks['putusan']!.status).toBe('open');
  });
  test('the first end cancels what is open', () => {
    const item = complete().do('2026-08-04 08:00', people.applicant, { type: 'withdraw' });
    expect(item.state).toMatchObject({ end: 'withdrawn' });
    expect(Object.values(item.state.tasks).map((task) => task.status)).toEqual(['done', 'cancelled', 'cancelled', 'cancelled']);
    expect(item.refusal('2026-08-04 09:00', people.tester, claim('teknis'))).toBe('engine.ended');
    expect(item.refusal('2026-08-04 09:00', people.applicant, { type: 'withdraw' })).toBe('engine.ended');
  });
  test('the decision waits for every need', () => {
    expect(complete().refusal('2026-08-03 10:00', people.head, decided('putusan', 'terbit'))).toBe('engine.task_waits');
  });
  test('sent twice', () => {
    const again = { type: 'submit', definition: 'hash', answers: {}, evidence: {} } as const;
    expect(filed().refusal('2026-08-03 08:01', people.applicant, again)).toBe('engine.submitted_already');
  });
  test('a remote place of practice goes to its own lane', () => {
    expect(filed().state.lane).toBe('pedalaman');
    expect(filed({ given: { jenis: 'baru', faskes: 'KLINIK-A' } }).state.lane).toBe('umum');
  });
});

describe('claims (E7)', () => {
  const other = person('wati', 'dpmptsp/verifikator');
  test('two claim at once: one wins, the other is told', () => {
    const item = filed().do('2026-08-03 09:00', people.verifier, claim('kelengkapan'));
    expect(item.refusal('2026-08-03 09:00', other, claim('kelengkapan'))).toBe('cases.taken');
    expect(item.refusal('2026-08-03 09:01', other, decided('kelengkapan', 'lengkap'))).toBe('cases.taken');
    item.do('2026-08-03 09:02', people.verifier, { type: 'release', task: 'kelengkapan' });
    expect(item.refusal('2026-08-03 09:03', other, claim('kelengkapan'))).toBeUndefined();
  });
  test('claiming again changes nothing', () => {
    const item = filed().do('2026-08-03 09:00', people.verifier, claim('kelengkapan'));
    const { length } = item.log;
    expect(item.do('2026-08-03 09:01', people.verifier, claim('kelengkapan')).log).toHaveLength(length);
  });
  test('only a supervisor moves a task', () => {
    const item = filed().do('2026-08-03 09:00', people.verifier, claim('kelengkapan'));
    const move = { type: 'reassign', task: 'kelengkapan', officer: 'wati', statement: 'ill' } as const;
    expect(item.refusal('2026-08-03 09:10', other, move)).toBe('engine.not_your_duty');
    item.do('2026-08-03 09:20', people.supervisor, move);
    expect(item.state.tasks['kelengkapan']).toMatchObject({ status: 'claimed', claimant: 'wati' });
  });
  test('another agency, another role', () => {
    for (const who of [people.tester, people.head, people.applicant])
      expect(filed().refusal('2026-08-03 09:00', who, claim('kelengkapan'))).toBe('engine.not_your_duty');
  });
});

describe('four eyes and delegation (E8, E9)', () => {
  test('who checked completeness does not decide, whatever the duty', () => {
    const both = person('vera', 'dpmptsp/verifikator', 'dpmptsp/kepala-dinas');
    expect(ready().refusal('2026-08-03 12:00', both, decided('putusan', 'terbit'))).toBe('engine.four_eyes');
  });
  const deputy = (id: string, onBehalfOf: string | null): Performer => ({ ...person(id, 'dpmptsp/sekretaris'), onBehalfOf });
  test('a deputy signs only in the name of the head, and both names count', () => {
    expect(ready().refusal('2026-08-03 12:00', deputy('dewi', null), decided('putusan', 'terbit'))).toBe('engine.not_your_duty');
    const item = ready().do('2026-08-03 12:00', deputy('dewi', 'hendrik'), decided('putusan', 'terbit'));
    expect(item.find('ended')).toMatchObject({ end: 'granted', actor: 'dewi', onBehalfOf: 'hendrik' });
  });
  test('a deputy who checked completeness, or acts for the one who did, cannot sign', () => {
    expect(ready().refusal('2026-08-03 12:00', deputy('vera', 'hendrik'), decided('putusan', 'terbit'))).toBe('engine.four_eyes');
    expect(ready().refusal('2026-08-03 12:00', deputy('dewi', 'vera'), decided('putusan', 'terbit'))).toBe('engine.four_eyes');
  });
  test('returning a case counts as having checked it', () => {
    const item = filed()
      .do('2026-08-03 09:00', person('hendrik', 'dpmptsp/verifikator'), returned('kelengkapan', 'kurang', 'no_str'))
      .do('2026-08-04 09:00', people.applicant, answered('no_str'));
    item.do('2026-08-04 09:30', people.supervisor, { type: 'reassign', task: 'kelengkapan', officer: 'vera', statement: 'leave' });
    item.do('2026-08-04 10:00', people.verifier, decided('kelengkapan', 'lengkap'));
    item.do('2026-08-04 10:30', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'));
    item.do('2026-08-04 11:00', people.tester, decided('teknis', 'memenuhi'));
    expect(item.refusal('2026-08-04 12:00', people.head, decided('putusan', 'terbit'))).toBe('engine.four_eyes');
  });
});

describe('return and answer (E5, E6)', () => {
  const once = () =>
    filed()
      .do('2026-08-03 09:00', people.verifier, returned('kelengkapan', 'kurang', 'no_str'))
      .do('2026-08-04 09:00', people.applicant, answered('no_str'));
  test('only listed requirements, never a forbidden one, at least one mark', () => {
    const mark = (path: string, requirement = path) => ({
      ...returned('kelengkapan', 'kurang'),
      marks: [{ path, requirement, statement: 's' }],
    });
    const tries = [mark('rekomendasi-organisasi-profesi'), mark('str', 'rekomendasi-organisasi-profesi'), mark('golongan-darah')];
    for (const command of tries) expect(filed().refusal('2026-08-03 09:00', people.verifier, command)).toBe('engine.not_listed');
    expect(filed().refusal('2026-08-03 09:00', people.verifier, returned('kelengkapan', 'kurang'))).toBe('cases.mark_needed');
    expect(filed().refusal('2026-08-03 09:00', people.verifier, decided('kelengkapan', 'kurang'))).toBe('cases.mark_needed');
  });
  test('only what is marked may change, and only while a return is open', () => {
    expect(filed().refusal('2026-08-03 09:00', people.applicant, answered('no_str'))).toBe('cases.no_correction_open');
    const open = filed().do('2026-08-03 09:00', people.verifier, returned('kelengkapan', 'kurang', 'no_str'));
    expect(open.refusal('2026-08-04 09:00', people.applicant, answered('no_str', 'hp'))).toBe('engine.only_marked');
    expect(open.refusal('2026-08-04 09:00', people.verifier, decided('kelengkapan', 'lengkap'))).toBe('engine.with_applicant');
  });
  test('back to the same officer, with at least one working day', () => {
    expect(once().state.tasks['kelengkapan']).toMatchObject({
      status: 'claimed',
      claimant: 'vera',
      budget: 1,
      budgetFrom: wit('2026-08-04 09:00'),
    });
  });
  test('a second return is refused on every path', () => {
    expect(once().refusal('2026-08-04 10:00', people.verifier, returned('kelengkapan', 'kurang', 'hp'))).toBe('engine.return_used');
    expect(once().refusal('2026-08-04 10:00', people.verifier, decided('kelengkapan', 'kurang'))).toBe('engine.outcome_closed');
    const item = once().do('2026-08-04 10:00', people.verifier, decided('kelengkapan', 'lengkap'));
    expect(item.refusal('2026-08-04 11:00', people.tester, returned('teknis', 'klarifikasi', 'no_str'))).toBe('engine.return_used');
  });
  test('still incomplete opens only after the return', () => {
    const still = decided('kelengkapan', 'tetap-kurang', refusing);
    expect(filed().refusal('2026-08-03 09:00', people.verifier, still)).toBe('engine.outcome_closed');
    expect(once().do('2026-08-04 10:00', people.verifier, still).state.end).toBe('not-admitted');
  });
  test('reminders on days 3, 7 and 9, lapsed after day 10', () => {
    const item = filed().do('2026-08-03 09:00', people.verifier, returned('kelengkapan', 'kurang', 'no_str'));
    item.until(wit('2026-09-30 00:00'));
    const reminded = item.log.filter((event) => event.type === 'applicant_reminded').map((event) => event.at);
    expect(reminded).toEqual(['2026-08-06', '2026-08-12', '2026-08-14'].map(endOfDay));
    expect(item.state).toMatchObject({ end: 'lapsed', endedAt: endOfDay('2026-08-17') });
  });
  test('a decided task whose view covers the change is looked at again; silence keeps its outcome', () => {
    const item = complete()
      .do('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))
      .do('2026-08-03 11:00', people.tester, returned('teknis', 'klarifikasi', 'no_str'))
      .do('2026-08-04 09:00', people.applicant, answered('no_str'));
    expect(item.state.tasks['konfirmasi-puskesmas']).toMatchObject({ status: 'open', isRecheck: true, budget: 1 });
    item.do('2026-08-04 10:00', people.tester, decided('teknis', 'memenuhi'));
    expect(item.state.tasks['putusan']!.status).toBe('waiting');
    item.until(wit('2026-08-06 00:00'));
    expect(item.state.tasks['konfirmasi-puskesmas']).toMatchObject({ status: 'done', outcome: 'benar', bySilence: true });
    expect(item.state.tasks['putusan']!.status).toBe('open');
  });
  test('a change that no view covers asks nobody again', () => {
    const item = complete()
      .do('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))
      .do('2026-08-03 11:00', people.tester, returned('teknis', 'klarifikasi', 'str'))
      .do('2026-08-04 09:00', people.applicant, answered('str'));
    expect(item.state.tasks['konfirmasi-puskesmas']!.status).toBe('done');
  });
  describe('where a stored `when` would now differ, a supervisor decides', () => {
    const clinic = () => complete().do('2026-08-03 11:00', people.tester, returned('teknis', 'klarifikasi', 'faskes'));
    const move = (item: ScriptedCase) => ({
      ...({ type: 'answer', answers: {}, evidence: {}, changed: ['faskes'] } as const),
      vars: new ScriptedCase({ def: item.def, given: { jenis: 'baru', faskes: 'KLINIK-A' } }).facts.vars,
    });
    test('halted, held by the platform, no step until then', () => {
      const item = clinic();
      item.do('2026-08-03 12:00', people.applicant, move(item));
      expect(item.state.halted).toBe('when:konfirmasi-puskesmas');
      expect(holdersOf(item.state)).toEqual([{ kind: 'platform' }]);
      expect(item.refusal('2026-08-03 13:00', people.tester, decided('teknis', 'memenuhi'))).toBe('engine.halted');
      expect(item.refusal('2026-08-03 13:00', people.tester, { type: 'resume', reason: 'x' })).toBe('engine.not_your_duty');
      expect(item.refusal('2026-08-03 13:00', people.supervisor, { type: 'resume', reason: '' })).toBe('cases.reason_needed');
    });
    test('keeping what was stored, or changing the way', () => {
      const kept = clinic();
      kept
        .do('2026-08-03 12:00', people.applicant, move(kept))
        .do('2026-08-03 13:00', people.supervisor, { type: 'resume', reason: 'same place' });
      expect(kept.state.tasks['konfirmasi-puskesmas']!.status).toBe('open');
      const changed = clinic();
      changed.do('2026-08-03 12:00', people.applicant, move(changed));
      changed.do('2026-08-03 13:00', people.supervisor, { type: 'resume', reason: 'a clinic', changeWay: true });
      expect(changed.state.tasks['konfirmasi-puskesmas']!.status).toBe('not_applicable');
    });
  });
  test('a late finding: a supervisor, once, with a reason; its waiting time names who caused it', () => {
    const item = once().do('2026-08-04 10:00', people.verifier, decided('kelengkapan', 'lengkap'));
    const { marks } = returned('teknis', 'klarifikasi', 'no_str');
    const late = { type: 'find_late', task: 'teknis', statement: 'expired', marks } as const;
    expect(complete().refusal('2026-08-03 10:00', people.supervisor, late)).toBe('engine.return_first');
    expect(item.refusal('2026-08-04 11:00', people.tester, late)).toBe('engine.not_your_duty');
    expect(item.refusal('2026-08-04 11:00', people.supervisor, { ...late, statement: '' })).toBe('cases.reason_needed');
    item.do('2026-08-04 11:00', people.supervisor, late);
    const row = ledger(item.def, item.calendar, item.log, wit('2026-08-04 12:00')).at(-1);
    expect(row).toMatchObject({ cause: 'late_finding', causedBy: 'dinkes' });
    item.do('2026-08-04 13:00', people.applicant, answered('no_str'));
    expect(item.refusal('2026-08-04 14:00', people.supervisor, late)).toBe('engine.late_finding_used');
  });
});

describe('refusals give reasons', () => {
  test('rejected names reason, basis and requirement', () => {
    const refusal = (more: Parameters<typeof decided>[2]) =>
      ready().refusal('2026-08-03 12:00', people.head, decided('putusan', 'tolak', more));
    expect(refusal({ ...refusing, statement: null })).toBe('cases.reason_needed');
    expect(refusal({ ...refusing, basis: null })).toBe('cases.basis_needed');
    expect(refusal({ ...refusing, basis: 'uu-0-0000' })).toBe('cases.basis_needed');
    expect(refusal({ ...refusing, requirements: [] })).toBe('cases.requirement_needed');
    expect(refusal({ ...refusing, requirements: ['str', 'rekomendasi-organisasi-profesi'] })).toBe('engine.not_listed');
    expect(refusal(refusing)).toBeUndefined();
  });
  test('granting against the opinion needs a reason', () => {
    const item = complete()
      .do('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))
      .do('2026-08-03 11:00', people.tester, decided('teknis', 'tidak-memenuhi', refusing));
    expect(item.refusal('2026-08-03 12:00', people.head, decided('putusan', 'terbit'))).toBe('cases.reason_needed');
    expect(item.refusal('2026-08-03 12:00', people.head, decided('putusan', 'terbit', { statement: 'because' }))).toBeUndefined();
  });
  test('nobody may give an outcome that only the clock gives', () => {
    expect(complete().refusal('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'tanpa-jawaban'))).toBe(
      'engine.outcome_closed',
    );
  });
});

describe('silence and expiry (E2, E10)', () => {
  test('steps at fractions of the working time, in order', () => {
    const item = complete().until(wit('2026-08-06 00:00'));
    const fired = item.log
      .filter((event) => event.type === 'task_reminded' || event.type === 'task_escalated')
      .map((event) => [event.type, 'task' in event && event.task, event.at]);
    // Budget 2 from Monday 09:00: 390 + 480 + 480 working minutes; half is 675, Tuesday 12:15.
    expect(fired).toEqual([
      ['task_reminded', 'teknis', wit('2026-08-04 12:15')],
      ['task_escalated', 'konfirmasi-puskesmas', wit('2026-08-04 12:15')],
      ['task_escalated', 'teknis', endOfDay('2026-08-05')],
    ]);
    expect(item.state.tasks['konfirmasi-puskesmas']).toMatchObject({ outcome: 'tanpa-jawaban', bySilence: true });
  });
  test('from half the budget the office it was escalated to may answer', () => {
    const answer = decided('konfirmasi-puskesmas', 'benar');
    expect(complete().refusal('2026-08-04 12:15', people.tester, answer)).toBe('engine.not_your_duty');
    expect(complete().refusal('2026-08-04 12:16', people.tester, answer)).toBeUndefined();
  });
  test('a human answer after silence is kept as a note', () => {
    const item = complete().until(wit('2026-08-06 00:00'));
    item.do('2026-08-06 08:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'));
    expect(item.find('noted')).toMatchObject({ task: 'konfirmasi-puskesmas', outcome: 'benar', actor: 'paula' });
    expect(item.state.tasks['konfirmasi-puskesmas']!.outcome).toBe('tanpa-jawaban');
    expect(item.refusal('2026-08-06 08:00', people.verifier, decided('konfirmasi-puskesmas', 'benar'))).toBe('engine.not_your_duty');
  });
  test('a worker that was down gives the same log', () => {
    const down = filed().until(wit('2026-10-01 00:00'));
    const up = filed();
    for (let hour = 0; hour < 24 * 30; hour++) up.until(new Date(wit('2026-08-03 09:00').getTime() + hour * 3_600_000));
    expect(up.log).toEqual(down.log);
  });
  test('the last second of the due day beats expiry, the next does not', () => {
    const due = '2026-08-10';
    const late = decided('putusan', 'tolak', refusing);
    expect(ready().do(`${due} 23:59:59`, people.head, late).state.end).toBe('rejected');
    const next = ready().do('2026-08-11 00:00:00', people.head, late);
    expect(next.state).toMatchObject({ end: 'granted', expired: 'deemed' });
    expect(next.find('noted')).toMatchObject({ task: 'putusan', outcome: 'tolak' });
  });
  test('where the guard does not hold, superiors are told and the case goes on', () => {
    const item = new ScriptedCase()
      .submit('2026-08-03 08:00', { ktp: 'field', 'surat-tempat-praktik': 'task' })
      .until(wit('2026-09-01 00:00'));
    expect(item.find('expired')).toMatchObject({ effect: 'escalated' });
    expect(item.state.end).toBeNull();
    expect(item.log.filter((event) => event.type === 'expired')).toHaveLength(1);
    expect(item.refusal('2026-09-01 08:00', people.tester, decided('teknis', 'memenuhi'))).toBeUndefined();
  });
  test('filing a second before midnight and at midnight differ by one day 0; closing time and holidays make no difference', () => {
    const silence = (at: string, holidays: string[] = []) => {
      const item = new ScriptedCase({ calendar: makeCalendar(holidays) }).submit(at);
      return nextOwed(item.def, item.calendar, item.state);
    };
    expect(silence('2026-08-03 23:59:59')).toEqual(endOfDay('2026-08-04'));
    expect(silence('2026-08-04 00:00:00')).toEqual(endOfDay('2026-08-05'));
    expect(silence('2026-08-03 16:00')).toEqual(silence('2026-08-03 08:00'));
    expect(silence('2026-08-03 08:00', ['2026-08-03'])).toEqual(endOfDay('2026-08-04'));
  });
  test('a stop over a holiday never lowers used', () => {
    const calendar = makeCalendar(['2026-08-05']);
    const item = complete({ calendar })
      .do('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))
      .do('2026-08-04 15:00', people.tester, returned('teknis', 'klarifikasi', 'str'));
    const used = (at: string) => clock(item.def, calendar, item.state, wit(at)).used;
    expect(['2026-08-04 16:00', '2026-08-05 00:00', '2026-08-06 09:00', '2026-08-07 09:00'].map(used)).toEqual([0, 1, 1, 1]);
    item.do('2026-08-07 10:00', people.applicant, answered('str'));
    expect(used('2026-08-08 00:00')).toBe(2);
  });
});

describe('never orphan (E17)', () => {
  test('a task missing from the definition halts the case instead of restarting it', () => {
    const item = complete();
    const def = { ...item.def, process: item.def.process.filter((task) => task.id !== 'teknis').map((task) => ({ ...task, needs: [] })) };
    const other = new ScriptedCase({ def });
    other.log.push(...item.log);
    other.until(wit('2026-08-03 09:01'));
    expect(other.log.at(-1)).toMatchObject({ type: 'halted', reason: 'task:teknis' });
    expect(holdersOf(other.state)).toEqual([{ kind: 'platform' }]);
    expect(clock(def, other.calendar, other.state, wit('2026-08-03 12:00')).state).toBe('running');
    expect(other.refusal('2026-08-03 10:00', people.nurseHead, decided('konfirmasi-puskesmas', 'benar'))).toBe('engine.halted');
  });
  test('an agency that cannot be told halts the case', () => {
    const base = definitionOf('sip-perawat');
    const process = base.process.map((task) => (task.id === 'teknis' ? { ...task, agency: null } : task));
    const item = complete({ def: { ...base, process } });
    expect(item.state.halted).toBe('task:teknis');
    expect(item.types.filter((type) => type === 'halted')).toHaveLength(1);
  });
  test('a silence outcome that does not exist halts the case', () => {
    const base = definitionOf('sip-perawat');
    const process = base.process.map((task) => (task.id === 'kelengkapan' ? { ...task, onSilence: [{ at: 1, outcome: 'nihil' }] } : task));
    const item = filed({ def: { ...base, process } }).until(wit('2026-08-10 00:00'));
    expect(item.state.halted).toBe('outcome:kelengkapan/nihil');
  });
  test('what fell due while halted is dated by the moment it goes on', () => {
    const item = complete();
    item.append([{ type: 'halted', reason: 'test', at: wit('2026-08-03 10:00') }], null);
    item.do('2026-08-06 10:00', people.supervisor, { type: 'resume', reason: 'repaired' }).until(wit('2026-08-06 11:00'));
    expect(item.log.map((event) => event.at)).toEqual(item.log.map((event) => event.at).toSorted((a, b) => a.getTime() - b.getTime()));
    expect(item.state.tasks['konfirmasi-puskesmas']).toMatchObject({ outcome: 'tanpa-jawaban', closedAt: wit('2026-08-06 10:00') });
  });
});

test('redoing a task leaves no second open copy', () => {
  const item = filed()
    .do('2026-08-03 09:00', people.verifier, returned('kelengkapan', 'kurang', 'no_str'))
    .do('2026-08-04 09:00', people.applicant, answered('no_str'));
  expect(holdersOf(item.state)).toEqual([{ kind: 'officer', agency: 'dpmptsp', officer: 'vera' }]);
  item.do('2026-08-04 10:00', people.verifier, decided('kelengkapan', 'lengkap'));
  expect(item.refusal('2026-08-04 10:01', people.verifier, decided('kelengkapan', 'lengkap'))).toBe('engine.task_closed');
});
