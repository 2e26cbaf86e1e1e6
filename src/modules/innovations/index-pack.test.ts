import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  basicServices,
  breakEven,
  formula,
  incentiveGap,
  indicators,
  innovationIndex,
  levelsOf,
  levelWorth,
  maturity,
  nextPieces,
  packOf,
  packs,
  predicateOf,
  regional,
  regionalPoints,
  type Piece,
} from './index-pack.ts';

const packFor = (year: number) => {
  const found = packOf(year);
  if ('hole' in found) throw new Error(String(year));
  return found.pack;
};
const all = (level: number) => Object.fromEntries(indicators.map(({ no }) => [no, level]));

test('the catalogue adds up to what the formula says', () => {
  expect(maturity(all(3))).toBe(formula.max.sid);
  expect(regionalPoints(Object.fromEntries(regional.map(({ no }) => [no, 3])))).toBe(formula.max.spd * 100);
  expect(formula.max.spd + formula.max.sid + formula.max.jumlah).toBe(formula.total_points);
  expect(basicServices).toHaveLength(6);
});

test('a year whose rules nobody has is a hole, never a neighbour', () => {
  expect(packOf(2025)).toEqual({ hole: 'missing' });
  expect(packOf(2031)).toEqual({ hole: 'unknown' });
  expect(predicateOf(packFor(2028), '70.00')).toBeUndefined();
});

test("each year's result stays its own: later packs change nothing in it", () => {
  const situation = { spd: 4000, maturities: Array.from({ length: 13 }, () => 80), sectors: 5 };
  const before = innovationIndex(packFor(2026), situation);
  const others = packs.filter(({ year }) => year !== 2026).map((pack) => innovationIndex(pack, situation).value);
  expect(innovationIndex(packFor(2026), situation)).toEqual(before);
  expect(others.some((value) => value !== before.value)).toBe(true);
});

test('one sector short, and all that the count pays is lost', () => {
  const pack = packFor(2026);
  const full = innovationIndex(pack, { spd: 0, maturities: Array.from({ length: 200 }, () => 50), sectors: 5 });
  const short = innovationIndex(pack, { spd: 0, maturities: Array.from({ length: 200 }, () => 50), sectors: 4 });
  expect(full.count).toBe(76);
  expect(short.lost).toBe(76);
});

test('above the break-even one more innovation raises the index, below it lowers it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 150 }), fc.integer({ min: 0, max: 111 }), fc.integer({ min: 0, max: 111 }), (n, each, more) => {
      const pack = packFor(2026);
      const index = (maturities: number[]): number => {
        const { spd, average, count } = innovationIndex(pack, { spd: 0, maturities, sectors: 6 });
        return spd + average + count;
      };
      const now = Array.from({ length: n }, () => each);
      const edge = breakEven(pack, each, n, 6)!;
      if (Math.abs(more - edge) > 1e-9) expect(index([...now, more]) > index(now)).toBe(more > edge);
    }),
  );
  expect(breakEven(packFor(2026), 80, 11, 6)).toBeUndefined();
  expect(breakEven(packFor(2026), 80, 200, 6)).toBeUndefined();
  expect(breakEven(packFor(2026), 80, 20, 4)).toBeUndefined();
  // "at n = 69 that is 26.6 below average"
  expect(80 - breakEven(packFor(2026), 80, 69, 6)!).toBeCloseTo(26.6);
});

test('a level is worth what it adds', () => {
  const pack = packFor(2026);
  const index = (value: number): number => {
    const { spd, average, count } = innovationIndex(pack, { spd: 0, maturities: [value, 60, 60], sectors: 6 });
    return ((spd + average + count) / 250) * 100;
  };
  expect(index(64) - index(60)).toBeCloseTo(levelWorth(pack, 4, 3), 8);
});

test('evidence counts to its last day and not one longer; three views contain each other', () => {
  const piece = (state: Piece['state'], level: number, validUntil: string | null = null): Piece => ({
    innovation: 'a',
    indicator: 28,
    level,
    state,
    validUntil,
  });
  const at = (pieces: Piece[], view: 'verified' | 'claimed' | 'planned', today = '2026-05-01') =>
    levelsOf(pieces, view, today).get('a')?.[28] ?? 0;
  const mixed = [piece('verified', 1), piece('claimed', 2), piece('planned', 3), piece('rejected', 3)];
  expect([at(mixed, 'verified'), at(mixed, 'claimed'), at(mixed, 'planned')]).toEqual([1, 2, 3]);
  const ending = [piece('verified', 3, '2026-05-01')];
  expect(at(ending, 'verified', '2026-05-01')).toBe(3);
  expect(at(ending, 'verified', '2026-05-02')).toBe(0);
});

test('the dearest next piece comes first, and a full indicator asks for nothing', () => {
  const next = nextPieces(packFor(2026), ['a'], new Map([['a', { ...all(3), 35: 2, 16: 0 }]]));
  expect(next.map(({ indicator, from }) => [indicator, from])).toEqual([
    [35, 2],
    [16, 0],
  ]);
  expect(next[0]!.worth).toBeGreaterThan(next[1]!.worth);
});

test('what the index pays for: 30.4 % for the count, 9.6 % for what users say', () => {
  const gap = incentiveGap();
  expect(gap.count).toBeCloseTo(30.4);
  expect(gap.users).toBeCloseTo(9.6);
  expect([gap.userWeights, gap.allWeights]).toEqual([8, 37]);
});
