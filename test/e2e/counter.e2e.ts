import { emptyPdf, personOf } from '#tools/smoke/people.ts';
import { expect, look, test } from './base.ts';

const markus = personOf('markus');
const lince = personOf('loket');
const upload = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(emptyPdf) });

test('the counter files for a citizen: both names are recorded and shown', async ({ enter }) => {
  test.setTimeout(600_000);
  const counter = await enter('loket');
  let code = '';

  await test.step('a number mistyped is said to be, and stays to be corrected; the right one finds the person', async () => {
    await counter.goto('/loket');
    await counter.getByLabel('NIK pemohon').fill('91090112');
    await counter.getByRole('button', { name: 'Cari' }).click();
    await expect(counter.locator('#nik-error')).toBeVisible();
    await expect(counter.getByLabel('NIK pemohon')).toHaveValue('91090112');
    await look(counter, 'loket-nik-salah');
    await counter.getByLabel('NIK pemohon').fill(markus.nik!);
    await counter.getByRole('button', { name: 'Cari' }).click();
    await expect(counter.getByRole('main')).toContainText(markus.name);
    await look(counter, 'loket-ditemukan');
  });

  await test.step('she fills in what he says and scans what he brought', async () => {
    await counter.getByLabel('Layanan').selectOption('kartu-ak1');
    await counter.getByRole('button', { name: 'Mulai mengisi' }).click();
    await expect(counter.getByRole('main')).toContainText('atas nama pemohon');
    await expect(counter.getByLabel('Nama lengkap')).toHaveValue(markus.name);
    await counter.getByLabel('Ya', { exact: true }).check();
    await counter.getByLabel('Nomor HP').fill(markus.phone!);
    await look(counter, 'loket-formulir');
    await counter.getByRole('button', { name: 'Simpan dan lanjutkan' }).click();
    await counter.locator('[name=pendidikan]').selectOption('smk');
    await counter.locator('[name=jurusan]').fill('Teknik las');
    await counter.locator('[name=tahun_lulus]').fill('2011');
    await counter.locator('[name=jabatan]').fill('Juru las');
    await counter.getByRole('button', { name: 'Simpan dan lanjutkan' }).click();
    await expect(counter).toHaveURL(/ajukan\/dokumen/);
    // a picture of nothing is refused in words, beside the paper it was meant for
    await counter.locator('#ijazah').setInputFiles({ name: 'ijazah.txt', mimeType: 'text/plain', buffer: Buffer.from('ijazah') });
    await counter
      .locator('form', { has: counter.locator('#ijazah') })
      .getByRole('button', { name: 'Unggah' })
      .click();
    await expect(counter.locator('#ijazah-error')).toBeVisible();
    await look(counter, 'loket-dokumen-salah');
    for (const paper of ['ijazah', 'foto']) {
      await counter.locator(`#${paper}`).setInputFiles(upload(`${paper}.pdf`));
      await counter
        .locator('form', { has: counter.locator(`#${paper}`) })
        .getByRole('button', { name: 'Unggah' })
        .click();
      await expect(counter.getByRole('main')).toContainText(`${paper}.pdf`);
    }
    await look(counter, 'loket-dokumen');
    await counter.getByRole('link', { name: 'Lanjut periksa' }).click();
    await expect(counter.getByRole('main')).toContainText(markus.name);
    await expect(counter.getByRole('main')).toContainText(lince.name);
    await look(counter, 'loket-periksa');
    await counter.getByRole('button', { name: 'Kirim permohonan' }).click();
    await expect(counter).toHaveURL(/\/loket\?diterima=/);
    code = new URL(counter.url()).searchParams.get('diterima')!;
    await look(counter, 'loket-diterima');
    await counter.getByRole('link', { name: 'Cetak tanda terima' }).click();
    await expect(counter.locator('.code')).toHaveText(code);
    await expect(counter.getByRole('article')).toContainText(lince.name);
  });

  await test.step('the citizen sees who filed it, the officer sees both', async () => {
    const citizen = await enter('markus');
    await citizen.goto('/berkas');
    await citizen.locator(`a[href="/berkas/${code}"]`).click();
    await expect(citizen.getByRole('main')).toContainText(`di loket oleh ${lince.name}`);
    await citizen.goto('/akun');
    await expect(citizen.getByRole('row', { name: new RegExp(lince.name) }).first()).toBeVisible();
    await look(citizen, 'akun-dilihat');
    const officer = await enter('naker');
    await officer.goto(`/opd/berkas/${code}`);
    await expect(officer.getByRole('main')).toContainText(markus.name);
    await expect(officer.getByRole('main')).toContainText(`Diajukan di loket oleh ${lince.name}`);
  });
});

test('whoever is not registered yet is registered at the counter', async ({ enter }) => {
  test.setTimeout(300_000);
  const counter = await enter('loket');
  await counter.goto('/loket');
  await counter.getByLabel('NIK pemohon').fill('9109015205800007');
  await counter.getByRole('button', { name: 'Cari' }).click();
  await expect(counter.getByRole('heading', { name: 'Daftarkan pemohon' })).toBeVisible();
  await counter.getByRole('button', { name: 'Daftarkan pemohon' }).click();
  await expect(counter.locator('#name-error')).toBeVisible();
  await look(counter, 'loket-daftar');
  await counter.getByLabel('Nama lengkap').fill('Yuliana Magal');
  await counter.locator('[name=layanan]').selectOption('kartu-ak1');
  await counter.getByRole('button', { name: 'Daftarkan pemohon' }).click();
  await expect(counter).toHaveURL(/kartu-ak1\/ajukan/);
  await expect(counter.getByRole('main')).toContainText('atas nama pemohon');
});
