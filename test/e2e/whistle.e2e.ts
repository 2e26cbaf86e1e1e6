import { expect, look, test } from './base.ts';

test('whistle-blower without a name: the inspectorate asks, gets an answer, decides; nobody else finds the page', async ({ enter }) => {
  const reporter = await enter(null);
  await reporter.goto('/lapor');
  await reporter.getByRole('link', { name: 'Lapor pelanggaran secara rahasia' }).click();
  await look(reporter, 'wbs-lapor');
  // wrong first: the words say what is missing, and what was typed stays
  await reporter.locator('[name=text]').fill('curang');
  await reporter.locator('[name=accused]').selectOption('inspektorat');
  await reporter.getByRole('button', { name: 'Kirim tanpa nama' }).click();
  await expect(reporter.locator('#perbaiki')).toContainText('Inspektorat tidak memeriksa dirinya sendiri');
  await expect(reporter.locator('[name=text]')).toHaveValue('curang');
  await look(reporter, 'wbs-salah');
  await reporter.locator('[name=text]').fill('Kepala bidang meminta seperlima dari setiap kontrak drainase.');
  await reporter.locator('[name=accused]').selectOption('dpupr');
  await reporter.locator('[name=who]').fill('Kepala bidang');
  await reporter.getByRole('button', { name: 'Kirim tanpa nama' }).click();
  await expect(reporter.locator('h1')).toHaveText('Laporan Anda diterima');
  await look(reporter, 'wbs-tanda-terima');
  const [number, words] = await reporter.locator('dd.big').allTextContents();
  expect(number).toMatch(/^WBS-/);

  const irban = await enter('irban');
  await irban.goto('/opd/wbs');
  await look(irban, 'wbs-meja');
  await irban.getByRole('link', { name: number! }).click();
  await irban.getByRole('button', { name: 'Mulai periksa' }).click();
  await irban.getByText('Tanya pelapor').first().click();
  await irban.locator('[name=text]').first().fill('Kontrak yang mana, dan sejak kapan?');
  await irban.getByRole('button', { name: 'Tanya pelapor' }).click();
  await look(irban, 'wbs-berkas');

  for (const key of ['lo', 'pic-dpupr']) {
    const other = await enter(key);
    await other.goto('/opd/laporan');
    await expect(other.getByRole('link', { name: 'Pengawasan' })).toHaveCount(0);
    for (const path of ['/opd/wbs', `/opd/wbs/${number}`]) expect((await other.goto(path))!.status(), `${key} ${path}`).toBe(404);
  }

  await reporter.getByRole('link', { name: 'Buka kotak surat' }).click();
  await look(reporter, 'wbs-kotak');
  await reporter.locator('[name=nomor]').fill(number!);
  await reporter.locator('[name=kata]').fill('sagu ombak rotan hujan');
  await reporter.getByRole('button', { name: 'Buka kotak surat' }).click();
  await expect(reporter.locator('#perbaiki')).toContainText('tidak cocok');
  await reporter.locator('[name=kata]').fill(words!);
  await reporter.getByRole('button', { name: 'Buka kotak surat' }).click();
  await expect(reporter.locator('main')).toContainText('Kontrak yang mana, dan sejak kapan?');
  await expect(reporter.locator('main'), 'the handler stays unnamed').not.toContainText('Paskalis');
  await reporter.locator('[name=text]').fill('Kontrak drainase 2026, sejak Maret.');
  await reporter.getByRole('button', { name: 'Kirim', exact: true }).click();
  await look(reporter, 'wbs-percakapan');

  await irban.reload();
  await expect(irban.locator('main')).toContainText('sejak Maret');
  await irban.getByText('Putuskan').first().click();
  await irban.locator('[name=outcome]').selectOption('terbukti');
  await irban.locator('#putusan').fill('Terbukti. Hukuman disiplin dijatuhkan.');
  await irban.getByRole('button', { name: 'Putuskan' }).click();
  await reporter.goto('/lapor/rahasia/kotak');
  await expect(reporter.locator('main')).toContainText('Diputus: Terbukti');
  await reporter.getByRole('button', { name: 'Tutup kotak surat' }).click();
  await reporter.goto('/lapor/rahasia/kotak');
  await expect(reporter.locator('main')).not.toContainText('drainase');
});
