import * as z from 'zod';
import { bits, Mark, share, Threshold } from './threshold.ts';
import { metresBetween } from './evidence.ts';
import { tellingWords } from './everyday.ts';
import { apart, distanceOf, type Hashes } from './fingerprint.ts';

/**
 * May two reports be about one problem (complaints.md § 9)? A score of 0 to 1 with its reasons, for the reporter before sending and for the liaison
 * officer; nothing is ever merged by it. Reports of a whistleblower never come here. Every number is data,
 * `db/reference/complaint-duplicates.json`.
 */

/** The file's shape. */
export const DuplicateFile = z.strictObject({
  id: z.string().min(1),
  note: z.string(),
  verified: Mark,
  thresholds: z.strictObject({
    metres: Threshold('metres', z.number().positive()),
    accuracy_cap: Threshold('metres'),
    days_after_end: Threshold('days'),
    edge: Threshold('share', share),
    same_region: Threshold('share', share),
    same_district: Threshold('share', share),
    no_place: Threshold('share', share),
    text_floor: Threshold('share', share),
    photo_same: Threshold('bits of 128', bits),
    photo_unrelated: Threshold('bits of 128', bits),
    show_from: Threshold('share', share),
  }),
  families: z.array(
    z.strictObject({ id: z.string().min(1), categories: z.array(z.string()).min(1), metres: z.number().positive(), note: z.string() }),
  ),
  never: z.strictObject({
    categories: z.array(z.string()),
    legal_basis: z.string().min(1),
    source: z.string().min(1),
    verified: Mark,
    note: z.string(),
  }),
});

export interface DuplicateRules {
  readonly limit: Readonly<Record<keyof z.infer<typeof DuplicateFile>['thresholds'], number>>;
  /** Family and metres by category; what is named nowhere is a family of its own. */
  readonly families: ReadonlyMap<string, { readonly id: string; readonly metres: number }>;
  readonly never: ReadonlySet<string>;
}

/** @throws Error where a category is in two families, or in one and in `never` */
export function duplicateRules(file: z.infer<typeof DuplicateFile>): DuplicateRules {
  const families = new Map<string, { id: string; metres: number }>();
  const never = new Set(file.never.categories);
  for (const { id, categories, metres } of file.families)
    for (const category of categories) {
      if (families.has(category) || never.has(category)) throw new Error(`The category "${category}" stands twice.`);
      families.set(category, { id, metres });
    }
  const limit = Object.fromEntries(Object.entries(file.thresholds).map(([name, { value }]) => [name, value])) as DuplicateRules['limit'];
  return { limit, families, never };
}

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Integers in a signature. The estimate of a likeness of one half is then right to about 0.09. */
const SIGNATURE = 32;
const ROWS = 2;
const PIECE_LENGTH = 4;

/** Words and their four-letter pieces: one slip of the finger changes few of them. */
function shingles(text: string): Set<string> {
  const out = new Set<string>();
  for (const word of tellingWords(text)) {
    out.add(word);
    const padded = `^${word}$`;
    for (let from = 0; from + PIECE_LENGTH <= padded.length; from++) out.add(`~${padded.slice(from, from + PIECE_LENGTH)}`);
  }
  // A text of pictures and digits alone is like itself at least.
  return out.size > 0 ? out : new Set([text.trim()].filter(Boolean));
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
function mixed(value: number): number {
  let out = value;
  out = Math.imul(out ^ (out >>> 16), 0x85ebca6b);
  out = Math.imul(out ^ (out >>> 13), 0xc2b2ae35);
  return (out ^ (out >>> 16)) >>> 0;
}

/**
 * MinHash (Broder 1997): 32 signed 32-bit integers for PostgreSQL's `integer[]`; empty for an empty text. Two texts agree in as
 * large a share of places as their shingles do. It can't be read back, but who guesses a text can check the guess, so it is kept where the text is.
 */
export function signatureOf(text: string): number[] {
  const parts = Array.from(shingles(text), hash);
  if (parts.length === 0) return [];
  return Array.from({ length: SIGNATURE }, (_, at) => {
    const salt = mixed(at + 1);
    return parts.reduce((least, part) => Math.min(least, mixed(part ^ salt)), 0xffffffff) | 0;
  });
}

/** Jaccard likeness of two texts, 0–1, as far as their signatures tell it; 0 where one is empty. */
export function likeness(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || a.length !== b.length) return 0;
  return a.filter((value, at) => value === b[at]).length / a.length;
}

/**
 * Sixteen keys for a GIN index: texts with a key in common (`&&`) are worth comparing. Of two texts alike to 0.5 ninety-nine in a hundred share one, to
 * 0.1 fifteen. Each key carries its place, so keys of different places are seldom equal.
 */
export function lookupKeys(signature: readonly number[]): number[] {
  const keys: number[] = [];
  for (let at = 0; at + ROWS <= signature.length; at += ROWS)
    keys.push(mixed(signature.slice(at, at + ROWS).reduce((key, value) => mixed(key ^ value), mixed(at + 0x5bd1e995))) | 0);
  return keys;
}

