import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { firstBroken } from '#core/server/events.ts';
import type { Tx } from '#core/server/database.ts';
import { aPaper, CaseWorld, demoId } from '#test/case-world.ts';
import {
  answerReturn,
  claimTask,
  decideTask,
  getCaseView,
  getCorrection,
  getDraft,
  listWorklist,
  reassignTask,
  releaseTask,
  returnTask,
  savePage,
  submitCase,
  trackCase,
  withdrawCase,
  type TaskDecision,
} from './cases.ts';
import { settleDebts } from './advance.ts';

/** Every door of a case on a real database: who may, when, what it leaves, and that a refusal leaves nothing. */

let world: CaseWorld;
beforeAll(async () => {
  world = await CaseWorld.open('2026-11-24 10:00');
});

const said = (outcome: string, more: Partial<TaskDecision> = {}): TaskDecision => ({
  outcome,
  reason: '',
  basis: '',
  requirements: [],
  conditions: [],
  ...more,
});
const decide = (who: string | Actor, code: string, task: string, outcome: string, more: Partial<TaskDecision> = {}) =>
  world.as(who, (tx) => decideTask(tx, code, task, said(outcome, more)));
const lacking = (who: string | Actor, code: string, task: string, outcome: string, ...paths: string[]) =>
  world.as(who, (tx) => returnTask(tx, code, task, { outcome, marks: paths.map((path) => ({ path, message: `Perbaiki ${path}.` })) }));
const answer = (code: string, raw: Record<string, unknown>, uploads: Parameters<typeof answerReturn>[3] = {}) =>
  world.as('yohana', (tx) => answerReturn(tx, code, raw, uploads));

/** Rows of a case in every table, to say that nothing changed. */
const traces = async (id: string): Promise<unknown> =>
  (
    await world.database.asAdmin(
      `select (select count(*) from core.event where subject_id = $1) as events,
        (select count(*) from core.outbox where payload ->> 'caseId' = $1::text) as jobs,
        (select count(*) from cases.statement where case_id = $1) as words,
        (select jsonb_agg(t order by t.task) from cases.task t where case_id = $1) as tasks,
        (select to_jsonb(c) from cases.case_file c where id = $1) as header,
        (select jsonb_agg(e order by e.id) from cases.evidence e where case_id = $1) as evidence,
        (select jsonb_agg(a order by a.field) from cases.answer a where case_id = $1) as answers`,
      [id],
    )
  ).rows[0];

/** `code reason` of the refusal (a field's reason where one is named), after checking that it left no trace. */
async function refusal(id: string, work: () => Promise<unknown>): Promise<string> {
  const before = await traces(id);
  const outcome = await work().then(
    () => 'was allowed',
    (thrown: unknown) => {
      if (!(thrown instanceof Failure)) throw thrown;
      return [thrown.code, Object.values(thrown.fields)[0] ?? thrown.reason, ...Object.values(thrown.detail)].join(' ');
    },
  );
  expect(await traces(id)).toEqual(before);
  return outcome;
}
const complete = async (code: string): Promise<void> => decide('ratna', code, 'kelengkapan', 'lengkap');

