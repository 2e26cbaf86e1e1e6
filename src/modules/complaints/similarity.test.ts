import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { DuplicateFile, duplicateRules, likeness, lookupKeys, score, signatureOf, type Comparable } from './similarity.ts';

const file = DuplicateFile.parse(JSON.parse(readFileSync('db/reference/complaint-duplicates.json', 'utf8')));
const rules = duplicateRules(file);
const { data: categories } = Papa.parse<{ id: string }>(readFileSync('db/reference/complaint-categories.csv', 'utf8'), {
  header: true,
  skipEmptyLines: true,
});

const text = 'Lubang besar di Jalan Hasanuddin depan gereja, motor sering jatuh';
const base: Comparable = {
  category: 'jalan-jembatan',
  region: '94.04.01.1001',
  point: { latitude: -4.54671, longitude: 136.8833, accuracy: 10 },
  receivedAt: new Date('2026-03-02T01:00:00Z'),
  endedAt: null,
  words: signatureOf(text),
  placeWords: signatureOf('depan gereja'),
  photos: [],
};
const like = (change: Partial<Comparable>): Comparable => ({ ...base, ...change });
const points = (a: Comparable, b: Comparable) => score(a, b, rules).score;
/** So many metres north. */
const north = (metres: number, accuracy: number | null = 0) => ({ latitude: -4.54671 + metres / 111_195, longitude: 136.8833, accuracy });
const exact = like({ point: north(0) });

describe('the data', () => {
  test('speaks of every category once', () => {
    const named = [...rules.families.keys(), ...rules.never];
    expect(named.sort()).toEqual(categories.map((category) => category.id).sort());
    expect(categories).toHaveLength(20);
  });

  test('a category named twice is refused', () => {
    const twice = { ...file, families: [...file.families, { id: 'x', categories: ['kesehatan'], metres: 1, note: '' }] };
    expect(() => duplicateRules(twice)).toThrow(/twice/);
    expect(() => duplicateRules({ ...file, never: { ...file.never, categories: ['kesehatan'] } })).toThrow(/twice/);
  });
});

