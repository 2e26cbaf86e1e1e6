import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionOf } from '#test/scripted-case.ts';
import type { Definition, Expression, Field } from './definition.ts';
import { formSchema, type JsonSchema } from './form-schema.ts';
import { KAMPUNG_LIST, optionsOf, readSubmission, settle, type Answer, type FormContext } from './form.ts';

/**
 * Two descriptions of one form, by different hands: what the form reads (zod), and what the JSON Schema says. They agree:
 * the schema accepts answers if, and only if, the form takes every shown one as it was sent.
 */
const compile = (schema: JsonSchema) => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictRequired: false, multipleOfPrecision: 6 });
  for (const keyword of ['x-title-en', 'x-source', 'x-not-said']) ajv.addKeyword(keyword);
  ajv.addFormat('date', true); // the pattern says more
  const check = ajv.compile(schema as object);
  return (value: unknown): boolean => check(value) as boolean;
};

const field = (id: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  id,
  concept: 'uji.coba',
  type,
  required: false,
  lock: false,
  class: 'open',
  ...more,
});
const form = (...fields: Field[]): Definition =>
  ({ catalogue: { name: { id: 'Uji' } }, fields, pages: [{ id: 'satu', fields: fields.map((each) => each.id) }] }) as unknown as Definition;
const plain: FormContext = { lists: {}, options: {} };
const schemaOf = (def: Definition, ctx: FormContext) => formSchema(def, ctx, 'https://contoh.id/skema');

/** Does the form take every shown answer, and store it as it was sent? Registers may fill what has a source. */
function takes(def: Definition, raw: Readonly<Record<string, unknown>>, ctx: FormContext, ignore: readonly string[] = []): boolean {
  const { answers, problems } = readSubmission(def, raw, ctx);
  const open = Object.entries(problems).filter(
    ([id, { reason }]) =>
      !(reason.startsWith('field.required') && def.fields.find((each) => each.id === id)?.source !== undefined) &&
      !ignore.includes(`${id} ${reason}`),
  );
  if (open.length > 0) return false;
  const { visible } = settle(def, answers, ctx);
  return def.fields.every(({ id, type, value }) => {
    const sent = raw[id];
    if (value !== undefined || !visible.has(id) || !Object.hasOwn(raw, id)) return true;
    if (sent === null || sent === '' || sent === undefined) return false; // not answered is left out
    const stored = answers[id];
    if (type === 'decimal') return typeof sent === 'number' && Number(stored) === sent;
    return stored === sent;
  });
}

// ── what people and programs might send ──
const text = fc.oneof(
  fc.constantFrom(
    'Timika',
    'a',
    'dua kata',
    'dua  spasi',
    ' depan',
    'belakang ',
    'baris\nbaru',
    'a\n\nb',
    'a\n\n\nb',
    'a \nb',
    'a\tb',
    '--',
    '7',
    'é',
    'e\u0301',
  ),
  fc.constantFrom('nul\u0000', 'kanan\u202e', 'bom\ufeff', 'tak\u00a0putus', 'emoji 😀', '😀', '\ud800', 'Yosefa D’Arc', '神山'),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', '.'), maxLength: 8 }),
);
/** A schema counts what it is given; texts are sent in Unicode's composed form. */
const isComposed = (value: unknown): boolean => typeof value !== 'string' || value === value.normalize('NFC');
const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const two = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0'));
const nik = fc.oneof(
  fc.tuple(digits(6), two(0, 75), two(0, 13), two(0, 99), fc.constantFrom('0000', '0001', '9999')).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('29', '69'), fc.constant('02'), two(0, 99)).map(([day, month, year]) => `910901${day}${month}${year}0001`),
  fc.constantFrom('9109014512920001', '910901451292000', '9109-0145-1292-0001', '９109014512920001'),
);
const day = fc.oneof(
  fc.tuple(fc.integer({ min: 1895, max: 2205 }), two(0, 13), two(0, 32)).map(([year, month, date]) => `${year}-${month}-${date}`),
  fc.integer({ min: 1899, max: 2201 }).map((year) => `${year}-02-29`),
  fc.constantFrom('24-11-2026', '2026-11-24', '2026-2-3', 'kemarin'),
);
const phone = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('+62', '+620', '62', '0', '+61', '+1', '+0'),
      fc.constantFrom('8', '2', '0', '1', ''),
      fc.integer({ min: 5, max: 14 }).chain(digits),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('+6281234567890', '0812 3456 7890', '+62 812', '+62901321234'),
);
const email = fc.oneof(
  fc.constantFrom(
    'a@b.id',
    'A@b.id',
    'a@B.id',
    'a@b',
    'a..b@c.id',
    '.a@b.id',
    'a+b@c.co.id',
    'a@b.id ',
    'a b@c.id',
    `${'a'.repeat(249)}@b.id`,
    `${'a'.repeat(250)}@b.id`,
  ),
  fc.emailAddress(),
);
const number = fc.oneof(
  fc.integer({ min: -100, max: 100 }),
  fc.constantFrom(0, -0, 2.5, 2.25, 0.1, 0.3, 1e21, -1e21, 2 ** 53 - 1, 2 ** 53, 1.005, 19.99, 4.35),
  // the validator divides in binary: fractions stay where that is exact enough
  fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.constantFrom(0, 2, 3, 4, 5)).map(([n, scale]) => n / 10 ** scale),
);
const key = fc.constantFrom('a', 'b', 'c', 'd', 'A', ' a');
const truth = fc.constantFrom<unknown>(true, false, 'true', 'ya', 1, 0);
const likely: Record<Field['type'], fc.Arbitrary<unknown>> = {
  text,
  longtext: text,
  address: text,
  nik,
  phone,
  email,
  day,
  integer: number,
  decimal: number,
  boolean: truth,
  choice: key,
  kampung: key,
};
const anything: fc.Arbitrary<unknown> = fc.oneof(...Object.values(likely), fc.constantFrom<unknown>(null, [], {}, ''));
const bounds = (type: Field['type']): fc.Arbitrary<Partial<Field>> =>
  type === 'integer' || type === 'decimal'
    ? fc.record(
        { min: fc.integer({ min: -20, max: 5 }), max: fc.integer({ min: 5, max: 50 }), scale: fc.integer({ min: 0, max: 6 }) },
        { requiredKeys: [] },
      )
    : type === 'text' || type === 'longtext' || type === 'address'
      ? fc.record({ min: fc.integer({ min: 1, max: 3 }), max: fc.integer({ min: 3, max: 8 }) }, { requiredKeys: [] })
      : type === 'choice'
        ? fc.constant({ options: ['a', 'b', 'c'] })
        : fc.constant({});
