import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import Papa from 'papaparse';
import { personOf } from '#tools/smoke/people.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import { expect, look, test } from './base.ts';
import { written } from './report-form.ts';

/** The limit of a citizen page over the wire, everything it loads together (experience.md § 4). */
const LIMIT_BYTES = 30_000;
/** Any id: these pages ask for a code and say only afterwards that it isn't known. */
const SOME_ID = '01890000-0000-7000-8000-000000000000';

interface Stop {
  readonly name: string;
  readonly path: string;
  readonly status?: number;
  /** A page that improves itself by scripts of its own; all others have none. */
  readonly script?: string | readonly string[];
}

const open: readonly Stop[] = [
  { name: 'beranda', path: '/' },
  { name: 'layanan', path: '/layanan' },
  { name: 'layanan-topik', path: '/layanan?topik=kesehatan' },
  { name: 'cari', path: '/layanan?cari=izin%20perawat' },
  { name: 'cari-kosong', path: '/layanan?cari=zzzzqq' },
  { name: 'layanan-sip', path: '/layanan/sip-nakes' },
  { name: 'layanan-biaya', path: '/layanan/paspor-biasa' },
  { name: 'ajukan', path: '/layanan/sip-perawat/ajukan' },
  { name: 'ajukan-bukan-di-sini', path: '/layanan/sip-perawat/ajukan?jenis=baru&faskes=LUAR-MIMIKA' },
  { name: 'peristiwa', path: '/peristiwa' },
  { name: 'peristiwa-lahir', path: '/peristiwa/lahir' },
  { name: 'instansi', path: '/instansi' },
  { name: 'instansi-dpmptsp', path: '/instansi/dpmptsp' },
  { name: 'data', path: '/data' },
  { name: 'bantuan', path: '/bantuan' },
  { name: 'lacak', path: '/lacak' },
  { name: 'lacak-salah', path: '/lacak?kode=SP-0000-0000-0' },
  { name: 'periksa', path: '/v' },
  { name: 'periksa-tidak-ada', path: '/v/00000000000000000000000000', status: 404 },
  { name: 'masuk', path: '/masuk', script: '/kunci.js' },
  { name: 'masuk-kode', path: '/masuk/kode' },
  { name: 'masuk-kode-tulis', path: `/masuk/kode/${SOME_ID}` },
  { name: 'daftar', path: '/daftar' },
  { name: 'daftar-kode', path: `/daftar/kode/${SOME_ID}` },
  { name: 'pemulihan', path: '/pemulihan' },
  { name: 'pemulihan-kode', path: `/pemulihan/kode/${SOME_ID}` },
  { name: 'undangan', path: `/pemulihan/undangan/${SOME_ID}` },
  { name: 'tidak-ada', path: '/tidak-ada', status: 404 },
  { name: 'api', path: '/api/docs' },
  { name: 'lapor', path: '/lapor', script: '/hp.js' },
  { name: 'lapor-buka', path: '/lapor/ADU-2026-000001-0' },
  { name: 'laporan', path: '/laporan' },
  { name: 'laporan-peta', path: '/laporan/peta', script: '/peta.js' },
  { name: 'telepon', path: '/demo/telepon' },
  { name: 'laporan-angka', path: '/laporan/angka' },
  { name: 'bukti', path: '/bukti' },
  { name: 'laporan-saran', path: '/laporan/saran' },
  { name: 'laporan-langganan', path: '/laporan/langganan' },
  { name: 'laporan-undian', path: '/laporan/undian' },
  { name: 'kinerja', path: '/kinerja' },
  { name: 'kinerja-putusan', path: '/kinerja/cepat-putusan' },
  { name: 'kinerja-tidak-dilaporkan', path: '/kinerja/terbuka-standar' },
  { name: 'laporan-identitas', path: '/laporan/identitas' },
  { name: 'inovasi', path: '/inovasi' },
  { name: 'inovasi-satu', path: '/inovasi/emas' },
  { name: 'inovasi-usul', path: '/inovasi/usul' },
  { name: 'inovasi-indeks', path: '/inovasi/indeks' },
  { name: 'inovasi-penjurian', path: '/inovasi/penjurian' },
  { name: 'inovasi-hitung', path: '/inovasi/indeks?year=2026&n=41&average=70&sectors=4&spd=40' },
  { name: 'inovasi-tahun-bolong', path: '/inovasi/indeks?year=2025&n=41&average=70&sectors=9&spd=40' },
  { name: 'antre-waktu', path: '/antre/waktu' },
  { name: 'antre-ketepatan', path: '/antre/ketepatan' },
  { name: 'antre-janji', path: '/antre/janji/dpmptsp' },
  { name: 'survei', path: '/survei' },
  { name: 'mutu', path: '/mutu' },
];
const citizen: readonly Stop[] = [
  { name: 'berkas-kosong', path: '/berkas' },
  { name: 'kotak-masuk-kosong', path: '/kotak-masuk' },
  { name: 'akun', path: '/akun', script: '/kunci.js' },
  { name: 'akun-lengkap', path: '/akun?lengkap', script: '/kunci.js' },
  { name: 'kontak-kode', path: `/akun/kontak/${SOME_ID}` },
];
const work: Readonly<Record<string, readonly Stop[]>> = {
  brida: [
    { name: 'meja-kosong', path: '/opd' },
    { name: 'meja-saring', path: '/opd?siapa=mine&terlambat=true' },
    { name: 'pintasan', path: '/opd/pintasan' },
    { name: 'tanda-tangan', path: '/opd/tanda-tangan' },
    { name: 'usulan', path: '/opd/inovasi' },
  ],
  lo: [
    { name: 'meja-laporan', path: '/opd/laporan' },
    { name: 'laporan-kontak', path: '/opd/laporan/kontak' },
    { name: 'sp4n', path: '/opd/laporan/sp4n' },
    { name: 'pic', path: '/opd/laporan/pic' },
    { name: 'pic-dlh', path: '/opd/laporan/pic/dlh' },
    { name: 'aturan', path: '/opd/laporan/aturan' },
    { name: 'aturan-baru', path: '/opd/laporan/aturan/baru' },
    { name: 'aturan-susun', path: '/opd/laporan/aturan/baru?kategori=jalan-jembatan' },
  ],
  lo2: [{ name: 'laporan-baru', path: '/opd/laporan/baru' }],
  'sekretaris-dpmptsp': [{ name: 'survei-instansi', path: '/opd/survei' }],
  loket: [
    { name: 'loket', path: '/loket' },
    { name: 'survei-kertas', path: '/loket/survei' },
  ],
  balai: [
    { name: 'balai', path: '/loket/balai' },
    { name: 'balai-rencana', path: '/loket/balai/rencana' },
  ],
  bupati: [
    { name: 'pimpinan', path: '/pimpinan' },
    { name: 'papan-laporan', path: '/papan/laporan?mode=banjir' },
  ],
  pengelola1: [
    { name: 'kelola-layanan', path: '/kelola/layanan' },
    { name: 'kelola-layanan-sip', path: '/kelola/layanan/sip-perawat' },
    { name: 'kelola-layanan-baru', path: '/kelola/layanan/baru' },
    { name: 'kelola-instansi', path: '/kelola/instansi' },
    { name: 'kelola-instansi-baru', path: '/kelola/instansi/baru' },
    { name: 'kelola-instansi-dpmptsp', path: '/kelola/instansi/dpmptsp' },
    { name: 'kelola-instansi-ubah', path: '/kelola/instansi/dpmptsp/ubah' },
    { name: 'kelola-instansi-tutup', path: '/kelola/instansi/brida/tutup' },
    { name: 'kelola-petugas', path: '/kelola/petugas' },
    { name: 'kelola-petugas-ratna', path: `/kelola/petugas/${demoId('ratna')}` },
    { name: 'kelola-petugas-baru', path: '/kelola/petugas/baru' },
    { name: 'kelola-kunci', path: '/kelola/kunci' },
    { name: 'kelola-batas', path: '/kelola/batas' },
    { name: 'kelola-retensi', path: '/kelola/retensi' },
    { name: 'kelola-whatsapp', path: '/kelola/whatsapp' },
    { name: 'kelola-sambungan', path: '/kelola/sambungan' },
  ],
};

