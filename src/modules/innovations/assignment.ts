import { byText, connect, type Pair } from './connection.ts';
import { sequence, shuffled, type Random } from './draw.ts';

/** Who reads which entries in the selection (innovation.md § 2): drawn from a seed, so that anybody can draw again. */
export const METHOD = 'undian/1';

export interface Drawing {
  readonly entries: readonly string[];
  readonly reviewers: readonly string[];
  /** Reviewers an entry. */
  readonly each: number;
  /** Upheld or undecided conflicts: these never meet. */
  readonly conflicts: readonly Pair[];
  readonly seed: string;
}

export type Drawn =
  | {
      readonly ok: true;
      readonly pairs: readonly Pair[];
      /** Most and fewest entries two reviewers share. */ readonly shared: { readonly most: number; readonly fewest: number };
    }
  /** `too_few`: `who` is the entry nobody is left for. `unbalanced`: `who` is the reviewer whose conflicts leave too little. `unconnected`: no rank could be given. */
  | { readonly ok: false; readonly reason: 'too_few' | 'unbalanced' | 'unconnected'; readonly who: string };

const TRIES = 40;
const SWAPS = 3000;

type Board = Map<string, Set<string>>;
const loadsOf = (board: Board, reviewers: readonly string[]): Map<string, number> => {
  const loads = new Map(reviewers.map((id) => [id, 0]));
  for (const own of board.values()) for (const id of own) loads.set(id, loads.get(id)! + 1);
  return loads;
};

/**
 * Even the loads out: while somebody has two more than another, hand entries on along the shortest chain of possible handings
 * from the one to the other. Where no chain is left no assignment is more even.
 */
function even(board: Board, reviewers: readonly string[], may: (juror: string, entry: string) => boolean): void {
  for (;;) {
    const loads = loadsOf(board, reviewers);
    const from = [...reviewers].toSorted((a, b) => loads.get(b)! - loads.get(a)!);
    let moved = false;
    for (const start of from) {
      const came = new Map<string, { reviewer: string; entry: string }>();
      const queue = [start];
      const seen = new Set(queue);
      let end: string | undefined;
      for (const at of queue) {
        if (loads.get(start)! - loads.get(at)! >= 2) {
          end = at;
          break;
        }
        for (const [entry, own] of board)
          if (own.has(at))
            for (const next of reviewers)
              if (!seen.has(next) && !own.has(next) && may(next, entry)) {
                seen.add(next);
                came.set(next, { reviewer: at, entry });
                queue.push(next);
              }
      }
      if (end === undefined) continue;
      for (let at = end; at !== start;) {
        const { reviewer, entry } = came.get(at)!;
        board.get(entry)!.delete(reviewer);
        board.get(entry)!.add(at);
        at = reviewer;
      }
      moved = true;
      break;
    }
    if (!moved) return;
  }
}

const key = (a: string, b: string): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);
function sharedOf(board: Board): Map<string, number> {
  const shared = new Map<string, number>();
  for (const own of board.values()) {
    const list = [...own];
    for (const [no, a] of list.entries()) for (const b of list.slice(no + 1)) shared.set(key(a, b), (shared.get(key(a, b)) ?? 0) + 1);
  }
  return shared;
}

/** Exchange reviewers of two entries while that spreads the pairs more evenly. Loads stay as they are. */
function spread(board: Board, random: Random, may: (juror: string, entry: string) => boolean): void {
  const entries = [...board.keys()];
  const shared = sharedOf(board);
  const add = (own: Iterable<string>, who: string, by: number): void => {
    for (const other of own) if (other !== who) shared.set(key(who, other), (shared.get(key(who, other)) ?? 0) + by);
  };
  const cost = (own: Iterable<string>, who: string): number => {
    let total = 0;
    for (const other of own) if (other !== who) total += shared.get(key(who, other)) ?? 0;
    return total;
  };
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  for (let swap = 0; swap < SWAPS && entries.length > 1; swap++) {
    const [e, f] = [one(entries), one(entries)];
    const [here, there] = [board.get(e)!, board.get(f)!];
    const [a, b] = [one([...here]), one([...there])];
    if (e === f || a === b || here.has(b) || there.has(a) || !may(a, f) || !may(b, e)) continue;
    const before = cost(here, a) + cost(there, b);
    add(here, a, -1);
    add(there, b, -1);
    here.delete(a);
    there.delete(b);
    const after = cost(here, b) + cost(there, a) + here.size + there.size;
    const isBetter = after < before || (after === before && random() < 0.1);
    here.add(isBetter ? b : a);
    there.add(isBetter ? a : b);
    add(here, isBetter ? b : a, 1);
    add(there, isBetter ? a : b, 1);
  }
}

/** Draw. The same seed and inputs, in whatever order, give the same pairs. */
export function drawAssignment({ entries: given, reviewers: panel, each, conflicts, seed }: Drawing): Drawn {
  const entries = given.toSorted(byText);
  const reviewers = panel.toSorted(byText);
  const crossed = new Set(conflicts.map(({ juror, entry }) => `${juror}\n${entry}`));
  const may = (juror: string, entry: string): boolean => !crossed.has(`${juror}\n${entry}`);
  for (const entry of entries)
    if (reviewers.filter((juror) => may(juror, entry)).length < each) return { ok: false, reason: 'too_few', who: entry };
  const random = sequence(seed);
  let best: { board: Board; cost: number } | undefined;
  let why: Extract<Drawn, { ok: false }> = { ok: false, reason: 'unconnected', who: entries[0] ?? '' };
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const board: Board = new Map(
      entries.map((entry) => [
        entry,
        new Set(
          shuffled(
            reviewers.filter((juror) => may(juror, entry)),
            random,
          ).slice(0, each),
        ),
      ]),
    );
    even(board, reviewers, may);
    const loads = loadsOf(board, reviewers);
    const few = reviewers.toSorted((a, b) => loads.get(a)! - loads.get(b)!)[0]!;
    if (Math.max(...loads.values()) - loads.get(few)! > 1) return { ok: false, reason: 'unbalanced', who: few };
    spread(board, random, may);
    if (!connect(pairsOf(board)).mayRank) {
      why = { ok: false, reason: 'unconnected', who: connect(pairsOf(board)).groups[1]!.entries[0]! };
      continue;
    }
    const cost = [...sharedOf(board).values()].reduce((total, count) => total + count ** 2, 0);
    if (!best || cost < best.cost) best = { board, cost };
    if (attempt >= 7) break;
  }
  if (!best) return why;
  const shared = sharedOf(best.board);
  const counts = reviewers.flatMap((a, no) => reviewers.slice(no + 1).map((b) => shared.get(key(a, b)) ?? 0));
  return {
    ok: true,
    pairs: pairsOf(best.board),
    shared: { most: Math.max(0, ...counts), fewest: counts.length ? Math.min(...counts) : 0 },
  };
}

const pairsOf = (board: Board): Pair[] =>
  [...board].flatMap(([entry, own]) => [...own].toSorted(byText).map((juror) => ({ juror, entry })));
