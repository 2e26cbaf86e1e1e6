import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { Unfit } from '#core/server/files.ts';
import { testDatabase } from '#test/database.ts';
import { photograph, HEIGHT, WIDTH } from '#tools/calibrate/scene.ts';
import { EvidenceRules, thresholdsOf } from '../evidence.ts';
import { alignedShare, apart, bitsApart, distanceOf } from '../fingerprint.ts';
import type { Box } from '../mask-boxes.ts';
import { alignable, maskPicture, readPicture, type Picture } from './picture.ts';

const limit = thresholdsOf(EvidenceRules.parse(JSON.parse(readFileSync('db/reference/complaint-evidence.json', 'utf8'))));
const rule = { correlation: limit.tile_correlation, plain: limit.tile_plain, fewest: limit.tile_fewest };

let scene: Buffer;
let other: Buffer;
let picture: Picture;
beforeAll(async () => {
  [scene, other] = await Promise.all([photograph('road', 1), photograph('road', 2)]);
  picture = await readPicture(scene);
});

const plain = (width: number, height: number): Sharp => sharp({ create: { width, height, channels: 3, background: '#0b5d3b' } });
const reasonOf = async (bytes: Buffer): Promise<string | undefined> => {
  try {
    await readPicture(bytes);
  } catch (thrown) {
    if (thrown instanceof Unfit) return thrown.reason;
    throw thrown;
  }
  return undefined;
};

test('what the received bytes say is read, and none of it is kept', async () => {
  const received = await sharp(scene)
    .withExif({
      IFD0: { Make: 'samsung', Model: 'SM-A155F', Software: 'Adobe Photoshop 25.0' },
      IFD2: { DateTimeOriginal: '2026:03:01 08:00:00', OffsetTimeOriginal: '+09:00' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '4/1 33/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '136/1 53/1 0/1' },
    })
    .withXmp(
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Snapseed 2.0" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"/></rdf:RDF></x:xmpmeta>',
    )
    .jpeg()
    .toBuffer();
  const read = await readPicture(received);
  expect(read).toMatchObject({
    sha256: createHash('sha256').update(received).digest('hex'),
    size: received.length,
    mime: 'image/jpeg',
    width: WIDTH,
    height: HEIGHT,
    exif: { takenAt: new Date('2026-02-28T23:00:00Z'), latitude: -4.55, make: 'samsung' },
    provenance: {
      tools: ['Adobe Photoshop 25.0', 'Snapseed 2.0'],
      sourceTypes: ['compositeWithTrainedAlgorithmicMedia'],
      hasCredentials: false,
    },
  });
  const kept = await sharp(read.jpeg).metadata();
  expect([kept.format, kept.exif, kept.xmp, kept.icc]).toEqual(['jpeg', undefined, undefined, undefined]);
  expect(read.jpeg.toString('latin1')).not.toMatch(/samsung|Photoshop|Snapseed/);
});

test('content credentials: present, with the maker they name', async () => {
  const claim = Buffer.concat([
    Buffer.from('jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10', 'latin1'),
    Buffer.from('\xa3oclaim_generatorx\x1bAdobe_Firefly_2.0 c2pa-rs!!', 'latin1'),
    Buffer.from('tclaim_generator_info\x81\xa2dnamelGPT-4o image', 'latin1'),
    Buffer.from('digitalSourceTypexFhttp://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\0', 'latin1'),
  ]);
  const app11 = Buffer.concat([Buffer.from('ffeb', 'hex'), Buffer.from([(claim.length + 2) >> 8, (claim.length + 2) & 255]), claim]);
  const read = await readPicture(Buffer.concat([scene.subarray(0, 2), app11, scene.subarray(2)]));
  expect(read.provenance).toEqual({
    tools: ['Adobe_Firefly_2.0 c2pa-rs!!', 'GPT-4o image'],
    sourceTypes: ['trainedAlgorithmicMedia'],
    hasCredentials: true,
  });
});

const pngChunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
};
/** A PNG with a chunk put behind its header. */
const withChunk = (png: Buffer, chunk: Buffer): Buffer => Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);

