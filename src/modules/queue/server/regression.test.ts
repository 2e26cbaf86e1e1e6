import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { uuidv7 } from '#core/id.ts';
import { testDatabase } from '#test/database.ts';
import { catchUp } from './jobs.ts';
import * as queue from './queue.ts';

/*
 * Defects of other halls' programs that ours must not have (queue.md § 12). Those that stand elsewhere: a booking that contains
 * another, and the quota, in bookings.test.ts; numbers, two presses of "next", the call limit, the cool-down and midnight in
 * queue.test.ts; paper that never came in printing.test.ts; overlap and quota by property in queue.property.test.ts; the
 * board's line cut in test/e2e/hall.e2e.ts.
 */

/** Tuesday 24 November 2026, 09.00 WIT. */
let now = new Date('2026-11-24T00:00:00Z');
const database = await testDatabase({ clock: { now: () => now } });
const anonymous: Actor = { kind: 'anonymous' };
const officers = [uuidv7(), uuidv7()].map((id): Actor => ({
  kind: 'officer',
  id,
  agencies: ['dpmptsp'],
  duties: [{ agency: 'dpmptsp', role: 'petugas-loket' }],
})) as [Actor, Actor];
const manager: Actor = { kind: 'officer', id: uuidv7(), agencies: ['dpmptsp'], duties: [{ agency: 'dpmptsp', role: 'queue.pengatur' }] };
const as = <T>(actor: Actor, work: Parameters<typeof database.withActor<T>>[1]): Promise<T> => database.withActor(actor, work);
const take = (): Promise<queue.Ticket> =>
  as(officers[0], (tx) => queue.issueAtCounter(tx, { site: 'mpp', services: ['nib'], class: 'reguler', lang: 'id' }));
const [first, second] = officers;

beforeAll(async () => {
  for (const actor of [...officers, manager])
    await database.asOwner(
      "insert into identity.person (id, kind, public_name, name_sealed, assurance, created_at) values ($1, 'officer', 'p', '', 2, now())",
      [(actor as { id: string }).id],
    );
  await as(first, (tx) => queue.openLoket(tx, 'mpp-1'));
  await as(second, (tx) => queue.openLoket(tx, 'mpp-2'));
});

test('a zero wait is a wait (ZMS): called in the moment it was taken, it counts among the waits', async () => {
  const ticket = await take();
  expect((await as(first, (tx) => queue.callNext(tx)))!.number).toBe(ticket.number);
  const { rows } = await database.asOwner('select wait_ms from queue.leg where visit_id = $1', [ticket.id]);
  expect(rows[0].wait_ms).toBe(0);
  const [all] = await as(anonymous, (tx) => queue.getDayFigures(tx, '2026-11-24'));
  expect(all).toMatchObject({ visits: 1, waitP50: 0, waitP90: 0 });
});

test('an absence keeps the call (MADO): decision, board and count stay, and the wait is not set back', async () => {
  await as(first, (tx) => queue.loketStep(tx, 'absent'));
  const { rows } = await database.asOwner('select count(*)::int as count from queue.call_decision');
  expect(rows[0].count).toBe(1);
  const leg = await database.asOwner('select state, calls, wait_ms from queue.leg');
  expect(leg.rows[0]).toEqual({ state: 'waiting', calls: 1, wait_ms: 0 });
  const board = await as(anonymous, (tx) => queue.getBoard(tx));
  // people who missed it read it among the last called (FQM #172)
  expect(board.calls[0]).toMatchObject({ number: 'A-001', isNow: false });
});

test('two calls at the same moment are two announcements, whole and in order (FQM #138)', async () => {
  const { seq } = await as(anonymous, (tx) => queue.getBoard(tx));
  await take();
  await take();
  const called = await Promise.all([as(first, (tx) => queue.callNext(tx)), as(second, (tx) => queue.callNext(tx))]);
  const heard = (await as(anonymous, (tx) => queue.getBoardEvents(tx, seq))).filter(({ kind }) => kind === 'call');
  expect(heard.map(({ data }) => (data as { number: string }).number).toSorted()).toEqual(called.map((one) => one!.number).toSorted());
  expect(new Set(heard.map(({ data }) => (data as { loket: number }).loket))).toEqual(new Set([1, 2]));
  expect(heard[0]!.seq).toBeLessThan(heard[1]!.seq);
  for (const actor of officers) {
    await as(actor, (tx) => queue.loketStep(tx, 'arrive'));
    await as(actor, (tx) => queue.loketStep(tx, 'done'));
  }
});

