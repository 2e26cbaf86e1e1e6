import { expect, test } from '@playwright/test';

test('from the first page to a service, in both languages, without JavaScript', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('h1')).toHaveCount(1);
  await page.goto('/layanan');
  await page.locator('main a[href="/layanan/sip-perawat"]').first().click();
  await expect(page).toHaveURL(/\/layanan\/sip-perawat/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  await page.goto('/layanan/sip-perawat?bahasa=en');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
