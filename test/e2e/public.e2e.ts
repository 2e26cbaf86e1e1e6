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

test('on the smallest telephone nothing runs off the side, and no page has a fault or a second h1', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.locator('h1'), path).toHaveCount(1);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(320);
  }
  expect(faults).toEqual([]);
});
