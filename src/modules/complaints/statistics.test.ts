import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Printed } from '#core/small-cells.ts';
import { makeCalendar } from '#core/working-time.ts';
import { deadlines, ScriptedReport, wit } from '#test/scripted-report.ts';
import { lifecycle } from './rules.ts';
import { addTo, emptyTally, measure, printed, protect, quantile, shareOf, type Measure } from './statistics.ts';

/** Every way to fill what isn't printed, so that it adds up to the total: what somebody with pencil and paper can find out. */
function fillings(cells: readonly Printed[], total: number): number[][] {
  const rest = total - cells.reduce<number>((sum, cell) => sum + (typeof cell === 'number' ? cell : 0), 0);
  const open = cells.flatMap((cell, index) => (typeof cell === 'number' ? [] : [index]));
  const found: number[][] = [];
  const go = (at: number, left: number, chosen: number[]): void => {
    if (at === open.length) return void (left === 0 && found.push(chosen));
    const [low, high] = cells[open[at]!] === 'few' ? [1, 4] : [0, left];
    for (let value = low; value <= Math.min(high, left); value++) go(at + 1, left - value, [...chosen, value]);
  };
  go(0, rest, []);
  return found;
}

describe('small cells', () => {
  test('one few is hidden with a second cell, and the rest stands', () => {
    expect(protect([3, 40, 9, 0, 25])).toEqual(['few', 40, 'hidden', 0, 25]);
    expect(protect([40, 9, 0, 25])).toEqual([40, 9, 0, 25]);
  });
  test('two cells of one each are not left to be told by their sum', () => {
    expect(protect([1, 1, 50, 8])).toEqual(['few', 'few', 50, 'hidden']);
  });
  test('nobody learns a few from what is printed, whatever the table', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 1, maxLength: 6 }), (cells) => {
        const total = cells.reduce((sum, cell) => sum + cell, 0);
        const shown = protect(cells);
        for (const [index, cell] of shown.entries()) {
          // a number in print is the true one, and never a small one
          if (typeof cell === 'number') expect(cell).toBe(cells[index]);
          if (typeof cell === 'number') expect(cell === 0 || cell >= 5).toBe(true);
        }
        if (total < 5) return;
        const open = shown.flatMap((cell, index) => (typeof cell === 'number' ? [] : [index]));
        const ways = fillings(shown, total);
        for (const [at, index] of open.entries()) {
          const possible = new Set(ways.map((way) => way[at]));
          if (shown[index] === 'few') expect([...possible].toSorted()).toEqual([1, 2, 3, 4]);
          else expect(possible.size).toBeGreaterThan(1);
        }
      }),
      { numRuns: 400 },
    );
  });
  test('a second count of the same groups keeps shut what the first one shut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 2, maxLength: 6 }), fc.nat({ max: 5 }), (cells, shut) => {
        const closed = new Set([shut % cells.length]);
        const shown = protect(cells, closed);
        expect(typeof shown[shut % cells.length]).toBe('string');
        const total = cells.reduce((sum, cell) => sum + cell, 0);
        if (total < 5) return;
        const open = shown.flatMap((cell, index) => (typeof cell === 'number' ? [] : [index]));
        const ways = fillings(shown, total);
        for (const [at, index] of open.entries()) if (shown[index] === 'few') expect(new Set(ways.map((way) => way[at])).size).toBe(4);
      }),
      { numRuns: 400 },
    );
  });
  test('a group whose count is hidden shows nothing else', () => {
    const tally = (n: number) => {
      const all = emptyTally();
      for (let no = 0; no < n; no++) addTo(all, answered);
      return all;
    };
    const rows = printed(
      new Map([
        ['a', tally(3)],
        ['b', tally(40)],
        ['c', tally(60)],
      ]),
    );
    expect(rows.get('b')).toMatchObject({ received: 'hidden', problems: 'hidden', median: null, contested: null });
    expect(rows.get('c')).toMatchObject({ received: 60, median: 4 });
  });
});

const answered: Measure = {
  month: '2026-11',
  category: 'jalan-jembatan',
  area: '94.04.01',
  agency: 'dpupr',
  isSecret: false,
  isProblem: true,
  verified: true,
  followedUp: true,
  done: true,
  days: 4,
  isAnswered: true,
  isContested: false,
  isFaked: false,
  hasWaited: false,
  channel: 'web',
  classification: 'pengaduan_tidak_berkadar',
  confirmed: null,
  isReopened: false,
  proof: 'accepted',
  openFor: 14,
};

