import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { newCode } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { shareOf } from '#core/share.ts';
import { addDays, dayOf, isWorkingDay, startOfDay } from '#core/working-time.ts';
import { Phone } from '#modules/identity/person.ts';
import { extraSeats, freeForClass, iCalendar, overlaps } from '../appointment.ts';
import type { QueueEventBody } from '../events.ts';
import { ordinary, rules } from '../rules.ts';
import { printed } from '../visit.ts';
import { append, open, rolesOf } from './take.ts';
import * as store from './store.ts';
import { hashOf, type Ticket } from './tickets.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKS = 8;

export interface Seat {
  /** Start of the slot, ISO 8601. */
  readonly at: string;
  readonly until: string;
  readonly free: number;
  /** Seats left for classes that go first. */
  readonly freeForClass: number;
}
export interface BookingDay {
  readonly day: string;
  readonly seats: readonly Seat[];
}

/** Seats of one slot that may be booked: never those kept for walk-ins. */
const offered = (tenant: store.TenantRow): number => Math.floor(tenant.seats * (1 - Number(tenant.walk_in_share)));
const offeredToClass = (tenant: store.TenantRow): number => Math.min(tenant.class_seats, offered(tenant));

/** Extra seats because some don't come (queue.md § 5): by the upper bound of who came in eight weeks; none while too few are known. */
async function extraOf(tx: Tx, tenant: store.TenantRow): Promise<number> {
  const { overbooked_share, overbooked_risk, bookings_least } = rules.appointments;
  const { came, stayed_away } = await store.shownUp(tx, tenant.site, tenant.agency, new Date(tx.now.getTime() - WEEKS * 7 * DAY));
  const of = came + stayed_away;
  return extraSeats(offered(tenant), of < bookings_least ? undefined : shareOf(came, of).high, overbooked_share, overbooked_risk);
}

interface Slot {
  readonly from: Date;
  readonly to: Date;
}
/** The slots of a day as the house's hours and the tenant's length make them; none on a day it is shut. */
function slotsOf(site: store.SiteRow, tenant: store.TenantRow, day: string): Slot[] {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const [opens, closes] = [site.opens_at[weekday] ?? -1, site.closes_at[weekday] ?? -1];
  const slots: Slot[] = [];
  if (opens < 0 || closes < 0) return slots;
  const midnight = startOfDay(day).getTime();
  for (let at = opens; at + tenant.slot_minutes <= closes; at += tenant.slot_minutes)
    slots.push({ from: new Date(midnight + at * MINUTE), to: new Date(midnight + (at + tenant.slot_minutes) * MINUTE) });
  return slots;
}

async function bookable(tx: Tx, siteId: string, agency: string) {
  const [site, tenant] = [await store.findSite(tx, siteId), await store.findTenant(tx, siteId, agency)];
  if (!site || !tenant) throw new Failure('not_found', 'queue.not_found');
  if (tenant.booking === 'off' || offered(tenant) === 0) throw new Failure('not_now', 'queue.no_booking');
  return { site, tenant };
}

/** Days and slots of a tenant that can still be booked, with the seats left. @throws Failure not_now where it takes no bookings */
export async function getSeats(tx: Tx, siteId: string, agency: string): Promise<BookingDay[]> {
  const { site, tenant } = await bookable(tx, siteId, agency);
  const calendar = await getCalendar(tx);
  const today = dayOf(tx.now);
  const last = addDays(today, tenant.horizon_days);
  const taken = new Map(
    (await store.seatsTaken(tx, siteId, agency, tx.now, startOfDay(addDays(last, 1)))).map((row) => [row.starts_at.getTime(), row]),
  );
  const seats = offered(tenant) + (await extraOf(tx, tenant));
  const days: BookingDay[] = [];
  for (let day = today; day <= last; day = addDays(day, 1)) {
    if (!isWorkingDay(calendar, day)) continue;
    const open = slotsOf(site, tenant, day).filter(({ from }) => from > tx.now);
    if (open.length === 0) continue;
    days.push({
      day,
      seats: open.map(({ from, to }) => {
        const row = taken.get(from.getTime());
        const quota = { seats, classSeats: offeredToClass(tenant), booked: row?.booked ?? 0, bookedClass: row?.booked_class ?? 0 };
        return {
          at: from.toISOString(),
          until: to.toISOString(),
          free: Math.max(0, seats - quota.booked - quota.bookedClass),
          freeForClass: freeForClass(quota),
        };
      }),
    });
  }
  return days;
}

const Wish = z.strictObject({
  site: z.string(),
  service: z.string().min(1, 'queue.choose_service'),
  at: z.iso.datetime('queue.choose_time').transform((at) => new Date(at)),
  class: z.enum(rules.classes.map(({ id }) => id)).catch(ordinary),
  phone: z.string().min(1, 'input.required').pipe(Phone),
  lang: z.enum(['id', 'en']).catch('id'),
});
export const BookingWish = Wish;
export type BookingWish = z.infer<typeof Wish>;

/**
 * Book a seat: the telephone and the slot are locked, so the last seat goes to one of two, and one telephone has one live
 * booking a service and none at overlapping times. The number is taken for the slot's day. @throws Failure invalid, not_now
 */
