import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reasons } from '#ui/words/form.ts';
import type { Definition, Field } from './definition.ts';
import {
  carryOver,
  displayAnswers,
  documentsNeeded,
  eligibility,
  fieldSchema,
  firstOpenPage,
  formPages,
  readPage,
  readPhone,
  readSubmission,
  type FormContext,
} from './form.ts';
import { readDefinition } from './read-definition.ts';

const load = (id: string): Definition => readDefinition(readFileSync(`db/services/${id}.yaml`, 'utf8')).definition!;
const sip = load('sip-perawat');
const ak1 = load('kartu-ak1');
const distrik = load('surat-pengantar-distrik');
const penelitian = load('surat-keterangan-penelitian');
const ctx = (def: Definition, rest: Partial<FormContext> = {}): FormContext => ({
  lists: {
    ...def.tests.fixtures,
    'kampung@2026-11': { '94.04.14.2001': { distrik: '94.04.14' }, '94.04.01.1001': { distrik: '94.04.01' } },
  },
  options: {},
  ...rest,
});
const field = (part: Partial<Field>): Field =>
  ({ id: 'x', concept: 'a.b', type: 'text', required: false, lock: false, class: 'personal', ...part }) as Field;
const read = (part: Partial<Field>, raw: unknown): unknown => {
  const result = fieldSchema(field(part)).safeParse(raw);
  return result.success ? result.data : result.error.issues[0]!.message;
};

describe('one answer', () => {
  test.each<[string, Partial<Field>, unknown, unknown]>([
    ['old prefix', { type: 'nik' }, '9109 0145 0890 0001', '9109014508900001'],
    ['15 digits', { type: 'nik' }, '910901450890001', 'field.nik_format'],
    ['letters', { type: 'nik' }, '91090145089000O1', 'field.nik_format'],
    ['day 32', { type: 'nik' }, '9109013208900001', 'field.nik_day'],
    ['month 13', { type: 'nik' }, '9109010113900001', 'field.nik_month'],
    ['30 February', { type: 'nik' }, '9109013002900001', 'field.nik_date'],
    ['serial', { type: 'nik' }, '9109010101900000', 'field.nik_serial'],
    ['one name', { type: 'text' }, '  Wanimbo ', 'Wanimbo'],
    ['apostrophe', { type: 'text' }, "Yosina T'Singa", "Yosina T'Singa"],
    ['NFC', { type: 'text' }, 'Jose\u0301', 'José'],
    ['no street', { type: 'address' }, 'depan gereja\r\nJalur 3 SP2', 'depan gereja, Jalur 3 SP2'],
    ['NUL', { type: 'text' }, 'a\u0000b', 'field.control'],
    ['bidi override', { type: 'text' }, 'a\u202eb', 'field.control'],
    ['half a pair', { type: 'text' }, 'a\ud800', 'field.control'],
    ['two lines', { type: 'text' }, 'a\nb', 'field.one_line'],
    ['signs only', { type: 'text' }, '-', 'field.no_letters'],
    ['too long', { type: 'text', max: 3 }, 'abcd', 'field.too_long'],
    ['too short', { type: 'text', min: 3 }, 'ab', 'field.too_short'],
    ['mobile', { type: 'phone' }, '0812-3456-7890', '+6281234567890'],
    ['62', { type: 'phone' }, '62 812 3456 7890', '+6281234567890'],
    ['landline', { type: 'phone' }, '(0901) 321456', '+62901321456'],
    ['abroad', { type: 'phone' }, '+675 7123 4567', '+67571234567'],
    ['short', { type: 'phone' }, '0812', 'field.phone'],
    ['mail', { type: 'email' }, 'Yosina@Contoh.ID', 'Yosina@contoh.id'],
    ['no mail', { type: 'email' }, 'yosina@', 'field.email'],
    ['day', { type: 'day' }, '24/11/2026', '2026-11-24'],
    ['no day', { type: 'day' }, '31-02-2026', 'field.day'],
    ['thousands', { type: 'integer' }, '1.250', 1250],
    ['not whole', { type: 'integer' }, '1,5', 'field.integer'],
    ['comma', { type: 'decimal', scale: 2 }, '4,5', '4.5'],
    ['Indonesian', { type: 'decimal', scale: 2 }, '1.250,25', '1250.25'],
    ['two readings', { type: 'decimal', scale: 2 }, '1.250', 'field.decimal_unclear'],
    ['too fine', { type: 'decimal', scale: 2 }, '1,255', 'field.scale'],
    ['min', { type: 'decimal', min: 0.25 }, '0,1', 'field.number_min'],
    ['max', { type: 'integer', max: 12 }, '13', 'field.number_max'],
    ['yes', { type: 'boolean' }, 'ya', true],
    ['object', { type: 'text' }, { a: 1 }, 'field.shape'],
    ['empty', { type: 'text' }, '   ', null],
  ])('%s', (_, part, raw, expected) => expect(read(part, raw)).toEqual(expected));

  test('what was read reads again as itself', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Field['type']>('text', 'longtext', 'address', 'phone', 'decimal', 'integer', 'day'),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (type, raw) => {
          const once = fieldSchema(field({ type })).safeParse(raw);
          if (once.success && once.data !== null) expect(read({ type }, once.data)).toEqual(once.data);
        },
      ),
      { numRuns: 2000 },
    );
    expect(readPhone('+6281234567890')).toBe('+6281234567890');
  });

  test('every reason has its sentence', () => {
    for (const [key, text] of Object.entries(reasons)) expect(text.id && text.en, key).toBeTruthy();
  });
});

