import { expect, test } from 'vitest';
import { demoId } from '#modules/identity/server/demo.ts';
import { listInbox } from '#modules/messages/server/messages.ts';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import { jobs } from './jobs.ts';

const world = await reportWorld();
const { as, at, database } = world;
const morning = () => as('job', (tx) => jobs['complaints.morning'](tx));
const digests = async (): Promise<string[]> =>
  (await database.asOwner(`select person_id from messages.message where template = 'n/aduan-ringkas@1' order by at`)).rows.map(
    (row: { person_id: string }) => row.person_id,
  );
const inbox = (key: string) => as(key, (tx) => listInbox(tx, 'id'));

test('Monday morning each PIC gets one digest, whatever runs twice (uReport #126); never at night (Zammad #4432)', async () => {
  at('2026-11-04 09:00');
  await world.accepted();
  await world.submit();
  expect(await digests()).toEqual([]);
  for (const moment of ['2026-11-08 08:00', '2026-11-09 05:00', '2026-11-09 16:00']) {
    at(moment); // Sunday; before and after office hours
    await morning();
  }
  expect(await digests()).toEqual([]);
  at('2026-11-09 08:00');
  await Promise.all([morning(), morning()]);
  await morning();
  at('2026-11-10 08:00');
  await morning();
  const told = await digests();
  expect(told.length).toBeGreaterThan(3);
  expect(new Set(told).size).toBe(told.length);
  for (const key of ['pic-dpupr', 'kadis-dpupr', 'sekda']) expect(told, key).toContain(demoId(key));
  expect(told).not.toContain(demoId('pic-dlh')); // nothing is open there
  const mine = (await inbox('pic-dpupr')).find((message) => message.title === 'Ringkasan mingguan laporan')!;
  expect(mine.body).toContain('1 laporan terbuka');
  expect((await inbox('sekda')).find((message) => message.title === 'Ringkasan mingguan laporan')!.body).toContain('2 laporan terbuka');
  at('2026-11-16 08:00');
  await morning();
  expect((await digests()).length).toBe(told.length * 2);
});

test('a holiday on Monday: the digest comes on the next working morning', async () => {
  at('2026-12-21 09:00');
  await world.accepted();
  at('2026-12-25 08:00'); // Friday, Christmas
  const before = (await digests()).length;
  await morning();
  expect((await digests()).length).toBe(before);
});

test('a report nobody touched for seven days: those answerable are told, once a silence; what the clock writes is no touch', async () => {
  at('2027-01-04 09:00');
  const receipt = await world.accepted();
  const alerts = async (): Promise<number> =>
    (await world.log(receipt.id)).filter((event) => (event.data as { rung?: string }).rung === 'dormant').length;
  at('2027-01-11 08:30');
  await as('job', (tx) => jobs['complaints.catch_up'](tx)); // red and others, by the clock
  await morning();
  expect(await alerts()).toBe(0); // not yet seven whole days
  at('2027-01-12 08:30');
  await morning();
  await morning();
  expect(await alerts()).toBe(1);
  await world.announce(receipt.id);
  expect((await inbox('pic-dpupr')).filter((message) => message.title === `Belum disentuh: laporan ${receipt.number}`)).toHaveLength(1);
  at('2027-01-13 08:30');
  await morning();
  expect(await alerts()).toBe(1);
  at('2027-01-19 08:30'); // as long again
  await morning();
  expect(await alerts()).toBe(2);
  await as('pic-dpupr', (tx) => complaints.followUp(tx, receipt.id, { text: 'Kami datang besok.', next_date: '2027-01-20' }));
  at('2027-01-22 08:30');
  await morning();
  expect(await alerts()).toBe(2);
});
