import { expect, look, test } from './base.ts';

test('after a service it is judged once, without an account or a script; a paper form is entered at the counter', async ({ enter }) => {
  test.setTimeout(180_000);
  const phone = await enter(null, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const loket = await enter('loket');
  await loket.context().route('**/segar.js', (route) => route.abort());
  const seen = await enter(null);

  const take = async (): Promise<{ code: string; number: string }> => {
    await phone.goto('/antre/ambil/dpmptsp');
    await phone.getByRole('button', { name: /Informasi dan konsultasi/ }).click();
    return { code: new URL(phone.url()).pathname.split('/').at(-1)!, number: await phone.locator('.number').innerText() };
  };
  await loket.goto('/loket/antrean');
  if (await loket.getByRole('heading', { name: 'Pilih loket Anda' }).isVisible())
    await loket
      .getByRole('button', { name: /^Buka loket/ })
      .first()
      .click();
  const serve = async (number: string): Promise<void> => {
    await loket.goto('/loket/antrean');
    await loket.getByText('Catat kedatangan').first().click();
    await loket.getByLabel('Nomor dari HP').fill(number);
    await loket.getByRole('button', { name: 'Catat kedatangan' }).click();
    await expect(loket.getByRole('status')).toContainText('dicatat');
    await loket.getByText('Panggil nomor tertentu').click();
    await loket.getByLabel('Nomor', { exact: true }).fill(number);
    await loket.getByLabel('Alasan (terlihat oleh semua orang)').fill('Contoh untuk survei');
    await loket.getByRole('button', { name: 'Panggil nomor ini' }).click();
    await loket.getByRole('button', { name: 'Datang, mulai melayani' }).click();
    await loket.getByRole('button', { name: 'Selesai' }).click();
    await expect(loket.getByRole('button', { name: /Panggil berikutnya/ })).toBeVisible();
  };

  const first = await take();
  await phone.goto('/survei');
  await phone.getByLabel('Kode atau nomor').fill(first.code);
  await phone.getByRole('button', { name: 'Buka survei' }).click();
  await expect(phone.locator('#kode-error')).toContainText('belum ada layanan yang selesai');
  await serve(first.number);
  await phone.goto(`/antre/${first.code}`);
  await phone.getByRole('link', { name: 'Nilai layanan ini' }).click();
  await phone.getByRole('button', { name: 'Kirim penilaian' }).click();
  await expect(phone.locator('#waktu-error')).toContainText('Pilih salah satu jawaban');
  await seen.goto(phone.url());
  await look(seen, 'survei-isi');
  for (const field of await phone.locator('fieldset').all()) await field.getByRole('radio').nth(2).check();
  await phone.getByLabel('Tidak tahu atau tidak mengalami').last().check();
  await phone.getByRole('button', { name: 'Kirim penilaian' }).click();
  await expect(phone.getByRole('status')).toContainText('Terima kasih');
  await phone.goto(`/survei/${first.code}`);
  await expect(phone.getByRole('main')).toContainText('Tidak ada lagi');

  const second = await take();
  await serve(second.number);
  await loket.goto('/loket/survei');
  await loket.getByLabel('Kode di lembar, atau nomor antrean').fill(second.number);
  await loket.getByRole('button', { name: 'Cari' }).click();
  await loket.locator('#waktu').fill('7');
  await loket.getByRole('button', { name: 'Kirim penilaian' }).click();
  await expect(loket.locator('#waktu-error')).toContainText('1 sampai 4');
  await look(loket, 'survei-kertas-isi');
  await loket.locator('#waktu').fill('2');
  await loket.getByRole('button', { name: 'Kirim penilaian' }).click();
  await expect(loket.getByRole('status')).toContainText('Lembar dicatat');
  await loket.goto(`/loket/survei?kode=${second.number}&hari=2000-01-01`);
  await expect(loket.locator('#kode-error')).toBeVisible();
  await loket.goto('/loket/antrean');
  await loket.getByRole('button', { name: 'Tutup loket' }).click();
  await expect(loket.getByRole('heading', { name: 'Pilih loket Anda' })).toBeVisible();
});
