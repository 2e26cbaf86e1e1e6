import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallW, krippendorffAlpha } from './agreement.ts';
import { drawAssignment } from './assignment.ts';
import { groundsOf, type Chart } from './conflict.ts';
import { connect } from './connection.ts';
import { sequence, shuffled } from './draw.ts';
import { likeness, nearDuplicates, type Described } from './likeness.ts';
import { bradleyTerry } from './pairwise.ts';
import { drift, fitSeverity, LEAST_FREEDOM, leaders, rankIntervals, stepVariance, type Score } from './severity.ts';

const SEED = '00112233445566778899aabbccddeeff';
/** A panel whose scores hang together: everybody judges most entries, and the first judges all. */
const panel = fc.record({ jurors: fc.integer({ min: 3, max: 6 }), entries: fc.integer({ min: 3, max: 8 }) }).chain(({ jurors, entries }) =>
  fc
    .array(fc.record({ score: fc.integer({ min: 0, max: 100 }), isGiven: fc.integer({ min: 0, max: 9 }) }), {
      minLength: jurors * entries,
      maxLength: jurors * entries,
    })
    .map((cells) =>
      cells.flatMap(({ score, isGiven }, no): Score[] => {
        const [juror, entry] = [Math.floor(no / entries), no % entries];
        return juror === 0 || isGiven > 2 ? [{ juror: `J${juror}`, entry: `P${entry}`, score }] : [];
      }),
    ),
);
const order = (scores: readonly Score[]): string[] =>
  fitSeverity(scores)
    .entries.toSorted((a, b) => Number((b.score - a.score).toFixed(6)) || (a.entry < b.entry ? -1 : 1))
    .map(({ entry }) => entry);

test('the order of input changes nothing, not even the last bit', () => {
  fc.assert(
    fc.property(panel, fc.integer(), (scores, salt) => {
      const mixed = shuffled(scores, sequence((salt >>> 0).toString(16).padStart(32, '0')));
      const [a, b] = [fitSeverity(scores, 1), fitSeverity(mixed, 1)];
      expect(b).toEqual(a);
      expect(rankIntervals(b, 50, SEED)).toEqual(rankIntervals(a, 50, SEED));
    }),
    { numRuns: 60 },
  );
});

test('a constant on all scores of one juror moves nobody', () => {
  fc.assert(
    fc.property(panel, fc.integer({ min: -500, max: 500 }), (scores, constant) => {
      const moved = scores.map((one) => (one.juror === 'J1' ? { ...one, score: one.score + constant } : one));
      expect(order(moved)).toEqual(order(scores));
    }),
    { numRuns: 100 },
  );
});

test('a copied juror, even a panel of copies, never makes a result certain', () => {
  const floor = stepVariance([30, 25, 20, 15, 10], 4);
  expect(floor).toBeGreaterThan(1);
  fc.assert(
    fc.property(panel, fc.boolean(), (scores, onlyCopies) => {
      const first = scores.filter(({ juror }) => juror === 'J0');
      const copied = [
        ...(onlyCopies ? first : scores),
        ...first.map((one) => ({ ...one, juror: 'copy' })),
        ...first.map((one) => ({ ...one, juror: 'copy2' })),
      ];
      for (const { standardError } of fitSeverity(copied, floor).entries) expect(standardError).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
  // Two entries one step apart under three copies: both may be first.
  const close = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((entry, no) =>
    ['J1', 'J2', 'J3'].map((juror) => ({ juror, entry, score: 70 + no })),
  );
  const intervals = rankIntervals(fitSeverity(close, floor), 2000, SEED)!;
  expect(intervals.every(({ from, to }) => to > from)).toBe(true);
  expect(leaders(intervals).length).toBeGreaterThan(1);
});

test('an entry gains nothing by being seen by more jurors', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 80 }), { minLength: 4, maxLength: 4 }),
      fc.array(fc.integer({ min: -15, max: 15 }), { minLength: 4, maxLength: 4 }),
      (quality, strict) => {
        // Noiseless: whoever sees P0 in addition says what the model says already.
        const all = quality.flatMap((q, p) => strict.map((s, j) => ({ juror: `J${j}`, entry: `P${p}`, score: q + s })));
        const few = all.filter(({ juror, entry }) => entry !== 'P0' || juror === 'J0');
        const gap = (scores: Score[]): number[] => {
          const { entries } = fitSeverity(scores);
          return entries.map(({ score }) => score - entries[1]!.score);
        };
        for (const [no, value] of gap(few).entries()) expect(Math.abs(value - gap(all)[no]!)).toBeLessThan(1e-6);
      },
    ),
    { numRuns: 60 },
  );
});

