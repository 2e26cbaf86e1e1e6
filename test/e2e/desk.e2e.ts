import { expect, look, test } from './base.ts';

test('a rule is drafted by one, tried on past reports, refused where it is equal, put in force by another', async ({ enter }) => {
  test.setTimeout(200_000);
  const lo = await enter('lo');
  await lo.goto('/opd/laporan/aturan/baru?kategori=sampah-kebersihan');
  await lo.locator('[name=lead]').selectOption('bpbd');
  await lo.locator('[name=basis]').fill('Keputusan contoh 7/2026');
  await lo.getByRole('button', { name: 'Simpan dan uji' }).click();
  await expect(lo.locator('#attribute-error')).toContainText('setara');
  await expect(lo.locator('[name=basis]')).toHaveValue('Keputusan contoh 7/2026');
  await look(lo, 'aturan-setara');
  await lo.locator('[name=region]').selectOption('94.04.02');
  await lo.getByRole('button', { name: 'Simpan dan uji' }).click();
  await expect(lo.locator('#uji')).toBeVisible();
  await expect(lo.getByRole('button', { name: 'Berlakukan' })).toHaveCount(0);
  await expect(lo.locator('main')).toContainText('Orang kedua');
  await look(lo, 'aturan-uji');
  const head = await enter('mimika-center');
  await head.goto('/opd/laporan/aturan');
  await head.getByRole('link', { name: 'Lihat uji cobanya' }).first().click();
  await head.getByRole('button', { name: 'Berlakukan' }).click();
  await expect(head.locator('h1')).toContainText('diberlakukan');
  await head.goto('/opd/laporan/aturan');
  await look(head, 'aturan-daftar');
});
