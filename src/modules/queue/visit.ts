import type { Channel, NewLeg, QueueEvent, QueueEventBody } from './events.ts';
import { findArc, type Lifecycle, type Role } from './lifecycle.ts';
import { lifecycle, rules } from './rules.ts';

/** One errand at one agency, as the log tells it. */
export interface LegState {
  readonly id: string;
  readonly service: string;
  readonly agency: string;
  readonly dependsOn: readonly string[];
  readonly state: string;
  /** Since when the wait counts; null until it is ready. */
  readonly t0: Date | null;
  /** Milliseconds it was put off; they don't count as waiting. */
  readonly parkedMs: number;
  readonly parkedSince: Date | null;
  readonly pushedBack: number;
  readonly calls: number;
  readonly reinstated: number;
  /** Not callable before this moment: the cool-down after an absence. */
  readonly notBefore: Date | null;
  readonly loket: string | null;
  /** The first call ends the wait; a later one never changes it. */
  readonly firstCalledAt: Date | null;
  /** How long it had waited then, in milliseconds. */
  readonly waitMs: number | null;
  readonly calledAt: Date | null;
  readonly servingAt: Date | null;
  readonly holdMs: number;
  readonly heldSince: Date | null;
  readonly endedAt: Date | null;
}

/** One ticket, any number of legs. */
export interface VisitState {
  readonly site: string;
  readonly day: string;
  readonly series: string;
  readonly number: number;
  readonly channel: Channel;
  readonly class: string;
  readonly slotAt: Date | null;
  readonly issuedAt: Date;
  readonly shownAt: Date | null;
  readonly legs: readonly LegState[];
  readonly lastAt: Date;
}

const newLeg = ({ leg, service, agency, depends_on }: NewLeg, state: string): LegState => ({
  id: leg,
  service,
  agency,
  dependsOn: depends_on,
  state,
  t0: null,
  parkedMs: 0,
  parkedSince: null,
  pushedBack: 0,
  calls: 0,
  reinstated: 0,
  notBefore: null,
  loket: null,
  firstCalledAt: null,
  waitMs: null,
  calledAt: null,
  servingAt: null,
  holdMs: 0,
  heldSince: null,
  endedAt: null,
});

const since = (from: Date | null, to: Date): number => (from ? Math.max(0, to.getTime() - from.getTime()) : 0);

/** What one event makes of its leg. Replay trusts the log: who may take a step was asked when it was taken. */
function moved(table: Lifecycle, leg: LegState, event: QueueEvent): LegState {
  const to = findArc(table, leg.state, event.type)?.to;
  if (!to) throw new Error(`queue: ${event.type} from ${leg.state}`);
  const next: LegState = {
    ...leg,
    state: to,
    endedAt: table.states[to]!.ended ? event.at : null,
    // who waits again has no loket
    loket: table.states[to]!.at_loket || to === 'on_hold' || table.states[to]!.ended ? leg.loket : null,
  };
  switch (event.type) {
    case 'ready':
      return { ...next, t0: new Date(event.t0) };
    case 'called':
      return {
        ...next,
        loket: event.loket,
        calls: leg.calls + 1,
        firstCalledAt: leg.firstCalledAt ?? event.at,
        waitMs: leg.waitMs ?? waitedMs(leg, event.at),
        calledAt: event.at,
        notBefore: null,
      };
    case 'arrived':
      return { ...next, servingAt: leg.servingAt ?? event.at };
    case 'absent':
      return { ...next, notBefore: new Date(event.not_before) };
    case 'reinstated':
      return { ...next, reinstated: leg.reinstated + 1 };
    case 'held':
      return { ...next, heldSince: event.at };
    case 'resumed':
      return { ...next, loket: event.loket, holdMs: leg.holdMs + since(leg.heldSince, event.at), heldSince: null };
    case 'requeued':
      return { ...next, holdMs: leg.holdMs + since(leg.heldSince, event.at), heldSince: null };
    case 'parked':
      return { ...next, parkedSince: event.at, pushedBack: leg.pushedBack + 1 };
    case 'unparked':
    case 'left':
    case 'expired':
      return {
        ...next,
        parkedMs: leg.parkedMs + since(leg.parkedSince, event.at),
        parkedSince: null,
        holdMs: leg.holdMs + since(leg.heldSince, event.at),
        heldSince: null,
      };
    default:
      return next;
  }
}

/** The visit after one more event. @throws Error where the table doesn't know the step: a bug, or an altered log */
export function evolve(visit: VisitState | undefined, event: QueueEvent, table: Lifecycle = lifecycle): VisitState {
  if (event.type === 'issued') {
    if (visit) throw new Error('queue: issued twice');
    return {
      site: event.site,
      day: event.day,
      series: event.series,
      number: event.number,
      channel: event.channel,
      class: event.class,
      slotAt: event.slot_at ? new Date(event.slot_at) : null,
      issuedAt: event.at,
      shownAt: null,
      legs: event.legs.map((leg) => newLeg(leg, event.slot_at ? 'booked' : 'issued')),
      lastAt: event.at,
    };
  }
  if (!visit) throw new Error(`queue: ${event.type} before issued`);
  const after = { ...visit, lastAt: event.at };
  if (event.type === 'shown') return { ...after, shownAt: visit.shownAt ?? event.at };
  if (event.type === 'reclassed') return { ...after, class: event.class };
  if (!visit.legs.some((leg) => leg.id === event.leg)) throw new Error(`queue: no leg ${event.leg}`);
  const legs = visit.legs.map((leg) => (leg.id === event.leg ? moved(table, leg, event) : leg));
  return { ...after, legs: event.type === 'transferred' ? [...legs, newLeg(event.to, 'issued')] : legs };
}

