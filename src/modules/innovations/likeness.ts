/** Near-duplicates across agencies, before anything is judged (innovation.md § 1). A few hundred entries: exact pairs. */

export interface Described {
  readonly id: string;
  /** Problem, goals and design in one. */
  readonly text: string;
  readonly metric: string | null;
  readonly matters: readonly string[];
}

export interface Weights {
  readonly words: number;
  readonly metric: number;
  readonly matters: number;
}

/** Neighbouring words, in lower case without signs. */
export function wordPairs(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(1).map((word, no) => `${words[no]} ${word}`));
}

/** Shared share of two sets; 0 where both are empty, because nothing said is nothing shared. */
function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((each) => b.has(each)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** 0–1, the same whichever stands first. */
export function likeness(a: Described, b: Described, weights: Weights): number {
  return (
    weights.words * jaccard(wordPairs(a.text), wordPairs(b.text)) +
    (a.metric !== null && a.metric === b.metric ? weights.metric : 0) +
    (a.matters.some((each) => b.matters.includes(each)) ? weights.matters : 0)
  );
}

/** Pairs above the threshold, most alike first. */
export function nearDuplicates(
  all: readonly Described[],
  weights: Weights,
  threshold: number,
): { a: string; b: string; likeness: number }[] {
  return all
    .flatMap((a, no) => all.slice(no + 1).map((b) => ({ a: a.id, b: b.id, likeness: likeness(a, b, weights) })))
    .filter((pair) => pair.likeness > threshold)
    .toSorted((x, y) => y.likeness - x.likeness || (x.a + x.b < y.a + y.b ? -1 : 1));
}
