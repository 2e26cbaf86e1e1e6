import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix';
import { byText, connect, type Pair } from './connection.ts';
import { normal, sequence } from './draw.ts';

/**
 * The main score (innovation.md § 3): y = entry + juror + error by least squares, severities summing to zero. A juror who is strict
 * with everybody moves nobody, and a missing score is missing: never zero, never the mean.
 */
export const METHOD = 'tingkat-ketat/1';
/** Below so many degrees of freedom there is no interval and no rank. */
export const LEAST_FREEDOM = 5;

/** A juror's score of an entry, 0–100. */
export interface Score extends Pair {
  readonly score: number;
}

export interface Adjusted {
  readonly entry: string;
  /** Score as if every juror had judged it. */
  readonly score: number;
  /** Plain mean of what was given. */
  readonly mean: number;
  /** Drawn towards the middle of all where few scores stand behind it; for reading, never for the order. */
  readonly cautious: number;
  readonly standardError: number;
  readonly scores: number;
}

export interface Fit {
  /** By entry's id. */
  readonly entries: readonly Adjusted[];
  readonly jurors: readonly {
    readonly juror: string;
    /** Points above (mild) or below (strict) the panel. */ readonly severity: number;
    readonly scores: number;
  }[];
  /** Degrees of freedom: N − P − J + 1. */
  readonly freedom: number;
  /** Variance of one score around what the model says. */
  readonly variance: number;
  /** What no juror explains, score by score. */
  readonly residuals: readonly (Score & { readonly residual: number })[];
  /** Covariance of the entries' scores, in their order. */
  readonly covariance: readonly (readonly number[])[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Ordered by entry, then juror, so that the order of input changes nothing, not even the last bit. */
const ordered = (scores: readonly Score[]): Score[] =>
  scores.toSorted((a, b) => byText(a.entry, b.entry) || byText(a.juror, b.juror) || a.score - b.score);

/**
 * @param floor the least variance of a score: a rubric in steps tells nobody apart more finely than by its steps, so that jurors who
 *   agree to the point (or copy) never make a result certain
 * @throws Error where the scores fall into groups that were never compared: ask connect() first
 */
export function fitSeverity(given: readonly Score[], floor = 0): Fit {
  if (!connect(given).mayRank) throw new Error('scores of groups that were never compared');
  const scores = ordered(given);
  const entries = [...new Set(scores.map(({ entry }) => entry))];
  const jurors = [...new Set(scores.map(({ juror }) => juror))].toSorted(byText);
  const at = new Map([
    ...entries.map((id, no) => [`e${id}`, no] as const),
    ...jurors.map((id, no) => [`j${id}`, entries.length + no] as const),
  ]);
  const size = entries.length + jurors.length;
  const normalMatrix = Matrix.zeros(size, size);
  const right = Matrix.zeros(size, 1);
  for (const { entry, juror, score } of scores) {
    const [e, j] = [at.get(`e${entry}`)!, at.get(`j${juror}`)!];
    for (const [row, column] of [
      [e, e],
      [j, j],
      [e, j],
      [j, e],
    ] as const)
      normalMatrix.set(row, column, normalMatrix.get(row, column) + 1);
    right.set(e, 0, right.get(e, 0) + score);
    right.set(j, 0, right.get(j, 0) + score);
  }
  // The row "severities sum to zero", as one more observation: it fits exactly, and makes the matrix regular.
  const tied = normalMatrix.clone();
  for (let row = entries.length; row < size; row++)
    for (let column = entries.length; column < size; column++) tied.set(row, column, tied.get(row, column) + 1);
  const back = inverse(tied);
  const found = back.mmul(right);
  const residuals = scores.map((one) => ({
    ...one,
    residual: one.score - found.get(at.get(`e${one.entry}`)!, 0) - found.get(at.get(`j${one.juror}`)!, 0),
  }));
  const freedom = scores.length - size + 1;
  const variance = Math.max(freedom > 0 ? sum(residuals.map(({ residual }) => residual ** 2)) / freedom : 0, floor);
  const whole = back
    .mmul(normalMatrix)
    .mmul(back)
    .mul(variance)
    .subMatrix(0, entries.length - 1, 0, entries.length - 1);
  const covariance = whole.add(whole.transpose()).mul(0.5).to2DArray(); // symmetric to the last bit

  const counts = new Map<string, number[]>();
  for (const { entry, juror, score } of scores)
    for (const key of [`e${entry}`, `j${juror}`]) counts.set(key, [...(counts.get(key) ?? []), score]);
  const raw = entries.map((_, no) => found.get(no, 0));
  const middle = mean(raw);
  const between =
    entries.length > 1 ? sum(raw.map((q) => (q - middle) ** 2)) / (entries.length - 1) - mean(raw.map((_, no) => covariance[no]![no]!)) : 0;
  const cautious = (q: number, n: number): number => (between > 0 ? middle + (q - middle) * (n / (n + variance / between)) : middle);
  return {
    entries: entries.map((entry, no) => {
      const own = counts.get(`e${entry}`)!;
      return {
        entry,
        score: raw[no]!,
        mean: mean(own),
        cautious: cautious(raw[no]!, own.length),
        standardError: Math.sqrt(Math.max(0, covariance[no]![no]!)),
        scores: own.length,
      };
    }),
    jurors: jurors.map((juror) => ({ juror, severity: found.get(at.get(`j${juror}`)!, 0), scores: counts.get(`j${juror}`)!.length })),
    freedom,
    variance,
    residuals,
    covariance,
  };
}

export interface RankInterval {
  readonly entry: string;
  /** By the adjusted score; equal scores share the better rank. */
  readonly rank: number;
  /** 5th and 95th percentile of the rank over the draws. */
  readonly from: number;
  readonly to: number;
}

/** Draws of every entry's score from N(score, covariance), and where each stood. Undefined below LEAST_FREEDOM. */
export function rankIntervals(fit: Fit, draws: number, seed: string): RankInterval[] | undefined {
  if (fit.freedom < LEAST_FREEDOM) return undefined;
  const size = fit.entries.length;
  const random = sequence(seed);
  const scores = fit.entries.map(({ score }) => score);
  // Semi-definite: the smallest lift that makes it definite moves no draw that anybody could see.
  const lift = Matrix.eye(size, size, 1e-9 * (1 + fit.variance));
  const lower = new CholeskyDecomposition(new Matrix(fit.covariance as number[][]).add(lift)).lowerTriangularMatrix.to2DArray();
  const places: number[][] = scores.map(() => Array.from({ length: size + 1 }, () => 0));
  for (let draw = 0; draw < draws; draw++) {
    const z = scores.map(() => normal(random));
    const drawn = scores.map((score, row) => {
      const line = lower[row]!;
      let value = score;
      for (let column = 0; column <= row; column++) value += line[column]! * z[column]!;
      return value;
    });
    const order = drawn.map((_, no) => no).toSorted((a, b) => drawn[b]! - drawn[a]! || a - b);
    for (const [place, no] of order.entries()) places[no]![place + 1]!++;
  }
  const percentile = (counts: readonly number[], share: number): number => {
    let seen = 0;
    for (let rank = 1; rank <= size; rank++) if ((seen += counts[rank]!) >= share * draws) return rank;
    return size;
  };
  return fit.entries.map(({ entry, score }, no) => ({
    entry,
    rank: 1 + scores.filter((other) => other > score + 1e-9).length,
    from: percentile(places[no]!, 0.05),
    to: percentile(places[no]!, 0.95),
  }));
}

/** Entries that can't be told from the first: the interval reaches rank 1. */
export const leaders = (intervals: readonly RankInterval[]): string[] =>
  intervals.filter(({ from }) => from === 1).map(({ entry }) => entry);

/**
 * Least variance of a total score under a rubric of whole steps: the rounding to the next step, criterion by criterion (step² / 12).
 * @param weights shares that needn't sum to one; @param steps between the lowest and the highest mark; totals run 0–100
 */
export function stepVariance(weights: readonly number[], steps: number): number {
  const whole = sum(weights);
  return sum(weights.map((weight) => ((weight / whole) * (100 / steps)) ** 2 / 12));
}

/** Does a juror's mark rise or fall through the day? t of the slope of residuals on order; |t| > 2 is shown to the sidang. */
export function drift(residuals: readonly { readonly order: number; readonly residual: number }[]): number | undefined {
  const n = residuals.length;
  if (n < 3) return undefined;
  const [x, y] = [mean(residuals.map(({ order }) => order)), mean(residuals.map(({ residual }) => residual))];
  const across = sum(residuals.map(({ order }) => (order - x) ** 2));
  if (across === 0) return undefined;
  const slope = sum(residuals.map(({ order, residual }) => (order - x) * (residual - y))) / across;
  const rest = sum(residuals.map(({ order, residual }) => (residual - y - slope * (order - x)) ** 2)) / (n - 2);
  return rest < 1e-12 ? undefined : slope / Math.sqrt(rest / across);
}
