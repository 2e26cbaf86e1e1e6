/**
 * Charts that tell a signal from noise (council.md § 2): the individuals chart (XmR) for values in time order, the p-chart for
 * shares of groups of different size. Constants: Wheeler, Understanding Variation (2.66 = 3/1.128; 3.267 for two values).
 */
const MEAN_TO_LIMIT = 2.66;
const RANGE_TO_LIMIT = 3.267;
/** Points of a run or a trend that count as a signal. */
export const LONG_RUN = 7;

export interface Limits {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  /** Two thirds of the way to a limit. */
  readonly nearLower: number;
  readonly nearUpper: number;
  readonly meanRange: number;
  readonly rangeLimit: number;
  /** Moving ranges left out, because they are too large to be noise. */
  readonly excludedRanges: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Limits of values in time order. `screen` leaves out, once, moving ranges of 3.267 times their mean or more. `within`: where
 * values can't lie outside it (shares: 0 to 1), neither do the limits. undefined for fewer than two values.
 */
export function limitsOf(
  values: readonly number[],
  { screen = true, within }: { screen?: boolean; within?: readonly [number, number] } = {},
): Limits | undefined {
  if (values.length < 2) return undefined;
  const ranges = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  const bound = RANGE_TO_LIMIT * mean(ranges);
  const kept = screen && bound > 0 ? ranges.filter((range) => range < bound) : ranges;
  const meanRange = mean(kept);
  const middle = mean(values);
  const clip = (value: number): number => (within ? Math.min(within[1], Math.max(within[0], value)) : value);
  return {
    mean: middle,
    lower: clip(middle - MEAN_TO_LIMIT * meanRange),
    upper: clip(middle + MEAN_TO_LIMIT * meanRange),
    nearLower: clip(middle - (MEAN_TO_LIMIT * 2 * meanRange) / 3),
    nearUpper: clip(middle + (MEAN_TO_LIMIT * 2 * meanRange) / 3),
    meanRange,
    rangeLimit: RANGE_TO_LIMIT * meanRange,
    excludedRanges: ranges.length - kept.length,
  };
}

/** First and last point of a signal, from 1. */
export type Stretch = readonly [from: number, to: number];
export interface Signals {
  /** Points outside a limit. */
  readonly outside: readonly number[];
  /** Seven or more in a row strictly on one side of the mean. */
  readonly run7: readonly Stretch[];
  /** Seven or more points up or down; equal neighbours neither break nor extend it. Shown, never used in a verdict. */
  readonly trend7: readonly Stretch[];
  /** Three in a row on one side, two or more of them nearer to a limit than to the mean by two thirds. */
  readonly near2of3: readonly Stretch[];
}

/** What the points say against `limits`, which may be those of an earlier stretch. */
export function signalsOf(values: readonly number[], limits: Limits): Signals {
  const side = values.map((value) => Math.sign(value - limits.mean));
  return {
    outside: values.flatMap((value, index) => (value < limits.lower || value > limits.upper ? [index + 1] : [])),
    run7: runs(side),
    trend7: trends(values),
    near2of3: nears(values, side, limits),
  };
}

function runs(side: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  for (let from = 0; from < side.length;) {
    let to = from;
    while (to + 1 < side.length && side[to + 1] === side[from]) to++;
    if (side[from] !== 0 && to - from + 1 >= LONG_RUN) found.push([from + 1, to + 1]);
    from = to + 1;
  }
  return found;
}

function trends(values: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  let to = 0;
  let direction = 0;
  let points = 1;
  const close = (): void => {
    if (points >= LONG_RUN) found.push([from + 1, to + 1]);
  };
  for (let index = 1; index < values.length; index++) {
    const step = Math.sign(values[index]! - values[index - 1]!);
    if (step === 0) continue;
    if (step === direction) points++;
    else {
      close();
      from = index - 1;
      direction = step;
      points = 2;
    }
    to = index;
  }
  close();
  return found;
}

function nears(values: readonly number[], side: readonly number[], limits: Limits): Stretch[] {
  const found: [number, number][] = [];
  const isNear = (value: number): boolean => value < limits.nearLower || value > limits.nearUpper;
  for (let index = 0; index + 2 < values.length; index++) {
    const three = [index, index + 1, index + 2];
    if (side[index] === 0 || !three.every((at) => side[at] === side[index])) continue;
    if (three.filter((at) => isNear(values[at]!)).length < 2) continue;
    const last = found.at(-1);
    if (last && last[1] >= index + 1) last[1] = index + 3;
    else found.push([index + 1, index + 3]);
  }
  return found;
}

/** Limits of a share `p` of a group of `n`: between them chance alone can put it. The same limits side by side make a funnel. */
export function shareLimits(p: number, n: number): { readonly low: number; readonly high: number } {
  const half = n > 0 ? 3 * Math.sqrt((p * (1 - p)) / n) : 1;
  return { low: Math.max(0, p - half), high: Math.min(1, p + half) };
}

export type Direction = 'up' | 'down';
/** Will a target be met by what the process does now? */
export type Assurance = 'never' | 'always' | 'unpredictable';
/**
 * From the last segment alone: what was before a change says nothing about what comes after it.
 * undefined where the last segment is too short for limits.
 */
export function assurance(segments: readonly (readonly number[])[], target: number, direction: Direction): Assurance | undefined {
  const limits = limitsOf(segments.at(-1) ?? []);
  if (!limits) return undefined;
  const { lower, upper } = limits;
  if (direction === 'up' ? target > upper : target < lower) return 'never';
  if (direction === 'up' ? target < lower : target > upper) return 'always';
  return 'unpredictable';
}
