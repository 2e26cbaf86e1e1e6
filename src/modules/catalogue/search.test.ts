import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldTerm, mendSlips, readQuery, slips } from './search.ts';

test.each([
  ['Akte Lahir??', 'akta lahir'],
  ['KTP-el', 'ktp'],
  ['e-KTP', 'ktp'],
  ['Ijin praktek', 'izin praktik'],
  ['AK-1', 'ak1'],
  ['P-IRT', 'pirt'],
  ['T’Singa', 'tsinga'],
])('%s is kept as %s', (typed, kept) => expect(foldTerm(typed)).toBe(kept));

test('folding twice changes nothing', () =>
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
    }),
  ));

test('words that only say that something is wanted are left out, unless nothing else is there', () => {
  expect(readQuery('bagaimana cara buat KTP yang hilang?')?.words).toEqual(['ktp', 'hilang']);
  expect(readQuery('baru')?.words).toEqual(['baru']);
  expect(readQuery(' ?! ')).toBeUndefined();
});

test('slips count letters added, dropped, changed or swapped', () => {
  expect(slips('skkc', 'skck', 2)).toBe(1);
  expect(slips('paspor', 'pasprt', 2)).toBe(2);
  expect(slips('a', 'abcdef', 2)).toBe(3);
});

test('slips are a distance: none to oneself, the same both ways', () =>
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(slips(a, a, 8)).toBe(0);
      expect(slips(a, b, 8)).toBe(slips(b, a, 8));
      expect(slips(a, b, 8)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  ));

test('known words stay as they are', () => {
  const query = readQuery('skkc kartu')!;
  expect(mendSlips(query, ['skck', 'kartu', 'karta']).words).toEqual(['skck', 'kartu']);
});
