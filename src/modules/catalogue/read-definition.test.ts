import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differ } from './differ.ts';
import { blocking, lint, longestPath, nowhere, overridable, SHEET_COMPONENTS, type LintContext } from './lints.ts';
import { ADAPTERS, TEMPLATES } from './platform.ts';
import { readDefinition } from './read-definition.ts';

const ids = ['sip-perawat', 'surat-keterangan-penelitian', 'surat-pengantar-distrik', 'kartu-ak1'];
const yaml = (id: string): string => readFileSync(`db/services/${id}.yaml`, 'utf8');
const sip = yaml('sip-perawat');
const errors = (text: string) => readDefinition(text).errors.map(({ path, line, column, message }) => [path, line, column, message.en]);
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

test.each(ids)('%s reads', (id) => expect(readDefinition(yaml(id)).errors).toEqual([]));

test('every error has its exact place', () => {
  expect(errors(sip.replace('    budget: 2\n', '    budget: two\n'))).toEqual([
    ['process[1].budget', lineOf(sip, '    budget: 2\n'), 13, 'Must be a number.'],
  ]);
  expect(errors(sip.replace('    role: verifikator', '    rol: verifikator'))).toEqual([
    ['process[0].role', lineOf(sip, '  - id: kelengkapan'), 5, '“role” is required.'],
    ['process[0].rol', lineOf(sip, '    role: verifikator'), 5, "The key “rol” isn't known here."],
  ]);
  expect(errors('id: a\nversion: 1.0.0\nid: b\n')).toEqual([['', 3, 1, 'This key is written twice.']]);
  expect(errors('a: [1, 2\nb: 3')[0]?.slice(1, 2)).toEqual([2]);
  expect(errors('a: 0.12345678')[0]?.slice(0, 3)).toEqual(['', 1, 4]);
  expect(errors('a: &x 1\nb: *x')[0]?.slice(0, 3)).toEqual(['', 2, 4]);
});

const lists = {
  ...readDefinition(sip).definition!.tests.fixtures,
  ...readDefinition(yaml('surat-pengantar-distrik')).definition!.tests.fixtures,
  'kampung@2026-11': {},
};
const agencies = new Map([
  ...['dpmptsp', 'dinkes', 'setda', 'inspektorat', 'kesbangpol', 'brida', 'disnakertrans', 'disdukcapil', 'dinsos'].map(
    (code) => [code, 'dinas'] as const,
  ),
  ...(['pkm-hoya'] as const).map((code) => [code, 'puskesmas'] as const),
  ...['distrik-hoya', 'distrik-mimika-baru'].map((code) => [code, 'distrik'] as const),
]);
const ctx = (rest: Partial<LintContext> = {}): LintContext => ({
  lists,
  agencies,
  services: new Set(['sip-nakes', 'surat-keterangan-penelitian', 'paten-distrik', 'kartu-ak1']),
  adapters: ADAPTERS,
  templates: TEMPLATES,
  sheet: new Set(SHEET_COMPONENTS),
  position: nowhere,
  ...rest,
});
const lints = (text: string, rest: Partial<LintContext> = {}): string[] => {
  const reading = readDefinition(text);
  expect(reading.errors).toEqual([]);
  return [
    ...new Set(lint(reading.definition!, ctx({ position: reading.position, ...rest })).map((finding) => `${finding.lint} ${finding.path}`)),
  ];
};
const added = (change: [string, string], rest: Partial<LintContext> = {}): string[] => {
  expect(sip).toContain(change[0]);
  const before = new Set(lints(sip));
  return lints(sip.replace(...change), rest).filter((finding) => !before.has(finding));
};

test.each(ids)('%s: only what a decree or a checked source can mend stands in the way', (id) => {
  const stopping = blocking(lint(readDefinition(yaml(id)).definition!, ctx()));
  expect(stopping.length).toBeGreaterThan(0);
  expect(stopping.every((finding) => overridable.has(finding.lint))).toBe(true);
});

test('longest path', () => expect(longestPath(readDefinition(sip).definition!)).toBe(3));

