import { beforeAll, expect, test } from 'vitest';
import { addHoliday, removeHoliday } from '#core/server/calendar.ts';
import type { Clock } from '#core/server/clock.ts';
import { readEvents } from '#core/server/events.ts';
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
const submit = (key = 'anonymous', more: Record<string, unknown> = {}) =>
  as(key, (tx) =>
    complaints.submitReport(tx, {
      text: 'Jalan berlubang di depan SD Inpres.',
      category: 'jalan-jembatan',
      region: '94.04.01',
      answers: { jenis: 'jalan' },
      name: 'Penanda Nama',
      phone: '081234567890',
      ...more,
    }),
  );
const asking = (number: string, more: Record<string, string> = {}) => ({
  number,
  reason: 'perintah_pengadilan',
  basis: 'Penetapan PN Timika 12/Pen.Pid/2026',
  why: 'Diperlukan sebagai saksi.',
  ...more,
});
const first = async () => (await as('penjaga1', (tx) => complaints.listUnmaskings(tx)))[0]!;

test('an identity opens by two keepers of two offices, for a day; each look is kept and the reporter is told once', async () => {
  const { id, number } = await submit();
  await as('penjaga1', (tx) => complaints.askUnmasking(tx, asking(number)));
  const request = await first();
  expect(request.status).toBe('waits');
  expect(await refused(as('penjaga1', (tx) => complaints.revealReporter(tx, request.id)))).toBe('complaints.unmask_not_open');
  expect(await refused(as('penjaga1', (tx) => complaints.decideUnmasking(tx, request.id, true)))).toBe('complaints.unmask_same_person');
  // a second keeper of the same office is not enough
  await database.asOwner(
    `insert into identity.duty (id, person_id, agency, role, from_day, decree) select gen_random_uuid(), $1, 'diskominfo', 'complaints.penjaga_identitas', '2026-01-01', 'SK uji'`,
    [people.get('pic-diskominfo')!.id],
  );
  expect(await refused(as('pic-diskominfo', (tx) => complaints.decideUnmasking(tx, request.id, true)))).toBe(
    'complaints.unmask_same_office',
  );
  expect(await refused(as('pic-diskominfo', (tx) => complaints.revealReporter(tx, request.id)))).toBe('complaints.unmask_not_open');
  await as('penjaga2', (tx) => complaints.decideUnmasking(tx, request.id, true));
  expect(await refused(as('penjaga2', (tx) => complaints.decideUnmasking(tx, request.id, false)))).toBe('complaints.unmask_decided');
  for (const key of ['penjaga1', 'penjaga2', 'penjaga1'])
    expect(await as(key, (tx) => complaints.revealReporter(tx, request.id))).toEqual({
      name: 'Penanda Nama',
      phone: '+6281234567890',
      email: null,
    });
  expect((await first()).looks).toBe(3);
  expect(await refused(as('pic-diskominfo', (tx) => complaints.revealReporter(tx, request.id)))).toBe('complaints.unmask_not_open');
  for (const _ of [1, 2]) await as('job', (tx) => jobs['complaints.catch_up'](tx));
  const told = async (of: string): Promise<number> =>
    (await as('job', (tx) => readEvents(tx, of))).filter(({ type }) => type === 'complaints.unmasked').length;
  expect(await told(id)).toBe(1);
  now = new Date('2026-11-03T09:00:01+09:00');
  expect(await refused(as('penjaga1', (tx) => complaints.revealReporter(tx, request.id)))).toBe('complaints.unmask_not_open');
  expect((await first()).status).toBe('closed');
  expect(await as('anonymous', (tx) => complaints.countUnmaskings(tx))).toEqual([{ year: 2026, reason: 'perintah_pengadilan', count: 1 }]);
});

