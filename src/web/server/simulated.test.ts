import { expect, test } from 'vitest';
import { markSimulated } from './simulated.ts';

test('a file made of simulated data says so in its header and in its name, once', () => {
  const headers = new Headers({ 'content-disposition': 'attachment; filename="laporan.csv"' });
  markSimulated(headers);
  markSimulated(headers);
  expect([headers.get('x-data-simulasi'), headers.get('content-disposition')]).toEqual([
    'ya',
    'attachment; filename="SIMULASI-laporan.csv"',
  ]);
  const plain = new Headers();
  markSimulated(plain);
  expect(plain.get('content-disposition')).toBeNull();
});
