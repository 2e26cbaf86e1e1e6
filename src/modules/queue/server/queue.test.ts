import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { once } from '#core/server/once.ts';
import { testDatabase } from '#test/database.ts';
import { fromRow } from '../events.ts';
import { rules } from '../rules.ts';
import { fold, legOf } from '../visit.ts';
import { catchUp } from './jobs.ts';
import * as queue from './queue.ts';
import { rowOf } from './store.ts';

/** Tuesday 24 November 2026, 09.00 WIT. */
let now = new Date('2026-11-24T00:00:00Z');
const database = await testDatabase({ clock: { now: () => now } });
const later = (minutes: number): void => void (now = new Date(now.getTime() + minutes * 60_000));

const anonymous: Actor = { kind: 'anonymous' };
const officers = new Map<string, Actor>();
const officer = (key: string, agency: string, role = 'petugas-loket'): Actor => ({
  kind: 'officer',
  id: officers.has(key) && 'id' in officers.get(key)! ? (officers.get(key) as { id: string }).id : uuidv7(),
  agencies: [agency],
  duties: [{ agency, role }],
});

beforeAll(async () => {
  for (const [key, agency] of [
    ['a', 'dpmptsp'],
    ['b', 'dpmptsp'],
    ['c', 'disdukcapil'],
    ['d', 'disnakertrans'],
    ...Array.from({ length: 10 }, (_, i) => [`n${i}`, 'dinsos']),
  ] as [string, string][]) {
    const actor = officer(key, agency);
    officers.set(key, actor);
    await database.asOwner(
      "insert into identity.person (id, kind, public_name, name_sealed, assurance, created_at) values ($1, 'officer', $2, '', 2, now())",
      [(actor as { id: string }).id, key],
    );
  }
  for (let i = 0; i < 10; i++)
    await database.asOwner("insert into queue.loket (id, site, agency, number, floor) values ($1, 'mpp', 'dinsos', $2, 'Lantai 3')", [
      `t-${i}`,
      100 + i,
    ]);
});
const as = <T>(key: string, work: Parameters<typeof database.withActor<T>>[1]): Promise<T> => database.withActor(officers.get(key)!, work);
const take = async (services: string[], kind = 'reguler', channel: 'kiosk' | 'web' = 'web'): Promise<queue.Ticket> =>
  database.withActor(anonymous, async (tx) => {
    const ticket = await queue.issueTicket(tx, { site: 'mpp', services, class: kind, lang: 'id' }, channel);
    return ticket;
  });
/** A number of somebody who stands in the hall. */
const come = async (services: string[], kind = 'reguler'): Promise<queue.Ticket> => {
  const ticket = await take(services, kind);
  await database.withActor(anonymous, async (tx) => queue.checkIn(tx, await queue.presentTicket(tx, ticket.code)));
  return ticket;
};
const view = (ticket: queue.Ticket) =>
  database.withActor(anonymous, async (tx) => queue.getTicket(tx, await queue.presentTicket(tx, ticket.code)));
const refused = async (work: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await work.catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(Failure);
  return (thrown as Failure).reason;
};
/** Tables equal the fold of the log, for every visit there is; and every chain is whole. */
async function expectRebuilt(): Promise<number> {
  const job: Actor = { kind: 'job', task: 'test' };
  return database.withActor(job, async (tx) => {
    const visits = await tx.selectFrom('queue.visit').selectAll().execute();
    for (const row of visits) {
      const log = await readEvents(tx, row.id);
      expect(firstBroken(log)).toBeUndefined();
      const visit = fold(log.map(fromRow));
      expect({ ...visit, legs: undefined, lastAt: undefined }).toEqual({
        site: row.site,
        day: row.day,
        series: row.series,
        number: row.number,
        channel: row.channel,
        class: row.class,
        slotAt: row.slot_at,
        issuedAt: row.issued_at,
        shownAt: row.shown_at,
        legs: undefined,
        lastAt: undefined,
      });
      const legs = await tx.selectFrom('queue.leg').selectAll().where('visit_id', '=', row.id).execute();
      expect(legs.length).toBe(visit.legs.length);
      for (const leg of legs) {
        const { id, visit_id: _v, site: _s, day: _d, agency, service_id, ...rest } = leg;
        const state = legOf(visit, id)!;
        expect([agency, service_id]).toEqual([state.agency, state.service]);
        expect(rest).toEqual(rowOf(state));
      }
      for (const [index, event] of log.entries()) if (index) expect(event.at >= log[index - 1]!.at).toBe(true);
    }
    return visits.length;
  });
}