test('a law may delay the notice, with its name and a date; the reporter’s account is read where no name was left', async () => {
  const { id, number } = await submit('markus', { name: undefined, phone: undefined });
  expect(await refused(as('penjaga2', (tx) => complaints.askUnmasking(tx, asking(number, { delay_law: 'KUHAP ps. 7' }))))).toBe(
    'complaints.unmask_delay_whole',
  );
  expect(
    await refused(
      as('penjaga2', (tx) => complaints.askUnmasking(tx, asking(number, { delay_law: 'KUHAP ps. 7', delay_until: '2030-01-01' }))),
    ),
  ).toBe('complaints.unmask_delay_wrong');
  await as('penjaga2', (tx) => complaints.askUnmasking(tx, asking(number, { delay_law: 'KUHAP ps. 7', delay_until: '2026-11-20' })));
  const request = await first();
  await as('penjaga1', (tx) => complaints.decideUnmasking(tx, request.id, true));
  expect((await as('penjaga1', (tx) => complaints.revealReporter(tx, request.id))).name).toBe('Markus Nawiro');
  const told = async () => (await as('job', (tx) => readEvents(tx, id))).some(({ type }) => type === 'complaints.unmasked');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  expect(await told()).toBe(false);
  now = new Date('2026-11-21T00:01:00+09:00');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  expect(await told()).toBe(true);
  now = new Date('2026-11-03T09:00:00+09:00');
});

test('nobody but keepers finds the page; the office reported keeps no names of those who reported it', async () => {
  const { number } = await submit('anonymous', { category: 'pungli-calo', answers: {}, accused: 'inspektorat' });
  for (const key of ['lo', 'mimika-center', 'irban', 'bupati', 'pengelola1', 'markus', 'anonymous']) {
    expect(await refused(as(key, (tx) => complaints.listUnmaskings(tx))), key).toBe('complaints.not_found');
    expect(await refused(as(key, (tx) => complaints.askUnmasking(tx, asking(number)))), key).toBe('complaints.not_found');
  }
  expect(await refused(as('penjaga2', (tx) => complaints.askUnmasking(tx, asking(number))))).toBe('complaints.unmask_accused');
  expect(await refused(as('penjaga1', (tx) => complaints.askUnmasking(tx, asking('ADU-2026-999999-0'))))).toMatch(/number_(wrong|unknown)/);
  await expect(as('penjaga1', (tx) => tx.selectFrom('reporter.look').selectAll().execute())).rejects.toThrow('permission denied');
});

test('late holiday moves open deadlines, and says so (Alaveteli #7292)', async () => {
  const { id, number } = await submit();
  const due = async () =>
    (await database.asOwner('select due_on::text from complaints.report where id = $1', [id])).rows[0].due_on as string;
  const run = async () => {
    const { rows } = await database.asAdmin(
      "delete from core.outbox where task in ('complaints.calendar_changed', 'complaints.recompute') returning task, payload",
    );
    for (const { task, payload } of rows as { task: string; payload: { holiday: string; reportId: string } }[])
      await as('job', (tx) =>
        task === 'complaints.recompute' ? jobs['complaints.recompute'](tx, payload) : jobs['complaints.calendar_changed'](tx, payload),
      );
    return rows.length;
  };
  const before = await due();
  const day = { date: '2026-11-04', name: 'Cuti bersama daerah', kind: 'daerah', basis: 'SK Bupati 5/2026' };
  expect(await refused(as('lo', (tx) => addHoliday(tx, day)))).toBe('identity.steward_only');
  expect(await refused(as('pengelola1', (tx) => addHoliday(tx, { ...day, basis: '' })))).toBe('core.holiday_basis');
  await as('pengelola1', async (tx) => complaints.calendarChanged(tx, await addHoliday(tx, day)));
  expect(await refused(as('pengelola1', (tx) => addHoliday(tx, day)))).toBe('core.holiday_known');
  while (await run());
  const after = await due();
  expect(after > before, `${before} moves to a later day, not ${after}`).toBe(true);
  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, number));
  expect(page.timeline.at(-1)).toMatchObject({
    type: 'due_changed',
    data: { from: before, to: after, holiday: 'Cuti bersama daerah 2026-11-04' },
  });
  await as('pengelola1', async (tx) => complaints.calendarChanged(tx, await removeHoliday(tx, '2026-11-04', '94.04', 'daerah')));
  while (await run());
  expect(await due()).toBe(before);
});
