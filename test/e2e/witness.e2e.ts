import type { Page } from '@playwright/test';
import { photograph } from '#tools/calibrate/scene.ts';
import { expect, look, test } from './base.ts';
import { take, written } from './report-form.ts';

const numberIn = (page: Page): string => page.url().split('/').at(-2)!;

test('a neighbour joins a report that is there: own number and words, adds a photograph, contests nothing yet, leaves', async ({
  enter,
}) => {
  test.setTimeout(300_000);
  const first = await enter(null, { javaScriptEnabled: false });
  await written(first, 'Jembatan kayu patah, hubungi saya 081277776666.');
  await first.locator('form[action="?/kirim"] button').click();
  await expect(first).toHaveURL(/tanda-terima/);
  const leading = numberIn(first);

  // looked at with axe, which needs scripts; the pages themselves have none
  const neighbour = await enter(null);
  await written(neighbour, 'Anak saya hampir jatuh di jembatan itu.');
  await look(neighbour, 'lapor-periksa-mirip');
  await neighbour.locator(`form:has([value="${leading}"]) button`).click();
  await expect(neighbour).toHaveURL(/tanda-terima/);
  const own = numberIn(neighbour);
  expect(own).not.toBe(leading);
  const words = await neighbour.locator('dd.big').nth(1).innerText();
  await look(neighbour, 'saksi-tanda-terima');

  await test.step('on another telephone, by number and words: their own words and what is public, nothing of the reporter', async () => {
    const other = await enter(null);
    await other.goto(`/lapor/${own}`);
    await other.locator('[name=kata]').fill(words);
    await other.locator('main form button').click();
    await expect(other.getByRole('main')).toContainText('Anak saya hampir jatuh');
    await expect(other.getByRole('main')).toContainText(leading);
    expect(await other.content()).not.toContain('081277776666');
    await other.locator('summary', { hasText: 'Tambah keterangan' }).click();
    const form = other.locator('form[action="?/tambah"]');
    await form.locator('button').click();
    await expect(other.locator('.error-summary')).toBeVisible();
    await form.locator('[name=text]').fill('Papan ketiga dari sisi kali.');
    await form.locator('[name=foto]').setInputFiles({
      name: 'papan.jpg',
      mimeType: 'image/jpeg',
      buffer: await photograph('road', Date.now() % 1_000_000, { moment: 2 }),
    });
    await form.locator('button').click();
    await expect(other.locator('main img')).toHaveCount(1);
    await look(other, 'saksi');
    // the reporter's page is not theirs
    await other.goto(`/lapor/${leading}`);
    await expect(other.locator('[name=kata]')).toBeVisible();
    await other.goto(`/lapor/${own}`);
    await other.locator('form[action="?/keluar"] button').click();
    await expect(other.locator('form[action="?/keluar"]')).toHaveCount(0);
    await expect(other.getByRole('main')).toContainText('Anda sudah keluar');
  });

  await test.step('the desk reads what the neighbour said', async () => {
    const liaison = await enter('lo');
    await liaison.goto(`/opd/laporan/${leading}`);
    await expect(liaison.locator('#suara')).toBeVisible();
    await expect(liaison.getByRole('main')).toContainText('Anak saya hampir jatuh');
  });

  await test.step('an agency that declines is led to its list: what it declined is off its desk', async () => {
    const liaison = await enter('lo');
    await take(liaison, leading, 'verifikasi', async (form) => {
      await form.locator('[name=title]').fill('Jembatan kayu patah');
      await form.locator('[name=classification]').selectOption('pengaduan_tidak_berkadar');
    });
    await take(liaison, leading, 'disposisi', async (form) => {
      await form.locator('[name=lead]').selectOption('dpupr');
    });
    await expect(liaison.locator('.error-summary')).toHaveCount(0);
    const works = await enter('pic-dpupr');
    await take(works, leading, 'tolak', async (form) => {
      await form.locator('[name=text]').fill('Jembatan itu milik kampung.');
      await form.locator('[name=proposed]').selectOption('dlh');
    });
    await expect(works).toHaveURL(/\/opd\/laporan$/);
    await expect(works.locator('h1')).toBeVisible();
    expect((await works.goto(`/opd/laporan/${leading}`))?.status(), 'what was declined').toBe(404);
  });
});
