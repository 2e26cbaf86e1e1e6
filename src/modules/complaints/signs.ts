/**
 * A text sign by sign as a reader sees it, with the place each came from: digits of any script and full width as 0–9, letters
 * plain and lower case, signs of no width left out, digits written as words ("nol delapan satu") as digits. So a number hidden from a pattern is
 * still found, and what is found can be cut out of the text as it was typed.
 */

export interface PlainSigns {
  /** Folded; every UTF-16 unit of it has a place. */
  readonly text: string;
  /** The same with capitals kept: `raw.length === text.length`. */
  readonly cased: string;
  /** UTF-16 offset in the source where the unit's sign begins, and where it ends. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** What nobody sees: zero-width signs, direction marks, soft hyphens, accents and strike-outs laid over another sign, controls but white space. */
const UNSEEN = /^(?:\p{M}|\p{Cf}|\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}|\p{Cs})$/u;
const MARK = /^\p{M}$/u;
const DIGIT = /^\p{Nd}$/u;
/** Blank to look at, though not white space to a pattern: Braille blank, Hangul fillers. */
const BLANK = new Set(['\u2800', '\u3164', '\u115F', '\u1160', '\uFFA0']);
/** Signs that look like the Latin letter: Greek and Cyrillic capitals and small letters, as used to hide a word. */
const LOOKALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [...'АВЕКМНОРСТХаеорсухіјѕԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧο'].map((sign, at) => [sign, [...'ABEKMHOPCTXaeopcyxijsdABEZHIKMNOPTYXo'][at]!]),
);

/** 0 to 9: digits of a script stand in a row of ten from its zero. */
function digitValue(sign: string): string {
  const code = sign.codePointAt(0)!;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

function plain(sign: string): string {
  if (sign >= ' ' && sign <= '~') return sign;
  if (BLANK.has(sign)) return ' ';
  if (UNSEEN.test(sign)) return '';
  const known = LOOKALIKE[sign];
  if (known !== undefined) return known;
  return Array.from(sign.normalize('NFKD'), (part) => {
    if (part >= ' ' && part <= '~') return part;
    if (UNSEEN.test(part)) return '';
    return DIGIT.test(part) ? digitValue(part) : part;
  }).join('');
}

const NUMBER_WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    0: 'nol kosong zero',
    1: 'satu one',
    2: 'dua two',
    3: 'tiga three',
    4: 'empat ampat four',
    5: 'lima five',
    6: 'enam anam six',
    7: 'tujuh tuju seven',
    8: 'delapan lapan dlapan eight',
    9: 'sembilan smbilan nine',
  }).flatMap(([digit, words]) => words.split(' ').map((word) => [word, digit])),
);
const NUMBER_WORD = new RegExp(`(?<![a-z])(?:${Object.keys(NUMBER_WORDS).join('|')})(?![a-z])`, 'g');

/**
 * `opaque` are stretches of the source, in order and apart, that nothing may be read across; each becomes one U+FFFC.
 */
export function plainSigns(source: string, opaque: readonly { readonly start: number; readonly end: number }[] = []): PlainSigns {
  let cased = '';
  const from: number[] = [];
  const to: number[] = [];
  const push = (signs: string, start: number, end: number): void => {
    cased += signs;
    for (let at = 0; at < signs.length; at++) {
      from.push(start);
      to.push(end);
    }
  };
  let next = 0;
  for (let at = 0; at < source.length;) {
    const wall = opaque[next];
    if (wall && at >= wall.start) {
      push('\uFFFC', wall.start, wall.end);
      at = wall.end;
      next++;
      continue;
    }
    const sign = String.fromCodePoint(source.codePointAt(at)!);
    const end = at + sign.length;
    // A mark laid over a sign belongs to it and goes where it goes.
    if (MARK.test(sign) && to.at(-1) === at && cased.at(-1) !== '\uFFFC') {
      const of = from.at(-1)!;
      for (let back = to.length - 1; back >= 0 && from[back] === of; back--) to[back] = end;
    } else push(plain(sign), at, end);
    at = end;
  }
  // A small letter may be two units where the capital is one ("İ"); such a capital stays as it is.
  const lower = Array.from({ length: cased.length }, (_, at) => {
    const small = cased[at]!.toLowerCase();
    return small.length === 1 ? small : cased[at]!;
  }).join('');
  return withDigits({ text: lower, cased, from, to });
}

/** Digits written as words become one digit each, standing for the whole word. */
function withDigits(signs: PlainSigns): PlainSigns {
  let text = '';
  let cased = '';
  const from: number[] = [];
  const to: number[] = [];
  const copy = (start: number, end: number): void => {
    text += signs.text.slice(start, end);
    cased += signs.cased.slice(start, end);
    for (let at = start; at < end; at++) {
      from.push(signs.from[at]!);
      to.push(signs.to[at]!);
    }
  };
  let last = 0;
  for (const match of signs.text.matchAll(NUMBER_WORD)) {
    copy(last, match.index);
    last = match.index + match[0].length;
    const digit = NUMBER_WORDS[match[0]]!;
    text += digit;
    cased += digit;
    from.push(signs.from[match.index]!);
    to.push(signs.to[last - 1]!);
  }
  copy(last, signs.text.length);
  return { text, cased, from, to };
}
