import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { reportWorld } from '#test/report-world.ts';
import { retention } from '../rules.ts';
import * as complaints from './complaints.ts';
import { jobs, outsideJobs } from './jobs.ts';

const world = await reportWorld();
const { as, at, database, refused } = world;
process.env['SATU_DATA'] = mkdtempSync(join(tmpdir(), 'satu-sp4n-'));
const feed = (rows: readonly unknown[]): void => writeFileSync(join(process.env['SATU_DATA']!, 'sp4n-simulasi.json'), JSON.stringify(rows));
const pull = () => outsideJobs['complaints.pull_bridge'](database);
const fault = (name: string | null) =>
  name === null
    ? database.asOwner(`delete from exchange.adapter_fault`)
    : database.asOwner(
        `insert into exchange.adapter_fault (adapter, fault, set_by, set_at) values ('sp4n.lapor@1', $1, gen_random_uuid(), now())
         on conflict (adapter) do update set fault = excluded.fault`,
        [name],
      );
const rested = () => database.asOwner(`update exchange.adapter set failures = 0, open_until = null`);
interface Item {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly kind: string;
  readonly receipt: string | null;
  readonly tries: number;
}
const items = async (foreign: string, direction: string): Promise<Item[]> =>
  (
    await database.asOwner(
      `select id, key, state, kind, receipt, tries from complaints.bridge_item where foreign_id = $1 and direction = $2 order by at, key`,
      [foreign, direction],
    )
  ).rows;
const reportsOf = async (foreign: string): Promise<{ id: string; number: string; channel: string; state: string }[]> =>
  (
    await database.asOwner(
      `select r.id, r.number, r.channel, r.state from complaints.report r join complaints.detail d on d.report_id = r.id where d.foreign_id = $1`,
      [foreign],
    )
  ).rows;
const push = async (foreign: string): Promise<void> => {
  for (const { id } of await items(foreign, 'out')) await outsideJobs['complaints.push_bridge'](database, { itemId: id });
};
beforeEach(async () => {
  at('2026-11-02 09:00');
  await fault(null);
  await rested();
});

const road = (id: string) => ({ jenis: 'laporan', id, isi: 'Jembatan gantung putus di kampung kami.', lokasi: 'dekat gereja Kwamki' });

test('a report of SP4N-LAPOR! is ours once, with their id, however often and in whatever order it is offered', async () => {
  const rows = [
    { jenis: 'kabar', id: 'k1', laporan: 'L-1', macam: 'catatan', isi: 'Masih putus.' },
    road('L-1'),
    { jenis: 'laporan', id: 'L-broken' },
    'nonsense',
    road('L-1'),
  ];
  feed(rows);
  await pull();
  await fault('duplicate');
  await pull();
  await fault(null);
  await Promise.allSettled([pull(), pull()]);
  const found = await reportsOf('L-1');
  expect(found).toMatchObject([{ channel: 'sp4n', state: 'diterima' }]);
  expect((await items('L-1', 'in')).map(({ kind, state }) => [kind, state])).toEqual(
    expect.arrayContaining([
      ['laporan', 'applied'],
      ['catatan', 'noted'],
    ]),
  );
  expect((await world.types(found[0]!.id)).filter((type) => type === 'noted')).toHaveLength(1);
  // what could not be read is taken once they offer it whole
  feed([...rows, road('L-broken')]);
  await pull();
  expect(await reportsOf('L-broken')).toHaveLength(1);
});

test('down, slow, of another shape, out of order or stale: nothing is taken, and the next look takes it', async () => {
  feed([road('L-2')]);
  for (const name of ['down', 'changed_shape', 'out_of_order', 'stale', 'partial']) {
    await fault(name);
    await pull();
    await rested();
    expect(await reportsOf('L-2'), name).toEqual([]);
  }
  await fault(null);
  await pull();
  expect(await reportsOf('L-2')).toHaveLength(1);
});

