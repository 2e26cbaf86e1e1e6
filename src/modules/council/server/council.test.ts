import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { reportWorld } from '#test/report-world.ts';
import { metrics } from '../metric.ts';
import { countMeasures, getMeasure, listMeasures, listOpenRows, recount } from './council.ts';
import { stampOf } from './reference.ts';

/** One database for the file; real reports, and logs of cases and visits written as their modules write them. */
let w: Awaited<ReturnType<typeof reportWorld>>;
const count = () => countMeasures(w.database);
const measure = (id: string, who = 'anonymous') => w.as(who, (tx) => getMeasure(tx, id));
const rows = (id: string) => w.as('anonymous', (tx) => listOpenRows(tx, id));

type Step = readonly [type: string, at: string, data?: object];
/** Append to a log; `at` '2026-03-02 09:00' in WIT. */
async function log(kind: 'case' | 'visit', id: string, steps: readonly Step[]): Promise<string> {
  const { rows: head } = await w.database.asOwner('select coalesce(max(no), 0) as no from core.event where subject_id = $1', [id]);
  for (const [index, [type, at, data]] of steps.entries())
    await w.database.asOwner(
      `insert into core.event (id, subject_kind, subject_id, no, type, at, recorded_at, actor_kind, via, data, prev, hash)
       values ($1, $2, $3, $4, $5, $6, $6, 'job', 'clock', $7, '', '')`,
      [randomUUID(), kind, id, Number(head[0]!.no) + index + 1, `${kind === 'case' ? 'cases' : 'queue'}.${type}`, `${at.replace(' ', 'T')}:00+09:00`, JSON.stringify(data ?? {})], // prettier-ignore
    );
  return id;
}
const SENT = { lane: 'biasa', answers: {}, evidence: { ktp: 'register', foto: 'upload', surat: 'task' }, definition: 'x' };
const opened = (agency = 'dpmptsp') => ({ task: 't', agency, budget: 3, recheck: false });
/** A case sent and granted, with or without its time running out first. */
const granted = (sent: string, ended: string, more: readonly Step[] = [], agency = 'dpmptsp') =>
  log('case', randomUUID(), [
    ['submitted', sent, SENT],
    ['task_opened', sent, opened(agency)],
    ...more,
    [
      'task_decided',
      ended,
      { task: 't', outcome: 'ya', by_silence: false, statement: null, basis: null, requirements: [], conditions: [] },
    ],
    ['ended', ended, { end: 'granted' }],
  ]);

beforeAll(async () => {
  w = await reportWorld();
  w.at('2026-04-15 09:00');
});

