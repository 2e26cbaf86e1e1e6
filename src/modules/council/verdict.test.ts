import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assurance, limitsOf, shareLimits, signalsOf, type Direction } from './chart.ts';
import { interruptedTimeSeries, t95, weightedProgress } from './effect.ts';
import { effectVerdict, rungOf, type Verdict } from './verdict.ts';

const BASELINE = [42, 38, 45, 40, 44, 39, 41, 43, 37, 42, 40, 41];
const verdict = (since: readonly number[], more: Partial<Parameters<typeof effectVerdict>[0]> = {}): Verdict =>
  effectVerdict({ direction: 'down', baseline: BASELINE, since, ...more });
const GOOD = [39, 37, 36, 38, 35, 36, 34];

describe('the rules, each on its own', () => {
  test('1: an old newest point is stale, whatever it says', () => {
    expect(verdict(GOOD, { age: 3 })).toBe('stale');
    expect(verdict(GOOD, { age: 2 })).toBe('better');
  });
  test('2: a short baseline proves nothing, unless it was public before', () => {
    expect(verdict(GOOD, { baseline: BASELINE.slice(0, 11) })).toBe('no_baseline');
    expect(verdict(GOOD, { baseline: BASELINE.slice(0, 6), wasPublished: true })).toBe('better');
    expect(verdict(GOOD, { baseline: BASELINE.slice(0, 5), wasPublished: true })).toBe('no_baseline');
  });
  test('3: six points are too early, also bad ones', () => {
    expect(verdict([90, 90, 90, 90, 90, 90])).toBe('too_early');
  });
  test('4: one point beyond the limit in the bad direction, or seven on the bad side, is worse', () => {
    expect(verdict([41, 60, 40, 39, 42, 41, 40])).toBe('worse');
    expect(verdict([42, 43, 42, 44, 42, 43, 42])).toBe('worse');
    // an alarm that lies further back than the last seven is over
    expect(verdict([60, 41, 42, 40, 39, 42, 41, 40])).toBe('no_change');
  });
  test('5: seven on the good side are better; where the guard got worse, unproven', () => {
    expect(verdict(GOOD)).toBe('better');
    expect(verdict(GOOD, { guard: 'worse' })).toBe('unproven_better');
    expect(verdict(GOOD, { guard: 'no_change' })).toBe('better');
    // a point on the mean is not on the good side
    expect(verdict([41, ...GOOD.slice(1)])).toBe('no_change');
  });
  test('up and down mirror each other', () => {
    const finite = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 12, maxLength: 20 }), fc.array(finite, { maxLength: 14 }), (baseline, since) => {
        const turned = (values: readonly number[]) => values.map((value) => -value);
        expect(effectVerdict({ direction: 'up', baseline, since })).toBe(
          effectVerdict({ direction: 'down', baseline: turned(baseline), since: turned(since) }),
        );
      }),
    );
  });
  test('what is stale claims no rung; what the chart says stands on rung 2 at most', () => {
    expect(rungOf('stale')).toBeUndefined();
    expect(rungOf('no_baseline')).toBeUndefined();
    expect(rungOf('better')).toBe(2);
  });
});