export async function book(tx: Tx, wish: BookingWish): Promise<Ticket> {
  const [service] = await store.servicesById(tx, [wish.service]);
  if (!service || service.site !== wish.site) throw new Failure('invalid', 'input.invalid', { layanan: 'queue.choose_service' });
  const { site, tenant } = await bookable(tx, wish.site, service.agency);
  const day = dayOf(wish.at);
  const calendar = await getCalendar(tx);
  const slot = slotsOf(site, tenant, day).find(({ from }) => from.getTime() === wish.at.getTime());
  if (!slot || slot.from <= tx.now || day > addDays(dayOf(tx.now), tenant.horizon_days) || !isWorkingDay(calendar, day))
    throw new Failure('invalid', 'input.invalid', { jam: 'queue.choose_time' });
  const contact = vault().findable(wish.phone, 'booking');
  for (const live of await store.bookedBy(tx, contact)) {
    if (live.service_id === service.id) throw new Failure('invalid', 'input.invalid', { telepon: 'queue.booked_already' });
    if (overlaps([live.starts_at.getTime(), live.ends_at.getTime()], [slot.from.getTime(), slot.to.getTime()]))
      throw new Failure('invalid', 'input.invalid', { jam: 'queue.booked_then' });
  }
  const slotId = await store.lockSlot(tx, site.id, tenant.agency, slot.from, slot.to);
  const [row] = await store.seatsTaken(tx, site.id, tenant.agency, slot.from, slot.to);
  const isClass = wish.class !== ordinary;
  const seats = offered(tenant) + (await extraOf(tx, tenant));
  const quota = { seats, booked: row?.booked ?? 0, bookedClass: row?.booked_class ?? 0 };
  const free = Math.max(0, seats - quota.booked - quota.bookedClass);
  if (free === 0) throw new Failure('invalid', 'input.invalid', { jam: 'queue.slot_full' });
  const id = uuidv7();
  const code = newCode('AN');
  const number = await store.nextNumber(tx, site.id, day, tenant.series);
  await store.insertVisit(tx, {
    id,
    site: site.id,
    day,
    series: tenant.series,
    number,
    code_hash: hashOf(code),
    channel: 'appointment',
    class: wish.class,
    lang: wish.lang,
    slot_at: slot.from,
    issued_at: tx.now,
    shown_at: null,
  });
  const issued: QueueEventBody = {
    type: 'issued',
    site: site.id,
    day,
    series: tenant.series,
    number,
    channel: 'appointment',
    class: wish.class,
    rule: rules.version,
    slot_at: slot.from.toISOString(),
    legs: [{ leg: uuidv7(), service: service.id, agency: service.agency, depends_on: [] }],
  };
  const visit = await append(tx, { id, visit: undefined }, [issued], new Set());
  await append(tx, { id, visit }, [{ type: 'shown', how: 'screen' }], new Set(['visitor']));
  await store.insertBooking(tx, {
    visit_id: id,
    slot_id: slotId,
    service_id: service.id,
    // their own share while it lasts, then like everybody
    is_class: isClass && freeForClass({ ...quota, classSeats: offeredToClass(tenant) }) > 0,
    contact_hash: contact,
    contact_sealed: vault().seal(wish.phone, `queue.booking:contact:${id}`),
    at: tx.now,
  });
  return { id, code, number: printed(tenant.series, number) };
}

/** Give a seat back, by whoever holds the code or a clerk; it can be booked again after a random delay. @throws Failure not_now */
export async function cancelBooking(tx: Tx, visitId: string): Promise<void> {
  const opened = await open(tx, visitId);
  const legs = opened.visit.legs.filter(({ state }) => state === 'booked');
  if (legs.length === 0) throw new Failure('not_now', 'queue.not_now');
  await append(
    tx,
    opened,
    legs.map((leg) => ({ type: 'cancelled', leg: leg.id })),
    rolesOf(tx, await store.presented(tx), visitId, false),
  );
  const delay = randomInt(0, rules.appointments.released_within_minutes * MINUTE + 1);
  await store.endBooking(tx, visitId, 'cancelled', tx.now, new Date(tx.now.getTime() + delay));
}

export interface Appointment {
  readonly at: string;
  readonly until: string;
  readonly state: string;
  readonly revision: number;
  readonly service: { readonly id: string; readonly en: string };
  readonly agency: string;
}
/** The appointment of a visit the transaction was shown; undefined where it has none. */
export async function getAppointment(tx: Tx, visitId: string): Promise<Appointment | undefined> {
  const row = await store.findBooking(tx, visitId);
  return (
    row && {
      at: row.starts_at.toISOString(),
      until: row.ends_at.toISOString(),
      state: row.state,
      revision: row.revision,
      service: { id: row.name, en: row.name_en },
      agency: row.agency,
    }
  );
}

/** An appointment as a calendar file. `url` is where its holder sees it. @throws Failure not_found */
export async function appointmentFile(tx: Tx, visitId: string, texts: { title: string; note: string; url: string }): Promise<string> {
  const row = await store.findBooking(tx, visitId);
  const site = row && (await store.findSite(tx, row.site));
  if (!row || !site) throw new Failure('not_found', 'queue.not_found');
  return iCalendar({
    id: visitId,
    title: texts.title,
    place: `${site.name}, ${site.place}`,
    note: texts.note,
    from: row.starts_at,
    to: row.ends_at,
    at: row.ended_at ?? row.at,
    url: texts.url,
    remindMinutes: 60,
    isCancelled: row.state === 'cancelled',
    revision: row.revision,
  });
}