describe('from draft to decision', () => {
  test('the nurse of Hoya uploads nothing, three agencies work, the head grants; each step leaves its event', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    expect(code).toMatch(/^SP-/);
    expect(await world.steps(id)).toEqual(['submitted', 'task_opened kelengkapan']);
    await world.as('ratna', (tx) => claimTask(tx, code, 'kelengkapan'));
    world.at('2026-11-24 11:00');
    await complete(code);
    expect(await world.steps(id, 2)).toEqual([
      'task_claimed kelengkapan',
      'task_decided kelengkapan lengkap',
      'task_opened teknis',
      'task_opened konfirmasi-puskesmas',
    ]);
    await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
    world.at('2026-11-25 09:00');
    await decide('penguji1', code, 'teknis', 'memenuhi');
    expect(await world.steps(id, 6)).toEqual([
      'task_decided konfirmasi-puskesmas benar',
      'task_decided teknis memenuhi',
      'task_opened putusan',
    ]);
    await decide('kadis-dpmptsp', code, 'putusan', 'terbit');
    expect(await world.steps(id, 9)).toEqual(['task_decided putusan terbit', 'ended']);
    const log = await world.log(id);
    expect(firstBroken(log)).toBeUndefined();
    expect(log.map((event) => event.actor_id)).toEqual(
      ['yohana', 'yohana', ...Array(4).fill('ratna'), 'kapus-hoya', 'penguji1', 'penguji1', 'kadis-dpmptsp', 'kadis-dpmptsp'].map(demoId),
    );
    expect(JSON.stringify(log)).not.toMatch(/Yohana|9109144501920001|0812|Hoya|NR0001/);
    const jobs = await world.database.asAdmin(
      `select task, payload ->> 'event' as event from core.outbox where payload ->> 'caseId' = $1 order by id`,
      [id],
    );
    expect(jobs.rows).toContainEqual({ task: 'documents.issue', event: null });
    expect(jobs.rows).toContainEqual({ task: 'cases.announce', event: 'ended' });
    const { rows } = await world.database.asAdmin(
      'select end_kind, used_days, clock_state, next_at, working_ms from cases.case_file where id = $1',
      [id],
    );
    expect(rows).toEqual([{ end_kind: 'granted', used_days: 0, clock_state: 'ended', next_at: null, working_ms: (5.5 + 1.5) * 3_600_000 }]);
  });

  test('a draft is sent once, however often and however closely', async () => {
    const draft = await world.draft();
    const sent = await Promise.all([1, 2, 3].map(() => world.as('yohana', (tx) => submitCase(tx, draft))));
    expect(new Set(sent.map(({ code }) => code)).size).toBe(1);
    expect(await world.as('yohana', (tx) => submitCase(tx, draft))).toEqual(sent[0]);
    expect((await world.steps(draft)).filter((step) => step === 'submitted')).toHaveLength(1);
    const { rows } = await world.database.asAdmin(
      `select (select count(*)::int from cases.case_file where id = $1) as cases, (select count(*)::int from cases.draft where id = $1) as drafts`,
      [draft],
    );
    expect(rows).toEqual([{ cases: 1, drafts: 0 }]);
  });

  test('what is missing is named, and the draft stays as it was', async () => {
    const draft = await world.draft({ service: 'surat-keterangan-penelitian', uploads: [] });
    expect(await refusal(draft, () => world.as('yohana', (tx) => submitCase(tx, draft)))).toBe('invalid cases.document_missing');
    expect((await world.as('yohana', (tx) => getDraft(tx, draft))).answers['judul']).toBe('Malaria di kampung pesisir');
  });

  test('nobody sends, reads or fills the draft of another', async () => {
    const draft = await world.draft();
    for (const who of ['markus', 'ratna', 'loket'])
      for (const work of [
        (tx: Tx) => submitCase(tx, draft),
        (tx: Tx) => getDraft(tx, draft),
        (tx: Tx) => savePage(tx, draft, 'diri', { hp: '0813' }),
      ])
        expect(await refusal(draft, () => world.as<unknown>(who, work))).toBe('not_found cases.draft_gone');
  });
});

