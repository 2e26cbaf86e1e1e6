import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { forgetLists } from '#modules/catalogue/server/definitions.ts';
import { appointDeputy, endDeputy, listDeputies } from '#modules/identity/server/deputies.ts';
import { listLooks } from '#modules/identity/server/identity.ts';
import { listInbox } from '#modules/messages/server/messages.ts';
import { CaseWorld, demoId } from '#test/case-world.ts';
import {
  answerReturn,
  claimTask,
  decideTask,
  findLate,
  getCaseView,
  listEscalated,
  getIssuance,
  listHalted,
  resumeCase,
  returnTask,
  takeNext,
} from './cases.ts';
import { jobs } from './jobs.ts';

/** Steps that few cases take: deputies, late findings, halts, idle claims, lanes, and who is told what. */

let world: CaseWorld;
beforeAll(async () => {
  world = await CaseWorld.open('2026-11-24 10:00');
});

const decide = (who: string | Actor, code: string, task: string, outcome: string, reason = '') =>
  world.as(who, (tx) => decideTask(tx, code, task, { outcome, reason, basis: '', requirements: [], conditions: [] }));
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Failure) return `${thrown.code} ${Object.values(thrown.fields)[0] ?? thrown.reason}`;
    throw thrown;
  }
  return 'was allowed';
};
const lacking = (who: string | Actor, code: string, task: string, outcome: string, ...paths: string[]) =>
  world.as(who, (tx) => returnTask(tx, code, task, { outcome, marks: paths.map((path) => ({ path, message: `Perbaiki ${path}.` })) }));

/** Run the jobs that wait in the outbox, and those they queue, as the worker would. */
async function work(only?: string): Promise<void> {
  for (;;) {
    const { rows } = await world.database.asAdmin(
      `delete from core.outbox where task like 'cases.%' and ($1::text is null or payload ->> 'caseId' = $1) returning task, payload`,
      [only ?? null],
    );
    if (rows.length === 0) return;
    for (const { task, payload } of rows as { task: keyof typeof jobs; payload: never }[])
      await world.asJob((tx) => jobs[task](tx, payload));
  }
}
const inbox = (who: string) => world.as(who, (tx) => listInbox(tx, 'id'));
const titles = async (who: string, code: string) =>
  (await inbox(who)).filter((item) => item.title.includes(code)).map((item) => item.title);

