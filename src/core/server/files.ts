import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { inflateSync } from 'node:zlib';
import busboy from 'busboy';
import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { Failure } from '#core/failure.ts';

/**
 * Files people send. The type is what the bytes say, never what the name says; pictures are drawn anew, which drops
 * position and everything hidden; files lie outside the web root under SATU_DATA/files, named by chance.
 */
export interface StoredFile {
  readonly fileId: string;
  readonly name: string;
  readonly mime: string;
  /** Bytes, as stored. */
  readonly size: number;
  readonly sha256: string;
}

/** A paper photographed by a phone or scanned. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_PICTURE_SIDE = 2560;
/** Pixels a picture may unpack to: 60 megapixels, so that a small file can't fill the memory. */
export const MAX_PIXELS = 60_000_000;
const MAX_PDF_PAGES = 200;
const MAX_PDF_OBJECTS = 50_000;
/** What the packed object tables of one PDF may unpack to. */
const MAX_PDF_TABLES = 32 * 1024 * 1024;
/** Bytes `file-type` needs to know a file. */
const HEAD = 4100;
const PICTURES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/avif']);

sharp.cache(false);

const folder = (): string => join(process.env['SATU_DATA'] ?? 'data', 'files');
const pathOf = (fileId: string): string => {
  if (!/^[0-9a-f-]{36}$/.test(fileId)) throw new Failure('not_found', 'files.unknown');
  return join(folder(), fileId.slice(0, 2), fileId);
};

/** A name fit for a header and a screen: no path, no control or direction signs, at most 100 signs. */
export const cleanName = (name: string): string =>
  (
    name
      .normalize('NFC')
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069"\\/]/g, '')
      .trim() || 'dokumen'
  ).slice(-100);

/** Why a file isn't taken; `reason` is a key into the wording (`files.*`). */
export class Unfit extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** A function that gives a promise at most `width` times at once; the rest wait in line. */
function gate(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/** Looking into a file takes up to 250 MB (a picture of 60 megapixels, unpacked): two at a time, however many arrive. */
export const examine = gate(2);

interface Written {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly head: Buffer;
}

/** Write to `<path>.part` while hashing; the rest of a file that is too large is read and dropped, so that the sender gets an answer. */
async function writePart(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, path: string, max: number): Promise<Written> {
  const hash: Hash = createHash('sha256');
  const head: Buffer[] = [];
  let size = 0;
  let headSize = 0;
  const handle = await open(path, 'w', 0o600);
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      size += bytes.length;
      if (size > max) continue;
      hash.update(bytes);
      if (headSize < HEAD) {
        head.push(Buffer.from(bytes.subarray(0, HEAD - headSize)));
        headSize += bytes.length;
      }
      await handle.write(bytes);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { path, size, sha256: hash.digest('hex'), head: Buffer.concat(head) };
}

async function take(stream: AsyncIterable<Buffer | Uint8Array>, name: string, max = MAX_FILE_BYTES): Promise<StoredFile> {
  const fileId = randomUUID();
  const path = pathOf(fileId);
  await mkdir(join(folder(), fileId.slice(0, 2)), { recursive: true, mode: 0o700 });
  const raw = `${path}.raw.part`;
  try {
    const written = await writePart(stream, raw, max);
    if (written.size === 0) throw new Unfit('files.empty');
    if (written.size > max) throw new Unfit('files.too_large');
    const type = await typeOf(written.head);
    if (type === 'application/pdf') {
      await examine(async () => checkPdf(await readFile(raw)));
      await settle(raw, path);
      return { fileId, name: cleanName(name), mime: type, size: written.size, sha256: written.sha256 };
    }
    const drawn = await examine(() => redraw(raw, type));
    const again = await writePart([drawn], `${path}.part`, Infinity);
    await settle(`${path}.part`, path);
    return { fileId, name: `${cleanName(name).replace(/\.[^.]*$/, '')}.jpg`, mime: 'image/jpeg', size: again.size, sha256: again.sha256 };
  } finally {
    await Promise.all([rm(raw, { force: true }), rm(`${path}.part`, { force: true })]);
  }
}

/** The name appears only once its bytes, and then the folder that names it, are on the disk. */
async function settle(part: string, path: string): Promise<void> {
  await rename(part, path);
  const parent = await open(join(path, '..'), 'r');
  await parent.sync().catch(() => {}); // not every file system can
  await parent.close();
}

/** The file's type, by its first 4,100 bytes, where it is one we take. @throws Unfit with a reason that says what it was instead */
export async function typeOf(head: Buffer): Promise<string> {
  const type = (await fileTypeFromBuffer(head))?.mime as string | undefined;
  if (type === 'application/pdf' || (type && PICTURES.has(type))) return type;
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .slice(0, 600);
  if (/<svg[\s>]/i.test(text)) throw new Unfit('files.type_svg');
  if (/^<(!doctype html|html|head|body|script|!--)/i.test(text)) throw new Unfit('files.type_web_page');
  if (
    /^#!/.test(text) ||
    (type && /msdownload|x-elf|x-mach|x-msi|dosexec|java-archive|vnd\.android|portable-executable/.test(type)) ||
    head.subarray(0, 2).toString('latin1') === 'MZ'
  )
    throw new Unfit('files.type_program');
  if (type && /officedocument|opendocument|x-cfb|rtf|epub|ms-/.test(type)) throw new Unfit('files.type_office');
  if (type && /zip|x-rar|x-7z|gzip|x-tar|x-bzip|x-xz|x-compress|zstd/.test(type)) throw new Unfit('files.type_archive');
  throw new Unfit('files.wrong_type');
}

async function redraw(path: string, type: string): Promise<Buffer> {
  try {
    const picture = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).rotate();
    return await picture
      .resize(MAX_PICTURE_SIDE, MAX_PICTURE_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 82 })
      .toBuffer();
  } catch (thrown) {
    if (thrown instanceof Error && /pixel limit/i.test(thrown.message)) throw new Unfit('files.picture_too_large');
    // The iPhone's HEIC holds HEVC, whose decoder may not be shipped freely.
    throw new Unfit(type === 'image/heic' || type === 'image/heif' ? 'files.heic' : 'files.broken_picture');
  }
}

