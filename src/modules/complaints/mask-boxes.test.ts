import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { boxesIn, boxesText, readBoxes, rowsOf, type BoxRows } from './mask-boxes.ts';

const rows = (...all: readonly (readonly string[])[]): BoxRows => ({
  kiri: all.map((row) => row[0]!),
  atas: all.map((row) => row[1]!),
  lebar: all.map((row) => row[2]!),
  tinggi: all.map((row) => row[3]!),
});
const wrong = (of: BoxRows, isClean = false): Readonly<Record<string, string>> => {
  try {
    readBoxes(of, isClean);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.fields;
    throw thrown;
  }
  return {};
};

test('rows as typed: comma or point, empty ones left out, each fault beside its field', () => {
  expect(readBoxes(rows(['', '', '', ''], ['12,5', '40.25', '10', ' 8 ']), false)).toEqual([
    { left: 0.125, top: 0.4025, width: 0.1, height: 0.08 },
  ]);
  expect(wrong(rows(['12', '', '10', 'x'], ['101', '0', '0', '-1']))).toEqual({
    'atas-1': 'complaints.box_number',
    'tinggi-1': 'complaints.box_number',
    'kiri-2': 'complaints.box_number',
    'lebar-2': 'complaints.box_empty',
    'tinggi-2': 'complaints.box_number',
  });
  expect(wrong(rows(...Array.from({ length: 51 }, () => ['1', '1', '1', '1'])))).toEqual({ 'kiri-1': 'complaints.too_many_boxes' });
});

test('nothing covered needs to be said, and not beside a box', () => {
  expect(wrong(rows(['', '', '', '']))).toEqual({ bersih: 'complaints.box_missing' });
  expect(readBoxes(rows(['', '', '', '']), true)).toEqual([]);
  expect(wrong(rows(['1', '1', '1', '1']), true)).toEqual({ bersih: 'complaints.box_or_none' });
});

test('what is drawn comes back as it was, in fields and in an address; nonsense in an address is left out', () => {
  const side = fc.integer({ min: 1, max: 10_000 }).map((share) => share / 10_000);
  const box = fc.record({ left: side, top: side, width: side, height: side });
  fc.assert(
    fc.property(fc.array(box, { minLength: 1, maxLength: 20 }), (boxes) => {
      expect(readBoxes(rowsOf(boxes), false)).toEqual(boxes);
      expect(boxesIn(boxesText(boxes))).toEqual(boxes);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => boxesIn(text).every((each) => Object.values(each).every((share) => share >= 0 && share <= 1))),
  );
  expect(boxesIn('1,2,3;a,b,c,d;5,5,10,10')).toEqual([{ left: 0.05, top: 0.05, width: 0.1, height: 0.1 }]);
});