describe('deputies', () => {
  const steward = 'pengelola1';
  const order = {
    personId: demoId('sekretaris-dpmptsp'),
    forPerson: demoId('kadis-dpmptsp'),
    agency: 'dpmptsp',
    role: 'kepala-dinas',
    reason: 'travel',
    from: '2026-12-01',
    to: '2026-12-04',
    decree: 'SP 800/12/2026',
  };
  const ready = async (): Promise<{ id: string; code: string }> => {
    const filed = await world.file();
    await decide('ratna', filed.code, 'kelengkapan', 'lengkap');
    await decide('kapus-hoya', filed.code, 'konfirmasi-puskesmas', 'benar');
    await decide('penguji1', filed.code, 'teknis', 'memenuhi');
    return filed;
  };

  test('only a steward records one; each wrong answer has its reason, and leaves nothing', async () => {
    world.at('2026-11-24 10:00');
    const appoint = (change: Partial<typeof order> = {}, who = steward) =>
      refusal(world.as(who, (tx) => appointDeputy(tx, { ...order, ...change })));
    expect(await appoint({}, 'kadis-dpmptsp')).toBe('forbidden identity.steward_only');
    expect(await appoint({ decree: '' })).toBe('invalid identity.order_needed');
    expect(await appoint({ to: '2026-11-30' })).toBe('invalid identity.ends_before');
    expect(await appoint({ reason: 'vacancy' })).toBe('invalid identity.deputy_reason');
    expect(await appoint({ personId: order.forPerson })).toBe('invalid identity.deputy_of_self');
    expect(await appoint({ forPerson: demoId('ratna') })).toBe('invalid identity.deputy_no_duty');
    expect(await appoint({ personId: demoId('penguji1') })).toBe('invalid identity.not_a_member');
    expect(await world.as(steward, (tx) => listDeputies(tx, 'dpmptsp'))).toEqual([]);
    expect(await appoint()).toBe('was allowed');
    expect(await appoint({ personId: demoId('yakob'), from: '2026-12-04', to: '2026-12-08' })).toBe('conflict identity.deputy_already');
    // no chains: the secretary acts, and so has no deputy for the head's duty
    expect(await appoint({ personId: demoId('yakob'), forPerson: demoId('sekretaris-dpmptsp') })).toBe('invalid identity.deputy_no_duty');
    expect(await world.as(steward, (tx) => listDeputies(tx, 'dpmptsp'))).toMatchObject([
      { name: 'Benyamin Tsebaro', forName: 'Agustina Rumadasi', role: 'kepala-dinas', from: '2026-12-01', to: '2026-12-04' },
    ]);
  });

  test('decides in the head’s name on those days and no other, and both names stand on it', async () => {
    world.at('2026-11-30 09:00');
    const { id, code } = await ready();
    expect(await refusal(decide('sekretaris-dpmptsp', code, 'putusan', 'terbit'))).toBe('forbidden engine.not_your_duty');
    world.at('2026-12-01 09:00');
    const view = await world.as('sekretaris-dpmptsp', (tx) => getCaseView(tx, code));
    expect(view.tasks.find((task) => task.task === 'putusan')).toMatchObject({ can: { decide: true }, actsFor: 'Agustina Rumadasi' });
    await world.as('sekretaris-dpmptsp', (tx) => claimTask(tx, code, 'putusan'));
    await decide('sekretaris-dpmptsp', code, 'putusan', 'terbit');
    const decided = (await world.log(id)).filter((event) => event.data['task'] === 'putusan' && event.actor_id && event.via === 'web');
    expect(decided.slice(1).map(({ type, actor_id, on_behalf_of }) => [type, actor_id, on_behalf_of])).toEqual([
      ['cases.task_claimed', demoId('sekretaris-dpmptsp'), demoId('kadis-dpmptsp')],
      ['cases.task_decided', demoId('sekretaris-dpmptsp'), demoId('kadis-dpmptsp')],
    ]);
    const own = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(own.timeline.flatMap((entry) => entry.deputy ?? [])).toEqual([{ name: 'Benyamin Tsebaro', forName: 'Agustina Rumadasi' }]);
    expect((await world.asJob((tx) => getIssuance(tx, id)))!.signer).toMatchObject({
      name: 'Benyamin Tsebaro',
      role: 'kepala-dinas',
      isDeputy: true,
    });
  });

  test('four eyes compares both: neither the deputy who checked nor the deputy of a head who did may decide', async () => {
    world.at('2026-12-02 09:00');
    const deputy = world.person('sekretaris-dpmptsp', 'dpmptsp/verifikator');
    const one = await world.file();
    await decide(deputy, one.code, 'kelengkapan', 'lengkap');
    const two = await world.file();
    await decide(world.person('kadis-dpmptsp', 'dpmptsp/verifikator'), two.code, 'kelengkapan', 'lengkap');
    for (const { code } of [one, two]) {
      await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
      await decide('penguji1', code, 'teknis', 'memenuhi');
      expect(await refusal(decide('sekretaris-dpmptsp', code, 'putusan', 'terbit'))).toBe('forbidden engine.four_eyes');
    }
  });

  test('the definition says who may be a deputy: another of the agency isn’t one', async () => {
    world.at('2026-12-02 09:00');
    const { code } = await ready();
    const plain: Actor = { ...(world.person('sekretaris-dpmptsp') as Actor & { kind: 'officer' }), duties: [] };
    expect(await refusal(decide(plain, code, 'putusan', 'terbit'))).toBe('forbidden engine.not_your_duty');
  });

  test('ends early when the head is back', async () => {
    world.at('2026-12-02 09:00');
    const [deputy] = await world.as(steward, (tx) => listDeputies(tx, 'dpmptsp'));
    const end = (lastDay: string, who = steward) => refusal(world.as(who, (tx) => endDeputy(tx, { id: deputy!.id, lastDay })));
    expect(await end('2026-12-02', 'ratna')).toBe('forbidden identity.steward_only');
    expect(await end('2026-11-30')).toBe('invalid identity.ends_before');
    expect(await end('2026-12-09')).toBe('invalid identity.deputy_ends_sooner');
    expect(await end('2026-12-02')).toBe('was allowed');
    world.at('2026-12-03 09:00');
    const { code } = await ready();
    expect(await refusal(decide('sekretaris-dpmptsp', code, 'putusan', 'terbit'))).toBe('forbidden engine.not_your_duty');
    const log = await world.log(demoId('sekretaris-dpmptsp'));
    expect(log.slice(-2).map((event) => event.type)).toEqual(['identity.deputy_appointed', 'identity.deputy_ended']);
  });
});

