import { actorAgencies, actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf } from '#core/working-time.ts';
import { rules, weights } from '../rules.ts';
import { quantile } from '../forecast.ts';
import { explain, overtakes, rank, type Decision, type Why } from '../turn.ts';
import { fold, hasEnded, openDependencies, printed, readNumber, waitedMs } from '../visit.ts';
import { readEvents } from '#core/server/events.ts';
import { fromRow } from '../events.ts';
import { outlook, type Outlook } from './promise.ts';
import { mayServe, runsHall } from './take.ts';
import * as store from './store.ts';

/** The one hall there is; a second becomes a row of queue.site and a choice on the pages. */
export const SITE = 'mpp';

const numberOf = (row: { series: string; number: number }): string => printed(row.series, row.number);
const siteOf = async (tx: Tx): Promise<store.SiteRow> => {
  const site = await store.findSite(tx, SITE);
  if (!site) throw new Failure('not_found', 'queue.not_found');
  return site;
};

export interface HallAgency {
  readonly agency: string;
  readonly series: string;
  readonly zone: string;
  readonly open: number;
  readonly lokets: readonly number[];
  readonly waiting: number;
  readonly services: readonly { readonly id: string; readonly name: { readonly id: string; readonly en: string } }[];
  readonly verified: string;
  /** Appointments: off, optional, required. */
  readonly booking: string;
}

/** Everybody's view of the hall: tenants with open lokets, who waits, and what can be done there. */
export async function getHall(tx: Tx): Promise<{ site: store.SiteRow; agencies: HallAgency[] }> {
  const site = await siteOf(tx);
  const [tenants, services, lokets, legs] = [
    await store.listTenants(tx, SITE),
    await store.listServices(tx, SITE),
    await store.listLokets(tx, SITE),
    await store.openLegs(tx, SITE),
  ];
  return {
    site,
    agencies: tenants.map((tenant) => {
      const own = lokets.filter(({ agency }) => agency === tenant.agency);
      return {
        agency: tenant.agency,
        series: tenant.series,
        zone: tenant.zone,
        open: own.filter(({ state }) => state === 'open').length,
        lokets: own.map(({ number }) => number),
        waiting: legs.filter(({ agency, state }) => agency === tenant.agency && state === 'waiting').length,
        services: services
          .filter(({ agency }) => agency === tenant.agency)
          .map(({ id, name, name_en }) => ({ id, name: { id: name, en: name_en } })),
        verified: tenant.verified,
        booking: tenant.booking,
      };
    }),
  };
}

export interface TicketLeg {
  readonly id: string;
  readonly agency: string;
  readonly service: { readonly id: string; readonly en: string };
  readonly state: string;
  readonly loket: { readonly number: number; readonly floor: string } | undefined;
  readonly waitedMinutes: number;
  readonly outlook: Outlook | undefined;
  /** Waits for another leg of this visit to end. */
  readonly isHeldUp: boolean;
  readonly mayPushBack: boolean;
}
export interface TicketView {
  readonly number: string;
  readonly day: string;
  readonly class: string;
  readonly channel: string;
  readonly isShown: boolean;
  readonly isOver: boolean;
  readonly legs: readonly TicketLeg[];
}

/** A number as its holder sees it, by the visit the transaction was shown. */
export async function getTicket(tx: Tx, visitId: string): Promise<TicketView> {
  const visit = fold((await readEvents(tx, visitId)).map(fromRow));
  const lokets = new Map((await store.listLokets(tx, visit.site)).map((loket) => [loket.id, loket]));
  const services = new Map(
    (
      await store.servicesById(
        tx,
        visit.legs.map(({ service }) => service),
      )
    ).map((service) => [service.id, service]),
  );
  const legs: TicketLeg[] = [];
  for (const leg of visit.legs) {
    const loket = leg.loket ? lokets.get(leg.loket) : undefined;
    const service = services.get(leg.service)!;
    legs.push({
      id: leg.id,
      agency: leg.agency,
      service: { id: service.name, en: service.name_en },
      state: leg.state,
      loket: loket && { number: loket.number, floor: loket.floor },
      waitedMinutes: Math.floor(waitedMs(leg, tx.now) / 60_000),
      outlook: leg.state === 'waiting' ? await outlook(tx, visit.site, leg) : undefined,
      isHeldUp: !hasEnded(leg) && openDependencies(visit, leg).length > 0,
      mayPushBack: leg.state === 'waiting' && leg.pushedBack < rules.calls.pushed_back_most,
    });
  }
  return {
    number: printed(visit.series, visit.number),
    day: visit.day,
    class: visit.class,
    channel: visit.channel,
    isShown: visit.shownAt !== null,
    isOver: visit.legs.every((leg) => hasEnded(leg)),
    legs,
  };
}

