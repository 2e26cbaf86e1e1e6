import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everydayWords, tellingWords } from './everyday.ts';

test.each([
  ['Sa pu jln su rusak', 'saya punya jalan sudah rusak'],
  ['kitong tra ada air', 'kami tidak ada air'],
  ['Anak2 tdk bisa sekolah krn banjr', 'anak tidak bisa sekolah karena banjir'],
  ['got mampet', 'parit mampet'],
  ['Lubang-lubang di Jl. Hasanuddin', 'lubang di jalan hasanuddin'],
  ['antrian ngantri ANTRE', 'antre'],
  ['T’Singa', 'tsinga'],
  ['', ''],
])('%j reads as %j', (text, words) => expect(everydayWords(text).join(' ')).toBe(words));

test('only what tells something is left, or all where nothing tells', () => {
  expect(tellingWords('Tolong pak, jalan di SP 2 sudah rusak sekali')).toEqual(['jalan', 'sp', 'rusak']);
  expect(tellingWords('tolong ya')).toEqual(['tolong', 'ya']);
});

test('reading the common form again changes nothing', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...'tra su sa kitong jln jln2 skali got lobang pkm akte yg deng mati mt kali kasi anak2 rumah'.split(' '))),
      (words) => {
        const once = everydayWords(words.join(' '));
        expect(everydayWords(once.join(' '))).toEqual(once);
      },
    ),
  ));
