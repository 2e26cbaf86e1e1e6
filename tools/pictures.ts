import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { chromium, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';
import { fill } from './bench/fill.ts';
import { demoPassword, emptyPdf, identifierOf, personOf, secondFactorOf } from './smoke/people.ts';
import { signInAs } from './smoke/sign-in.ts';

/**
 * `npm run pictures`: the pictures of the README, of a running demo (BASE_URL, SATU_DATA), which is given 300 invented cases first.
 * Writes docs/pictures/<name>.webp.
 */
const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:3000';
const data = resolve(process.env['SATU_DATA'] ?? 'data');
const TELEPHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

process.env['SATU_KEY'] ??= (JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as { key: string }).key;
const url = (role: string): string => `postgres://${role}@localhost/satupintu?host=${encodeURIComponent(join(data, 'pg.socket'))}`;
await fill({ admin: url('app'), web: url('satupintu_web') }, 300, (text) => console.log(text));

/** The code of a request for a card that has been declared complete and waits for its decision. */
async function running(): Promise<string> {
  const citizen = await signInAs(base, 'markus');
  let page = await citizen.open('/layanan/kartu-ak1/ajukan?usia_kerja=ya');
  page = await citizen.submit(page, {}, 'main form[method="post"]');
  page = await citizen.submit(page, { usia_kerja: 'ya', hp: '081200000002' }, 'form[action*="simpan"]');
  page = await citizen.submit(page, { pendidikan: 'lain', jabatan: 'Tukang las' }, 'form[action*="simpan"]');
  const photo = { name: 'foto.pdf', type: 'application/pdf', bytes: emptyPdf };
  page = await citizen.submit(page, { berkas: photo }, 'form:has(input[id="foto"])');
  const review = await citizen.open(`/layanan/kartu-ak1/ajukan/periksa?draf=${page.url.searchParams.get('draf')}`);
  page = await citizen.submit(review, {}, 'form[action^="?draf"]');
  const code = /SP-[0-9A-Z-]+/.exec(page.url.pathname)![0];
  const clerk = await signInAs(base, 'naker');
  const form = 'form[action="?/putuskan"]:has(input[name="tugas"][value="kelengkapan"])';
  await clerk.submit(await clerk.open(`/opd/berkas/${code}?tugas=kelengkapan`), { hasil: 'lengkap' }, form);
  return code;
}

interface Picture {
  readonly name: string;
  readonly as?: string;
  readonly size: typeof TELEPHONE;
  readonly path: string;
}
const pictures: readonly Picture[] = [
  { name: 'home', size: TELEPHONE, path: '/' },
  { name: 'service', size: TELEPHONE, path: '/layanan/sip-nakes' },
  { name: 'case', as: 'markus', size: TELEPHONE, path: `/berkas/${await running()}` },
  { name: 'report', size: TELEPHONE, path: '/lapor' },
  { name: 'desk', as: 'ratna', size: DESK, path: '/opd' },
  { name: 'leaders', as: 'bupati', size: TELEPHONE, path: '/pimpinan' },
];

async function enter(browser: Browser, { as, size }: Picture): Promise<Page> {
  const page = await browser.newPage({ viewport: size, locale: 'id-ID', timezoneId: 'Asia/Jayapura', baseURL: base });
  if (!as) return page;
  await page.goto('/masuk');
  await page.locator('[name=identifier]').fill(identifierOf(as));
  await page.locator('[name=sandi]').fill(demoPassword);
  await page.locator('main form').first().locator('button').first().click();
  for (let tries = 0; personOf(as).kind !== 'citizen' && page.url().includes('/masuk'); tries++) {
    if (tries > 2) throw new Error(`${as} can't sign in`);
    // an authenticator's code is good once
    if (tries) await page.waitForTimeout(30_000 - (Date.now() % 30_000) + 500);
    await page.locator('[name=kode_otp]').fill(secondFactorOf(as));
    await page.locator('main form').first().locator('button').first().click();
  }
  return page;
}

mkdirSync('docs/pictures', { recursive: true });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const picture of pictures) {
    const page = await enter(browser, picture);
    await page.goto(picture.path);
    await sharp(await page.screenshot()).webp({ quality: 80 }).toFile(`docs/pictures/${picture.name}.webp`); // prettier-ignore
    console.log(`docs/pictures/${picture.name}.webp`);
    await page.context().close();
  }
} finally {
  await browser.close();
}
