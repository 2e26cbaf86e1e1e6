import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leadsTo, levelsOf, pathOf, rootOf } from './merkle.ts';

// The entries and roots with which Certificate Transparency's implementations are tested (RFC 6962, unchanged in RFC 9162).
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test.each(ROOTS.map((root, size) => [size, root] as const))('the root over %i entries is the published one', (size, root) => {
  expect(rootOf(levelsOf(ENTRIES.slice(0, size)))).toBe(root);
});

const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 });

test('every entry is provable, at its own place alone, and none that isn’t there', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.uint8Array({ minLength: 41, maxLength: 50 }), (list, at, foreign) => {
      const levels = levelsOf(list);
      const root = rootOf(levels);
      const index = at % list.length;
      const path = pathOf(levels, index);
      expect(leadsTo(root, list[index]!, index, list.length, path)).toBe(true);
      expect(leadsTo(root, foreign, index, list.length, path)).toBe(false);
      for (const other of [index + 1, index - 1, index + list.length])
        expect(leadsTo(root, list[index]!, other, list.length, path) && Buffer.compare(list[index]!, list[other] ?? foreign) !== 0).toBe(
          false,
        );
      if (path.length) {
        expect(leadsTo(root, list[index]!, index, list.length, path.slice(1))).toBe(false);
        expect(leadsTo(root, list[index]!, index, list.length, [...path, path[0]!])).toBe(false);
      }
    }),
  );
});

test('one entry changed, added or left out changes the root', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.uint8Array({ minLength: 41, maxLength: 50 }), (list, at, foreign) => {
      const root = rootOf(levelsOf(list));
      const index = at % list.length;
      expect(rootOf(levelsOf(list.with(index, foreign)))).not.toBe(root);
      expect(rootOf(levelsOf(list.toSpliced(index, 0, foreign)))).not.toBe(root);
      expect(rootOf(levelsOf(list.toSpliced(index, 1)))).not.toBe(root);
    }),
  );
});

test('what is no proof is none', () => {
  const levels = levelsOf(ENTRIES);
  expect(leadsTo(rootOf(levels), ENTRIES[0]!, 0, 8, ['x', ...pathOf(levels, 0).slice(1)])).toBe(false);
  expect(leadsTo(rootOf(levels), ENTRIES[0]!, -1, 8, pathOf(levels, 0))).toBe(false);
  expect(leadsTo(rootOf(levels), ENTRIES[0]!, 0.5, 8, pathOf(levels, 0))).toBe(false);
  expect(() => pathOf(levels, 8)).toThrow(RangeError);
  expect(() => pathOf(levels, -1)).toThrow(RangeError);
});
