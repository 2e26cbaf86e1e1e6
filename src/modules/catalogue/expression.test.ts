import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '#core/decimal.ts';
import { makeCalendar } from '#core/working-time.ts';
import type { Expression } from './definition.ts';
import { ageYears, check, evaluate, isLinearPattern, sizeOf, type Scope, type Types, type Value } from './expression.ts';

const scope = (vars: Record<string, Value>, rest: Partial<Scope> = {}): Scope => ({ vars, lists: {}, ...rest });
const at = (expression: Expression, vars: Record<string, Value> = {}, rest: Partial<Scope> = {}): unknown => {
  const value = evaluate(expression, scope(vars, rest));
  return value instanceof Decimal ? value.toString() : value;
};

describe('null', () => {
  test.each<[string, Expression, unknown]>([
    ['comparison', { eq: [{ var: 'x' }, 1] }, null],
    ['in', { in: [{ var: 'x' }, [1, 2]] }, null],
    ['arithmetic', { add: [1, { var: 'x' }] }, null],
    ['false decides and', { and: [{ var: 'x' }, false] }, false],
    ['true decides or', { or: [{ var: 'x' }, true] }, true],
    ['and otherwise', { and: [{ var: 'x' }, true] }, null],
    ['not', { not: { var: 'x' } }, null],
    ['if', { if: [{ var: 'x' }, 1, 2] }, null],
    ['isNull', { isNull: { var: 'x' } }, true],
    ['coalesce', { coalesce: [{ var: 'x' }, 7] }, 7],
    ['no rows: count', { count: { of: 'rows' } }, 0],
    ['no rows: sum', { sum: { of: 'rows', value: { item: 'n' } } }, 0],
    ['no rows: any', { any: { of: 'rows', where: true } }, false],
    ['no rows: all', { all: { of: 'rows', where: false } }, true],
  ])('%s', (_, expression, expected) => expect(at(expression)).toBe(expected));
});

describe('numbers are exact', () => {
  test.each<[Expression, unknown]>([
    [{ add: [0.1, 0.2] }, '0.3'],
    [{ eq: [{ add: [0.1, 0.2] }, 0.3] }, true],
    [{ rupiah: { round: 'up', to: 1, of: { mul: [4.5, 6, 35000, 0.25] } } }, 236250],
    [{ rupiah: { round: 'up', to: 1, of: { mul: [2.75, 1, 33333, 0.2] } } }, 18334],
    [{ rupiah: { round: 'half-even', to: 1000, of: 2500 } }, 2000],
    [{ rupiah: { round: 'down', to: 100, of: 1999 } }, 1900],
    [{ rupiah: { round: 'up', to: 1, of: -5 } }, null],
    [{ div: { of: 1, by: 3, scale: 2, round: 'half-up' } }, '0.33'],
    [{ div: { of: 1, by: 0, scale: 2, round: 'half-up' } }, null],
    [{ max: [1, 2.5, 2] }, '2.5'],
  ])('%j', (expression, expected) => expect(at(expression)).toBe(expected));
});

describe('days', () => {
  const calendar = makeCalendar(['2026-05-14', '2026-05-15']);
  test.each<[Expression, unknown]>([
    [{ addMonths: ['2026-01-31', 1] }, '2026-02-28'],
    [{ addMonths: ['2026-03-31', -1] }, '2026-02-28'],
    [{ addYears: ['2024-02-29', 1] }, '2025-03-01'],
    [{ addYears: ['2024-02-29', 4] }, '2028-02-29'],
    [{ daysBetween: ['2026-02-27', '2026-03-01'] }, 2],
    [{ ageYears: ['2004-02-29', '2025-02-28'] }, 20],
    [{ ageYears: ['2004-02-29', '2025-03-01'] }, 21],
    [{ addWorkingDays: ['2026-05-13', 1] }, '2026-05-18'],
    [{ workingDaysBetween: ['2026-05-13', '2026-05-18'] }, 1],
    [{ dayOf: 'event' }, '2026-05-13'],
    [{ addDays: ['2026-02-30', 1] }, null],
  ])('%j', (expression, expected) => expect(at(expression, {}, { calendar, days: { event: '2026-05-13' } })).toBe(expected));

  test('age never falls as time passes', () => {
    const day = fc.integer({ min: 0, max: 40_000 }).map((n) => new Date(n * 86_400_000 - 1e12).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, day, (birth, a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        expect(ageYears(birth, from) ?? -1).toBeLessThanOrEqual(ageYears(birth, to) ?? -1);
      }),
    );
  });
});

