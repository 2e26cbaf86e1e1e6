import { createHash } from 'node:crypto';
import { seeded } from '#modules/queue/forecast.ts';

/** Draws that belong to one thing: the same seed and name give the same ones, whatever was drawn before or elsewhere. */
export interface Chance {
  /** In [0, 1). */
  roll(): number;
  /** True in a share of `p` of all cases. */
  is(p: number): boolean;
  /** One key of `weights`, as often as its weight says. */
  of<K extends string>(weights: Readonly<Record<K, number>>): K;
  pick<T>(list: readonly T[]): T;
  /** Log-normal about its median; `spread` is the standard deviation of the logarithm. */
  around(median: number, spread: number): number;
  exponential(mean: number): number;
}

/** @param path names the thing, for example 'report', 412 */
export function chanceOf(seed: number, ...path: readonly (string | number)[]): Chance {
  const digest = createHash('sha256').update(`${seed}/${path.join('/')}`).digest(); // prettier-ignore
  const roll = seeded(digest.readUInt32LE(0));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  return {
    roll,
    is: (p) => roll() < p,
    of: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1)!)[0];
    },
    pick: (list) => list[Math.floor(roll() * list.length)]!,
    around: (median, spread) => median * Math.exp(spread * normal()),
    exponential: (mean) => -mean * Math.log(1 - roll()),
  };
}

/** A UUID (version 8) that stands for a simulated thing: the same seed and name give the same one. */
export function idOf(seed: number, ...path: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(`satu-pintu/simulasi/${seed}/${path.join('/')}`).digest('hex'); // prettier-ignore
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * `total` split over `weights` in whole numbers by largest remainders: the parts sum to it exactly.
 * All zero where every weight is.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .toSorted((a, b) => b.rest - a.rest || a.index - b.index);
  for (let left = total - parts.reduce((all, part) => all + part, 0), next = 0; left > 0; left--, next++) parts[order[next]!.index]!++;
  return parts;
}
