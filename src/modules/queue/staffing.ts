/** Lokets needed, by Erlang (queue.md § 11). `a` is the offered load, arrivals times mean service; `c` the lokets. */
export function erlang(c: number, a: number): { B: number; C: number; wqOverH: number } {
  let B = 1;
  for (let k = 1; k <= c; k++) B = (a * B) / (k + a * B);
  if (a >= c) return { B, C: 1, wqOverH: Infinity };
  const C = B / (1 - (a / c) * (1 - B));
  return { B, C, wqOverH: C / (c - a) };
}

export interface Load {
  /** Arrivals per minute. */
  readonly perMinute: number;
  /** Mean minutes of one service. */
  readonly meanMinutes: number;
}

/** What `c` lokets would mean: share that waits at all, mean wait, share over `minutes`, and the P90 of the wait. Minutes throughout. */
export function expected({ perMinute, meanMinutes }: Load, c: number, minutes: number) {
  const a = perMinute * meanMinutes;
  const { C, wqOverH } = erlang(c, a);
  if (a >= c) return { C: 1, meanWait: Infinity, shareOver: 1, p90: Infinity };
  return {
    C,
    meanWait: wqOverH * meanMinutes,
    shareOver: C * Math.exp((-(c - a) * minutes) / meanMinutes),
    p90: Math.max(0, (meanMinutes * Math.log(C / 0.1)) / (c - a)),
  };
}

/** The fewest lokets with which at most `1 - share` wait longer than `minutes`; 0 where nobody comes. */
export function advise(load: Load, minutes: number, share: number): number {
  if (load.perMinute <= 0 || load.meanMinutes <= 0) return 0;
  let c = Math.floor(load.perMinute * load.meanMinutes) + 1;
  while (expected(load, c, minutes).shareOver > 1 - share) c++;
  return c;
}

/**
 * Mean wait of each class under gathered weight: `lambda` arrivals and `b` weight of each class, `mu` services of one of `s`
 * lokets in the same unit of time. A weight of Infinity is strict priority. Conserved whatever the weights: the sum of
 * load times wait.
 */
export function meanWaits(lambda: readonly number[], mu: number, s: number, b: readonly number[]): number[] {
  const rate = s * mu;
  const load = lambda.map((one) => one / rate);
  const rho = load.reduce((sum, one) => sum + one, 0);
  const a = rho * s;
  const many = s === 1 ? 1 : erlang(s, a).C / rho;
  const w0 = rho / rate;
  const waits = lambda.map(() => 0);
  for (const p of b.map((_, index) => index).toSorted((x, y) => b[x]! - b[y]!)) {
    let above = w0 / (1 - rho);
    let below = 1;
    for (const [i, weight] of b.entries()) {
      if (weight < b[p]!) above -= load[i]! * waits[i]! * (1 - weight / b[p]!);
      if (weight > b[p]!) below -= load[i]! * (1 - b[p]! / weight);
    }
    waits[p] = above / below;
  }
  return waits.map((wait) => wait * many);
}

/** Mean wait of each class under strict priority, the first class before the second and so on; M/M/s, one `mu`. */
export function strictWaits(lambda: readonly number[], mu: number, s: number): number[] {
  const rate = s * mu;
  const rho = lambda.reduce((sum, one) => sum + one, 0) / rate;
  const many = s === 1 ? 1 : erlang(s, rho * s).C / rho;
  let before = 0;
  return lambda.map((one) => {
    const upTo = before + one / rate;
    const wait = ((rho / rate) * many) / ((1 - before) * (1 - upTo));
    before = upTo;
    return wait;
  });
}
