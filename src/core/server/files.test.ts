import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { cleanName, FormRefused, hashing, openStored, receiveForm, sweepParts, type FormLimits, type StoredFile } from './files.ts';

const data = mkdtempSync(join(tmpdir(), 'satu-files-'));
beforeAll(() => void (process.env['SATU_DATA'] = data));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const pdf = (body: string): Buffer => Buffer.from(`%PDF-1.7\n${body}\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`, 'latin1');
const onePage =
  '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj';
const file = (bytes: Uint8Array | string, name: string): File => new File([bytes as BlobPart], name);
const post = (form: FormData): Request => new Request('http://satu.test/', { method: 'POST', body: form });
const raw = (body: Uint8Array | string, type: string): Request =>
  new Request('http://satu.test/', { method: 'POST', body: body as BodyInit, headers: { 'content-type': type } });
const storeFile = async (sent: File): Promise<StoredFile> => {
  const form = new FormData();
  form.append('berkas', sent);
  const { field: _, ...stored } = (await receiveForm(post(form))).files[0]!;
  return stored;
};
const reasonOf = async (bytes: Uint8Array | string, name: string): Promise<string | undefined> => {
  try {
    await storeFile(file(bytes, name));
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.fields['berkas'];
    throw thrown;
  }
  return undefined;
};
const refusal = async (request: Request, limits?: FormLimits): Promise<FormRefused> => {
  const thrown: unknown = await receiveForm(request, limits).catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(FormRefused);
  return thrown as FormRefused;
};
const left = (): string[] =>
  readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

