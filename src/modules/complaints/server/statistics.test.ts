import { beforeAll, expect, test } from 'vitest';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { reportWorld } from '#test/report-world.ts';
import { countReports } from './statistics.ts';

/** One database for the file: six roads in October and a secret one, then counted in November and in the next year. */
let w: Awaited<ReturnType<typeof reportWorld>>;
const look = (year?: number, who = 'anonymous') => w.as(who, (tx) => complaints.getStatistics(tx, year));
const count = () => countReports(w.database);

beforeAll(async () => {
  w = await reportWorld();
  w.at('2026-10-05 09:00');
  for (let no = 0; no < 6; no++) await w.accepted({ text: `Jalan berlubang nomor ${no} di depan pasar.` });
  for (let no = 0; no < 2; no++)
    await w.submit({ text: `Burung mati di taman ${no}.`, category: 'lainnya', region: '94.04.02', answers: {} });
  await w.submit({ text: 'Rahasia: pungutan di sekolah.', secret: true });
  w.at('2026-11-02 09:00');
  await w.submit({ text: 'Laporan bulan berjalan.' });
});

test('whole months alone are counted; secret reports are in no table', async () => {
  expect((await look()).of).toBeUndefined();
  await count();
  const numbers = await look();
  expect(numbers).toMatchObject({ of: 2026, version: 'laporan/2', secret: undefined });
  expect(numbers.total).toMatchObject({ received: 8, problems: 8, verified: null });
  expect(numbers.tables.channel.map(({ key, figures }) => [key, figures.received])).toEqual([['web', 8]]);
  expect(numbers.tables.class.map(({ key }) => key)).toEqual(expect.arrayContaining(['-', 'pengaduan_tidak_berkadar']));
  expect(numbers.tables.month.map(({ key, figures }) => [key, figures.received])).toEqual([['2026-10', 8]]);
});

test('what a small cell holds is nowhere in the table, and cannot be worked out', async () => {
  const numbers = await look();
  // six roads and two heaps of rubbish: with the total of eight, either would tell the other
  expect(numbers.tables.category.map(({ figures }) => figures.received)).toEqual(['hidden', 'hidden']);
  expect(numbers.tables.area.map(({ figures }) => figures.received)).toEqual(['hidden', 'hidden']);
  const { rows } = await w.database.asOwner(`select numbers::text as text from complaints.figure where dimension = 'category'`);
  for (const { text } of rows) expect(text).not.toMatch(/"received": ?\d/);
});

test('the next year says how many were secret, if that many do not point at anybody; nobody may write numbers', async () => {
  w.at('2027-01-05 09:00');
  await count();
  expect(await look(2026)).toMatchObject({ secret: 'few', total: { received: 9 } });
  for (const who of ['anonymous', 'lo', 'bupati'])
    await expect(
      w.as(who, (tx) => tx.deleteFrom('complaints.figure').where('year', '=', 2026).execute()),
      who,
    ).rejects.toThrow('permission denied');
});

test('counted twice, the numbers are the same: they come from the log, not from what was counted before', async () => {
  const before = await look(2026);
  await w.database.asOwner('update complaints.report set category = (select min(id) from complaints.category), received_at = now()');
  await count();
  expect(await look(2026)).toEqual(before);
});
