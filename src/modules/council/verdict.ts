import { limitsOf, LONG_RUN, type Direction } from './chart.ts';

/** What may be said of a measure since its launch (council.md § 3). Claiming success is harder than raising an alarm. */
export const verdicts = ['stale', 'no_baseline', 'too_early', 'worse', 'better', 'unproven_better', 'no_change'] as const;
export type Verdict = (typeof verdicts)[number];

/** Points a baseline needs, and where its history was public before the measure was registered. */
const BASELINE = 12;
const PUBLISHED_BASELINE = 6;
/** A newest point older than this many periods says nothing any more. */
const FRESH_PERIODS = 2;

export interface Evidence {
  readonly direction: Direction;
  /** Points before the launch, oldest first: the limits come from these alone. */
  readonly baseline: readonly number[];
  /** Points since the launch, oldest first. */
  readonly since: readonly number[];
  /** The verdict of the measure that would pay for a success bought elsewhere. */
  readonly guard?: Verdict | undefined;
  /** Age of the newest point, in periods. */
  readonly age?: number;
  /** Was the baseline public before the measure was registered? */
  readonly wasPublished?: boolean;
}

/** The fixed rules, in their order; the first that fits decides. */
export function effectVerdict({ direction, baseline, since, guard, age = 0, wasPublished = false }: Evidence): Verdict {
  if (age > FRESH_PERIODS) return 'stale';
  if (baseline.length < (wasPublished ? PUBLISHED_BASELINE : BASELINE)) return 'no_baseline';
  if (since.length < LONG_RUN) return 'too_early';
  const { mean, lower, upper } = limitsOf(baseline)!;
  const last = since.slice(-LONG_RUN);
  const good = direction === 'up' ? 1 : -1;
  const side = last.map((value) => Math.sign(value - mean) * good);
  const isBeyond = (value: number): boolean => (direction === 'up' ? value < lower : value > upper);
  if (last.some(isBeyond) || side.every((each) => each < 0)) return 'worse';
  if (side.every((each) => each > 0)) return guard === 'worse' ? 'unproven_better' : 'better';
  return 'no_change';
}

/**
 * How strong what stands behind a verdict is, from 0 (claim) to 5 (randomised). A chart alone reaches 2, and only where it
 * could say something; undefined where nothing is claimed.
 */
export const rungOf = (verdict: Verdict): number | undefined =>
  verdict === 'better' || verdict === 'unproven_better' || verdict === 'worse' || verdict === 'no_change'
    ? 2
    : verdict === 'too_early'
      ? 0.5
      : undefined;
