import { steps } from './clock.ts';
import { holderOf, type Holder } from './complaint.ts';
import type { ComplaintEvent } from './events.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Does an office's time run, does it stand still for the reporter, or does an outside body hold it? */
export type Flow = 'running' | 'paused' | 'external';

export interface LedgerRow {
  readonly holder: Holder;
  readonly state: string;
  readonly flow: Flow;
  readonly from: Date;
  /** Exclusive; the row's end or `now`. */
  readonly to: Date;
  /** Milliseconds. */
  readonly ms: number;
}

const flowOf = (lifecycle: Lifecycle, state: string): Flow => {
  const kind = lifecycle.states[state]!.clock;
  return kind === 'paused' || kind === 'reporter' ? 'paused' : kind === 'external' ? 'external' : 'running';
};

/**
 * Who held a report, from receipt to its end or `now`, without a gap: the rows' milliseconds add up to the whole. Rows are
 * cut where holder or state changes; the time after an end belongs to nobody and isn't counted.
 */
export function ledger(lifecycle: Lifecycle, log: readonly ComplaintEvent[], now: Date, liaison: string): LedgerRow[] {
  const rows: LedgerRow[] = [];
  const all = steps(lifecycle, log);
  for (const [index, { event, after }] of all.entries()) {
    const to = all[index + 1]?.event.at ?? now;
    if (after.endedAt || to <= event.at) continue;
    const holder = holderOf(lifecycle, after, liaison);
    const last = rows.at(-1);
    const ms = to.getTime() - event.at.getTime();
    if (
      last &&
      last.to.getTime() === event.at.getTime() &&
      last.state === after.state &&
      last.holder.kind === holder.kind &&
      last.holder.agency === holder.agency
    )
      rows[rows.length - 1] = { ...last, to, ms: last.ms + ms };
    else rows.push({ holder, state: after.state, flow: flowOf(lifecycle, after.state), from: event.at, to, ms });
  }
  return rows;
}

/** The same, summed: whole milliseconds a holder and flow. */
export function totals(rows: readonly LedgerRow[]): { readonly holder: Holder; readonly flow: Flow; readonly ms: number }[] {
  const sums = new Map<string, { holder: Holder; flow: Flow; ms: number }>();
  for (const row of rows) {
    const key = `${row.holder.kind} ${row.holder.agency} ${row.flow}`;
    const sum = sums.get(key) ?? { holder: row.holder, flow: row.flow, ms: 0 };
    sum.ms += row.ms;
    sums.set(key, sum);
  }
  return [...sums.values()].toSorted((a, b) => b.ms - a.ms);
}