test('a picture is drawn anew: position gone, long side 2560, upright', async () => {
  const photo = await sharp({ create: { width: 4000, height: 1000, channels: 3, background: '#0b5d3b' } })
    .withExif({ IFD3: { GPSLatitude: '4/1 33/1 0/1' }, IFD0: { Make: 'Kamera' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  expect((await sharp(photo).metadata()).exif).toBeDefined();
  const stored = await storeFile(file(photo, 'C:\\foto\\STR saya.HEIC'));
  expect(stored).toMatchObject({ mime: 'image/jpeg', name: 'STR saya.jpg' });
  const { stream, size } = await openStored(stored.fileId);
  const bytes = Buffer.concat(await stream.toArray());
  expect(bytes.length).toBe(size);
  const kept = await sharp(bytes).metadata();
  expect([kept.width, kept.height, kept.exif]).toEqual([640, 2560, undefined]);
});

test('a plain PDF is kept as it is', async () => {
  const stored = await storeFile(file(pdf(onePage), 'surat.pdf'));
  expect(stored).toMatchObject({ mime: 'application/pdf', size: pdf(onePage).length });
});

test.each([
  ['a renamed program', Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(400)]), 'files.type_program'],
  ['a script', '#!/bin/sh\nrm -rf /', 'files.type_program'],
  ['an archive', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(60)]), 'files.type_archive'],
  ['a web page', '<!DOCTYPE html><script>alert(1)</script>', 'files.type_web_page'],
  ['an SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'files.type_svg'],
  ['a text', 'nama,nik\n', 'files.wrong_type'],
  ['nothing', '', 'files.empty'],
  ['half a picture', Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb', 'hex'), 'files.broken_picture'],
  ['a locked PDF', pdf(`${onePage}\n<< /Encrypt 9 0 R >>`), 'files.pdf_locked'],
  ['a PDF with a script', pdf(`${onePage}\n4 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj`), 'files.pdf_active'],
  ['a PDF with a script under another spelling', pdf(`${onePage}\n4 0 obj\n<< /S /J#61vaScript >>\nendobj`), 'files.pdf_active'],
  ['a PDF with an attachment', pdf(`${onePage}\n4 0 obj\n<< /Type /EmbeddedFile >>\nendobj`), 'files.pdf_active'],
  ['10,000 pages', pdf(onePage.replace('/Count 1', '/Count 10000')), 'files.pdf_pages'],
  ['10,000 real pages', pdf(onePage + '\n9 0 obj\n<< /Type /Page >>\nendobj'.repeat(10_000)), 'files.pdf_pages'],
  ['a cut-off PDF', pdf(onePage).subarray(0, 60), 'files.pdf_broken'],
])('%s is refused, whatever its name', async (_, bytes, reason) => {
  expect(await reasonOf(bytes, 'ijazah.pdf')).toBe(reason);
});

test('packed object tables are read, and may not unpack without end', async () => {
  const table = (content: string): Buffer => {
    const packed = deflateSync(Buffer.from(content));
    return Buffer.concat([
      Buffer.from(
        `%PDF-1.7\n${onePage}\n5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`,
      ),
      packed,
      Buffer.from('\nendstream\nendobj\n%%EOF\n'),
    ]);
  };
  expect(await reasonOf(table('4 0 << /S /Launch /F (x) >>'), 'a.pdf')).toBe('files.pdf_active');
  expect(await reasonOf(table('0 '.repeat(24 * 1024 * 1024)), 'bomb.pdf')).toBe('files.pdf_too_complex');
  expect(await reasonOf(table('4 0 << /Type /Page >>'), 'a.pdf')).toBeUndefined();
});

test('a picture that would unpack to more than 60 megapixels is refused', async () => {
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  expect(bomb.length).toBeLessThan(1_000_000);
  expect(await reasonOf(bomb, 'kecil.png')).toBe('files.picture_too_large');
});

test('a form gives its fields and its files', async () => {
  const form = new FormData();
  form.append('nama', "Yosefa D'Arc Natkime");
  form.append('str', file(pdf(onePage), 'STR – Hoya.pdf'));
  form.append('kosong', file('', ''));
  const got = await receiveForm(post(form));
  expect([...got.form]).toEqual([['nama', "Yosefa D'Arc Natkime"]]);
  expect(got.files).toMatchObject([{ field: 'str', name: 'STR – Hoya.pdf', mime: 'application/pdf' }]);
  const typed = await receiveForm(raw('nama=Agimuga&hp=0811', 'application/x-www-form-urlencoded'));
  expect([...typed.form]).toEqual([
    ['nama', 'Agimuga'],
    ['hp', '0811'],
  ]);
});

test('a form with nothing but a button is empty, not malformed', async () => {
  const form = (type: string): Request => new Request('http://satu.test/', { method: 'POST', headers: { 'content-type': type } });
  expect([...(await receiveForm(form('application/x-www-form-urlencoded'))).form]).toEqual([]);
  expect((await refusal(form('multipart/form-data; boundary=b'))).reason).toBe('form.malformed');
});

test('60 MB are refused with what was typed, and leave nothing on the disk', async () => {
  const before = left().length;
  const form = new FormData();
  form.append('besar', file(Buffer.alloc(60 * 1024 * 1024, 1), 'besar.pdf'));
  form.append('baik', file(pdf(onePage), 'baik.pdf'));
  form.append('nama', 'Yosefa');
  const thrown = await refusal(post(form));
  expect(thrown.fields).toEqual({ besar: 'files.too_large' });
  expect(thrown.form.get('nama')).toBe('Yosefa');
  expect(left().length).toBe(before);
});

test.each([
  [
    '5,000 fields',
    raw(Array.from({ length: 5000 }, (_, no) => `f${no}=x`).join('&'), 'application/x-www-form-urlencoded'),
    'form.too_many_fields',
  ],
  ['a long answer', raw(`a=${'x'.repeat(70_000)}`, 'application/x-www-form-urlencoded'), 'form.field_too_long'],
  ['a NUL', raw('nama=Yo%00sefa', 'application/x-www-form-urlencoded'), 'form.nul'],
  ['bytes that are no text', raw('nama=%ff%fe', 'application/x-www-form-urlencoded'), 'form.not_utf8'],
  ['no boundary', raw('x', 'multipart/form-data'), 'form.malformed'],
  [
    'a cut-off form',
    raw('--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nhal', 'multipart/form-data; boundary=b'),
    'form.malformed',
  ],
  ['JSON', raw('{}', 'application/json'), 'form.malformed'],
])('%s: refused by its own name', async (_, request, reason) => {
  expect((await refusal(request)).reason).toBe(reason);
});

test('NUL and broken bytes in a multipart form, and 5,000 of its fields', async () => {
  const part = (name: string, value: string): string => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const multipart = (text: string): Request => raw(Buffer.from(`${text}--b--\r\n`, 'latin1'), 'multipart/form-data; boundary=b');
  expect((await refusal(multipart(part('a', 'x\0y')))).reason).toBe('form.nul');
  expect((await refusal(multipart(part('a', '\xff\xfe')))).fields).toEqual({ a: 'form.not_utf8' });
  expect((await refusal(multipart(Array.from({ length: 5000 }, (_x, no) => part(`f${no}`, 'x')).join('')))).reason).toBe(
    'form.too_many_fields',
  );
  const files = new FormData();
  for (let no = 0; no < 4; no++) files.append(`f${no}`, file(pdf(onePage), 'a.pdf'));
  expect((await refusal(post(files), { files: 2 })).reason).toBe('files.too_many');
});

test('what was typed comes back from a refused form, without the sign nobody typed', async () => {
  const form = 'application/x-www-form-urlencoded';
  const nul = await refusal(raw('nama=Yo%00sefa&hp=0811', form));
  expect([[...nul.form], nul.fields]).toEqual([
    [
      ['nama', 'Yosefa'],
      ['hp', '0811'],
    ],
    { nama: 'form.nul' },
  ]);
  expect((await refusal(raw('nama=Yo%ff&hp=0811', form))).form.get('hp')).toBe('0811');
  expect((await refusal(raw(`alasan=${'x'.repeat(70_000)}&hp=0811`, form))).form.get('alasan')).toHaveLength(65_536);
});

test('a part without a name, or in an unknown character set, is nothing to stumble over', async () => {
  const part = (headers: string): Request =>
    raw(`--b\r\ncontent-disposition: form-data${headers}\r\n\r\nx\r\n--b--\r\n`, 'multipart/form-data; boundary=b');
  expect([...(await receiveForm(part(''))).form]).toEqual([['', 'x']]);
  expect((await refusal(part('; name="a"\r\ncontent-type: text/plain; charset=klingon'))).fields).toEqual({ a: 'form.not_utf8' });
});

const cut = (head: string, bytes: Buffer, end: 'closed' | 'lost'): Request =>
  new Request('http://satu.test/', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: new ReadableStream({
      start(body) {
        body.enqueue(new TextEncoder().encode(head));
        body.enqueue(new Uint8Array(bytes));
        if (end === 'closed') body.close();
        else setTimeout(() => body.error(new Error('aborted')), 20);
      },
    }),
    duplex: 'half',
  } as RequestInit);

