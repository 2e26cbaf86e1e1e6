import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contradicts, locate, readBoundaries } from './boundary.ts';

const known = new Map([
  ['94.04', 'Kabupaten Mimika'],
  ['94.04.01', 'Mimika Baru'],
]);
const square = (west: number, south: number, side = 1, close = true) => {
  const ring = [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
  ];
  return [close ? [...ring, ring[0]!] : ring];
};
const feature = (properties: object, coordinates: unknown, type = 'Polygon') => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const file = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const reason = (value: unknown): string => {
  const read = readBoundaries(value, known);
  return 'fault' in read ? read.fault.reason.replace('complaints.boundary_', '') : 'fine';
};

test('every fault has its own sentence', () => {
  const mimika = feature({ kode: '94.04' }, square(136, -5));
  expect(reason(file(mimika))).toBe('fine');
  expect(reason(null)).toBe('no_collection');
  expect(reason([])).toBe('no_collection');
  expect(reason(file())).toBe('empty');
  expect(reason(file(feature({ kode: '94.99' }, square(136, -5))))).toBe('unknown_code');
  expect(reason(file(feature({ kode: '94.04' }, square(136, -5, 1, false))))).toBe('open_ring');
  expect(
    reason(
      file(
        feature({ kode: '94.04' }, [
          [
            [136, -5],
            [136, -5],
          ],
        ]),
      ),
    ),
  ).toBe('open_ring');
  expect(reason(file(feature({ kode: '94.04' }, square(-5, 136))))).toBe('swapped');
  expect(reason(file(feature({ kode: '94.04' }, square(4, 52))))).toBe('not_here');
  expect(reason(file(feature({ kode: '94.04' }, [[['136', '-5']]])))).toBe('no_number');
  expect(reason(file(feature({ kode: '94.04' }, [136, -5], 'Point')))).toBe('no_area');
  expect(reason(file(mimika, mimika))).toBe('twice');
  expect(reason(file(feature({ jenis: 'hutan' }, square(136, -5))))).toBe('unknown_kind');
  expect(reason(file(feature({ jenis: 'kabupaten_lain' }, square(136, -5))))).toBe('no_name');
  expect(reason(file(feature({ jenis: 'laut' }, square(136, -5))))).toBe('none_of_ours');
  expect(reason(file(null))).toBe('unknown_code');
  expect(
    reason(file(feature({ kode: '94.04' }, [square(136, -5, 1)[0]!.flatMap((corner) => Array.from({ length: 50_000 }, () => corner))]))),
  ).toBe('too_large');
});

test('whatever the file holds: a fault or shapes, never an error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (anything, coordinates) => {
      readBoundaries(anything, known);
      readBoundaries(file(feature({ kode: '94.04' }, coordinates)), known);
      readBoundaries(file(anything), known);
    }),
  );
});

test('where a point lies: the smallest region, a hole in it, a neighbour, the sea, nowhere', () => {
  const read = readBoundaries(
    file(
      feature({ kode: '94.04' }, [square(136, -5, 2)[0], square(137, -4, 0.5)[0]]),
      feature({ kode: '94.04.01' }, [square(136.2, -4.8, 0.4)], 'MultiPolygon'),
      feature({ jenis: 'kabupaten_lain', nama: 'Kabupaten Asmat' }, square(138, -5)),
      feature({ jenis: 'laut' }, square(136, -7, 2)),
    ),
    known,
  );
  if ('fault' in read) throw new Error(read.fault.reason);
  const at = (long: number, lat: number) => locate(read.shapes, { lat, long });
  expect(at(136.3, -4.7)).toEqual({ kind: 'region', code: '94.04.01', name: 'Mimika Baru' });
  expect(at(136.9, -4.5)).toEqual({ kind: 'region', code: '94.04', name: 'Kabupaten Mimika' });
  expect(at(137.2, -3.8)).toEqual({ kind: 'outside' });
  expect(at(138.5, -4.5)).toEqual({ kind: 'neighbour', name: 'Kabupaten Asmat' });
  expect(at(136.5, -6)).toEqual({ kind: 'sea' });
  expect(at(106.8, -6.2)).toEqual({ kind: 'outside' });
});

test('a chosen place and a point agree where one lies in the other or both in one distrik', () => {
  expect(contradicts('94.04.01', '94.04')).toBe(false);
  expect(contradicts('94.04.01.1001', '94.04.01')).toBe(false);
  expect(contradicts('94.04.01.1001', '94.04.01.1002')).toBe(false);
  expect(contradicts('94.04.02', '94.04.01')).toBe(true);
});