describe('how often the rules are wrong', () => {
  /** Park and Miller's generator: the same numbers everywhere. */
  const generator = (seed: number) => {
    let state = seed;
    const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    return (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  };
  /** 100 seeds times 20 measures: the baseline of two years, then a year judged at its end. */
  const rates = (shift: number, direction: Direction = 'down') => {
    const counts: Partial<Record<Verdict, number>> = {};
    for (let seed = 1; seed <= 100; seed++) {
      const normal = generator(seed * 7919);
      for (let measure = 0; measure < 20; measure++) {
        const series = (n: number, mean: number) => Array.from({ length: n }, () => mean + normal() * 3);
        const found = effectVerdict({ direction, baseline: series(24, 40), since: series(12, 40 + shift * 3) });
        counts[found] = (counts[found] ?? 0) + 1;
      }
    }
    return (of: Verdict): number => (counts[of] ?? 0) / 2000;
  };
  test('where nothing changed, success is claimed in less than 2 % and an alarm raised in less than 6 %', () => {
    const rate = rates(0);
    expect(rate('better')).toBeLessThan(0.02);
    expect(rate('worse')).toBeLessThan(0.06);
  });
  test('what truly helped by 1.5 standard deviations is found in more than half, by 2.5 in nine of ten; the reverse is an alarm', () => {
    expect(rates(-1.5)('better')).toBeGreaterThan(0.5);
    expect(rates(-2.5)('better')).toBeGreaterThan(0.9);
    expect(rates(2.5)('worse')).toBeGreaterThan(0.95);
    expect(rates(-2.5)('worse')).toBe(0);
  });
});

describe('charts', () => {
  test('equal neighbours neither break a trend nor lengthen it', () => {
    const limits = limitsOf([0, 100])!;
    expect(signalsOf([1, 2, 2, 3, 4, 4, 4, 5, 6, 7], limits).trend7).toEqual([[1, 10]]);
    expect(signalsOf([1, 2, 2, 2, 2, 3, 4, 5, 6], limits).trend7).toEqual([]);
  });
  test('assurance looks at the last segment alone', () => {
    const before = [40, 42, 41, 39, 40, 41];
    const after = [20, 21, 19, 20, 21, 20];
    expect(assurance([before, after], 25, 'down')).toBe('always');
    expect(assurance([before], 25, 'down')).toBe('never');
    expect(assurance([after, before], 25, 'down')).toBe('never');
    expect(assurance([after], 20.5, 'down')).toBe('unpredictable');
    expect(assurance([before, after], 25, 'up')).toBe('never');
    expect(assurance([[1]], 25, 'up')).toBeUndefined();
  });
  test('limits of shares never leave 0 to 1', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 2, maxLength: 30 }), share, fc.nat(1000), (values, p, n) => {
        const { lower, upper } = limitsOf(values, { within: [0, 1] })!;
        const funnel = shareLimits(p, n);
        for (const edge of [lower, upper, funnel.low, funnel.high]) {
          expect(edge).toBeGreaterThanOrEqual(0);
          expect(edge).toBeLessThanOrEqual(1);
        }
        expect(funnel.low).toBeLessThanOrEqual(p);
        expect(funnel.high).toBeGreaterThanOrEqual(p);
      }),
    );
  });
  test('a process that never moves has limits at its mean, and no signal', () => {
    const limits = limitsOf([5, 5, 5, 5, 5, 5, 5, 5])!;
    expect(limits).toMatchObject({ mean: 5, lower: 5, upper: 5, excludedRanges: 0 });
    expect(signalsOf([5, 5, 5, 5, 5, 5, 5, 5], limits)).toEqual({ outside: [], run7: [], trend7: [], near2of3: [] });
  });
});

describe('effects', () => {
  test('a series made of two lines gives its coefficients back, and both forms draw the same line', () => {
    const coefficient = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(
        coefficient,
        coefficient,
        coefficient,
        coefficient,
        fc.integer({ min: 3, max: 20 }),
        fc.integer({ min: 3, max: 20 }),
        (b0, b1, b2, b3, T0, more) => {
          const y = Array.from({ length: T0 + more }, (_, index) => {
            const t = index + 1;
            return b0 + b1 * t + (t > T0 ? b2 + b3 * (t - T0) : 0);
          });
          const { b, bIfTimesD } = interruptedTimeSeries(y, T0)!;
          for (const [index, want] of [b0, b1, b2, b3].entries()) expect(b[index]).toBeCloseTo(want, 6);
          const t = T0 + more;
          expect(bIfTimesD[0] + bIfTimesD[1] * t + bIfTimesD[2] + bIfTimesD[3] * t).toBeCloseTo(y.at(-1)!, 5);
        },
      ),
    );
  });
  test('few points or clinging residuals are said to make the intervals too narrow', () => {
    expect(interruptedTimeSeries([1, 2, 3, 9, 9], 3)).toBeUndefined();
    expect(interruptedTimeSeries([3, 1, 2, 4, 3, 5, 9, 8, 9, 7], 5)!.isTooNarrow).toBe(true);
    const wave = Array.from({ length: 48 }, (_, index) => 10 + Math.sin(index / 4));
    const found = interruptedTimeSeries(wave, 24)!;
    expect(found.autocorrelation).toBeGreaterThan(0.5);
    expect(found.isTooNarrow).toBe(true);
    expect(found.step.low).toBeLessThan(found.step.value);
  });
  test('Student quantiles as printed in tables', () => {
    for (const [degrees, want] of [
      [8, 2.306],
      [20, 2.086],
      [60, 2.0],
    ] as const)
      expect(Math.abs(t95(degrees) - want)).toBeLessThan(0.001);
  });
  test('weights divide by their sum: the whole never passes its best part', () => {
    expect(weightedProgress([])).toBeUndefined();
    const part = fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 10, noNaN: true }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const whole = weightedProgress(parts)!;
        expect(whole).toBeLessThanOrEqual(Math.max(...parts.map(([progress]) => progress)) + 1e-9);
        expect(whole).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });
});
