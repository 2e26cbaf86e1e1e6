import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slips } from '#modules/catalogue/search.ts';
import { makeWordList, newWordCode, readWordCode } from './word-code.ts';

const data = JSON.parse(readFileSync('db/reference/code-words.json', 'utf8')) as { words: string[] };
const list = makeWordList(data.words);
const word = fc.constantFrom(...data.words);
const fourWords = fc.tuple(word, word, word, word);

describe('the words', () => {
  test('2,048 of them, 44 bits a code', () => {
    expect(data.words).toHaveLength(2048);
    expect(new Set(data.words).size).toBe(2048);
    expect(list.bits).toBe(44);
  });

  test('four to eight plain letters, told apart by the first four, in order', () => {
    for (const each of data.words) expect(each).toMatch(/^[a-z]{4,8}$/);
    expect(new Set(data.words.map((each) => each.slice(0, 4))).size).toBe(2048);
    expect(data.words).toEqual([...data.words].sort());
  });

  test('no two words are one slip apart', () => {
    // Words one slip apart share a form with one letter taken out, or one is such a form of the other.
    const byForm = new Map<string, string[]>();
    for (const each of data.words)
      for (const form of new Set([each, ...Array.from(each, (_, at) => each.slice(0, at) + each.slice(at + 1))]))
        byForm.set(form, [...(byForm.get(form) ?? []), each]);
    const near = [...byForm.values()].flatMap((words) =>
      words.flatMap((a, at) =>
        words
          .slice(at + 1)
          .filter((b) => slips(a, b, 1) <= 1)
          .map((b) => `${a} ${b}`),
      ),
    );
    expect(near).toEqual([]);
  });

  test('no numeral, which would be taken for a digit on the telephone', () => {
    const numerals = 'kosong satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus ribu juta'.split(' ');
    expect(numerals.filter((numeral) => list.known.has(numeral))).toEqual([]);
  });

  test('a list that is too short or not told apart is refused', () => {
    expect(() => makeWordList(data.words.slice(0, 512))).toThrow(/36\.0 bits/);
    expect(() => makeWordList([...data.words, 'sagu'.padEnd(6, 'x'), 'saguyy'])).toThrow(/same four letters/);
    expect(() => makeWordList([...data.words, 'Ubi'])).toThrow(/four letters/);
    expect(() => makeWordList([])).toThrow(/bits/);
  });
});

describe('a new code', () => {
  test('is four words of the list and reads back as itself', () => {
    const seen = new Set<string>();
    for (let count = 0; count < 2000; count++) {
      const code = newWordCode(list);
      expect(code.split('-').every((each) => list.known.has(each))).toBe(true);
      expect(readWordCode(list, code)).toBe(code);
      seen.add(code);
    }
    expect(seen.size).toBe(2000);
  });

  test('every word comes up about as often (chi-square, 2,047 degrees of freedom)', () => {
    const counts = new Map<string, number>();
    const draws = 2048 * 50;
    for (let count = 0; count < draws / 4; count++)
      for (const each of newWordCode(list).split('-')) counts.set(each, (counts.get(each) ?? 0) + 1);
    const expected = draws / 2048;
    const chi = data.words.reduce((sum, each) => sum + ((counts.get(each) ?? 0) - expected) ** 2 / expected, 0);
    // Mean 2,047, standard deviation 64: eight of them is never chance; a skewed draw is far outside.
    expect(Math.abs(chi - 2047)).toBeLessThan(8 * 64);
  });
});

