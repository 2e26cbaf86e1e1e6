import type { Locator, Page } from '@playwright/test';
import { demoPassword, identifierOf, secondFactorOf } from '#tools/smoke/people.ts';
import { expect, test } from './base.ts';

/** Tab until that control has the focus, and see that the focus shows. @throws where it can't be reached */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toHaveCount(1);
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab');
    if (!(await target.evaluate((element) => element === document.activeElement))) continue;
    const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline, 'the focus shows').not.toBe('none');
    return;
  }
  throw new Error(`Tab does not reach ${target}`);
}
const press = async (page: Page, target: Locator): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
};
const type = async (page: Page, target: Locator, text: string): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.type(text);
};

/** Alt and a key, as Chromium itself gets it: Playwright leaves out the sign that access keys are found by. */
async function accessKey(page: Page, key: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key, unmodifiedText: key, modifiers: 1 });
  await session.detach();
}

test('with Tab and Enter alone: from the search to the receipt', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto('/');
  // The first stop leads past the menu.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Langsung ke isi' })).toBeFocused();
  await page.keyboard.press('Enter');
  await type(page, page.getByRole('searchbox'), 'sip perawat');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/cari=/);
  await press(page, page.getByRole('link', { name: /SIP perawat/ }));
  await press(page, page.getByRole('link', { name: /^Ajukan/ }));
  await expect(page).toHaveURL(/\/ajukan$/);
  await tabTo(page, page.locator('[name=jenis][value=baru]'));
  await page.keyboard.press('Space');
  await type(page, page.locator('[name=faskes]'), 'Puskesmas Hoya');
  await press(page, page.getByRole('button', { name: 'Periksa' }));
  await press(page, page.getByRole('link', { name: 'Masuk untuk mulai' }));
  await type(page, page.locator('[name=identifier]'), identifierOf('yohana'));
  await type(page, page.locator('[name=sandi]'), demoPassword);
  await page.keyboard.press('Enter');
  // Back where she was, with what she had answered.
  await expect(page).toHaveURL(/ajukan\?jenis=baru&faskes=PKM-HOYA/);
  await press(page, page.getByRole('button', { name: 'Mulai mengajukan' }));
  await expect(page).toHaveURL(/ajukan\/diri/);
  await press(page, page.getByRole('button', { name: 'Simpan dan lanjutkan' }));
  // Refused: the focus is at what to correct, and its link leads into the field.
  await expect(page.locator('#perbaiki')).toBeFocused();
  await press(page, page.locator('#perbaiki a').first());
  await expect(page.locator('#hp')).toBeFocused();
  await page.keyboard.type('081200000001');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/ajukan\/praktik/);
  await press(page, page.getByRole('button', { name: 'Simpan dan lanjutkan' }));
  await press(page, page.getByRole('link', { name: 'Lanjut periksa' }));
  await press(page, page.getByRole('button', { name: 'Kirim permohonan' }));
  await expect(page).toHaveURL(/tanda-terima/);
  await expect(page.locator('.code')).toHaveText(/^SP-/);
});

test('the desk without a mouse: sign in, take the next, decide', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto('/masuk');
  await type(page, page.locator('[name=identifier]'), identifierOf('yakob'));
  await type(page, page.locator('[name=sandi]'), demoPassword);
  await page.keyboard.press('Enter');
  await type(page, page.locator('[name=kode_otp]'), secondFactorOf('yakob'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/opd$/);
  await accessKey(page, 'n');
  await expect(page).toHaveURL(/\/opd\/berkas\/SP-/);
  await tabTo(page, page.locator('[name=hasil][value=lengkap]'));
  await page.keyboard.press('Space');
  await press(page, page.getByRole('button', { name: 'Simpan hasil' }));
  await expect(page.locator('.error-summary')).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Pemeriksaan kelengkapan/ })).toContainText('Lengkap');
  // Alt and a digit open the other desks from anywhere.
  await accessKey(page, '0');
  await expect(page).toHaveURL(/\/opd\/pintasan$/);
  await accessKey(page, '1');
  await expect(page).toHaveURL(/\/opd$/);
});
