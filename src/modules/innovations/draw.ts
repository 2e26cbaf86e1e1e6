/** Draws that anybody can repeat: the seed is published, and the generator is the same on every machine. */

/** 32 hex digits: 128 bits, so the hash of seed and inputs that is published before can't be turned back. */
export const SEED = /^[0-9a-f]{32}$/;

/** Numbers in [0, 1), uniform. */
export type Random = () => number;

/** The sequence of a seed (sfc32). @throws Error where the seed isn't 32 hex digits: a bug */
export function sequence(seed: string): Random {
  if (!SEED.test(seed)) throw new Error('a seed is 32 hex digits');
  let [a, b, c, d] = [0, 8, 16, 24].map((from) => Number.parseInt(seed.slice(from, from + 8), 16) | 0) as [number, number, number, number];
  const next: Random = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let round = 0; round < 20; round++) next();
  return next;
}

/** One draw from the standard normal distribution (Box and Muller, the cosine half). */
export function normal(random: Random): number {
  const u = 1 - random();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random());
}

/** The items in drawn order (Fisher and Yates); the given list stays as it is. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}
