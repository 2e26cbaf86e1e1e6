import process from 'node:process';
import { emptyPdf } from './people.ts';
import { signInAs } from './sign-in.ts';
import { Visitor, type Page } from './visitor.ts';

/**
 * Walks the main job over HTTP against a running demo, as the people would: a nurse in Hoya asks for her practice licence,
 * three agencies work on it, it is returned once, corrected, decided by somebody else, issued, verified and revoked.
 * BASE_URL says where (http://127.0.0.1:3000).
 */
const BASE = process.env['BASE_URL'] ?? 'http://127.0.0.1:3000';
class SmokeFault extends Error {}
const expect = (claim: unknown, what: string, page?: Page): void => {
  if (!claim) throw new SmokeFault(`${what}${page ? `\n  at ${page.url.pathname} (${page.status}): ${page.text.slice(0, 700)}` : ''}`);
};
const step = (text: string): void => console.log(`· ${text}`);

const signIn = (key: string): Promise<Visitor> => signInAs(BASE, key);

/** Answer every page of a form by name; the rest keeps what the page carries. */
async function fillForm(visitor: Visitor, page: Page, answers: Readonly<Record<string, string>>): Promise<Page> {
  for (let pages = 0; /\/ajukan\/(?!dokumen|periksa)/.test(page.url.pathname); pages++) {
    expect(pages < 8, 'The form does not end', page);
    const here = Object.fromEntries(
      Object.entries(answers).filter(([name]) => page.document.querySelector(`form[action*="simpan"] [name="${name}"]`)),
    );
    const next = await visitor.submit(page, here, 'form[action*="simpan"]');
    expect(next.url.pathname !== page.url.pathname, 'The page was refused', next);
    page = next;
  }
  return page;
}

const caseLink = (page: Page): string => page.url.pathname.match(/SP-[0-9A-Z-]+/)?.[0] ?? '';

async function work(visitor: Visitor, code: string, task: string, decision: Record<string, string>, selector: string): Promise<Page> {
  const page = await visitor.open(`/opd/berkas/${code}?tugas=${task}`);
  expect(page.status === 200, `${task}: the case can't be opened`, page);
  const after = await visitor.submit(page, decision, `form[action="?/${selector}"]:has(input[name="tugas"][value="${task}"])`);
  expect(after.status === 200, `${task}: ${selector} was refused`, after);
  return after;
}

const waitFor = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 60; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new SmokeFault(`Waited 30 s for ${what}`);
};

const nurse = await signIn('yohana');
step('Yohana (Hoya) masuk dan memeriksa kelayakan');
let page = await nurse.open('/layanan/sip-perawat/ajukan?jenis=baru&faskes=PKM-HOYA');
expect(page.document.querySelector('form[method="post"] button'), 'She is not told that she may apply', page);
page = await nurse.submit(page, {}, 'main form[method="post"]');
page = await fillForm(nurse, page, { jenis: 'baru', faskes: 'PKM-HOYA', hp: '081200000001' });
step('isian selesai; data pemerintah sudah terisi');
expect(page.url.pathname.endsWith('/dokumen'), 'The form does not lead to the documents', page);
for (const input of [...page.document.querySelectorAll('input[type="file"]')]) {
  const requirement = input.id;
  page = await nurse.submit(
    page,
    { berkas: { name: `${requirement}.pdf`, type: 'application/pdf', bytes: emptyPdf } },
    `form:has(input[id="${requirement}"])`,
  );
}
const draft = page.url.searchParams.get('draf') ?? '';
const review = await nurse.open(`/layanan/sip-perawat/ajukan/periksa?draf=${draft}`);
const [first, second] = await Promise.all([
  nurse.submit(review, {}, 'form[action^="?draf"]'),
  nurse.submit(review, {}, 'form[action^="?draf"]'),
]);
const code = caseLink(first);
expect(code !== '', 'No receipt', first);
expect(caseLink(second) === code, 'A double click made two cases', second);
step(`tanda terima ${code} (dikirim dua kali, satu berkas)`);

const verifier = await signIn('ratna');
const stranger = await signIn('kesbangpol');
expect((await stranger.open(`/opd/berkas/${code}`)).status === 404, 'An officer of another agency sees the case');
await work(verifier, code, 'kelengkapan', { hasil: 'lengkap' }, 'putuskan');
step('DPMPTSP menyatakan lengkap: waktu hukum mulai');