describe('a late finding', () => {
  const late = (who: string | Actor, code: string, change: { reason?: string; paths?: string[] } = {}) =>
    world.as(who, (tx) =>
      findLate(tx, code, 'teknis', {
        reason: change.reason ?? 'Nomor STR ganda di register',
        marks: (change.paths ?? ['no_str']).map((path) => ({ path, message: 'Periksa lagi' })),
      }),
    );
  const supervisor = () => world.person('kadis-dinkes', 'dinkes/supervisor');

  test('by a supervisor, after the ordinary return, once; its waiting time is the agency’s and the public sees it', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    await decide('ratna', code, 'kelengkapan', 'lengkap');
    expect(await refusal(late('penguji1', code))).toBe('forbidden engine.not_your_duty');
    expect(await refusal(late(supervisor(), code))).toBe('not_now engine.return_first');
    await lacking('penguji1', code, 'teknis', 'klarifikasi', 'no_str');
    await world.as('yohana', (tx) => answerReturn(tx, code, { no_str: 'NR0002' }, {}));
    const view = await world.as(supervisor(), (tx) => getCaseView(tx, code));
    expect(view.tasks.find((task) => task.task === 'teknis')!.can.findLate).toBe(true);
    expect(await refusal(late(supervisor(), code, { reason: '' }))).toBe('invalid cases.reason_needed');
    expect(await refusal(late(supervisor(), code, { paths: [] }))).toBe('invalid cases.mark_needed');
    expect(await refusal(late(supervisor(), code, { paths: ['golongan-darah'] }))).toBe('invalid engine.not_listed');
    const before = (await world.log(id)).length;
    await late(supervisor(), code);
    expect(await world.steps(id, before)).toEqual(['returned teknis']);
    expect((await world.log(id)).at(-1)!.data).toMatchObject({ late_finding: true, caused_by: 'dinkes' });
    const own = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(own.timeline.at(-1)).toMatchObject({ type: 'late_finding', words: 'Nomor STR ganda di register; Periksa lagi' });
    await world.as('yohana', (tx) => answerReturn(tx, code, { no_str: 'NR0003' }, {}));
    expect(await refusal(late(supervisor(), code))).toBe('not_now engine.late_finding_used');
  });
});

