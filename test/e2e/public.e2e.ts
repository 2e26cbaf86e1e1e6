import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const PAGES = [
  '/',
  '/layanan',
  '/layanan/sip-perawat',
  '/peristiwa',
  '/instansi',
  '/data',
  '/bantuan',
  '/lacak',
  '/masuk',
  '/daftar',
  '/tidak-ada',
];

for (const path of PAGES)
  test(`${path}: no barrier axe knows of, one h1, no fault in the console`, async ({ page }) => {
    const faults: string[] = [];
    page.on('pageerror', (fault) => faults.push(fault.message));
    await page.goto(path);
    await expect(page.locator('h1')).toHaveCount(1);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual(
      [],
    );
    expect(faults).toEqual([]);
  });

test('on a small telephone nothing runs off the side', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of PAGES) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(320);
  }
});
