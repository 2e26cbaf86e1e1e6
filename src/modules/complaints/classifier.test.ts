import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confusion, suggest, train, type Labelled, type Model } from './classifier.ts';
import { everydayWords } from './everyday.ts';
import { maskText } from './masking.ts';

interface Example extends Labelled {
  set: 'train' | 'calibration' | 'held_out';
  by: 'hand' | 'template';
}
const { examples } = JSON.parse(readFileSync('db/reference/complaint-examples.json', 'utf8')) as { examples: Example[] };
const of = (set: Example['set']) => examples.filter((example) => example.set === set);
const model = train(of('train'), of('calibration'));
const percent = (value: number | undefined) => `${((value ?? 0) * 100).toFixed(1)} %`;

describe('the examples', () => {
  test('are enough, of all twenty categories in every part', () => {
    expect(of('train').length).toBeGreaterThanOrEqual(600);
    expect(of('calibration').length).toBeGreaterThanOrEqual(100);
    expect(of('held_out').length).toBeGreaterThanOrEqual(120);
    expect(model.categories).toHaveLength(20);
    for (const set of ['train', 'calibration', 'held_out'] as const)
      expect([...new Set(of(set).map((example) => example.category))].sort()).toEqual(model.categories);
  });

  test('what is measured on was written by hand and is nowhere else', () => {
    const key = (text: string) => everydayWords(text).join(' ');
    const taught = new Set(of('train').map(({ text }) => key(text)));
    const calibrated = new Set(of('calibration').map(({ text }) => key(text)));
    for (const { text, by } of [...of('held_out'), ...of('calibration')]) {
      expect(by).toBe('hand');
      expect(taught, text).not.toContain(key(text));
    }
    for (const { text } of of('held_out')) expect(calibrated, text).not.toContain(key(text));
    expect(new Set(examples.map(({ text }) => text)).size).toBe(examples.length);
  });

  test('hold nobody’s number', () => {
    expect(examples.filter(({ text }) => maskText(text).found.length > 0)).toEqual([]);
  });
});

describe('on reports it has never seen', () => {
  const result = confusion(model, of('held_out'));

  test('says the right category first in four of five, among three in nine of ten', () => {
    console.log(
      `held out ${of('held_out').length}: first ${percent(result.first.share)} (${percent(result.first.low)}–${percent(result.first.high)}), ` +
        `among three ${percent(result.firstThree.share)}; answers ${percent(result.answered.share)}, of these right ${percent(result.right.share)} ` +
        `(${percent(result.right.low)}–${percent(result.right.high)}); threshold ${model.threshold}, temperature ${model.temperature}`,
    );
    // By chance one in twenty; always the largest group, fewer than one in ten.
    expect(result.first.share).toBeGreaterThan(0.8);
    expect(result.firstThree.share).toBeGreaterThan(0.9);
  });

  test('is right more often where it doesn’t abstain, and answers most', () => {
    expect(result.answered.share).toBeGreaterThan(0.75);
    expect(result.right.share).toBeGreaterThan(0.87);
    expect(result.right.share).toBeGreaterThan(result.first.share!);
  });

  test('roads, bridges and floods, the largest groups, are found in four of five', () => {
    for (const category of ['jalan-jembatan', 'banjir-drainase']) {
      const row = result.perCategory.find((each) => each.category === category)!;
      expect(row.recall.share, category).toBeGreaterThan(0.75);
      expect(row.precision.share, category).toBeGreaterThan(0.75);
    }
  });

  test('its probabilities mean what they say, to a tenth', () => {
    const said = of('held_out').map(({ text }) => suggest(model, text).top[0]?.probability ?? 0);
    const mean = said.reduce((sum, value) => sum + value, 0) / said.length;
    expect(Math.abs(mean - result.first.share!)).toBeLessThan(0.1);
  });

  test('the matrix adds up', () => {
    const total = result.matrix.flat().reduce((sum, count) => sum + count, 0) + result.abstained.reduce((sum, count) => sum + count, 0);
    expect(total).toBe(of('held_out').length);
    for (const { recall, category } of result.perCategory)
      expect(recall.of).toBe(of('held_out').filter((each) => each.category === category).length);
    expect(result.perCategory.reduce((sum, { precision }) => sum + precision.of, 0)).toBe(result.answered.hits);
  });
});

