import { sql } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { Day } from '#core/working-time.ts';

export interface ClosedDay {
  readonly day: Day;
  /** How many events were recorded on it. */
  readonly leaves: number;
  /** Merkle root over their hashes, 64 hex digits. */
  readonly root: string;
  readonly closed_at: Date;
}

export const findDay = (tx: Tx, day: Day): Promise<ClosedDay | undefined> =>
  tx.selectFrom('proof.day').selectAll().where('day', '=', day).executeTakeFirst();

/** Closed days, the newest first, from before `before` where given. */
export const listDays = (tx: Tx, count: number, before?: Day): Promise<ClosedDay[]> =>
  tx
    .selectFrom('proof.day')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('day', '<', before!))
    .orderBy('day', 'desc')
    .limit(count)
    .execute();

export const insertDay = (tx: Tx, day: ClosedDay) =>
  tx
    .insertInto('proof.day')
    .values(day)
    .onConflict((oc) => oc.column('day').doNothing())
    .execute();

export interface Look {
  readonly at: Date;
  readonly is_whole: boolean;
}
export const lastLook = (tx: Tx, day: Day): Promise<Look | undefined> =>
  tx.selectFrom('proof.look').select(['at', 'is_whole']).where('day', '=', day).orderBy('at', 'desc').limit(1).executeTakeFirst();
export const insertLook = (tx: Tx, day: Day, is_whole: boolean) =>
  tx
    .insertInto('proof.look')
    .values({ day, at: tx.now, is_whole })
    .onConflict((oc) => oc.doNothing())
    .execute();
/** Closed days that were never looked at, then those whose last look is the longest ago. */
export const longestUnseen = (tx: Tx, count: number): Promise<ClosedDay[]> =>
  tx
    .selectFrom('proof.day as d')
    .selectAll('d')
    .orderBy(
      (eb) =>
        sql`${eb
          .selectFrom('proof.look as l')
          .select((e) => e.fn.max('l.at').as('at'))
          .whereRef('l.day', '=', 'd.day')} nulls first`,
    )
    .orderBy('d.day', 'desc')
    .limit(count)
    .execute();

/** Hashes of the events recorded on a day, in the order of the log. */
export async function hashesOf(tx: Tx, day: Day): Promise<readonly string[]> {
  const { rows } = await sql<{ hashes: string[] }>`select proof.hashes(${day}::date) as hashes`.execute(tx);
  return rows[0]!.hashes;
}

/** The day after the last closed one, or that of the first event; undefined while nothing was ever recorded. */
export async function nextDay(tx: Tx): Promise<Day | undefined> {
  const { rows } = await sql<{ day: Day | null }>`
    select coalesce((select max(day) + 1 from proof.day), proof.first_day())::text as day`.execute(tx);
  return rows[0]?.day ?? undefined;
}
