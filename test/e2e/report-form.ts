import { expect, type Page } from '@playwright/test';

/** A report written up to its last page, without an account and without JavaScript. */
export async function written(page: Page, text: string): Promise<void> {
  await page.goto('/lapor');
  await page.locator('[name=kategori]').selectOption('jalan-jembatan');
  await page.locator('[name=isi]').fill(text);
  await page.locator('main form button').click();
  await page.locator('[name="jawab.jenis"]').first().check();
  await page.locator('[name=wilayah]').selectOption('94.04.01.1007');
  await page.locator('main form button').last().click();
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
