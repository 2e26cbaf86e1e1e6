import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initials, lastDay, letterNumber, longDay, officeTitle, publicStatus, readVerifyCode } from './document.ts';

describe('validity', () => {
  test('years, months and days; the last day of a shorter month', () => {
    expect(lastDay('2026-11-24', { years: 5 })).toBe('2031-11-24');
    expect(lastDay('2028-02-29', { years: 1 })).toBe('2029-02-28');
    expect(lastDay('2026-08-31', { months: 6 })).toBe('2027-02-28');
    expect(lastDay('2026-12-31', { days: 90 })).toBe('2027-03-31');
    expect(lastDay('2026-11-24', null)).toBeNull();
  });
  test('a document is valid through its last day', () => {
    expect(publicStatus({ status: 'signed', valid_until: '2026-11-24' }, '2026-11-24')).toBe('valid');
    expect(publicStatus({ status: 'signed', valid_until: '2026-11-24' }, '2026-11-25')).toBe('expired');
    expect(publicStatus({ status: 'revoked', valid_until: '2026-11-24' }, '2026-11-25')).toBe('revoked');
    expect(publicStatus({ status: 'prepared', valid_until: null }, '2026-11-25')).toBeUndefined();
  });
});

test('dates, initials, numbers', () => {
  expect(longDay('2026-08-05')).toBe('5 Agustus 2026');
  expect(initials("Yosefa D'Arc Natkime")).toBe('Y. D. N.');
  expect(initials('Yosefa')).toBe('Y.');
  expect(initials('élise -')).toBe('É.');
  expect(letterNumber('{klasifikasi}/{seq}/{unit}', { klasifikasi: '000.8.3.3', seq: 15, unit: 'OR', year: 2026 })).toBe('000.8.3.3/15/OR');
});

test('an official’s title', () => {
  expect(officeTitle('kepala-dinas', 'Dinas Kesehatan')).toBe('Kepala Dinas Kesehatan');
  expect(officeTitle('kepala-distrik', 'Distrik Hoya')).toBe('Kepala Distrik Hoya');
  expect(officeTitle('kepala-bidang', 'Dinas Kesehatan')).toBe('Kepala Bidang, Dinas Kesehatan');
});

test('a code is read as typed by people, and nothing else is one', () => {
  const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const code = fc.string({ unit: fc.constantFrom(...signs), minLength: 26, maxLength: 26 });
  fc.assert(fc.property(code, (value) => readVerifyCode(value) === value));
  fc.assert(fc.property(code, (value) => readVerifyCode(` ${value.toLowerCase().replace(/(.{4})/g, '$1-')} `) === value));
  fc.assert(fc.property(code, (value) => readVerifyCode(value.replaceAll('0', 'o').replaceAll('1', 'l')) === value));
  fc.assert(fc.property(fc.string({ maxLength: 25 }), (value) => readVerifyCode(value) === undefined));
  expect(readVerifyCode("'; drop table documents.document; --")).toBeUndefined();
});
