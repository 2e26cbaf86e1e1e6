import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';

const { password } = JSON.parse(readFileSync('db/reference/demo-people.json', 'utf8')) as { password: string };

test('a nurse in Hoya asks for her licence without JavaScript, and a wrong number keeps what she typed', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/masuk?kembali=/layanan/sip-perawat/ajukan');
  await page.locator('[name=identifier]').fill('+6281200000001');
  await page.locator('[name=sandi]').fill(password);
  await page.locator('main form button').first().click();
  await page.goto('/layanan/sip-perawat/ajukan?jenis=baru&faskes=PKM-HOYA');
  await page.locator('main form[method=post] button').click();
  await expect(page).toHaveURL(/ajukan\/diri/);
  await page.locator('[name=jenis][value=baru]').check();
  await page.locator('[name=hp]').fill('12');
  await page.locator('form[action*=simpan] button').click();
  await expect(page.locator('#hp-error')).toBeVisible();
  await expect(page.locator('[name=hp]')).toHaveValue('12');
  await page.locator('[name=hp]').fill('081200000001');
  await page.locator('form[action*=simpan] button').click();
  await expect(page).toHaveURL(/ajukan\/praktik/);
  await page.locator('[name=faskes]').selectOption('PKM-HOYA');
  await page.locator('form[action*=simpan] button').click();
  await expect(page).toHaveURL(/ajukan\/dokumen/);
  await page.locator('a.btn[href*=periksa]').click();
  await page.locator('main form[method=post] button').click();
  await expect(page).toHaveURL(/tanda-terima/);
  await expect(page.locator('.big')).toContainText('SP-');
  await page.screenshot({ path: 'artefacts/receipt.png', fullPage: true });
});