/** Open a page; what it loads is counted over the wire. */
async function visit(page: Page, stop: Stop): Promise<number> {
  const sizes: Promise<number>[] = [];
  const count = (request: import('@playwright/test').Request) =>
    void sizes.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize));
  page.on('requestfinished', count);
  const response = await page.goto(stop.path, { waitUntil: 'networkidle' });
  page.off('requestfinished', count);
  expect(response?.status(), stop.path).toBe(stop.status ?? 200);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function visitCitizenPage(page: Page, stop: Stop): Promise<void> {
  const bytes = await visit(page, stop);
  expect.soft(bytes, `${stop.path}: bytes over the wire`).toBeLessThanOrEqual(LIMIT_BYTES);
  const scripts = await page
    .locator('script[src], script:not([type="application/ld+json"])')
    .evaluateAll((all) => all.map((script) => script.getAttribute('src') ?? 'inline'));
  expect.soft(scripts, `${stop.path}: scripts`).toEqual(stop.script ? [stop.script].flat() : []);
}

test('what everybody can open: within its weight, no script, no violation, nothing off the side, a title of its own', async ({ enter }) => {
  test.setTimeout(900_000);
  const page = await enter(null);
  const faults: string[] = [];
  page.on('pageerror', (fault) => faults.push(fault.message));
  const titles = new Map<string, string>();
  for (const stop of open) {
    await test.step(stop.path, async () => {
      await visitCitizenPage(page, stop);
      const title = await page.title();
      expect.soft(titles.get(title), `${stop.path}: “${title}” is also the title of`).toBeUndefined();
      titles.set(title, stop.path);
      await look(page, stop.name);
    });
  }
  expect(faults).toEqual([]);
});