/**
 * What makes a PDF unfit: locked, too many pages or objects, or something that runs. Reads the dictionaries, packed ones
 * too; the contents of pages stay packed. @throws Unfit
 */
function checkPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  if (!text.slice(0, 1024).includes('%PDF-') || !text.slice(-2048).includes('%%EOF')) throw new Unfit('files.pdf_broken');
  const parts: string[] = [];
  let unpacked = 0;
  let packed = 0;
  let at = 0;
  for (const match of text.matchAll(/\bstream\r?\n/g)) {
    if (match.index < at) continue; // the word inside another stream's bytes
    const dictionary = text.slice(at, match.index);
    parts.push(dictionary);
    const start = match.index + match[0].length;
    const own = dictionary.slice(Math.max(0, dictionary.lastIndexOf(' obj')));
    const length = Number(/\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(own)?.[1] ?? Number.NaN);
    const isHonest = Number.isInteger(length) && /^\s*endstream/.test(text.slice(start + length, start + length + 20));
    const end = isHonest ? start + length : text.indexOf('endstream', start);
    if (end < 0) throw new Unfit('files.pdf_broken');
    if (/\/Type\s*\/ObjStm/.test(own)) {
      try {
        const table = /\/FlateDecode/.test(own)
          ? inflateSync(bytes.subarray(start, end), { maxOutputLength: MAX_PDF_TABLES - unpacked, finishFlush: 2 })
          : bytes.subarray(start, end);
        unpacked += table.length;
        packed += Number(/\/N\s+(\d+)/.exec(own)?.[1] ?? 0);
        parts.push(table.toString('latin1'));
      } catch (thrown) {
        throw new Unfit((thrown as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'files.pdf_too_complex' : 'files.pdf_broken');
      }
      if (unpacked >= MAX_PDF_TABLES) throw new Unfit('files.pdf_too_complex');
    }
    at = end;
  }
  parts.push(text.slice(at));
  // Names may be written with #xx for any sign.
  const plain = parts.join('\n').replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (/\/Encrypt[\s<\d]/.test(plain)) throw new Unfit('files.pdf_locked');
  if (/\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])/.test(plain))
    throw new Unfit('files.pdf_active');
  if ((plain.match(/\b\d+\s+\d+\s+obj\b/g)?.length ?? 0) + packed > MAX_PDF_OBJECTS) throw new Unfit('files.pdf_too_complex');
  let pages = plain.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0;
  // Each page tree says how many it holds. No pattern may look back over what another has seen: 10 MB of them would take hours.
  let seen = 0;
  for (const tree of plain.matchAll(/\/Type\s*\/Pages(?![A-Za-z])/g)) {
    if (tree.index < seen) continue;
    const end = plain.indexOf('>', tree.index);
    const start = Math.max(seen, plain.lastIndexOf('>', tree.index));
    seen = end < 0 ? plain.length : end;
    for (const count of plain.slice(start, seen).matchAll(/\/Count\s+(\d+)/g)) pages = Math.max(pages, Number(count[1]));
  }
  if (pages > MAX_PDF_PAGES) throw new Unfit('files.pdf_pages');
}

// ── Forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface FormLimits {
  /** Bytes per file; 10 MB. */
  readonly fileBytes?: number;
  /** Files in one form; 10. 0: a form without uploads. */
  readonly files?: number;
  /** Other fields; 500. */
  readonly fields?: number;
  /** Bytes of one field's value; 64 kB. */
  readonly fieldBytes?: number;
}

export interface ReceivedForm<F = StoredFile> {
  /** Text fields only. */
  readonly form: FormData;
  /** Files by the order in which they came; empty file inputs are left out. */
  readonly files: readonly (F & { readonly field: string })[];
}

/** A form that was refused, with what was typed, so that the page can show it again. */
export class FormRefused extends Failure {
  readonly form: FormData;
  constructor(reason: string, fields: Record<string, string>, form: FormData) {
    super('invalid', reason, fields);
    this.form = form;
  }
}

/** What becomes of a form's files. */
export interface Taking<F> {
  /** Must read the stream to its end or throw. */
  take(stream: AsyncIterable<Uint8Array>, name: string, max: number): Promise<F>;
  /** Undo it. */
  drop(file: F): Promise<void>;
}
const storing: Taking<StoredFile> = { take, drop: (file) => discardFile(file.fileId) };

/** Files that are only looked at: nothing is written. */
export const hashing: Taking<{ readonly name: string; readonly size: number; readonly sha256: string }> = {
  async take(stream, name, max) {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of stream) if ((size += chunk.length) <= max) hash.update(chunk);
    if (size === 0) throw new Unfit('files.empty');
    if (size > max) throw new Unfit('files.too_large');
    return { name: cleanName(name), size, sha256: hash.digest('hex') };
  },
  drop: async () => {},
};

// oxlint-disable-next-line no-control-regex
const NUL = /\u0000/g;
/** The decoder puts U+FFFD in the place of bytes that aren't UTF-8; nobody types that sign. */
const isBroken = (text: string): boolean => text.includes('\ufffd');

/**
 * A posted form (multipart or URL-encoded), read as a stream: files go to disk as they come. The whole body is read even
 * where it is refused, so that the sender gets an answer instead of a broken connection; files of a refused form are
 * removed. @throws FormRefused (a Failure invalid) with its reason: form.too_many_fields, form.field_too_long, form.nul,
 * form.not_utf8, form.malformed, form.too_large, files.too_many, or `input.invalid` with a reason per file field
 */
