import { readFile } from 'node:fs/promises';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { NewReport } from '../report.ts';
import { duplicateRules, DuplicateFile, score, signatureOf, type Comparable, type DuplicateRules, type Reason } from '../similarity.ts';
import { shownReport, type PublicReport } from './views.ts';
import { unseal } from './words.ts';
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

let rules: Promise<DuplicateRules> | undefined;
const rulesOf = (): Promise<DuplicateRules> =>
  (rules ??= readFile('db/reference/complaint-duplicates.json', 'utf8').then((file) =>
    duplicateRules(DuplicateFile.parse(JSON.parse(file))),
  ));

/** Candidates that are compared at all, nearest first. */
const COMPARED = 100;

export interface LikeReport {
  readonly report: PublicReport;
  /** 0–1. */
  readonly score: number;
  readonly because: readonly Reason[];
}

function comparable(row: store.CandidateRow): Comparable {
  const { report_id: id } = row;
  const place = [
    row.landmark_sealed && unseal(row.landmark_sealed, `detail:landmark:${id}`),
    row.address_sealed && unseal(row.address_sealed, `detail:address:${id}`),
  ];
  return {
    category: row.category,
    region: row.region,
    point:
      row.lat !== null && row.long !== null ? { latitude: Number(row.lat), longitude: Number(row.long), accuracy: row.accuracy_m } : null,
    receivedAt: row.received_at,
    endedAt: row.ended_at,
    // a report taken in before signatures were kept has none
    words: row.signature.length > 0 ? row.signature : signatureOf(unseal(row.text_sealed, `detail:text:${id}`)),
    placeWords: signatureOf(place.filter(Boolean).join(' ')),
    photos: row.photos ?? [],
  };
}

/**
 * Reports that may be about one problem with this one, likeliest first, each with what spoke for it: place, time, words and
 * pictures. For a desk that may see both; nothing is ever merged by it. @throws Failure not_found
 */
export async function findLike(tx: Tx, id: string): Promise<LikeReport[]> {
  const limits = await rulesOf();
  const own = await store.candidate(tx, id);
  if (!own) throw new Failure('not_found', 'complaints.not_found');
  if (limits.never.has(own.category)) return [];
  const family = limits.families.get(own.category)?.id;
  const categories = family ? [...limits.families].filter(([, of]) => of.id === family).map(([category]) => category) : [own.category];
  const since = new Date(own.received_at.getTime() - limits.limit.days_after_end * 86_400_000);
  const mine = comparable(own);
  // two points may each be as inexact as the rules allow for
  const metres = (limits.families.get(own.category)?.metres ?? limits.limit.metres) + 2 * limits.limit.accuracy_cap;
  const like = (await store.candidates(tx, { of: own, categories, metres, since, most: COMPARED }))
    .map((row) => ({ id: row.report_id, ...score(mine, comparable(row), limits) }))
    .filter((each) => each.score >= limits.limit.show_from)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, A_FEW);
  const rows = new Map(
    (
      await store.reportsById(
        tx,
        like.map((each) => each.id),
      )
    ).map((row) => [row.id, row]),
  );
  return like.flatMap(({ id: other, score: share, because }) => {
    const row = rows.get(other);
    return row ? [{ report: shownReport(row), score: share, because }] : [];
  });
}
