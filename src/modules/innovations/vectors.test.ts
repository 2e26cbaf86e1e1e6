import { readFileSync } from 'node:fs';
import { SingularValueDecomposition, Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { intraclassCorrelation, kendallW, krippendorffAlpha, type Level } from './agreement.ts';
import { centredMeans, markChances, zMeans, type Facets } from './audit.ts';
import { connect } from './connection.ts';
import { breakEven, innovationIndex, maturity, packOf, predicateOf, type Pack } from './index-pack.ts';
import { bradleyTerry } from './pairwise.ts';
import { fitSeverity } from './severity.ts';

interface Case {
  readonly name: string;
  readonly in: unknown;
  readonly out: Readonly<Record<string, unknown>>;
}
const vectors = JSON.parse(readFileSync('test/vectors/innovations.json', 'utf8')) as Record<string, { tolerance: number; cases: Case[] }>;
const left = new Set(Object.keys(vectors).filter((name) => name !== '_note'));

/** Every number of every case within the group's tolerance, everything else equal. */
function each<I>(group: string, work: (input: I) => Record<string, unknown>): void {
  left.delete(group);
  const { tolerance, cases } = vectors[group]!;
  test.each(cases.map((one) => [one.name, one] as const))(`${group}: %s`, (_, one) => {
    const near = (got: unknown, want: unknown, where: string): void => {
      if (typeof want === 'number') expect(Math.abs((got as number) - want), where).toBeLessThanOrEqual(tolerance);
      else if (typeof want === 'object' && want !== null && Object.values(want).length > 0) {
        expect(Object.keys(got as object).toSorted(), where).toEqual(Object.keys(want).toSorted());
        for (const [key, part] of Object.entries(want)) near((got as Record<string, unknown>)[key], part, `${where}.${key}`);
      } else expect(got, where).toEqual(want);
    };
    const got = work(one.in as I);
    expect(Object.keys(one.out).length).toBeGreaterThan(0);
    for (const [key, want] of Object.entries(one.out)) near(got[key], want, key);
  });
}

const down = (scores: Readonly<Record<string, number>>): string[] => Object.keys(scores).toSorted((a, b) => scores[b]! - scores[a]!);
each('jurorSeverity', ({ scores: given }: { scores: [string, string, number][] }) => {
  const scores = given.map(([juror, entry, score]) => ({ juror, entry, score }));
  const fit = fitSeverity(scores);
  const project = Object.fromEntries(fit.entries.map(({ entry, score }) => [entry, score]));
  const rawMeans = Object.fromEntries(fit.entries.map(({ entry, mean }) => [entry, mean]));
  return {
    project,
    judge: Object.fromEntries(fit.jurors.map(({ juror, severity }) => [juror, severity])),
    rawMeans,
    rawRank: down(rawMeans),
    adjustedRank: down(project),
    meanZSampleSd: Object.fromEntries(zMeans(scores)),
    meanCentred: Object.fromEntries(centredMeans(scores)),
  };
});

each('judgingDesign', ({ pairs: given }: { pairs: [string, string][] }) => {
  const found = connect(given.map(([juror, entry]) => ({ juror, entry })));
  // The rank by singular values too: the shortcut over groups must say the same.
  const names = [...new Set(given.flatMap(([juror, entry]) => [`j${juror}`, `e${entry}`]))];
  const design = given.map(([juror, entry]) => names.map((name) => (name === `j${juror}` || name === `e${entry}` ? 1 : 0)));
  expect(new SingularValueDecomposition(new Matrix([...design, names.map((name) => (name.startsWith('j') ? 1 : 0))])).rank).toBe(
    found.rank,
  );
  return { components: found.groups.length, rank: found.rank, unknowns: found.unknowns, mayRank: found.mayRank };
});

each('krippendorffAlpha', ({ coders }: { coders: (number | null)[][] }) => {
  const levels: Level[] = ['nominal', 'ordinal', 'interval', ...(coders.flat().includes(0) ? [] : ['ratio' as const])];
  const columns = coders[0]!.map((_, unit) => coders.flatMap((row) => row[unit] ?? []));
  return {
    ...Object.fromEntries(levels.map((level) => [level, krippendorffAlpha(coders, level)])),
    pairableValues: columns.filter((values) => values.length > 1).flat().length,
  };
});

each('intraclassCorrelation', ({ rows }: { rows: number[][] }) => {
  const w = kendallW(rows)!;
  return { ...intraclassCorrelation(rows), kendallW_tieCorrected: w.tieCorrected, kendallW_uncorrected: w.uncorrected };
});

each('bradleyTerry', ({ wins }: { wins: number[][] }) => {
  const { p, shares, logVsLast, errorVsLast } = bradleyTerry(wins);
  return { pGeometricMean1: p, pSum1: shares, logAbilityVsLast: logVsLast, seVsLast: errorVsLast };
});

each('manyFacetRasch', (facets: Facets) => ({ ...markChances(facets) }));

each('indeksInovasiDaerah', (it: { spd: number; sidEach: number; n: number; sectors: number; divisor: number; minSectors: number }) => ({
  iid: Number(
    innovationIndex(
      { divisor: it.divisor, min_basic_services: it.minSectors, thresholds: null },
      { spd: it.spd * 100, maturities: Array.from({ length: it.n }, () => it.sidEach), sectors: it.sectors },
    ).value,
  ),
}));

const pack = (year: number): Pack => {
  const found = packOf(year);
  if ('hole' in found) throw new Error(`no pack of ${year}`);
  return found.pack;
};
each('indeksInovasiPredicate', ({ values }: { values: number[] }) => ({
  predicates: values.map((value) => predicateOf(pack(2026), value.toFixed(2))),
}));

each('iidBreakEven', ({ average, n }: { average: number; n: number[] }) => ({
  qStar: n.map((count) => breakEven({ divisor: 12, min_basic_services: 5 }, average, count, 6)),
}));

test('no group of the vectors was left out', () => expect([...left]).toEqual([]));

interface IndexCase {
  readonly id: string;
  readonly input: {
    readonly pack: number;
    readonly spd?: number;
    readonly innovations?: { readonly count: number; readonly sid_each: number };
    readonly basic_services_covered?: number;
    readonly iid?: string;
    readonly params?: Record<string, number>;
  };
  readonly expect: { readonly iid?: string; readonly category?: string; readonly sid?: number };
}
const { iid } = JSON.parse(readFileSync('test/vectors/vectors.json', 'utf8')) as { iid: IndexCase[] };
test.each(iid.map((one) => [one.id, one] as const))('index: %s', (_, { input, expect: want }) => {
  if (input.params) return expect(maturity(input.params)).toBe(want.sid);
  if (input.iid !== undefined) return expect(predicateOf(pack(input.pack), input.iid)).toBe(want.category);
  const { count, sid_each } = input.innovations!;
  const maturities = Array.from({ length: count }, () => sid_each);
  const found = innovationIndex(pack(input.pack), { spd: input.spd! * 100, maturities, sectors: input.basic_services_covered! });
  expect({ iid: found.value, category: found.predicate }).toEqual(want);
});
