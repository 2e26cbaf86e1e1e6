import { createHash } from 'node:crypto';
import { Failure } from '#core/failure.ts';
import type { Printed } from '#core/small-cells.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf } from '#core/working-time.ts';
import { drawnNumber, thresholdsOf } from '../evidence.ts';
import { printedAlone } from '../statistics.ts';
import * as store from './draw-store.ts';
import { evidenceRules, monthSeed } from './proof.ts';

const monthAfter = (month: string): string => {
  const [year = 0, no = 0] = month.split('-').map(Number);
  return no === 12 ? `${year + 1}-01` : `${year}-${String(no + 1).padStart(2, '0')}`;
};

/**
 * Publish the hash of this month's and of the next month's seed, and the seed of every month that is over. As actor `job`, as
 * often as it runs. A seed that no longer gives its hash (the vault's key was changed) stays hidden: the month can't be shown.
 */
export async function publishDraws(tx: Tx): Promise<void> {
  const month = dayOf(tx.now).slice(0, 7);
  const share = thresholdsOf(await evidenceRules()).on_site_share;
  const hashOf = (of: string): string => createHash('sha256').update(monthSeed(of)).digest('hex');
  await store.insertDraws(
    tx,
    [month, monthAfter(month)].map((of) => ({ month: of, seed_hash: hashOf(of), share, published_at: tx.now })),
  );
  for (const draw of await store.unrevealedBefore(tx, month))
    if (hashOf(draw.month) === draw.seed_hash) await store.reveal(tx, draw.month, monthSeed(draw.month));
}

/** A month's draw as the public sees it. */
export interface PublicDraw {
  /** `2026-11` */
  readonly month: string;
  /** SHA-256 of the seed in hex. */
  readonly seedHash: string;
  /** 0–1 */
  readonly share: number;
  readonly publishedAt: Date;
  /** The hash stood in public before the month began, by Asia/Jayapura. */
  readonly wasBefore: boolean;
  readonly seed: string | null;
}
const ofRow = (row: store.DrawRow): PublicDraw => ({
  month: row.month,
  seedHash: row.seed_hash,
  share: Number(row.share),
  publishedAt: row.published_at,
  wasBefore: dayOf(row.published_at).slice(0, 7) < row.month,
  seed: row.seed,
});
/** The draws of two years, the newest first. */
export const listDraws = async (tx: Tx): Promise<PublicDraw[]> => (await store.listDraws(tx, 25)).map(ofRow);

/** One public report of a month, drawn anew. */
export interface Redrawn {
  readonly id: string;
  readonly number: string;
  /** 0–1, five digits: the first 32 bits of SHA-256 of `seed:id`; drawn where it is below the share. */
  readonly value: number;
  readonly isDrawn: boolean;
  /** What was recorded then is what comes out now. */
  readonly fits: boolean;
}
/**
 * A month that is over, drawn anew from its public seed and set beside what was recorded then. Reports that aren't public are
 * counted alone, and from 1 to 4 not even that. @throws Failure not_found: no such month, or not over yet
 */
export async function redraw(
  tx: Tx,
  month: string,
): Promise<PublicDraw & { readonly seed: string; readonly rows: readonly Redrawn[]; readonly hidden: Printed }> {
  const row = await store.findDraw(tx, month);
  if (!row?.seed) throw new Failure('not_found', 'complaints.no_draw');
  const { seed } = row;
  const drawn = await store.drawnIn(tx, month);
  const rows: Redrawn[] = [];
  for (const { report_id: id, number, share, was_drawn } of drawn) {
    if (id === null || number === null) continue;
    const value = await drawnNumber({ seed, caseId: id });
    const isDrawn = value < Number(share);
    rows.push({ id, number, value, isDrawn, fits: isDrawn === was_drawn });
  }
  return { ...ofRow(row), seed, rows, hidden: printedAlone(drawn.length - rows.length) };
}