describe('pages', () => {
  const diri = { jenis: 'baru', nik: '9109014508900001', nama: 'Yosina', alamat: 'Hoya', hp: '0812 3456 7890' };

  test('each wrong field gets its own message', () => {
    const { problems } = readPage(sip, 'diri', { jenis: 'lain', nik: '1', nama: '', alamat: 'a\u0000', hp: '12' }, {}, ctx(sip));
    expect(Object.fromEntries(Object.entries(problems).map(([id, problem]) => [id, problem.reason]))).toEqual({
      jenis: 'field.choice',
      nik: 'field.nik_format',
      nama: 'field.required',
      alamat: 'field.control',
      hp: 'field.phone',
    });
    for (const problem of Object.values(problems)) expect(reasons).toHaveProperty([problem.reason]);
  });

  test('a hidden question is not asked, not required and not filed', () => {
    const fields = (jenis: string) => formPages(sip, { jenis }, ctx(sip)).flatMap((page) => page.fields.map((each) => each.id));
    expect(fields('baru')).not.toContain('sip_lama');
    expect(fields('perpanjangan')).toContain('sip_lama');
    expect(fields('perpanjangan')).not.toContain('terpencil'); // computed, never asked
    const first = readPage(sip, 'diri', diri, { sip_lama: '1/2/3' }, ctx(sip));
    expect(first.problems).toEqual({});
    const second = readPage(sip, 'praktik', { no_str: 'STR-1', faskes: 'PKM-HOYA' }, first.answers, ctx(sip));
    expect(second.problems).toEqual({});
    expect(second.answers['sip_lama']).toBe('1/2/3'); // kept in the draft
    const filed = readSubmission(sip, second.answers, ctx(sip));
    expect(filed.problems).toEqual({});
    expect(filed.answers).toMatchObject({ terpencil: true, di_puskesmas: true, hp: '+6281234567890' });
    expect(filed.answers).not.toHaveProperty('sip_lama');
    expect(firstOpenPage(sip, first.answers, ctx(sip))).toBe('praktik');
    expect(firstOpenPage(sip, second.answers, ctx(sip))).toBeUndefined();
  });

  test('a locked field keeps what the register said', () => {
    const { answers } = readPage(sip, 'diri', { ...diri, nama: 'Orang Lain' }, {}, ctx(sip, { verified: { nama: 'YOSINA' } }));
    expect(answers['nama']).toBe('YOSINA');
  });

  test('a question that depends on its own page is shown with its condition', () => {
    const [page] = formPages(ak1, {}, ctx(ak1)).filter((each) => each.id === 'kerja');
    const jurusan = page!.fields.find((each) => each.id === 'jurusan')!;
    expect(jurusan.condition?.id).toBe('Isi jika Pendidikan terakhir: SMA atau sederajat, SMK, Diploma, S1 atau D4, S2 atau S3.');
    expect(readPage(ak1, 'kerja', { pendidikan: 'lain', jabatan: 'Sopir' }, {}, ctx(ak1)).problems).toEqual({});
    expect(Object.keys(readPage(ak1, 'kerja', { pendidikan: 'smk', jabatan: 'Sopir' }, {}, ctx(ak1)).problems)).toEqual([
      'jurusan',
      'tahun_lulus',
    ]);
  });

  test('kampung must lie in the chosen distrik', () => {
    const page = (kampung: string) =>
      readPage(distrik, 'surat', { jenis: 'domisili', distrik: '94.04.14', kampung, keperluan: 'sekolah' }, {}, ctx(distrik)).problems;
    expect(page('94.04.14.2001')).toEqual({});
    expect(page('94.04.01.1001')['kampung']?.reason).toBe('field.kampung_elsewhere');
    expect(page('94.04.14.9999')['kampung']?.reason).toBe('field.choice');
  });

  test('a definition’s own condition speaks in its own words', () => {
    const { problems } = readPage(penelitian, 'penelitian', { mulai: '2026-12-01', selesai: '2026-11-01' }, {}, ctx(penelitian));
    expect(problems['selesai']).toMatchObject({ reason: 'field.must', text: { id: 'Tanggal selesai tidak boleh sebelum tanggal mulai.' } });
  });

  test('unknown answers are refused', () => {
    expect(readSubmission(sip, { hak_istimewa: 'ya' }, ctx(sip)).problems['hak_istimewa']?.reason).toBe('field.unknown');
  });

  test('answers in words', () => {
    expect(displayAnswers(ak1, { pendidikan: 'smk', usia_kerja: 'ya' }, ctx(ak1))).toEqual({ usia_kerja: 'Ya', pendidikan: 'SMK' });
  });
});

