/**
 * What a person typed, made storable (`cleanText`) and read for danger to life (`findDanger`). The most a text may hold and
 * the danger words are data: the caller brings them.
 */

/** Written direction marks, blanks of no width, byte order mark, soft hyphen: they hide or turn text round. */
const HIDDEN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu;
/** Control signs except line feed, and the two that XML forbids; they have no place in a text and PostgreSQL refuses NUL. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/gu;

export interface CleanText {
  readonly text: string;
  /** Code points, as a person counts letters; not UTF-16 units and not bytes. */
  readonly length: number;
  /** Code points above the most; 0 where it fits. Nothing is cut off: the person shortens it. */
  readonly excess: number;
}

/**
 * The text as it is stored: NFC, LF at line ends, a tab as a blank, without control signs, direction marks and blanks of no width, halves of a
 * surrogate pair replaced by U+FFFD, trimmed. Cleaning twice changes nothing. `most` is in code points (design: 4,000).
 */
export function cleanText(typed: string, most: number): CleanText {
  const text = typed
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/gu, '\n')
    .replace(/\t/g, ' ')
    .replace(CONTROL, '')
    .replace(HIDDEN, '')
    .normalize('NFC')
    .trim();
  const length = [...text].length;
  return { text, length, excess: Math.max(0, length - most) };
}

/** One danger: `phrases` are danger by themselves, `whenNow` only in a sentence that also says that it happens now. */
export interface DangerKind {
  readonly id: string;
  readonly label: { readonly id: string; readonly en: string };
  readonly phrases: readonly string[];
  readonly whenNow: readonly string[];
}

/** `db/reference/danger-words.json`. In a phrase `…` stands for up to three words between, `*` at a word's end for any ending. */
export interface DangerWords {
  readonly kinds: readonly DangerKind[];
  /** "sekarang", "masih", "tolong cepat". */
  readonly now: readonly string[];
  /** "tidak ada", "no": one or two words before a phrase they take it back. */
  readonly negations: readonly string[];
  /** "tahun lalu", "last year": what a sentence tells of the past is no danger now. */
  readonly past: readonly string[];
}

export interface Danger {
  readonly kind: string;
  readonly label: { readonly id: string; readonly en: string };
  /** The words of the text that said so, folded. */
  readonly because: string;
}

/** Most words `…` stands for. */
const GAP = 3;

/** Lower case, without accents; every other sign than a letter or digit parts words. "anak2" is "anak anak". */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/(\p{L}{3,})2(?!\d)/gu, '$1 $1')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const isWord = (word: string, pattern: string): boolean =>
  pattern.endsWith('*') ? word.startsWith(pattern.slice(0, -1)) : word === pattern;

const partsOf = (phrase: string): string[] => phrase.toLowerCase().split(/\s+/).filter(Boolean);

/** Where the phrase begins and ends (exclusive) in the words, looking from `from`; undefined where it isn't. */
function find(words: readonly string[], parts: readonly string[], from: number): readonly [number, number] | undefined {
  const match = (at: number, part: number): number | undefined => {
    const pattern = parts[part];
    if (pattern === undefined) return at;
    if (pattern !== '…') return at < words.length && isWord(words[at]!, pattern) ? match(at + 1, part + 1) : undefined;
    for (let skip = 0; skip <= GAP; skip++) {
      const end = match(at + skip, part + 1);
      if (end !== undefined) return end;
    }
    return undefined;
  };
  for (let start = from; start < words.length; start++) {
    const end = match(start, 0);
    if (end !== undefined) return [start, end];
  }
  return undefined;
}

const has = (words: readonly string[], phrases: readonly string[]): boolean =>
  phrases.some((phrase) => find(words, partsOf(phrase), 0) !== undefined);

const isTakenBack = (words: readonly string[], start: number, negations: readonly string[]): boolean => {
  const before = words.slice(Math.max(0, start - 2), start);
  return has(before, negations);
};

/**
 * The dangers a text speaks of, each kind once, in the order of the data. It errs on the side of showing an emergency
 * number: the caller shows it before sending and never refuses a report for it.
 */
export function findDanger(text: string, data: DangerWords): Danger[] {
  const sentences = text
    .split(/[.!?;\n]+/u)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const isNow = sentences.some((words) => has(words, data.now));
  const found: Danger[] = [];
  for (const kind of data.kinds) {
    const because = sentences.map((words) => danger(words, kind, isNow, data)).find((words) => words !== undefined);
    if (because !== undefined) found.push({ kind: kind.id, label: kind.label, because });
  }
  return found;
}

function danger(words: readonly string[], kind: DangerKind, isNow: boolean, data: DangerWords): string | undefined {
  if (has(words, data.past) && !has(words, data.now)) return undefined;
  for (const phrase of isNow ? [...kind.phrases, ...kind.whenNow] : kind.phrases) {
    const parts = partsOf(phrase);
    for (let hit = find(words, parts, 0); hit; hit = find(words, parts, hit[0] + 1))
      if (!isTakenBack(words, hit[0], data.negations)) return words.slice(...hit).join(' ');
  }
  return undefined;
}
