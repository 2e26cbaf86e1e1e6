import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { shareOf, type Share } from '#core/share.ts';
import { addDays, dayOf, endOfDay, startOfDay } from '#core/working-time.ts';
import { isCalibrated, pinball } from '../forecast.ts';
import { adviseDay, bestTimes, halfHourOf, HALF_HOURS, openOnAverage, weekdayOf, type Cell } from '../planning.ts';
import { rules } from '../rules.ts';
import { printed } from '../visit.ts';
import { runsHall } from './take.ts';
import { SITE } from './views.ts';
import * as store from './store.ts';

const DAY = 86_400_000;
/** Cells of fewer are not told. */
const LEAST = 5;

export interface BestTimes {
  readonly agency: string;
  readonly cells: readonly Cell[];
}
/** When one waits least: waits of eight weeks by weekday and half hour, for each agency and for all (''). Public. */
export async function getBestTimes(tx: Tx): Promise<BestTimes[]> {
  const since = addDays(dayOf(tx.now), -7 * rules.staffing.weeks);
  const waits = (await store.waitsSince(tx, SITE, since)).map(({ agency, day, t0, wait_ms }) => ({
    agency,
    day,
    half: halfHourOf(t0),
    ms: wait_ms,
  }));
  const agencies = [...new Set(waits.map(({ agency }) => agency))].toSorted();
  return ['', ...agencies].map((agency) => ({
    agency,
    cells: bestTimes(
      waits.filter((wait) => agency === '' || wait.agency === agency),
      LEAST,
    ),
  }));
}

export interface Calibration {
  readonly service: { readonly id: string; readonly en: string };
  readonly agency: string;
  /** First promises of the last seven days whose wait is known, and the share that waited at most P90. */
  readonly coverage: Share;
  /** Minutes; lower is better. */
  readonly loss50: number;
  readonly loss90: number;
  /** No range is shown while this is so. */
  readonly isSilent: boolean;
}
/** How well the promises of the last week held, by service. Public; too few are left out. */
export async function getCalibration(tx: Tx): Promise<Calibration[]> {
  const { coverage_least, judged_least } = rules.forecast;
  const rows = await store.judgedForecasts(tx, SITE, new Date(tx.now.getTime() - 7 * DAY));
  const services = new Map((await store.listServices(tx, SITE)).map((service) => [service.id, service]));
  return [...new Set(rows.map(({ service_id }) => service_id))].flatMap((id) => {
    const own = rows.filter(({ service_id }) => service_id === id);
    const service = services.get(id);
    if (own.length < LEAST || !service) return [];
    const waits = own.map(({ wait_ms }) => wait_ms / 60_000);
    const at = (q: number, pick: (row: (typeof own)[number]) => number) =>
      Math.round(
        pinball(
          q,
          own.map((row) => pick(row) / 60_000),
          waits,
        )!.loss * 100,
      ) / 100;
    const coverage = shareOf(own.filter(({ wait_ms, p90_ms }) => wait_ms <= p90_ms).length, own.length);
    return [
      {
        service: { id: service.name, en: service.name_en },
        agency: service.agency,
        coverage,
        loss50: at(0.5, ({ p50_ms }) => p50_ms),
        loss90: at(0.9, ({ p90_ms }) => p90_ms),
        isSilent: !isCalibrated({ within: coverage.hits, of: coverage.of }, coverage_least, judged_least),
      },
    ];
  });
}

export interface StaffingLine {
  readonly half: number;
  readonly perHour: number | undefined;
  readonly advised: number | undefined;
  readonly p90: number | undefined;
  /** Lokets open on average; undefined for half hours to come. */
  readonly staffed: number | undefined;
  /** Of those who were called, how many within the limit. */
  readonly within: Share | undefined;
}
export interface Staffing {
  readonly agency: string;
  readonly meanMinutes: number | undefined;
  readonly served: number;
  readonly weeks: number;
  readonly lines: readonly StaffingLine[];
}
/**
 * Advised, staffed and what happened, by half hour of a day: arrivals of the same weekday in the eight weeks before it, mean
 * service of the last thirty days. For the hall's manager; it says nothing of an officer. @throws Failure forbidden
 */