describe('a halt', () => {
  /** What the code list says of a facility, past the lock of what is published. */
  const unitOf = async (unit: string | null): Promise<void> => {
    await world.database.asAdmin(
      `begin; set local session_replication_role = replica;
       update catalogue.code_list set columns = jsonb_set(columns, '{unit}', '${JSON.stringify(unit)}') where ref = 'faskes@2026-11' and key = 'PKM-HOYA';
       commit;`,
    );
    forgetLists();
  };

  test('by the platform’s fault: stewards are told, a steward ends it with a reason, and it halts again where nothing was mended', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    await unitOf(null);
    try {
      await decide('ratna', code, 'kelengkapan', 'lengkap');
      expect((await world.steps(id)).slice(-2)).toEqual(['task_opened teknis', 'halted']);
      await work(id);
      expect(await titles('pengelola1', code)).toEqual([`Berkas terhenti: ${code}`]);
      expect((await inbox('pengelola2'))[0]).toMatchObject({ link: '/kelola/terhenti' });
      const view = await world.as('yohana', (tx) => getCaseView(tx, code));
      expect(view.holders.map((holder) => holder.kind)).toEqual(['platform']);
      expect(view.clock.state).toBe('running');
      expect(await refusal(decide('penguji1', code, 'teknis', 'memenuhi'))).toBe('not_now engine.halted');
      expect(await world.as('pengelola1', listHalted)).toMatchObject([{ code, cause: 'task:konfirmasi-puskesmas', authority: 'dpmptsp' }]);
      expect(await refusal(world.as('yakob', listHalted))).toBe('forbidden cases.steward_resumes');
      const resume = (who: string, reason: string) => world.as(who, (tx) => resumeCase(tx, code, { reason, changeWay: false }));
      for (const who of ['yakob', 'kadis-dpmptsp', 'yohana'])
        expect(await refusal(resume(who, 'Sudah'))).toBe('forbidden cases.steward_resumes');
      expect(await refusal(resume('pengelola1', ''))).toBe('invalid cases.reason_needed');
      await resume('pengelola1', 'Dicoba lagi');
      expect((await world.steps(id)).slice(-2)).toEqual(['resumed', 'halted']);
    } finally {
      await unitOf('pkm-hoya');
    }
    await world.as('pengelola2', (tx) =>
      resumeCase(tx, code, { reason: 'Unit Puskesmas Hoya sudah dipulihkan di daftar', changeWay: false }),
    );
    expect((await world.steps(id)).slice(-2)).toEqual(['resumed', 'task_opened konfirmasi-puskesmas']);
    expect(await world.as('pengelola1', listHalted)).toEqual([]);
    expect(JSON.stringify(await world.log(id))).not.toContain('dipulihkan');
    const own = await world.as('yohana', (tx) => getCaseView(tx, code));
    expect(own.timeline.find((entry) => entry.words?.includes('dipulihkan'))).toMatchObject({ type: 'resumed' });
    expect(await refusal(world.as('pengelola1', (tx) => resumeCase(tx, code, { reason: 'x', changeWay: false })))).toBe(
      'not_now engine.not_halted',
    );
  });

  test('a steward sees no other case, and of a halted one no answers', async () => {
    const { code } = await world.file();
    expect(await refusal(world.as('pengelola1', (tx) => resumeCase(tx, code, { reason: 'x', changeWay: false })))).toBe(
      'not_found cases.not_found',
    );
    await expect(world.as('pengelola1', (tx) => tx.selectFrom('cases.answer').select('field').execute())).rejects.toThrow(
      'permission denied',
    );
    const seen = await world.as('pengelola1', (tx) => tx.selectFrom('cases.case_file').select('halted_at').execute());
    expect(seen.every((row) => row.halted_at !== null)).toBe(true);
  });

  test('by a corrected answer that flips a condition: a supervisor rules, a steward may not', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file();
    await decide('ratna', code, 'kelengkapan', 'lengkap');
    await lacking('penguji1', code, 'teknis', 'klarifikasi', 'faskes');
    await world.as('yohana', (tx) => answerReturn(tx, code, { faskes: 'RSUD-MIMIKA' }, {}));
    expect((await world.steps(id)).at(-1)).toBe('halted');
    await work(id);
    expect(await titles('yakob', code)).toContain(`Berkas terhenti: ${code}`);
    expect(await titles('pengelola1', code)).toEqual([]);
    expect((await world.as('yakob', (tx) => getCaseView(tx, code))).can.resume).toBe(true);
    expect((await world.as('ratna', (tx) => getCaseView(tx, code))).can.resume).toBe(false);
    const resume = (who: string) => world.as(who, (tx) => resumeCase(tx, code, { reason: 'Praktik pindah ke RSUD', changeWay: true }));
    for (const who of ['pengelola1', 'ratna']) expect(await refusal(resume(who))).toBe('forbidden engine.not_your_duty');
    await resume('yakob');
    expect((await world.steps(id)).slice(-2)).toEqual(['resumed', 'task_not_applicable konfirmasi-puskesmas']);
  });
});

describe('idle claims', () => {
  const sweep = async (id: string): Promise<void> => {
    await world.asJob((tx) => jobs['cases.find_idle'](tx));
    await work(id);
  };

  test('a claim without activity for a working day goes back to the pool, is recorded, and its officer is told', async () => {
    world.at('2026-12-07 10:00'); // a Monday
    const { id, code } = await world.file();
    await world.as('ratna', (tx) => claimTask(tx, code, 'kelengkapan'));
    world.at('2026-12-08 23:59:59');
    await sweep(id);
    expect(await world.steps(id, 2)).toEqual(['task_claimed kelengkapan']);
    await decide('ratna', code, 'kelengkapan', 'lengkap');
    await world.as('penguji1', (tx) => claimTask(tx, code, 'teknis'));
    world.at('2026-12-09 13:00');
    await world.as('penguji1', (tx) => getCaseView(tx, code)); // looked at: at work
    world.at('2026-12-10 10:00');
    await sweep(id);
    expect((await world.steps(id)).at(-1)).toBe('task_claimed teknis');
    world.at('2026-12-11 00:30');
    await sweep(id);
    const released = (await world.log(id)).find((event) => event.type === 'cases.task_released')!;
    expect(released).toMatchObject({ actor_kind: 'job', actor_id: null, data: { task: 'teknis', idle: true } });
    expect(await titles('penguji1', code)).toContain(`Kembali ke antrean: ${code}`);
    await world.as('penguji2', (tx) => claimTask(tx, code, 'teknis'));
    await sweep(id);
    expect((await world.steps(id)).at(-1)).toBe('task_claimed teknis');
  });
});

