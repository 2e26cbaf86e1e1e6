import { expect, look, test } from './base.ts';

test('a resident proposes without account, name or script, reads the answer by the code, and everybody reads it in public', async ({
  enter,
}) => {
  const page = await enter(null, { javaScriptEnabled: false });
  const main = page.locator('main');
  await page.goto('/inovasi');
  await main.getByRole('link', { name: 'Usulkan perbaikan' }).click();
  await main.locator('[name=problem]').fill('Pendek');
  await main.locator('[name=who]').fill('Pasien dari kampung pesisir');
  await main.getByRole('button', { name: 'Kirim usulan' }).click();
  await expect(page.locator('#perbaiki')).toContainText('sedikitnya 20 huruf');
  await expect(main.locator('[name=who]')).toHaveValue('Pasien dari kampung pesisir');
  await main.locator('[name=problem]').fill('Antrean obat mulai jam empat pagi setiap Senin.');
  await main.locator('[name=proposal]').fill('Nomor antre dibagikan sehari sebelumnya lewat kepala kampung.');
  await main.getByRole('button', { name: 'Kirim usulan' }).click();
  await expect(page).toHaveURL(/\/inovasi\/usul\/US-/);
  const receipt = page.url();
  await expect(main).toContainText('Menunggu jawaban');

  const desk = await enter('brida');
  await desk.goto('/opd/inovasi');
  await desk.getByRole('link', { name: /Antrean obat/ }).click();
  await look(desk, 'usulan-jawab');
  await desk.getByLabel('Tidak sekarang').check();
  await desk.locator('[name=title]').fill('Nomor antre obat sehari sebelumnya');
  await desk.locator('[name=reason]').fill('Anggaran kartu antre baru ada pada perubahan APBD; dijawab lagi Oktober.');
  await desk.getByRole('button', { name: 'Terbitkan jawaban' }).click();
  await expect(desk).toHaveURL(/\/opd\/inovasi$/);

  const reader = await enter(null);
  await reader.goto(receipt);
  await expect(reader.locator('main')).toContainText('perubahan APBD');
  await look(reader, 'usulan-dijawab');
  await reader.goto('/inovasi');
  await expect(reader.locator('main')).toContainText('Nomor antre obat sehari sebelumnya');
  await expect(reader.locator('main')).not.toContainText('jam empat pagi');
});

test('the index says what it makes of a situation, and refuses a year whose rules nobody has', async ({ enter }) => {
  const page = await enter(null, { javaScriptEnabled: false });
  const main = page.locator('main');
  await page.goto('/inovasi/indeks');
  await main.locator('[name=n]').fill('20');
  await main.locator('[name=average]').fill('70');
  await main.locator('[name=sectors]').fill('4');
  await main.locator('[name=spd]').fill('40');
  await main.getByRole('button', { name: 'Hitung' }).click();
  await expect(main).toContainText('Indeks 44,00, Inovatif (2026)');
  await expect(main).toContainText('Hilang 7,6');
  await main.locator('[name=year]').selectOption('2025');
  await main.getByRole('button', { name: 'Hitung' }).click();
  await expect(main).toContainText('Aturan indeks tahun 2025 belum ada');
  await expect(main.locator('[name=n]')).toHaveValue('20');
});

test('a jury pasted from a spreadsheet is counted, and a wrong line is named with everything kept', async ({ enter }) => {
  const page = await enter(null);
  const main = page.locator('main');
  const criteria = ['novelty', 'benefit', 'replication', 'collaboration', 'command'];
  const lines = ['J1', 'J2', 'J3', 'J4'].flatMap((juror) =>
    ['A', 'B', 'C', 'D'].flatMap((entry, e) =>
      criteria.map((criterion) => `${juror};${entry};${criterion};${5 - e - (juror === 'J3' && entry === 'B' ? 1 : 0)}`),
    ),
  );
  await page.goto('/inovasi/penjurian');
  await main.locator('[name=marks]').fill(`${lines.join('\n')}\nJ1;A;novelty;9`);
  await main.locator('[name=seed]').fill('00112233445566778899aabbccddeeff');
  await main.getByRole('button', { name: 'Hitung' }).click();
  await expect(page.locator('#perbaiki')).toContainText('baris 81');
  await expect(main.locator('[name=marks]')).toHaveValue(/J1;A;novelty;9/);
  await main.locator('[name=marks]').fill(lines.join('\n'));
  await main.getByRole('button', { name: 'Hitung' }).click();
  await expect(main).toContainText('Hasil dapat diumumkan: juri sepakat.');
  await look(page, 'inovasi-penjurian');
});
