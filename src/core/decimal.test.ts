import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal, divideRounded, type Rounding } from './decimal.ts';

const units = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const decimal = units.map((value) => Decimal.of(value)!);
const roundings: Rounding[] = ['up', 'down', 'half-up', 'half-even'];

test('what is printed reads back as the same number', () => {
  fc.assert(fc.property(decimal, (value) => Decimal.parse(value.toString())!.units === value.units));
});

test('addition and subtraction undo each other', () => {
  fc.assert(fc.property(decimal, decimal, (a, b) => a.add(b)!.sub(b)!.compare(a) === 0));
});

test('a rounded quotient is at most one step off, and half a step for the half roundings', () => {
  fc.assert(
    fc.property(
      units,
      units.filter((n) => n !== 0n),
      fc.constantFrom(...roundings),
      (a, b, rounding) => {
        const quotient = divideRounded(a, b, rounding);
        const miss = quotient * b - a;
        const size = miss < 0n ? -miss : miss;
        const step = b < 0n ? -b : b;
        expect(size < step).toBe(true);
        if (rounding.startsWith('half')) expect(size * 2n <= step).toBe(true);
      },
    ),
  );
});

test.each([
  ['0.1', 0.1],
  ['1e-6', 0.000001],
  ['0.0000025', null],
  ['12.50', 12.5],
])('%s', (text, expected) => {
  expect(Decimal.from(Number(text))?.toString() ?? null).toBe(expected === null ? null : Decimal.from(expected)!.toString());
});

test('the tariffs of the design come out exactly', () => {
  const product = (...texts: string[]) => Decimal.product(texts.map((text) => Decimal.parse(text)!))!;
  expect(product('4.5', '6', '35000', '0.25').toString()).toBe('236250');
  expect(product('2.75', '1', '33333', '0.2').toString()).toBe('18333.15');
  expect(product('2.75', '1', '33333', '0.2').roundTo(1n, 'up')!.toString()).toBe('18334');
});

test('a number too large is null, not wrong', () => {
  const big = Decimal.parse('9'.repeat(18))!;
  expect(big.add(Decimal.parse('1')!)).toBeNull();
  expect(Decimal.product([big, big])).toBeNull();
  expect(Decimal.parse('1'.repeat(19))).toBeNull();
  expect(Decimal.parse('1.1234567')).toBeNull();
  expect(Decimal.parse('1')!.div(Decimal.parse('0')!, 2, 'up')).toBeNull();
});
