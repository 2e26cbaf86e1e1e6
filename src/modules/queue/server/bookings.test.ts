import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { vault } from '#core/server/vault.ts';
import { testDatabase } from '#test/database.ts';
import { catchUp } from './jobs.ts';
import * as queue from './queue.ts';

/** Tuesday 24 November 2026, 09.00 WIT. */
let now = new Date('2026-11-24T00:00:00Z');
const database = await testDatabase({ clock: { now: () => now } });
const anonymous: Actor = { kind: 'anonymous' };
const clerk: Actor = { kind: 'officer', id: uuidv7(), agencies: ['dpmptsp'], duties: [{ agency: 'dpmptsp', role: 'petugas-loket' }] };
const job: Actor = { kind: 'job', task: 'test' };
const as = <T>(actor: Actor, work: Parameters<typeof database.withActor<T>>[1]): Promise<T> => database.withActor(actor, work);
beforeAll(() =>
  database.asOwner(
    "insert into identity.person (id, kind, public_name, name_sealed, assurance, created_at) values ($1, 'officer', 'p', '', 2, now())",
    [(clerk as { id: string }).id],
  ),
);

let phones = 0;
const phone = (): string => `+62812${String(++phones).padStart(8, '0')}`;
const wish = (more: Partial<queue.BookingWish> = {}): queue.BookingWish => ({
  site: 'mpp',
  service: 'nib',
  // Wednesday, 09.00 WIT
  at: new Date('2026-11-25T00:00:00Z'),
  class: 'reguler',
  phone: phone(),
  lang: 'id',
  ...more,
});
const book = (more: Partial<queue.BookingWish> = {}): Promise<queue.Ticket> => as(anonymous, (tx) => queue.book(tx, wish(more)));
const seats = async (at: string) =>
  (await as(anonymous, (tx) => queue.getSeats(tx, 'mpp', 'dpmptsp'))).flatMap((day) => day.seats).find((seat) => seat.at === at);
const refused = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown: unknown = await work.catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};
const present = <T>(ticket: queue.Ticket, work: (tx: Parameters<typeof queue.getTicket>[0], visit: string) => Promise<T>): Promise<T> =>
  as(anonymous, async (tx) => work(tx, await queue.presentTicket(tx, ticket.code)));
const stateOf = async (ticket: queue.Ticket): Promise<string> =>
  (await present(ticket, (tx, visit) => queue.getTicket(tx, visit))).legs[0]!.state;

test('days and times are those of the house: working days within the horizon, half of the four seats', async () => {
  const days = await as(anonymous, (tx) => queue.getSeats(tx, 'mpp', 'dpmptsp'));
  expect(days[0]!.day).toBe('2026-11-24');
  // 09.15 to 15.00 by the quarter
  expect(days[0]!.seats).toHaveLength(23);
  expect(days.map(({ day }) => day)).not.toContain('2026-11-28');
  expect(days.at(-1)!.day <= '2026-12-01').toBe(true);
  expect(days.at(-1)!.seats[0]).toMatchObject({ free: 2, freeForClass: 1 });
  expect((await refused(as(anonymous, (tx) => queue.getSeats(tx, 'mpp', 'dinsos')))).reason).toBe('queue.no_booking');
});

test('twenty ask for the two seats of one slot at once: two have them, eighteen are told, and no number is lost', async () => {
  const at = new Date('2026-11-25T00:30:00Z');
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => book({ at })));
  const got = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.number] : []));
  const told = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Failure).fields] : []));
  expect(got.toSorted()).toEqual(['A-001', 'A-002']);
  expect(told).toEqual(Array.from({ length: 18 }, () => ({ jam: 'queue.slot_full' })));
  expect(await seats('2026-11-25T00:30:00.000Z')).toMatchObject({ free: 0, freeForClass: 0 });
});