describe('suggesting', () => {
  test.each([
    ['Sa pu motor jatuh di lobang besar, jln su hancur', 'jalan-jembatan'],
    ['got tersumbat air masuk rumah', 'banjir-drainase'],
    ['air PDAM trada su tiga hari', 'air-bersih'],
    ['lmpu jln mati gelap skali', 'listrik-lampu-jalan'],
    ['there is a large hole in the road', 'jalan-jembatan'],
  ])('%s: %s, with the words that said so', (text, category) => {
    const { top, abstains } = suggest(model, text);
    expect(abstains).toBe(false);
    expect(top[0]!.category).toBe(category);
    expect(top[0]!.because.length).toBeGreaterThan(0);
    for (const word of top[0]!.because) expect(everydayWords(text)).toContain(word);
  });

  test('says nothing about what it doesn’t know', () => {
    for (const text of ['', '   ', '🌊🌊', 'qxqxq zzvzz', '12345']) expect(suggest(model, text)).toEqual({ top: [], abstains: true });
  });

  test('abstains between two', () => {
    expect(suggest(model, 'rusak').abstains).toBe(true);
    expect(suggest(model, 'belum dibayar').abstains).toBe(true);
  });

  test('hears the place', () => {
    const learned = train(
      [
        { text: 'rusak berat', category: 'a', place: 'jembatan kali' },
        { text: 'rusak berat', category: 'b', place: 'puskesmas' },
      ],
      [],
    );
    expect(suggest(learned, 'rusak', 'dekat puskesmas').top[0]!.category).toBe('b');
    expect(suggest(learned, 'rusak', 'jembatan').top[0]!.category).toBe('a');
  });

  test('at most three, likeliest first, probabilities of one whole, whatever the text', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom('jalan', 'air', 'constructor', 'toString', '__proto__', 'hasOwnProperty', 'KTP', 'su', '-', '\u0000'), {
              maxLength: 12,
            })
            .map((words) => words.join(' ')),
        ),
        (text) => {
          const { top, abstains } = suggest(model, text, text);
          expect(top.length).toBeLessThanOrEqual(3);
          expect(top.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-9);
          for (const [at, { probability, because }] of top.entries()) {
            expect(probability).toBeGreaterThanOrEqual(0);
            expect(probability).toBeLessThanOrEqual(top[at - 1]?.probability ?? 1);
            expect(because.length).toBeLessThanOrEqual(3);
          }
          expect(abstains).toBe(!((top[0]?.probability ?? -1) >= model.threshold));
        },
      ),
      { numRuns: 200 },
    ));
});

describe('training', () => {
  test('the same examples give the same model, in any order of the categories, through JSON too', () => {
    const few = of('train').filter((_, index) => index % 7 === 0);
    const once = train(few, of('calibration'));
    expect(JSON.stringify(train(few, of('calibration')))).toBe(JSON.stringify(once));
    const back = JSON.parse(JSON.stringify(once)) as Model;
    for (const { text } of of('held_out').slice(0, 20)) expect(suggest(back, text)).toEqual(suggest(once, text));
  });

  test('is small enough to keep in a row', () => {
    expect(JSON.stringify(model).length).toBeLessThan(500_000);
  });

  test('without a calibration set it always abstains; on nothing it refuses', () => {
    const few = train(
      [
        { text: 'jalan rusak', category: 'a' },
        { text: 'lampu mati', category: 'b' },
      ],
      [],
    );
    expect(suggest(few, 'jalan')).toMatchObject({ abstains: true, top: [{ category: 'a' }, { category: 'b' }] });
    expect(() => train([], [])).toThrow();
    expect(() => confusion(few, [{ text: 'x', category: 'c' }])).toThrow(/doesn’t know/);
  });

  test('labels at random teach it nothing: it then abstains', () => {
    const shuffled = of('train').map((example, index, all) => ({ ...example, category: all[(index * 389) % all.length]!.category }));
    const nonsense = train(shuffled, of('calibration'));
    const result = confusion(nonsense, of('held_out'));
    expect(result.first.share).toBeLessThan(0.3);
    expect(result.answered.share).toBeLessThan(0.2);
  });
});
