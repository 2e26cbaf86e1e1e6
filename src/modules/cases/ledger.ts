import { workingMs, type Calendar } from '#core/working-time.ts';
import type { Definition } from '#modules/catalogue/definition.ts';
import type { ClockState } from './clock.ts';
import { openTasks, replay, type CaseState } from './engine.ts';
import type { CaseEvent, Holder } from './events.ts';

/** A stretch of a case between two events: who was waited for, and what the legal clock did. */
export interface LedgerRow {
  readonly from: Date;
  readonly to: Date;
  readonly holders: readonly Holder[];
  readonly tasks: readonly string[];
  readonly clock: ClockState;
  readonly wallMs: number;
  readonly workingMs: number;
  readonly cause: 'work' | 'return' | 'late_finding' | 'outage' | 'halt';
  /** The agency whose late finding makes the applicant wait. */
  readonly causedBy: string | null;
}

/** A holder's name in sums and for the order of remainders. Officers of one agency are told apart. */
export const holderKey = (holder: Holder): string =>
  holder.kind === 'officer'
    ? `officer:${holder.agency}:${holder.officer}`
    : holder.kind === 'pool'
      ? `pool:${holder.agency}`
      : holder.kind === 'external'
        ? `external:${holder.system}`
        : holder.kind;

/** Who is waited for in a state; the platform where nobody else is. */
export function holdersOf(state: CaseState): Holder[] {
  if (state.halted) return [{ kind: 'platform' }];
  const holders: Holder[] = openTasks(state).map((task) =>
    task.claimant && task.status === 'claimed'
      ? { kind: 'officer', agency: task.agency!, officer: task.claimant }
      : { kind: 'pool', agency: task.agency! },
  );
  for (const system of Object.values(state.asked)) holders.push({ kind: 'external', system });
  if (state.returned) holders.push({ kind: 'applicant' });
  const unique = new Map(holders.map((holder) => [holderKey(holder), holder]));
  return unique.size ? [...unique.values()] : [{ kind: 'platform' }];
}

const clockStateOf = (state: CaseState): ClockState =>
  state.endedAt ? 'ended' : !state.clockStartedAt ? 'not_started' : state.stops.at(-1)?.to === null ? 'stopped' : 'running';

/** Every moment from filing to end (or `until`), cut where an event changes hands or clock; rows touch, none is empty (services.md § 6). */
export function ledger(def: Definition, calendar: Calendar, log: readonly CaseEvent[], until: Date): LedgerRow[] {
  const rows: LedgerRow[] = [];
  let index = 0;
  for (const [state, event] of replay(def, log)) {
    const to = log[++index]?.at ?? until;
    if (state.end) break;
    if (to <= event.at) continue;
    extend(rows, {
      from: event.at,
      to,
      holders: holdersOf(state),
      tasks: openTasks(state).map((task) => task.id),
      clock: clockStateOf(state),
      wallMs: to.getTime() - event.at.getTime(),
      workingMs: workingMs(calendar, event.at, to),
      cause: causeOf(state),
      causedBy: state.returned?.causedBy ?? null,
    });
  }
  return rows;
}

/** Add a stretch; an event that changed neither holders, tasks nor clock (a reminder) lengthens the row before. */
function extend(rows: LedgerRow[], row: LedgerRow): void {
  const last = rows.at(-1);
  if (last && sameHands(last) === sameHands(row))
    rows[rows.length - 1] = { ...last, to: row.to, wallMs: last.wallMs + row.wallMs, workingMs: last.workingMs + row.workingMs };
  else rows.push(row);
}

const sameHands = ({ holders, tasks, clock, cause, causedBy }: LedgerRow): string =>
  JSON.stringify([holders.map(holderKey), tasks, clock, cause, causedBy]);

function causeOf(state: CaseState): LedgerRow['cause'] {
  if (state.halted) return 'halt';
  if (Object.keys(state.asked).length) return 'outage';
  if (state.returned) return state.returned.causedBy ? 'late_finding' : 'return';
  return 'work';
}

/** How one task spent its time against its budget; these don't add up to the case, tasks run side by side. */
export interface TaskTime {
  readonly task: string;
  readonly agency: string;
  /** Working milliseconds until somebody took it, and in an officer's hands. */
  readonly pickUpMs: number;
  readonly workMs: number;
  /** Working days. */
  readonly budget: number;
}

/** Pick-up (pool) and work (officer) time of every task that was opened, in the order of the definition. */
export function perTask(def: Definition, calendar: Calendar, log: readonly CaseEvent[], until: Date): TaskTime[] {
  const times = new Map<string, { agency: string; pickUpMs: number; workMs: number }>();
  let index = 0;
  for (const [state, event] of replay(def, log)) {
    const ms = workingMs(calendar, event.at, log[++index]?.at ?? until);
    if (state.end) break;
    for (const task of openTasks(state)) {
      const time = times.get(task.id) ?? { agency: task.agency!, pickUpMs: 0, workMs: 0 };
      time[task.status === 'claimed' ? 'workMs' : 'pickUpMs'] += ms;
      times.set(task.id, time);
    }
  }
  return def.process.flatMap(({ id, budget }) => {
    const time = times.get(id);
    return time ? [{ task: id, ...time, budget }] : [];
  });
}

/** Split whole milliseconds among holders: equal parts, the remainder one each in the order of their keys. */
export function split(total: number, keys: readonly string[]): Map<string, number> {
  const sorted = keys.toSorted();
  const part = Math.floor(total / sorted.length);
  return new Map(sorted.map((key, index) => [key, part + (index < total % sorted.length ? 1 : 0)]));
}

export interface Share {
  readonly key: string;
  readonly holder: Holder;
  readonly wallMs: number;
  readonly workingMs: number;
}

/** Who held the case for how long; the parts add up to the whole, to the millisecond. */
export function shares(rows: readonly LedgerRow[]): Share[] {
  const sums = new Map<string, { holder: Holder; wallMs: number; workingMs: number }>();
  for (const row of rows) {
    const keys = row.holders.map(holderKey);
    const wall = split(row.wallMs, keys);
    const working = split(row.workingMs, keys);
    for (const holder of row.holders) {
      const key = holderKey(holder);
      const sum = sums.get(key) ?? { holder, wallMs: 0, workingMs: 0 };
      sums.set(key, { holder, wallMs: sum.wallMs + wall.get(key)!, workingMs: sum.workingMs + working.get(key)! });
    }
  }
  return [...sums].map(([key, sum]) => ({ key, ...sum })).toSorted((a, b) => b.workingMs - a.workingMs || (a.key < b.key ? -1 : 1));
}

/** Working milliseconds in which anybody but the applicant alone was waited for: what the offices took. */
export const officeMs = (rows: readonly LedgerRow[]): number =>
  rows.filter((row) => row.holders.some((holder) => holder.kind !== 'applicant')).reduce((sum, row) => sum + row.workingMs, 0);

/** The same shares by agency: pool and officers of one agency together, as the public reads them. */
export function sharesByAgency(rows: readonly LedgerRow[]): Share[] {
  const sums = new Map<string, Share>();
  for (const share of shares(rows)) {
    const holder: Holder = share.holder.kind === 'officer' ? { kind: 'pool', agency: share.holder.agency } : share.holder;
    const key = holderKey(holder);
    const sum = sums.get(key);
    sums.set(key, { key, holder, wallMs: (sum?.wallMs ?? 0) + share.wallMs, workingMs: (sum?.workingMs ?? 0) + share.workingMs });
  }
  return [...sums.values()].toSorted((a, b) => b.workingMs - a.workingMs);
}
