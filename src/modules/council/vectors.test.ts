import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shareOf } from '#core/share.ts';
import { limitsOf, shareLimits, signalsOf } from './chart.ts';
import { differenceInDifferences, interruptedTimeSeries, weightedProgress } from './effect.ts';
import { effectVerdict, type Evidence } from './verdict.ts';

interface Group {
  readonly tolerance: number;
  readonly cases: readonly { readonly name: string; readonly in: never; readonly out: Record<string, unknown> }[];
}
const vectors = JSON.parse(readFileSync('test/vectors/council.json', 'utf8')) as Record<string, Group>;

/** Every number of a case within the group's tolerance, every other value equal. */
function each<I>(group: string, work: (input: I) => object): void {
  const { tolerance, cases } = vectors[group]!;
  const near = (got: unknown, want: unknown): void => {
    if (Array.isArray(want)) {
      expect(got).toHaveLength(want.length);
      for (const [index, part] of want.entries()) near((got as unknown[])[index], part);
    } else if (typeof want === 'object' && want !== null) {
      for (const [key, part] of Object.entries(want)) near((got as Record<string, unknown>)[key], part);
    } else if (typeof want === 'number') {
      expect(got).toBeTypeOf('number');
      expect(Math.abs((got as number) - want)).toBeLessThanOrEqual(tolerance + 1e-12);
    } else expect(got).toEqual(want);
  };
  test.each(cases.map((one) => [one.name, one] as const))(`${group}: %s`, (_, one) => {
    expect(Object.keys(one.out).length).toBeGreaterThan(0);
    near(work(one.in), one.out);
  });
}

each('xmr', ({ y, screen }: { y: number[]; screen: boolean }) => {
  const limits = limitsOf(y, { screen })!;
  return { ...limits, signals: signalsOf(y, limits) };
});
each('wilson95', ({ x, n }: { x: number; n: number }) => shareOf(x, n));
each('pChart', ({ p, n }: { p: number; n: number }) => shareLimits(p, n));
each('differenceInDifferences', (means: Parameters<typeof differenceInDifferences>[0]) => ({ did: differenceInDifferences(means) }));
each('interruptedTimeSeries', ({ y, T0 }: { y: number[]; T0: number }) => interruptedTimeSeries(y, T0)!);
each('effectVerdict', (evidence: Evidence) => ({ verdict: effectVerdict(evidence) }));
each('weightedProgress', ({ children }: { children: [number, number][] }) => ({ progress: weightedProgress(children) }));
