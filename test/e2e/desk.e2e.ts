import { expect, look, test } from './base.ts';

test('a rule is drafted by one, tried on past reports, refused where it is equal, put in force by another', async ({ enter }) => {
  test.setTimeout(200_000);
  const lo = await enter('lo');
  await lo.goto('/opd/laporan/aturan/baru?kategori=sampah-kebersihan');
  await lo.locator('[name=lead]').selectOption('bpbd');
  await lo.locator('[name=basis]').fill('Keputusan contoh 7/2026');
  await lo.locator('summary').click();
  for (const agency of ['dlh', 'satpol-pp']) await lo.locator(`[name=supporting][value=${agency}]`).check();
  await lo.getByRole('button', { name: 'Simpan dan uji' }).click();
  await expect(lo.locator('#attribute-error')).toContainText('setara');
  await expect(lo.locator('[name=basis]')).toHaveValue('Keputusan contoh 7/2026');
  await expect(lo.locator('[name=supporting]:checked')).toHaveCount(2);
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

test('an agency gets its PICs by a decree: drafted, printed, put in force, proved by a message; then it can take reports', async ({
  enter,
}) => {
  test.setTimeout(240_000);
  const lo = await enter('lo');
  await lo.goto('/opd/laporan/pic');
  await look(lo, 'pic-daftar');
  const head = await enter('mimika-center');
  await head.goto('/opd/laporan/pic/dpupr');
  await head.locator('[name=head]').selectOption({ label: 'Dominggus Kapiyau' });
  await head.locator('[name=staff1]').selectOption({ label: 'Anton Beanal' });
  await head.locator('[name=staff2]').selectOption({ label: 'Anton Beanal' });
  await head.getByRole('button', { name: 'Simpan rancangan' }).click();
  await expect(head.locator('#staff2-error')).toContainText('sudah dipilih');
  await head.locator('[name=staff2]').selectOption({ label: 'Rosina Amisim' });
  await head.locator('[name=deputy]').selectOption({ label: 'Rosina Amisim' });
  await head.getByRole('button', { name: 'Simpan rancangan' }).click();
  const paper = await head.request.get('/opd/laporan/pic/dpupr/sk');
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await head.locator('[name=number]').fill('SK 800/77/2026');
  await head.locator('[name=date]').fill('2026-11-02');
  await look(head, 'pic-rancangan');
  await head.getByRole('button', { name: 'Berlakukan' }).click();
  await expect(head.locator('[role=status]')).toContainText('Pesan uji dikirim');
  await look(head, 'pic-berlaku');
  // the code comes by a message and is in no inbox
  const staff = await enter('pic-dpupr');
  const row = head
    .locator('tr[data-to="anton@dpupr.contoh.id"]')
    .filter({ hasText: /kode \d{6}/ })
    .first();
  // the worker sends it in its own time
  await expect(async () => {
    await head.goto('/demo/kotak-keluar');
    await expect(row).toBeVisible({ timeout: 500 });
  }).toPass();
  const code = /kode (\d{6})/.exec((await row.textContent())!)![1]!;
  await staff.goto('/opd/laporan/kontak');
  await staff.locator('[name=code]').fill(code);
  await staff.getByRole('button', { name: 'Buktikan' }).click();
  await expect(staff.locator('[role=status]')).toContainText('Terbukti');
});
