import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { cleanText, readExif } from './exif.ts';

type Tags = Parameters<Sharp['withExif']>[0];
/** The block as a real encoder writes it. */
const block = async (tags: Tags): Promise<Buffer> => {
  const jpeg = await sharp({ create: { width: 80, height: 80, channels: 3, background: '#456' } })
    .withExif(tags)
    .jpeg()
    .toBuffer();
  return (await sharp(jpeg).metadata()).exif!;
};
const TIMIKA = {
  GPSLatitudeRef: 'S',
  GPSLatitude: '4/1 33/1 1200/100',
  GPSLongitudeRef: 'E',
  GPSLongitude: '136/1 53/1 0/1',
  GPSHPositioningError: '15/1',
};

describe('what a camera writes', () => {
  test('time with its zone, place, accuracy, camera, program', async () => {
    const exif = readExif(
      await block({
        IFD0: { Make: 'samsung', Model: 'SM-A155F', Software: 'A155FXXS3' },
        IFD2: { DateTimeOriginal: '2026:03:01 08:00:00', OffsetTimeOriginal: '+07:00' },
        IFD3: TIMIKA,
      }),
    );
    expect(exif).toMatchObject({ isZoneStated: true, accuracy: 15, make: 'samsung', model: 'SM-A155F', software: 'A155FXXS3' });
    expect(exif.takenAt).toEqual(new Date('2026-03-01T01:00:00Z'));
    expect(exif.latitude).toBeCloseTo(-(4 + 33 / 60 + 12 / 3600), 10);
    expect(exif.longitude).toBeCloseTo(136 + 53 / 60, 10);
  });
  test('a time without zone is read as WIT and says so', async () => {
    const exif = readExif(await block({ IFD2: { DateTimeOriginal: '2026:03:01 08:00:00' } }));
    expect(exif).toMatchObject({ takenAt: new Date('2026-02-28T23:00:00Z'), isZoneStated: false, make: null, latitude: null });
  });
  test.each([
    ['a day that is none', { IFD2: { DateTimeOriginal: '2026:02:30 08:00:00' } }],
    ['a clock never set', { IFD2: { DateTimeOriginal: '0000:00:00 00:00:00' } }],
    ['a time before digital cameras', { IFD2: { DateTimeOriginal: '1970:01:01 00:00:00' } }],
    ['words', { IFD2: { DateTimeOriginal: 'kemarin pagi' } }],
    ['no fix', { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '0/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '0/1 0/1 0/1' } }],
    ['beyond the pole', { IFD3: { ...TIMIKA, GPSLatitude: '94/1 0/1 0/1' } }],
    ['a division by zero', { IFD3: { ...TIMIKA, GPSLatitude: '4/0 0/1 0/1' } }],
    ['half a place', { IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '4/1 33/1 0/1' } }],
  ])('%s is no fact', async (_, tags) => {
    expect(readExif(await block(tags))).toMatchObject({ takenAt: null, latitude: null, longitude: null, accuracy: null });
  });
  test('signs that turn text around, and endless text, are cut', async () => {
    const exif = readExif(await block({ IFD0: { Make: 'a\u0007b\nc ', Model: 'x'.repeat(5000) } }));
    expect(exif.make).toBe('abc');
    expect(cleanText(' gam\u202ebar\u200f\0rahasia')).toBe('gambar');
    expect(exif.model).toBe('x'.repeat(100));
  });
});

describe('hostile blocks', () => {
  test('any bytes whatever give facts or nulls', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readExif(bytes)));
  });
  test('a real block with bytes changed gives facts or nulls', async () => {
    const real = await block({ IFD0: { Make: 'x' }, IFD2: { DateTimeOriginal: '2026:03:01 08:00:00' }, IFD3: TIMIKA });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 12 }), fc.nat(real.length), (changes, end) => {
        const bytes = Buffer.from(real.subarray(0, end));
        for (const [at, value] of changes) if (at < end) bytes[at] = value;
        const { latitude, longitude, accuracy, takenAt } = readExif(bytes);
        if (latitude !== null) expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
        if (longitude !== null) expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
        if (accuracy !== null) expect(Number.isFinite(accuracy)).toBe(true);
        if (takenAt !== null) expect(Number.isNaN(takenAt.getTime())).toBe(false);
      }),
    );
  });
  test('5,400 tags that each name all 64 kB are passed over', () => {
    const bytes = Buffer.alloc(65_500, 1);
    bytes.write('II*\0', 0, 'latin1');
    bytes.writeUInt32LE(8, 4);
    bytes.writeUInt16LE(5400, 8);
    for (let no = 0; no < 5400; no++) {
      bytes.writeUInt16LE(0x9000 + no, 10 + no * 12);
      bytes.writeUInt16LE(1, 12 + no * 12);
      bytes.writeUInt32LE(65_000, 14 + no * 12);
      bytes.writeUInt32LE(8, 18 + no * 12);
    }
    const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    expect(readExif(bytes)).toMatchObject({ takenAt: null, make: null });
    expect(process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
  test('directories that point at each other end', () => {
    const bytes = Buffer.alloc(64);
    bytes.write('MM\0*', 0, 'latin1');
    bytes.writeUInt32BE(8, 4);
    bytes.writeUInt16BE(1, 8);
    bytes.writeUInt16BE(0x8769, 10);
    bytes.writeUInt16BE(4, 12);
    bytes.writeUInt32BE(1, 14);
    bytes.writeUInt32BE(8, 18);
    expect(readExif(bytes).takenAt).toBeNull();
  });
});