test('one telephone has one booking a service, and none at overlapping times, even asked twice at once', async () => {
  const mine = phone();
  const both = await Promise.allSettled([book({ phone: mine }), book({ phone: mine, at: new Date('2026-11-25T02:00:00Z') })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const other = phone();
  // the immigration office's slots last half an hour: 10.00 to 10.30 contains 10.15
  await book({ phone: other, service: 'paspor-biasa', at: new Date('2026-11-25T01:00:00Z') });
  expect((await refused(book({ phone: other, at: new Date('2026-11-25T01:15:00Z') }))).fields).toEqual({ jam: 'queue.booked_then' });
  // touching is no conflict
  await book({ phone: other, at: new Date('2026-11-25T01:30:00Z') });
  expect((await refused(book({ phone: other, at: new Date('2026-11-25T04:00:00Z') }))).fields).toEqual({ telepon: 'queue.booked_already' });
});

test('a wrong time, day, service or hall is refused beside its field and leaves nothing', async () => {
  const count = async (): Promise<number> => (await database.asOwner('select count(*)::int as count from queue.visit')).rows[0].count;
  const before = await count();
  for (const at of ['2026-11-25T00:07:00Z', '2026-11-23T00:00:00Z', '2026-11-28T00:00:00Z', '2026-12-20T00:00:00Z', '2026-11-25T08:00:00Z'])
    expect((await refused(book({ at: new Date(at) }))).fields).toEqual({ jam: 'queue.choose_time' });
  expect((await refused(book({ service: 'tidak-ada' }))).fields).toEqual({ layanan: 'queue.choose_service' });
  expect((await refused(book({ service: 'info-dinsos' }))).reason).toBe('queue.no_booking');
  expect(await count()).toBe(before);
});

test('a seat given back can be booked again only after a while, and is given back once', async () => {
  const at = new Date('2026-11-25T05:00:00Z');
  const first = await book({ at });
  await book({ at });
  await present(first, (tx, visit) => queue.cancelBooking(tx, visit));
  expect(await stateOf(first)).toBe('cancelled');
  expect((await refused(present(first, (tx, visit) => queue.cancelBooking(tx, visit)))).reason).toBe('queue.not_now');
  const { rows } = await database.asOwner("select freed_at from queue.booking where state = 'cancelled'");
  const freed = rows[0].freed_at as Date;
  expect(freed.getTime() - now.getTime()).toBeLessThanOrEqual(600_000);
  const before = now;
  now = new Date(Math.max(before.getTime(), freed.getTime() - 1));
  if (freed > before) expect((await refused(book({ at }))).fields).toEqual({ jam: 'queue.slot_full' });
  now = freed;
  await book({ at });
  now = before;
  const file = await present(first, (tx, visit) =>
    queue.appointmentFile(tx, visit, { title: 'Janji', note: 'Catatan', url: 'https://contoh.id/antre/AN' }),
  );
  expect(file).toContain('STATUS:CANCELLED');
  expect(file).toContain('SEQUENCE:1');
  expect(file).toContain('DTSTART:20261125T050000Z');
});

test('priority has its own seat while it lasts', async () => {
  const at = new Date('2026-11-26T00:00:00Z');
  await book({ at, class: 'prioritas' });
  expect(await seats('2026-11-26T00:00:00.000Z')).toMatchObject({ free: 1, freeForClass: 0 });
  await book({ at, class: 'prioritas' });
  expect(await seats('2026-11-26T00:00:00.000Z')).toMatchObject({ free: 0 });
});

test('nobody on the web reads who booked, and no other’s booking', async () => {
  const { sql } = await import('kysely');
  for (const actor of [anonymous, clerk])
    await expect(as(actor, (tx) => sql.raw('select contact_sealed from queue.booking').execute(tx))).rejects.toThrow('permission denied');
  const found = await as(anonymous, (tx) => sql.raw('select visit_id from queue.booking').execute(tx));
  expect(found.rows).toEqual([]);
});

test('who booked is reminded once, checks in on the day alone, and waits since ten minutes before the slot', async () => {
  const mine = phone();
  const ticket = await book({ at: new Date('2026-11-26T01:00:00Z'), phone: mine });
  const visitor = await present(ticket, async (_tx, visit) => visit);
  expect((await refused(present(ticket, (tx, visit) => queue.checkIn(tx, visit)))).reason).toBe('queue.other_day');
  now = new Date('2026-11-25T08:00:00Z');
  await as(job, catchUp);
  await as(job, catchUp);
  const { rows } = await database.asOwner('select id, to_sealed from messages.notice where key = $1', [`booking:${visitor}`]);
  expect(rows).toHaveLength(1);
  expect(vault().unseal(rows[0].to_sealed, `messages.notice:to:${rows[0].id}`)).toBe(mine);
  now = new Date('2026-11-26T00:50:00Z');
  await as(clerk, (tx) => queue.checkIn(tx, visitor));
  const leg = await database.asOwner('select state, t0 from queue.leg where visit_id = $1', [visitor]);
  expect(leg.rows[0]).toEqual({ state: 'waiting', t0: new Date('2026-11-26T00:50:00Z') });
  expect((await present(ticket, (tx, visit) => queue.getAppointment(tx, visit)))!.state).toBe('came');
});

test('who never came is a no-show when the day is over; their telephone is forgotten', async () => {
  const ticket = await book({ at: new Date('2026-11-26T03:00:00Z') });
  now = new Date('2026-11-27T00:00:00Z');
  await as(job, catchUp);
  expect(await stateOf(ticket)).toBe('no_show');
  expect((await present(ticket, (tx, visit) => queue.getAppointment(tx, visit)))!.state).toBe('no_show');
  now = new Date('2026-11-28T00:00:00Z');
  await as(job, catchUp);
  const { rows } = await database.asOwner(
    'select count(*)::int as count from queue.booking where contact_sealed is not null or contact_hash is not null',
  );
  expect(rows[0].count).toBe(0);
});

test('extra seats only where thirty are known and enough stayed away', async () => {
  const before = (await as(anonymous, (tx) => queue.getSeats(tx, 'mpp', 'dpmptsp'))).at(-1)!.seats[0]!.free;
  expect(before).toBe(2);
  await database.asOwner("update queue.tenant set seats = 20, walk_in_share = 0.5 where agency = 'dpmptsp'");
  const free = async (): Promise<number> => (await as(anonymous, (tx) => queue.getSeats(tx, 'mpp', 'dpmptsp'))).at(-1)!.seats[0]!.free;
  expect(await free()).toBe(10);
  // forty bookings of the last weeks, half of whom stayed away
  const slot = (
    await database.asOwner("insert into queue.slot (site, agency, starts_at, ends_at) values ('mpp', 'dpmptsp', $1, $2) returning id", [
      new Date('2026-11-20T00:00:00Z'),
      new Date('2026-11-20T00:15:00Z'),
    ])
  ).rows[0].id;
  for (let i = 0; i < 40; i++) {
    const visit = uuidv7();
    await database.asOwner(
      "insert into queue.visit (id, site, day, series, number, code_hash, channel, class, lang, issued_at) values ($1, 'mpp', '2026-11-20', 'A', $2, $3, 'appointment', 'reguler', 'id', now())",
      [visit, 500 + i, Buffer.from(visit)],
    );
    await database.asOwner(
      "insert into queue.booking (visit_id, slot_id, service_id, is_class, state, at, ended_at) values ($1, $2, 'nib', false, $3, now(), now())",
      [visit, slot, i % 2 ? 'came' : 'no_show'],
    );
  }
  // upper bound of 20 in 40 is 0.65: two more, a fifth, is the most
  expect(await free()).toBe(12);
});