export interface Board {
  readonly site: string;
  readonly name: string;
  /** The last event this picture knows. */
  readonly seq: number;
  readonly at: string;
  readonly calls: readonly {
    readonly number: string;
    readonly loket: number;
    readonly agency: string;
    readonly at: string;
    readonly isNow: boolean;
  }[];
  readonly lokets: readonly { readonly number: number; readonly agency: string; readonly state: string; readonly now: string | null }[];
  readonly waiting: number;
}

/** What the boards show: numbers only. */
export async function getBoard(tx: Tx): Promise<Board> {
  const site = await siteOf(tx);
  const seq = await store.lastBoardSeq(tx, SITE);
  const lokets = await store.listLokets(tx, SITE);
  const legs = await store.openLegs(tx, SITE);
  const called = legs.filter(({ state }) => state === 'called');
  const calls = await store.lastCalls(tx, SITE, dayOf(tx.now), rules.board.last_called + called.length);
  return {
    site: SITE,
    name: site.name,
    seq,
    at: tx.now.toISOString(),
    calls: calls.slice(0, Math.max(rules.board.last_called, called.length)).map((call) => ({
      number: call.number,
      loket: call.loket,
      agency: call.agency,
      at: call.at.toISOString(),
      isNow: call.state === 'called' && call.leg_loket === call.loket_id,
    })),
    lokets: lokets
      .filter(({ state }) => state !== 'closed')
      .map((loket) => {
        const here = legs.find((leg) => leg.loket_id === loket.id && (leg.state === 'called' || leg.state === 'serving'));
        return { number: loket.number, agency: loket.agency, state: loket.state, now: here ? numberOf(here) : null };
      }),
    waiting: legs.filter(({ state }) => state === 'waiting').length,
  };
}

export interface BoardEvent {
  readonly seq: number;
  readonly kind: string;
  readonly data: unknown;
}
/** What happened on the boards since, oldest first. */
export const getBoardEvents = async (tx: Tx, after: number): Promise<BoardEvent[]> =>
  (await store.boardEventsAfter(tx, SITE, after, 500)).map(({ seq, kind, data }) => ({ seq, kind, data }));

export interface CounterLine {
  readonly leg: string;
  readonly visit: string;
  readonly number: string;
  readonly class: string;
  readonly service: { readonly id: string; readonly en: string };
  readonly minutes: number;
  readonly calls: number;
  readonly state: string;
  /** Not to be called yet: minutes of the cool-down left. */
  readonly coolsMinutes: number;
}
export interface CounterView {
  readonly choices: readonly { readonly id: string; readonly number: number; readonly agency: string; readonly isTaken: boolean }[];
  readonly loket:
    | { readonly id: string; readonly number: number; readonly agency: string; readonly state: string; readonly backAt: string | null }
    | undefined;
  readonly here:
    | (CounterLine & {
        /** The service of the catalogue it is about, for the counter entry. */
        readonly catalogue: string | null;
        readonly others: readonly { readonly agency: string; readonly state: string }[];
      })
    | undefined;
  readonly waiting: readonly CounterLine[];
  readonly aside: readonly CounterLine[];
  readonly services: readonly {
    readonly id: string;
    readonly agency: string;
    readonly name: { readonly id: string; readonly en: string };
  }[];
  readonly servedToday: number;
  readonly mostCalls: number;
}

