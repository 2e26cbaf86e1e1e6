import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brotliCompressSync } from 'node:zlib';
import type { BrowserContext, Page } from '@playwright/test';
import pg from 'pg';
import sharp from 'sharp';
import { expect, look, test } from './base.ts';
import { line, type Line } from './line.ts';

/** Ask the program's own database, past all its doors. */
async function ask<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
  const sockets = readFileSync(join(process.env['E2E_DATA']!, 'pg', 'postmaster.pid'), 'utf8').split('\n')[4]!;
  const client = new pg.Client({ host: sockets, user: 'app', database: process.env['E2E_DATABASE'] ?? 'satupintu' });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as T[];
  } finally {
    await client.end();
  }
}
interface Kept {
  readonly number: string;
  readonly channel: string;
  readonly photos: number;
  readonly files: number;
  readonly taken: Date | null;
}
/** Reports whose public words hold this, with the photographs kept of them. */
const kept = (words: string): Promise<Kept[]> =>
  ask(
    `select r.number, r.channel, r.photos, (select count(*)::int from complaints.photo p where p.report_id = r.id) as files,
       (select min(p.taken_at) from complaints.photo p where p.report_id = r.id) as taken
     from complaints.report r where strpos(r.text_public, $1) > 0 order by r.number`,
    [words],
  );