test('two hundred numbers at once are two hundred consecutive numbers', async () => {
  const tickets = await Promise.all(Array.from({ length: 200 }, () => take(['info-dpmptsp'])));
  const numbers = tickets.map(({ number }) => Number(number.split('-')[1])).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  expect(new Set(tickets.map(({ code }) => code)).size).toBe(200);
});

test('a double tap is one number; another wish under the same key is refused; a wrong wish leaves none', async () => {
  const key = uuidv7();
  const tap = (services: string[]): Promise<queue.Ticket> =>
    database.withActor(anonymous, (tx) =>
      once(tx, key, { services }, () => queue.issueTicket(tx, { site: 'mpp', services, class: 'reguler', lang: 'id' }, 'web')),
    );
  const [first, second] = await Promise.all([tap(['info-disdukcapil']), tap(['info-disdukcapil'])]);
  expect(second).toEqual(first);
  expect(first.number).toBe('B-001');
  expect(await refused(tap(['kia']))).toBe('core.key_reused');
  expect(await refused(take(['no-such-service']))).toBe('input.invalid');
  expect((await take(['info-disdukcapil'])).number).toBe('B-002');
});

test('at 23.59.59 and 00.00.01 in Jayapura the series begins anew, once', async () => {
  const before = now;
  now = new Date('2026-11-27T14:59:59Z');
  const late = await take(['info-bapenda']);
  now = new Date('2026-11-27T15:00:01Z');
  const [early, next] = [await take(['info-bapenda']), await take(['info-bapenda'])];
  expect([late.number, early.number, next.number]).toEqual(['E-001', 'E-001', 'E-002']);
  expect([(await view(late)).day, (await view(early)).day]).toEqual(['2026-11-27', '2026-11-28']);
  now = before;
});

test('nobody but a known device is a kiosk, and a number no screen showed ends without being called', async () => {
  await expect(take(['info-disdukcapil'], 'reguler', 'kiosk')).rejects.toThrow('row-level security');
  const manager = { ...officer('m', 'dpmptsp', 'queue.pengatur'), id: (officers.get('a') as { id: string }).id } as Actor;
  const { vault } = await import('#core/server/vault.ts');
  await database.withActor(manager, (tx) => queue.makeDevice(tx, 'mpp', 'Kios 1', vault().findable('kunci', 'device')));
  expect(await refused(as('c', (tx) => queue.makeDevice(tx, 'mpp', 'Kios 2', Buffer.alloc(32))))).toBe('queue.not_manager');
  const atKiosk = (services: string[]): Promise<queue.Ticket> =>
    database.withActor(anonymous, async (tx) => {
      expect(await queue.presentDevice(tx, 'kunci')).toBe('mpp');
      return queue.issueTicket(tx, { site: 'mpp', services, class: 'reguler', lang: 'id' }, 'kiosk');
    });
  const seen = await atKiosk(['info-pos']);
  const unseen = await atKiosk(['info-pos']);
  expect((await view(seen)).legs[0]!.state).toBe('issued');
  await database.withActor(anonymous, (tx) => queue.markShown(tx, seen.code, 'screen'));
  await database.withActor(anonymous, (tx) => queue.markShown(tx, seen.code, 'screen'));
  later(2);
  await database.withActor({ kind: 'job', task: 'test' }, catchUp);
  expect([(await view(seen)).legs[0]!.state, (await view(unseen)).legs[0]!.state]).toEqual(['waiting', 'expired']);
});

test('ten lokets press next at once with seven waiting: seven calls, three empty', async () => {
  for (let i = 0; i < 10; i++) await as(`n${i}`, (tx) => queue.openLoket(tx, `t-${i}`));
  const tickets: string[] = [];
  for (let i = 0; i < 7; i++) tickets.push((await come(['info-dinsos'])).number);
  later(2);
  const calls = await Promise.all(Array.from({ length: 10 }, (_, i) => as(`n${i}`, (tx) => queue.callNext(tx))));
  const called = calls.flatMap((one) => one?.number ?? []);
  expect(called.toSorted()).toEqual(tickets.toSorted());
  expect(calls.filter((one) => !one).length).toBe(3);
  for (const [i, one] of calls.entries()) if (one) await as(`n${i}`, (tx) => queue.loketStep(tx, 'arrive'));
  for (const [i, one] of calls.entries()) if (one) await as(`n${i}`, (tx) => queue.loketStep(tx, 'done'));
  for (let i = 0; i < 10; i++) await as(`n${i}`, (tx) => queue.closeLoket(tx, 'closed'));
});