/** The officer's own loket, or which they may sit down at. */
export async function getCounter(tx: Tx): Promise<CounterView> {
  const agencies = actorAgencies(tx.actor);
  const lokets = (await store.staffedLokets(tx, SITE)).filter(({ agency }) => agencies.includes(agency));
  const person = actorId(tx.actor);
  const own = lokets.find((loket) => loket.officer === person && loket.state !== 'closed');
  const services = await store.listServices(tx, SITE);
  const names = new Map(services.map((service) => [service.id, { id: service.name, en: service.name_en }]));
  const legs = await store.openLegs(tx, SITE);
  const now = tx.now.getTime();
  const line = (leg: store.LegView): CounterLine => ({
    leg: leg.id,
    visit: leg.visit_id,
    number: numberOf(leg),
    class: leg.class,
    service: names.get(leg.service_id)!,
    minutes: leg.t0 ? Math.max(0, Math.floor((now - leg.t0.getTime() - leg.parked_ms) / 60_000)) : 0,
    calls: leg.calls,
    state: leg.state,
    coolsMinutes: leg.not_before ? Math.max(0, Math.ceil((leg.not_before.getTime() - now) / 60_000)) : 0,
  });
  const ours = own ? legs.filter(({ agency }) => agency === own.agency) : [];
  const here = own && ours.find((leg) => leg.loket_id === own.id && (leg.state === 'called' || leg.state === 'serving'));
  const order = rank(
    weights,
    ours
      .filter((leg) => leg.state === 'waiting' && leg.t0)
      .map((leg) => ({ leg: leg.id, number: numberOf(leg), class: leg.class, t0: leg.t0!.getTime(), parkedMs: leg.parked_ms })),
    now,
  );
  const byId = new Map(ours.map((leg) => [leg.id, leg]));
  return {
    choices: lokets
      .filter(({ agency }) => mayServe(tx.actor, agency))
      .map(({ id, number, agency, state, officer }) => ({ id, number, agency, isTaken: state !== 'closed' && officer !== person })),
    loket: own && { id: own.id, number: own.number, agency: own.agency, state: own.state, backAt: own.back_at?.toISOString() ?? null },
    here: here && {
      ...line(here),
      catalogue: services.find(({ id }) => id === here.service_id)?.catalogue_id ?? null,
      others: legs.filter((leg) => leg.visit_id === here.visit_id && leg.id !== here.id).map(({ agency, state }) => ({ agency, state })),
    },
    waiting: order.map(({ leg }) => line(byId.get(leg)!)),
    aside: ours.filter(({ state }) => state === 'on_hold' || state === 'missed').map(line),
    services: services.map(({ id, agency, name, name_en }) => ({ id, agency, name: { id: name, en: name_en } })),
    servedToday: own
      ? (await store.legsOfDay(tx, SITE, dayOf(tx.now))).filter((leg) => leg.agency === own.agency && leg.state === 'done').length
      : 0,
    mostCalls: rules.calls.most,
  };
}

export interface WhyAnswer {
  readonly number: string;
  readonly isKnown: boolean;
  readonly rule: string;
  readonly answers: readonly { readonly at: string; readonly agency: string; readonly loket: number; readonly why: Why }[];
  readonly own: readonly { readonly at: string; readonly agency: string; readonly loket: number }[];
}

/** Why other numbers were called before this one today: each call made while it waited. Public; numbers only. */
export async function whyFirst(tx: Tx, typed: string): Promise<WhyAnswer | undefined> {
  const wanted = readNumber(typed);
  if (!wanted) return undefined;
  const day = dayOf(tx.now);
  const number = printed(wanted.series, wanted.number);
  const visit = await store.visitByNumber(tx, SITE, day, wanted.series, wanted.number);
  const decisions = visit ? await store.decisionsAbout(tx, SITE, day, number) : [];
  const where = ({ at, agency, loket }: (typeof decisions)[number]) => ({ at: at.toISOString(), agency, loket });
  return {
    number,
    isKnown: visit !== undefined,
    rule: decisions[0]?.rule ?? rules.version,
    own: decisions.filter((decision) => decision.number === number).map(where),
    answers: decisions
      .filter((decision) => decision.number !== number)
      .map((decision) => ({
        ...where(decision),
        why: explain(
          weights,
          {
            at: decision.at,
            chosen: decision.number,
            rule: decision.rule,
            candidates: decision.candidates as unknown as Decision['candidates'],
            override: decision.override_reason ? { reason: decision.override_reason } : null,
          },
          number,
        ),
      })),
  };
}

export interface DayFigures {
  readonly agency: string;
  readonly visits: number;
  /** Errands done: the one number that is reported as "layanan". */
  readonly done: number;
  readonly waiting: number;
  readonly left: number;
  readonly noShow: number;
  readonly waitP50: number | undefined;
  readonly waitP90: number | undefined;
  readonly withinService: number;
  readonly withinErrand: number;
  readonly overtaken: number;
  readonly calls: number;
  readonly overrides: number;
}
const minutes = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.round(ms / 6000) / 10);