test('a generator’s own words in a PNG', async () => {
  const png = await plain(100, 100).png().toBuffer();
  const said = pngChunk('tEXt', Buffer.from('parameters\0jalan mulus di Timika\nSteps: 20, Sampler: Euler a', 'latin1'));
  const read = await readPicture(withChunk(png, said));
  expect(read.provenance.tools).toEqual(['PNG parameters']);
});

test('the kept picture is upright and at most 300 kB, whatever came', async () => {
  const noise = await sharp({
    create: { width: 3000, height: 2000, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 80 } },
  })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();
  const read = await readPicture(noise);
  expect([read.width, read.height]).toEqual([2000, 3000]);
  expect(read.jpeg.length).toBeLessThanOrEqual(300_000);
  const { width, height, orientation } = await sharp(read.jpeg).metadata();
  expect(height).toBeGreaterThan(width);
  expect(orientation).toBeUndefined();
  expect(picture.jpeg.length).toBeLessThanOrEqual(300_000);
});

describe('likeness', () => {
  test('PostgreSQL counts the same bits', async () => {
    const db = await testDatabase();
    const { difference, cosine, differenceMirrored, cosineMirrored } = picture.fingerprint;
    const all = [difference, cosine, differenceMirrored, cosineMirrored, '0', '-1', '9223372036854775807', '-9223372036854775808'];
    const pairs = all.flatMap((a) => all.map((b) => [a, b] as const));
    const { rows } = await db.asAdmin(
      'select bit_count((a # b)::bit(64))::integer as apart from unnest($1::bigint[], $2::bigint[]) with ordinality as pair(a, b, no) order by no',
      [pairs.map(([a]) => a), pairs.map(([, b]) => b)],
    );
    expect(rows.map((row: { apart: number }) => row.apart)).toEqual(pairs.map(([a, b]) => bitsApart(a, b)));
  });
  test('saving again, at any size and quality, stays within what is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 40, max: 95 }),
        fc.integer({ min: 320, max: 1600 }),
        fc.boolean(),
        async (quality, width, isMirrored) => {
          const changed = sharp(scene).resize(width).flop(isMirrored).jpeg({ quality });
          const distance = distanceOf(picture.fingerprint, (await readPicture(await changed.toBuffer())).fingerprint);
          expect(distance.isMirrored).toBe(isMirrored);
          expect(apart(distance)).toBeLessThanOrEqual(limit.own_report_apart);
        },
      ),
      { numRuns: 12 },
    );
  });
  test('the kept picture has the fingerprint of the received one, nearly', async () => {
    expect(apart(distanceOf(picture.fingerprint, (await readPicture(picture.jpeg)).fingerprint))).toBeLessThanOrEqual(4);
  });
  test('a copy aligns, an edited one too; the same place from a step aside, after the work, does not', async () => {
    const tiles = await alignable(picture.jpeg);
    const share = async (bytes: Buffer): Promise<number | null> =>
      alignedShare(tiles, await alignable((await readPicture(bytes)).jpeg), rule);
    const cover = await sharp(scene).extract({ left: 0, top: 500, width: 260, height: 160 }).toBuffer();
    const edited = await sharp(scene)
      .composite([{ input: cover, left: 350, top: 560 }])
      .modulate({ brightness: 1.1 })
      .jpeg({ quality: 70 })
      .toBuffer();
    const after = await photograph('road', 1, { right: 0.05, zoom: 1.03, roll: 1, isAfter: true, brightness: 0.85, sun: -0.7, moment: 4 });
    expect(await share(scene)).toBeGreaterThan(0.95);
    expect(await share(edited)).toBeGreaterThanOrEqual(limit.aligned_share);
    expect(await share(await sharp(edited).flop().toBuffer())).toBeGreaterThanOrEqual(limit.aligned_share);
    expect(await share(after)).toBeLessThan(limit.aligned_share / 2);
    expect(await share(other)).toBeLessThan(0.1);
    const honest = distanceOf(picture.fingerprint, (await readPicture(after)).fingerprint);
    expect(apart(honest)).toBeGreaterThan(limit.own_report_apart);
    expect(apart(distanceOf(picture.fingerprint, (await readPicture(other)).fingerprint))).toBeGreaterThan(limit.other_case_apart);
  });
});