test('text, tables and the case', () => {
  const lists = { 'faskes@1': { A: { jenis: 'puskesmas', unit: null } } };
  expect(at({ lookup: { table: 'faskes@1', key: { var: 'f' }, column: 'jenis' } }, { f: 'A' }, { lists })).toBe('puskesmas');
  expect(at({ lookup: { table: 'faskes@1', key: { var: 'f' }, column: 'jenis' } }, { f: 'constructor' }, { lists })).toBeNull();
  expect(at({ var: 'toString' })).toBeNull();
  expect(at({ length: 'T’Singa' })).toBe(7);
  expect(at({ matches: ['AB-12', '[A-Z]{2}-\\d+'] })).toBe(true);
  expect(at({ matches: ['aaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+'] })).toBeNull();
  expect(at({ checkDigit: ['nik', '9109014508900001'] })).toBe(true);
  expect(at({ checkDigit: ['luhn', '79927398713'] })).toBe(true);
  const outcomes = { a: 'memenuhi', b: null, c: 'not-applicable' };
  expect(at({ outcome: 'a' }, {}, { outcomes })).toBe('memenuhi');
  expect(at({ anyOutcome: { of: ['a', 'b'], in: ['memenuhi'] } }, {}, { outcomes })).toBe(true);
  expect(at({ anyOutcome: { of: ['b', 'c'], in: ['memenuhi'] } }, {}, { outcomes })).toBeNull();
  expect(at({ allOutcome: { of: ['b', 'c'], in: ['memenuhi'] } }, {}, { outcomes })).toBe(false);
  expect(at({ satisfied: 'str' }, {}, { satisfied: { str: true } })).toBe(true);
});

test('patterns that could run long are refused', () => {
  for (const pattern of ['(a+)+', 'a*a*', '(?=a)', '\\1', '[a', 'x{2,}y+']) expect(isLinearPattern(pattern)).toBe(false);
  for (const pattern of ['\\d{3}/[A-Z]+', 'baru|lama', '[a-z(]{1,5}']) expect(isLinearPattern(pattern)).toBe(true);
});

// A second, naive evaluator for the core of the language: fractions of BigInt, logic by truth tables.
type Naive = null | boolean | string | { n: bigint; d: bigint };
const fraction = (value: number): { n: bigint; d: bigint } => {
  const [whole, part = ''] = String(value).split('.');
  return { n: BigInt(whole! + part), d: 10n ** BigInt(part.length) };
};
function naive(expression: unknown, vars: Record<string, Value>): Naive {
  if (typeof expression === 'number') return fraction(expression);
  if (expression === null || typeof expression !== 'object') return expression as Naive;
  const [operator, argument] = Object.entries(expression)[0]! as [string, unknown];
  if (operator === 'var') return naive(vars[argument as string] ?? null, vars);
  const args = (Array.isArray(argument) ? argument : [argument]).map((part) => (Array.isArray(part) ? null : naive(part, vars)));
  const numbers = args.filter((arg): arg is { n: bigint; d: bigint } => arg !== null && typeof arg === 'object');
  const table: Record<string, Naive> = {};
  switch (operator) {
    case 'isNull':
      return args[0] === null;
    case 'coalesce':
      return args.find((arg) => arg !== null) ?? null;
    case 'if':
      return args[0] === true ? args[1]! : args[0] === false ? args[2]! : null;
    case 'not':
      table['true'] = false;
      table['false'] = true;
      return table[String(args[0])] ?? null;
    case 'and': {
      if (args.some((arg) => arg === false)) return false;
      return args.every((arg) => arg === true) ? true : null;
    }
    case 'or': {
      if (args.some((arg) => arg === true)) return true;
      return args.every((arg) => arg === false) ? false : null;
    }
    case 'add':
    case 'sub':
    case 'mul':
      if (numbers.length !== args.length) return null;
      return numbers.reduce((a, b) =>
        operator === 'mul' ? { n: a.n * b.n, d: a.d * b.d } : { n: a.n * b.d + (operator === 'add' ? 1n : -1n) * b.n * a.d, d: a.d * b.d },
      );
    default: {
      const [a, b] = args;
      if (a === null || b === null || a === undefined || b === undefined) return null;
      if (typeof a !== typeof b) return operator === 'eq' ? false : operator === 'ne' ? true : null;
      const order =
        typeof a === 'object' && typeof b === 'object'
          ? a.n * b.d < b.n * a.d
            ? -1
            : a.n * b.d > b.n * a.d
              ? 1
              : 0
          : a === b
            ? 0
            : typeof a === 'string'
              ? a < (b as string)
                ? -1
                : 1
              : 9;
      if (operator === 'eq') return order === 0;
      if (operator === 'ne') return order !== 0;
      if (order === 9) return null;
      if (typeof a === 'boolean') return order === 0 ? operator === 'lte' || operator === 'gte' : null;
      return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[operator] ?? null;
    }
  }
}
const plain = (value: Naive): unknown => {
  if (value === null || typeof value !== 'object') return value;
  const units = (value.n * 1_000_000n) / value.d;
  return Decimal.of(units)!.toString();
};

