import { createHash } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import { actorId } from '#core/actor.ts';
import { canonical } from '#core/canonical.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from './database.ts';
import type { DB } from './schema.gen.ts';

/** JSON without floats. References, codes and salted hashes only: personal values live encrypted in the module's tables. */
export type EventData = { readonly [key: string]: EventValue };
export type EventValue = string | number | boolean | null | readonly EventValue[] | EventData;

export interface NewEvent {
  /** What kind of thing it happened to: `case`, `person`, `document`, `definition`, `agency` … */
  readonly subjectKind: string;
  readonly subjectId: string;
  /** `module.past_tense`, for example `cases.task_claimed`. */
  readonly type: string;
  readonly data?: EventData;
  /** The moment in law; `tx.now` where not given. May lie before the moment it was recorded (a silence found late). */
  readonly at?: Date;
  readonly onBehalfOf?: string | null;
  readonly via?: 'web' | 'counter' | 'offline' | 'api' | 'clock';
}

/** A row of core.event as it is hashed. Times are ISO 8601 in UTC with milliseconds. */
export interface EventRow {
  readonly id: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly recorded_at: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly on_behalf_of: string | null;
  readonly via: string;
  readonly data: EventData;
}

/** Hash of the first event's predecessor: 64 zeros. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 over the previous hash and the canonical text of the row, in hex: what chains the events of one subject. */
export const eventHash = (prev: string, row: EventRow): string =>
  createHash('sha256').update(prev).update('\n').update(canonical(row)).digest('hex');

/**
 * Append events about one subject, in the transaction of the change they describe. The caller holds the subject's
 * row lock; where two writers still meet, the unique number refuses the second. @throws Failure conflict
 */
export async function recordAll(tx: Tx, events: readonly NewEvent[]): Promise<EventRow[]> {
  const first = events[0];
  if (!first) return [];
  const head = await sql<{ no: number; hash: string }>`select no, hash from core.event_head(${first.subjectId}::uuid)`.execute(tx);
  const rows = chainAll(tx, events, head.rows[0]);
  try {
    await sql`insert into core.event (${EVENT_COLUMNS}) select ${EVENT_COLUMNS} from json_populate_recordset(null::core.event, ${JSON.stringify(rows)})`.execute(
      tx,
    );
  } catch (thrown) {
    throw numberTaken(thrown);
  }
  return rows;
}

/** All columns but `seq`, for inserts from JSON: one text, whatever the number of rows, so its plan is kept. */
export const EVENT_COLUMNS = sql.raw(
  'id, subject_kind, subject_id, no, type, at, recorded_at, actor_kind, actor_id, on_behalf_of, via, data, prev, hash',
);

/** Two writers about one subject, as a refusal; anything else as it came. */
export const numberTaken = (thrown: unknown): unknown =>
  (thrown as { constraint?: string }).constraint === 'event_numbered_once' ? new Failure('conflict', 'core.changed_meanwhile') : thrown;

/** The rows of events about one subject, numbered and chained after `head`; without one the subject is new. */
export function chainAll(
  tx: Pick<Tx, 'actor' | 'now'>,
  events: readonly NewEvent[],
  head?: { readonly no: number; readonly hash: string },
): StoredEvent[] {
  const first = events[0];
  let no = head?.no ?? 0;
  let prev = head?.hash ?? GENESIS;
  return events.map((event) => {
    if (event.subjectId !== first!.subjectId) throw new Error('recordAll: one subject at a time');
    const row: EventRow = {
      id: uuidv7(tx.now.getTime()),
      subject_kind: event.subjectKind,
      subject_id: event.subjectId,
      no: ++no,
      type: event.type,
      at: (event.at ?? tx.now).toISOString(),
      recorded_at: tx.now.toISOString(),
      actor_kind: tx.actor.kind,
      actor_id: actorId(tx.actor),
      on_behalf_of: event.onBehalfOf ?? null,
      via: event.via ?? (tx.actor.kind === 'job' ? 'clock' : 'web'),
      data: event.data ?? {},
    };
    const hash = eventHash(prev, row);
    const stored = { ...row, prev, hash };
    prev = hash;
    return stored;
  });
}

/** Append one event. See recordAll. */
export async function record(tx: Tx, event: NewEvent): Promise<EventRow> {
  return (await recordAll(tx, [event]))[0]!;
}

export interface StoredEvent extends EventRow {
  readonly prev: string;
  readonly hash: string;
}

/** The log of one subject, oldest first, as far as the actor may see it. */
export async function readEvents(tx: Tx, subjectId: string): Promise<StoredEvent[]> {
  const rows = await tx.selectFrom('core.event').selectAll().where('subject_id', '=', subjectId).orderBy('no').execute();
  return rows.map(({ seq: _, ...row }) => asHashed(row));
}
const asHashed = <R extends Omit<Selectable<DB['core.event']>, 'seq'>>(row: R) => ({
  ...row,
  at: row.at.toISOString(),
  recorded_at: row.recorded_at.toISOString(),
  data: row.data as EventData,
});

/** What was recorded from one moment until another, in the order of the log, a part at a time: after the number `seq` of the part before. */
export async function readRecorded(tx: Tx, from: Date, until: Date, seq: number, most: number): Promise<(StoredEvent & { seq: number })[]> {
  const rows = await tx
    .selectFrom('core.event')
    .selectAll()
    .where('recorded_at', '>=', from)
    .where('recorded_at', '<', until)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(most)
    .execute();
  return rows.map(asHashed);
}

/** The number of the first event whose hash or predecessor doesn't fit; undefined where the chain is whole. */
export function firstBroken(log: readonly StoredEvent[]): number | undefined {
  let prev = GENESIS;
  for (const [index, { prev: claimed, hash, ...row }] of log.entries()) {
    if (row.no !== index + 1 || claimed !== prev || eventHash(prev, row) !== hash) return index + 1;
    prev = hash;
  }
  return undefined;
}
