import process from 'node:process';
import { expect, test } from '@playwright/test';
import { signInAs } from '../../tools/smoke/sign-in.ts';
import { Visitor, type FileToSend, type Page } from '../../tools/smoke/visitor.ts';
import { FORM, pdf, pdfBomb, pictureBomb, program as windowsProgram, sendRaw, zipBomb, type RawRequest } from '../faults/bodies.ts';
import { Program } from '../faults/program.ts';

/** Input no form of ours makes, against the built server: each is refused by its own sentence, and nothing of it stays. */
test.skip(process.platform !== 'linux', 'looks at processes by /proc');

// Each test begins where the one before it ended.
test.describe.configure({ mode: 'serial' });

const program = new Program();
test.beforeAll(async () => {
  test.setTimeout(300_000);
  await program.start();
});
// oxlint-disable-next-line no-empty-pattern
test.afterEach(({}, info) => {
  if (info.status !== info.expectedStatus) console.log(program.log.slice(-4000));
});
test.afterAll(() => program.remove());

/** What must not change by anything that is refused. */
const written = async (): Promise<unknown> => [
  await program.query(
    `select (select count(*)::int from core.event) as events, (select count(*)::int from core.command where key not like 'job:%') as commands,
            (select count(*)::int from identity.person) as people, (select count(*)::int from cases.case_file) as cases,
            (select md5(string_agg(content_sealed::text, '' order by id)) from cases.draft) as drafts,
            (select count(*)::int from catalogue.definition_draft) as definitions`,
  ),
  program.files('files'),
];

interface Place {
  readonly name: string;
  readonly visitor: Visitor;
  readonly page: Page;
  readonly selector: string;
  /** A question of the form, where what was typed must come back. */
  readonly question: string;
  /** Fields the page sends along, without which it can't tell whose answer comes back. */
  readonly along?: string;
}

const actionOf = ({ page, selector }: Place): string => {
  const form = page.document.querySelector(selector);
  if (!form) throw new Error(`No ${selector} on ${page.url.pathname}: ${page.text.slice(0, 300)}`);
  const target = new URL(form.getAttribute('action') || page.url.href, page.url);
  return target.pathname + target.search;
};
const typedIn = (page: Page, name: string): string | null | undefined => {
  const control = page.document.querySelector(`[name="${name}"]`);
  return control?.tagName === 'TEXTAREA' ? control.textContent : control?.getAttribute('value');
};
const inEnglish = async (visitor: Visitor): Promise<void> => void (await visitor.open('/?bahasa=en'));

const upload = (name: string, bytes: Uint8Array): FileToSend => ({ name, type: 'application/octet-stream', bytes });
let citizen: Visitor;
let documents: Page;
let places: Place[];

