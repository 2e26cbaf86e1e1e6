import * as z from 'zod';
import { actorAgencies } from '#core/actor.ts';
import { newCode, readCode } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { counterDuty } from '#modules/identity/person.ts';
import type { Channel, QueueEventBody } from '../events.ts';
import { ordinary, rules } from '../rules.ts';
import { hasEnded, printed } from '../visit.ts';
import { append, open, rolesOf } from './take.ts';
import * as store from './store.ts';

/** What a number is taken for; `lang` is what the screen spoke. */
export const TicketWish = z.strictObject({
  site: z.string().min(1),
  services: z.array(z.string().min(1)).min(1, 'queue.choose_service').max(rules.ticket.most_errands, 'queue.too_many'),
  class: z.enum(rules.classes.map(({ id }) => id)).catch(ordinary),
  lang: z.enum(['id', 'en']).catch('id'),
});
export type TicketWish = z.infer<typeof TicketWish>;

export interface Ticket {
  readonly id: string;
  /** What the QR holds; `AN-7K2M-9QXD-4`. */
  readonly code: string;
  readonly number: string;
}

/** A code as it is kept. */
export const hashOf = (code: string): Buffer => vault().findable(code, 'ticket');

/** Say which device asks, by its key; the site it stands in. */
export const presentDevice = async (tx: Tx, key: string | undefined): Promise<string | undefined> =>
  key ? ((await store.presentDevice(tx, vault().findable(key, 'device'))) ?? undefined) : undefined;

/**
 * Take a number: counter row, visit, legs and event in this one transaction, so numbers are consecutive and none is lost.
 * The caller makes a double tap one command. At a kiosk the number counts once it was shown; from afar once one has come.
 * @throws Failure invalid where a service isn't of this hall
 */
export async function issueTicket(tx: Tx, wish: TicketWish, channel: Exclude<Channel, 'appointment'>): Promise<Ticket> {
  const services = await store.servicesById(tx, [...new Set(wish.services)]);
  const chosen = wish.services.map((id) => services.find((service) => service.id === id && service.site === wish.site));
  if (chosen.some((service) => !service) || new Set(wish.services).size !== wish.services.length)
    throw new Failure('invalid', 'input.invalid', { services: 'queue.choose_service' });
  const tenant = (await store.findTenant(tx, wish.site, chosen[0]!.agency))!;
  if (tenant.booking === 'required') throw new Failure('not_now', 'queue.appointment_only');
  const id = uuidv7();
  const code = newCode('AN');
  const day = dayOf(tx.now);
  const number = await store.nextNumber(tx, wish.site, day, tenant.series);
  await store.insertVisit(tx, {
    id,
    site: wish.site,
    day,
    series: tenant.series,
    number,
    code_hash: hashOf(code),
    channel,
    class: wish.class,
    lang: wish.lang,
    slot_at: null,
    issued_at: tx.now,
    // what was taken on one's own screen or said by a clerk has been seen
    shown_at: null,
  });
  const issued: QueueEventBody = {
    type: 'issued',
    site: wish.site,
    day,
    series: tenant.series,
    number,
    channel,
    class: wish.class,
    rule: rules.version,
    legs: chosen.map((service) => ({ leg: uuidv7(), service: service!.id, agency: service!.agency, depends_on: [] })),
  };
  const visit = await append(tx, { id, visit: undefined }, [issued], new Set(), channel === 'clerk' ? 'counter' : undefined);
  // said by a clerk, or drawn on one's own screen
  if (channel !== 'kiosk') await append(tx, { id, visit }, [{ type: 'shown', how: 'screen' }], new Set(['visitor']));
  return { id, code, number: printed(tenant.series, number) };
}

/** A number given by a clerk to somebody who stands there: it counts at once. @throws Failure forbidden */
export async function issueAtCounter(tx: Tx, wish: TicketWish): Promise<Ticket> {
  const agencies = actorAgencies(tx.actor);
  const isOfHall = (await store.listTenants(tx, wish.site)).some(({ agency }) => agencies.includes(agency));
  if (!isOfHall || !counterDuty(tx.actor)) throw new Failure('forbidden', 'queue.not_your_loket');
  return issueTicket(tx, wish, 'clerk');
}

/** The visit of a code, which the transaction may now touch as its visitor. @throws Failure not_found, invalid */
export async function presentTicket(tx: Tx, typed: string): Promise<string> {
  const code = readCode('AN', typed);
  if (!code) throw new Failure('not_found', 'queue.code_unknown');
  const id = await store.present(tx, hashOf(code));
  if (!id) throw new Failure('not_found', 'queue.code_unknown');
  return id;
}

/** The number was printed or drawn on a screen: from now on it counts. Safe to repeat. */
export async function markShown(tx: Tx, typed: string, how: 'screen' | 'paper'): Promise<void> {
  const opened = await open(tx, await presentTicket(tx, typed));
  if (opened.visit.shownAt || opened.visit.legs.every((leg) => hasEnded(leg))) return;
  await append(tx, opened, [{ type: 'shown', how }], new Set(['visitor']));
}

const visitorSteps = {
  park: { type: 'parked', from: ['waiting'] },
  unpark: { type: 'unparked', from: ['parked'] },
  leave: { type: 'left', from: ['issued', 'checked_in', 'waiting', 'parked', 'missed'] },
} as const;
export type VisitorStep = keyof typeof visitorSteps;

/**
 * What a visitor does with the whole number: come later, be back, go home. Legs that aren't in a state for it are left as
 * they are. @throws Failure not_now where none is
 */
export async function visitorStep(tx: Tx, typed: string, step: VisitorStep): Promise<void> {
  const opened = await open(tx, await presentTicket(tx, typed));
  const { type, from } = visitorSteps[step];
  const legs = opened.visit.legs.filter((leg) => (from as readonly string[]).includes(leg.state));
  if (legs.length === 0) throw new Failure('not_now', opened.visit.legs.every((leg) => hasEnded(leg)) ? 'queue.over' : 'queue.not_now');
  await append(
    tx,
    opened,
    legs.map((leg) => ({ type, leg: leg.id })),
    new Set(['visitor']),
  );
}

/** A visitor who took a number from afar, or has an appointment, is in the hall: said at a kiosk or by a clerk. @throws Failure forbidden */
export async function checkIn(tx: Tx, visitId: string): Promise<void> {
  const opened = await open(tx, visitId);
  const held = rolesOf(tx, await store.presented(tx), visitId, false);
  const legs = opened.visit.legs.filter((leg) => leg.state === 'issued' || leg.state === 'booked');
  if (legs.length === 0)
    throw new Failure('not_now', opened.visit.legs.every((leg) => hasEnded(leg)) ? 'queue.over' : 'queue.here_already');
  if (opened.visit.day !== dayOf(tx.now)) throw new Failure('not_now', 'queue.other_day');
  await append(
    tx,
    opened,
    legs.map((leg) => ({ type: 'checked_in', leg: leg.id })),
    held,
  );
  if (opened.visit.slotAt) await store.endBooking(tx, visitId, 'came', tx.now);
}