test('a loket serves one, its officer alone, and only of its agency', async () => {
  expect(await refused(as('d', (tx) => queue.openLoket(tx, 'mpp-1')))).toBe('queue.no_such_loket');
  expect(await refused(as('a', (tx) => queue.callNext(tx)))).toBe('queue.no_loket');
  await as('a', (tx) => queue.openLoket(tx, 'mpp-1'));
  expect(await refused(as('b', (tx) => queue.openLoket(tx, 'mpp-1')))).toBe('queue.loket_taken');
  expect(await refused(as('a', (tx) => queue.openLoket(tx, 'mpp-2')))).toBe('queue.sits_elsewhere');
  await come(['nib']);
  await come(['nib']);
  later(1);
  const first = await as('a', (tx) => queue.callNext(tx));
  expect(await refused(as('a', (tx) => queue.callNext(tx)))).toBe('queue.loket_busy');
  expect(await refused(as('a', (tx) => queue.closeLoket(tx, 'closed')))).toBe('queue.loket_busy');
  expect(await refused(as('a', (tx) => queue.loketStep(tx, 'done')))).toBe('queue.not_now');
  expect(await refused(as('b', (tx) => queue.loketStep(tx, 'arrive')))).toBe('queue.no_loket');
  const events = async (): Promise<number> =>
    (await database.asOwner('select count(*)::int as count from queue.board_event')).rows[0].count;
  const before = await events();
  expect(await refused(as('a', (tx) => queue.transfer(tx, 'kia', 'ya')))).toBe('input.invalid');
  expect(await events()).toBe(before);
  await as('a', (tx) => queue.loketStep(tx, 'arrive'));
  await as('a', (tx) => queue.loketStep(tx, 'done'));
  expect(first).toBeDefined();
  const second = await as('a', (tx) => queue.callNext(tx));
  expect(second!.number).not.toBe(first!.number);
  await as('a', (tx) => queue.loketStep(tx, 'arrive'));
  await as('a', (tx) => queue.loketStep(tx, 'done'));
});

test('absence keeps the place and the wait; after three calls the list of the missed, and back once', async () => {
  const ticket = await come(['nib']);
  later(10);
  for (const round of [1, 2, 3]) {
    expect((await as('a', (tx) => queue.callNext(tx)))?.number).toBe(ticket.number);
    await as('a', (tx) => queue.loketStep(tx, 'recall'));
    await as('a', (tx) => queue.loketStep(tx, 'absent'));
    if (round < 3) expect(await as('a', (tx) => queue.callNext(tx))).toBeUndefined();
    later(rules.calls.cool_down_minutes);
  }
  const counter = await as('a', (tx) => queue.getCounter(tx));
  expect(counter.aside.map(({ number, state }) => [number, state])).toEqual([[ticket.number, 'missed']]);
  const [missed] = counter.aside;
  await as('a', (tx) => queue.takeBack(tx, missed!.leg, missed!.visit, 'reinstate'));
  expect((await as('a', (tx) => queue.callNext(tx)))?.number).toBe(ticket.number);
  await as('a', (tx) => queue.loketStep(tx, 'arrive'));
  await as('a', (tx) => queue.loketStep(tx, 'done'));
  const { rows } = await database.asOwner(
    'select wait_ms, calls from queue.leg l join queue.visit v on v.id = l.visit_id where series = $1 and number = $2',
    ['A', Number(ticket.number.slice(2))],
  );
  expect(rows[0].calls).toBe(4);
  // first call minus t0, never recomputed: ten minutes less what the minute of issue takes
  expect(rows[0].wait_ms).toBe(9 * 60_000);
});

