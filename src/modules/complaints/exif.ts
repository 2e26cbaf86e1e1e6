/**
 * What a camera writes about a picture, read from its EXIF block (TIFF 6.0 directories, CIPA DC-008). Only the tags below
 * are looked at and every length is bounded: a hostile block of 64 kB can name each of its bytes thousands of times, and a
 * reader that copies all tags fills the memory. Pure, so that a phone may read before it shrinks.
 */
export interface ExifFacts {
  /** DateTimeOriginal, else DateTimeDigitized, as an instant; see `isZoneStated`. */
  readonly takenAt: Date | null;
  /** false: the camera named no offset from UTC, and the time was read as WIT. */
  readonly isZoneStated: boolean;
  /** Decimal degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Metres (GPSHPositioningError). */
  readonly accuracy: number | null;
  readonly make: string | null;
  readonly model: string | null;
  readonly software: string | null;
  readonly processingSoftware: string | null;
}

const NOTHING: ExifFacts = {
  takenAt: null,
  isZoneStated: false,
  latitude: null,
  longitude: null,
  accuracy: null,
  make: null,
  model: null,
  software: null,
  processingSoftware: null,
};

const IMAGE = { processingSoftware: 0x000b, make: 0x010f, model: 0x0110, software: 0x0131, photo: 0x8769, place: 0x8825 };
const PHOTO = { taken: 0x9003, digitized: 0x9004, offset: 0x9010, offsetTaken: 0x9011, offsetDigitized: 0x9012 };
const PLACE = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4, accuracy: 0x1f };

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
/** Bytes of one value, by type. */
const SIZE: Readonly<Record<number, number>> = { [ASCII]: 1, [SHORT]: 2, [LONG]: 4, [RATIONAL]: 8 };
/** A directory of a camera has some dozens of entries. */
const MAX_ENTRIES = 1000;
const MAX_TEXT = 100;
/** WIT, minutes east of UTC. */
const WIT_MINUTES = 9 * 60;

type Entry = { readonly type: number; readonly count: number; readonly at: number };
type Directory = ReadonlyMap<number, Entry>;

/** Facts of an EXIF block, with or without its `Exif\0\0` head; nulls for whatever is missing, broken or impossible. Never throws. */
export function readExif(block: Uint8Array): ExifFacts {
  const start = block[0] === 0x45 && block[1] === 0x78 ? 6 : 0; // "Ex"
  if (block.length < start + 14) return NOTHING;
  const view = new DataView(block.buffer, block.byteOffset + start, block.byteLength - start);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return NOTHING;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return NOTHING;

  const directory = (at: number | undefined): Directory => {
    const found = new Map<number, Entry>();
    if (at === undefined || at < 8 || at + 2 > view.byteLength) return found;
    const entries = Math.min(view.getUint16(at, little), MAX_ENTRIES);
    for (let no = 0, entry = at + 2; no < entries && entry + 12 <= view.byteLength; no++, entry += 12) {
      const type = view.getUint16(entry + 2, little);
      const count = view.getUint32(entry + 4, little);
      const size = (SIZE[type] ?? Infinity) * count;
      const value = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
      if (count > 0 && value + size <= view.byteLength) found.set(view.getUint16(entry, little), { type, count, at: value });
    }
    return found;
  };
  const text = (from: Directory, tag: number): string | null => {
    const entry = from.get(tag);
    if (entry?.type !== ASCII) return null;
    const bytes = new Uint8Array(view.buffer, view.byteOffset + entry.at, Math.min(entry.count, MAX_TEXT));
    return cleanText(new TextDecoder().decode(bytes)) || null;
  };
  const number = (from: Directory, tag: number): number | undefined => {
    const entry = from.get(tag);
    if (entry?.type === LONG) return view.getUint32(entry.at, little);
    return entry?.type === SHORT ? view.getUint16(entry.at, little) : undefined;
  };
  const rationals = (from: Directory, tag: number, count: number): number[] | null => {
    const entry = from.get(tag);
    if (entry?.type !== RATIONAL || entry.count < count) return null;
    const values = Array.from(
      { length: count },
      (_, no) => view.getUint32(entry.at + no * 8, little) / view.getUint32(entry.at + no * 8 + 4, little),
    );
    return values.every(Number.isFinite) ? values : null;
  };

  const image = directory(view.getUint32(4, little));
  const photo = directory(number(image, IMAGE.photo));
  const place = directory(number(image, IMAGE.place));

  const degrees = (tag: number, refTag: number, limit: number, negative: string): number | null => {
    const [deg, min, sec] = rationals(place, tag, 3) ?? [];
    const ref = text(place, refTag)?.toUpperCase();
    if (deg === undefined || min === undefined || sec === undefined || !ref || min >= 60 || sec >= 60) return null;
    const value = deg + min / 60 + sec / 3600;
    return value > limit ? null : ref === negative ? -value : value;
  };
  const latitude = degrees(PLACE.latitude, PLACE.latitudeRef, 90, 'S');
  const longitude = degrees(PLACE.longitude, PLACE.longitudeRef, 180, 'W');
  // 0, 0 is what a receiver without a fix writes.
  const isPlaced = latitude !== null && longitude !== null && (latitude !== 0 || longitude !== 0);

  const isTaken = text(photo, PHOTO.taken) !== null;
  const offset = minutesOf(text(photo, isTaken ? PHOTO.offsetTaken : PHOTO.offsetDigitized)) ?? minutesOf(text(photo, PHOTO.offset));
  return {
    takenAt: instantOf(text(photo, isTaken ? PHOTO.taken : PHOTO.digitized), offset ?? WIT_MINUTES),
    isZoneStated: offset !== null,
    latitude: isPlaced ? latitude : null,
    longitude: isPlaced ? longitude : null,
    accuracy: isPlaced ? (rationals(place, PLACE.accuracy, 1)?.[0] ?? null) : null,
    make: text(image, IMAGE.make),
    model: text(image, IMAGE.model),
    software: text(image, IMAGE.software),
    processingSoftware: text(image, IMAGE.processingSoftware),
  };
}

/** Control and direction signs, and what the decoder puts for bytes that are no text. */
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/g;
/** One line of at most 100 signs, ended by the first NUL. */
export const cleanText = (text: string): string => (text.split('\0', 1)[0] ?? '').replace(UNSEEN, '').trim().slice(0, MAX_TEXT);

/** Minutes east of UTC of `+09:00`. */
function minutesOf(text: string | null): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(text ?? '') ?? [];
  const value = Number(hours) * 60 + Number(minutes);
  return sign && value <= 14 * 60 ? (sign === '-' ? -value : value) : null;
}

function instantOf(text: string | null, offset: number): Date | null {
  const parts = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)$/.exec(text ?? '')?.slice(1);
  if (!parts) return null;
  const iso = `${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}`;
  const local = new Date(`${iso}Z`);
  // 30 February and 0000:00:00 are no days.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(iso) || local.getUTCFullYear() < 1990) return null;
  return new Date(local.getTime() - offset * 60_000);
}
