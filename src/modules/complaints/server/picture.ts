import { createHash } from 'node:crypto';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { examine, MAX_FILE_BYTES, MAX_PIXELS, typeOf, Unfit } from '#core/server/files.ts';
import { cleanText, readExif, type ExifFacts } from '../exif.ts';
import { ALIGNED_SIDE, fingerprint, HASHED, type Fingerprint } from '../fingerprint.ts';
import { MAX_BOXES, type Box } from '../mask-boxes.ts';

/**
 * A picture as it was received: what it says about itself is read before it is drawn anew, because drawing drops position,
 * camera and everything hidden (complaints.md § 3, § 10).
 */
export interface Picture {
  /** Of the bytes received, hexadecimal. */
  readonly sha256: string;
  /** Bytes received. */
  readonly size: number;
  readonly mime: string;
  /** Upright, in pixels, as received. */
  readonly width: number;
  readonly height: number;
  readonly fingerprint: Fingerprint;
  readonly exif: ExifFacts;
  readonly provenance: Provenance;
  /** The picture to keep: upright, without metadata, at most 300 kB. */
  readonly jpeg: Buffer;
}

/** What the file says about how it was made. Claims, not proof: leaving them out is easy. */
export interface Provenance {
  /** Programs named in EXIF, XMP, C2PA or PNG texts; at most 20 of at most 100 signs. */
  readonly tools: readonly string[];
  /** Terms of the IPTC vocabulary of digital sources, such as `trainedAlgorithmicMedia`. */
  readonly sourceTypes: readonly string[];
  /** Carries content credentials. By itself no sign of anything: newer phones sign real photographs. */
  readonly hasCredentials: boolean;
}

/** What a citizen's page and a slow connection can carry (complaints.md § 2). */
const MAX_KEPT_BYTES = 300_000;
/** Drawn from best to smallest until one fits; noise of the last size is under 200 kB. */
const SIDES = [1600, 1280, 1024, 800, 640];
const QUALITIES = [82, 68, 55];
/** Pixels of the shorter side below which a picture shows nothing. */
const MIN_SIDE = 64;
const MAX_TOOLS = 20;

/** What else the bytes would be to another reader. Phones put videos and light maps behind a picture, so bytes behind it are no sign. */
const OTHER_FORMATS =
  // oxlint-disable-next-line no-control-regex
  /<!doctype\s|<(?:html|head|body|script|iframe)[\s>]|<svg\s[^>]{0,400}xmlns|<\?php\s|%PDF-\d\.\d|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c/i;

/**
 * Read, check and draw anew one picture of at most 10 MB and 60 megapixels; waits while two others are being looked at.
 * @throws Unfit with `files.`: empty, too_large, type_svg, type_web_page, type_program, type_office, type_archive, wrong_type,
 * not_picture, hidden_content, picture_animated, picture_print, picture_deep, picture_too_small, picture_too_large, heic,
 * broken_picture
 */
export const readPicture = (received: Buffer): Promise<Picture> => examine(() => read(received));

async function read(received: Buffer): Promise<Picture> {
  if (received.length === 0) throw new Unfit('files.empty');
  if (received.length > MAX_FILE_BYTES) throw new Unfit('files.too_large');
  const mime = await typeOf(received.subarray(0, 4100));
  if (mime === 'application/pdf') throw new Unfit('files.not_picture');
  const bytes = received.toString('latin1');
  if (OTHER_FORMATS.test(bytes) || isArchive(bytes)) throw new Unfit('files.hidden_content');
  try {
    const header = await open(received).metadata();
    if ((header.pages ?? 1) > 1 || isAnimatedPng(mime, bytes)) throw new Unfit('files.picture_animated');
    if (header.space === 'cmyk') throw new Unfit('files.picture_print');
    if (header.depth !== 'uchar' || (header.bitsPerSample ?? 8) > 8) throw new Unfit('files.picture_deep');
    const { width, height } = header.autoOrient;
    if (Math.min(width, height) < MIN_SIDE) throw new Unfit('files.picture_too_small');
    const drawn = await decode(received);
    const exif = readExif(header.exif ?? new Uint8Array());
    return {
      sha256: createHash('sha256').update(received).digest('hex'),
      size: received.length,
      mime,
      width,
      height,
      fingerprint: fingerprint(await grey(drawn, HASHED.width, HASHED.height).toBuffer()),
      exif,
      provenance: provenanceOf(bytes, header, exif),
      jpeg: await keep(drawn),
    };
  } catch (thrown) {
    if (thrown instanceof Unfit) throw thrown;
    if (thrown instanceof Error && /pixel limit/i.test(thrown.message)) throw new Unfit('files.picture_too_large');
    // The iPhone's HEIC holds HEVC, whose decoder may not be shipped freely.
    throw new Unfit(mime === 'image/heic' || mime === 'image/heif' ? 'files.heic' : 'files.broken_picture');
  }
}

const open = (bytes: Buffer): Sharp => sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });

interface Drawn {
  readonly data: Buffer;
  readonly info: OutputInfo;
}
const raw = ({ data, info }: Drawn): Sharp => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });

/** Upright, sRGB, without transparency, no side longer than what is kept; the one time the received bytes are unpacked. */
const decode = (bytes: Buffer): Promise<Drawn> =>
  open(bytes)
    .rotate()
    .resize(SIDES[0]!, SIDES[0]!, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

const grey = (drawn: Drawn, width: number, height: number): Sharp =>
  raw(drawn).greyscale().resize(width, height, { fit: 'fill' }).toColourspace('b-w').raw();

async function keep(drawn: Drawn): Promise<Buffer> {
  let jpeg: Buffer | undefined;
  for (const side of SIDES)
    for (const quality of QUALITIES) {
      if (side !== SIDES[0] && Math.max(drawn.info.width, drawn.info.height) <= side) continue; // nothing to shrink
      jpeg = await raw(drawn).resize(side, side, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality }).toBuffer();
      if (jpeg.length <= MAX_KEPT_BYTES) return jpeg;
    }
  return jpeg!;
}

