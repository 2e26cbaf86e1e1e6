import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maturityOf } from './award.ts';
import { sequence, shuffled } from './draw.ts';
import { judging, type Rubric } from './judging-rules.ts';
import { resultSheet, totalOf, type CriterionMark, type Panel } from './result-sheet.ts';

const SEED = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const { rubric } = judging;
const criteria = rubric.criteria.map(({ id }) => id);
const entries = ['A', 'B', 'C', 'D', 'E', 'F'];
const jurors = ['J1', 'J2', 'J3', 'J4', 'J5'];

/** Quality 1–5 by entry, one shift by juror, kept within the marks. */
const marks = (quality: (entry: number) => number, shift: (juror: number, entry: number) => number): CriterionMark[] =>
  entries.flatMap((entry, e) =>
    jurors.flatMap((juror, j) =>
      criteria.map((criterion) => ({ juror, entry, criterion, mark: Math.min(5, Math.max(1, quality(e) + shift(j, e))) })),
    ),
  );
const agreed = marks(
  (e) => 5 - Math.floor(e / 1.5),
  (j, e) => (j === 0 && e % 2 ? -1 : 0),
);
const panel = (change: Partial<Panel> = {}): Panel => ({
  rubric,
  entries,
  jurors,
  recusals: [],
  marks: agreed,
  seed: SEED,
  rules: judging.ranking,
  isSecond: false,
  ...change,
});

test('a total divides by the sum of weights: 100 and 100 under weights 0.6 and 0.9 give 100, not 150', () => {
  const two: Rubric = {
    ...rubric,
    criteria: [
      { ...rubric.criteria[0]!, id: 'a', weight: 0.6 },
      { ...rubric.criteria[1]!, id: 'b', weight: 0.9 },
    ],
  };
  expect(totalOf(two, { a: 5, b: 5 })).toBeCloseTo(100);
  expect(totalOf(two, { a: 1, b: 1 })).toBe(0);
  expect(totalOf(two, { a: 5, b: 1 })).toBeCloseTo(40);
  expect(totalOf(two, { a: 5 })).toBeUndefined();
});

test('a panel that agrees gives a result that anybody can count again, in whatever order its inputs come', () => {
  const sheet = resultSheet(panel());
  expect(sheet.standing).toBe('publish');
  expect(
    sheet.rows
      .map(({ entry }) => entry)
      .slice(0, 2)
      .toSorted(),
  ).toEqual(['A', 'B']);
  expect(sheet.rows.every(({ from, to, rank }) => from! <= rank! && rank! <= to!)).toBe(true);
  expect(sheet.icc2k).toBeGreaterThan(0.8);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9999 }), (salt) => {
      const random = sequence(salt.toString(16).padStart(32, '0'));
      expect(
        resultSheet(panel({ marks: shuffled(agreed, random), entries: shuffled(entries, random), jurors: shuffled(jurors, random) })),
      ).toEqual(sheet);
    }),
    { numRuns: 10 },
  );
  expect(JSON.parse(JSON.stringify(sheet))).toEqual(sheet);
});

test('half a sheet is told from none, and neither is a zero', () => {
  const without = agreed.filter(
    ({ juror, entry, criterion }) => !(juror === 'J2' && entry === 'B') && !(juror === 'J3' && entry === 'C' && criterion === criteria[0]),
  );
  const sheet = resultSheet(panel({ marks: without }));
  expect(sheet.standing).toBe('pending');
  expect(sheet.open).toEqual([
    { juror: 'J2', entry: 'B', state: 'missing' },
    { juror: 'J3', entry: 'C', state: 'begun' },
  ]);
  expect(sheet.rows).toEqual([]);
});

test('a recused juror counts for nothing, whatever was written before', () => {
  const recusals = [{ juror: 'J1', entry: 'F' }];
  const before = agreed.map((one) => (one.juror === 'J1' && one.entry === 'F' ? { ...one, mark: 5 } : one));
  const sheet = resultSheet(panel({ recusals, marks: before }));
  expect(sheet).toEqual(resultSheet(panel({ recusals, marks: agreed.filter(({ juror, entry }) => !(juror === 'J1' && entry === 'F')) })));
  const row = sheet.rows.find(({ entry }) => entry === 'F')!;
  expect([row.scores, row.recusals]).toEqual([4, 1]);
});

test('a panel that falls apart is refused, with the score that would join it', () => {
  const recusals = entries.flatMap((entry, e) => jurors.flatMap((juror, j) => (e < 3 === j < 3 ? [] : [{ juror, entry }])));
  const sheet = resultSheet(panel({ recusals }));
  expect(sheet.standing).toBe('unconnected');
  expect(sheet.rows).toEqual([]);
  expect(sheet.joining).toHaveLength(1);
});

test('jurors who disagree meet and score again; still apart, no score is printed', () => {
  const apart = marks(
    () => 3,
    (j, e) => ((e * 3 + j * 2) % 5) - 2,
  );
  const sheet = resultSheet(panel({ marks: apart }));
  expect(sheet.alpha).toBeLessThan(judging.ranking.caution);
  expect(sheet.standing).toBe('calibrate');
  expect(resultSheet(panel({ marks: apart, isSecond: true })).standing).toBe('alphabetical');
  expect(resultSheet(panel({ marks: apart, isSecond: true })).rows).toEqual([]);
});

test('everybody gives everything the same: no agreement is defined, and nobody is ranked first', () => {
  const sheet = resultSheet(
    panel({
      marks: marks(
        () => 3,
        () => 0,
      ),
    }),
  );
  expect([sheet.alpha, sheet.standing]).toEqual([null, 'unranked']);
  expect(sheet.leaders).toEqual(entries);
});

test('an award is proven by a verdict with control alone', () => {
  const of = (verdict: string, rung = 2) => maturityOf({ verdict, rung }, judging.award.least_rung);
  expect(of('better')).toBe('proven');
  expect(of('better', 1)).toBe('not_proven');
  for (const verdict of ['unproven_better', 'no_change', 'too_early']) expect(of(verdict, 5)).toBe('not_proven');
  expect(of('worse')).toBe('returned');
  expect([of('stale'), of('no_baseline'), maturityOf(undefined, 2)]).toEqual(['open', 'open', 'open']);
});

test('kematangan and dampak are never one number: no file that knows the index knows a verdict or a jury', () => {
  const index = readFileSync('src/modules/innovations/index-pack.ts', 'utf8');
  expect(/from '\.\/(award|severity|result-sheet|pairwise)\.ts'|modules\/council/.test(index)).toBe(false);
  for (const file of ['award', 'result-sheet', 'severity', 'judging-rules'])
    expect(readFileSync(`src/modules/innovations/${file}.ts`, 'utf8').includes('index-pack')).toBe(false);
});
