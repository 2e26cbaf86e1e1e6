import { expect, look, test } from './base.ts';
import { written } from './report-form.ts';

test('a photograph is covered by numbers without JavaScript, by hand and keyboard with it; the public sees the copy alone', async ({
  enter,
}) => {
  test.setTimeout(300_000);
  const villager = await enter(null, { javaScriptEnabled: false });
  await written(villager, 'Jalan berlubang di depan rumah saya, mobil tetangga terlihat.', true);
  await villager.locator('form[action="?/kirim"] button').click();
  await expect(villager).toHaveURL(/tanda-terima/);
  const number = villager.url().split('/').at(-2)!;
  const anybody = await enter(null);
  await anybody.goto(`/laporan/${number}`);
  await expect(anybody.locator('main img')).toHaveCount(0);

  const plain = await enter('lo', { javaScriptEnabled: false });
  await plain.goto(`/opd/laporan/${number}`);
  await plain.locator('a[href$="/samarkan"]').click();
  const page = plain.url();
  await test.step('without JavaScript: refused beside the field, seen before it is kept', async () => {
    await plain.locator('form[action="?/simpan"] button:not([type=button])').first().click();
    await expect(plain.locator('.error-summary')).toBeVisible();
    for (const [side, value] of Object.entries({ kiri: '10', atas: '20,5', lebar: 'x', tinggi: '15' }))
      await plain.locator(`#${side}-1`).fill(value);
    await plain.locator('button[formaction="?/lihat"]').click();
    await expect(plain.locator('#lebar-1-error')).toBeVisible();
    await expect(plain.locator('#atas-1')).toHaveValue('20,5');
    await plain.locator('#lebar-1').fill('30');
    await plain.locator('button[formaction="?/lihat"]').click();
    await expect(plain.locator('#hasil img')).toBeVisible();
    expect(await plain.locator('#hasil img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    await expect(plain.locator('.canvas rect')).toHaveCount(1);
    await plain.locator('form[action="?/simpan"] button:not([type=button])').first().click();
    await expect(plain.locator('#salinan')).toBeVisible();
  });
  await anybody.goto(`/laporan/${number}`);
  await expect(anybody.locator('main img')).toHaveCount(1);
  await look(anybody, 'laporan-foto');

  await test.step('with it: a rectangle is drawn, moved and sized', async () => {
    const liaison = await enter('lo');
    await liaison.goto(page);
    await liaison.locator('.editor summary').click();
    const canvas = liaison.locator('.canvas svg');
    await expect(canvas.locator('rect')).toHaveCount(1);
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    await liaison.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6);
    await liaison.mouse.down();
    await liaison.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.75, { steps: 4 });
    await liaison.mouse.up();
    await expect(canvas.locator('rect')).toHaveCount(2);
    expect(Number(await liaison.locator('#kiri-2').inputValue())).toBeCloseTo(60, 0);
    expect(Number(await liaison.locator('#tinggi-2').inputValue())).toBeCloseTo(15, 0);
    const width = Number(await liaison.locator('#lebar-2').inputValue());
    await liaison.keyboard.press('Shift+ArrowRight');
    await expect(liaison.locator('#lebar-2')).toHaveValue(String(Math.round((width + 1) * 10) / 10));
    await liaison.locator('[data-add]').click();
    await expect(canvas.locator('rect')).toHaveCount(3);
    await liaison.keyboard.press('Delete');
    await expect(canvas.locator('rect')).toHaveCount(2);
    await look(liaison, 'samarkan-ulang');
    await liaison.locator('form[action="?/simpan"] button:not([type=button])').first().click();
    await expect(liaison.locator('#salinan')).toBeVisible();
  });
});