/** The figures of one day by agency, by the one counting rule; the sum of all under the empty name. */
export async function getDayFigures(tx: Tx, day: string): Promise<DayFigures[]> {
  // an appointment is a visit once somebody came, or once they were waited for in vain
  const legs = (await store.legsOfDay(tx, SITE, day)).filter(({ state }) => state !== 'booked' && state !== 'cancelled');
  const decisions = await store.decisionsOfDay(tx, SITE, day);
  const limit = rules.target.minutes * 60_000;
  const figures = (agency: string): DayFigures => {
    const own = agency ? legs.filter((leg) => leg.agency === agency) : legs;
    const calls = agency ? decisions.filter((decision) => decision.agency === agency) : decisions;
    const done = own.filter(({ state }) => state === 'done');
    const waits = own.flatMap(({ wait_ms }) => wait_ms ?? []).toSorted((a, b) => a - b);
    const served = done.filter(({ serving_at }) => serving_at);
    return {
      agency,
      visits: new Set(own.map(({ visit_id }) => visit_id)).size,
      done: done.length,
      waiting: own.filter(({ state }) => state === 'waiting' || state === 'parked').length,
      left: own.filter(({ state }) => state === 'left').length,
      noShow: own.filter(({ state }) => state === 'no_show' || state === 'missed').length,
      waitP50: minutes(quantile(waits, 0.5)),
      waitP90: minutes(quantile(waits, 0.9)),
      withinService: served.filter((leg) => leg.ended_at!.getTime() - leg.serving_at!.getTime() - leg.hold_ms <= limit).length,
      withinErrand: done.filter((leg) => leg.t0 && leg.ended_at!.getTime() - leg.t0.getTime() <= limit).length,
      overtaken: rules.classes.reduce((sum, { id }) => {
        // arrival numbers of those called, in the order they were called first
        const called = own
          .filter((leg) => leg.class === id && leg.first_called_at && leg.t0)
          .toSorted((a, b) => a.t0!.getTime() - b.t0!.getTime())
          .map((leg, arrival) => ({ arrival: arrival + 1, at: leg.first_called_at!.getTime() }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ arrival }) => arrival);
        return sum + overtakes(called).sufferedByArrival.filter((count) => count > 0).length;
      }, 0),
      calls: calls.length,
      overrides: calls.filter(({ override_reason }) => override_reason !== null).length,
    };
  };
  const agencies = [...new Set(legs.map(({ agency }) => agency))].toSorted();
  return [figures(''), ...agencies.map(figures)];
}

/** The manager's view: every loket, who waits where and how long. @throws Failure forbidden */
export async function getManager(tx: Tx) {
  const site = await siteOf(tx);
  if (!runsHall(tx.actor, site.agency)) throw new Failure('forbidden', 'queue.not_manager');
  const lokets = await store.staffedLokets(tx, SITE);
  const legs = await store.openLegs(tx, SITE);
  const now = tx.now.getTime();
  const longest = (agency: string): number =>
    Math.max(
      0,
      ...legs
        .filter((leg) => leg.agency === agency && leg.state === 'waiting' && leg.t0)
        .map((leg) => Math.floor((now - leg.t0!.getTime() - leg.parked_ms) / 60_000)),
    );
  return {
    lokets: lokets.map((loket) => {
      const here = legs.find((leg) => leg.loket_id === loket.id && (leg.state === 'called' || leg.state === 'serving'));
      return {
        id: loket.id,
        number: loket.number,
        agency: loket.agency,
        state: loket.state,
        officer: loket.officer,
        since: loket.since.toISOString(),
        now: here ? { number: numberOf(here), state: here.state } : undefined,
      };
    }),
    lines: [...new Set(lokets.map(({ agency }) => agency))].map((agency) => ({
      agency,
      open: lokets.filter((loket) => loket.agency === agency && loket.state === 'open').length,
      waiting: legs.filter((leg) => leg.agency === agency && leg.state === 'waiting').length,
      longestMinutes: longest(agency),
    })),
    figures: await getDayFigures(tx, dayOf(tx.now)),
  };
}

/** A visit by what a clerk typed: its number today. @throws Failure invalid */
export async function findToday(tx: Tx, typed: string): Promise<string> {
  const wanted = readNumber(typed);
  const visit = wanted && (await store.visitByNumber(tx, SITE, dayOf(tx.now), wanted.series, wanted.number));
  if (!visit) throw new Failure('invalid', 'input.invalid', { nomor: 'queue.number_unknown' });
  return visit.id;
}

/** Errands served to their end under a number of a day; none where there is no such number. */
export async function legsServed(tx: Tx, typed: string, day: string): Promise<string[]> {
  const wanted = readNumber(typed);
  const visit = wanted && (await store.visitByNumber(tx, SITE, day, wanted.series, wanted.number));
  return visit ? (await store.legsOf(tx, visit.id)).filter(({ state }) => state === 'done').map(({ id }) => id) : [];
}