describe('who may', () => {
  test('an officer of another agency, a citizen of another case, a steward: it isn’t there', async () => {
    const { id, code } = await world.file();
    for (const who of ['kesbangpol', 'naker', 'markus', 'siti', 'auditor'])
      for (const work of [
        (tx: Tx) => claimTask(tx, code, 'kelengkapan'),
        (tx: Tx) => releaseTask(tx, code, 'kelengkapan'),
        (tx: Tx) => decideTask(tx, code, 'kelengkapan', said('lengkap')),
        (tx: Tx) => returnTask(tx, code, 'kelengkapan', { outcome: 'kurang', marks: [{ path: 'hp', message: 'x' }] }),
        (tx: Tx) => reassignTask(tx, code, 'kelengkapan', { to: demoId('yakob'), reason: 'x' }),
        (tx: Tx) => withdrawCase(tx, code),
        (tx: Tx) => getCaseView(tx, code),
        (tx: Tx) => getCorrection(tx, code),
      ])
        expect(await refusal(id, () => world.as<unknown>(who, work))).toBe('not_found cases.not_found');
    expect((await world.as('kesbangpol', (tx) => listWorklist(tx, { who: 'all', limit: 50 }))).items).toEqual([]);
  });

  test('an officer whose agency takes part, without the duty: forbidden', async () => {
    const { id, code } = await world.file();
    for (const who of ['penguji1', 'kapus-hoya', 'loket', 'kadis-dpmptsp'])
      expect(await refusal(id, () => decide(who, code, 'kelengkapan', 'lengkap'))).toBe('forbidden engine.not_your_duty');
    expect(await refusal(id, () => decide('yohana', code, 'kelengkapan', 'lengkap'))).toBe('forbidden engine.not_your_duty');
  });

  test('whoever checked completeness may not decide, whatever duty they hold', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    const both = world.person('kadis-dpmptsp', 'dpmptsp/verifikator');
    await decide(both, code, 'kelengkapan', 'lengkap');
    await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
    await decide('penguji2', code, 'teknis', 'memenuhi');
    for (const work of [(tx: Tx) => decideTask(tx, code, 'putusan', said('terbit')), (tx: Tx) => claimTask(tx, code, 'putusan')])
      expect(await refusal(id, () => world.as(both, work))).toBe('forbidden engine.four_eyes');
    const view = await world.as(both, (tx) => getCaseView(tx, code));
    expect(view.tasks.find((task) => task.task === 'putusan')!.can).toMatchObject({ claim: false, decide: false });
    await decide(world.person('ratna', 'dpmptsp/kepala-dinas'), code, 'putusan', 'terbit');
    expect((await world.steps(id)).at(-1)).toBe('ended');
  });

  test('answers open only to the agency whose task names them, and only while it is open', async () => {
    world.at('2026-11-24 10:00');
    const { code } = await world.file();
    const seen = async (who: string) => (await world.as(who, (tx) => getCaseView(tx, code))).answers.map((item) => item.field).toSorted();
    expect(await seen('penguji1')).toEqual([]);
    expect(await seen('ratna')).toEqual(['alamat', 'faskes', 'hp', 'jenis', 'nama', 'nik', 'no_str']);
    const nik = (await world.as('ratna', (tx) => getCaseView(tx, code))).answers.find((item) => item.field === 'nik')!;
    expect(nik.shown).not.toContain('9109144501920001');
    await complete(code);
    expect(await seen('ratna')).toEqual([]);
    expect(await seen('penguji1')).toEqual(['faskes', 'jenis', 'nama', 'no_str']);
    expect(await seen('kapus-hoya')).toEqual(['faskes', 'nama', 'no_str']);
    expect(await seen('yohana')).toContain('nik');
  });
});

describe('claims', () => {
  test('two officers at once: one wins, the other is told who', async () => {
    const { id, code } = await world.file();
    const outcomes = await Promise.allSettled(['ratna', 'yakob'].map((who) => world.as(who, (tx) => claimTask(tx, code, 'kelengkapan'))));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const winner = outcomes[0]!.status === 'fulfilled' ? 'Ratna Widya' : 'Yakob Kogaro';
    const lost = outcomes.find((outcome): outcome is PromiseRejectedResult => outcome.status === 'rejected')!.reason as Failure;
    expect([lost.code, lost.reason, lost.detail]).toEqual(['conflict', 'cases.taken', { name: winner }]);
    expect((await world.steps(id, 2)).filter((step) => step.startsWith('task_claimed'))).toHaveLength(1);
  });

  test('claiming twice is one claim; another can’t decide what is taken, and is told who has it', async () => {
    const { id, code } = await world.file();
    for (let no = 0; no < 2; no++) await world.as('ratna', (tx) => claimTask(tx, code, 'kelengkapan'));
    expect(await world.steps(id, 2)).toEqual(['task_claimed kelengkapan']);
    expect(await refusal(id, () => decide('yakob', code, 'kelengkapan', 'lengkap'))).toBe('conflict cases.taken Ratna Widya');
    expect(await refusal(id, () => lacking('yakob', code, 'kelengkapan', 'kurang', 'hp'))).toBe('conflict cases.taken Ratna Widya');
  });

  test('released by its officer or a supervisor, not by a colleague; then free to all', async () => {
    const { id, code } = await world.file();
    expect(await refusal(id, () => world.as('ratna', (tx) => releaseTask(tx, code, 'kelengkapan')))).toBe('not_now engine.not_claimed');
    await world.as('yakob', (tx) => claimTask(tx, code, 'kelengkapan'));
    expect(await refusal(id, () => world.as('ratna', (tx) => releaseTask(tx, code, 'kelengkapan')))).toBe('forbidden engine.not_your_duty');
    await world.as('yakob', (tx) => releaseTask(tx, code, 'kelengkapan'));
    await world.as('ratna', (tx) => claimTask(tx, code, 'kelengkapan'));
    await world.as('yakob', (tx) => releaseTask(tx, code, 'kelengkapan'));
    expect(await world.steps(id, 2)).toEqual(['claimed', 'released', 'claimed', 'released'].map((step) => `task_${step} kelengkapan`));
  });

  test('a supervisor or the head moves a task, with a reason the log doesn’t hold', async () => {
    const { id, code } = await world.file();
    const move = (who: string | Actor, change: Partial<{ to: string; reason: string }> = {}) =>
      world.as(who, (tx) => reassignTask(tx, code, 'kelengkapan', { to: demoId('yakob'), reason: 'Cuti hari ini', ...change }));
    expect(await refusal(id, () => move('ratna'))).toBe('forbidden engine.not_your_duty');
    expect(await refusal(id, () => move('kadis-dinkes'))).toBe('forbidden engine.not_your_duty');
    expect(await refusal(id, () => move('yakob', { reason: '' }))).toBe('invalid cases.reason_needed');
    expect(await refusal(id, () => move('yakob', { to: '' }))).toBe('invalid cases.colleague_needed');
    for (const to of [demoId('penguji1'), demoId('yohana'), 'bukan-id', '00000000-0000-4000-8000-000000000000'])
      expect(await refusal(id, () => move('yakob', { to }))).toBe('invalid cases.colleague_unfit');
    await move('kadis-dpmptsp');
    await move('yakob', { to: demoId('ratna') });
    const log = await world.log(id);
    expect(log.slice(2).map(({ data }) => data['officer'])).toEqual([demoId('yakob'), demoId('ratna')]);
    expect(JSON.stringify(log)).not.toContain('Cuti');
    await decide('ratna', code, 'kelengkapan', 'lengkap');
    expect(await refusal(id, () => move('yakob'))).toBe('not_now engine.task_closed');
  });
});