test('who never comes is counted as such, beside those who left (ZMS)', async () => {
  now = new Date('2026-11-24T00:05:00Z');
  for (let call = 0; call < 2; call++) {
    expect((await as(first, (tx) => queue.callNext(tx)))!.number).toBe('A-001');
    await as(first, (tx) => queue.loketStep(tx, 'absent'));
    now = new Date(now.getTime() + 5 * 60_000);
  }
  const leaver = await take();
  await as(anonymous, (tx) => queue.visitorStep(tx, leaver.code, 'leave'));
  now = new Date('2026-11-25T00:00:00Z');
  await as({ kind: 'job', task: 'test' }, catchUp);
  const [all] = await as(anonymous, (tx) => queue.getDayFigures(tx, '2026-11-24'));
  expect(all).toMatchObject({ visits: 4, done: 2, left: 1, noShow: 1 });
});

test('a booking is a row of its own, never a word in a remark (The Q)', async () => {
  const { rows } = await database.asOwner(
    "select column_name from information_schema.columns where table_schema = 'queue' and table_name = 'visit' and column_name ~ '(note|remark|comment|text)'",
  );
  expect(rows).toEqual([]);
});

test('the plan beside what happened: lokets open on average, waits within the limit, and no advice from one day', async () => {
  const [mine] = await as(manager, (tx) => queue.getStaffing(tx, '2026-11-24'));
  expect(mine).toMatchObject({ agency: 'dpmptsp', weeks: 0, meanMinutes: undefined });
  const nine = mine!.lines.find(({ half }) => half === 18);
  expect(nine).toMatchObject({ advised: undefined, staffed: 2 });
  expect(nine!.within).toMatchObject({ hits: 3, of: 3 });
  await expect(as(first, (tx) => queue.getStaffing(tx, '2026-11-24'))).rejects.toThrow('queue.not_manager');
});

test('with eight such days and twenty services measured, advice stands beside each half hour; best times and calibration follow', async () => {
  const serve = async (): Promise<void> => {
    await as(first, (tx) => queue.callNext(tx));
    await as(first, (tx) => queue.loketStep(tx, 'arrive'));
    now = new Date(now.getTime() + 6 * 60_000);
    await as(first, (tx) => queue.loketStep(tx, 'done'));
  };
  for (const day of ['2026-12-01', '2026-12-08', '2026-12-15']) {
    now = new Date(`${day}T00:00:00Z`);
    for (let i = 0; i < 8; i++) await take();
    for (let i = 0; i < 8; i++) await serve();
  }
  now = new Date('2026-12-15T02:00:00Z');
  const plan = (await as(manager, (tx) => queue.getStaffing(tx, '2026-12-22'))).find(({ agency }) => agency === 'dpmptsp')!;
  expect(plan).toMatchObject({ weeks: 4, meanMinutes: 5.5 });
  const nine = plan.lines.find(({ half }) => half === 18)!;
  // 27 arrivals in four such half hours: 13.5 an hour; six minutes each, and two that took none
  expect(nine).toMatchObject({ perHour: 13.5, advised: 2, staffed: undefined });
  const best = await as(anonymous, (tx) => queue.getBestTimes(tx));
  expect(best.find(({ agency }) => agency === 'dpmptsp')!.cells).toMatchObject([{ weekday: 2, half: 18, n: 27 }]);
  // twenty-six were measured by now: the next eight are promised a range, and judged
  now = new Date('2026-12-16T00:00:00Z');
  for (let i = 0; i < 8; i++) await take();
  for (let i = 0; i < 8; i++) await serve();
  const [nib] = await as(anonymous, (tx) => queue.getCalibration(tx));
  expect(nib).toMatchObject({ service: { id: expect.stringContaining('Nomor Induk') }, isSilent: false });
  expect(nib!.coverage.of).toBeGreaterThanOrEqual(5);
  const [monitor] = await as(anonymous, (tx) => queue.getQueueMonitors(tx));
  expect(monitor).toMatchObject({
    type: 'QueueMonitor',
    serviceStatus: 'Open',
    queueLine: 'A',
    lastTicketIssued: 8,
    lastTicketIssuedLabel: 'A-008',
    ticketServedLabel: 'A-008',
    ticketsToServe: 0,
  });
});