test('people come to every kind of form', async () => {
  citizen = await signInAs(program.base, 'markus');
  let page = await citizen.open('/layanan/kartu-ak1/ajukan?usia_kerja=ya');
  const first = await citizen.submit(page, {}, 'main form[method="post"]');
  page = await citizen.submit(first, { usia_kerja: 'ya', hp: '081200000002' }, 'form[action*="simpan"]');
  const work = page;
  page = await citizen.submit(page, { pendidikan: 'lain', jabatan: 'Tukang las' }, 'form[action*="simpan"]');
  documents = page;
  expect(documents.url.pathname).toMatch(/dokumen$/);
  page = await citizen.submit(page, { berkas: upload('foto.pdf', pdf()) }, 'form:has(input[id="foto"])');
  const draft = page.url.searchParams.get('draf')!;
  page = await citizen.open(`/layanan/kartu-ak1/ajukan/periksa?draf=${draft}`);
  const receipt = await citizen.submit(page, {}, 'form[action^="?draf"]');
  const code = /SP-[0-9A-Z-]+/.exec(receipt.url.pathname)![0];
  // A second draft, for what is refused while one is being written.
  page = await citizen.submit(await citizen.open('/layanan/kartu-ak1/ajukan?usia_kerja=ya'), {}, 'main form[method="post"]');
  const form = await citizen.submit(page, { usia_kerja: 'ya', hp: '081200000002' }, 'form[action*="simpan"]');
  expect(form.url.pathname).toBe(work.url.pathname);
  documents = await citizen.submit(form, { pendidikan: 'lain', jabatan: 'Tukang las' }, 'form[action*="simpan"]');

  const anyone = new Visitor(program.base);
  const counter = await signInAs(program.base, 'loket');
  const officer = await signInAs(program.base, 'naker');
  const officerPage = await officer.open(`/opd/berkas/${code}`);
  const steward = await signInAs(program.base, 'pengelola1');
  const unknown = await counter.submit(await counter.open('/loket'), { nik: '9109010101900009' }, 'form[action="?/cari"]');
  places = [
    { name: 'daftar', visitor: anyone, page: await anyone.open('/daftar'), selector: 'main form', question: 'name' },
    { name: 'masuk', visitor: anyone, page: await anyone.open('/masuk'), selector: 'main form', question: 'identifier' },
    { name: 'isian', visitor: citizen, page: form, selector: 'form[action*="simpan"]', question: 'jabatan' },
    { name: 'loket', visitor: counter, page: await counter.open('/loket'), selector: 'form[action="?/cari"]', question: 'nik' },
    { name: 'loket, daftar', visitor: counter, page: unknown, selector: 'form[action="?/daftar"]', question: 'name' },
    {
      name: 'opd',
      visitor: officer,
      page: officerPage,
      selector: 'form[action="?/putuskan"]',
      question: 'alasan',
      along: `tugas=${officerPage.document.querySelector('form[action="?/putuskan"] [name="tugas"]')!.getAttribute('value')!}&`,
    },
    {
      name: 'kelola, layanan',
      visitor: steward,
      page: await steward.open('/kelola/layanan/kartu-ak1'),
      selector: 'form[action="?/simpan"]',
      question: 'yaml',
    },
    {
      name: 'kelola, petugas',
      visitor: steward,
      page: await steward.open('/kelola/petugas/baru'),
      selector: 'main form[method="post" i]',
      question: 'name',
    },
  ];
  for (const place of places) expect(actionOf(place), place.name).toMatch(/^\//);
});

const refusals: readonly {
  readonly what: string;
  readonly body: (name: string) => string;
  readonly says: [string, string];
  readonly back: string;
}[] = [
  {
    what: 'a NUL',
    body: (name) => `${name}=Yose%00fa`,
    says: ['berisi tanda yang tidak dapat disimpan', 'holds a sign that cannot be kept'],
    back: 'Yosefa',
  },
  {
    what: 'bytes that are no UTF-8',
    body: (name) => `${name}=Yo%ff%fe`,
    says: ['berisi huruf yang rusak', 'holds broken letters'],
    back: 'Yo',
  },
  {
    what: '5,000 fields',
    body: (name) => `${name}=Yosefa&${Array.from({ length: 5000 }, (_, no) => `f${no}=1`).join('&')}`,
    says: ['terlalu banyak isian', 'too many fields'],
    back: 'Yosefa',
  },
  {
    what: 'an answer of 70,000 signs',
    body: (name) => `${name}=${'Yosefa '.repeat(10_000)}`,
    says: ['terlalu panjang', 'too long'],
    back: 'Yosefa Yosefa',
  },
];

for (const { what, body, says, back } of refusals)
  test(`${what}: said on every form, in both languages, and what was typed comes back`, async () => {
    const before = await written();
    for (const place of places) {
      const { visitor, question } = place;
      const send = (): Promise<Page> =>
        visitor.send(actionOf(place), { body: `${place.along ?? ''}${body(question)}`, headers: { 'content-type': FORM } });
      const page = await send();
      expect(page.status, place.name).toBe(422);
      expect(page.text, place.name).toContain(says[0]);
      expect(typedIn(page, question), place.name).toContain(back);
    }
    await inEnglish(places[2]!.visitor);
    const english = await places[2]!.visitor.send(actionOf(places[2]!), { body: body('jabatan'), headers: { 'content-type': FORM } });
    expect(english.text).toContain(says[1]);
    await places[2]!.visitor.open('/?bahasa=id');
    expect(await written()).toEqual(before);
  });

test('the fault is said beside its question', async () => {
  const place = places[2]!;
  const page = await place.visitor.send(actionOf(place), {
    body: `pendidikan=smk&jurusan=Las&jabatan=Tukang%00`,
    headers: { 'content-type': FORM },
  });
  expect(page.document.querySelector('#jabatan-error')?.textContent).toContain('tidak dapat disimpan');
  expect(typedIn(page, 'jabatan')).toBe('Tukang');
});

/** The form that takes a photo. */
const paper = (): Place => ({
  name: 'dokumen',
  visitor: citizen,
  page: documents,
  selector: 'form:has(input[id="foto"])',
  question: 'berkas',
});

const raw = (place: Place, more: Partial<RawRequest> & { headers: Record<string, string> }): RawRequest => ({
  path: actionOf(place),
  ...more,
  headers: { cookie: place.visitor.cookie, ...more.headers },
});

test('a body of 4 GB is refused at its announcement', async () => {
  const before = await written();
  const length = String(4 * 1024 ** 3);
  for (const place of places)
    for (const type of [FORM, 'multipart/form-data; boundary=b']) {
      const answer = await sendRaw(program.base, raw(place, { headers: { 'content-type': type, 'content-length': length } }));
      expect(answer?.status, place.name).toBe(413);
      expect(answer?.text, place.name).toContain('Kiriman terlalu besar');
    }
  const answer = await sendRaw(
    program.base,
    raw(paper(), { headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': length } }),
  );
  expect(answer?.status).toBe(413);
  expect(/<p class="error[^"]*" id="foto-error">([^<]*)/.exec(answer!.text)?.[1]).toContain('Kiriman terlalu besar');
  const api = await sendRaw(program.base, {
    path: '/api/v1/drafts',
    headers: { 'content-type': 'application/json', 'content-length': length },
  });
  expect(api?.status).toBe(413);
  expect(JSON.parse(api!.text)).toMatchObject({ status: 413 });
  expect(await written()).toEqual(before);
});

test('a body cut in the middle leaves nothing, and the server goes on', async () => {
  const before = await written();
  const bytes = pdf(100);
  const whole = `--b\r\ncontent-disposition: form-data; name="dokumen"\r\n\r\nfoto\r\n--b\r\ncontent-disposition: form-data; name="berkas"; filename="foto.pdf"\r\n\r\n${bytes.toString('latin1')}`;
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  for (const part of [40, 120, 300, whole.length]) {
    // hung up on …
    await sendRaw(
      program.base,
      raw(paper(), {
        headers: { ...headers, 'content-length': String(whole.length + 100) },
        body: Buffer.from(whole.slice(0, part), 'latin1'),
        hangUp: true,
      }),
    );
    // … and with an end that is none
    const answer = await sendRaw(
      program.base,
      raw(paper(), { headers: { ...headers, 'content-length': String(part) }, body: Buffer.from(whole.slice(0, part), 'latin1') }),
    );
    expect(answer?.status).toBe(422);
    expect(answer?.text).toContain('Formulir tidak terkirim utuh');
  }
  for (const place of places)
    await sendRaw(program.base, raw(place, { headers: { 'content-type': FORM, 'content-length': '500' }, body: 'a=1', hangUp: true }));
  await expect.poll(() => program.files('files').filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(await written()).toEqual(before);
  expect(await program.isUp()).toBe(true);
});

test('a form that is none', async () => {
  const before = await written();
  for (const place of places) {
    const send = (type: string, body: string): Promise<Page> =>
      place.visitor.send(actionOf(place), { body, headers: { 'content-type': type } });
    for (const [type, body] of [
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=b', 'garbage'],
      ['text/plain', 'name=Yosefa'],
    ] as const) {
      const page = await send(type, body);
      expect(page.status, `${place.name}: ${type}`).toBe(422);
      expect(page.text).toContain('Formulir tidak terkirim utuh');
    }
    expect((await send('application/json', '{}')).status).toBe(415);
  }
  expect(await written()).toEqual(before);
});

const files: readonly [what: string, name: string, bytes: () => Buffer, says: string][] = [
  ['60 MB', 'besar.pdf', () => Buffer.concat([pdf(), Buffer.alloc(60 * 1024 * 1024, 32)]), 'lebih besar dari 10 MB'],
  ['a program renamed', 'ijazah.pdf', windowsProgram, 'program, bukan dokumen'],
  ['a ZIP bomb', 'ijazah.pdf', zipBomb, 'ZIP tidak diterima'],
  ['a PDF bomb', 'ijazah.pdf', pdfBomb, 'terlalu rumit'],
  ['a picture bomb', 'foto.png', pictureBomb, 'terlalu besar untuk dibuka'],
  ['10,000 pages', 'ijazah.pdf', () => pdf(10_000), 'lebih dari 200 halaman'],
  ['half a PDF', 'ijazah.pdf', () => pdf().subarray(0, 90), 'rusak atau tidak lengkap'],
  ['a web page', 'foto.jpg', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'Halaman web tidak diterima'],
  ['nothing', 'kosong.pdf', () => Buffer.alloc(0), 'Pilih berkas'],
];

test('files that are none: each said beside its paper', async () => {
  const before = await written();
  for (const [what, name, bytes, says] of files) {
    const page = await citizen.submit(documents, { berkas: upload(name, bytes()) }, 'form:has(input[id="foto"])');
    expect(page.status, what).toBe(422);
    expect(page.document.querySelector('#foto-error')?.textContent, what).toContain(says);
  }
  expect(await written()).toEqual(before);
});

test('a file to be verified is looked at and never kept', async () => {
  const before = await written();
  const anyone = new Visitor(program.base);
  const page = await anyone.open('/v');
  const big = await anyone.submit(page, { berkas: upload('besar.pdf', Buffer.alloc(6 * 1024 * 1024, 1)) });
  expect(big.status).toBe(413);
  expect(big.document.querySelector('#berkas-error')?.textContent).toContain('5 MB');
  const unknown = await anyone.submit(page, { berkas: upload('surat.pdf', pdf()) });
  expect(unknown.status).toBe(200);
  expect(unknown.text).toMatch(/tidak (ada|dikenal|ditemukan)|bukan/i);
  expect(await written()).toEqual(before);
});

test('eight uploads of 60 MB, four at a time, stay out of the memory', async () => {
  const before = program.peakMemory('web');
  const body = Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name="dokumen"\r\n\r\nfoto\r\n--b\r\n'),
    Buffer.from('content-disposition: form-data; name="berkas"; filename="besar.pdf"\r\n\r\n'),
    pdf(),
    Buffer.alloc(60 * 1024 * 1024, 32),
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(body.length) };
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(Array.from({ length: 4 }, () => sendRaw(program.base, raw(paper(), { headers, body }))));
    for (const answer of answers) expect(/id="foto-error">([^<]*)/.exec(answer!.text)?.[1]).toContain('10 MB');
  }
  const grown = program.peakMemory('web') - before;
  console.log(`web: ${before.toFixed(0)} MB at most before, ${grown.toFixed(0)} MB more after 8 × 60 MB`);
  expect(grown).toBeLessThan(150);
  expect(program.files('files').filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('one good form after all of it goes through, and the server never had a fault of its own', async () => {
  const page = await citizen.submit(documents, { berkas: upload('foto.pdf', pdf()) }, 'form:has(input[id="foto"])');
  expect(page.status).toBe(200);
  expect(page.text).toContain('foto.pdf');
  expect(program.faults).toEqual([]);
});