test('outside update in a wrong state is kept as a note, never an error (Signalen #407); in the right one it is a step', async () => {
  feed([road('L-3')]);
  await pull();
  const [report] = await reportsOf('L-3');
  feed([road('L-3'), { jenis: 'kabar', id: 'k3a', laporan: 'L-3', macam: 'bantahan', isi: 'Belum diperbaiki.' }]);
  await pull(); // nothing was answered that could be contested
  expect(await world.types(report!.id)).toEqual(['received', 'noted']);
  await as('lo', (tx) => complaints.askReporter(tx, report!.id, 'Kampung yang mana?'));
  feed([road('L-3'), { jenis: 'kabar', id: 'k3b', laporan: 'L-3', macam: 'jawaban', isi: 'Kwamki Narama.' }]);
  await pull();
  await pull();
  expect(await world.types(report!.id)).toEqual(['received', 'noted', 'asked', 'question_answered']);
  const desk = await as('lo', (tx) => complaints.getDeskReport(tx, report!.number));
  expect(desk.timeline.at(-1)!.text).toBe('Kwamki Narama.');
});

test('our news goes back once: a lost reply, a killed worker and a second order change nothing', async () => {
  feed([road('L-4')]);
  await pull();
  const [report] = await reportsOf('L-4');
  await world.announce(report!.id);
  await world.announce(report!.id);
  expect((await items('L-4', 'out')).map(({ kind, state }) => [kind, state])).toEqual([['diterima', 'queued']]);
  await fault('down');
  await push('L-4');
  expect((await items('L-4', 'out'))[0]).toMatchObject({ state: 'queued', tries: 1 });
  await rested();
  await fault('timeout_after_acceptance');
  await push('L-4'); // they took it, the reply was lost; asked again under the same key
  await push('L-4');
  const [sent] = await items('L-4', 'out');
  expect(sent).toMatchObject({ state: 'sent' });
  expect(sent!.receipt).toMatch(/^SP4N-[0-9A-F]{12}$/);
  await as('lo', (tx) => complaints.archiveReport(tx, report!.id, 'terlalu_umum'));
  await fault(null);
  await rested();
  await world.announce(report!.id);
  await push('L-4');
  expect((await items('L-4', 'out')).map(({ kind, state }) => [kind, state])).toEqual([
    ['diterima', 'sent'],
    ['diarsipkan', 'sent'],
  ]);
});

test('“sent” without a reply alarms, once (Signalen #1537); confirmed, it doesn’t', async () => {
  feed([road('L-5'), road('L-6')]);
  await pull();
  for (const foreign of ['L-5', 'L-6']) {
    const [report] = await reportsOf(foreign);
    await world.announce(report!.id);
    await push(foreign);
  }
  const [confirmed] = await items('L-6', 'out');
  feed([{ jenis: 'terima', kunci: confirmed!.key }]);
  await pull();
  expect((await items('L-6', 'out'))[0]!.state).toBe('confirmed');
  const alarms = async (foreign: string): Promise<boolean> =>
    (await database.asOwner(`select 1 from complaints.bridge_item where foreign_id = $1 and alarmed_at is not null`, [foreign])).rows
      .length > 0;
  const told = async (): Promise<number> =>
    (await database.asOwner(`select count(*)::int as n from messages.message where template = 'n/aduan-jembatan@1'`)).rows[0].n;
  at('2026-11-04 08:30');
  await as('job', (tx) => jobs['complaints.morning'](tx));
  expect(await alarms('L-5')).toBe(false);
  at('2026-11-09 08:30');
  await as('job', (tx) => jobs['complaints.morning'](tx));
  expect(await alarms('L-5')).toBe(true);
  expect(await alarms('L-6')).toBe(false);
  const before = await told();
  expect(before).toBeGreaterThan(0);
  at('2026-11-10 08:30');
  await as('job', (tx) => jobs['complaints.morning'](tx));
  expect(await told()).toBe(before);
});