describe('decisions', () => {
  test('two at once: one counts, the other is refused', async () => {
    const { id, code } = await world.file();
    const [lengkap, again] = await Promise.allSettled([
      decide('ratna', code, 'kelengkapan', 'lengkap'),
      decide('yakob', code, 'kelengkapan', 'lengkap'),
    ]);
    expect([lengkap.status, again.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await world.steps(id)).filter((step) => step.startsWith('task_decided'))).toHaveLength(1);
    const lost = [lengkap, again].find((outcome): outcome is PromiseRejectedResult => outcome.status === 'rejected')!.reason as Failure;
    expect([lost.code, lost.reason]).toEqual(['not_now', 'engine.task_closed']);
  });

  test('what a refusal lacks is named beside its field; a task that waits, and an outcome that isn’t open, are refused', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    expect(await refusal(id, () => decide('ratna', code, 'kelengkapan', ''))).toBe('invalid cases.outcome_needed');
    expect(await refusal(id, () => decide('ratna', code, 'kelengkapan', 'tidak-ada'))).toBe('not_now engine.outcome_closed');
    expect(await refusal(id, () => decide('ratna', code, 'kelengkapan', 'tetap-kurang'))).toBe('not_now engine.outcome_closed');
    expect(await refusal(id, () => decide('ratna', code, 'kelengkapan', 'kurang'))).toBe('invalid cases.mark_needed');
    expect(await refusal(id, () => decide('ratna', code, 'tugas-lain', 'lengkap'))).toBe('not_found cases.not_found');
    expect(await refusal(id, () => decide('penguji1', code, 'teknis', 'memenuhi'))).toBe('not_now engine.task_waits');
    await complete(code);
    expect(await refusal(id, () => decide('ratna', code, 'kelengkapan', 'lengkap'))).toBe('not_now engine.task_closed');
    expect(await refusal(id, () => decide('penguji1', code, 'teknis', 'tidak-memenuhi'))).toBe('invalid cases.reason_needed');
    expect(await refusal(id, () => decide('penguji1', code, 'teknis', 'tidak-memenuhi', { reason: 'STR habis' }))).toBe(
      'invalid cases.requirement_needed',
    );
    // a letter of the professional organisation may not be asked for (SE 1911/2023)
    expect(
      await refusal(id, () =>
        decide('penguji1', code, 'teknis', 'tidak-memenuhi', { reason: 'x', requirements: ['rekomendasi-organisasi-profesi'] }),
      ),
    ).toBe('invalid engine.not_listed');
    await decide('penguji1', code, 'teknis', 'tidak-memenuhi', { reason: 'STR habis masa', requirements: ['str'] });
    await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
    expect(await refusal(id, () => decide('kadis-dpmptsp', code, 'putusan', 'terbit'))).toBe('invalid cases.reason_needed');
    const reasons = { reason: 'STR tidak berlaku', requirements: ['str'] };
    expect(await refusal(id, () => decide('kadis-dpmptsp', code, 'putusan', 'tolak', { ...reasons, basis: 'uu-lain' }))).toBe(
      'invalid cases.basis_needed',
    );
    await decide('kadis-dpmptsp', code, 'putusan', 'tolak', { ...reasons, basis: 'uu-17-2023' });
    const view = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(view.end).toBe('rejected');
    expect(view.timeline.map((entry) => entry.words)).toContain('STR tidak berlaku');
    expect(await refusal(id, () => world.as('penguji2', (tx) => claimTask(tx, code, 'teknis')))).toBe('not_now engine.ended');
    const jobs = await world.database.asAdmin(`select task from core.outbox where payload ->> 'caseId' = $1 and task = 'documents.issue'`, [
      id,
    ]);
    expect(jobs.rows).toEqual([]);
  });
});

