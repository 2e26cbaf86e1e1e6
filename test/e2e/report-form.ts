import { expect, type Page } from '@playwright/test';
import { photograph } from '#tools/calibrate/scene.ts';

/** A report written up to its last page, without an account; with a photograph of its own where asked for. */
export async function written(page: Page, text: string, hasPhoto = false): Promise<void> {
  await page.goto('/lapor');
  await page.locator('[name=kategori]').selectOption('jalan-jembatan');
  await page.locator('[name=isi]').fill(text);
  await page.locator('main form button').click();
  await page.locator('[name="jawab.jenis"]').first().check();
  await page.locator('[name=wilayah]').selectOption('94.04.01.1007');
  await page.locator('main form button').last().click();
  if (hasPhoto) {
    await page.goto('/lapor/foto');
    const buffer = await photograph('road', Date.now() % 1_000_000, { moment: 1 });
    await page.locator('input[type=file]').setInputFiles({ name: 'jalan.jpg', mimeType: 'image/jpeg', buffer });
    await page.locator('form[action="?/tambah"] button').click();
    await expect(page).toHaveURL(/\/lapor\/anda/);
  }
  await page.goto('/lapor/anda');
  await page.locator('main form button').last().click();
  await expect(page).toHaveURL(/\/lapor\/periksa/);
}

/** One step of the desk: its fold is opened, its fields filled, its button pressed. */
export async function take(
  page: Page,
  number: string,
  action: string,
  fill: (form: ReturnType<Page['locator']>) => Promise<void> = async () => {},
) {
  await page.goto(`/opd/laporan/${number}`);
  const form = page.locator(`form[action="?/${action}"]`);
  if (!(await form.isVisible())) await page.locator('details').filter({ has: form }).locator('summary').first().click();
  await fill(form);
  // the last one: some forms can be checked before
  await form.locator('button').last().click();
}