describe('taking the next', () => {
  test('lanes take turns: every third is of the remote lane while it has something', async () => {
    world.at('2027-01-18 08:00');
    await world.database.asAdmin(`update cases.task set status = 'cancelled' where status = 'open'`); // what other tests left
    await world.database.asAdmin('update cases.task set claimed_at = null where status <> $1', ['claimed']);
    await world.database.asAdmin(`update cases.task set claimed_at = '2020-01-01' where claimed_at is not null`);
    const lane = new Map<string, string>();
    for (const [no, remote] of [false, false, false, false, true, true].entries()) {
      world.at(new Date(world.now.getTime() + 60_000 + no));
      const { code } = await world.file(remote ? {} : { answers: { faskes: 'PKM-TIMIKA' } });
      lane.set(code, remote ? 'p' : 'u');
    }
    const taken: string[] = [];
    for (let next = await world.as('ratna', takeNext); next; next = await world.as('ratna', takeNext)) {
      taken.push(lane.get(next.code)!);
      world.at(new Date(world.now.getTime() + 1000));
    }
    // two of the ordinary lane, then the turn of the remote one; at last what is left
    expect(taken.join('')).toMatch(/^(uupuup|puupuu|upuupu)$/);
    expect(await world.as('ratna', takeNext)).toBeUndefined();
  });

  test('three officers at once get three tasks', async () => {
    world.at('2027-01-18 09:00');
    for (let no = 0; no < 3; no++) await world.file();
    const third = world.person('loket', 'dpmptsp/verifikator');
    const taken = await Promise.all([world.as('ratna', takeNext), world.as('yakob', takeNext), world.as(third, takeNext)]);
    expect(new Set(taken.map((next) => next?.code)).size).toBe(3);
    expect(taken).not.toContain(undefined);
  });

  test('whoever may not decide for four eyes’ sake passes the case over', async () => {
    world.at('2027-01-18 10:00');
    const both = world.person('kadis-dpmptsp', 'dpmptsp/verifikator');
    const { code } = await world.file();
    await decide(both, code, 'kelengkapan', 'lengkap');
    await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
    await decide('penguji1', code, 'teknis', 'memenuhi');
    const taken = await world.as(
      { ...(both as Actor & { kind: 'officer' }), duties: [{ agency: 'dpmptsp', role: 'kepala-dinas' }] },
      takeNext,
    );
    expect(taken?.code).not.toBe(code);
  });
});

describe('who looked', () => {
  test('an officer who opens answers leaves a line the applicant reads: when, who, which agency, what kinds; one an hour', async () => {
    world.at('2026-11-24 10:00');
    const { id, code } = await world.file({ by: 'yohana' });
    const view = (who: string) => world.as(who, (tx) => getCaseView(tx, code));
    const looks = async () => (await world.as('yohana', listLooks)).filter((look) => look.caseId === id);
    await view('penguji1'); // no task yet: nothing was shown
    await view('yohana');
    expect(await looks()).toEqual([]);
    for (let no = 0; no < 3; no++) await view('ratna');
    expect(await looks()).toEqual([
      {
        at: world.now,
        by: 'Ratna Widya',
        agency: 'dpmptsp',
        purpose: 'berkas_dibuka',
        what: ['address', 'name', 'nik', 'papers', 'phone', 'request'],
        caseId: id,
      },
    ]);
    world.at('2026-11-24 11:01');
    await view('ratna');
    await decide('ratna', code, 'kelengkapan', 'lengkap');
    world.at('2026-11-24 11:02');
    await view('kapus-hoya');
    expect((await looks()).map(({ by, what }) => [by, what])).toEqual([
      ['Elias Zonabi', ['name', 'request']],
      ['Ratna Widya', ['address', 'name', 'nik', 'papers', 'phone', 'request']],
      ['Ratna Widya', ['address', 'name', 'nik', 'papers', 'phone', 'request']],
    ]);
    expect((await world.as('markus', listLooks)).filter((look) => look.caseId === id)).toEqual([]);
  });
});

