import * as z from 'zod';
import table from '../../../db/reference/innovation-index.json' with { type: 'json' };
import { byText } from './connection.ts';

/**
 * Indeks Inovasi Daerah: the ministry's rules as dated packs (db/reference/innovation-index.json). This is maturity on paper, "kematangan". What a
 * city gained by it is the council's verdict, "dampak", and the two are never added, averaged or sorted together.
 */

const Mark = z.enum(['V', 'S', 'M', 'P']);
const Level = z.object({ param: z.int().min(1).max(3), text: z.string() });
const DecimalText = z.string().regex(/^\d+(\.\d{1,2})?$/);
const Threshold = z.object({ category: z.string(), min: DecimalText });
const Pack = z.object({
  year: z.int(),
  divisor: z.int().positive(),
  /** Basic-service sectors that must be covered for the points of the count; null = no such rule was seen. */
  min_basic_services: z.int().min(0).nullable(),
  thresholds: z.array(Threshold).nullable(),
  implementation_from: z.iso.date().optional(),
  implementation_to: z.iso.date().optional(),
  verified: Mark,
  confidence: z.enum(['good', 'medium', 'low']),
  source: z.array(z.string()),
  note: z.string(),
});
export type Pack = z.infer<typeof Pack>;
const Table = z.object({
  legal_basis: z.array(z.string()),
  formula: z.object({
    count_cap: z.int().positive(),
    count_factor: DecimalText,
    total_points: z.int().positive(),
    max: z.object({ spd: z.int(), sid: z.int(), jumlah: z.int() }),
  }),
  basic_service_urusan: z.array(z.string()).min(1),
  packs: z.array(Pack).min(1),
  packs_missing: z.array(z.int()),
  catalogue_2026: z.object({
    spd: z.array(
      z.object({ no: z.string(), name: z.string(), weight: DecimalText, mandatory: z.boolean(), levels: z.array(Level).nullable() }),
    ),
    sid: z.array(
      z.object({
        no: z.int(),
        name: z.string(),
        variable: z.string(),
        weight: z.int().positive(),
        mandatory: z.boolean(),
        levels: z.array(Level).length(3),
        platform_can_feed: z.boolean(),
      }),
    ),
  }),
  incentive_gap: z.object({ user_indicators: z.array(z.int()), verified: Mark }),
  maturity: z.object({ per_innovation_max: z.int() }),
  mimika: z.array(
    z.object({
      year: z.int(),
      iid: z.string(),
      category: z.string(),
      innovations: z.int().optional(),
      source: z.array(z.string()),
      verified: Mark.optional(),
    }),
  ),
});
const read = Table.parse(table);
export const {
  formula,
  basic_service_urusan: basicServices,
  packs,
  packs_missing: missing,
  mimika: published,
  legal_basis: legalBasis,
} = read;
export const indicators = read.catalogue_2026.sid;
export const regional = read.catalogue_2026.spd;
export type Indicator = (typeof indicators)[number];

/** A decimal text with at most two digits after the point, in hundredths. */
const hundredths = (text: string): number => Math.round(Number(text) * 100);

export type Found = { readonly pack: Pack } | { readonly hole: 'missing' | 'unknown' };
/** The rules of a year, or the hole: no pack is borrowed from a neighbouring year. */
export function packOf(year: number): Found {
  const pack = packs.find((each) => each.year === year);
  return pack ? { pack } : { hole: missing.includes(year) ? 'missing' : 'unknown' };
}

/** Maturity of one innovation, 0–111: Σ weight · level. Levels by indicator's number, 0–3; what isn't named is 0. */
export function maturity(levels: Readonly<Record<string, number>>): number {
  return indicators.reduce((total, { no, weight }) => total + weight * (levels[no] ?? 0), 0);
}

/** Regional rows: Σ weight · level in hundredths of a point. */
export function regionalPoints(levels: Readonly<Record<string, number>>): number {
  return regional.reduce((total, { no, weight }) => total + hundredths(weight) * (levels[no] ?? 0), 0);
}

export interface Situation {
  /** Hundredths of a point, from regionalPoints(). */
  readonly spd: number;
  /** Maturity of each innovation. */
  readonly maturities: readonly number[];
  /** Basic-service sectors with at least one innovation. */
  readonly sectors: number;
}
export interface Index {
  /** Two decimals, half up: what the predicate is read from. */
  readonly value: string;
  readonly spd: number;
  /** Σ maturity ÷ max(divisor, n), and what the count pays, in points of 250. */
  readonly average: number;
  readonly count: number;
  /** Points lost because too few basic services are covered. */
  readonly lost: number;
  /** Undefined where the pack's thresholds aren't known. */
  readonly predicate: string | undefined;
}

const meets = (pack: Pick<Pack, 'min_basic_services'>, sectors: number): boolean => sectors >= (pack.min_basic_services ?? 0);

