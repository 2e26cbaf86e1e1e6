import { choose, type Candidate, type Choice } from './turn.ts';

/** A wait as a range, in milliseconds: half wait at most `p50`, nine in ten at most `p90`. Never a mean. */
export interface Range {
  readonly p50: number;
  readonly p90: number;
}

/** P(W <= t) for W the sum of `n + 1` exponential times of mean `mean`. */
function gammaShare(n: number, mean: number, t: number): number {
  const x = t / mean;
  if (x <= 0) return 0;
  let log = -x;
  let above = Math.exp(log);
  for (let k = 1; k <= n; k++) {
    log += Math.log(x / k);
    above += Math.exp(log);
  }
  return 1 - above;
}

/**
 * Quantile `p` of the wait with `ahead` before me, `open` lokets all busy, first come first served: Gamma(ahead + 1, mean/open).
 * In the unit of `mean`, the mean time of one service.
 */
export function waitQuantile(ahead: number, open: number, mean: number, p: number): number {
  const step = mean / open;
  let low = 0;
  let high = step * (ahead + 1 + 10 * Math.sqrt(ahead + 1) + 20);
  for (let round = 0; round < 80; round++) {
    const middle = (low + high) / 2;
    if (gammaShare(ahead, step, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const gammaRange = (ahead: number, open: number, mean: number): Range => ({
  p50: waitQuantile(ahead, open, mean, 0.5),
  p90: waitQuantile(ahead, open, mean, 0.9),
});

/** Random numbers in [0, 1) from a seed, the same on every machine (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The value below which `p` of the sorted values lie; the nearest rank, so it is one that was seen. */
export function quantile(sorted: readonly number[], p: number): number | undefined {
  return sorted.length ? sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] : undefined;
}

export interface Hall {
  readonly now: number;
  /** Everybody who waits, me among them. */
  readonly waiting: readonly Candidate[];
  /** When each open loket will be free, epoch milliseconds; `now` where it is idle. */
  readonly free: readonly number[];
  /** Measured service times to draw from, milliseconds. */
  readonly services: readonly number[];
  readonly weights: ReadonlyMap<string, number>;
  readonly choice: Choice;
  readonly ordinary: string;
  /** Later arrivals by class, per millisecond: with weights they may go first. */
  readonly arrivals: readonly { readonly class: string; readonly perMs: number }[];
}

/**
 * My wait from now on, by letting the rest of the day happen `runs` times with the very function that chooses: where there
 * are weights, appointments or breaks no formula holds. Undefined where no loket is open or nothing was measured.
 */
export function simulatedRange(hall: Hall, me: string, runs: number, seed: number): Range | undefined {
  if (hall.free.length === 0 || hall.services.length === 0) return undefined;
  const random = seeded(seed);
  // within a class the order never changes, so only the first of each can be next
  const classes = [...new Set([...hall.waiting, ...hall.arrivals].map((one) => one.class))];
  const lines = classes.map((kind) =>
    hall.waiting.filter((one) => one.class === kind).toSorted((a, b) => a.t0 + a.parkedMs - (b.t0 + b.parkedMs)),
  );
  const waits: number[] = [];
  for (let run = 0; run < runs; run++) {
    const heads = lines.map(() => 0);
    const coming = hall.arrivals.map(({ class: kind, perMs }) => ({
      kind,
      perMs,
      at: hall.now - Math.log(1 - random()) / perMs,
      queue: [] as Candidate[],
    }));
    const free = [...hall.free];
    let sinceOther = 0;
    for (;;) {
      let loket = 0;
      for (let i = 1; i < free.length; i++) if (free[i]! < free[loket]!) loket = i;
      const t = free[loket]!;
      for (const line of coming)
        while (line.perMs > 0 && line.at <= t) {
          line.queue.push({ leg: '', number: 'Z-99999', class: line.kind, t0: line.at, parkedMs: 0 });
          line.at -= Math.log(1 - random()) / line.perMs;
        }
      const first = classes.flatMap((kind, index) => {
        const mine = lines[index]![heads[index]!] ?? coming.find((line) => line.kind === kind)?.queue[0];
        return mine ? [mine] : [];
      });
      const next = choose(hall.weights, first, t, hall.choice, hall.ordinary, sinceOther);
      if (!next || next.leg === me) {
        waits.push(Math.max(0, t - hall.now));
        break;
      }
      const index = classes.indexOf(next.class);
      if (lines[index]![heads[index]!] === next) heads[index]!++;
      else coming.find((line) => line.kind === next.class)!.queue.shift();
      sinceOther = next.class === hall.ordinary ? sinceOther + 1 : 0;
      free[loket] = t + hall.services[Math.floor(random() * hall.services.length)]!;
    }
  }
  waits.sort((a, b) => a - b);
  return { p50: quantile(waits, 0.5)!, p90: quantile(waits, 0.9)! };
}

/** Mean of max(q(y−f), (q−1)(y−f)), and the share of waits at most their forecast. Undefined where nothing was judged. */
export function pinball(q: number, forecast: readonly number[], actual: readonly number[]): { loss: number; coverage: number } | undefined {
  if (actual.length === 0) return undefined;
  let loss = 0;
  let within = 0;
  for (const [index, y] of actual.entries()) {
    const f = forecast[index]!;
    loss += Math.max(q * (y - f), (q - 1) * (y - f));
    if (y <= f) within++;
  }
  return { loss: loss / actual.length, coverage: within / actual.length };
}

/** May a range be shown? Only while its first promises of the last week held; too few to judge is not a reason for silence. */
export const isCalibrated = (judged: { readonly within: number; readonly of: number }, least: number, judgedLeast: number): boolean =>
  judged.of < judgedLeast || judged.within / judged.of >= least;
