import { beforeAll, expect, test } from 'vitest';
import { getCalendar } from '#core/server/calendar.ts';
import { addWorkingDays, dayOf, workingMs, type Calendar } from '#core/working-time.ts';
import { CaseWorld } from '#test/case-world.ts';
import { answerReturn, decideTask, getAchieved, returnTask, withdrawCase } from './cases.ts';

/** The view counts back from the server's own clock, so this world lies a few weeks before today. */
const DAY_MS = 86_400_000;
let world: CaseWorld;
let calendar: Calendar;
let first = '';
beforeAll(async () => {
  world = await CaseWorld.open('2026-01-05 08:00');
  calendar = await world.asJob(getCalendar);
  first = addWorkingDays(calendar, dayOf(new Date(Date.now() - 60 * DAY_MS)), 1);
});

const achieved = (service = 'sip-perawat') => world.as({ kind: 'anonymous' }, (tx) => getAchieved(tx, service));
const decide = (who: string, code: string, task: string, outcome: string) =>
  world.as(who, (tx) => decideTask(tx, code, task, { outcome, reason: 'Sebab', basis: '', requirements: [], conditions: [] }));
const at = (day: string, time: string): Date => world.at(`${day} ${time}`).now;

/** Filed and complete on `day`, decided at noon of the n-th working day after it. */
async function decided(day: string, after: number): Promise<{ id: string; ms: number }> {
  const filed = at(day, '08:00');
  const { id, code } = await world.file();
  at(day, '09:00');
  await decide('ratna', code, 'kelengkapan', 'lengkap');
  await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
  const end = at(addWorkingDays(calendar, day, after), '12:00');
  await decide('penguji1', code, 'teknis', 'memenuhi');
  await decide('kadis-dpmptsp', code, 'putusan', 'terbit');
  return { id, ms: workingMs(calendar, filed, end) };
}
const minutesOf = (ms: number): number => Math.ceil(ms / 60_000);

test('hidden below five decided cases, then median and ninth tenth in both units; others\u2019 ends and older cases don\u2019t count', async () => {
  expect(await achieved()).toBeNull();
  const spans: number[] = [];
  for (const after of [0, 1, 2, 3]) spans.push((await decided(first, after)).ms);
  at(first, '08:00');
  const withdrawn = await world.file();
  await world.as('yohana', (tx) => withdrawCase(tx, withdrawn.code));
  await decided(addWorkingDays(calendar, dayOf(new Date(Date.now() - 120 * DAY_MS)), 1), 1);
  expect(await achieved()).toBeNull();
  spans.push((await decided(first, 4)).ms);
  const sorted = spans.toSorted((a, b) => a - b);
  // decided on the n-th working day, n - 1 have ended
  expect(await achieved()).toEqual({
    decided: 5,
    days: { median: 1, p90: 3 },
    minutes: { median: minutesOf(sorted[2]!), p90: minutesOf(sorted[4]!) },
  });
  expect(await achieved('kartu-ak1')).toBeNull();
});

test('the time in which the applicant alone was waited for isn\u2019t the office\u2019s', async () => {
  const filed = at(first, '08:00');
  const { id, code } = await world.file();
  const back = at(first, '10:00');
  await world.as('ratna', (tx) => returnTask(tx, code, 'kelengkapan', { outcome: 'kurang', marks: [{ path: 'hp', message: 'x' }] }));
  const answered = at(addWorkingDays(calendar, first, 3), '10:00');
  await world.as('yohana', (tx) => answerReturn(tx, code, { hp: '081299998888' }, {}));
  await decide('ratna', code, 'kelengkapan', 'lengkap');
  await decide('kapus-hoya', code, 'konfirmasi-puskesmas', 'benar');
  await decide('penguji1', code, 'teknis', 'memenuhi');
  const end = at(addWorkingDays(calendar, first, 4), '12:00');
  await decide('kadis-dpmptsp', code, 'putusan', 'terbit');
  const { rows } = await world.database.asAdmin('select working_ms, office_ms from cases.case_file where id = $1', [id]);
  expect(rows).toEqual([
    { working_ms: workingMs(calendar, filed, end), office_ms: workingMs(calendar, filed, back) + workingMs(calendar, answered, end) },
  ]);
});
