import { expect, test } from './base.ts';

/** EDGE at its edge, as Chromium's own preset "GPRS" has it: 50 kbit/s down, 20 kbit/s up, half a second there and back. */
const LINE = { offline: false, latency: 500, downloadThroughput: (50 * 1024) / 8, uploadThroughput: (20 * 1024) / 8 };

test('on a 2G line, without JavaScript: from the search to the first page of the form', async ({ enter }) => {
  const page = await enter('yohana', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const chromium = await page.context().newCDPSession(page);
  await chromium.send('Network.enable');
  await chromium.send('Network.emulateNetworkConditions', LINE);
  let bytes = 0;
  chromium.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const timed = async (what: string, go: () => Promise<unknown>): Promise<void> => {
    bytes = 0;
    const began = Date.now();
    await go();
    await page.waitForLoadState('load');
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    await page.waitForLoadState('networkidle'); // what was loaded is told late
    console.log(`2G: ${what}: ${seconds} s, ${(bytes / 1000).toFixed(1)} kB`);
    expect(bytes, what).toBeGreaterThan(0);
    expect(bytes, what).toBeLessThanOrEqual(30_000);
  };
  await timed('home, first visit', () => page.goto('/'));
  await page.getByRole('searchbox').fill('izin perawat');
  await timed('search', () => page.getByRole('search').locator('button').click());
  await timed('service', () => page.getByRole('link', { name: /SIP perawat/ }).click());
  await timed('eligibility', () => page.getByRole('link', { name: /^Ajukan/ }).click());
  await page.locator('[name=jenis][value=baru]').check();
  await page.locator('[name=faskes]').selectOption('PKM-HOYA');
  await timed('may apply', () => page.locator('main form[method=get]').locator('button').click());
  await timed('form, first page', () => page.locator('main form[method=post]').locator('button').click());
  await expect(page).toHaveURL(/ajukan\/diri/);
});