describe('who is told', () => {
  const settle = async (id: string, at: string): Promise<void> => {
    world.at(at);
    await world.asJob((tx) => jobs['cases.catch_up'](tx));
    await work(id);
  };

  test('late tasks: the officer is reminded, then the superior; at the end of the legal time the applicant and those the definition names', async () => {
    world.at('2027-01-18 10:00');
    const { id, code } = await world.file();
    await work(id);
    expect(await titles('yohana', code)).toEqual([`Permohonan ${code} kami terima`]);
    await world.as('ratna', (tx) => claimTask(tx, code, 'kelengkapan'));
    await decide('ratna', code, 'kelengkapan', 'lengkap');
    await work(id);
    expect(await titles('yohana', code)).toContain(`Berkas ${code} lengkap`);
    await world.as('penguji1', (tx) => claimTask(tx, code, 'teknis'));
    await settle(id, '2027-01-20 08:00');
    expect(await titles('penguji1', code)).toContain(`Batas waktu dekat: ${code}`);
    expect(await titles('penguji2', code)).toEqual([`Diteruskan kepada Anda: ${code}`]); // the Puskesmas' task
    await settle(id, '2027-01-21 00:01');
    expect(await titles('kadis-dinkes', code)).toEqual([`Diteruskan kepada Anda: ${code}`]);
    await settle(id, '2027-01-26 00:01');
    expect(await titles('yohana', code)).toEqual(
      expect.arrayContaining([`Permohonan ${code} dikabulkan menurut hukum`, `Permohonan ${code} selesai`]),
    );
    for (const who of ['kadis-dpmptsp', 'sekda', 'auditor'])
      expect(await titles(who, code)).toContain(`Dikabulkan karena waktu habis: ${code}`);
    expect((await inbox('sekda'))[0]!.link).toBe('/pimpinan');
    const { rows } = await world.database.asAdmin('select distinct channel from messages.delivery where person_id = $1', [
      demoId('penguji1'),
    ]);
    expect(rows).toEqual([{ channel: 'email' }]);
  });

  test('where the law doesn’t deem: the superiors are told and the case goes on', async () => {
    world.at('2027-01-18 10:00');
    const { id, code } = await world.file({ service: 'surat-keterangan-penelitian' });
    await settle(id, '2027-01-26 00:01');
    expect(await titles('yohana', code)).toContain(`Berkas ${code} lewat batas waktu`);
    for (const who of ['kaban-kesbangpol', 'sekda', 'auditor'])
      expect(await titles(who, code)).toContain(`Lewat batas waktu hukum: ${code}`);
    expect((await world.as('yohana', (tx) => getCaseView(tx, code))).end).toBeNull();
  });

  test('one case with a fault holds up no other', async () => {
    world.at('2027-02-08 10:00');
    const [bad, good] = [await world.file(), await world.file()];
    await world.database.asAdmin(
      `begin; set local session_replication_role = replica; update cases.case_file set facts_sealed = '\\x00' where id = '${bad.id}'; commit;`,
    );
    world.at('2027-02-10 08:00');
    await world.asJob((tx) => jobs['cases.catch_up'](tx));
    await expect(work(bad.id)).rejects.toThrow();
    await work(good.id);
    expect((await world.steps(good.id)).length).toBeGreaterThan(2);
  });
});

test('what was escalated to another agency can be answered there, with the same answers to read', async () => {
  world.at('2027-01-18 10:00');
  const { id, code } = await world.file();
  await decide('ratna', code, 'kelengkapan', 'lengkap');
  await decide('penguji1', code, 'teknis', 'memenuhi');
  expect(await refusal(decide('penguji1', code, 'konfirmasi-puskesmas', 'benar'))).toBe('forbidden engine.not_your_duty');
  expect((await world.as('penguji1', (tx) => getCaseView(tx, code))).answers).toEqual([]);
  world.at('2027-01-20 08:00');
  await world.asJob((tx: Tx) => jobs['cases.settle'](tx, { caseId: id }));
  const view = await world.as('penguji1', (tx) => getCaseView(tx, code));
  expect(view.tasks.find((task) => task.task === 'konfirmasi-puskesmas')!.can.decide).toBe(true);
  expect(view.answers.map((answer) => answer.field).toSorted()).toEqual(['faskes', 'nama', 'no_str']);
  const passedTo = (key: string) => world.as(key, async (tx) => (await listEscalated(tx)).map((each) => `${each.code} ${each.task}`));
  expect(await passedTo('penguji1')).toEqual([`${code} konfirmasi-puskesmas`]);
  expect(await passedTo('kesbangpol')).toEqual([]);
  await decide('penguji1', code, 'konfirmasi-puskesmas', 'benar');
  expect(await passedTo('penguji1')).toEqual([]);
  expect((await world.steps(id)).slice(-2)).toEqual(['task_decided konfirmasi-puskesmas benar', 'task_opened putusan']);
});