const types = Object.keys(likely).filter((type) => type !== 'kampung') as Field['type'][];

test.each(types)('%s: the schema accepts exactly what the form stores as it was sent', (type) => {
  fc.assert(
    fc.property(
      bounds(type),
      fc.array(fc.oneof({ weight: 9, arbitrary: likely[type] }, { weight: 1, arbitrary: anything }), { minLength: 60, maxLength: 60 }),
      (more, values) => {
        const def = form(field('isian', type, more));
        const check = compile(schemaOf(def, plain));
        for (const isian of values.filter(isComposed)) expect([isian, check({ isian })]).toEqual([isian, takes(def, { isian }, plain)]);
      },
    ),
    { numRuns: 20 },
  );
});

test.each(types)('%s: what people may write, once stored, is what the schema accepts', (type) => {
  fc.assert(
    fc.property(bounds(type), fc.array(likely[type], { minLength: 40, maxLength: 40 }), (more, values) => {
      const def = form(field('isian', type, more));
      const check = compile(schemaOf(def, plain));
      for (const isian of values) {
        const { answers, problems } = readSubmission(def, { isian }, plain);
        if (Object.keys(problems).length > 0 || answers['isian'] === undefined) continue;
        const stored = type === 'decimal' ? Number(answers['isian']) : answers['isian'];
        expect([isian, stored, check({ isian: stored })]).toEqual([isian, stored, true]);
      }
    }),
    { numRuns: 20 },
  );
});

// ── fields that depend on one another ──
const lists = { 'tempat@1': { a: { jauh: true, unit: 'x' }, b: { jauh: false, unit: 'y' }, c: { jauh: null, unit: null } } };
const ctx: FormContext = { lists, options: {} };
const condition = (names: readonly string[], flags: readonly Expression[]): fc.Arbitrary<Expression> => {
  const of = fc.constantFrom(...names).map((name) => ({ var: name }));
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom('eq', 'ne'), of, fc.constantFrom('a', 'b', 'd', null))
      .map(([operator, name, value]) => ({ [operator]: [name, value] })),
    fc.tuple(of, fc.subarray(['a', 'b', 'c'])).map(([name, keys]) => ({ in: [name, keys] })),
    of.map((name) => ({ isNull: name })),
    fc.constantFrom<Expression>(...flags, { var: 'jauh' }, { coalesce: [{ var: 'jauh' }, true] }, true, false, null),
    fc.constant<Expression>({ lookup: { table: 'tempat@1', key: { var: 'pilih' }, column: 'jauh' } }),
  );
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf as fc.Arbitrary<Expression>,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((parts) => ({ and: parts })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((parts) => ({ or: parts })),
      tie('tree').map((part) => ({ not: part })),
    ),
  }));
  return tree;
};
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const forms = fc
  .record({
    visible: fc.array(maybe(condition(['pilih', 'lain'], [{ var: 'ya' }, { not: { var: 'ya' } }])), { minLength: 4, maxLength: 4 }),
    required: fc.array(
      fc.oneof<fc.Arbitrary<boolean | Expression>[]>(fc.boolean(), condition(['pilih', 'lain'], [{ var: 'ya' }, { not: { var: 'ya' } }])),
      {
        minLength: 4,
        maxLength: 4,
      },
    ),
    ya: maybe(condition(['pilih'], [true])),
  })
  .map(({ visible, required, ya }) => {
    const dependent = (id: string, type: Field['type'], at: number, more: Partial<Field> = {}) =>
      field(id, type, { ...more, ...(visible[at] === undefined ? {} : { visible: visible[at] }), required: required[at]! });
    return form(
      field('pilih', 'choice', { options: 'tempat@1', required: true }),
      field('jauh', 'boolean', { value: { lookup: { table: 'tempat@1', key: { var: 'pilih' }, column: 'jauh' } } }),
      field('ya', 'boolean', ya === undefined ? {} : { visible: { or: [ya, { isNull: { var: 'pilih' } }] } }),
      field('lain', 'choice', { options: ['a', 'b'], ...(visible[0] === undefined ? {} : { visible: { eq: [{ var: 'pilih' }, 'a'] } }) }),
      dependent('nama', 'text', 1, { max: 6 }),
      dependent('umur', 'integer', 2, { min: 0, max: 9 }),
      dependent('sumber', 'text', 3, { source: 'dukcapil.identity@2' }),
    );
  });