/** A visit as its whole log tells it. */
export function fold(log: readonly QueueEvent[], table: Lifecycle = lifecycle): VisitState {
  let visit: VisitState | undefined;
  for (const event of log) visit = evolve(visit, event, table);
  if (!visit) throw new Error('queue: an empty log');
  return visit;
}

export const legOf = (visit: VisitState, id: string): LegState | undefined => visit.legs.find((leg) => leg.id === id);
export const hasEnded = (leg: LegState, table: Lifecycle = lifecycle): boolean => table.states[leg.state]!.ended;
/** The leg that is at a loket now: called or serving. A visit has at most one. */
export const legAtLoket = (visit: VisitState, table: Lifecycle = lifecycle): LegState | undefined =>
  visit.legs.find((leg) => table.states[leg.state]!.at_loket);

/** Milliseconds a leg has waited by `now`, or waited in all once it was called; time put off is left out. */
export function waitedMs(leg: LegState, now: Date): number {
  if (leg.waitMs !== null) return leg.waitMs;
  if (!leg.t0) return 0;
  const until = leg.endedAt ?? now;
  return Math.max(0, until.getTime() - leg.t0.getTime() - leg.parkedMs - since(leg.parkedSince, until));
}

/**
 * Why the step is not open, as a key into the wording; undefined where it is. The table says which step when and by whom;
 * here stand what reaches over one leg: one loket at a time, dependencies, and how often.
 */
export function refuse(visit: VisitState, body: QueueEventBody, held: ReadonlySet<Role>, now: Date): string | undefined {
  if (body.type === 'issued') return 'queue.not_now';
  if (body.type === 'shown') return undefined;
  if (body.type === 'reclassed')
    return held.has('clerk') || held.has('loket')
      ? visit.legs.every((leg) => hasEnded(leg))
        ? 'queue.over'
        : undefined
      : 'queue.not_yours';
  const leg = legOf(visit, body.leg);
  if (!leg) return 'queue.not_found';
  const arc = findArc(lifecycle, leg.state, body.type);
  if (!arc) return hasEnded(leg) ? 'queue.over' : 'queue.not_now';
  if (!arc.by.some((role) => held.has(role))) return 'queue.not_yours';
  const other = legAtLoket(visit);
  if ((body.type === 'called' || body.type === 'resumed') && other && other.id !== leg.id) return 'queue.at_other_loket';
  switch (body.type) {
    case 'called':
      return leg.notBefore && leg.notBefore > now ? 'queue.cool_down' : undefined;
    case 'ready':
      return openDependencies(visit, leg).length ? 'queue.not_now' : undefined;
    case 'absent':
      return leg.calls < rules.calls.most ? undefined : 'queue.calls_used';
    case 'missed':
      return leg.calls >= rules.calls.most ? undefined : 'queue.calls_left';
    case 'reinstated':
      return leg.reinstated < rules.calls.reinstated_most ? undefined : 'queue.reinstated_used';
    case 'parked':
      return leg.pushedBack < rules.calls.pushed_back_most ? undefined : 'queue.pushed_back_used';
    default:
      return undefined;
  }
}

/** Legs this one still waits for. One that ended without being served opens the way too: nobody is held up by a leg that will never come. */
export const openDependencies = (visit: VisitState, leg: LegState): LegState[] =>
  visit.legs.filter((other) => leg.dependsOn.includes(other.id) && !hasEnded(other));

const MINUTE = 60_000;

/**
 * Since when the wait of a leg counts, once it is ready at `now` (queue.md § 3): a walk-in since the number was taken, one
 * taken from afar not before the end of that minute; an appointment since its slot less the credit, if on time; what
 * follows another leg since now less the credit.
 */
export function readySince(visit: VisitState, leg: LegState, now: Date): Date {
  const { credits } = rules;
  if (leg.dependsOn.length) return new Date(Math.max(visit.issuedAt.getTime(), now.getTime() - credits.follow_up_minutes * MINUTE));
  if (visit.slotAt) {
    const isOnTime = now.getTime() <= visit.slotAt.getTime() + credits.appointment_grace_minutes * MINUTE;
    return isOnTime ? new Date(visit.slotAt.getTime() - credits.appointment_minutes * MINUTE) : now;
  }
  if (visit.channel === 'web') return new Date(Math.ceil((visit.issuedAt.getTime() + 1) / MINUTE) * MINUTE);
  return visit.issuedAt;
}

/** Legs that become ready now: shown or checked in, and nothing left to wait for. */
export function becomingReady(visit: VisitState): LegState[] {
  return visit.legs.filter((leg) => {
    const may =
      leg.state === 'checked_in' || (leg.state === 'issued' && visit.channel !== 'web' && visit.channel !== 'appointment' && visit.shownAt);
    const followsServed = leg.state === 'issued' && leg.dependsOn.length > 0 && visit.shownAt;
    return Boolean(may || followsServed) && openDependencies(visit, leg).length === 0;
  });
}

/** `A-007`, as it is printed and called. */
export const printed = (series: string, number: number): string => `${series}-${String(number).padStart(3, '0')}`;

/** Series and number from what somebody typed: `a 7`, `A-007`; undefined where it can't be one. */
export function readNumber(typed: string): { series: string; number: number } | undefined {
  const match = /^([A-Z]{1,2})[\s\-–.]*0*(\d{1,4})$/.exec(typed.trim().toUpperCase());
  return match && Number(match[2]) > 0 ? { series: match[1]!, number: Number(match[2]) } : undefined;
}
