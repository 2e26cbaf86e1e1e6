import { beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import type { Actor } from '#core/actor.ts';
import { uuidv7 } from '#core/id.ts';
import type { Clock } from '#core/server/clock.ts';
import { testDatabase } from '#test/database.ts';
import { demoActors, refused } from '#test/demo-actors.ts';
import * as complaints from './complaints.ts';
import { jobs } from './jobs.ts';

let now = new Date('2026-11-02T09:00:00+09:00');
const clock: Clock = { now: () => now };
const database = await testDatabase({ clock });
let people: Awaited<ReturnType<typeof demoActors>>['people'];
let as: Awaited<ReturnType<typeof demoActors>>['as'];
beforeAll(async () => {
  ({ people, as } = await demoActors(database));
});
const MARK = 'Kepala dinas meminta seperlima dari setiap kontrak, saya lihat kwitansinya sendiri.';
const send = (more: Record<string, string> = {}) =>
  as('anonymous', (tx) => complaints.sendWhistle(tx, { id: uuidv7(), text: MARK, accused: 'dpupr', ...more }));
const box = (key: { number: string; code: string }) => as('anonymous', async (tx) => (await complaints.openWhistle(tx, key)).box);

test('a whistle-blower without a name: question, answer, decision, objection decided by another', async () => {
  const receipt = await send();
  expect(receipt.number).toMatch(/^WBS-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(receipt.code.split('-')).toHaveLength(4);
  expect(await refused(as('irban', (tx) => complaints.decideWhistle(tx, receipt.number, { outcome: 'terbukti', text: 'Ya.' })))).toBe(
    'complaints.not_now',
  );
  await as('irban', (tx) => complaints.examineWhistle(tx, receipt.number));
  await as('irban', (tx) => complaints.askWhistle(tx, receipt.number, 'Kontrak yang mana?'));
  expect((await box(receipt)).lines.map(({ kind, by }) => [kind, by])).toEqual([['question', null]]);
  await as('anonymous', (tx) => complaints.replyWhistle(tx, receipt, 'Kontrak drainase 2026.'));
  await as('irban', (tx) => complaints.decideWhistle(tx, receipt.number, { outcome: 'tidak_terbukti', text: 'Tidak ditemukan.' }));
  const decided = await box(receipt);
  expect([decided.state, decided.outcome, decided.lines.at(-1)!.text]).toEqual(['decided', 'tidak_terbukti', 'Tidak ditemukan.']);
  await as('anonymous', (tx) => complaints.replyWhistle(tx, receipt, 'Kwitansinya ada di laci kedua.'));
  expect((await box(receipt)).state).toBe('objected');
  expect(await refused(as('irban', (tx) => complaints.decideWhistle(tx, receipt.number, { outcome: 'terbukti', text: 'Ya.' })))).toBe(
    'complaints.whistle_another_decides',
  );
  await as('auditor2', (tx) => complaints.decideWhistle(tx, receipt.number, { outcome: 'terbukti', text: 'Kwitansi ditemukan.' }));
  const view = await as('auditor2', (tx) => complaints.lookAtWhistle(tx, receipt.number));
  expect(view.log.map(({ type }) => type)).toEqual([
    'received',
    'examined',
    'asked',
    'replied',
    'decided',
    'objected',
    'decided',
    'opened',
  ]);
});

test('everybody else meets nothing, not even a count: LO, head, leaders, stewards, keepers, agencies, citizens, keys', async () => {
  const receipt = await send();
  for (const key of [
    'lo',
    'mimika-center',
    'kadis-dpupr',
    'pic-dpupr',
    'penjaga2',
    'auditor',
    'verifikator-miru',
    'bupati',
    'sekda',
    'pengelola1',
    'markus',
  ]) {
    expect(await refused(as(key, (tx) => complaints.listWhistles(tx))), key).toBe('complaints.not_found');
    expect(await refused(as(key, (tx) => complaints.lookAtWhistle(tx, receipt.number))), key).toBe('complaints.not_found');
    expect(await refused(as(key, (tx) => complaints.askWhistle(tx, receipt.number, 'Siapa Anda?'))), key).toBe('complaints.not_found');
  }
  for (const key of ['lo', 'irban', 'bupati', 'pengelola1', 'anonymous', 'markus', 'job'])
    for (const table of ['report', 'message', 'file', 'event'])
      await expect(
        as(key, (tx) => sql`select count(*) from ${sql.table(`whistle.${table}`)}`.execute(tx)),
        `${key} ${table}`,
      ).rejects.toThrow('permission denied');
  // nowhere else: no public list, no desk, no Open311, no leaders' page, no statistics
  const before = await as('bupati', (tx) => complaints.getLeaderView(tx));
  await send();
  expect(await as('bupati', (tx) => complaints.getLeaderView(tx))).toEqual(before);
  for (const key of ['anonymous', 'lo', 'irban'])
    expect(
      JSON.stringify(await as(key, (tx) => (key === 'anonymous' ? complaints.listPublic(tx) : complaints.listDesk(tx)))),
    ).not.toContain('WBS');
  expect(await as('anonymous', (tx) => complaints.findRequests(tx, 'production', { ids: [receipt.number], most: 10, skip: 0 }))).toEqual(
    [],
  );
});

test('an agency reported is nobody to it, even where its officer handles such reports; a handler who steps aside meets nothing', async () => {
  const { rows } = await database.asOwner('select id from identity.person where id = $1', [people.get('kadis-dlh')!.id]);
  await database.asOwner(
    `insert into identity.duty (id, person_id, agency, role, from_day, decree) select gen_random_uuid(), $1, 'dlh', 'complaints.apip', '2026-01-01', 'SK uji'`,
    [rows[0].id],
  );
  const key: Actor = { kind: 'officer', id: rows[0].id as string, agencies: ['dlh'], duties: [{ agency: 'dlh', role: 'complaints.apip' }] };
  const about = await send({ accused: 'dlh' });
  const other = await send();
  const seen = await database.withActor(key, (tx) => complaints.listWhistles(tx));
  expect(seen.map(({ number }) => number)).toContain(other.number);
  expect(seen.map(({ number }) => number)).not.toContain(about.number);
  expect(await refused(database.withActor(key, (tx) => complaints.lookAtWhistle(tx, about.number)))).toBe('complaints.not_found');
  await as('irban', (tx) => complaints.recuseWhistle(tx, other.number));
  expect(await refused(as('irban', (tx) => complaints.lookAtWhistle(tx, other.number)))).toBe('complaints.not_found');
  await as('auditor2', (tx) => complaints.lookAtWhistle(tx, other.number));
});

test('bad input: the inspectorate itself, too short, unknown agency, wrong words; the same form twice is one report', async () => {
  expect(await refused(send({ accused: 'inspektorat' }))).toBe('complaints.whistle_own_office');
  expect(await refused(send({ text: 'curang' }))).toBe('complaints.whistle_short');
  expect(await refused(send({ accused: 'tidak-ada' }))).toBe('complaints.agency_unknown');
  expect(await refused(send({ id: 'x' }))).toBe('complaints.id_wrong');
  const id = uuidv7();
  const [one, two] = await Promise.all([send({ id }), send({ id })]);
  expect({ ...one, isNew: 0 }).toEqual({ ...two, isNew: 0 });
  expect([one.isNew, two.isNew].toSorted()).toEqual([false, true]);
  expect(await refused(box({ number: one.number, code: 'sagu-ombak-rotan-hujan' }))).toBe('complaints.code_wrong');
  expect(await refused(box({ number: 'WBS-0000-0000', code: one.code }))).toBe('complaints.code_wrong');
  expect((await box({ number: one.number.toLowerCase().replaceAll('-', ' '), code: one.code.replaceAll('-', ' ') })).number).toBe(
    one.number,
  );
  // an account beside such a report would name its reporter: refused as the bug it is
  await expect(as('markus', (tx) => complaints.sendWhistle(tx, { id: uuidv7(), text: MARK }))).rejects.toThrow('nobody');
});

test('handlers are told that something lies there, and nothing more; once', async () => {
  await as('job', (tx) => jobs['complaints.whistle_news'](tx));
  const told = async () =>
    (await database.asAdmin(`select id, person_id, subject_kind, subject_id from messages.message where template = 'n/wbs-kotak@1'`))
      .rows as {
      id: string;
      person_id: string;
      subject_kind: string | null;
      subject_id: string | null;
    }[];
  await send({ accused: 'dlh' });
  const before = new Set((await told()).map((row) => row.id));
  await as('job', (tx) => jobs['complaints.whistle_news'](tx));
  await as('job', (tx) => jobs['complaints.whistle_news'](tx));
  const rows = (await told()).filter((row) => !before.has(row.id));
  expect(rows.map((row) => row.person_id).toSorted()).toEqual([people.get('irban')!.id, people.get('auditor2')!.id].toSorted());
  expect(rows.every((row) => row.subject_kind === null && row.subject_id === null)).toBe(true);
});

test('its log is chained and takes no change; nothing of a report stands outside its schema, and nothing readable in it', async () => {
  const receipt = await send({ who: 'Kepala Bidang Contoh' });
  await as('anonymous', (tx) => complaints.replyWhistle(tx, receipt, 'Penanda jawaban rahasia.'));
  const { rows } = await database.asAdmin('select id from whistle.report where number = $1', [receipt.number]);
  const id = rows[0].id as string;
  const broken = () =>
    as('job', async (tx) => (await sql<{ no: number | null }>`select whistle.first_broken(${id}) as no`.execute(tx)).rows[0]!.no);
  expect(await broken()).toBeNull();
  for (const statement of ["update whistle.event set type = 'x'", 'delete from whistle.event', 'truncate whistle.event'])
    await expect(database.asAdmin(statement)).rejects.toThrow('append-only');
  const tables = await database.asAdmin(
    `select format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name, schema } of tables.rows as { name: string; schema: string }[])
    for (const mark of [id, receipt.number, receipt.code, MARK, 'Kepala Bidang Contoh', 'Penanda jawaban']) {
      if (schema === 'whistle' && (mark === id || mark === receipt.number)) continue;
      expect((await database.asAdmin(`select 1 from ${name} t where t::text like $1`, [`%${mark}%`])).rows, `${name}: ${mark}`).toEqual([]);
    }
  await database.asAdmin('alter table whistle.event disable trigger append_only');
  await database.asAdmin("update whistle.event set at = at + interval '1 day' where report_id = $1 and no = 1", [id]);
  expect(await broken()).toBe(1);
  await database.asAdmin('alter table whistle.event enable trigger append_only');
  now = new Date(now);
});