test('too few scores give neither rank nor interval, and two islands no fit at all', () => {
  const few = ['P1', 'P2', 'P3'].flatMap((entry, no) => ['J1', 'J2'].map((juror) => ({ juror, entry, score: 60 + no * 5 })));
  const fit = fitSeverity(few);
  expect(fit.freedom).toBeLessThan(LEAST_FREEDOM);
  expect(rankIntervals(fit, 100, SEED)).toBeUndefined();
  const islands = [...few, { juror: 'J9', entry: 'P9', score: 99 }];
  expect(() => fitSeverity(islands)).toThrow('never compared');
  const found = connect(islands);
  expect(found.mayRank).toBe(false);
  expect(connect([...islands, ...found.joining]).mayRank).toBe(true);
});

test('a hundred entries by nine jurors, 2,000 draws: well under ten seconds', () => {
  const random = sequence(SEED);
  const scores = Array.from({ length: 100 }, (_, p) =>
    Array.from({ length: 9 }, (__, j) => ({ juror: `J${j}`, entry: `P${p}`, score: Math.floor(random() * 100) })),
  ).flat();
  const intervals = rankIntervals(fitSeverity(scores, 1), 2000, SEED)!;
  expect(intervals).toHaveLength(100);
  expect(intervals.every(({ rank, from, to }) => from <= to && rank >= 1 && rank <= 100)).toBe(true);
});

test('two categories judged by one panel at once are two results: neither moves the other', () => {
  fc.assert(
    fc.property(panel, panel, (one, two) => {
      const both = [
        ...one.map((each) => ({ ...each, category: 'a' })),
        ...two.map((each) => ({ ...each, category: 'b', score: 100 - each.score })),
      ];
      const of = (category: string): Score[] => both.filter((each) => each.category === category);
      expect(order(of('a'))).toEqual(order(one));
    }),
    { numRuns: 20 },
  );
});

const drawing = fc
  .record({ entries: fc.integer({ min: 6, max: 30 }), reviewers: fc.integer({ min: 4, max: 9 }), each: fc.integer({ min: 2, max: 4 }) })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      conflicts: fc.array(
        fc.record({ juror: fc.integer({ min: 0, max: size.reviewers - 1 }), entry: fc.integer({ min: 0, max: size.entries - 1 }) }),
        { maxLength: 12 },
      ),
      seed: fc
        .array(fc.integer({ min: 0, max: 15 }), { minLength: 32, maxLength: 32 })
        .map((digits) => digits.map((digit) => digit.toString(16)).join('')),
    }),
  )
  .map(({ size, conflicts, seed }) => ({
    entries: Array.from({ length: size.entries }, (_, no) => `P${no}`),
    reviewers: Array.from({ length: size.reviewers }, (_, no) => `J${no}`),
    each: size.each,
    conflicts: conflicts.map(({ juror, entry }) => ({ juror: `J${juror}`, entry: `P${entry}` })),
    seed,
  }));

test('an assignment crosses no conflict, is even, hangs together, and the seed says it all; or it says why not', () => {
  let drawn = 0;
  fc.assert(
    fc.property(drawing, (input) => {
      const result = drawAssignment(input);
      if (!result.ok) {
        const open = (entry: string): number =>
          input.reviewers.filter((juror) => !input.conflicts.some((each) => each.juror === juror && each.entry === entry)).length;
        if (result.reason === 'too_few') expect(open(result.who)).toBeLessThan(input.each);
        return;
      }
      drawn++;
      const { pairs } = result;
      for (const conflict of input.conflicts)
        expect(pairs.some((pair) => pair.juror === conflict.juror && pair.entry === conflict.entry)).toBe(false);
      for (const entry of input.entries)
        expect(new Set(pairs.filter((pair) => pair.entry === entry).map(({ juror }) => juror)).size).toBe(input.each);
      const loads = input.reviewers.map((juror) => pairs.filter((pair) => pair.juror === juror).length);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      expect(connect(pairs).mayRank).toBe(true);
      expect(
        drawAssignment({
          ...input,
          entries: input.entries.toReversed(),
          reviewers: input.reviewers.toReversed(),
          conflicts: input.conflicts.toReversed(),
        }),
      ).toEqual(result);
    }),
    { numRuns: 25 },
  );
  expect(drawn).toBeGreaterThan(10);
});

test('the example of the design: 24 entries, six reviewers, three each share 4.8 on average', () => {
  const result = drawAssignment({
    entries: Array.from({ length: 24 }, (_, no) => `P${no}`),
    reviewers: ['a', 'b', 'c', 'd', 'e', 'f'],
    each: 3,
    conflicts: [],
    seed: SEED,
  });
  expect(result.ok && result.shared.most).toBeLessThanOrEqual(6);
  expect(result.ok && result.shared.fewest).toBeGreaterThanOrEqual(4);
});

test('drawing again from another seed gives another draw', () => {
  const input = {
    entries: Array.from({ length: 12 }, (_, no) => `P${no}`),
    reviewers: ['a', 'b', 'c', 'd'],
    each: 2,
    conflicts: [],
    seed: SEED,
  };
  expect(drawAssignment({ ...input, seed: SEED.replace('0', '1') })).not.toEqual(drawAssignment(input));
});

