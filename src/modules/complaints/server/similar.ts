import type { Tx } from '#core/server/database.ts';
import { NewReport } from '../report.ts';
import { shownReport, type PublicReport } from './views.ts';
import * as store from './store.ts';

/** Most that are shown before sending. */
const A_FEW = 5;

/**
 * Public reports that may be about the same problem: same family of categories, near the point or in the same kampung,
 * open or ended within a month (complaints.md § 9). A hint, never a decision.
 */
export async function findSimilar(tx: Tx, input: unknown): Promise<PublicReport[]> {
  const report = NewReport.safeParse(input);
  if (!report.success) return [];
  const { category, region, lat, long } = report.data;
  const kind = await store.findCategory(tx, category);
  if (!kind) return [];
  return (
    await store.nearbyPublic(tx, {
      family: kind.family,
      radiusM: kind.radius_m,
      region: region ?? null,
      lat: lat ?? null,
      long: long ?? null,
      most: A_FEW,
    })
  ).map(shownReport);
}
