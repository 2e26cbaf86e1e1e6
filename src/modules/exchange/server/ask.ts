import { performance } from 'node:perf_hooks';
import type { Actor } from '#core/actor.ts';
import { parse } from '#core/parse.ts';
import type { Database } from '#core/server/database.ts';
import {
  Envelope,
  Nik,
  registers,
  type AdapterMode,
  type Fault,
  type Question,
  type RegisterAnswer,
  type Unavailable,
} from '../adapter.ts';
import * as store from './store.ts';
import { put, TransportFault } from './transport.ts';

export interface AskOptions {
  /** Idempotency key: a reference (draft, document), never a personal value. */
  readonly key: string;
  /** Who asks, for the log; nobody in particular where left out. */
  readonly actor?: Actor;
}

/** Faults of the answer's content say nothing about whether the other side is reachable. */
const OUTAGE = new Set<Unavailable>(['down', 'timeout', 'certificate', 'changed_shape']);

export interface Asked<T> {
  readonly answer: T | { readonly status: 'unavailable'; readonly reason: Unavailable };
  readonly result: string;
}

/**
 * Put one question through breaker, time limit and retry, and log it. `read` turns the checked envelope into an answer,
 * or throws a TransportFault where it can't be relied on. Outside any transaction: it opens two short ones of its own.
 */
export async function ask<T>(
  database: Database,
  adapter: string,
  body: Readonly<Record<string, string>>,
  { timeoutMs, retries, maxAgeDays }: { timeoutMs: number; retries: number; maxAgeDays: number },
  { key, actor = { kind: 'anonymous' } }: AskOptions,
  read: (rows: readonly unknown[]) => T,
  resultOf: (answer: T) => string,
): Promise<T | { status: 'unavailable'; reason: Unavailable }> {
  const started = performance.now();
  const state = await database.withActor(actor, async (tx) => {
    const row = await store.findAdapter(tx, adapter);
    const isResting = row?.open_until != null && !(row.open_until <= tx.now && (await store.takeProbe(tx, adapter)));
    return { row, isResting, now: tx.now };
  });
  if (!state.row) throw new Error(`Unknown adapter ${adapter}`);
  const question: Question = {
    adapter,
    mode: state.row.mode as AdapterMode,
    endpoint: state.row.endpoint,
    fault: (state.row.fault as Fault | null) ?? undefined,
    key,
    body,
    timeoutMs,
    now: state.now,
  };
  let attempts = 0;
  let answer: T | undefined;
  let reason: Unavailable | undefined = state.isResting ? 'circuit_open' : undefined;
  while (!reason && answer === undefined) {
    attempts++;
    try {
      answer = read(openEnvelope(await put(question), question, maxAgeDays));
    } catch (thrown) {
      if (!(thrown instanceof TransportFault)) throw thrown;
      // Every question carries its key, so it may be put again even where the first was accepted and its reply lost; a
      // person at a form has waited long enough, though.
      const mayRetry = attempts <= retries && (thrown.reason === 'down' || (thrown.reason === 'timeout' && actor.kind === 'job'));
      if (!mayRetry) reason = thrown.reason;
      else await new Promise((done) => setTimeout(done, 50 + Math.random() * 100));
    }
  }
  await database.withActor(actor, async (tx) => {
    await store.insertRequest(tx, {
      adapter,
      key: key.slice(0, 200),
      mode: question.mode,
      result: reason ? `unavailable.${reason}` : resultOf(answer!),
      attempts,
      ms: Math.round(performance.now() - started),
    });
    if (reason !== 'circuit_open' && reason !== 'not_connected') await store.noteHealth(tx, adapter, !reason || !OUTAGE.has(reason));
  });
  return reason ? { status: 'unavailable', reason } : answer!;
}

/** The rows of a reply that belongs to this question, is of the agreed shape and fresh. @throws TransportFault */
function openEnvelope(reply: unknown, { key, now }: Question, maxAgeDays: number): readonly unknown[] {
  const envelope = Envelope.safeParse(reply);
  if (!envelope.success) throw new TransportFault('changed_shape', true);
  if (envelope.data.request_id !== key) throw new TransportFault('out_of_order', true);
  if (now.getTime() - Date.parse(envelope.data.as_of) > maxAgeDays * 86_400_000) throw new TransportFault('stale', true);
  return envelope.data.rows;
}

/**
 * Ask a register about one person. Never throws for what the other side does: it is `unavailable` then, and the form goes
 * on without it. An answer about somebody else is dropped and logged (`wrong_person`), never shown.
 * @throws Failure invalid where the input isn't a NIK · Error for an adapter nobody knows
 */
export async function askRegister(
  database: Database,
  adapter: string,
  input: { nik: string },
  options: AskOptions,
): Promise<RegisterAnswer> {
  const register = registers[adapter];
  if (!register) throw new Error(`Unknown register ${adapter}`);
  const { nik } = parse(Nik, input);
  return ask<RegisterAnswer>(
    database,
    adapter,
    { nik },
    register,
    options,
    (raw) => {
      const rows = raw.map((row) => {
        const read = register.row.safeParse(row);
        if (!read.success) throw new TransportFault('changed_shape', true);
        return read.data;
      });
      if (rows.some((row) => row.nik !== nik)) throw new TransportFault('wrong_person', true);
      // The same row twice is one row; two that differ are a riddle we don't solve for the register.
      if (new Set(rows.map((row) => JSON.stringify(row))).size > 1) throw new TransportFault('ambiguous', true);
      const values = rows[0] && register.values(rows[0]);
      return values ? { status: 'found', values } : { status: 'not_found' };
    },
    (answer) => answer.status,
  );
}