/** IID = (SPD + Σ SID / max(D, n) + S) / 250 · 100, in whole numbers until the one rounding. */
export function innovationIndex(
  pack: Pick<Pack, 'divisor' | 'min_basic_services' | 'thresholds'>,
  { spd, maturities, sectors }: Situation,
): Index {
  const n = maturities.length;
  const by = Math.max(pack.divisor, n);
  const total = maturities.reduce((sum, each) => sum + each, 0);
  const couldCount = hundredths(formula.count_factor) * Math.min(n, formula.count_cap);
  const count = meets(pack, sectors) ? couldCount : 0;
  // Hundredths of the index: (spd/100 + total/by + count/100) · 10000 / 250, over the common denominator.
  const [numerator, denominator] = [(spd * by + 100 * total + count * by) * 100, by * formula.total_points];
  const rounded = Math.floor((2 * numerator + denominator) / (2 * denominator));
  const value = `${Math.floor(rounded / 100)}.${String(rounded % 100).padStart(2, '0')}`;
  return {
    value,
    spd: spd / 100,
    average: total / by,
    count: count / 100,
    lost: (couldCount - count) / 100,
    predicate: predicateOf(pack, value),
  };
}

/** The highest threshold reached by a value that was rounded before: no hole between 65.00 and 65.01. */
export function predicateOf(pack: Pick<Pack, 'thresholds'>, value: string): string | undefined {
  const reached = pack.thresholds
    ?.toSorted((a, b) => hundredths(b.min) - hundredths(a.min))
    .find(({ min }) => hundredths(value) >= hundredths(min));
  return reached?.category;
}

/** One more innovation of a maturity above this raises the index; undefined where the rule isn't so (n < D, n ≥ cap, sectors missing). */
export function breakEven(
  pack: Pick<Pack, 'divisor' | 'min_basic_services'>,
  average: number,
  n: number,
  sectors: number,
): number | undefined {
  if (n < pack.divisor || n >= formula.count_cap || !meets(pack, sectors)) return undefined;
  return average - (hundredths(formula.count_factor) / 100) * (n + 1);
}

/** Points of the index that one level more on an indicator of this weight adds, on one of n innovations. */
export const levelWorth = (pack: Pick<Pack, 'divisor'>, weight: number, n: number): number =>
  ((weight / Math.max(pack.divisor, n)) * 100) / formula.total_points;

/** What the index pays for, in per cent of it: printed beside it. */
export function incentiveGap(): { count: number; users: number; userWeights: number; allWeights: number } {
  const weights = (of: readonly Indicator[]): number => of.reduce((total, { weight }) => total + weight, 0);
  const userWeights = weights(indicators.filter(({ no }) => read.incentive_gap.user_indicators.includes(no)));
  return {
    count: (formula.max.jumlah / formula.total_points) * 100,
    users: ((userWeights * 3) / formula.total_points) * 100,
    userWeights,
    allWeights: weights(indicators),
  };
}

export type EvidenceState = 'planned' | 'claimed' | 'verified' | 'rejected';
export interface Piece {
  readonly innovation: string;
  readonly indicator: number;
  readonly level: number;
  readonly state: EvidenceState;
  /** Last day it counts; null = without end. */
  readonly validUntil: string | null;
}

export type View = 'verified' | 'claimed' | 'planned';
const COUNTS: Readonly<Record<View, readonly EvidenceState[]>> = {
  verified: ['verified'],
  claimed: ['verified', 'claimed'],
  planned: ['verified', 'claimed', 'planned'],
};

/** Levels of each innovation as far as a view counts them; evidence counts to the end of its last day, and not a day longer. */
export function levelsOf(pieces: readonly Piece[], view: View, today: string): Map<string, Record<string, number>> {
  const levels = new Map<string, Record<string, number>>();
  for (const piece of pieces) {
    if (!COUNTS[view].includes(piece.state) || (piece.validUntil !== null && piece.validUntil < today)) continue;
    const own = levels.get(piece.innovation) ?? {};
    own[piece.indicator] = Math.max(own[piece.indicator] ?? 0, piece.level);
    levels.set(piece.innovation, own);
  }
  return levels;
}

export interface NextPiece {
  readonly innovation: string;
  readonly indicator: number;
  readonly from: number;
  /** Points of the index for the next level. */
  readonly worth: number;
}
/** What the next level of each indicator is worth, dearest first; equal worth by innovation and number. */
export function nextPieces(
  pack: Pick<Pack, 'divisor'>,
  innovations: readonly string[],
  levels: ReadonlyMap<string, Record<string, number>>,
): NextPiece[] {
  return innovations
    .flatMap((innovation) =>
      indicators.flatMap(({ no, weight }) => {
        const from = levels.get(innovation)?.[no] ?? 0;
        return from < 3 ? [{ innovation, indicator: no, from, worth: levelWorth(pack, weight, innovations.length) }] : [];
      }),
    )
    .toSorted((a, b) => b.worth - a.worth || byText(a.innovation, b.innovation) || a.indicator - b.indicator);
}