describe('the one correction', () => {
  test('names its fields, opens only those, keeps the rest, and comes back to the same officer', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    expect(await refusal(id, () => lacking('ratna', code, 'kelengkapan', 'kurang'))).toBe('invalid cases.mark_needed');
    expect(await refusal(id, () => lacking('ratna', code, 'kelengkapan', 'kurang', 'rekomendasi-organisasi-profesi'))).toBe(
      'invalid engine.not_listed',
    );
    expect(await refusal(id, () => lacking('ratna', code, 'kelengkapan', 'kurang', 'golongan-darah'))).toBe('invalid engine.not_listed');
    expect(await refusal(id, () => world.as('yohana', (tx) => getCorrection(tx, code)))).toBe('not_now cases.no_correction_open');
    expect(await refusal(id, () => answer(code, { hp: '081211112222' }))).toBe('not_now cases.no_correction_open');
    await lacking('ratna', code, 'kelengkapan', 'kurang', 'hp', 'str');
    expect(await world.steps(id, 2)).toEqual(['task_claimed kelengkapan', 'returned kelengkapan']);
    const correction = await world.as('yohana', (tx) => getCorrection(tx, code));
    expect(correction.fields.map((field) => field.id)).toEqual(['hp']);
    expect(correction.documents).toEqual(['str']);
    const view = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(view.marks.map(({ path, message }) => [path, message])).toEqual([
      ['hp', 'Perbaiki hp.'],
      ['str', 'Perbaiki str.'],
    ]);
    expect(view.holders.map((holder) => holder.kind)).toEqual(['applicant']);
    expect(await refusal(id, () => answer(code, { hp: 'bukan nomor' }, { str: aPaper('str') }))).toBe('invalid field.phone');
    expect(await refusal(id, () => answer(code, { hp: '081211112222' }))).toBe('invalid cases.document_missing');
    expect(await refusal(id, () => world.as('markus', (tx) => answerReturn(tx, code, { hp: '081211112222' }, {})))).toBe(
      'not_found cases.not_found',
    );
    world.at('2026-11-26 20:00');
    await answer(code, { hp: '081211112222', nama: 'Orang Lain' }, { str: aPaper('str'), ktp: aPaper('ktp') });
    expect(await world.steps(id, 4)).toEqual(['answered', 'task_opened kelengkapan']);
    const { answers, evidence, tasks } = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(answers.find((item) => item.field === 'hp')!.shown).toContain('81211112222');
    expect(answers.find((item) => item.field === 'nama')!.shown).toBe('Yohana');
    expect(evidence.filter((item) => item.kind === 'upload').map((item) => item.requirement)).toEqual(['str']);
    expect(tasks.find((task) => task.task === 'kelengkapan')).toMatchObject({ status: 'claimed', claimant: 'Ratna Widya' });
  });

  test('there is one only: nowhere and for nobody a second', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    await lacking('ratna', code, 'kelengkapan', 'kurang', 'hp');
    expect(await refusal(id, () => lacking('ratna', code, 'kelengkapan', 'kurang', 'hp'))).toBe('not_now engine.with_applicant');
    await answer(code, { hp: '081211112222' });
    expect(await refusal(id, () => lacking('ratna', code, 'kelengkapan', 'kurang', 'hp'))).toBe('not_now engine.return_used');
    await complete(code);
    expect(await refusal(id, () => lacking('penguji1', code, 'teknis', 'klarifikasi', 'no_str'))).toBe('not_now engine.return_used');
    const outcomes = (await world.as('penguji1', (tx) => getCaseView(tx, code))).tasks.find((task) => task.task === 'teknis')!.outcomes;
    expect(outcomes.map((outcome) => outcome.id)).toEqual(['memenuhi', 'tidak-memenuhi']);
  });

  test('two answers at once: one counts', async () => {
    const { id, code } = await world.file();
    await lacking('ratna', code, 'kelengkapan', 'kurang', 'hp');
    const outcomes = await Promise.allSettled([answer(code, { hp: '081211112222' }), answer(code, { hp: '081233334444' })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await world.steps(id)).filter((step) => step === 'answered')).toHaveLength(1);
  });

  test('still incomplete after it: not admitted, with reason, basis and requirement', async () => {
    const { id, code } = await world.file();
    await lacking('ratna', code, 'kelengkapan', 'kurang', 'hp');
    await answer(code, { hp: '081211112222' });
    expect(await refusal(id, () => decide('ratna', code, 'kelengkapan', 'tetap-kurang'))).toMatch(/^invalid cases\./);
    await decide('ratna', code, 'kelengkapan', 'tetap-kurang', { reason: 'Nomor tidak aktif', basis: 'uu-17-2023', requirements: ['hp'] });
    expect((await world.steps(id)).slice(-1)).toEqual(['ended']);
    expect((await world.as('yohana', (tx) => getCaseView(tx, code))).end).toBe('not-admitted');
  });
});