describe('times and shares', () => {
  test('without open reports the quantiles are those of the sorted list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 80 }), (list) => {
        const days = new Map<number, [number, number]>();
        for (const day of list) days.set(day, [(days.get(day)?.[0] ?? 0) + 1, 0]);
        const sorted = list.toSorted((a, b) => a - b);
        expect(quantile(days, 0.5)).toBe(sorted[Math.ceil(list.length * 0.5) - 1]);
        expect(quantile(days, 0.9)).toBe(sorted[Math.ceil(list.length * 0.9 - 1e-9) - 1]);
      }),
    );
  });
  test('open reports count for as long as they were watched (by hand: 6 of 10 answered)', () => {
    // 3 answered on day 2, 2 leave unanswered on day 3, 3 answered on day 5, 2 still open on day 9
    const days = new Map<number, [number, number]>([
      [2, [3, 0]],
      [3, [0, 2]],
      [5, [3, 0]],
      [9, [0, 2]],
    ]);
    // S(2) = 0.7; S(5) = 0.7 × (1 − 3/5) = 0.28
    expect(quantile(days, 0.5)).toBe(5);
    expect(quantile(days, 0.9)).toBeNull();
  });
  test("Wilson's interval, against the value in the textbook; nothing for fewer than thirty", () => {
    expect(shareOf([10, 100])).toEqual({ share: 0.1, low: 0.055, high: 0.174, of: 100 });
    expect(shareOf([0, 30])).toEqual({ share: 0, low: 0, high: 0.114, of: 30 });
    expect(shareOf([3, 29])).toBeNull();
  });
});

describe('what one report adds', () => {
  const at = (report: ScriptedReport, now: string) => measure(lifecycle, deadlines, makeCalendar([]), report.log, wit(now));
  test('a report that went through in time', () => {
    const report = new ScriptedReport('2026-11-02 09:00')
      .add('2026-11-03 09:00', 'verified')
      .add('2026-11-03 10:00', 'routed')
      .add('2026-11-03 11:00', 'accepted')
      .add('2026-11-05 11:00', 'followed_up')
      .add('2026-11-06 11:00', 'submitted')
      .add('2026-11-09 11:00', 'proof_accepted');
    expect(at(report, '2026-11-20 09:00')).toEqual({ ...answered, days: 5 });
  });
  test('an end by the reporter’s word, by silence, after proof was sent back, and opened again', () => {
    const begun = () =>
      new ScriptedReport('2026-11-02 09:00')
        .add('2026-11-03 09:00', 'verified')
        .add('2026-11-03 10:00', 'routed')
        .add('2026-11-03 11:00', 'accepted');
    const agreed = begun().add('2026-11-06 11:00', 'submitted').add('2026-11-09 11:00', 'proof_accepted').add('2026-11-10 11:00', 'agreed');
    expect(at(agreed, '2026-11-20 09:00')).toMatchObject({ confirmed: 'accepted', openFor: null, proof: 'accepted', isReopened: false });
    const again = begun()
      .add('2026-11-04 11:00', 'submitted')
      .add('2026-11-04 15:00', 'proof_returned')
      .add('2026-11-06 11:00', 'submitted')
      .add('2026-11-09 11:00', 'proof_accepted')
      .add('2026-11-24 00:00', 'window_lapsed')
      .add('2026-11-25 09:00', 'reopened');
    expect(at(again, '2026-11-24 09:00')).toMatchObject({ isReopened: true, proof: 'returned', openFor: 16 });
    const tally = emptyTally();
    for (const report of [agreed, again]) addTo(tally, at(report, '2026-11-26 09:00'));
    expect(tally).toMatchObject({ confirmed: [1, 1], returned: [1, 2], reopened: [1, 2] });
    expect([...tally.open]).toEqual([[18, 1]]);
  });
  test('proof found false is counted for its agency, and hidden only with its group', () => {
    const fake = new ScriptedReport('2026-11-02 09:00')
      .add('2026-11-03 09:00', 'verified')
      .add('2026-11-03 10:00', 'routed')
      .add('2026-11-03 11:00', 'accepted')
      .add('2026-11-06 11:00', 'submitted')
      .add('2026-11-09 11:00', 'proof_accepted')
      .add('2026-11-10 11:00', 'proof_fake');
    const one = at(fake, '2026-11-20 09:00');
    expect(one).toMatchObject({ isFaked: true, agency: 'dpupr' });
    const [large, other, small] = [emptyTally(), emptyTally(), emptyTally()];
    for (let no = 0; no < 40; no++) addTo(large, no === 0 ? one : answered);
    // the second cell that is hidden beside a small one
    for (let no = 0; no < 30; no++) addTo(other, answered);
    addTo(small, one);
    const rows = printed(new Map(Object.entries({ dpupr: large, dlh: other, pln: small })));
    expect(rows.get('dpupr')).toMatchObject({ fakes: 1 });
    expect(rows.get('pln')!.fakes).toBe('hidden');
  });
  test('what is open and past its day is late, what is open and before it says nothing yet', () => {
    const report = new ScriptedReport('2026-11-02 09:00');
    expect(at(report, '2026-11-04 09:00')).toMatchObject({ verified: null, followedUp: null, done: null, isAnswered: false, days: 2 });
    expect(at(report, '2026-11-06 09:00')).toMatchObject({ verified: false, days: 4 });
  });
  test('a voice merged into another report is no problem of its own', () => {
    const tally = emptyTally();
    addTo(tally, at(new ScriptedReport('2026-11-02 09:00').add('2026-11-02 10:00', 'merged'), '2026-11-20 09:00'));
    expect(tally).toMatchObject({ received: 1, problems: 0, verified: [1, 1], done: [0, 0] });
  });
});
