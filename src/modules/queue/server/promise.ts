import type { Tx } from '#core/server/database.ts';
import { gammaRange, isCalibrated, simulatedRange, type Range } from '../forecast.ts';
import { ordinary, rules, weights } from '../rules.ts';
import type { Choice } from '../turn.ts';
import type { LegState, VisitState } from '../visit.ts';
import * as store from './store.ts';

const DAY = 86_400_000;
/** Every third call to another class, where a tenant interleaves. */
const INTERLEAVED_EVERY = 3;
export const choiceOf = (tenant: Pick<store.TenantRow, 'choice'>): Choice =>
  tenant.choice === 'interleave' ? { kind: 'interleave', every: INTERLEAVED_EVERY } : { kind: 'accumulating' };

export interface Outlook {
  /** Called before me if nothing else happens: by the rule in force, not by the number. */
  readonly ahead: number;
  readonly open: number;
  readonly range: Range | undefined;
  readonly meanMs: number | undefined;
  readonly served: number;
  readonly source: 'service' | 'agency' | 'none';
  readonly method: 'gamma' | 'simulated' | 'silent';
}

/**
 * How long a leg will wait from now: measured times of its service over the last days, else of its agency; no range where
 * neither has enough, where no loket is open, or where last week's promises didn't hold.
 */
export async function outlook(
  tx: Tx,
  site: string,
  leg: { readonly id: string; readonly agency: string; readonly service: string },
): Promise<Outlook> {
  const { days, served_least, coverage_least, judged_least, runs, seed } = rules.forecast;
  const now = tx.now.getTime();
  const since = new Date(now - days * DAY);
  const waiting = (await store.callable(tx, site, leg.agency)).map(store.toCandidate);
  const lokets = (await store.listLokets(tx, site)).filter((loket) => loket.agency === leg.agency && loket.state === 'open');
  const me = waiting.find((candidate) => candidate.leg === leg.id);
  const score = (one: (typeof waiting)[number]): number => (weights.get(one.class) ?? 1) * (now - one.t0 - one.parkedMs);
  const ahead = me
    ? waiting.filter((one) => one !== me && (score(one) > score(me) || (score(one) === score(me) && one.t0 <= me.t0))).length
    : waiting.length;
  let times = await store.servedTimes(tx, { service: leg.service }, since);
  let source: Outlook['source'] = 'service';
  if (times.length < served_least) {
    times = await store.servedTimes(tx, { site, agency: leg.agency }, since);
    source = 'agency';
  }
  const silent = { ahead, open: lokets.length, range: undefined, meanMs: undefined, method: 'silent' as const };
  if (times.length < served_least) return { ...silent, served: times.length, source: 'none' };
  const meanMs = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const known = { served: times.length, source, meanMs };
  const week = await store.judged(tx, leg.service, new Date(now - 7 * DAY));
  if (lokets.length === 0 || !me || !isCalibrated(week, coverage_least, judged_least)) return { ...silent, ...known };
  const tenant = (await store.findTenant(tx, site, leg.agency))!;
  const isPlain = tenant.choice === 'accumulating' && waiting.every((one) => one.class === me.class);
  if (isPlain) return { ahead, open: lokets.length, ...known, range: gammaRange(ahead, lokets.length, meanMs), method: 'gamma' };
  const range = simulatedRange(
    {
      now,
      waiting,
      free: lokets.map((_, index) => now + (meanMs * (index + 1)) / lokets.length),
      services: times,
      weights,
      choice: choiceOf(tenant),
      ordinary,
      arrivals: [],
    },
    leg.id,
    runs,
    seed,
  );
  return { ahead, open: lokets.length, ...known, range, method: range ? 'simulated' : 'silent' };
}

/** The first promise of a leg: kept as it was told, and judged later. */
export async function promise(tx: Tx, visit: VisitState, leg: LegState): Promise<void> {
  const { ahead, open, range, meanMs, served, source, method } = await outlook(tx, visit.site, leg);
  await store.insertForecast(tx, {
    leg_id: leg.id,
    at: tx.now,
    ahead,
    open,
    p50_ms: range ? Math.round(range.p50) : null,
    p90_ms: range ? Math.round(range.p90) : null,
    mean_ms: meanMs === undefined ? null : Math.round(meanMs),
    served,
    source,
    method,
  });
}