export async function getStaffing(tx: Tx, day: string): Promise<Staffing[]> {
  const site = await store.findSite(tx, SITE);
  if (!site) throw new Failure('not_found', 'queue.not_found');
  if (!runsHall(tx.actor, site.agency)) throw new Failure('forbidden', 'queue.not_manager');
  const { wait_minutes, share, weeks } = rules.staffing;
  const before = await store.waitsSince(tx, SITE, addDays(day, -7 * weeks));
  const weekday = weekdayOf(day);
  const alike = before.filter((row) => row.day < day && weekdayOf(row.day) === weekday);
  const here = before.filter((row) => row.day === day);
  const days = new Set(alike.map((row) => row.day)).size;
  const lokets = await store.listLokets(tx, SITE);
  const moments = await store.loketMoments(tx, startOfDay(day), endOfDay(day));
  const now = Math.min(tx.now.getTime(), endOfDay(day).getTime());
  const agencies = [...new Set([...alike, ...here].map(({ agency }) => agency))].toSorted();
  const all: Staffing[] = [];
  for (const agency of agencies) {
    const times = await store.servedTimes(tx, { site: SITE, agency }, new Date(tx.now.getTime() - rules.forecast.days * DAY));
    const meanMinutes =
      times.length < rules.forecast.served_least ? undefined : times.reduce((sum, ms) => sum + ms, 0) / times.length / 60_000;
    const arrivals = Array.from({ length: HALF_HOURS }, () => 0);
    for (const row of alike) if (row.agency === agency) arrivals[halfHourOf(row.t0)]!++;
    const advice = new Map(adviseDay(arrivals, days, meanMinutes, wait_minutes, share).map((one) => [one.half, one]));
    const own = new Set(lokets.filter((loket) => loket.agency === agency).map(({ id }) => id));
    const open = openOnAverage(
      moments.filter(({ loket }) => own.has(loket)),
      startOfDay(day).getTime(),
      now,
    );
    const lines: StaffingLine[] = [];
    for (let half = 0; half < HALF_HOURS; half++) {
      const told = advice.get(half);
      const waits = here.filter((row) => row.agency === agency && halfHourOf(row.t0) === half);
      const staffed = startOfDay(day).getTime() + half * 1_800_000 < now ? Math.round(open[half]! * 10) / 10 : undefined;
      if (!told && !staffed && waits.length === 0) continue;
      lines.push({
        half,
        perHour: told?.perHour,
        advised: told?.lokets,
        p90: told?.p90,
        staffed,
        within: waits.length ? shareOf(waits.filter(({ wait_ms }) => wait_ms <= wait_minutes * 60_000).length, waits.length) : undefined,
      });
    }
    all.push({ agency, meanMinutes: meanMinutes && Math.round(meanMinutes * 10) / 10, served: times.length, weeks: days, lines });
  }
  return all;
}

/**
 * The hall as FIWARE's QueueMonitor, an entity a tenant: how it stands now. Counts and numbers alone; P50 and P90 of
 * today's waits in minutes, where enough are known.
 */
export async function getQueueMonitors(tx: Tx): Promise<readonly Record<string, unknown>[]> {
  const day = dayOf(tx.now);
  const [tenants, lokets] = [await store.listTenants(tx, SITE), await store.listLokets(tx, SITE)];
  const legs = await store.legsOfDay(tx, SITE, day);
  return tenants.map((tenant) => {
    const own = legs.filter(({ agency, state }) => agency === tenant.agency && state !== 'booked' && state !== 'cancelled');
    const states = lokets.filter(({ agency }) => agency === tenant.agency).map(({ state }) => state);
    const last = own.filter(({ series }) => series === tenant.series).toSorted((a, b) => b.number - a.number)[0];
    const called = own
      .filter(({ first_called_at }) => first_called_at)
      .toSorted((a, b) => b.first_called_at!.getTime() - a.first_called_at!.getTime())[0];
    const [cell] = bestTimes(
      own.flatMap(({ wait_ms }) => (wait_ms === null ? [] : [{ day, half: 0, ms: wait_ms }])),
      LEAST,
    );
    return {
      id: `urn:ngsi-ld:QueueMonitor:${SITE}:${tenant.agency}`,
      type: 'QueueMonitor',
      dateModified: tx.now.toISOString(),
      officeName: tenant.agency,
      serviceStatus: states.includes('open') ? 'Open' : states.includes('break') ? 'Suspended' : 'Closed',
      queueLine: tenant.series,
      // one line a tenant: who goes first in it is the weights' business
      linePriority: 1,
      ...(last ? { lastTicketIssued: last.number, lastTicketIssuedLabel: printed(last.series, last.number) } : {}),
      ...(called ? { ticketServed: called.number, ticketServedLabel: printed(called.series, called.number) } : {}),
      ticketsToServe: own.filter(({ state }) => state === 'waiting').length,
      ...(cell ? { waitP50Minutes: cell.p50, waitP90Minutes: cell.p90 } : {}),
    };
  });
}
