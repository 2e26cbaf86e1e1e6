import { expect, test } from 'vitest';
import { deskAt, deskOf, isDesk } from './desk.ts';

test('a path lies on a desk only below its folder', () => {
  expect(deskAt('/opd/berkas/SP-1')).toBe('/opd');
  expect(isDesk('/opdx')).toBe(false);
  expect(isDesk('/')).toBe(false);
});

test('everybody has a place to start', () => {
  expect(['citizen', 'officer', 'leader', 'steward'].map((kind) => deskOf(kind as 'citizen'))).toEqual([
    '/berkas',
    '/opd',
    '/pimpinan',
    '/kelola',
  ]);
});
