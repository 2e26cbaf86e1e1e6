import { expect, look, test } from './base.ts';
import { line } from './line.ts';

test('the wall board of the command centre: told of a report at once, says when it is old, catches up, works without scripts', async ({
  enter,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const stranger = await enter(null);
  await stranger.goto('/papan/laporan');
  await expect(stranger).toHaveURL(/\/masuk\?kembali=/);
  const pic = await enter('pic-dpupr');
  expect((await pic.goto('/papan/laporan'))!.status()).toBe(403);

  const wire = await line(baseURL!);
  const board = await enter('bupati', { viewport: { width: 1280, height: 800 } });
  const plain = await enter('bupati', { javaScriptEnabled: false });
  await board.goto(`${wire.url}/papan/laporan?mode=banjir`);
  const today = async (page: typeof board): Promise<number> => Number(await page.locator('.sums dd').nth(4).innerText());
  const before = await today(board);

  const reporter = await enter(null);
  const send = async (): Promise<void> => {
    await reporter.goto('/lapor');
    await reporter.locator('[name=kategori]').selectOption('banjir-drainase');
    await reporter.locator('[name=isi]').fill('Air masuk rumah Yosepina Penanda, setinggi lutut.');
    await reporter.getByRole('button', { name: 'Lanjut' }).click();
    await reporter.waitForURL('**/lapor/tempat');
    await reporter.locator('[name=wilayah]').selectOption('94.04.16');
    await reporter.getByRole('button', { name: 'Lanjut' }).click();
    await reporter.waitForURL('**/lapor/foto');
    await reporter.goto('/lapor/anda');
    await reporter.locator('main form button.btn').last().click();
    await reporter.waitForURL('**/lapor/periksa');
    await reporter.locator('main form button.btn').last().click();
    await reporter.waitForURL('**/tanda-terima');
  };
  await test.step('a report is on the wall without a reload', async () => {
    await send();
    await expect.poll(() => today(board)).toBe(before + 1);
    await expect(board.locator('.flood')).toContainText('Wania');
    await expect(board.locator('.happened')).toContainText('Laporan diterima');
    expect(await board.locator('main').innerText()).not.toMatch(/Yosepina|Penanda/);
    await look(board, 'papan-laporan-banjir');
  });
  await test.step('without scripts it reloads by itself', async () => {
    await plain.goto('/papan/laporan');
    expect(await today(plain)).toBe(before + 1);
    expect(await plain.content()).toContain('http-equiv="refresh"');
  });
  await test.step('cut off it says so, and what it missed is told', async () => {
    wire.set('gone');
    await send();
    await expect(board.locator('.stale')).toBeVisible({ timeout: 60_000 });
    await look(board, 'papan-laporan-lama');
    wire.set('works');
    await expect(board.locator('.stale')).toBeHidden({ timeout: 60_000 });
    expect(await today(board)).toBe(before + 2);
  });
  await board.close();
  await wire.close();
});
