/** How much of a change a programme may claim (council.md § 3). */

interface Means {
  readonly treatBefore: number;
  readonly treatAfter: number;
  readonly ctrlBefore: number;
  readonly ctrlAfter: number;
}
/** Controls: distrik or units that changed later. Below three there is nothing to compare with. */
export const LEAST_CONTROLS = 3;
/** (treated after − before) − (controls after − before). */
export const differenceInDifferences = ({ treatBefore, treatAfter, ctrlBefore, ctrlAfter }: Means): number =>
  treatAfter - treatBefore - (ctrlAfter - ctrlBefore);

interface Line {
  readonly n: number;
  readonly meanX: number;
  readonly sxx: number;
  readonly slope: number;
  readonly at: (x: number) => number;
  readonly rest: readonly number[];
}
/** Least squares through points at x = from, from + 1, … */
function line(values: readonly number[], from: number): Line {
  const n = values.length;
  const meanX = from + (n - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (const [index, value] of values.entries()) {
    const x = from + index - meanX;
    sxx += x * x;
    sxy += x * (value - meanY);
  }
  const slope = sxy / sxx;
  const at = (x: number): number => meanY + slope * (x - meanX);
  return { n, meanX, sxx, slope, at, rest: values.map((value, index) => value - at(from + index)) };
}

/** Normal to Student: Abramowitz and Stegun 26.7.5, two-sided 95 %; within 0.001 of the tables from 8 degrees of freedom. */
export function t95(degrees: number): number {
  const z = 1.959963984540054;
  const v = degrees;
  return (
    z +
    (z ** 3 + z) / (4 * v) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3)
  );
}

/** A coefficient with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
export interface Interruption {
  /** y = b0 + b1·t + b2·D + b3·(t − T0)·D: level and slope before, step at T0, change of slope. */
  readonly b: readonly [number, number, number, number];
  /** The same with t·D in place of (t − T0)·D, where b2 is the step at t = 0. */
  readonly bIfTimesD: readonly [number, number, number, number];
  readonly step: Estimate;
  readonly slope: Estimate;
  /** Correlation of each residual with the one before it; undefined where the fit is exact. */
  readonly autocorrelation: number | undefined;
  /** The intervals are narrower than the truth: few points, or each like the one before. */
  readonly isTooNarrow: boolean;
}
const ENOUGH_POINTS = 24;
const LEAST_A_SIDE = 3;

/**
 * An interrupted time series, t = 1..n, D = 1 for t > T0, by least squares. Level and slope are free on both sides, so that it
 * is two lines with one error. undefined with fewer than three points on a side.
 */
export function interruptedTimeSeries(y: readonly number[], T0: number): Interruption | undefined {
  if (T0 < LEAST_A_SIDE || y.length - T0 < LEAST_A_SIDE) return undefined;
  const before = line(y.slice(0, T0), 1);
  const after = line(y.slice(T0), T0 + 1);
  const b1 = before.slope;
  const b3 = after.slope - b1;
  const b2 = after.at(T0) - before.at(T0);
  const rest = [...before.rest, ...after.rest];
  const degrees = y.length - 4;
  const sse = rest.reduce((sum, each) => sum + each * each, 0);
  const variance = degrees > 0 ? sse / degrees : Number.NaN;
  const atT0 = ({ n, meanX, sxx }: Line): number => 1 / n + (T0 - meanX) ** 2 / sxx;
  const estimate = (value: number, spread: number): Estimate => {
    const half = degrees > 0 ? t95(degrees) * Math.sqrt(variance * spread) : Number.POSITIVE_INFINITY;
    return { value, low: value - half, high: value + half };
  };
  const scale = y.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const autocorrelation =
    sse <= (1e-9 * scale) ** 2 * y.length ? undefined : rest.slice(1).reduce((sum, each, index) => sum + each * rest[index]!, 0) / sse;
  return {
    b: [before.at(0), b1, b2, b3],
    bIfTimesD: [before.at(0), b1, b2 - b3 * T0, b3],
    step: estimate(b2, atT0(before) + atT0(after)),
    slope: estimate(b3, 1 / before.sxx + 1 / after.sxx),
    autocorrelation,
    isTooNarrow: y.length < ENOUGH_POINTS || (autocorrelation !== undefined && Math.abs(autocorrelation) > 2 / Math.sqrt(y.length)),
  };
}

/** Progress of the whole from its parts: weights are divided by their sum, so that nothing passes 100 %. undefined without weight. */
export function weightedProgress(parts: readonly (readonly [progress: number, weight: number])[]): number | undefined {
  const whole = parts.reduce((sum, [, weight]) => sum + weight, 0);
  return whole > 0 ? parts.reduce((sum, [progress, weight]) => sum + progress * weight, 0) / whole : undefined;
}
