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

test('the liaison officer is shown why a category is suggested, when nothing is sure, and which reports may be one', async ({ enter }) => {
  test.setTimeout(200_000);
  const visitor = await enter(null);
  const file = async (category: string, text: string): Promise<string> => {
    await visitor.goto('/lapor');
    await visitor.locator('[name=kategori]').selectOption(category);
    await visitor.locator('[name=isi]').fill(text);
    await visitor.locator('main form button').last().click();
    await expect(visitor).toHaveURL(/\/lapor\/tempat/);
    if (await visitor.locator('[name="jawab.jenis"]').count()) await visitor.locator('[name="jawab.jenis"]').first().check();
    await visitor.locator('[name=wilayah]').selectOption('94.04.01');
    await visitor.locator('[name=patokan]').fill('depan gereja Sempan');
    await visitor.locator('main form button').last().click();
    await expect(visitor).toHaveURL(/\/lapor\/foto/);
    await visitor.goto('/lapor/anda');
    await visitor.locator('main form button').last().click();
    await expect(visitor).toHaveURL(/\/lapor\/periksa/);
    await visitor.locator('main form[method=post] button').last().click();
    await expect(visitor).toHaveURL(/tanda-terima/);
    return visitor.url().split('/').at(-2)!;
  };
  const first = await file('jalan-jembatan', 'Lubang besar di jalan depan gereja Sempan, motor sering jatuh.');
  const second = await file('jalan-jembatan', 'Jalan depan gereja Sempan berlubang besar, motor jatuh.');
  const lo = await enter('lo');
  await lo.goto(`/opd/laporan/${second}`);
  await lo.locator('summary', { hasText: 'Verifikasi' }).first().click();
  await expect(lo.locator('form[action="?/verifikasi"]')).toContainText('karena kata');
  const merge = lo.locator('form[action="?/gabung"]');
  await lo.locator('details').filter({ has: merge }).locator('summary').first().click();
  await expect(merge.getByRole('link', { name: first })).toBeVisible();
  await look(lo, 'laporan-saran-lo');
  await merge.locator('[name=into]').fill(first);
  await merge.locator('button').click();
  await expect(lo.locator('.error-summary')).toHaveCount(0);
  await lo.goto(`/opd/laporan/${second}`);
  await expect(lo.locator('form[action="?/pisah"]')).toBeVisible();
  const odd = await file('lainnya', 'Wkwk zzz qqq vvv.');
  await lo.goto(`/opd/laporan/${odd}`);
  await lo.locator('summary', { hasText: 'Verifikasi' }).first().click();
  await expect(lo.locator('form[action="?/verifikasi"] .notice')).toContainText('Tidak yakin');
});
