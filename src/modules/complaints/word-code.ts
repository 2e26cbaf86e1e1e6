import { slips } from '#modules/catalogue/search.ts';

/**
 * The code on a receipt as four words, read aloud over the telephone: "sagu ombak rotan hujan". Words come from
 * `db/reference/code-words.json`; the caller brings them. Who asks with a code is counted and slowed down elsewhere.
 */

const WORDS_IN_CODE = 4;
/** Below this a code could be guessed (design § 2). */
const LEAST_BITS = 40;

export interface WordList {
  readonly words: readonly string[];
  /** Randomness of one code. */
  readonly bits: number;
  /** A word by its first letters, as many as tell all words apart. */
  readonly byStart: ReadonlyMap<string, string>;
  readonly startLength: number;
  readonly known: ReadonlySet<string>;
}

/** Throws where the list is too short, holds a word twice, or two words of it share their first four letters. */
export function makeWordList(words: readonly string[]): WordList {
  const startLength = 4;
  const wrong = words.find((word) => !/^[a-z]{4,}$/.test(word));
  if (wrong !== undefined) throw new Error(`Not a word of four letters or more: "${wrong}"`);
  const byStart = new Map(words.map((word) => [word.slice(0, startLength), word]));
  if (byStart.size !== words.length) throw new Error('Two words of a code begin with the same four letters.');
  const bits = WORDS_IN_CODE * Math.log2(words.length);
  if (!(bits >= LEAST_BITS)) throw new Error(`A code of ${words.length} words has ${bits.toFixed(1)} bits, fewer than ${LEAST_BITS}.`);
  return { words, bits, byStart, startLength, known: new Set(words) };
}

/** Four random words with hyphens between, each word as likely as any other. */
export function newWordCode(list: WordList): string {
  return Array.from({ length: WORDS_IN_CODE }, () => list.words[randomBelow(list.words.length)]).join('-');
}

/** Numbers above the last whole multiple are thrown away, or the first words would come up more often. */
function randomBelow(count: number): number {
  const limit = 2 ** 32 - (2 ** 32 % count);
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < limit) return drawn % count;
  }
}

export type WordCodeFault =
  | { readonly fault: 'count'; readonly found: number }
  /** `position` from 1; `near` are the words it could have been, none where it is like no word. */
  | { readonly fault: 'word'; readonly position: number; readonly word: string; readonly near: readonly string[] };

/**
 * The code as printed, from what a person typed. Case, accents, numbering and whatever stands between the words are forgiven; so is
 * one slip in a word (a letter added, dropped, changed or swapped) where only one word is that near, and a word broken off after its first four letters. The
 * order counts. Each typed text leads to one code at most, so forgiveness makes no code easier to guess.
 */
export function readWordCode(list: WordList, typed: string): string | WordCodeFault {
  const plain = typed.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const parts = plain.match(/[a-z]+/g) ?? [];
  const words = parts.length === 1 ? (parted(list, parts[0]!) ?? parts) : parts;
  if (words.length !== WORDS_IN_CODE) return { fault: 'count', found: words.length };
  const read: string[] = [];
  for (const [at, word] of words.entries()) {
    const near = candidates(list, word);
    if (near.length !== 1) return { fault: 'word', position: at + 1, word, near };
    read.push(near[0]!);
  }
  return read.join('-');
}

/** The words it may stand for; one that is in the list stands for itself. */
function candidates(list: WordList, word: string): readonly string[] {
  if (list.known.has(word)) return [word];
  const near = list.words.filter((known) => slips(word, known, 1) === 1);
  const begun = word.length >= list.startLength ? list.byStart.get(word.slice(0, list.startLength)) : undefined;
  return begun?.startsWith(word) && !near.includes(begun) ? [...near, begun] : near;
}

/** "saguombakrotanhujan": four words without blanks, where they can be parted in one way only. */
function parted(list: WordList, text: string): string[] | undefined {
  const ways: string[][] = [];
  const walk = (from: number, words: string[]): void => {
    if (words.length === WORDS_IN_CODE) {
      if (from === text.length) ways.push(words);
      return;
    }
    for (let to = from + list.startLength; to <= text.length && ways.length < 2; to++) {
      const word = text.slice(from, to);
      if (list.known.has(word)) walk(to, [...words, word]);
    }
  };
  walk(0, []);
  return ways.length === 1 ? ways[0] : undefined;
}
