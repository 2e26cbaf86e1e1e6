/**
 * Who is next (queue.md § 3): a waiting leg gathers its weight for every moment it waits, and the highest score is called.
 * Nobody starves, and waits stand to each other as the weights say. All times in milliseconds.
 */
export interface Candidate {
  readonly leg: string;
  /** As printed, `A-007`. */
  readonly number: string;
  readonly class: string;
  /** Since when it waits, epoch milliseconds. */
  readonly t0: number;
  /** Time put off by the visitor; it doesn't count. */
  readonly parkedMs: number;
}

/** How a tenant chooses: by gathered weight, or every n-th call to a class that isn't the ordinary one. */
export type Choice = { readonly kind: 'accumulating' } | { readonly kind: 'interleave'; readonly every: number };

export interface Scored extends Candidate {
  readonly waitedMs: number;
  readonly score: number;
}

const waited = (candidate: Candidate, now: number): number => Math.max(0, now - candidate.t0 - candidate.parkedMs);
const weightOf = (weights: ReadonlyMap<string, number>, kind: string): number => weights.get(kind) ?? 1;

const digits = (number: string): number => Number(/\d+$/.exec(number)?.[0] ?? 0);
/** First come first, then the smaller number: no two are ever equal. */
const earlier = (a: Candidate, b: Candidate): number =>
  a.t0 - b.t0 || digits(a.number) - digits(b.number) || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0);

/** All candidates, the one to be called first; by score, then t0, then number. */
export function rank(weights: ReadonlyMap<string, number>, candidates: readonly Candidate[], now: number): Scored[] {
  return candidates
    .map((candidate) => {
      const waitedMs = waited(candidate, now);
      return { ...candidate, waitedMs, score: weightOf(weights, candidate.class) * waitedMs };
    })
    .toSorted((a, b) => b.score - a.score || earlier(a, b));
}

/**
 * The one to call among `candidates`; undefined where nobody waits. `sinceOther`: calls of the ordinary class since the
 * last call of another one, for tenants that interleave.
 */
export function choose(
  weights: ReadonlyMap<string, number>,
  candidates: readonly Candidate[],
  now: number,
  choice: Choice = { kind: 'accumulating' },
  ordinary = '',
  sinceOther = 0,
): Candidate | undefined {
  let best: Candidate | undefined;
  if (choice.kind === 'interleave') {
    const others = candidates.filter((candidate) => candidate.class !== ordinary);
    const common = candidates.filter((candidate) => candidate.class === ordinary);
    const pool = (sinceOther >= choice.every - 1 && others.length) || common.length === 0 ? others : common;
    for (const candidate of pool) if (!best || earlier(candidate, best) < 0) best = candidate;
    return best;
  }
  let most = -1;
  for (const candidate of candidates) {
    const score = weightOf(weights, candidate.class) * waited(candidate, now);
    if (score > most || (score === most && best && earlier(candidate, best) < 0)) {
      best = candidate;
      most = score;
    }
  }
  return best;
}

/** What is kept of a call: everybody who could have been called, and why this one was. */
export interface Decision {
  readonly at: Date;
  readonly chosen: string;
  readonly rule: string;
  readonly candidates: readonly Pick<Scored, 'number' | 'class' | 'waitedMs' | 'score'>[];
  readonly override: { readonly reason: string } | null;
}

/** One side of the answer to "why that number first?": minutes waited with as many digits as the comparison needs. */
export interface Side {
  readonly number: string;
  readonly class: string;
  readonly minutes: string;
  readonly weight: number;
  readonly points: string;
}
export type Why =
  | { readonly kind: 'score' | 'tie' | 'interleaved'; readonly called: Side; readonly asked: Side }
  | { readonly kind: 'override'; readonly called: Side; readonly asked: Side; readonly reason: string }
  /** The asked number was not among those that could be called: not there yet, put off, called elsewhere. */
  | { readonly kind: 'not_waiting'; readonly called: Side };

const MINUTE = 60_000;
const side = (weights: ReadonlyMap<string, number>, one: Decision['candidates'][number], places: number): Side => {
  const weight = weightOf(weights, one.class);
  const minutes = Math.floor((one.waitedMs / MINUTE) * 10 ** places) / 10 ** places;
  return {
    number: one.number,
    class: one.class,
    minutes: minutes.toFixed(places),
    weight,
    points: (minutes * weight).toFixed(places),
  };
};

/** Why `decision` called its number before `asked`. */
export function explain(weights: ReadonlyMap<string, number>, decision: Decision, asked: string): Why {
  const chosen = decision.candidates.find(({ number }) => number === decision.chosen)!;
  const other = decision.candidates.find(({ number }) => number === asked);
  if (!other || asked === decision.chosen) return { kind: 'not_waiting', called: side(weights, chosen, 0) };
  for (const places of [0, 1, 2, 3]) {
    const called = side(weights, chosen, places);
    const against = side(weights, other, places);
    if (decision.override) return { kind: 'override', called, asked: against, reason: decision.override.reason };
    if (chosen.score > other.score && Number(called.points) > Number(against.points)) return { kind: 'score', called, asked: against };
    if (chosen.score < other.score && Number(called.points) < Number(against.points))
      return { kind: 'interleaved', called, asked: against };
  }
  return { kind: 'tie', called: side(weights, chosen, 3), asked: side(weights, other, 3) };
}

/**
 * Overtakes of one class: `callOrder` holds arrival numbers (1 = first) in the order they were called. A ticket suffers one
 * for every later arrival called before it. Numbers that were never called aren't in it.
 */
export function overtakes(callOrder: readonly number[]): { sufferedByArrival: number[]; total: number; max: number; share: number } {
  const suffered = new Map<number, number>();
  for (const [index, mine] of callOrder.entries()) suffered.set(mine, callOrder.slice(0, index).filter((other) => other > mine).length);
  const sufferedByArrival = [...suffered.keys()].toSorted((a, b) => a - b).map((arrival) => suffered.get(arrival)!);
  return {
    sufferedByArrival,
    total: sufferedByArrival.reduce((sum, one) => sum + one, 0),
    max: Math.max(0, ...sufferedByArrival),
    share: sufferedByArrival.length ? sufferedByArrival.filter((one) => one > 0).length / sufferedByArrival.length : 0,
  };
}