const parents: Record<string, string> = { bagian: 'setda', seksi: 'bidang', bidang: 'dinas', dinas: 'setda', pustu: 'seksi' };
const chart: Chart = { parent: (agency) => parents[agency], levels: 2, years: 2 };
const now = (agency: string) => ({ agency, from: '2020-01-01', to: null });
test('conflicts come from the organisation chart', () => {
  const about = (posts: Parameters<typeof groundsOf>[1]['posts'], agencies: string[], people: string[] = []) =>
    groundsOf(chart, { person: 'juror', posts }, { agencies, people }, '2026-10-01');
  expect(about([now('dinas')], ['dinas'])).toEqual(['same_agency']);
  expect(about([now('setda')], ['bidang'])).toEqual(['superior']);
  expect(about([now('bidang')], ['setda'])).toEqual(['subordinate']);
  // Three levels up is far enough.
  expect(about([now('setda')], ['seksi'])).toEqual([]);
  expect(about([{ agency: 'dinas', from: '2019-01-01', to: '2024-10-02' }], ['dinas'])).toEqual(['former_post']);
  expect(about([{ agency: 'dinas', from: '2019-01-01', to: '2024-10-01' }], ['dinas'])).toEqual([]);
  // A post that only begins later is none yet.
  expect(about([{ agency: 'dinas', from: '2026-10-02', to: null }], ['dinas'])).toEqual([]);
  expect(about([now('lan')], ['dinas'], ['juror'])).toEqual(['named']);
  // A chart that turns in a circle ends the search.
  expect(
    groundsOf({ ...chart, parent: () => 'x' }, { person: 'j', posts: [now('dinas')] }, { agencies: ['other'], people: [] }, '2026-10-01'),
  ).toEqual([]);
});

test('likeness is the same from both sides, whole for a copy with the same metric and matter, and empty words share nothing', () => {
  const weights = { words: 0.6, metric: 0.2, matters: 0.2 };
  const idea = (id: string, text: string, metric: string | null = null): Described => ({ id, text, metric, matters: ['Kesehatan'] });
  const words = fc
    .array(fc.constantFrom('antre', 'obat', 'daring', 'pasien', 'kampung', 'perahu'), { maxLength: 12 })
    .map((list) => list.join(' '));
  fc.assert(
    fc.property(words, words, (a, b) => {
      expect(likeness(idea('a', a), idea('b', b), weights)).toBe(likeness(idea('b', b), idea('a', a), weights));
    }),
  );
  const [a, b, c] = [idea('a', 'Antre obat daring di puskesmas', 'm'), idea('b', 'ANTRE OBAT, daring di puskesmas!', 'm'), idea('c', '')];
  expect(likeness(a, b, weights)).toBeCloseTo(1);
  expect(likeness(c, { ...c, id: 'd' }, weights)).toBeCloseTo(0.2);
  expect(nearDuplicates([c, b, a], weights, 0.5).map((pair) => [pair.b, pair.a])).toEqual([['a', 'b']]);
});

test('who only won is helped by a phantom, and stays finite', () => {
  const { p, isHelped, errorVsLast } = bradleyTerry([
    [0, 3, 3],
    [0, 0, 3],
    [0, 0, 0],
  ]);
  expect(isHelped).toBe(true);
  expect(p[0]).toBeGreaterThan(p[1]!);
  expect(p[1]).toBeGreaterThan(p[2]!);
  expect([...p, ...errorVsLast].every(Number.isFinite)).toBe(true);
});

test('agreement is not defined where nothing varies; ties are corrected', () => {
  expect(
    krippendorffAlpha(
      [
        [3, 3],
        [3, 3],
      ],
      'interval',
    ),
  ).toBeUndefined();
  expect(
    krippendorffAlpha(
      [
        [3, null],
        [null, 4],
      ],
      'interval',
    ),
  ).toBeUndefined();
  const w = kendallW([
    [1, 1],
    [1, 2],
    [3, 3],
  ])!;
  expect(w.tieCorrected).toBeGreaterThan(w.uncorrected);
  expect(
    kendallW([
      [1, 1],
      [1, 1],
    ]),
  ).toBeUndefined();
});

test('a juror who grows milder through the day is seen, and one who is merely mild is not', () => {
  const growing = Array.from({ length: 12 }, (_, order) => ({ order, residual: order - 5.5 + (order % 2 ? 0.8 : -0.8) }));
  const even = growing.map(({ order }) => ({ order, residual: order % 2 ? 1 : -1 }));
  expect(drift(growing)!).toBeGreaterThan(2);
  expect(Math.abs(drift(even)!)).toBeLessThan(2);
  expect(drift(growing.slice(0, 2))).toBeUndefined();
});
