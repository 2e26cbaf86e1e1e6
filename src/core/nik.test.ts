import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readNik } from './nik.ts';

interface Vector {
  id: string;
  input: { nik: string };
  expect: {
    valid: boolean;
    reason?: string;
    region_hint?: string;
    sex_hint?: string;
    day?: number;
    month?: number;
    yy?: string;
    masked?: string;
  };
}
const vectors = (JSON.parse(readFileSync(new URL('../../test/vectors/vectors.json', import.meta.url), 'utf8')) as { nik: Vector[] }).nik;

test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
  const read = readNik(vector.input.nik);
  const { valid, reason, ...hints } = vector.expect;
  if ('fault' in read) {
    expect(valid).toBe(false);
    expect(read.fault).toBe(reason);
  } else {
    expect(valid).toBe(true);
    expect({
      region_hint: read.regionHint,
      sex_hint: read.sexHint,
      day: read.day,
      month: read.month,
      yy: read.yy,
      masked: read.masked,
    }).toEqual(hints);
  }
});

test('blanks, dots and dashes are forgiven', () => {
  expect(readNik('9109 0145-0890.0001')).toMatchObject({ nik: '9109014508900001', sexHint: 'P' });
});