test.each<[string, [string, string], string[]]>([
  [
    'a circle',
    ['needs: [kelengkapan]\n    budget: 2\n    sees: teknis', 'needs: [putusan]\n    budget: 2\n    sees: teknis'],
    ['L1 process[1].needs', 'L1 process[3].needs'],
  ],
  ['two starts', ['    needs: [kelengkapan]\n    budget: 2', '    budget: 2'], ['L1 process']],
  [
    'nothing after silence',
    ['{ at: 1.0, escalate: dinkes/kepala-dinas }', '{ at: 0.9, escalate: dinkes/kepala-dinas }'],
    ['L1 process[1].onSilence'],
  ],
  ['a leaf that goes on', ['tolak: { end: rejected', 'tolak: { to: next'], ['L1 process[3].outcomes.tolak']],
  ['unknown agency', ['escalate: dinkes/kepala-dinas', 'escalate: dinkess/kepala-dinas'], ['L2 process[1].onSilence[1].escalate']],
  ['unknown view', ['sees: puskesmas', 'sees: pkm'], ['L2 process[2].sees', 'L8 views.puskesmas']],
  [
    'unknown document',
    [
      'documents: [str, surat-tempat-praktik, kecukupan-skp] }\n  puskesmas',
      'documents: [strr, str, surat-tempat-praktik, kecukupan-skp] }\n  puskesmas',
    ],
    ['L2 views.teknis.documents[0]'],
  ],
  ['unknown adapter', ['source: nakes.str@1', 'source: nakes.str@9'], ['L2 fields[5].source']],
  [
    'a unit without an office',
    ['when: { var: di_puskesmas }\n    budget', 'when: { eq: [{ var: jenis }, baru] }\n    budget'],
    ['L2 process[2].agency'],
  ],
  [
    'an option that does not exist',
    ['rules:\n    - when: { eq: [{ var: faskes }, LUAR-MIMIKA] }', 'rules:\n    - when: { eq: [{ var: faskes }, LUAR] }'],
    ['L3 eligibility.rules[0].when.eq'],
  ],
  [
    'may be null',
    ['{ id: pedalaman, when: { var: terpencil }', '{ id: pedalaman, when: { eq: [{ var: sip_lama }, x] }'],
    ['L3 queues.lanes[0].when'],
  ],
  ['asked although held', ['    source: dukcapil.identity@2\n    lock: true\n  - id: nama', '  - id: nama'], ['L4 fields[1]']],
  ['forbidden', ['forbidden: [{ requirement: rekomendasi-organisasi-profesi', 'forbidden: [{ requirement: str'], ['L4 documents[1]']],
  ['too slow', ['legal: 5', 'legal: 2'], ['L5 clock.legal', 'L5 catalogue.standard.promise']],
  ['no citing', ['mustCite: true', 'mustCite: false'], ['L6 deficiency.mustCite']],
  [
    'no basis',
    [
      '    basis: uu-17-2023\n    satisfiedBy: [{ kind: register, adapter: nakes.str@1 }',
      '    satisfiedBy: [{ kind: register, adapter: nakes.str@1 }',
    ],
    ['L7 documents[1]'],
  ],
  ['another office reads the NIK', ['teknis: { fields: [jenis, nama', 'teknis: { fields: [jenis, nik, nama'], ['L8 process[1].sees']],
  ['completeness is blind', ['documents: [ktp, str,', 'documents: [str,'], ['L8 process[0].sees']],
  ['no English', ['{ id: "Nomor STR", en: "Registration number (STR)" }', '{ id: "Nomor STR" }'], ['L10 fields[5].label']],
])('%s', (_, change, expected) => expect(added(change).sort()).toEqual([...expected].sort()));

test('duties without a holder and an incomplete standard are found', () => {
  expect(added(['legal: 5', 'legal: 5'], { isHeld: (agency) => agency !== 'pkm-hoya' })).toEqual(['PIC process[2].agency']);
  expect(added(['legal: 5', 'legal: 5'], { sheet: undefined })).toEqual(['SHEET catalogue.standard.sheet']);
});

test('the differ says what a change does to running cases', () => {
  const before = readDefinition(sip).definition!;
  const classes = (change: [string, string]) =>
    differ(before, readDefinition(sip.replace(...change)).definition!).map((each) => [each.path, each.change]);
  expect(differ(before, before)).toEqual([]);
  expect(classes(['en: "Full name"', 'en: "Your full name"'])).toEqual([['fields.nama.label.en', 'text']]);
  expect(classes(['legal: 5 #', 'legal: 7 #'])).toEqual([['clock.legal', 'binding']]);
  expect(classes(['    budget: 2\n    sees: teknis', '    budget: 1\n    sees: teknis'])).toEqual([['process.teknis.budget', 'additive']]);
  expect(classes(['max: 10', 'max: 12'])).toEqual([['clock.stops.menunggu-pemohon.max', 'additive']]);
  expect(
    classes([
      'satisfiedBy: [{ kind: register, adapter: nakes.skp@1 }',
      'satisfiedBy: [{ kind: register, adapter: nakes.skp@1 }, { kind: reuse }',
    ]),
  ).toEqual([['documents.kecukupan-skp.satisfiedBy', 'additive']]);
  expect(classes(['version: 1.0.0', 'version: 1.0.1'])).toEqual([]);
});
