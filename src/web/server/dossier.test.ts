import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { closePress } from '#modules/documents/server/render.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { reportWorld } from '#test/report-world.ts';
import { agencyNames } from './report.ts';
import { dossierOf, printDossier } from './dossier.ts';

const world = await reportWorld();
const { as, at } = world;
afterAll(() => closePress());

const textOf = (pdf: Uint8Array): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'satu-dossier-')), 'a.pdf');
  writeFileSync(file, pdf);
  return execFileSync('pdftotext', ['-layout', file, '-']).toString();
};

test('the file for the Ombudsman: report, promises, holders and timeline; nobody’s name, no contact, no note between officers', async () => {
  at('2026-11-02 09:00');
  const receipt = await world.accepted({ name: 'Penanda Pelapor', phone: '081312345678', email: 'penanda.pelapor@contoh.id' });
  await as('lo', (tx) => complaints.addNote(tx, receipt.id, 'Catatan dalam antar-petugas.'));
  await as('pic-dpupr', (tx) =>
    complaints.followUp(tx, receipt.id, { text: 'Tim datang. Hubungi Pak Yosep 0813 9999 8888.', next_date: '2026-11-05' }),
  );
  at('2026-11-30 09:00');
  const { view, agencies } = await as('anonymous', async (tx) => ({
    view: await complaints.getOwnReport(tx, await complaints.presentCode(tx, receipt.number, receipt.code)),
    agencies: await agencyNames(tx),
  }));
  const places = { region: 'Mimika Baru', category: 'Jalan & jembatan', agencies };
  const pdf = await printDossier(view, places, world.now());
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
  const text = textOf(pdf);
  const flat = text.replace(/\s+/g, ' ');
  for (const wanted of [
    receipt.number,
    'Jalan berlubang besar di depan SD Inpres',
    'Ombudsman Republik Indonesia',
    'Tim datang',
    '5 November 2026',
    'Dinas Pekerjaan Umum',
    'Siapa memegang laporan',
    'lewat',
    '28 hari 0 jam',
  ])
    expect(flat.toLowerCase(), wanted).toContain(wanted.toLowerCase());
  for (const other of ['Penanda', '12345678', 'penanda.pelapor', '9999', 'Yosep', 'Catatan dalam', receipt.code.split('-')[0]!])
    expect(text, other).not.toContain(other);
  // the same paper from the same facts
  expect(Buffer.from(await printDossier(view, places, world.now())).equals(Buffer.from(pdf))).toBe(true);
  expect(dossierOf(view, places, world.now()).promises).toHaveLength(1);
});

test('signs of the typesetter in a report are text, not commands', async () => {
  at('2026-11-02 09:00');
  const receipt = await world.submit({ text: '#import "x" $a_b$ *tebal* <label> \\ @ref ``` // 漢字 🚧' });
  const view = await as('anonymous', async (tx) =>
    complaints.getOwnReport(tx, await complaints.presentCode(tx, receipt.number, receipt.code)),
  );
  const text = textOf(await printDossier(view, { region: null, category: 'Jalan', agencies: {} }, world.now()));
  expect(text).toContain('#import "x" $a_b$ *tebal* <label>');
  // every sign let through has a glyph: PDF/A refuses what hasn't
  const all = Array.from({ length: 0x180 - 0x20 }, (_, at) => String.fromCodePoint(0x20 + at)).join('');
  const whole = await world.submit({ text: `${all} ‐‑‒–—―‘’‚“”„†•…‹›€™ \u0301 \ud83c\udf34 عربى` });
  const other = await as('anonymous', async (tx) =>
    complaints.getOwnReport(tx, await complaints.presentCode(tx, whole.number, whole.code)),
  );
  expect(textOf(await printDossier(other, { region: null, category: 'Jalan', agencies: {} }, world.now()))).toContain(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  );
});