const mostly = <T>(right: fc.Arbitrary<T>, ...wrong: T[]) =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const answers = fc.record<Record<string, unknown>>(
  {
    pilih: mostly(fc.constantFrom('a', 'b', 'c'), 'z'),
    ya: mostly<unknown>(fc.boolean(), 'x'),
    lain: mostly(fc.constantFrom('a', 'b'), 'z'),
    nama: mostly<unknown>(fc.constant('Ana'), 'terlalu panjang', ' ', 7),
    umur: mostly<unknown>(fc.constant(3), 12, '3'),
    sumber: mostly<unknown>(fc.constant('ok'), ' x'),
  },
  { requiredKeys: [] },
);

test('shown, required and allowed: both say the same of whole forms', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(forms, fc.array(answers, { minLength: 25, maxLength: 25 }), (def, sent) => {
      const schema = schemaOf(def, ctx);
      const check = compile(schema);
      // nothing of these forms is beyond the schema
      expect(schema['x-not-said']).toBeUndefined();
      for (const raw of sent) {
        const isTaken = takes(def, raw, ctx);
        if (isTaken) accepted++;
        else refused++;
        expect([raw, check(raw)]).toEqual([raw, isTaken]);
        // neither an unknown question nor a computed answer may be sent
        expect([check({ ...raw, asing: 1 }), check({ ...raw, jauh: true })]).toEqual([false, false]);
      }
    }),
    { numRuns: 80 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(100);
});

// ── the published services ──
test.each(['sip-perawat', 'surat-keterangan-penelitian', 'surat-pengantar-distrik', 'kartu-ak1'])(
  '%s: form and schema agree on what is sent, the right answers and the wrong ones',
  (id) => {
    const def = definitionOf(id);
    const distrik = Object.entries(def.tests.fixtures).find(([ref]) => ref.startsWith('distrik@'))?.[1] ?? {};
    const kampung = Object.keys(distrik).flatMap((code) => [`${code}.1001`, `${code}.2001`]);
    const context: FormContext = {
      lists: { ...def.tests.fixtures, [KAMPUNG_LIST]: Object.fromEntries(kampung.map((code) => [code, {}])) },
      options: {},
    };
    const schema = schemaOf(def, context);
    const check = compile(schema);
    const notSaid = (schema['x-not-said'] ?? []) as string[];
    expect(notSaid).toEqual(id === 'surat-keterangan-penelitian' ? ['selesai.must'] : []);
    const right: Record<Field['type'], fc.Arbitrary<Answer>> = {
      text: fc.constantFrom('Kampung Hoya', 'NR00000000000001'),
      longtext: fc.constant('Survei rumah tangga di tiga kampung pesisir selama dua bulan dengan wawancara.'),
      address: fc.constant('Depan gereja, SP2'),
      nik: fc.constant('9109144501920001'),
      phone: fc.constant('+6281200000001'),
      email: fc.constant('yohana@contoh.id'),
      day: fc.constantFrom('2026-12-01', '2027-03-31', '2027-01-04'),
      integer: fc.integer({ min: 1, max: 60 }),
      decimal: fc.constant(2.5),
      boolean: fc.boolean(),
      choice: fc.constant('a'),
      kampung: fc.constant('a'),
    };
    const sent = fc.record(
      Object.fromEntries(
        def.fields
          .filter((each) => each.value === undefined)
          .map((each) => {
            const keys = optionsOf(each, context)?.map((option) => option.key);
            const fitting = keys?.length ? fc.constantFrom(...keys) : right[each.type];
            return [each.id, fc.oneof({ weight: 14, arbitrary: fitting }, { weight: 1, arbitrary: likely[each.type].filter(isComposed) })];
          }),
      ),
      {
        requiredKeys: def.fields
          .filter((each) => each.value === undefined && each.required === true && !each.source)
          .map((each) => each.id),
      },
    );
    const ignore = notSaid.map((path) => `${path.split('.')[0]} field.must`);
    let accepted = 0;
    fc.assert(
      fc.property(sent, (raw) => {
        const isTaken = takes(def, raw, context, ignore);
        if (isTaken) accepted++;
        expect([raw, check(raw)]).toEqual([raw, isTaken]);
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(20);
  },
);