describe('reading what was typed', () => {
  test('case, blanks, hyphens, numbering, accents', () =>
    fc.assert(
      fc.property(fourWords, fc.constantFrom(' ', '-', ' - ', ', ', '\n', '  ', '_', '. 2) '), fc.boolean(), (words, gap, isUpper) => {
        const typed = ` ${isUpper ? words.join(gap).toUpperCase() : words.join(gap)}. `;
        expect(readWordCode(list, typed)).toBe(words.join('-'));
      }),
    ));

  test('one slip in every word is mended, or said to be unclear; never another code', () =>
    fc.assert(
      fc.property(
        fourWords,
        fc.array(
          fc.record({
            at: fc.nat(),
            how: fc.constantFrom('drop', 'add', 'change', 'swap'),
            letter: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'),
          }),
          {
            minLength: 4,
            maxLength: 4,
          },
        ),
        (words, slipsMade) => {
          const typed = words.map((each, index) => slip(each, slipsMade[index]!)).join(' ');
          const read = readWordCode(list, typed);
          if (typeof read === 'string') {
            // A slip may make another word of the list only where the two are two slips apart; then the slip was no slip of one.
            for (const [index, each] of read.split('-').entries()) expect(slips(each, words[index]!, 2)).toBeLessThanOrEqual(0);
          } else {
            expect(read.fault).toBe('word');
            if (read.fault === 'word') expect(read.near).toContain(words[read.position - 1]);
          }
        },
      ),
      { numRuns: 300 },
    ));

  test('most single slips are mended; the others are named', () => {
    let mended = 0;
    let all = 0;
    for (const [index, each] of data.words.entries()) {
      if (index % 8 !== 0) continue;
      for (const how of ['drop', 'add', 'change', 'swap'] as const) {
        const typed = slip(each, { at: index, how, letter: 'abcdefghijklmnopqrstuvwxyz'[index % 26]! });
        all++;
        if (
          readWordCode(
            list,
            `${typed} sagu ombak rotan`.replace('sagu', data.words[0]!).replace('ombak', data.words[1]!).replace('rotan', data.words[2]!),
          ) === [each, ...data.words.slice(0, 3)].join('-')
        )
          mended++;
      }
    }
    expect(mended / all).toBeGreaterThan(0.85);
  });

  test('four letters tell a word, unless another word is one slip from them', () => {
    const others = data.words.slice(0, 3);
    let told = 0;
    for (const each of data.words) {
      const read = readWordCode(list, `${others.join(' ')} ${each.slice(0, 4)}`);
      if (typeof read === 'string') {
        // "adab" is a word of its own.
        if (!list.known.has(each.slice(0, 4))) expect(read).toBe([...others, each].join('-'));
        told++;
      } else expect(read).toMatchObject({ fault: 'word', position: 4, near: expect.arrayContaining([each]) });
    }
    expect(told / 2048).toBeGreaterThan(0.5);
  });

  test('words without blanks are parted', () =>
    fc.assert(
      fc.property(fourWords, (words) => {
        const read = readWordCode(list, words.join(''));
        if (typeof read === 'string') expect(read).toBe(words.join('-'));
        else expect(read).toEqual({ fault: 'count', found: 1 });
      }),
    ));

  test('order counts', () => {
    const [a, b, c, d] = [data.words[10]!, data.words[500]!, data.words[1000]!, data.words[2000]!];
    expect(readWordCode(list, [d, c, b, a].join(' '))).toBe([d, c, b, a].join('-'));
  });

  test('says what is wrong: how many words, or which one', () => {
    const three = data.words.slice(0, 3).join(' ');
    expect(readWordCode(list, '')).toEqual({ fault: 'count', found: 0 });
    expect(readWordCode(list, three)).toEqual({ fault: 'count', found: 3 });
    expect(readWordCode(list, `${three} zzzzqq`)).toEqual({ fault: 'word', position: 4, word: 'zzzzqq', near: [] });
  });

  test('anything typed gives a code of the list or a fault', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.oneof(word, fc.stringMatching(/^[a-z]{1,9}$/)), { maxLength: 6 }).map((words) => words.join(' ')),
        ),
        (typed) => {
          const read = readWordCode(list, typed);
          if (typeof read === 'string') expect(read.split('-').every((each) => list.known.has(each))).toBe(true);
          else expect(['count', 'word']).toContain(read.fault);
        },
      ),
    ));
});

function slip(word: string, { at, how, letter }: { at: number; how: 'drop' | 'add' | 'change' | 'swap'; letter: string }): string {
  const place = at % word.length;
  if (how === 'drop') return word.slice(0, place) + word.slice(place + 1);
  if (how === 'add') return word.slice(0, place) + letter + word.slice(place);
  if (how === 'change') return word.slice(0, place) + letter + word.slice(place + 1);
  const next = Math.min(place, word.length - 2);
  return word.slice(0, next) + word[next + 1]! + word[next]! + word.slice(next + 2);
}