describe('hostile pictures have a name each', () => {
  const zip = Buffer.from('504b0304140000000000', 'hex');
  const directory = Buffer.concat([Buffer.from('504b0102', 'hex'), Buffer.alloc(42), Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);
  const behind = (...parts: (Buffer | string)[]): Buffer => Buffer.concat([scene, ...parts.map((part) => Buffer.from(part))]);
  const comment = (text: string): Buffer =>
    Buffer.concat([
      scene.subarray(0, 2),
      Buffer.from('fffe', 'hex'),
      Buffer.from([0, text.length + 2]),
      Buffer.from(text),
      scene.subarray(2),
    ]);
  const frames = async (): Promise<Buffer[]> => [await plain(80, 80).png().toBuffer(), await plain(80, 80).negate().png().toBuffer()];
  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['nothing', () => Buffer.alloc(0), 'files.empty'],
    ['11 MB', () => Buffer.concat([scene, Buffer.alloc(11 * 1024 * 1024)]), 'files.too_large'],
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'files.type_svg'],
    ['SVG behind a declaration', () => Buffer.from('\ufeff<?xml version="1.0"?><!-- --><svg xmlns="x"/>'), 'files.type_svg'],
    ['a web page called foto.jpg', () => Buffer.from('<!DOCTYPE html><script>alert(1)</script>'), 'files.type_web_page'],
    ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj\n'), 'files.not_picture'],
    ['a GIF', () => Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64'), 'files.wrong_type'],
    ['a ZIP behind the picture', () => behind(zip, directory), 'files.hidden_content'],
    ['a page behind the picture', () => behind('<html><script>alert(1)</script>'), 'files.hidden_content'],
    ['a PDF behind the picture', () => behind('%PDF-1.4\n'), 'files.hidden_content'],
    ['a script in a comment', () => comment('*/=1;</title><script src=x>'), 'files.hidden_content'],
    ['PHP in a comment', () => comment('<?php system($_GET[0]);'), 'files.hidden_content'],
    ['half a JPEG', () => scene.subarray(0, Math.floor(scene.length / 2)), 'files.broken_picture'],
    ['a JPEG without its last 2 kB', () => scene.subarray(0, scene.length - 2000), 'files.broken_picture'],
    ['only a head', () => Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb', 'hex'), 'files.broken_picture'],
    ['100 megapixels', () => plain(10_000, 10_000).png().toBuffer(), 'files.picture_too_large'],
    ['16 bits a colour', () => plain(100, 100).toColourspace('rgb16').png().toBuffer(), 'files.picture_deep'],
    ['CMYK', () => plain(100, 100).toColourspace('cmyk').jpeg().toBuffer(), 'files.picture_print'],
    [
      'moving WebP',
      async () =>
        sharp(await frames(), { join: { animated: true } })
          .webp()
          .toBuffer(),
      'files.picture_animated',
    ],
    [
      'moving PNG that says so late',
      async () =>
        withChunk(
          withChunk(await plain(80, 80).png().toBuffer(), pngChunk('acTL', Buffer.alloc(8, 2))),
          pngChunk('tEXt', Buffer.alloc(5000, 65)),
        ),
      'files.picture_animated',
    ],
    ['moving PNG', async () => withChunk(await plain(80, 80).png().toBuffer(), pngChunk('acTL', Buffer.alloc(8, 2))), 'files.wrong_type'],
    ['63 pixels', () => plain(63, 400).jpeg().toBuffer(), 'files.picture_too_small'],
    ['HEIC', () => Buffer.concat([Buffer.from('0000001c66747970686569630000000068656963', 'hex'), Buffer.alloc(100)]), 'files.heic'],
  ])('%s', async (_, make, reason) => {
    expect(await reasonOf(await make())).toBe(reason);
  });

  test('what phones put behind a picture is no attack: a video, a light map', async () => {
    const video = Buffer.concat([Buffer.from('00000018667479706d703432', 'hex'), Buffer.alloc(50_000, 7)]);
    expect(await reasonOf(behind(video))).toBeUndefined();
    expect(await reasonOf(behind(other))).toBeUndefined();
  });
  test('a transparent PNG, a grey JPEG, a WebP and an AVIF are pictures', async () => {
    const small = sharp(scene).resize(300);
    for (const bytes of [
      await small.clone().ensureAlpha(0.5).png().toBuffer(),
      await small.clone().greyscale().toColourspace('b-w').jpeg().toBuffer(),
      await small.clone().webp().toBuffer(),
      await small.clone().avif({ effort: 0 }).toBuffer(),
    ])
      expect((await sharp((await readPicture(bytes)).jpeg).metadata()).channels).toBe(3);
  });
  test('bytes changed anywhere: a picture or a name, never a fault', async () => {
    const small = await sharp(scene)
      .resize(200)
      .withExif({ IFD0: { Make: 'x' } })
      .jpeg()
      .toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }), async (changes) => {
        const bytes = Buffer.from(small);
        for (const [at, value] of changes) bytes[at] = value;
        const reason = await reasonOf(bytes);
        if (reason !== undefined) expect(reason).toMatch(/^files\./);
      }),
      { numRuns: 60 },
    );
  });
});

