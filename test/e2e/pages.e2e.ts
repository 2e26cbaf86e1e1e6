import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const pages = [
  '/',
  '/layanan',
  '/layanan/sip-nakes',
  '/layanan/sip-perawat/ajukan',
  '/layanan/sip-perawat/ajukan?jenis=baru&faskes=PKM-HOYA',
  '/peristiwa',
  '/instansi',
  '/data',
  '/lacak',
  '/v',
  '/masuk',
  '/daftar',
  '/bantuan',
];
/** The limit of a citizen page over the wire, HTML and styles together (experience.md § 4). */
const LIMIT_BYTES = 30_000;

for (const path of pages) {
  test(`${path}: no accessibility violation at 360 px, no script, within its weight`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    expect((await response!.body()).length).toBeLessThan(LIMIT_BYTES);
    expect(await page.locator('script[src]').count()).toBeLessThanOrEqual(path === '/v' || path === '/masuk' ? 1 : 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.screenshot({ path: `artefacts/360${path.replace(/[^a-z-]/g, '_')}.png`, fullPage: true });
  });
}