describe('documents', () => {
  const by = (answers: Record<string, string>, evidence: Parameters<typeof documentsNeeded>[2], rest: Partial<FormContext> = {}) =>
    Object.fromEntries(
      documentsNeeded(sip, { nik: '9109014508900001', ...answers }, evidence, ctx(sip, rest)).map((need) => [need.id, need.by]),
    );
  test('a nurse in Hoya uploads nothing', () => {
    expect(by({ jenis: 'baru', faskes: 'PKM-HOYA' }, { str: 'register' })).toEqual({
      ktp: 'field',
      str: 'register',
      'surat-tempat-praktik': 'task',
    });
  });
  test('at a clinic the letter is uploaded; while the register is down the STR too', () => {
    expect(by({ jenis: 'baru', faskes: 'KLINIK-A' }, {})).toEqual({ ktp: 'field', str: null, 'surat-tempat-praktik': null });
    expect(by({ jenis: 'baru', faskes: 'KLINIK-A' }, { str: 'upload', 'surat-tempat-praktik': 'upload' })).toMatchObject({
      str: 'upload',
      'surat-tempat-praktik': 'upload',
    });
  });
  test('a proxy brings the mandate', () => {
    expect(by({ jenis: 'perpanjangan', faskes: 'KLINIK-A' }, {}, { actorKind: 'proxy' })).toMatchObject({
      'surat-kuasa': null,
      'kecukupan-skp': null,
    });
  });
});

test('eligibility before log-in', () => {
  expect(eligibility(sip, { faskes: 'LUAR-MIMIKA' }, ctx(sip))).toMatchObject({ verdict: 'redirect', target: 'mppdn' });
  expect(eligibility(sip, { faskes: 'PKM-HOYA' }, ctx(sip))).toEqual({ verdict: 'may_apply' });
  expect(eligibility(ak1, { usia_kerja: 'tidak' }, ctx(ak1))).toMatchObject({ verdict: 'not_eligible' });
});

describe('answers carried over from the eligibility check', () => {
  test('its questions alone, where they can be read', () => {
    expect(carryOver(sip, { jenis: 'baru', faskes: 'PKM-HOYA', hp: '081234567890', draf: 'x' }, ctx(sip))).toEqual({
      jenis: 'baru',
      faskes: 'PKM-HOYA',
    });
    expect(carryOver(sip, { jenis: '', faskes: 'a\u0000b' }, ctx(sip))).toEqual({});
    expect(carryOver(sip, {}, ctx(sip))).toEqual({});
  });
});