describe('masking', () => {
  const grey = async (jpeg: Buffer, box: Box): Promise<Buffer> => {
    const { width, height } = await sharp(jpeg).metadata();
    return sharp(jpeg)
      .extract({
        left: Math.round(box.left * width),
        top: Math.round(box.top * height),
        width: Math.round(box.width * width),
        height: Math.round(box.height * height),
      })
      .greyscale()
      .toColourspace('b-w')
      .raw()
      .toBuffer();
  };
  const plate = sharp({ create: { width: 800, height: 600, channels: 3, background: '#777' } }).composite([
    {
      input: Buffer.from(
        '<svg width="800" height="600"><rect x="280" y="260" width="240" height="70" fill="#111"/><text x="292" y="314" font-size="52" font-family="monospace" fill="#fff">PA 1234 MK</text></svg>',
      ),
    },
  ]);
  const box: Box = { left: 0.35, top: 0.43, width: 0.3, height: 0.12 };

  test('inside, at most 36 even cells are left; outside, the picture is as it was', async () => {
    const jpeg = await plate.clone().jpeg({ quality: 95 }).toBuffer();
    const masked = await maskPicture(jpeg, [box]);
    const edges = (pixels: Buffer, width: number): number =>
      pixels.reduce((sum, value, at) => sum + (at % width > 0 && Math.abs(value - pixels[at - 1]!) > 24 ? 1 : 0), 0);
    const width = Math.round(box.width * 800);
    expect(edges(await grey(jpeg, box), width)).toBeGreaterThan(800);
    expect(edges(await grey(masked, box), width)).toBeLessThanOrEqual(5 * 2 * Math.round(box.height * 600));
    const corner: Box = { left: 0, top: 0, width: 0.3, height: 0.4 };
    const [before, after] = [await grey(jpeg, corner), await grey(masked, corner)];
    expect(Math.max(...before.map((value, at) => Math.abs(value - after[at]!)))).toBeLessThan(8);
  });
  test('nothing to mask changes nothing; boxes over the edge are cut; nonsense is refused', async () => {
    const jpeg = await plate.clone().jpeg().toBuffer();
    expect(await maskPicture(jpeg, [])).toBe(jpeg);
    expect((await sharp(await maskPicture(jpeg, [{ left: 0.9, top: -0.5, width: 3, height: 3 }])).metadata()).width).toBe(800);
    await maskPicture(jpeg, [{ left: 2, top: 2, width: 1, height: 1 }]);
    await expect(maskPicture(jpeg, [{ ...box, left: Number.NaN }])).rejects.toThrow(RangeError);
    await expect(
      maskPicture(
        jpeg,
        Array.from({ length: 51 }, () => box),
      ),
    ).rejects.toThrow(RangeError);
  });
});