describe('counting', () => {
  test('nothing counted yet: no measure says zero, and what nothing gives is not reported', async () => {
    const before = await w.as('anonymous', (tx) => listMeasures(tx));
    expect(before.asOf).toBeUndefined();
    await count();
    const { measures } = await w.as('anonymous', (tx) => listMeasures(tx));
    expect(measures.map(({ metric }) => metric.id)).toEqual(metrics.map(({ id }) => id));
    for (const { metric, running, series, isReported } of measures) {
      expect(running?.value, metric.id).toBeNull();
      expect(isReported, metric.id).toBe(metric.formula !== null);
      expect(series.points, metric.id).toEqual([]);
    }
    expect(await rows('terbuka-standar')).toMatchObject([{ state: 'not_reported', value: null }]);
  });

  test('days of the offices alone count, and a broken promise counts while the case is open', async () => {
    // Monday 2 to Thursday 12 March 2026: eight working days, of which Wednesday to Friday were the applicant's: three
    await granted('2026-03-02 09:00', '2026-03-12 15:00', [
      ['returned', '2026-03-03 10:00', { task: 't', late_finding: false, caused_by: null, statement: null, marks: [] }],
      ['answered', '2026-03-06 10:00', { answers: {}, evidence: {}, changed: [] }],
    ]);
    for (let no = 0; no < 5; no++) await granted('2026-03-02 09:00', '2026-03-04 15:00');
    await log('case', randomUUID(), [
      ['submitted', '2026-03-02 09:00', SENT],
      ['task_opened', '2026-03-02 09:00', opened()],
      ['expired', '2026-03-20 23:59', { effect: 'escalated' }],
    ]);
    await count();
    const { series } = await measure('cepat-putusan');
    expect(series.points).toMatchObject([{ period: '2026-03', value: 2, n: 6 }]);
    expect((await measure('cepat-putusan-p90')).series.last).toMatchObject({ value: 5, n: 6 });
    expect((await measure('pasti-tepat')).series.last).toMatchObject({ value: 6 / 7, n: 7 });
    expect((await measure('mudah-sekali-jalan')).series.last).toMatchObject({ value: 5 / 6, n: 6 });
    // two papers a case ask for the applicant or a register; a paper of an office asks for nobody
    expect((await measure('mudah-sekali-data')).series.last).toMatchObject({ value: 0.5, n: 14 });
  });

  test('a count below five is not told, and the quarter it lies in isn’t either', async () => {
    for (let no = 0; no < 3; no++) await granted('2026-02-02 09:00', '2026-02-03 15:00', [], 'dinkes');
    await count();
    const open = await rows('cepat-putusan');
    expect(open.find(({ period }) => period === '2026-02')).toMatchObject({ state: 'few', value: null, n: null });
    const parts = open.filter(({ dimension }) => dimension === 'agency');
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) expect(part).toMatchObject({ state: 'hidden', value: null, n: null });
  });

  test('what comes late is another point with a reason; the first stays', async () => {
    await granted('2026-03-02 09:00', '2026-03-05 15:00');
    await count();
    const { rows: points } = await w.database.asOwner(
      "select value, n, reason from council.point where metric = 'cepat-putusan' and period = '2026-03' order by id",
    );
    expect(points).toEqual([
      { value: 2, n: 6, reason: null },
      { value: 2, n: 7, reason: 'late_events' },
    ]);
    await expect(w.database.asOwner('update council.point set value = 1')).rejects.toThrow('append-only');
  });

  test('reports: a deadline counts in the month of its last day, and secret reports nowhere', async () => {
    w.at('2026-05-04 09:00');
    for (let no = 0; no < 6; no++) await w.accepted({ text: `Jalan berlubang nomor ${no} di depan pasar.` });
    await w.submit({ text: 'Rahasia: pungutan di sekolah.', secret: true });
    await count();
    expect((await measure('pasti-diperiksa')).running).toMatchObject({ state: 'none' });
    w.at('2026-06-02 09:00');
    await count();
    expect((await measure('pasti-diperiksa')).series.last).toMatchObject({ period: '2026-05', value: 1, n: 6 });
    expect((await measure('cepat-tanggapan')).series.last).toMatchObject({ period: '2026-05', value: 0, n: 6 });
  });

  test('an errand of the hall: waiting, serving, leaving', async () => {
    const leg = randomUUID();
    const visit = (steps: readonly Step[]) =>
      log('visit', randomUUID(), [
        ['issued', '2026-05-05 08:00', { site: 'mpp', day: '2026-05-05', series: 'A', number: 1, channel: 'kiosk', class: 'reguler', legs: [{ leg, service: 's', agency: 'dpmptsp', depends_on: [] }], rule: 'r' }],
        ['shown', '2026-05-05 08:00', { how: 'paper' }],
        ['checked_in', '2026-05-05 08:00', { leg }],
        ['ready', '2026-05-05 08:00', { leg, t0: '2026-05-05T08:00:00+09:00' }],
        ...steps,
      ]); // prettier-ignore
    const called: Step = ['called', '2026-05-05 08:20', { leg, loket: 'l', decision: 'd' }];
    for (let no = 0; no < 4; no++) await visit([called, ['arrived', '2026-05-05 08:21', { leg }], ['done', '2026-05-05 08:31', { leg }]]);
    await visit([called, ['arrived', '2026-05-05 08:21', { leg }], ['done', '2026-05-05 08:51', { leg }]]);
    await visit([['left', '2026-05-05 08:40', { leg }]]);
    await count();
    expect((await measure('cepat-loket')).series.last).toMatchObject({ value: 0.8, n: 5 });
    expect((await measure('cepat-tunggu')).series.last).toMatchObject({ value: 20, n: 5 });
    expect((await measure('mudah-terlayani')).series.last).toMatchObject({ value: 5 / 6, n: 6 });
  });
});