describe('words', () => {
  test('32 integers that PostgreSQL takes, 16 keys', () => {
    const signature = signatureOf(text);
    expect(signature).toHaveLength(32);
    expect(lookupKeys(signature)).toHaveLength(16);
    for (const value of [...signature, ...lookupKeys(signature)]) {
      expect(Number.isInteger(value)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(-(2 ** 31));
      expect(value).toBeLessThan(2 ** 31);
    }
    expect(signatureOf('')).toEqual([]);
    expect(lookupKeys([])).toEqual([]);
  });

  test('stay the same from one release to the next, for they are stored', () => {
    expect(signatureOf('jalan rusak').slice(0, 4)).toEqual([8815327, 196953171, 241303383, 582219055]);
  });

  test('spelling, case and order change little, another matter everything', () => {
    const same = likeness(
      signatureOf('jln hasanuddin rusak, lobang besar dpn gereja'),
      signatureOf('Lubang besar depan gereja, jalan Hasanuddin rusak'),
    );
    const other = likeness(signatureOf('Lubang besar di Jalan Hasanuddin'), signatureOf('Beasiswa mahasiswa belum cair'));
    expect(same).toBeGreaterThan(0.8);
    expect(other).toBeLessThan(0.15);
  });

  test('the estimate is near the true share of pieces, on average without bias', () => {
    const words = Array.from(
      { length: 400 },
      (_, at) => `kata${String.fromCharCode(97 + (at % 26), 97 + ((at * 7) % 26), 97 + ((at * 11) % 26))}${'x'.repeat(at % 3)}`,
    );
    const pieces = (list: readonly string[]) =>
      new Set(list.flatMap((word) => [word, ...Array.from({ length: word.length - 1 }, (_, at) => `^${word}$`.slice(at, at + 4))]));
    let off = 0;
    let count = 0;
    for (let at = 0; at + 20 <= words.length; at += 5) {
      const a = words.slice(at, at + 12);
      const b = words.slice(at + 6, at + 18);
      const [left, right] = [pieces(a), pieces(b)];
      const shared = [...left].filter((piece) => right.has(piece)).length;
      off += likeness(signatureOf(a.join(' ')), signatureOf(b.join(' '))) - shared / (left.size + right.size - shared);
      count++;
    }
    expect(Math.abs(off / count)).toBeLessThan(0.04);
  });

  test('texts that are much alike share a lookup key, strangers seldom', () => {
    const shares = (a: string, b: string) => {
      const keys = new Set(lookupKeys(signatureOf(a)));
      return lookupKeys(signatureOf(b)).some((key) => keys.has(key));
    };
    expect(shares(text, 'lobang besar dpn gereja jln hasanuddin, ada motor jatuh')).toBe(true);
    const { examples } = JSON.parse(readFileSync('db/reference/complaint-examples.json', 'utf8')) as {
      examples: { text: string; set: string }[];
    };
    const texts = examples.filter((each) => each.set === 'held_out').map((each) => each.text);
    let met = 0;
    let pairs = 0;
    for (const [at, a] of texts.entries())
      for (const b of texts.slice(at + 1, at + 20)) {
        pairs++;
        if (shares(a, b)) met++;
      }
    expect(met / pairs).toBeLessThan(0.1);
  });
});

describe('the score', () => {
  test('two neighbours telling of one hole meet', () => {
    const found = score(
      base,
      like({
        words: signatureOf('sa jatuh di lobang dpn gereja jln hasanuddin'),
        point: north(40),
        receivedAt: new Date('2026-03-09T01:00:00Z'),
      }),
      rules,
    );
    expect(found.score).toBeGreaterThan(rules.limit.show_from);
    expect(found.because).toContainEqual({ what: 'distance', metres: 40 });
    expect(found.because.map((reason) => reason.what)).toContain('words');
  });

  test('falls with distance and ends at the edge, which inexact points push out', () => {
    const at = (metres: number) => points(exact, like({ point: north(metres) }));
    expect(at(0)).toBe(1);
    expect(at(100)).toBeGreaterThan(at(200));
    expect(at(249)).toBeCloseTo(0.5, 1);
    expect(at(260)).toBe(0);
    expect(points(exact, like({ point: north(300, 100) }))).toBeGreaterThan(0);
    expect(points(exact, like({ point: north(500, 100_000) }))).toBe(0);
  });

  test('the distance is the family’s', () => {
    const at = (category: string, metres: number) => points(like({ category, point: north(0) }), like({ category, point: north(metres) }));
    expect(at('sampah-kebersihan', 200)).toBe(0);
    expect(at('internet-bts', 2000)).toBeGreaterThan(0.5);
  });

  test('one family: a flooded road; another category: never', () => {
    expect(points(base, like({ category: 'banjir-drainase' }))).toBe(1);
    expect(points(base, like({ category: 'sampah-kebersihan' }))).toBe(0);
  });

  test.each(file.never.categories)('%s never clusters, not even with itself', (category) => {
    expect(score(like({ category }), like({ category }), rules)).toEqual({ score: 0, because: [] });
  });

  test('thirty days after its end a report still counts, the day after no more', () => {
    const ended = like({ endedAt: new Date('2026-02-01T00:00:00Z'), receivedAt: new Date('2026-01-01T00:00:00Z') });
    const received = (iso: string) => points(ended, like({ receivedAt: new Date(iso) }));
    expect(received('2026-01-15T00:00:00Z')).toBe(1);
    expect(received('2026-03-03T00:00:00Z')).toBe(1);
    expect(received('2026-03-03T00:00:01Z')).toBe(0);
    expect(points(like({ receivedAt: new Date('2020-01-01T00:00:00Z') }), base)).toBe(1);
  });

  test('without points the kampung and the landmark speak', () => {
    const other = signatureOf('jembatan miring');
    const lost = (change: Partial<Comparable>) => like({ point: null, words: other, placeWords: [], ...change });
    const same = points(like({ point: null }), lost({}));
    const landmark = points(like({ point: null }), lost({ placeWords: base.placeWords }));
    const district = points(like({ point: null }), lost({ region: '94.04.01' }));
    expect(landmark).toBeGreaterThan(same);
    expect(same).toBeGreaterThan(district);
    expect(district).toBeGreaterThan(0);
    expect(points(like({ point: null }), lost({ region: '94.04.01.1002' }))).toBe(0);
    expect(points(like({ point: null }), lost({ region: '94.04' }))).toBe(0);
    expect(points(like({ point: null }), lost({ region: null }))).toBe(0);
    // One named kampung is not inside another whose code begins alike.
    expect(points(like({ point: null, region: '94.04.01.100' }), lost({ region: '94.04.01.1001' }))).toBe(0);
  });

  test('the same picture speaks though the words differ', () => {
    const photo = { difference: '81985529216486895', cosine: '-81985529216486896', differenceMirrored: '1', cosineMirrored: '2' };
    const other = { difference: '-1', cosine: '1311768467463790320', differenceMirrored: '-3', cosineMirrored: '77' };
    const words = signatureOf('tolong perbaiki');
    const pictured = score(like({ photos: [photo], point: north(0) }), like({ photos: [other, photo], words, point: north(0) }), rules);
    const bare = score(like({ photos: [photo], point: north(0) }), like({ photos: [], words, point: north(0) }), rules);
    expect(pictured.score).toBe(1);
    expect(pictured.because).toContainEqual({ what: 'photo', bits: 0 });
    expect(bare.score).toBeLessThan(0.6);
  });
});

const hash64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const anyPhoto = fc.record({ difference: hash64, cosine: hash64, differenceMirrored: hash64, cosineMirrored: hash64 });
const anyMoment = fc.integer({ min: 0, max: 400 }).map((days) => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000));
const anyText = fc.oneof(
  fc
    .array(fc.constantFrom('jalan', 'lubang', 'banjir', 'got', 'gereja', 'rusak', 'air', 'lampu', 'su', 'tra'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((words) => words.join(' ')),
  fc.constantFrom('🌊🌊', '123', 'tolong'),
);
const anyReport: fc.Arbitrary<Comparable> = fc.record({
  category: fc.constantFrom(...categories.map((category) => category.id), 'baru'),
  region: fc.constantFrom(null, '94.04', '94.04.01', '94.04.01.1001', '94.04.01.1002', '94.04.02.2001'),
  point: fc.option(
    fc.record({
      latitude: fc.double({ min: -4.55, max: -4.545, noNaN: true }),
      longitude: fc.double({ min: 136.88, max: 136.885, noNaN: true }),
      accuracy: fc.option(fc.integer({ min: 0, max: 1000 })),
    }),
  ),
  receivedAt: anyMoment,
  endedAt: fc.option(anyMoment),
  words: anyText.map(signatureOf),
  placeWords: fc.oneof(anyText.map(signatureOf), fc.constant([])),
  photos: fc.array(anyPhoto, { maxLength: 3 }),
});

describe('laws', () => {
  test('the same both ways, between 0 and 1, with reasons exactly where there is a score', () =>
    fc.assert(
      fc.property(anyReport, anyReport, (a, b) => {
        const one = score(a, b, rules);
        const other = score(b, a, rules);
        expect(other.score).toBeCloseTo(one.score, 9);
        expect(other.because).toEqual(one.because);
        expect(one.score).toBeGreaterThanOrEqual(0);
        expect(one.score).toBeLessThanOrEqual(1);
        expect(one.because.length > 0).toBe(one.score > 0);
      }),
      { numRuns: 2000 },
    ));

  test('a report and itself: 1, unless its category never clusters', () =>
    fc.assert(
      fc.property(anyReport, (a) => {
        const whole = a.endedAt && a.endedAt < a.receivedAt ? { ...a, endedAt: a.receivedAt } : a;
        expect(score(whole, whole, rules).score).toBeCloseTo(rules.never.has(a.category) ? 0 : 1, 9);
      }),
      { numRuns: 1000 },
    ));

  test.each(['constructor', 'toString', '__proto__'])('a word that objects know is a word: %s', (word) =>
    expect(likeness(signatureOf(word), signatureOf(word))).toBe(1),
  );
  test('a likeness is symmetric, 1 for the same text, whatever the text', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        expect(likeness(signatureOf(a), signatureOf(b))).toBe(likeness(signatureOf(b), signatureOf(a)));
        if (a.trim() !== '') expect(likeness(signatureOf(a), signatureOf(a))).toBe(1);
      }),
    ));
});
