import type { Page } from '@playwright/test';
import { expect, look, test } from './base.ts';

/** A square as a closed ring. */
const square = (west: number, south: number, side: number) => [
  [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
    [west, south],
  ],
];
const feature = (properties: object, coordinates: unknown) => ({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates } });
const file = (...features: object[]) => ({
  name: 'batas.geojson',
  mimeType: 'application/geo+json',
  buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
});
const mimika = feature({ kode: '94.04' }, square(136, -5, 2));
const sea = feature({ jenis: 'laut' }, square(136, -7, 2));

/** The first two steps of the ordinary form, with a point. */
async function report(page: Page, lat: string, long: string): Promise<void> {
  await page.goto('/lapor');
  await page.locator('[name=kategori]').selectOption('jalan-jembatan');
  await page.locator('[name=isi]').fill('Jembatan kayu patah.');
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await page.locator('[name=wilayah]').selectOption('94.04.01');
  await page.locator('[name="jawab.jenis"]').first().check();
  await page.locator('summary').click();
  await page.locator('[name=lat]').fill(lat);
  await page.locator('[name=long]').fill(long);
}
async function toCheck(page: Page): Promise<void> {
  for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Lanjut' }).click();
  await expect(page).toHaveURL(/periksa$/);
}

test('boundaries are checked when they come, and say where a point lies; nothing is refused for it', async ({ enter }) => {
  test.setTimeout(300_000);
  const steward = await enter('pengelola1');
  await steward.goto('/kelola/batas');
  await look(steward, 'kelola-batas');
  const upload = async (sent: ReturnType<typeof file>) => {
    await steward.locator('[name=sumber]').fill('Batas contoh untuk uji');
    await steward.locator('[name=berkas]').setInputFiles(sent);
    await steward.getByRole('button', { name: 'Periksa dan pakai' }).click();
  };
  await upload(file(feature({ kode: '94.04' }, [square(136, -5, 2)[0]!.slice(0, -1)])));
  await expect(steward.locator('#berkas-error')).toContainText('Batas ke-1: garis tidak tertutup');
  await expect(steward.locator('[name=sumber]')).toHaveValue('Batas contoh untuk uji');
  await look(steward, 'kelola-batas-salah');
  await upload(file(feature({ kode: '94.04' }, square(-5, 136, 2))));
  await expect(steward.locator('#berkas-error')).toContainText('lintang dan bujur tertukar');
  await upload(file(mimika, sea));
  await expect(steward.getByRole('main')).toContainText(/Yang berlaku: 2 batas, diunggah .* WIT\. Sumber: Batas contoh untuk uji/);

  const page = await enter(null);
  await report(page, '-5.8', '136.5');
  await toCheck(page);
  await expect(page.getByRole('main')).toContainText('Titik ini di laut. Laporan tetap dapat dikirim');
  await look(page, 'lapor-di-laut');
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  await expect(page).toHaveURL(/tanda-terima$/);
  await report(page, '-6.2', '106.8');
  await toCheck(page);
  await expect(page.getByRole('main')).toContainText('Titik ini di luar Mimika.');
});

test('the map of reports: a list without it, the same on it, and a point chosen by a tap', async ({ enter }) => {
  test.setTimeout(300_000);
  const page = await enter(null);
  const faults: string[] = [];
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('console', (line) => line.type() === 'error' && /Content Security|Refused/.test(line.text()) && faults.push(line.text()));
  await report(page, '', '');
  await page.getByRole('button', { name: 'Tampilkan peta' }).click();
  const map = page.locator('.leaflet-container');
  await expect(map).toBeVisible();
  await expect(map.locator('.leaflet-control-zoom')).toBeVisible();
  await map.click({ position: { x: 150, y: 150 } });
  await expect(page.locator('[name=lat]')).toHaveValue(/^-\d\.\d{5}$/);
  await expect(page.locator('[name=long]')).toHaveValue(/^13\d\.\d{5}$/);
  await look(page, 'lapor-tempat-peta');
  await toCheck(page);
  await page.getByRole('button', { name: 'Kirim laporan' }).click();
  const number = (await page.locator('dd.big').first().textContent())!.trim();

  await page.goto('/laporan/peta');
  await expect(page.getByRole('main').locator(`a[href="/laporan/${number}"]`)).toHaveCount(1);
  await look(page, 'laporan-peta-daftar');
  await page.getByRole('button', { name: /^Tampilkan peta/ }).click();
  await expect(page.locator('[data-map] [role=status]')).toHaveText(/^[1-9]\d* laporan di peta\.$/);
  await look(page, 'laporan-peta');
  const data = (await (await page.request.get('/laporan/peta/titik.geojson')).json()) as {
    features: { id: string; geometry: { coordinates: number[] } }[];
    next: string | null;
  };
  expect(data.features.find(({ id }) => id === number)?.geometry.coordinates).toHaveLength(2);
  expect(data.next).toBeNull();
  expect(faults).toEqual([]);
});
