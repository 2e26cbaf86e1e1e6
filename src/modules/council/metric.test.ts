import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formulaIds } from './facts.ts';
import { addMonths, measured, monthsOf, quantileOf, quarterOf } from './measure.ts';
import { faultsOf, metrics, type Metric } from './metric.ts';
import { partsOf, seriesOf } from './series.ts';
import { middleOf, questionsOf, summaryOf, type MeasureView, type Parts } from './view.ts';

const of = (id: string): Metric => metrics.find((metric) => metric.id === id)!;

test('the registry is whole, uses every formula, and counts no applications', () => {
  expect(faultsOf(metrics)).toEqual([]);
  for (const formula of formulaIds)
    expect(
      metrics.some((metric) => metric.formula === formula),
      formula,
    ).toBe(true);
});

test('a registry with a hole is refused, each hole in its own line', () => {
  const one = of('cepat-putusan');
  const apps: Metric = { ...of('mudah-terlayani'), id: 'mudah-aplikasi', name: { id: 'Jumlah aplikasi', en: 'Number of applications' } };
  expect(faultsOf([...metrics, apps])).toEqual(['mudah-aplikasi: applications are never counted as a merit']);
  const replace = (more: Partial<Metric>) => faultsOf(metrics.map((metric) => (metric === one ? { ...metric, ...more } : metric)));
  expect(replace({ guard: null })).toEqual(['cepat-putusan: a speed needs a guard']);
  expect(replace({ formula: 'cases.nothing/1' })).toEqual(['cepat-putusan: no formula cases.nothing/1']);
  expect(replace({ type: 'output' })).toEqual(['cepat-putusan: output leads no page']);
  expect(replace({ lead: false })).toEqual(['cepat: needs one lead']);
});

test('quantiles of counts are those of the values written out', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.constantFrom(0.5, 0.9), (values, share) => {
      const counts = new Map<number, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      const sorted = values.toSorted((a, b) => a - b);
      expect(quantileOf(counts, share)).toBe(sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]);
    }),
  );
  expect(measured('share', new Map())).toBeUndefined();
});

test('months and quarters', () => {
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2025-11', 14)).toBe('2027-01');
  expect(quarterOf('2026-03')).toBe('2026-Q1');
  expect(monthsOf('2026-Q4')).toEqual(['2026-10', '2026-11', '2026-12']);
});

const point = (period: string, value: number | null) => ({
  period,
  state: value === null ? 'few' : 'value',
  value,
  n: value === null ? null : 50,
  low: null,
  high: null,
});
const months = (values: readonly (number | null)[], from = '2025-01') => values.map((value, index) => point(addMonths(from, index), value));
const YEAR = [42, 38, 45, 40, 44, 39, 41, 43, 37, 42, 40, 41];

test('the verdict comes from frozen limits: later points change neither mean nor limits', () => {
  const metric = of('cepat-putusan');
  const short = seriesOf(metric, months([...YEAR, 39, 37, 36]), '2026-04', true);
  const long = seriesOf(metric, months([...YEAR, 39, 37, 36, 38, 35, 36, 34]), '2026-08', true);
  expect(short.verdict).toBe('too_early');
  expect(long).toMatchObject({ verdict: 'better', rung: 2, good: 7, bad: 0, limits: short.limits });
  expect(seriesOf(metric, months([...YEAR, 39, 37, 36, 38, 35, 36, 34]), '2026-08', true, 'worse').verdict).toBe('unproven_better');
});

test('what is stale or not reported is never better, and holes are holes, not zero', () => {
  const metric = of('cepat-putusan');
  const good = months([...YEAR, 39, 37, 36, 38, 35, 36, 34]);
  expect(seriesOf(metric, good, '2026-10', true).verdict).toBe('better');
  expect(seriesOf(metric, good, '2026-11', true).verdict).toBe('stale');
  const gone = seriesOf(metric, good, '2026-10', false);
  expect(gone.verdict).toBe('stale');
  expect(gone.points.slice(-2).map(({ state, value }) => [state, value])).toEqual([
    ['not_reported', null],
    ['not_reported', null],
  ]);
  const holes = seriesOf(metric, [...months(YEAR.slice(0, 3)), ...months([null, 40], '2025-05')], '2025-07', true);
  expect(holes.points.map(({ period, state }) => [period, state])).toEqual([
    ['2025-01', 'value'],
    ['2025-02', 'value'],
    ['2025-03', 'value'],
    ['2025-04', 'none'],
    ['2025-05', 'few'],
    ['2025-06', 'value'],
  ]);
});

test('parts over quarters add up from what was published alone', () => {
  const cell = (key: string, period: string, value: number | null, n: number | null) => ({
    key,
    period,
    state: value === null ? 'hidden' : 'value',
    value,
    n,
    low: null,
    high: null,
  });
  expect(partsOf([cell('a', '2026-Q1', 0.5, 40), cell('a', '2026-Q2', 1, 60), cell('b', '2026-Q1', null, null)])).toEqual([
    { key: 'a', hits: 80, n: 100 },
  ]);
});

test('questions: what got worse, then the distrik beyond chance, then what is silent; three at most, each with its owner', () => {
  const view = (id: string, values: readonly number[], isReported = true): MeasureView => ({
    metric: of(id),
    stamp: '',
    registeredAt: undefined,
    isRegisteredLate: false,
    isReported,
    running: undefined,
    series: seriesOf(of(id), months([...YEAR, ...values]), addMonths('2026-01', values.length), isReported),
  });
  const views = [
    view('cepat-putusan', [60, 60, 60, 60, 60, 60, 60]),
    view('cepat-putusan-p90', [39, 37, 36, 38, 35, 36, 34]),
    view('terbuka-standar', [], false),
    view('mudah-terlayani', [], false),
    view('cepat-tanggapan', []),
  ];
  expect(summaryOf(views)).toEqual({ worse: 1, better: 1, unproven: 1, silent: 2 });
  const worst: Parts = {
    quarters: ['2026-Q1', '2026-Q4'],
    whole: 0.8,
    parts: [
      { key: '94.04.13', n: 200, share: 0.5, low: 0.43, high: 0.57, differs: 'worse' },
      { key: '94.04.01', n: 200, share: 0.8, low: 0.74, high: 0.85, differs: null },
      { key: '94.04.16', n: 200, share: 0.9, low: 0.85, high: 0.93, differs: null },
    ],
  };
  expect(middleOf(worst)?.key).toBe('94.04.01');
  expect(questionsOf(views, { 'cepat-tanggapan': worst }).map(({ metric, why, distrik }) => [metric.id, why, distrik])).toEqual([
    ['cepat-putusan', 'worse', undefined],
    ['cepat-tanggapan', 'worst', '94.04.13'],
    ['terbuka-standar', 'silent', undefined],
  ]);
});
