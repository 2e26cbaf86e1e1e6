import * as z from 'zod';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { eventHash, readEvents, readRecorded, type EventRow } from '#core/server/events.ts';
import { dayOf, startOfDay, type Day } from '#core/working-time.ts';
import { leadsTo, levelsOf, pathOf, rootOf } from '../merkle.ts';
import * as store from './store.ts';

export type { ClosedDay } from './store.ts';

/** Transactions of the day that is over have long ended by then: none may run longer than 20 s, or be tried again for more than 30. */
const SETTLED_MS = 10 * 60_000;
/** Days closed in one run; a log that begins long ago takes some runs. */
const A_RUN = 400;
/** Closed days looked at again each night: a log of three years is seen whole every five weeks. */
const LOOKS = 30;
/** Events read at once. */
const A_PART = 5000;
const DAY_MS = 86_400_000;

const entryOf = (hash: string): Uint8Array => Buffer.from(hash, 'hex');
const treeOf = (hashes: readonly string[]) => levelsOf(hashes.map(entryOf));

/** Fix the root of every day that is over. Again and at the same time is no harm: a day is closed once. */
export async function closeDays(tx: Tx): Promise<void> {
  let day = await store.nextDay(tx);
  for (let run = 0; day && run < A_RUN; run++) {
    const end = startOfDay(day).getTime() + DAY_MS;
    if (end + SETTLED_MS > tx.now.getTime()) return;
    const hashes = await store.hashesOf(tx, day);
    await store.insertDay(tx, { day, leaves: hashes.length, root: rootOf(treeOf(hashes)), closed_at: tx.now });
    day = dayOf(new Date(end));
  }
}

/** Count the days longest unseen again, from what their events say. As actor `job`. */
export async function lookAgain(tx: Tx): Promise<void> {
  for (const closed of await store.longestUnseen(tx, LOOKS)) await store.insertLook(tx, closed.day, await isWhole(tx, closed));
}
async function isWhole(tx: Tx, { day, root }: store.ClosedDay): Promise<boolean> {
  const from = startOfDay(day);
  const hashes: string[] = [];
  for (let seq = 0; ;) {
    const part = await readRecorded(tx, from, new Date(from.getTime() + DAY_MS), seq, A_PART);
    for (const { seq: _, prev, hash, ...event } of part) {
      if (eventHash(prev, event) !== hash) return false;
      hashes.push(hash);
    }
    if (part.length < A_PART) return rootOf(treeOf(hashes)) === root;
    seq = part.at(-1)!.seq;
  }
}

const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;

/** Closed days, the newest first; from before `before` where that is a day. */
export const listDays = (tx: Tx, count: number, before?: string): Promise<store.ClosedDay[]> =>
  store.listDays(tx, count, before !== undefined && isDay(before) ? before : undefined);

async function closedDay(tx: Tx, day: string): Promise<store.ClosedDay> {
  const closed = isDay(day) ? await store.findDay(tx, day) : undefined;
  if (!closed) throw new Failure('not_found', 'proof.no_day');
  return closed;
}
/** A closed day, and what the last look at it found; null where nobody looked yet. @throws Failure not_found: not over, or before the log */
export const getDay = async (tx: Tx, day: string): Promise<store.ClosedDay & { readonly look: store.Look | null }> => ({
  ...(await closedDay(tx, day)),
  look: (await store.lastLook(tx, day)) ?? null,
});
/** Hashes of a closed day in the order of the log, for whoever counts its root without us. @throws Failure as getDay */
export async function listHashes(tx: Tx, day: string): Promise<readonly string[]> {
  await closedDay(tx, day);
  return store.hashesOf(tx, day);
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Proof = z.object({
  version: z.literal('satu-pintu-1'),
  day: z.iso.date(),
  leaves: z.int().positive(),
  root: Hash,
  index: z.int().nonnegative(),
  path: z.array(Hash).max(40),
  event: z.record(z.string(), z.unknown()),
  prev: Hash,
  hash: Hash,
});
/** That an event was in the log of its day: the event, its hash, and the path from it to the day's public root. */
export type Proof = z.output<typeof Proof>;

/**
 * The proof of one event of a subject the actor may read; undefined while its day isn't closed.
 * @throws Failure not_found where there is no such event for this actor; conflict where the day no longer gives its root
 */
export async function proveEvent(tx: Tx, subjectId: string, no = 1): Promise<Proof | undefined> {
  const stored = (await readEvents(tx, subjectId)).find((event) => event.no === no);
  if (!stored) throw new Failure('not_found', 'proof.no_event');
  const { prev, hash, ...event } = stored;
  const day = dayOf(new Date(event.recorded_at));
  const closed = await store.findDay(tx, day);
  if (!closed) return undefined;
  const hashes = await store.hashesOf(tx, day);
  const levels = treeOf(hashes);
  const index = hashes.indexOf(hash);
  if (index < 0 || rootOf(levels) !== closed.root) throw new Failure('conflict', 'proof.broken');
  return {
    version: 'satu-pintu-1',
    day,
    leaves: closed.leaves,
    root: closed.root,
    index,
    path: [...pathOf(levels, index)],
    event: { ...event },
    prev,
    hash,
  };
}

export type Judgement =
  | { readonly holds: true; readonly day: Day; readonly type: string; readonly at: string }
  /** unreadable: no proof of ours; event: doesn't give its hash; path: doesn't lead to its root; root: not the public one of that day */
  | { readonly holds: false; readonly why: 'unreadable' | 'event' | 'path' | 'root' };

/** Does a proof hold against the public roots? Whoever brings it may be anybody; nothing of it is kept. */
export async function judgeProof(tx: Tx, text: string): Promise<Judgement> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { holds: false, why: 'unreadable' };
  }
  const read = Proof.safeParse(value);
  if (!read.success) return { holds: false, why: 'unreadable' };
  const { event, prev, hash, day, root, leaves, index, path } = read.data;
  if (eventHash(prev, event as unknown as EventRow) !== hash) return { holds: false, why: 'event' };
  if (!leadsTo(root, entryOf(hash), index, leaves, path)) return { holds: false, why: 'path' };
  const closed = await store.findDay(tx, day);
  if (closed?.root !== root || closed.leaves !== leaves) return { holds: false, why: 'root' };
  return { holds: true, day, type: String(event['type']), at: String(event['at']) };
}
