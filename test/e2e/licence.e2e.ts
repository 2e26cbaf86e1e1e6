import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { maskNik } from '#core/nik.ts';
import { hasPdfsig, pdfsig } from '#test/pdfsig.ts';
import { emptyPdf, personOf } from '#tools/smoke/people.ts';
import { expect, look, test } from './base.ts';

const yohana = personOf('yohana');
const NIK = yohana.nik!;
/** As pages show it. */
const masked = maskNik(NIK);

/** The form of a task on the officer's page, of one kind (`putuskan`, `kembalikan`). */
const formOf = (page: Page, action: string, task: string) =>
  page.locator(`form[action="?/${action}"]`).filter({ has: page.locator(`input[name=tugas][value="${task}"]`) });

async function decide(page: Page, code: string, task: string, outcome: string): Promise<void> {
  await page.goto(`/opd/berkas/${code}?tugas=${task}`);
  const form = formOf(page, 'putuskan', task);
  await form.locator(`[name=hasil][value="${outcome}"]`).check();
  await form.locator('button').click();
  await expect(page).toHaveURL(new RegExp(`/opd/berkas/${code}`));
  await expect(page.locator('.error-summary')).toHaveCount(0);
}

test('a nurse in Hoya, three agencies, one clock: from the first question to the revoked licence', async ({ enter }) => {
  test.setTimeout(600_000);
  // She has an old telephone without JavaScript; her twin, the same person in a browser with it, only carries axe.
  const nurse = await enter('yohana', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const twin = await enter('yohana');
  const lookAt = async (name: string) => {
    await twin.goto(nurse.url());
    await look(twin, name);
  };
  let code = '';

  await test.step('she finds the service and asks, without JavaScript', async () => {
    await nurse.goto('/');
    await nurse.getByRole('searchbox').fill('izin perawat');
    await nurse.getByRole('search').locator('button').click();
    await nurse.getByRole('link', { name: /SIP perawat/ }).click();
    await nurse.getByRole('link', { name: /^Ajukan/ }).click();
    await nurse.locator('[name=jenis][value=baru]').check();
    await nurse.locator('[name=faskes]').selectOption('PKM-HOYA');
    await nurse.locator('main form[method=get]').locator('button').click();
    await lookAt('ajukan-boleh');
    await nurse.locator('main form[method=post]').locator('button').click();
    await expect(nurse).toHaveURL(/ajukan\/diri/);
    await lookAt('formulir-diri');
    await expect(nurse.locator('[name=nik]')).toHaveValue(NIK);
    // what she said when she checked is not asked again
    await expect(nurse.locator('[name=jenis][value=baru]')).toBeChecked();
    await nurse.locator('[name=hp]').fill('12');
    await nurse.locator('form[action*=simpan]').locator('button').click();
    await expect(nurse.locator('#hp-error')).toBeVisible();
    await expect(nurse.locator('[name=hp]')).toHaveValue('12');
    await nurse.locator('[name=hp]').fill('081200000001');
    await nurse.locator('form[action*=simpan]').locator('button').click();
    await expect(nurse).toHaveURL(/ajukan\/praktik/);
    await expect(nurse.locator('[name=faskes]')).toHaveValue('PKM-HOYA');
    await lookAt('formulir-praktik');
    await nurse.locator('form[action*=simpan]').locator('button').click();
    await expect(nurse).toHaveURL(/ajukan\/dokumen/);
    // nothing to upload: the register holds her STR, the Puskesmas is asked for the letter
    await expect(nurse.locator('input[type=file]')).toHaveCount(0);
    await lookAt('formulir-dokumen');
    await nurse.locator('a.btn[href*=periksa]').click();
    await lookAt('formulir-periksa');
    await nurse.locator('main form[method=post]').locator('button').click();
    await expect(nurse).toHaveURL(/tanda-terima/);
    code = /SP-[0-9A-Z-]+/.exec(nurse.url())![0];
    await expect(nurse.locator('.code')).toHaveText(code);
    await lookAt('tanda-terima');
  });

  await test.step('the verifier finds it on her desk and declares it complete; an officer of another agency is told of nothing', async () => {
    const stranger = await enter('kesbangpol');
    expect((await stranger.goto(`/opd/berkas/${code}`))?.status()).toBe(404);
    await stranger.goto('/opd');
    await expect(stranger.getByRole('main')).not.toContainText(code);
    const verifier = await enter('ratna');
    await verifier.goto('/opd');
    await look(verifier, 'meja-kerja');
    await verifier.getByRole('link', { name: code }).click();
    await expect(verifier.getByRole('main')).toContainText(masked);
    await look(verifier, 'berkas-kelengkapan');
    await decide(verifier, code, 'kelengkapan', 'lengkap');
  });

  const examiner = await enter('penguji1');
  const head = await enter('kapus-hoya');
  await test.step('the Puskesmas and the health office hold it side by side, each seeing only what its task needs', async () => {
    await head.goto(`/opd/berkas/${code}`);
    await expect(head.getByRole('main')).toContainText(yohana.name);
    await expect(head.getByRole('main')).toContainText('Puskesmas Hoya');
    for (const hidden of [NIK, masked, yohana.address!, '081200000001', 'SIP baru'])
      await expect(head.getByRole('main'), `the Puskesmas does not see ${hidden}`).not.toContainText(hidden);
    await look(head, 'berkas-puskesmas');
    await examiner.goto(`/opd/berkas/${code}`);
    await expect(examiner.getByRole('main')).toContainText('SIP baru');
    for (const hidden of [NIK, masked, yohana.address!, '081200000001'])
      await expect(examiner.getByRole('main'), `the health office does not see ${hidden}`).not.toContainText(hidden);
    await look(examiner, 'berkas-dinkes');
    await nurse.goto(`/berkas/${code}`);
    await expect(nurse.getByRole('list', { name: 'Sekarang di' })).toContainText('Dinas Kesehatan');
    await expect(nurse.getByRole('list', { name: 'Sekarang di' })).toContainText('Puskesmas Hoya');
    await lookAt('berkas-berjalan');
    await decide(head, code, 'konfirmasi-puskesmas', 'benar');
  });

  await test.step('the health office returns it, naming a requirement: the clock stands still while she alone is waited for', async () => {
    await examiner.goto(`/opd/berkas/${code}`);
    const form = formOf(examiner, 'kembalikan', 'teknis');
    await examiner.locator('details').filter({ has: form }).locator('summary').first().click();
    await form.locator('button').click();
    await expect(examiner.locator('.error-summary')).toContainText('Tandai sedikitnya satu');
    await form.locator('[name="catatan.str"]').fill('Mohon unggah ulang STR yang terbaca.');
    await form.locator('button').click();
    await expect(examiner.locator('.error-summary')).toHaveCount(0);
    await nurse.goto(`/berkas/${code}`);
    await expect(nurse.getByRole('main')).toContainText('Menunggu Anda');
    await expect(nurse.getByRole('main')).toContainText(/berhenti/);
    await expect(nurse.getByRole('main')).toContainText('Mohon unggah ulang STR yang terbaca.');
    await expect(nurse.getByRole('main')).not.toContainText('Keputusan paling lambat');
    await lookAt('berkas-dikembalikan');
  });

  await test.step('she corrects what was asked, and the case goes on', async () => {
    await nurse.getByRole('link', { name: 'Perbaiki sekarang' }).click();
    await expect(nurse.locator('main form input:not([type=hidden])')).toHaveCount(1);
    await lookAt('perbaikan');
    await nurse.locator('[type=file]').setInputFiles({ name: 'str.pdf', mimeType: 'application/pdf', buffer: Buffer.from(emptyPdf) });
    await nurse.locator('main form').locator('button').click();
    await expect(nurse).toHaveURL(new RegExp(`/berkas/${code}$`));
    await expect(nurse.getByRole('main')).toContainText('Waktu hukum: berjalan');
    await decide(examiner, code, 'teknis', 'memenuhi');
    // what the verifier had checked was changed, so she looks once more
    await decide(await enter('ratna'), code, 'kelengkapan', 'lengkap');
  });

  const director = await enter('kadis-dpmptsp');
  await test.step('who checked it may not decide it; the head of the licensing office does', async () => {
    const verifier = await enter('ratna');
    await verifier.goto(`/opd/berkas/${code}`);
    await expect(formOf(verifier, 'putuskan', 'putusan')).toHaveCount(0);
    // Not only hidden: sent all the same, it is refused, and the decision stays open.
    const refused = await verifier.request.post(`/opd/berkas/${code}?/putuskan`, {
      form: { tugas: 'putusan', hasil: 'terbit' },
      headers: { accept: 'text/html', origin: new URL(verifier.url()).origin },
    });
    expect(refused.status()).toBe(403);
    await director.goto('/opd');
    await director.locator(`a[href="/opd/berkas/${code}?tugas=putusan"]`).click();
    await look(director, 'berkas-putusan');
    await decide(director, code, 'putusan', 'terbit');
  });

  let verifyPath = '';
  await test.step('the licence arrives; its signature is valid, and one changed byte makes it fail', async () => {
    await expect(async () => {
      await nurse.goto(`/berkas/${code}`);
      await expect(nurse.getByRole('link', { name: 'Unduh PDF' })).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
    await lookAt('berkas-terbit');
    verifyPath = (await nurse.locator('a[href^="/v/"]').first().getAttribute('href'))!;
    const [arrived] = await Promise.all([nurse.waitForEvent('download'), nurse.getByRole('link', { name: 'Unduh PDF' }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await arrived.createReadStream()) chunks.push(chunk as Buffer);
    const licence = Buffer.concat(chunks);
    expect(licence.subarray(0, 5).toString()).toBe('%PDF-');
    expect(hasPdfsig, 'the end-to-end run needs pdfsig and certutil (poppler-utils, libnss3-tools)').toBe(true);
    const authority = readFileSync(join(process.env['E2E_DATA']!, 'ca', 'ca.pem'), 'utf8').replace(/^[^]*?(?=-----BEGIN CERTIFICATE)/, '');
    const said = await pdfsig(licence, authority);
    expect(said).toContain('Signature is Valid');
    expect(said).toContain('Certificate is Trusted');
    const changed = Buffer.from(licence);
    const at = changed.indexOf('/Producer');
    changed[at + 12] = changed[at + 12]! ^ 1;
    expect(await pdfsig(changed, authority)).not.toContain('Signature is Valid');
  });

  await test.step('anybody can check it: in force, then revoked', async () => {
    const anyone = await enter(null);
    await anyone.goto(verifyPath);
    await expect(anyone.locator('.verdict')).toContainText('Berlaku');
    await expect(anyone.getByRole('main')).not.toContainText(yohana.name);
    await look(anyone, 'periksa-berlaku');
    await director.goto(`/opd/berkas/${code}`);
    await director.getByText('Cabut dokumen').first().click();
    const form = director.locator('form[action="?/cabut"]');
    // blanks are no reason
    await form.locator('[name=alasan]').fill('   ');
    await form.locator('button').click();
    await expect(director.locator('.error-summary')).toBeVisible();
    await director.locator('form[action="?/cabut"] [name=alasan]').fill('Pindah tempat praktik atas permintaan sendiri');
    await director.locator('form[action="?/cabut"]').locator('button').click();
    await expect(director.locator('.error-summary')).toHaveCount(0);
    await look(director, 'berkas-dicabut-petugas');
    await anyone.goto(verifyPath);
    await expect(anyone.locator('.verdict')).toContainText('Dicabut');
    await expect(anyone.locator('.verdict')).not.toContainText('Berlaku');
    await look(anyone, 'periksa-dicabut');
    await nurse.goto('/kotak-masuk');
    await expect(nurse.getByRole('main')).toContainText(code);
    await lookAt('kotak-masuk');
  });
});
