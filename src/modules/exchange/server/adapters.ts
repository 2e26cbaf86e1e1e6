import { createHash } from 'node:crypto';
import process from 'node:process';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { adapterNames, bridges, faults, modes, registers, reportTargets, type Fault } from '../adapter.ts';
import * as store from './store.ts';

/** Adapters have no uuid of their own; their events hang on one made from the name. */
export const subjectOf = (name: string): string => {
  const hex = createHash('sha256').update(`satu-pintu/adapter/${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
export const needSteward = (tx: Tx): void => {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'exchange.steward_only');
};
const known = (name: string): void => {
  if (!adapterNames.includes(name)) throw new Failure('not_found', 'exchange.adapter_unknown');
};

export interface AdapterView {
  readonly name: string;
  readonly mode: string;
  readonly endpoint: string | null;
  readonly basis: string;
  readonly timeoutMs: number;
  readonly fault: string | null;
  readonly state: 'well' | 'failing' | 'resting' | 'unused';
  readonly lastOkAt: Date | null;
  readonly lastFailedAt: Date | null;
  /** The last 24 hours. */
  readonly results: readonly { readonly result: string; readonly count: number; readonly medianMs: number }[];
}

export async function listAdapters(tx: Tx): Promise<{ adapters: AdapterView[]; reports: { all: number; waiting: number } }> {
  needSteward(tx);
  const rows = await store.listAdapters(tx);
  const counts = await store.countRequests(tx, new Date(tx.now.getTime() - 86_400_000));
  return {
    reports: await store.countReports(tx),
    adapters: rows.map((row) => ({
      name: row.name,
      mode: row.mode,
      endpoint: row.endpoint,
      fault: row.fault,
      basis: (registers[row.name] ?? reportTargets[row.name] ?? bridges[row.name])?.basis ?? '',
      timeoutMs: (registers[row.name] ?? reportTargets[row.name] ?? bridges[row.name])?.timeoutMs ?? 0,
      state: row.open_until && row.open_until > tx.now ? 'resting' : row.failures > 0 ? 'failing' : row.last_ok_at ? 'well' : 'unused',
      lastOkAt: row.last_ok_at,
      lastFailedAt: row.last_failed_at,
      results: counts
        .filter((count) => count.adapter === row.name)
        .map((count) => ({ result: count.result, count: count.count, medianMs: count.median_ms })),
    })),
  };
}

/** Rehearse a fault on a simulator, or end the rehearsal (null). @throws Failure forbidden · not_now in production */
export async function setFault(tx: Tx, name: string, fault: string | null): Promise<void> {
  needSteward(tx);
  known(name);
  if (process.env['SATU_MODE'] === 'production') throw new Failure('not_now', 'exchange.only_in_demo');
  if (fault !== null && !faults.includes(fault as Fault))
    throw new Failure('invalid', 'input.invalid', { gangguan: 'exchange.fault_unknown' });
  await store.setFault(tx, name, fault);
  await record(tx, { subjectKind: 'adapter', subjectId: subjectOf(name), type: 'exchange.fault_set', data: { adapter: name, fault } });
}

/** How an adapter reaches its system. @throws Failure forbidden · invalid: live needs an https address */
export async function setMode(tx: Tx, name: string, mode: string, endpoint: string | null): Promise<void> {
  needSteward(tx);
  known(name);
  if (!modes.includes(mode as (typeof modes)[number])) throw new Failure('invalid', 'input.invalid', { cara: 'exchange.mode_unknown' });
  const address = mode === 'live' ? endpoint : null;
  if (mode === 'live' && !/^(https:\/\/[\w.-]|http:\/\/(localhost|127\.0\.0\.1)[:/])/.test(address ?? ''))
    throw new Failure('invalid', 'input.invalid', { alamat: 'exchange.endpoint_needed' });
  await store.setMode(tx, name, mode, address);
  await record(tx, { subjectKind: 'adapter', subjectId: subjectOf(name), type: 'exchange.mode_set', data: { adapter: name, mode } });
}