test('what is exchanged is sealed, and officers see states of their desk’s reports alone', async () => {
  feed([road('L-7')]);
  await pull();
  const [report] = await reportsOf('L-7');
  await as('lo', (tx) => complaints.askReporter(tx, report!.id, 'Pertanyaan penanda?'));
  await world.announce(report!.id);
  const { rows } = await database.asAdmin(`select 1 from complaints.bridge_item t where t::text like '%penanda%'`);
  expect(rows).toEqual([]);
  const seen = (key: string) =>
    as(key, (tx) => tx.selectFrom('complaints.bridge_item').select(['state', 'foreign_id']).where('foreign_id', '=', 'L-7').execute());
  expect((await seen('lo')).length).toBeGreaterThan(1);
  expect(await seen('pic-dlh')).toEqual([]);
  expect(await refused(as('pic-dlh', (tx) => complaints.getDeskReport(tx, report!.number)))).toBe('complaints.not_found');
});

test('Mimika Center sees both directions with their age, and repeats by hand; what was refused is taken in once it fits', async () => {
  const list = (who = 'lo', only: object = {}) => as(who, (tx) => complaints.listBridge(tx, only));
  for (const who of ['pic-dpupr', 'markus']) expect(await refused(list(who)), who).toBe('complaints.not_found');
  feed([road('L-90')]);
  await pull();
  const [report] = await reportsOf('L-90');
  await world.announce(report!.id);
  await push('L-90');
  at('2026-11-06 10:00');
  const sent = (await list('lo', { direction: 'out', what: 'late' })).items.find(({ foreignId }) => foreignId === 'L-90')!;
  expect(sent).toMatchObject({ state: 'sent', ageDays: 4, isOverdue: true, canRepeat: true, number: report!.number });
  await as('lo', (tx) => complaints.repeatItem(tx, sent.id));
  await as('job', (tx) => jobs['complaints.repeat_bridge'](tx, { itemId: sent.id }));
  expect((await items('L-90', 'out'))[0]).toMatchObject({ state: 'queued' });
  await push('L-90');
  const [again] = await items('L-90', 'out');
  expect(again).toMatchObject({ state: 'sent' });
  feed([{ jenis: 'terima', kunci: again!.key }]);
  await pull();
  expect(await refused(as('lo', (tx) => complaints.repeatItem(tx, sent.id)))).toBe('complaints.item_done');
  expect((await list('lo', { direction: 'out' })).items.find(({ id }) => id === sent.id)).toMatchObject({
    state: 'confirmed',
    ageDays: null,
    canRepeat: false,
  });

  // a report that was refused: its words are kept, sealed, and go once it was taken in
  feed([{ jenis: 'laporan', id: 'L-91', isi: '\u200b\u200b' }]);
  await pull();
  const back = (await list('lo', { what: 'late', direction: 'in' })).items.find(({ foreignId }) => foreignId === 'L-91')!;
  expect(back).toMatchObject({ state: 'refused', isOverdue: true, fault: 'complaints.text_missing' });
  await as('lo', (tx) => complaints.repeatItem(tx, back.id));
  await as('job', (tx) => jobs['complaints.repeat_bridge'](tx, { itemId: back.id }));
  expect((await items('L-91', 'in'))[0]).toMatchObject({ state: 'refused', tries: 1 });
  expect(await reportsOf('L-91')).toEqual([]);
  const { rows } = await database.asAdmin(
    `select repeat_by, content_sealed is not null as kept from complaints.bridge_item where id = $1`,
    [back.id],
  );
  expect(rows[0]).toMatchObject({ repeat_by: expect.any(String), kept: true });

  // no longer than a reporter is known; the row itself stays
  const isKept = async () =>
    (await database.asAdmin('select content_sealed is not null as kept from complaints.bridge_item where id = $1', [back.id])).rows[0].kept;
  for (const [days, kept] of [
    [retention.anonymise.days - 1, true],
    [retention.anonymise.days + 1, false],
  ] as const) {
    at(new Date(Date.parse('2026-11-06T10:00:00Z') + days * 86_400_000).toISOString().slice(0, 16).replace('T', ' '));
    await as('job', (tx) => jobs['complaints.find_expired'](tx));
    expect(await isKept(), `${days} days`).toBe(kept);
  }
});