// ── The score ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Comparable {
  readonly category: string;
  /** Region code (`94.04.01.1001`), kampung or distrik. */
  readonly region: string | null;
  readonly point: { readonly latitude: number; readonly longitude: number; /** Metres. */ readonly accuracy: number | null } | null;
  readonly receivedAt: Date;
  readonly endedAt: Date | null;
  /** `signatureOf` the text, and of landmark and address together. */
  readonly words: readonly number[];
  readonly placeWords: readonly number[];
  readonly photos: readonly Hashes[];
}

/** What spoke for it; the caller words it. `share` 0–1, `metres` rounded. */
export type Reason =
  | { readonly what: 'distance'; readonly metres: number }
  | { readonly what: 'region' | 'district' | 'no_place' }
  | { readonly what: 'landmark' | 'words'; readonly share: number }
  | { readonly what: 'photo'; readonly bits: number };

export interface DuplicateScore {
  readonly score: number;
  /** Empty where the score is 0. */
  readonly because: readonly Reason[];
}

const NONE: DuplicateScore = { score: 0, because: [] };
const DAY = 86_400_000;
/** `94.04.01` */
const DISTRICT_LENGTH = 8;

/** The same for (a, b) and (b, a); 1 for a report and itself, unless its category never clusters. */
export function score(a: Comparable, b: Comparable, rules: DuplicateRules): DuplicateScore {
  const family = sameFamily(a.category, b.category, rules);
  if (!family || !meetInTime(a, b, rules.limit.days_after_end)) return NONE;
  const words = likeness(a.words, b.words);
  const place = placeOf(a, b, words, family.metres, rules);
  if (!place) return NONE;
  const photo = photoOf(a, b, rules);
  // Words and pictures each speak alone: either at its fullest is enough.
  const content = 1 - (1 - words) * (1 - photo.share);
  const { text_floor: floor } = rules.limit;
  const because: Reason[] = [...place.because];
  if (words > 0) because.push({ what: 'words', share: words });
  if (photo.share > 0) because.push({ what: 'photo', bits: photo.bits });
  return { score: place.share * (floor + (1 - floor) * content), because };
}

function sameFamily(a: string, b: string, { families, never, limit }: DuplicateRules): { readonly metres: number } | undefined {
  if (never.has(a) || never.has(b)) return undefined;
  const family = families.get(a);
  if (a === b) return family ?? { metres: limit.metres };
  return family && family.id === families.get(b)?.id ? family : undefined;
}

/** Both open at some moment, or one received within so many days of the other's end. */
function meetInTime(a: Comparable, b: Comparable, days: number): boolean {
  const begin = Math.max(a.receivedAt.getTime(), b.receivedAt.getTime());
  const end = Math.min(a.endedAt?.getTime() ?? Infinity, b.endedAt?.getTime() ?? Infinity);
  return begin - end <= days * DAY;
}

function placeOf(
  a: Comparable,
  b: Comparable,
  words: number,
  metres: number,
  { limit }: DuplicateRules,
): { readonly share: number; readonly because: readonly Reason[] } | undefined {
  if (a.point && b.point) {
    const inexact = (point: NonNullable<Comparable['point']>): number => Math.min(point.accuracy ?? 0, limit.accuracy_cap);
    const most = metres + inexact(a.point) + inexact(b.point);
    const between = metresBetween(a.point, b.point);
    if (between > most) return undefined;
    return { share: 1 - (between / most) * (1 - limit.edge), because: [{ what: 'distance', metres: Math.round(between) }] };
  }
  const landmark = likeness(a.placeWords, b.placeWords);
  const lifted = (least: number, what: 'region' | 'district' | 'no_place') => ({
    share: least + (1 - least) * Math.max(landmark, words),
    because: [{ what }, ...(landmark > 0 ? [{ what: 'landmark' as const, share: landmark }] : [])],
  });
  if (a.region === null || b.region === null)
    return a.region === b.region && !a.point && !b.point ? lifted(limit.no_place, 'no_place') : undefined;
  if (a.region === b.region)
    return lifted(
      a.region.length > DISTRICT_LENGTH ? limit.same_region : limit.same_district,
      a.region.length > DISTRICT_LENGTH ? 'region' : 'district',
    );
  const isWithin = a.region.startsWith(`${b.region}.`) || b.region.startsWith(`${a.region}.`);
  return isWithin && Math.min(a.region.length, b.region.length) >= DISTRICT_LENGTH ? lifted(limit.same_district, 'district') : undefined;
}

/** The nearest two pictures: 1 up to `photo_same` bits, falling to 0 at `photo_unrelated`. */
function photoOf(a: Comparable, b: Comparable, { limit }: DuplicateRules): { readonly share: number; readonly bits: number } {
  const nearest = Math.min(Infinity, ...a.photos.flatMap((one) => b.photos.map((other) => apart(distanceOf(one, other)))));
  const share = (limit.photo_unrelated - nearest) / (limit.photo_unrelated - limit.photo_same);
  return { share: Math.min(1, Math.max(0, share)), bits: nearest };
}