test.each(['closed', 'lost'] as const)('a body cut in the middle of its second file (%s) leaves no file', async (end) => {
  const before = left();
  const head = (name: string): string => `--b\r\ncontent-disposition: form-data; name="${name}"; filename="a.pdf"\r\n\r\n`;
  const bytes = Buffer.concat([pdf(onePage), Buffer.from(`\r\n${head('dua')}`), pdf(onePage).subarray(0, 100)]);
  const thrown = await refusal(cut(`--b\r\ncontent-disposition: form-data; name="nama"\r\n\r\nYosefa\r\n${head('satu')}`, bytes, end));
  expect(thrown.reason).toBe('form.malformed');
  expect(thrown.form.get('nama')).toBe('Yosefa');
  expect(left()).toEqual(before);
});

test('a broken part header in the middle is refused', async () => {
  const thrown = await refusal(
    raw(`--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b\r\n\u0001\u0002: x\r\n\r\n`, 'multipart/form-data; boundary=b'),
  );
  expect(thrown.reason).toBe('form.malformed');
});

test.each(['/N 1 ', '/Type /Pages ', '/Count 1 /Type /Pages ', '/Type /ObjStm ', '1 0 ', '/Type ', 'stream\n', '/Length 1 '])(
  'a PDF of 9 MB that says nothing but "%s" is looked through in one go',
  async (text) => {
    const body = text.repeat(Math.floor(9_000_000 / text.length));
    const reason = await reasonOf(pdf(`${onePage}\n${body}`), 'a.pdf');
    expect([undefined, 'files.pdf_broken']).toContain(reason);
  },
);

test('a page tree says how many pages it holds, on either side of its name; an outline may count more', async () => {
  expect(await reasonOf(pdf('1 0 obj\n<< /Count 10000 /Kids [3 0 R] /Type /Pages >>\nendobj'), 'a.pdf')).toBe('files.pdf_pages');
  expect(await reasonOf(pdf(`${onePage}\n7 0 obj\n<< /Type /Outlines /Count 900 >>\nendobj`), 'a.pdf')).toBeUndefined();
});

test('a file that is only looked at is hashed and never written', async () => {
  const before = left();
  const form = new FormData();
  form.append('berkas', file(pdf(onePage), 'surat.pdf'));
  const { files } = await receiveForm(post(form), { files: 1 }, hashing);
  expect(files).toEqual([
    { field: 'berkas', name: 'surat.pdf', size: pdf(onePage).length, sha256: createHash('sha256').update(pdf(onePage)).digest('hex') },
  ]);
  form.set('berkas', file(Buffer.alloc(3000), 'besar.pdf'));
  const thrown: unknown = await receiveForm(post(form), { fileBytes: 2000 }, hashing).catch((caught: unknown) => caught);
  expect((thrown as FormRefused).fields).toEqual({ berkas: 'files.too_large' });
  expect(left()).toEqual(before);
});

test('parts a killed process left are removed after a day, and no younger ones', async () => {
  const old = join(data, 'files', 'ab', 'x.raw.part');
  const young = join(data, 'files', 'ab', 'y.raw.part');
  mkdirSync(join(data, 'files', 'ab'), { recursive: true });
  for (const path of [old, young]) writeFileSync(path, 'x');
  const before = left().length;
  utimesSync(old, new Date(), new Date(Date.now() - 25 * 3600_000));
  await sweepParts();
  expect(left()).not.toContain('x.raw.part');
  expect(left()).toContain('y.raw.part');
  expect(left().length).toBe(before - 1);
});

test('names are for people, paths are not', async () => {
  expect(cleanName('../../etc/passwd\u202egpj.exe')).toBe('....etcpasswdgpj.exe');
  expect(cleanName('')).toBe('dokumen');
  await expect(openStored('../../../etc/passwd')).rejects.toThrow('not_found');
});
