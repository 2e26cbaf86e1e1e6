import { expect, look, test } from './base.ts';

test('an identity opens by two keepers of two offices; each step on its page', async ({ enter }) => {
  // five people sign in
  test.setTimeout(400_000);
  const reporter = await enter(null);
  await reporter.goto('/lapor');
  await reporter.locator('[name=kategori]').selectOption('sampah-kebersihan');
  await reporter.locator('[name=isi]').fill('Sampah menumpuk di depan pasar sejak hari Senin.');
  await reporter.getByRole('button', { name: 'Lanjut' }).click();
  await reporter.waitForURL('**/lapor/tempat');
  await reporter.locator('[name=wilayah]').selectOption('94.04.01');
  for (const select of await reporter.locator('select[name^="jawab."]').all()) await select.selectOption({ index: 1 });
  await reporter.getByRole('button', { name: 'Lanjut' }).click();
  await reporter.waitForURL('**/lapor/foto');
  await reporter.goto('/lapor/anda');
  await reporter.locator('[name=nama]').fill('Yosepina Contoh');
  await reporter.locator('[name=telepon]').fill('081234500000');
  await reporter.locator('main form button.btn').last().click();
  await reporter.locator('main form button.btn').last().click();
  const number = (await reporter.locator('dd.big').first().textContent())!.trim();

  const one = await enter('penjaga1');
  await one.goto('/opd/identitas');
  await one.locator('summary').first().click();
  await one.locator('[name=number]').fill(number);
  await one.getByRole('button', { name: 'Minta pembukaan' }).click();
  await expect(one.locator('#perbaiki')).toContainText('Pilih alasannya');
  await expect(one.locator('[name=number]')).toHaveValue(number);
  await one.locator('[name=reason]').selectOption('perintah_pengadilan');
  await one.locator('[name=basis]').fill('Penetapan PN Timika 12/Pen.Pid/2026');
  await one.locator('[name=why]').fill('Diperlukan sebagai saksi.');
  await look(one, 'identitas-minta');
  await one.getByRole('button', { name: 'Minta pembukaan' }).click();
  await expect(one.getByRole('button', { name: /Setujui/ })).toHaveCount(0);

  const lo = await enter('lo');
  expect((await lo.goto('/opd/identitas'))!.status()).toBe(404);

  const two = await enter('penjaga2');
  await two.goto('/opd/identitas');
  await look(two, 'identitas-putuskan');
  await two.getByRole('button', { name: /Setujui/ }).click();
  await one.goto('/opd/identitas');
  await one.getByRole('button', { name: /Lihat identitas/ }).click();
  await expect(one.locator('main')).toContainText('Yosepina Contoh');
  await look(one, 'identitas-terbuka');
});

test('a steward adds a holiday with its decree', async ({ enter }) => {
  const steward = await enter('pengelola1');
  await steward.goto('/kelola/libur');
  await steward.locator('summary').first().click();
  await steward.locator('main details [name=date]').fill('2026-12-28');
  await steward.locator('main details [name=name]').fill('Cuti bersama daerah');
  await steward.locator('main details').getByRole('button').click();
  await expect(steward.locator('#perbaiki')).toContainText('keputusan');
  await look(steward, 'libur-salah');
  await steward.locator('[name=basis]').fill('SK Bupati 5/2026');
  await steward.locator('main details').getByRole('button').click();
  await expect(steward.locator('[role=status]')).toContainText('Tersimpan');
  await look(steward, 'libur');
});