describe('trust', () => {
  test('kept up minute by minute, the tallies are those of a full recount', async () => {
    const { subjects, wrong } = await recount(w.database);
    expect(subjects).toBeGreaterThan(20);
    expect(wrong).toBe(0);
    await w.database.asOwner("update council.tally set n = n + 1 where formula = 'cases.in_time/1' and value = 1");
    expect((await recount(w.database)).wrong).toBeGreaterThan(0);
    await w.database.asOwner("update council.tally set n = n - 1 where formula = 'cases.in_time/1' and value = 1");
  });

  test('counted again without news nothing is published; two counters at once count once', async () => {
    const points = async () => Number((await w.database.asOwner('select count(*) as n from council.point')).rows[0]!.n);
    const before = await points();
    await Promise.all([count(), count()]);
    expect(await points()).toBe(before);
    expect((await recount(w.database)).wrong).toBe(0);
  });

  test('a formula that fails on a log is not reported, with its history kept, until it succeeds', async () => {
    const id = await log('visit', randomUUID(), [['called', '2026-05-06 08:00', { leg: randomUUID(), loket: 'l', decision: 'd' }]]);
    await count();
    const broken = await measure('cepat-loket');
    expect(broken.isReported).toBe(false);
    expect(broken.series.verdict).toBe('stale');
    expect(broken.series.last).toMatchObject({ value: 0.8 });
    expect((await rows('cepat-loket')).at(-1)).toMatchObject({ state: 'not_reported', value: null });
    expect((await measure('cepat-putusan')).isReported).toBe(true);
    await w.database.asAdmin(`alter table core.event disable trigger append_only`);
    await w.database.asAdmin(`delete from core.event where subject_id = '${id}'`);
    await w.database.asAdmin(`alter table core.event enable trigger append_only`);
    await w.database.asOwner('delete from council.failure where subject_id = $1', [id]);
    await count();
    expect((await measure('cepat-loket')).isReported).toBe(true);
  });

  test('nobody but the worker reads what isn’t protected, and nobody writes a point', async () => {
    for (const who of ['anonymous', 'lo', 'bupati', 'pengelola1']) {
      for (const table of ['tally', 'subject', 'failure', 'stale_month'] as const)
        await expect(
          w.as(who, (tx) => tx.selectFrom(`council.${table}`).selectAll().execute()),
          `${who} ${table}`,
        ).rejects.toThrow('denied');
      await expect(
        w.as(who, (tx) =>
          tx.insertInto('council.running').values({ metric: 'x', state: 'none', month: '2026-05', computed_at: tx.now }).execute(),
        ),
        who,
      ).rejects.toThrow('denied');
    }
    await expect(measure('tidak-ada')).rejects.toThrow(Failure);
  });

  test('every measure is registered once; another word is another stamp, and nobody takes a registration back', async () => {
    const { rows: before } = await w.database.asOwner('select id, stamp from council.metric order by id');
    expect(before).toEqual(metrics.map((metric) => ({ id: metric.id, stamp: stampOf(metric) })).toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    const [one] = metrics;
    expect(stampOf({ ...one!, name: { ...one!.name, id: `${one!.name.id}.` } })).not.toBe(stampOf(one!));
    expect((await measure('cepat-putusan')).registeredAt).toBeInstanceOf(Date);
    await expect(w.as('job', (tx) => tx.deleteFrom('council.metric').execute())).rejects.toThrow('denied');
  });
});