/** Grey pixels of a kept picture, for `alignedShare`. @param jpeg as kept, not as received */
export async function alignable(jpeg: Buffer): Promise<Uint8Array> {
  return grey(await decode(jpeg), ALIGNED_SIDE, ALIGNED_SIDE)
    .blur(1)
    .toBuffer();
}

// ── What else is in the file ─────────────────────────────────────────────────────────────────────────────────────────

/** A ZIP (also JAR, APK, office file) is found from its end, so it may hide behind a picture. */
function isArchive(bytes: string): boolean {
  const end = bytes.lastIndexOf('PK\x05\x06');
  return end >= 0 && end >= bytes.length - 65_557 && bytes.includes('PK\x01\x02');
}

/** The decoder shows the first picture of an animated PNG and says nothing. */
const isAnimatedPng = (mime: string, bytes: string): boolean =>
  (mime === 'image/png' || mime === 'image/apng') && bytes.slice(0, bytes.indexOf('IDAT')).includes('acTL');

function provenanceOf(bytes: string, header: Metadata, exif: ExifFacts): Provenance {
  const texts = (header.comments ?? []).map(({ keyword, text }) => ({ keyword, text: text.slice(0, 100_000) }));
  const said = `${(header.xmp ?? Buffer.alloc(0)).subarray(0, 1_000_000).toString('utf8')}\n${texts.map(({ text }) => text).join('\n')}`;
  const all = (pattern: RegExp, where: string): string[] => [...where.matchAll(pattern)].map((match) => cleanText(match[1]!));
  const sourceType = /(?:digitalsourcetype\/|digsrctype:|DigitalSourceType(?:="|>)(?!https?:))([A-Za-z]{4,60})/gi;
  const tools = [
    exif.software,
    exif.processingSoftware,
    ...all(/(?:CreatorTool|softwareAgent|photoshop:Credit)(?:="|>)([^"<]{1,200})/g, said),
    ...textsOfCbor(bytes),
    ...texts.flatMap(({ keyword, text }) =>
      // Generators of pictures write what they were asked for beside the picture.
      /^(?:parameters|prompt|workflow|sd-metadata|invokeai_metadata|dream)$/i.test(keyword)
        ? [`PNG ${cleanText(keyword)}`]
        : /^(?:software|source|creator)$/i.test(keyword)
          ? [cleanText(text)]
          : [],
    ),
  ];
  return {
    tools: [...new Set(tools.filter((tool) => tool !== null && tool !== ''))].slice(0, MAX_TOOLS) as string[],
    sourceTypes: [...new Set([...all(sourceType, bytes), ...all(sourceType, said)])].slice(0, MAX_TOOLS),
    hasCredentials: /jumb[^]{0,64}c2pa/.test(bytes),
  };
}

/** Programs named in content credentials: texts behind these keys, either at once or as `name` of a map (RFC 8949). */
function textsOfCbor(bytes: string): string[] {
  const found: string[] = [];
  // The key, perhaps a list and a map that holds a name, then the head of a text of up to 255 bytes.
  const key = /(?:claim_generator|claim_generator_info|softwareAgent)(?:[\x81-\x97]?[\xa1-\xb7]dname)?(?:([\x61-\x77])|\x78([^]))/g;
  for (const match of bytes.matchAll(key)) {
    const length = match[1] ? match[1].charCodeAt(0) - 0x60 : match[2]!.charCodeAt(0);
    const start = match.index + match[0].length;
    found.push(cleanText(Buffer.from(bytes.slice(start, start + length), 'latin1').toString('utf8')));
    if (found.length === MAX_TOOLS) break;
  }
  return found;
}

// ── Masking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Cells along the longer side of what is hidden: a face or a plate can't be read back out of so few. */
const CELLS = 6;

/**
 * A kept picture with rectangles (faces, number plates) made unreadable: each becomes at most 6 × 6 even cells, wholly
 * covering it. Parts outside the picture are ignored. @throws RangeError where a box isn't made of numbers or there are
 * more than 50
 */
export async function maskPicture(jpeg: Buffer, boxes: readonly Box[]): Promise<Buffer> {
  if (boxes.length > MAX_BOXES) throw new RangeError(`more than ${MAX_BOXES} boxes`);
  if (boxes.length === 0) return jpeg;
  const drawn = await decode(jpeg);
  for (const box of boxes) hide(drawn, box);
  return keep(drawn);
}

function hide({ data, info }: Drawn, box: Box): void {
  if (![box.left, box.top, box.width, box.height].every(Number.isFinite)) throw new RangeError('a box needs four numbers');
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const left = Math.floor(clamp(box.left, 1) * info.width);
  const top = Math.floor(clamp(box.top, 1) * info.height);
  const right = Math.ceil(clamp(box.left + box.width, 1) * info.width);
  const bottom = Math.ceil(clamp(box.top + box.height, 1) * info.height);
  const cell = Math.ceil(Math.max(right - left, bottom - top) / CELLS);
  for (let y = top; y < bottom; y += cell)
    for (let x = left; x < right; x += cell)
      for (let channel = 0; channel < info.channels; channel++) {
        const at: number[] = [];
        for (let row = y; row < Math.min(y + cell, bottom); row++)
          for (let column = x; column < Math.min(x + cell, right); column++) at.push((row * info.width + column) * info.channels + channel);
        const mean = at.reduce((sum, position) => sum + data[position]!, 0) / at.length;
        for (const position of at) data[position] = mean;
      }
}
