import { sql, type Insertable, type Selectable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export type DrawRow = Selectable<DB['complaints.on_site_draw']>;

/** Months whose hash stands already are left alone. */
export const insertDraws = (tx: Tx, rows: readonly Insertable<DB['complaints.on_site_draw']>[]) =>
  tx
    .insertInto('complaints.on_site_draw')
    .values(rows)
    .onConflict((oc) => oc.column('month').doNothing())
    .execute();
/** Before `month`, and their seed not public yet. */
export const unrevealedBefore = (tx: Tx, month: string) =>
  tx.selectFrom('complaints.on_site_draw').select(['month', 'seed_hash']).where('month', '<', month).where('seed', 'is', null).execute();
export const reveal = (tx: Tx, month: string, seed: string) =>
  tx.updateTable('complaints.on_site_draw').set({ seed, revealed_at: tx.now }).where('month', '=', month).execute();
export const listDraws = (tx: Tx, most: number): Promise<DrawRow[]> =>
  tx.selectFrom('complaints.on_site_draw').selectAll().orderBy('month', 'desc').limit(most).execute();
export const findDraw = (tx: Tx, month: string): Promise<DrawRow | undefined> =>
  tx.selectFrom('complaints.on_site_draw').selectAll().where('month', '=', month).executeTakeFirst();
/** A line a report with a proof in that month; id and number of public ones alone. Empty while its seed is hidden. */
export const drawnIn = async (
  tx: Tx,
  month: string,
): Promise<{ report_id: string | null; number: string | null; share: string; was_drawn: boolean }[]> =>
  (
    await sql<{ report_id: string | null; number: string | null; share: string; was_drawn: boolean }>`
      select * from complaints.drawn_in(${month})`.execute(tx)
  ).rows;