/** A photograph as telephones make them: large, with the time it was taken. */
async function photo(seed: number): Promise<Buffer> {
  const width = 3000;
  const height = 2250;
  const pixels = Buffer.alloc(width * height * 3);
  let noise = seed;
  for (let at = 0; at < pixels.length; at++) {
    noise = (noise * 1103515245 + 12345) & 0x7fffffff;
    pixels[at] = 90 + 60 * Math.sin((at % (width * 3)) / 300 + seed) + 40 * Math.cos(at / (width * 900)) + ((noise >> 16) % 50);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withExif({ IFD0: { Make: 'Uji', Orientation: '1' }, IFD2: { DateTimeOriginal: '2026:11:20 08:30:00', OffsetTimeOriginal: '+09:00' } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** A word nobody wrote before; no number, which would be masked. */
const word = (): string => Array.from({ length: 12 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');

let wire: Line;
test.beforeEach(async ({ baseURL }) => void (wire = await line(baseURL!)));
test.afterEach(async () => wire.close());

const cut = async (context: BrowserContext): Promise<void> => {
  wire.set('gone');
  await context.setOffline(true);
};
const restore = async (context: BrowserContext, state: 'works' | 'answer_lost' = 'works'): Promise<void> => {
  wire.set(state);
  await context.setOffline(false);
};
/** Open a page while there is a signal, until its form lies on the device. */
async function openOnce(page: Page, path: string, form = path): Promise<void> {
  await page.goto(wire.url + path);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
  });
  if (form !== '/lapor/luring') await page.goto(wire.url + form);
  await expect.poll(() => page.evaluate(async (wanted) => Boolean(await caches.match(wanted)), form)).toBe(true);
}
const ready = (page: Page) => expect(page.locator('#luring[data-ready]')).toBeAttached();
async function fill(page: Page, text: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  await ready(page);
  await page.locator('[name=kategori]').selectOption('listrik-lampu-jalan');
  await page.locator('[name="jawab.masalah"]:enabled').first().check();
  await page.locator('[name=isi]').fill(text);
  await page.locator('[name=wilayah]').selectOption('94.04.01');
  for (const [name, value] of Object.entries(more)) await page.locator(`[name=${name}]`).fill(value);
}
/** Sent by hand, unless the browser itself woke the worker first. */
async function sendAll(page: Page): Promise<void> {
  const button = page.locator('#kirim-semua');
  await button.click({ timeout: 2_000 }).catch(async (thrown: unknown) => {
    if (await button.isVisible()) throw thrown;
  });
}
const sheets = (page: Page, state?: string) => page.locator(`#daftar > li${state ? `[data-state=${state}]` : ''}`);

test('written without a signal, the answer lost, the page closed: one report with its photos, and its receipt', async ({ enter }) => {
  test.setTimeout(300_000);
  const mark = `Lampu dermaga mati ${word()}`;
  let page = await enter(null);
  const context = page.context();
  await openOnce(page, '/lapor', '/lapor/luring');

  await cut(context);
  // whatever page is asked for without a signal: the form that lies here
  await page.goto(`${wire.url}/lapor`);
  await expect(page).toHaveURL(/\/lapor\/luring$/);
  await expect(page.locator('#sinyal')).toContainText('Tidak ada sinyal');
  await look(page, 'luring-tanpa-sinyal');
  await fill(page, mark, { patokan: 'ujung dermaga' });
  const sizes = [await photo(1), await photo(2)];
  expect(Math.min(...sizes.map((bytes) => bytes.length))).toBeGreaterThan(1_000_000);
  await page.locator('#foto').setInputFiles(sizes.map((buffer, at) => ({ name: `f${at}.jpg`, mimeType: 'image/jpeg', buffer })));
  await expect(page.locator('#foto-terpilih img')).toHaveCount(2);
  await expect(page.locator('#tersimpan')).toContainText('Tersimpan di HP');

  // the telephone goes off: what was typed and photographed is there again
  await page.close();
  page = await context.newPage();
  await page.goto(`${wire.url}/lapor/luring`);
  await ready(page);
  await expect(page.locator('[name=isi]')).toHaveValue(mark);
  await expect(page.locator('[name="jawab.masalah"]:checked')).toHaveCount(1);
  await expect(page.locator('#foto-terpilih img')).toHaveCount(2);
  await page.getByRole('button', { name: 'Simpan dan kirim' }).click();
  await expect(sheets(page, 'antre')).toContainText('menunggu sinyal');
  await look(page, 'luring-menunggu');
  expect(await kept(mark)).toEqual([]);

  // the line comes back and breaks between the report and its answer
  await restore(context, 'answer_lost');
  await expect.poll(async () => (await kept(mark)).length).toBe(1);
  await expect(sheets(page, 'antre')).toContainText('jawaban belum sampai');
  await expect(sheets(page, 'antre').getByRole('button', { name: /^Teruskan/ })).toHaveCount(0);
  await page.close();

  wire.set('works');
  page = await context.newPage();
  await page.goto(`${wire.url}/lapor/luring`);
  await expect(sheets(page, 'terkirim')).toHaveCount(1);
  expect(wire.sendings()).toBeGreaterThan(1);
  const [report, ...more] = await kept(mark);
  expect(more).toEqual([]);
  expect(report).toMatchObject({ channel: 'offline', photos: 2, files: 2 });
  // read from the photograph that was made small on the telephone
  expect(report!.taken?.toISOString()).toBe('2026-11-19T23:30:00.000Z');
  await expect(sheets(page, 'terkirim')).toContainText(report!.number);
  const files = await ask<{ size: string }>(
    `select p.size from complaints.photo p join complaints.report r on r.id = p.report_id where r.number = $1`,
    [report!.number],
  );
  expect(files).toHaveLength(2);
  await look(page, 'luring-terkirim');

  // the four words open it
  await page.getByRole('button', { name: 'Buka laporan' }).click();
  await expect(page).toHaveURL(new RegExp(`/lapor/${report!.number}$`));
  await expect(page.getByRole('main')).toContainText(mark);

  // a shared telephone: nothing of it is left
  await page.goto(`${wire.url}/lapor/luring`);
  await ready(page);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Hapus semuanya dari HP ini' }).click();
  await expect(page.locator('#ringkas')).toContainText('Sudah dihapus');
  await page.reload();
  await ready(page);
  await expect(page.locator('#ringkas')).toContainText('Tidak ada laporan di HP ini');
  await expect(page.locator('[name=isi]')).toHaveValue('');
  expect(await kept(mark)).toHaveLength(1);
});

test('refused: the reason beside the report, what was typed kept; mended, it is sent', async ({ enter }) => {
  test.setTimeout(180_000);
  const mark = `Kabel putus ${word()}`;
  const page = await enter(null);
  await openOnce(page, '/lapor/luring');
  await ready(page);
  // what can be seen without us is said at once
  await page.getByRole('button', { name: 'Simpan dan kirim' }).click();
  await expect(page.locator('#ditolak a')).toHaveCount(3);
  await look(page, 'luring-belum-lengkap');
  await fill(page, mark, { telepon: '12' });
  await page.getByRole('button', { name: 'Simpan dan kirim' }).click();
  await expect(sheets(page, 'ditolak')).toContainText('Nomor telepon tidak terbaca');
  expect(await kept(mark)).toEqual([]);
  await look(page, 'luring-ditolak');
  await sheets(page, 'ditolak')
    .getByRole('button', { name: /^Perbaiki/ })
    .click();
  await expect(page.locator('[name=isi]')).toHaveValue(mark);
  await expect(page.locator('[name=telepon]')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('[name=telepon]').fill('0812 3456 7890');
  await page.getByRole('button', { name: 'Simpan dan kirim' }).click();
  await expect(sheets(page, 'terkirim')).toHaveCount(1);
  expect(await kept(mark)).toHaveLength(1);
});

test('the page closed for good: the browser wakes the worker when the line is back', async ({ enter }) => {
  test.setTimeout(180_000);
  const mark = `Tiang miring ${word()}`;
  const page = await enter(null);
  const context = page.context();
  await openOnce(page, '/lapor/luring');
  await cut(context);
  await fill(page, mark);
  await page.getByRole('button', { name: 'Simpan dan kirim' }).click();
  await expect(sheets(page, 'antre')).toHaveCount(1);
  const away = await context.newPage();
  const session = await context.newCDPSession(away);
  const registered = new Promise<string>((found) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(wire.url));
      if (own) found(own.registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  await page.close();
  await restore(context);
  // Chromium decides itself when a line is a line; the event it then sends is the same
  await session.send('ServiceWorker.dispatchSyncEvent', { origin: wire.url, registrationId, tag: 'kirim', lastChance: false });
  await expect.poll(async () => (await kept(mark)).length).toBe(1);
});

test('the ordinary form sent without a signal goes on as a sheet on the device', async ({ enter }) => {
  const page = await enter(null);
  await openOnce(page, '/lapor', '/lapor/luring');
  await page.goto(`${wire.url}/lapor`);
  await page.locator('[name=kategori]').selectOption('air-bersih');
  await page.locator('[name=isi]').fill('Air tidak mengalir.');
  await cut(page.context());
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await expect(page).toHaveURL(/\/lapor\/luring$/);
  await ready(page);
  await expect(page.locator('[name=isi]')).toHaveValue('Air tidak mengalir.');
  await expect(page.locator('[name=kategori]')).toHaveValue('air-bersih');
});

test('a village officer records three people without a signal, sends them together; each has a slip, one is refused', async ({ enter }) => {
  test.setTimeout(300_000);
  const mark = `Laporan kampung ${word()}`;
  const page = await enter('verifikator-miru');
  const context = page.context();
  await openOnce(page, '/lapor/luring', '/lapor/kampung');
  await ready(page);
  await look(page, 'kampung');
  await cut(context);
  await page.goto(`${wire.url}/lapor/kampung`);
  // the copy on the device knows no person
  await expect(page.getByRole('main')).not.toContainText('Titus');
  for (const [nama, telepon] of [
    ['Mama Yosina', ''],
    ['Bapak Agus', '99'],
    ['Ibu Marice', '081234567891'],
  ] as const) {
    await fill(page, `${mark} dari ${nama}`, { nama, telepon });
    await page.getByRole('button', { name: 'Simpan, lalu orang berikutnya' }).click();
    await expect(page.locator('[name=isi]')).toHaveValue('');
  }
  await expect(sheets(page, 'antre')).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'Kirim semua (3)' })).toBeVisible();
  await look(page, 'kampung-menunggu');
  await restore(context);
  await sendAll(page);
  await expect(sheets(page, 'terkirim')).toHaveCount(2);
  await expect(sheets(page, 'ditolak')).toHaveCount(1);
  await expect(sheets(page, 'ditolak')).toContainText('Nomor telepon tidak terbaca');
  await expect(sheets(page, 'ditolak')).toContainText('Bapak Agus');
  const reports = await kept(mark);
  expect(reports.map(({ channel }) => channel)).toEqual(['batch', 'batch']);
  const words = new Set(await sheets(page, 'terkirim').locator('dd.big').allTextContents());
  expect(words.size).toBe(4);
  await look(page, 'kampung-terkirim');
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: 'artefacts/1280/kampung-slip.jpg', type: 'jpeg', quality: 80, fullPage: true });
  await page.emulateMedia({ media: 'screen' });

  // somebody else's session sends nothing of it, and it waits for its officer
  await sheets(page, 'ditolak')
    .getByRole('button', { name: /^Perbaiki/ })
    .click();
  await expect(page.locator('[name=telepon]')).toHaveValue('99'); // the sheet lies open
  await page.locator('[name=telepon]').fill('081234567892');
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.getByRole('button', { name: 'Simpan, lalu orang berikutnya' }).click();
  await page.getByRole('button', { name: 'Kirim semua (1)' }).click();
  await expect(sheets(page, 'antre')).toContainText('Menunggu petugas masuk');
  expect(await kept(mark)).toHaveLength(2);
  await context.addCookies(cookies);
  await sendAll(page);
  await expect(sheets(page, 'terkirim')).toHaveCount(3);
  expect(await kept(mark)).toHaveLength(3);
});

test('the form and its scripts stay within the weight of a citizen page, compressed as a proxy sends them', async ({ request }) => {
  for (const path of ['/lapor/luring', '/lapor/kampung']) {
    const parts = await Promise.all([path, '/antrean.js', '/luring.js'].map(async (part) => (await request.get(part)).body()));
    expect(
      parts.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0),
      path,
    ).toBeLessThanOrEqual(30_000);
  }
});