test('on the smallest telephone nothing of it runs off the side', async ({ enter }) => {
  test.setTimeout(300_000);
  const page = await enter(null, { viewport: { width: 320, height: 640 } });
  for (const stop of open) {
    await page.goto(stop.path);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), stop.path).toBeLessThanOrEqual(320);
  }
});

test('what a citizen finds before the first request', async ({ enter }) => {
  test.setTimeout(300_000);
  const page = await enter('markus');
  for (const stop of citizen) {
    await test.step(stop.path, async () => {
      await visitCitizenPage(page, stop);
      await look(page, stop.name);
    });
  }
  await expect(page.getByRole('main')).not.toContainText(personOf('markus').nik!);
});

test('the desks of officers, leaders and stewards', async ({ enter }) => {
  test.setTimeout(900_000);
  for (const [key, stops] of Object.entries(work)) {
    const page = await enter(key);
    for (const stop of stops) {
      await test.step(stop.path, async () => {
        await visit(page, stop);
        await look(page, stop.name);
      });
    }
  }
  // An outbox full of everybody's codes is a page of the demo alone; no weight is promised for it.
  const outbox = await enter(null);
  await outbox.goto('/demo/kotak-keluar');
  await look(outbox, 'kotak-keluar');
});

test('what a report makes: the page of a neighbour who joined it, and where its photograph is covered, in both languages', async ({
  enter,
}) => {
  test.setTimeout(300_000);
  const page = await enter(null);
  await written(page, 'Talud di tepi kali longsor, tanah terus turun.', true);
  await page.locator('form[action="?/kirim"] button').click();
  await expect(page).toHaveURL(/tanda-terima/);
  const leading = page.url().split('/').at(-2)!;

  const neighbour = await enter(null);
  await written(neighbour, 'Rumah kami dua meter dari longsoran itu.');
  await neighbour.locator(`form:has([value="${leading}"]) button`).click();
  await expect(neighbour).toHaveURL(/tanda-terima/);
  const path = `/lapor/${neighbour.url().split('/').at(-2)!}`;
  await visitCitizenPage(neighbour, { name: 'suara', path });
  await look(neighbour, 'suara');
  await neighbour.goto('/?bahasa=en');
  await neighbour.goto(path);
  await readsEnglish(neighbour, path);

  const liaison = await enter('lo');
  await liaison.goto(`/opd/laporan/${leading}`);
  await liaison.locator('a[href$="/samarkan"]').click();
  await expect(liaison.locator('.canvas img')).toBeVisible();
  await look(liaison, 'samarkan');
  const editor = liaison.url();
  await liaison.goto('/?bahasa=en');
  await liaison.goto(editor);
  await readsEnglish(liaison, editor);
  await liaison.goto('/?bahasa=id');
});

/** Official names of agencies, the longest first, as pages print them. */
const agencyNames = Papa.parse<Record<string, string>>(readFileSync('db/reference/agencies.csv', 'utf8'), { header: true })
  .data.flatMap((row) => (row['official_name'] ? [row['official_name']] : []))
  .toSorted((a, b) => b.length - a.length);

/** Words that every longer Indonesian text holds and no English one. */
const indonesian = /\b(yang|dan|untuk|anda|belum|dengan|tidak|sudah|oleh|dari)\b/i;

/** The page says that it is English, holds no Indonesian without its mark, and fits a telephone. */
async function readsEnglish(page: Page, path: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const read = await page.evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const element of body.querySelectorAll('[lang=id], code, pre, textarea, script, style')) element.remove();
    return body.textContent ?? '';
  });
  // Proper names need no mark of their language (WCAG 2.2, 3.1.2).
  const rest = agencyNames.reduce((left, name) => left.replaceAll(name, ' '), read);
  const found = indonesian.exec(rest);
  expect.soft(found && rest.slice(Math.max(0, found.index - 60), found.index + 60).replace(/\s+/g, ' '), path).toBeNull();
  await page.setViewportSize({ width: 360, height: 740 });
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
}

test('every page in English: its language is said, and what stays Indonesian says so too', async ({ enter }) => {
  test.setTimeout(900_000);
  const all: [string | null, readonly Stop[]][] = [[null, open], ['markus', citizen], ...Object.entries(work)];
  for (const [key, stops] of all) {
    const page = await enter(key);
    await page.goto('/?bahasa=en');
    for (const stop of stops) {
      await test.step(stop.path, async () => {
        await page.goto(stop.path);
        await readsEnglish(page, stop.path);
      });
    }
    await page.screenshot({ path: `artefacts/en/${key ?? 'stranger'}.jpg`, type: 'jpeg', quality: 80, fullPage: true });
    // The choice is kept with the person's browser alone; back to Indonesian for whoever comes next.
    await page.goto('/?bahasa=id');
  }
});