test('priority goes first by its weight, and anybody is told why', async () => {
  const ordinary = await come(['nib']);
  later(30);
  const priority = await come(['nib'], 'prioritas');
  later(12);
  const called = await as('a', (tx) => queue.callNext(tx));
  expect(called!.number).toBe(priority.number);
  const why = await database.withActor(anonymous, (tx) => queue.whyFirst(tx, ordinary.number.toLowerCase().replace('-', ' ')));
  expect(why!.answers.length).toBe(1);
  expect(why!.answers[0]!.why).toMatchObject({
    kind: 'score',
    called: { number: priority.number, weight: 4, minutes: '11', points: '44' },
    asked: { number: ordinary.number, weight: 1 },
  });
  expect(await database.withActor(anonymous, (tx) => queue.whyFirst(tx, 'tidak'))).toBeUndefined();
  await as('a', (tx) => queue.loketStep(tx, 'arrive'));
  await as('a', (tx) => queue.loketStep(tx, 'done'));

  const other = await come(['nib']);
  expect(await refused(as('a', (tx) => queue.callNumber(tx, other.number, '')))).toBe('input.invalid');
  await as('a', (tx) => queue.callNumber(tx, other.number, 'Sakit di ruang tunggu'));
  const again = await database.withActor(anonymous, (tx) => queue.whyFirst(tx, ordinary.number));
  expect(again!.answers[0]!.why).toMatchObject({ kind: 'override', reason: 'Sakit di ruang tunggu' });
  const [all] = await database.withActor(anonymous, (tx) => queue.getDayFigures(tx, '2026-11-24'));
  expect(all!.overrides).toBe(1);
  await as('a', (tx) => queue.loketStep(tx, 'arrive'));
  await as('a', (tx) => queue.loketStep(tx, 'done'));
  expect((await as('a', (tx) => queue.callNext(tx)))!.number).toBe(ordinary.number);
  await as('a', (tx) => queue.loketStep(tx, 'absent'));
});

test('one visit at two agencies is called at one loket at a time, even when both press at once', async () => {
  await as('c', (tx) => queue.openLoket(tx, 'mpp-3'));
  await as('b', (tx) => queue.openLoket(tx, 'mpp-2'));
  const ticket = await come(['izin-berbasis-risiko', 'kia']);
  later(3);
  const calls = await Promise.all([as('b', (tx) => queue.callNext(tx)), as('c', (tx) => queue.callNext(tx))]);
  expect(calls.filter((one) => one?.number === ticket.number).length).toBe(1);
  const by = calls[0] ? 'b' : 'c';
  const other = by === 'b' ? 'c' : 'b';
  await as(by, (tx) => queue.loketStep(tx, 'arrive'));
  await as(by, (tx) => queue.loketStep(tx, 'done'));
  expect((await as(other, (tx) => queue.callNext(tx)))!.number).toBe(ticket.number);
  await as(other, (tx) => queue.loketStep(tx, 'arrive'));
  await as(other, (tx) => queue.loketStep(tx, 'hold'));
  const aside = (await as(other, (tx) => queue.getCounter(tx))).aside.find(({ number }) => number === ticket.number)!;
  await as(other, (tx) => queue.takeBack(tx, aside.leg, aside.visit, 'resume'));
  await as(other, (tx) => queue.loketStep(tx, 'done'));
  expect((await view(ticket)).isOver).toBe(true);
});

test('a transfer is a new leg that keeps the number, with its reason; the first is kept', async () => {
  await as('d', (tx) => queue.openLoket(tx, 'mpp-6'));
  const ticket = await come(['kia']);
  later(2);
  await as('c', (tx) => queue.callNext(tx));
  await as('c', (tx) => queue.loketStep(tx, 'arrive'));
  await as('c', (tx) => queue.transfer(tx, 'kartu-ak1', 'Perlu kartu AK-1 lebih dulu'));
  expect((await view(ticket)).legs.map(({ agency, state }) => [agency, state])).toEqual([
    ['disdukcapil', 'transferred'],
    ['disnakertrans', 'waiting'],
  ]);
  later(1);
  expect((await as('d', (tx) => queue.callNext(tx)))!.number).toBe(ticket.number);
  await as('d', (tx) => queue.loketStep(tx, 'arrive'));
  await as('d', (tx) => queue.loketStep(tx, 'done'));
});

test('a visitor puts their place off once without losing the wait, and goes home; a stranger’s code is nobody’s', async () => {
  const ticket = await come(['kia']);
  const step = (what: queue.VisitorStep, code = ticket.code) => database.withActor(anonymous, (tx) => queue.visitorStep(tx, code, what));
  later(5);
  await step('park');
  expect(await as('c', (tx) => queue.callNext(tx))).toBeUndefined();
  later(10);
  await step('unpark');
  expect(await refused(step('park'))).toBe('queue.pushed_back_used');
  expect((await view(ticket)).legs[0]!.waitedMinutes).toBe(4);
  await step('leave');
  expect(await refused(step('leave'))).toBe('queue.over');
  expect(await refused(step('leave', 'AN-0000-0000-0'))).toBe('queue.code_unknown');
  expect(await refused(step('leave', "'; drop table --"))).toBe('queue.code_unknown');
});