describe('withdrawing', () => {
  test('by the applicant until the decision; the register keeps it; nobody else, and not twice', async () => {
    const { id, code } = await world.file();
    await complete(code);
    for (const who of ['ratna', 'kadis-dpmptsp', 'penguji1'])
      expect(await refusal(id, () => world.as(who, (tx) => withdrawCase(tx, code)))).toBe('forbidden cases.only_applicant');
    await world.as('yohana', (tx) => withdrawCase(tx, code));
    expect((await world.steps(id)).slice(-4)).toEqual([
      'task_cancelled teknis',
      'task_cancelled konfirmasi-puskesmas',
      'task_cancelled putusan',
      'ended',
    ]);
    expect(await refusal(id, () => world.as('yohana', (tx) => withdrawCase(tx, code)))).toBe('not_now engine.ended');
    expect(await world.as({ kind: 'anonymous' }, (tx) => trackCase(tx, code))).toMatchObject({ end: 'withdrawn', waitsFor: [] });
  });

  test('withdrawn and decided at once: one of the two', async () => {
    const { id, code } = await world.file();
    await Promise.allSettled([world.as('yohana', (tx) => withdrawCase(tx, code)), complete(code)]);
    // decided first: both count. Withdrawn first: the officer's answer is kept as a note (E10).
    const steps = await world.steps(id);
    expect(steps.filter((step) => step === 'ended')).toHaveLength(1);
    expect(steps.at(-1)).toBe(steps.includes('task_decided kelengkapan lengkap') ? 'ended' : 'noted kelengkapan lengkap');
  });
});

