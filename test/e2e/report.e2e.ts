import type { Page } from '@playwright/test';
import { photograph } from '#tools/calibrate/scene.ts';
import { expect, look, test } from './base.ts';
import { take } from './report-form.ts';

const accepted = async (page: Page): Promise<void> => expect(page.locator('.error-summary')).toHaveCount(0);
const soon = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a dark road: LO, DPUPR with PLN, budget, a refused proof, a real one, contest, closed after another official looked', async ({
  enter,
}) => {
  test.setTimeout(600_000);
  // a place of its own each time: a picture sent once is known for good
  const place = Date.now() % 1_000_000;
  const before = { name: 'lubang.jpg', mimeType: 'image/jpeg', buffer: await photograph('road', place, { moment: 1 }) };
  const after = {
    name: 'selesai.jpg',
    mimeType: 'image/jpeg',
    buffer: await photograph('road', place, { isAfter: true, right: 0.12, up: 0.05, zoom: 1.2, roll: 4, sun: -0.6, moment: 9 }),
  };
  const villager = await enter(null, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  let number = '';

  await test.step('a villager reports without an account and without JavaScript', async () => {
    await villager.goto('/lapor');
    await villager.locator('[name=kategori]').selectOption('jalan-jembatan');
    await villager
      .locator('[name=isi]')
      .fill('Jalan berlubang dan lampu jalan mati di depan pasar lama, dua motor jatuh minggu ini. Hubungi 081299988877.');
    await villager.locator('main form button').click();
    await villager.locator('[name="jawab.jenis"]').first().check();
    await villager.locator('[name=wilayah]').selectOption('94.04.01');
    await villager.locator('[name=patokan]').fill('depan pasar lama');
    await villager.locator('main form button').last().click();
    await expect(villager).toHaveURL(/\/lapor\/foto/);
    await villager.locator('input[type=file]').setInputFiles(before);
    await villager.locator('form[action="?/tambah"] button').click();
    await villager.goto('/lapor/anda');
    await villager.locator('[name=telepon]').fill('081299988877');
    await villager.locator('main form button').last().click();
    await expect(villager).toHaveURL(/\/lapor\/periksa/);
    await villager.locator('main form[method=post] button').last().click();
    await expect(villager).toHaveURL(/tanda-terima/);
    number = villager.url().split('/').at(-2)!;
    expect(number).toMatch(/^ADU-\d{4}-\d+-\d$/);
  });

  const liaison = await enter('lo');
  await test.step('the liaison officer verifies it and sends it to DPUPR, with PLN beside', async () => {
    await take(liaison, number, 'verifikasi', async (form) => {
      await form.locator('[name=title]').fill('Lubang dan lampu mati di depan pasar lama');
      await form.locator('[name=classification]').selectOption('pengaduan_tidak_berkadar');
    });
    await accepted(liaison);
    await look(liaison, 'laporan-disposisi');
    await take(liaison, number, 'disposisi', async (form) => {
      await form.locator('[name=lead]').selectOption('dpupr');
      await form.locator('[name=supporting][value=pln]').check();
    });
    await accepted(liaison);
  });

  const works = await enter('pic-dpupr');
  const head = await enter('kadis-dpupr');
  await test.step('DPUPR accepts; another agency sees nothing of it', async () => {
    await take(works, number, 'terima');
    await accepted(works);
    expect((await (await enter('pic-dlh')).goto(`/opd/laporan/${number}`))?.status()).toBe(404);
  });

  await test.step('its head plans a budget, Bappeda confirms; the public sees until when', async () => {
    await take(head, number, 'anggaran', async (form) => {
      await form.locator('[name=text]').fill('Perbaikan masuk rencana kerja; lubang ditutup sementara dengan sirtu.');
      await form.locator('[name=fiscal_year]').fill(String(new Date().getFullYear() + 1));
      await form.locator('[name=document]').selectOption('RKPD');
      await form.locator('[name=line]').fill('Pemeliharaan rutin jalan kabupaten');
      await form.locator('[name=estimate_rupiah]').fill('150000000');
      await form.locator('[name=target_on]').fill(soon(120));
      await form.locator('[name=interim]').fill('Rambu dipasang, lubang ditutup sirtu.');
    });
    await accepted(head);
    await take(await enter('bappeda'), number, 'benarkan');
    await villager.goto(`/lapor/${number}`);
    await expect(villager.getByRole('main')).toContainText(/anggaran/i);
    await take(head, number, 'tersedia');
    await accepted(head);
  });

  await test.step('PLN mends the lamp: its part is done', async () => {
    await take(await enter('pic-pln'), number, 'bagian', (form) =>
      form.locator('[name=text]').fill('Lampu diganti, menyala sejak malam ini.'),
    );
  });

  await test.step('the picture of the report itself is no proof', async () => {
    await take(works, number, 'jawab', async (form) => {
      await form.locator('[name=text]').fill('Lubang sudah ditutup aspal.');
      await form.locator('[name=foto]').setInputFiles(before);
    });
    await expect(works.locator('.error-summary')).toBeVisible();
    await expect(works.locator('form[action="?/jawab"] [name=text]')).toHaveValue('Lubang sudah ditutup aspal.');
    await look(works, 'laporan-bukti-ditolak');
  });

  await test.step('before it goes out an answer is checked: what to look at again, and what will be read', async () => {
    await works.goto(`/opd/laporan/${number}`);
    const form = works.locator('form[action="?/jawab"]');
    await works.locator('details').filter({ has: form }).locator('summary').first().click();
    await form.locator('[name=text]').fill('Segera ditindaklanjuti, hubungi 081299988877.');
    await form.getByRole('button', { name: 'Periksa dulu' }).click();
    const checked = works.locator('form[action="?/jawab"] [role=status]');
    for (const word of ['nomor telepon', 'Tidak ada tanggal', 'ditindaklanjuti', 'Umum tidak membaca'])
      await expect(checked).toContainText(word);
    await expect(form.locator('[name=text]')).toHaveValue('Segera ditindaklanjuti, hubungi 081299988877.');
    await look(works, 'laporan-periksa-dulu');
    await villager.goto(`/lapor/${number}`);
    await expect(villager.getByRole('main')).not.toContainText('Segera ditindaklanjuti');
  });

  await test.step('a real picture goes to a verifier of another unit, who must have been there', async () => {
    await take(works, number, 'jawab', async (form) => {
      await form.locator('[name=text]').fill('Lubang sudah ditutup aspal.');
      await form.locator('[name=foto]').setInputFiles(after);
    });
    await accepted(works);
    await works.goto(`/opd/laporan/${number}`);
    await expect(works.locator('form[action="?/benar"]'), 'who did the work does not check it').toHaveCount(0);
    await expect(liaison.locator('form[action="?/benar"]')).toHaveCount(0);
    const verifier = await enter('verifikator-miru');
    await verifier.goto(`/opd/laporan/${number}`);
    await look(verifier, 'laporan-bukti');
    await take(verifier, number, 'benar', async (form) => {
      await form.locator('[name=on_site]').check();
      await form.locator('[name=text]').fill('Sudah dilihat di lapangan: lubang tertutup, lampu menyala.');
    });
    await accepted(verifier);
  });

  await test.step('the reporter contests; another official looks and upholds, the reporter agrees', async () => {
    await villager.goto(`/lapor/${number}`);
    const contest = villager.locator('form[action="?/bantah"]');
    await villager.locator('details').filter({ has: contest }).locator('summary').first().click();
    await contest.locator('[name=text]').fill('Masih ada satu lubang di ujung pasar.');
    await contest.locator('button').click();
    await expect(villager.locator('.error-summary')).toHaveCount(0);
    for (const [doer, who] of [
      [works, 'who answered'],
      [head, 'who planned the money'],
    ] as const) {
      await doer.goto(`/opd/laporan/${number}`);
      await expect(doer.locator('form[action="?/pertahankan"]'), `${who} does not judge`).toHaveCount(0);
    }
    const regent = await enter('bupati');
    await regent.goto(`/pimpinan/laporan/${number}`);
    await look(regent, 'pimpinan-bantahan');
    const uphold = regent.locator('form[action="?/pertahankan"]');
    await uphold.locator('[name=text]').fill('Lubang di ujung pasar dikerjakan minggu depan; yang dilaporkan di sini selesai.');
    await uphold.locator('button').click();
    await accepted(regent);
    await villager.goto(`/lapor/${number}`);
    await villager.locator('form[action="?/setuju"] button').click();
    await expect(villager.getByRole('main')).toContainText(/Selesai/);
  });

  await test.step('the public page shows how it went, and never the number she left', async () => {
    const anyone = await enter(null);
    await anyone.goto(`/laporan/${number}`);
    await expect(anyone.getByRole('main')).toContainText('Lubang dan lampu mati di depan pasar lama');
    await expect(anyone.getByRole('main')).not.toContainText('081299988877');
    await look(anyone, 'laporan-umum');
  });
});