const examiner = await signIn('penguji1');
const head = await signIn('kapus-hoya');
const seen = await examiner.open(`/opd/berkas/${code}`);
expect(!seen.text.includes('9109144501920001') && !seen.text.includes('Depan Puskesmas'), 'Dinkes sees what its task does not need', seen);
await work(head, code, 'konfirmasi-puskesmas', { hasil: 'benar' }, 'putuskan');
page = await examiner.open(`/opd/berkas/${code}`);
const mark = [...page.document.querySelectorAll('form[action="?/kembalikan"] input[name^="catatan."]')].map((input) =>
  input.getAttribute('name')!,
)[0];
expect(mark, 'Nothing can be marked', page);
page = await examiner.submit(page, { [mark!]: 'Mohon unggah ulang STR yang terbaca.' }, 'form[action="?/kembalikan"]');
page = await nurse.open(`/berkas/${code}`);
expect(/Menunggu Anda/.test(page.text) && /berhenti/.test(page.text), 'The clock does not stand still while she alone is waited for', page);
step('Dinkes mengembalikan sekali; waktu hukum berhenti');

page = await nurse.open(`/berkas/${code}/perbaikan`);
const corrections: Record<string, string | { name: string; type: string; bytes: Uint8Array }> = {};
for (const control of [
  ...page.document.querySelectorAll('main form[method="post"] input:not([type="hidden"]), main form[method="post"] select'),
]) {
  const name = control.getAttribute('name')!;
  corrections[name] =
    control.getAttribute('type') === 'file'
      ? {
          name: 'perbaikan.pdf',
          type: 'application/pdf',
          bytes: emptyPdf,
        }
      : (control.getAttribute('value') ?? '');
}
page = await nurse.submit(page, corrections, 'main form[method="post"]');
expect(page.url.pathname === `/berkas/${code}`, 'The correction was refused', page);
step('Yohana memperbaiki; berkas berjalan lagi');

await work(examiner, code, 'teknis', { hasil: 'memenuhi' }, 'putuskan');
for (const again of ['kelengkapan', 'konfirmasi-puskesmas'] as const) {
  const visitor = again === 'kelengkapan' ? verifier : head;
  page = await visitor.open(`/opd/berkas/${code}`);
  if (page.document.querySelector(`form[action="?/putuskan"] input[name="tugas"][value="${again}"]`))
    await work(visitor, code, again, { hasil: again === 'kelengkapan' ? 'lengkap' : 'benar' }, 'putuskan');
}
page = await verifier.open(`/opd/berkas/${code}`);
expect(!page.document.querySelector('form[action="?/putuskan"] input[value="putusan"]'), 'The verifier may decide what she checked', page);
const director = await signIn('kadis-dpmptsp');
await work(director, code, 'putusan', { hasil: 'terbit' }, 'putuskan');
step('kepala DPMPTSP memutuskan: terbit');

const link = await waitFor('the signed licence', async () => {
  const own = await nurse.open(`/berkas/${code}`);
  return own.document.querySelector('a[href^="/dokumen/"]')?.getAttribute('href') ?? undefined;
});
page = await nurse.open(`/berkas/${code}`);
const verifyPath = page.document.querySelector('a[href^="/v/"]')!.getAttribute('href')!;
const licence = await nurse.download(link);
expect(licence.status === 200 && Buffer.from(licence.bytes.subarray(0, 5)).toString() === '%PDF-', 'The licence is no PDF');
expect(Buffer.from(licence.bytes).includes('ETSI.CAdES.detached'), 'The licence carries no PAdES signature');
step(`surat izin terunduh, ${licence.bytes.length} byte, bertanda tangan PAdES`);

const anyone = new Visitor(BASE);
page = await anyone.open(verifyPath);
expect(/berlaku/i.test(page.text) && !/dicabut/i.test(page.text), 'The verify page does not say valid', page);
page = await director.open(`/opd/berkas/${code}`);
page = await director.submit(page, { alasan: 'Uji jalan: dicabut atas permintaan.' }, 'form[action="?/cabut"]');
page = await anyone.open(verifyPath);
expect(/dicabut/i.test(page.text), 'The verify page does not say revoked', page);
step('halaman periksa: berlaku, lalu dicabut');

page = await nurse.open(`/berkas/${code}`);
const rows = [...page.document.querySelectorAll('section[aria-labelledby="pemegang"] tbody tr')].map((row) =>
  [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? ''),
);
expect(rows.length > 2 && rows.every(([holder]) => holder !== ''), 'The ledger names no holders', page);
console.log('\nPemegang / holder                                                Waktu kerja       Bagian');
for (const [holder = '', working = '', share = ''] of rows) console.log(`${holder.padEnd(64)} ${working.padEnd(17)} ${share}`);
const inbox = await nurse.open('/kotak-masuk');
expect(inbox.text.includes(code), 'She was not told', inbox);
console.log('\nOK');