const names = ['a', 'b', 'c', 'd'];
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.constantFrom('x', 'y', 'zebra'),
  fc.integer({ min: -50, max: 50 }).map((n) => n / 2),
  fc.constantFrom(...names).map((name) => ({ var: name })),
);
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf as fc.Arbitrary<Expression>,
    fc
      .tuple(fc.constantFrom('and', 'or', 'coalesce', 'add', 'sub'), fc.array(tie('tree'), { minLength: 1, maxLength: 3 }))
      .map(([op, args]) => ({ [op]: args })),
    fc.tuple(leaf, leaf).map((args) => ({ mul: args }) as Expression),
    fc.tuple(fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'), tie('tree'), tie('tree')).map(([op, a, b]) => ({ [op]: [a, b] })),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map((args) => ({ if: args })),
    fc.tuple(fc.constantFrom('not', 'isNull'), tie('tree')).map(([op, a]) => ({ [op]: a })),
  ),
}));
const values = fc
  .record({ a: leaf, b: leaf, c: leaf, d: leaf })
  .map(
    (record) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value !== 'object' || value === null)) as Record<
        string,
        Value
      >,
  );

test('agrees with a naive second evaluator', () => {
  // Products are of halves only, so nothing has more than 6 decimals and both are exact.
  fc.assert(
    fc.property(tree, values, (expression, vars) => {
      const value = evaluate(expression, scope(vars));
      const ours = value instanceof Decimal ? value.toString() : typeof value === 'number' ? String(value) : value;
      expect(ours).toEqual(plain(naive(expression, vars)));
    }),
    { numRuns: 2000 },
  );
});

test('total: no expression whatever makes it throw, and the checker sees every one', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 6 }),
      fc.constantFrom('eq', 'lookup', 'div', 'if', 'sum', 'addMonths', 'matches', 'in', 'anyOutcome', 'rupiah'),
      (json, operator) => {
        const expression = { [operator]: json } as Expression;
        evaluate(expression, scope({ a: 1 }));
        check(expression, { vars: {}, lists: {} });
      },
    ),
    { numRuns: 1000 },
  );
});

describe('types', () => {
  const types: Types = {
    vars: { jenis: { kind: 'text', nullable: false }, umur: { kind: 'number', nullable: true } },
    lists: { 'f@1': { A: { unit: 'x', n: 1 }, B: { unit: null, n: 2 } } },
    optionsOf: { jenis: ['A', 'B'] },
    tasks: { teknis: { outcomes: ['memenuhi'], nullable: false } },
    documents: new Set(['str']),
  };
  const faults = (expression: Expression, nullable = true): string[] =>
    check(expression, types, { kind: 'boolean', nullable }).faults.map((each) => each.fault);
  test.each<[Expression, string[]]>([
    [{ eq: [{ var: 'jenis' }, 'A'] }, []],
    [{ eq: [{ var: 'jenis' }, 'C'] }, ['never_equal']],
    [{ eq: [{ var: 'jenis' }, 3] }, ['different_types']],
    [{ var: 'nama' }, ['unknown_var']],
    [{ gt: [{ lookup: { table: 'f@1', key: { var: 'jenis' }, column: 'n' } }, 1] }, []],
    [{ gt: [{ lookup: { table: 'f@1', key: { var: 'jenis' }, column: 'zz' } }, 1] }, ['unknown_column']],
    [{ eq: [{ outcome: 'teknis' }, 'memenuhi'] }, []],
    [{ eq: [{ outcome: 'teknis' }, 'lolos'] }, ['never_equal']],
    [{ satisfied: 'ktp' }, ['unknown_document']],
    [{ and: [1, true] }, ['wrong_type']],
    [{ frobnicate: 1 }, ['unknown_operator']],
    [{ add: [1, 2] }, ['wrong_type']],
  ])('%j', (expression, expected) => expect(faults(expression)).toEqual(expected));

  test('what may be null is refused where it may not be', () => {
    expect(faults({ gt: [{ var: 'umur' }, 17] }, false)).toEqual(['may_be_null']);
    expect(faults({ gt: [{ coalesce: [{ var: 'umur' }, 0] }, 17] }, false)).toEqual([]);
    expect(faults({ eq: [{ lookup: { table: 'f@1', key: { var: 'jenis' }, column: 'unit' } }, 'x'] }, false)).toEqual(['may_be_null']);
    expect(faults({ eq: [{ lookup: { table: 'f@1', key: { var: 'jenis' }, column: 'n' } }, 1] }, false)).toEqual([]);
  });

  test('size', () => {
    let deep: Expression = true;
    for (let level = 0; level < 25; level++) deep = { not: deep };
    expect(sizeOf(deep).depth).toBe(26);
    expect(faults(deep)).toContain('too_deep');
    expect(faults({ or: Array.from({ length: 250 }, () => true) })).toContain('too_many_nodes');
    expect(at(deep)).toBeNull();
  });
});
