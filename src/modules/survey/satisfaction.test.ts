import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOf } from '#core/share.ts';
import { elements, index, lowest, meanOf, modes, sampleSize, skm, tally, whole, type Mode, type Tallies } from './satisfaction.ts';

interface Vector {
  readonly id: string;
  readonly input: { mode: Mode; elements?: Record<string, { sum: number; n: number }>; answers?: Record<string, number[]>[] };
  readonly expect: { konversi: string | null; mutu: string | null };
}
const vectors = JSON.parse(readFileSync('test/vectors/vectors.json', 'utf8')) as {
  skm: Vector[];
  krejcie_morgan: { id: string; input: { N: number }; expect: { S: number } }[];
};
const statistics = JSON.parse(readFileSync('test/vectors/survey.json', 'utf8')) as {
  skm: { cases: { name: string; in: { elements: number[] }; out: Record<string, number | string> }[] };
  wilson95: { tolerance: number; cases: { name: string; in: { x: number; n: number }; out: { low: number; high: number } }[] };
};
const tallies = ({ input }: Vector): Tallies =>
  input.answers
    ? tally(input.answers)
    : Object.fromEntries(Object.entries(input.elements!).map(([element, { sum, n }]) => [element, whole(sum, n)]));

test.each(vectors.skm.map((one) => [one.id, one] as const))('%s', (_, one) => {
  const { konversi, mutu } = index(tallies(one), one.input.mode);
  expect({ konversi, mutu }).toEqual(one.expect);
});
test.each(vectors.krejcie_morgan)('$id', ({ input, expect: want }) => expect(sampleSize(input.N)).toBe(want.S));
test.each(statistics.skm.cases)('both ways: $name', ({ in: { elements: means }, out }) => {
  const given = Object.fromEntries(
    elements.map((element, at) => [element, { num: BigInt(Math.round(means[at]! * 10_000)), den: 10_000n, n: 1 }]),
  );
  const [exact, old] = modes.map((mode) => index(given, mode));
  expect([Number(exact!.konversi), exact!.mutu, Number(old!.konversi), old!.mutu]).toEqual([
    out['exact'],
    out['gradeExact'],
    out['rounded011'],
    out['gradeRounded011'],
  ]);
});
test.each(statistics.wilson95.cases)('Wilson: $name', ({ in: { x, n }, out }) => {
  const { low, high } = shareOf(x, n);
  expect(Math.abs(low - out.low)).toBeLessThanOrEqual(statistics.wilson95.tolerance);
  expect(Math.abs(high - out.high)).toBeLessThanOrEqual(statistics.wilson95.tolerance);
});

const marks = fc.dictionary(fc.constantFrom(...elements), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), {
  noNullPrototype: true,
});
test('the order of respondents changes nothing; the index lies on its scale; 0.11 never gives more than the exact weight', () =>
  fc.assert(
    fc.property(fc.array(marks, { minLength: 1, maxLength: 20 }), (all) => {
      const [one, other] = [tally(all), tally(all.toReversed())];
      const exact = index(one, 'tepat');
      expect(index(other, 'tepat')).toEqual(exact);
      const old = index(one, 'pembulatan_0_11');
      if (exact.hundredths === null) return void expect(old.hundredths).toBeNull();
      expect(exact.hundredths >= 2500n && exact.hundredths <= 10_000n).toBe(true);
      expect(old.hundredths! <= exact.hundredths).toBe(true);
    }),
  ));
test('the lowest elements are those below no other, all of them where they tie', () => {
  const even = Object.fromEntries(elements.map((element) => [element, whole(30, 10)]));
  expect(lowest(even)).toEqual(elements);
  expect(lowest({ ...even, waktu: whole(29, 10), biaya: whole(58, 20) })).toEqual(['waktu', 'biaya']);
  expect(lowest(Object.fromEntries(elements.map((element) => [element, whole(0, 0)])))).toEqual([]);
  expect([meanOf(whole(7, 3)), meanOf(whole(0, 0))]).toEqual(['2.33', null]);
});
test('the bands leave no hole between 25 and 100 and every element has its question with four answers', () => {
  expect(skm.categories.map(({ min_konversi }) => min_konversi)).toEqual(['88.31', '76.61', '65.00', '25.00']);
  expect(new Set(elements).size).toBe(9);
});
test('a sample is never larger than those asked about, and grows with them', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), (n) => {
      expect(sampleSize(n)).toBeLessThanOrEqual(n);
      expect(sampleSize(n + 1)).toBeGreaterThanOrEqual(sampleSize(n) - 1);
    }),
  ));