describe('what time brings', () => {
  const owed = (id: string, until: string): Promise<boolean> => {
    world.at(until);
    return world.asJob((tx) => settleDebts(tx, id));
  };

  test('all silent: complete by silence, the Puskesmas too, deemed granted; written once, each at its moment in law', async () => {
    world.at('2027-01-18 10:00'); // a Monday
    const { id, code } = await world.file();
    expect(await owed(id, '2027-01-19 23:59')).toBe(false);
    expect(await owed(id, '2027-01-20 00:00')).toBe(true);
    expect(await world.steps(id, 2)).toEqual([
      'task_decided kelengkapan lengkap',
      'task_opened teknis',
      'task_opened konfirmasi-puskesmas',
    ]);
    const [event] = (await world.log(id)).slice(2);
    expect(event).toMatchObject({ at: '2027-01-19T14:59:59.999Z', recorded_at: '2027-01-19T15:00:00.000Z', via: 'clock', actor_id: null });
    expect(event!.data).toMatchObject({ by_silence: true, basis: 'uu-30-2014' });
    // a worker that was down for a fortnight writes the same
    expect(await owed(id, '2027-02-03 08:00')).toBe(true);
    expect(await owed(id, '2027-02-03 08:00')).toBe(false);
    expect(await world.steps(id, 5)).toEqual([
      'task_reminded teknis',
      'task_escalated konfirmasi-puskesmas',
      'task_escalated teknis',
      'task_decided konfirmasi-puskesmas tanpa-jawaban',
      'expired',
      'task_cancelled teknis',
      'task_cancelled putusan',
      'ended',
    ]);
    expect((await world.log(id)).at(-1)!.at).toBe('2027-01-26T14:59:59.999Z');
    expect(await world.as('yohana', async (tx) => (await getCaseView(tx, code)).end)).toBe('granted');
  });

  test('a screen and a step see what is owed before any job has written it', async () => {
    world.at('2027-01-18 10:00');
    const { id, code } = await world.file();
    world.at('2027-01-20 09:00');
    const view = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(view.tasks.find((task) => task.task === 'kelengkapan')).toMatchObject({ status: 'done', bySilence: true });
    expect(await world.steps(id)).toEqual(['submitted', 'task_opened kelengkapan']);
    // E10: the answer that comes late is kept as a note
    await decide('ratna', code, 'kelengkapan', 'lengkap', { reason: 'Terlambat, tetapi lengkap' });
    expect(await world.steps(id, 2)).toEqual([
      'task_decided kelengkapan lengkap',
      'task_opened teknis',
      'task_opened konfirmasi-puskesmas',
      'noted kelengkapan lengkap',
    ]);
    expect((await world.log(id))[2]!.via).toBe('clock');
  });

  test('a silence that an officer’s step wrote down isn’t that officer’s act: four eyes bars nobody', async () => {
    world.at('2027-01-18 10:00');
    const { id, code } = await world.file();
    world.at('2027-01-20 09:00');
    await decide(world.person('kadis-dpmptsp', 'pkm-hoya/kepala-puskesmas'), code, 'konfirmasi-puskesmas', 'benar');
    expect((await world.log(id))[2]).toMatchObject({ actor_id: demoId('kadis-dpmptsp'), via: 'clock', data: { by_silence: true } });
    await decide('penguji1', code, 'teknis', 'memenuhi');
    await decide('kadis-dpmptsp', code, 'putusan', 'terbit');
    expect((await world.steps(id)).at(-1)).toBe('ended');
  });

  test('an officer’s step past the end writes what was owed and is refused, leaving nothing', async () => {
    world.at('2027-01-18 10:00');
    const { id, code } = await world.file();
    await lacking('ratna', code, 'kelengkapan', 'kurang', 'hp');
    world.at('2027-02-15 09:00');
    expect(await refusal(id, () => answer(code, { hp: '081211112222' }))).toBe('not_now cases.no_correction_open');
    expect(await owed(id, '2027-02-15 09:00')).toBe(true);
    expect(await world.steps(id, 4)).toEqual([
      'applicant_reminded',
      'applicant_reminded',
      'applicant_reminded',
      'task_cancelled kelengkapan',
      'task_cancelled teknis',
      'task_cancelled konfirmasi-puskesmas',
      'task_cancelled putusan',
      'ended',
    ]);
    expect((await world.as('yohana', (tx) => getCaseView(tx, code))).end).toBe('lapsed');
  });

  test('the clock stands still while the applicant alone is waited for, and the due day moves by whole days', async () => {
    world.at('2027-01-18 10:00');
    const { code } = await world.file();
    await complete(code);
    await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
    const due = async () => (await world.as('yohana', (tx) => getCaseView(tx, code))).clock;
    expect(await due()).toMatchObject({ state: 'running', dueAt: '2027-01-25T14:59:59.999Z' });
    await lacking('penguji1', code, 'teknis', 'klarifikasi', 'no_str');
    expect(await due()).toMatchObject({ state: 'stopped', dueAt: null, used: 0 });
    world.at('2027-01-21 12:00');
    await answer(code, { no_str: 'NR0002' });
    expect(await due()).toMatchObject({ state: 'running', dueAt: '2027-01-27T14:59:59.999Z', used: 0 });
  });
});

test('a job, a leader and a visitor move no case by these doors', async () => {
  const { id, code } = await world.file();
  for (const actor of [{ kind: 'anonymous' }, world.person('sekda'), world.person('pengelola1')] as Actor[])
    await expect(world.as(actor, (tx) => decideTask(tx, code, 'kelengkapan', said('lengkap')))).rejects.toThrow();
  expect(await world.steps(id)).toEqual(['submitted', 'task_opened kelengkapan']);
});