test('a clock that is put back does not turn a visit back', async () => {
  const ticket = await come(['kia']);
  later(5);
  await as('c', (tx) => queue.callNext(tx));
  now = new Date(now.getTime() - 3 * 60_000);
  await as('c', (tx) => queue.loketStep(tx, 'arrive'));
  await as('c', (tx) => queue.loketStep(tx, 'done'));
  expect((await view(ticket)).isOver).toBe(true);
  later(3);
});

test('nothing is promised until twenty were served; then a range, and it is kept', async () => {
  const early = await come(['kia']);
  expect((await view(early)).legs[0]!.outlook).toMatchObject({ method: 'silent', range: undefined });
  for (let i = 0; i < rules.forecast.served_least; i++) {
    await come(['kia']);
    later(1);
    await as('c', (tx) => queue.callNext(tx));
    await as('c', (tx) => queue.loketStep(tx, 'arrive'));
    later(6);
    await as('c', (tx) => queue.loketStep(tx, 'done'));
  }
  const ticket = await come(['kia']);
  const { outlook } = (await view(ticket)).legs[0]!;
  expect(outlook).toMatchObject({ method: 'gamma', open: 1 });
  expect(outlook!.range!.p50).toBeLessThan(outlook!.range!.p90);
  expect(outlook!.meanMs).toBeGreaterThan(5 * 60_000);
  const { rows } = await database.asOwner(
    'select p90_ms, method from queue.forecast f join queue.leg l on l.id = f.leg_id join queue.visit v on v.id = l.visit_id where series = $1 and number = $2',
    ['B', Number(ticket.number.slice(2))],
  );
  expect(rows[0]).toEqual({ method: 'gamma', p90_ms: Math.round(outlook!.range!.p90) });
  // every loket shut: no range, whatever was measured
  const waiting = await as('c', (tx) => queue.closeLoket(tx, 'break', null)).then(() => view(ticket));
  expect(waiting.legs[0]!.outlook).toMatchObject({ method: 'silent', open: 0 });
});

test('the board replays what it missed, in the order it was said, and knows numbers alone', async () => {
  const board = await database.withActor(anonymous, (tx) => queue.getBoard(tx));
  const seq = board.seq;
  await come(['nib']);
  later(2);
  const called = await as('a', (tx) => queue.callNext(tx));
  await as('a', (tx) => queue.loketStep(tx, 'recall'));
  const missed = await database.withActor(anonymous, (tx) => queue.getBoardEvents(tx, seq));
  expect(missed.map(({ kind, data }) => [kind, (data as { number?: string }).number, (data as { again?: boolean }).again])).toEqual([
    ['call', called!.number, false],
    ['call', called!.number, true],
  ]);
  const after = await database.withActor(anonymous, (tx) => queue.getBoard(tx));
  expect(after.calls[0]).toMatchObject({ number: called!.number, isNow: true, loket: 1 });
  await as('a', (tx) => queue.loketStep(tx, 'arrive'));
  await as('a', (tx) => queue.loketStep(tx, 'done'));
});

test('who holds no code and no duty changes nothing, and reads no code, key or officer', async () => {
  const ticket = await come(['kia']);
  const id = await database.withActor(anonymous, (tx) => queue.presentTicket(tx, ticket.code));
  expect(await refused(database.withActor(anonymous, (tx) => queue.checkIn(tx, id)))).toBe('queue.not_found');
  for (const statement of [
    'select code_hash from queue.visit',
    'select officer from queue.loket',
    'select key_hash from queue.device',
    'select override_by from queue.call_decision',
  ])
    await expect(
      database.withActor(anonymous, async (tx) => {
        const { sql } = await import('kysely');
        await sql.raw(statement).execute(tx);
      }),
    ).rejects.toThrow('permission denied');
});

test('a day that is over ends what was left open, and the log rebuilds every row', async () => {
  now = new Date('2026-11-25T00:00:00Z');
  await database.withActor({ kind: 'job', task: 'test' }, catchUp);
  const { rows } = await database.asOwner("select count(*)::int as count from queue.leg where ended_at is null and day < '2026-11-25'");
  expect(rows[0].count).toBe(0);
  expect(await expectRebuilt()).toBeGreaterThan(230);
});