export function receiveForm(request: Request, limits?: FormLimits): Promise<ReceivedForm>;
export function receiveForm<F extends object>(request: Request, limits: FormLimits, taking: Taking<F>): Promise<ReceivedForm<F>>;
export async function receiveForm(
  request: Request,
  limits: FormLimits = {},
  { take: takeFile, drop }: Taking<object> = storing as Taking<object>,
): Promise<ReceivedForm<object>> {
  const form = new FormData();
  const files: { field: string }[] = [];
  const fields: Record<string, string> = {};
  let reason: string | undefined;
  const refuse = (why: string): void => void (reason ??= why);
  const work: Promise<void>[] = [];
  let bugs: unknown;

  if (!request.body) {
    // A form with nothing but a button.
    if (/^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')) return { form, files };
    throw new FormRefused('form.malformed', {}, form);
  }
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: Object.fromEntries(request.headers),
      defParamCharset: 'utf8',
      limits: {
        fieldNameSize: 200,
        fieldSize: limits.fieldBytes ?? 64 * 1024,
        fields: limits.fields ?? 500,
        files: limits.files ?? 10,
        parts: (limits.fields ?? 500) + (limits.files ?? 10),
        headerPairs: 50,
      },
    });
  } catch {
    // The body is left unread: cancelling it would close the connection before the answer is out.
    throw new FormRefused('form.malformed', {}, form);
  }
  const fault = (...texts: string[]): string | undefined =>
    texts.some((text) => text.search(NUL) >= 0) ? 'form.nul' : texts.some(isBroken) ? 'form.not_utf8' : undefined;
  // busboy gives undefined for a part without a name, and for a text in a character set nobody knows
  parser.on('field', (name: string | undefined = '', value: string | undefined = '\ufffd', info) => {
    const field = name.replace(NUL, '');
    const why = info.nameTruncated || info.valueTruncated ? 'form.field_too_long' : fault(name, value);
    // What was typed goes back even so; a NUL is no sign anybody typed.
    form.append(field, value.replace(NUL, ''));
    if (!why) return;
    refuse(why);
    fields[field] = why;
  });
  parser.on('file', (name: string | undefined = '', stream, info) => {
    stream.on('error', () => {}); // whoever reads it hears of it
    const filename = info.filename ?? '';
    const field = name.replace(NUL, '');
    const why = fault(name, filename);
    if (why) {
      refuse(why);
      fields[field] = why;
      return void stream.resume();
    }
    work.push(
      takeFile(stream, filename, limits.fileBytes ?? MAX_FILE_BYTES).then(
        (file) => void files.push({ ...file, field }),
        (thrown: unknown) => {
          const code = (thrown as NodeJS.ErrnoException).code ?? '';
          if (thrown instanceof Unfit) {
            if (thrown.reason !== 'files.empty' || filename) fields[field] = thrown.reason;
          } else if (thrown === stream.errored || code === 'ERR_STREAM_PREMATURE_CLOSE') refuse('form.malformed');
          else if (/^(?:ENOSPC|EDQUOT)$/.test(code)) {
            refuse('input.invalid');
            fields[field] = 'files.no_room';
          } else bugs ??= thrown;
          // The parser waits for the reader of each file: with none left, the form ends here.
          if (!stream.readableEnded) parser.destroy();
        },
      ),
    );
  });
  parser.on('fieldsLimit', () => refuse('form.too_many_fields'));
  parser.on('filesLimit', () => refuse('files.too_many'));
  parser.on('partsLimit', () => refuse('form.too_many_fields'));
  try {
    await new Promise<void>((done, fail) => {
      const body = Readable.fromWeb(request.body as NodeReadableStream);
      // Not once: a body cut inside a file fails twice, and an error nobody listens to would end the process.
      parser.on('close', done).on('error', fail);
      body.on('error', (thrown) => {
        parser.destroy();
        fail(thrown);
      });
      body.pipe(parser);
    });
  } catch (thrown) {
    refuse((thrown as { status?: number }).status === 413 ? 'form.too_large' : 'form.malformed');
  }
  await Promise.all(work);
  if (bugs || reason || Object.keys(fields).length > 0) {
    await Promise.all(files.map(drop));
    if (bugs) throw bugs;
    throw new FormRefused(reason ?? 'input.invalid', fields, form);
  }
  return { form, files };
}

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The bytes of a stored file. @throws Failure not_found */
export async function openStored(fileId: string): Promise<{ stream: Readable; size: number }> {
  const path = pathOf(fileId);
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) throw new Failure('not_found', 'files.unknown');
  return { stream: createReadStream(path), size };
}

const DAY_MS = 86_400_000;

/** Remove what uploads left half-written where the process was killed: parts that nobody has written to for a day. */
export async function sweepParts(now = Date.now()): Promise<void> {
  const entries = await readdir(folder(), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.part')) continue;
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > DAY_MS) await rm(path, { force: true });
  }
}

/** Remove a stored file that nothing refers to. */
/** All bytes of a stored file: for pictures, which are small. @throws Failure not_found */
export async function readStored(fileId: string): Promise<Buffer> {
  try {
    return await readFile(pathOf(fileId));
  } catch (thrown) {
    if ((thrown as { code?: string }).code === 'ENOENT') throw new Failure('not_found', 'files.unknown');
    throw thrown;
  }
}
/** Keep a picture that was drawn anew elsewhere; gives its file id. */
export async function keepPicture(jpeg: Buffer): Promise<string> {
  const fileId = randomUUID();
  const path = pathOf(fileId);
  await mkdir(join(folder(), fileId.slice(0, 2)), { recursive: true, mode: 0o700 });
  try {
    await writePart([jpeg], `${path}.part`, Infinity);
    await settle(`${path}.part`, path);
  } finally {
    await rm(`${path}.part`, { force: true });
  }
  return fileId;
}
export const discardFile = (fileId: string): Promise<void> => rm(pathOf(fileId), { force: true });

/** A stored file as a download: never rendered as a page, never sniffed. @throws Failure not_found */
export async function sendFile(fileId: string, name: string, mime: string): Promise<Response> {
  const { stream, size } = await openStored(fileId);
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      'content-type': mime,
      'content-length': String(size),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition': `${mime.startsWith('image/') ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
    },
  });
}
