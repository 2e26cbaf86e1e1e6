import { mkdirSync } from 'node:fs';
import process from 'node:process';
import { chromium, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';
import { demoPassword, identifierOf, personOf, secondFactorOf } from './smoke/people.ts';

/**
 * `BASE_URL=http://127.0.0.1:3000 npm run pictures`: the pictures of the README, of a running demo in which `npm run smoke` has walked.
 * Writes docs/pictures/<name>.webp.
 */
const base = process.env['BASE_URL'] ?? 'http://127.0.0.1:3000';
const TELEPHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

interface Picture {
  readonly name: string;
  readonly as?: string;
  readonly size: typeof TELEPHONE;
  /** A path, or the link to follow from one. */
  readonly path: string;
  readonly link?: string;
}
const pictures: readonly Picture[] = [
  { name: 'home', size: TELEPHONE, path: '/' },
  { name: 'service', size: TELEPHONE, path: '/layanan/sip-nakes' },
  { name: 'case', as: 'yohana', size: TELEPHONE, path: '/berkas', link: 'main a[href^="/berkas/SP-"]' },
  { name: 'report', size: TELEPHONE, path: '/lapor' },
  { name: 'desk', as: 'ratna', size: DESK, path: '/opd?tampil=semua' },
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
    if (picture.link) {
      const href = await page.locator(picture.link).first().getAttribute('href');
      await page.goto(href!);
    }
    await sharp(await page.screenshot()).webp({ quality: 80 }).toFile(`docs/pictures/${picture.name}.webp`); // prettier-ignore
    console.log(`docs/pictures/${picture.name}.webp`);
    await page.context().close();
  }
} finally {
  await browser.close();
}
