import { readNik } from '#core/nik.ts';

/**
 * Which digits of a folded text (signs.ts) are somebody's: identity numbers, telephone numbers, accounts and other long numbers. Money, dates,
 * hours, years, coordinates, region and budget codes and our own case numbers are not. Lengths are M (domain.md § 12): rather a
 * number too many is masked than one too few.
 */
export type NumberKind = 'nik' | 'kk' | 'phone' | 'account' | 'number';

export interface Stretch<Kind extends string> {
  readonly kind: Kind;
  /** UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** What stands between this group and the one before; undefined where they don't belong together. */
  readonly gap: string | undefined;
}

/** What people put between the digits of one number. */
const GAP = /^[\s.\-‐–—_/|·•*~:,+()'"#]{1,4}$/u;
const NEXT_SENTENCE = /[.,:]\s/u;

/** One of the words within 30 signs before a number, with no digit, line end or wall (U+FFFC) between. */
const before = (words: string): RegExp => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})[^\\d\\n\\uFFFC]{0,30}$`, 'u');
const CONTACT = before('hp|wa|whats?app?|telp?|tlp|telpon|telepon|telephone|phone|call|hub|hubungi|kontak|contact|sms|nomor|nomer|no');
const ACCOUNT = before('rek|rekening|norek|account|bca|bri|bni|mandiri|btn|bsi|bank papua|(?:akun|via) dana|ovo|gopay|va|virtual account');
const HOLDER = before('pelanggan|idpel|meteran|meter|bpjs|kis|npwp|nip|nuptk|paspor|passport|peserta');
const BUDGET = before('kode rekening|dpa|rka|sub kegiatan');
const KK = before('kk|kartu keluarga|family card');
const NIK = before('nik|e?ktp|kia|identity number');

const MONEY_BEFORE = /(?:rp|idr)\.?\s*$/u;
const YEARS = /^(?:(?:19|20)\d\d)+$/u;
/** Mobile 10–13 digits after the trunk 0, landline with area code; +62 instead of 0. */
const MOBILE = /^(?:620?|0)8[1-9]\d{7,10}$/u;
const LANDLINE = /^(?:620?|0)[2-79]\d{7,10}$/u;
const DATE = String.raw`(?:(?:0?[1-9]|[12]\d|3[01])([.\-/])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))`;
const HOUR = String.raw`(?:[01]?\d|2[0-3])[.:][0-5]\d(?:[.:][0-5]\d)?`;

/** What looks like a long number and is nobody's. A number glued on behind makes it suspicious again. */
const HARMLESS: readonly RegExp[] = [
  // Rp 1.250.000; Rp5000000; 1.250.000 rupiah; 12,5 juta; 1.250.000; never what begins with 0
  /(?<=(?:rp|idr)\.?\s{0,2})[1-9]\d{0,2}(?:[.,]\d{3})+(?:,\d{1,2}|,-)?(?![\d])/gu,
  /(?<=(?:rp|idr)\.?\s{0,2})[1-9]\d{0,12}(?!\d)/gu,
  /(?<![\d.,])[1-9]\d{0,2}(?:[.,]\d{3})*(?:,\d{1,2})?(?=\s{0,2}(?:rupiah|ribu|rb|juta|jt|miliar|milyar|triliun|trilyun)(?![\p{L}\p{N}]))/gu,
  /(?<![\d.,])(?!62[.,]?8)[1-9]\d{0,2}(?:\.\d{3}){2,3}(?:,\d{1,2})?(?![.\-/]?\d)/gu,
  new RegExp(String.raw`(?<![\d.\-/])${DATE}(?![.\-/]?\d|\s{1,2}\d{3})`, 'gu'),
  new RegExp(String.raw`(?<![\d.:])${HOUR}(?![.:]?\d|[\s-]{1,2}\d{3})`, 'gu'),
  // 2019-2025; 2023, 2024 dan 2025
  /(?<!\d[\s.\-–/]{0,3})(?:19|20)\d\d(?:\s?[-–/,]\s?(?:19|20)\d\d)+(?![\s.\-–/]{0,3}\d)/gu,
  // -4.54671, 136.88330
  /(?<![\d.])-?(?:1[01]|\d)\.\d{3,9}\s?[,;\s]\s?(?:9[5-9]|1[0-3]\d|14[01])\.\d{3,9}(?![\d.])/gu,
  // 94.04.01.1001; ADU-2026-000123-7
  /(?<![\d.])\d\d\.\d\d\.\d\d\.\d{4}(?![.-]?\d)/gu,
  /(?<![\p{L}\p{N}])adu-\d{4}-\d{6}-[\da-z](?![\p{L}\p{N}])/gu,
];

type Finder = (text: string, groups: readonly Group[], at: number) => Hit | undefined;

/** The stretches, in order and apart. The surest shapes are taken out first, so that "RT 005 0 8 1 2 …" doesn't begin at 005. */
export function findNumbers(folded: string): Stretch<NumberKind>[] {
  const text = withoutLookalikes(folded);
  const finders: readonly Finder[] = [wholeMobile, evenIdentity, validIdentity, phone, anyIdentity, other];
  let left = clusters(text, harmless(text));
  const found: Stretch<NumberKind>[] = [];
  for (const finder of finders) left = left.flatMap((groups) => takeOut(text, groups, finder, found));
  return found.sort((a, b) => a.start - b.start);
}

/** Adds what the finder sees and gives back the groups left over, parted where something was taken. */
function takeOut(text: string, groups: readonly Group[], finder: Finder, found: Stretch<NumberKind>[]): Group[][] {
  const rest: Group[][] = [];
  let from = 0;
  for (let at = 0; at < groups.length;) {
    const hit = finder(text, groups, at);
    if (!hit) {
      at++;
      continue;
    }
    found.push({ kind: hit.kind, ...widen(text, groups[at]!.start, groups[hit.last]!.end) });
    rest.push(groups.slice(from, at));
    at = hit.last + 1;
    from = at;
  }
  rest.push(groups.slice(from));
  return rest.filter((part) => part.length > 0);
}

/** "O812…", "08l2": letters typed for digits. Every letter stays one sign, so places stay. */
const withoutLookalikes = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])o(?=8\d)|(?<=\d)o(?=\d)/gu, '0').replace(/(?<=\d)[il](?=\d)/gu, '1');

function harmless(text: string): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  for (const pattern of HARMLESS)
    for (const match of text.matchAll(pattern)) {
      const head = text.slice(Math.max(0, match.index - 60), match.index);
      const isMoney = MONEY_BEFORE.test(head);
      const isGrouped = /^\d{1,3}(?:\.\d{3})+$/u.test(match[0]);
      if (!isMoney && isGrouped && (CONTACT.test(head) || ACCOUNT.test(head))) continue;
      spans.push([match.index, match.index + match[0].length]);
    }
  // Codes of the budget: "5.1.02.01.01.0024", said to be one or too short for an identity number.
  for (const match of text.matchAll(/(?<![\d.])[1-9]\d?(?:\.\d{1,4}){3,}(?![.-]?\d)/gu)) {
    const digits = match[0].replaceAll('.', '').length;
    const head = text.slice(Math.max(0, match.index - 60), match.index);
    const isCode = match[0].split('.').every((part) => part.length !== 3) && digits < 16;
    if (digits !== 16 && (BUDGET.test(head) || (isCode && !ACCOUNT.test(head) && !CONTACT.test(head))))
      spans.push([match.index, match.index + match[0].length]);
  }
  return spans;
}

/** Digits that may be one number: groups parted by at most four signs of punctuation or blanks. Harmless ones part clusters. */
function clusters(text: string, skip: readonly (readonly [number, number])[]): Group[][] {
  const out: Group[][] = [];
  let last: Group | undefined;
  for (const match of text.matchAll(/\d+/gu)) {
    const start = match.index;
    const end = start + match[0].length;
    if (skip.some(([from, to]) => start < to && end > from)) {
      last = undefined;
      continue;
    }
    const between = last && text.slice(last.end, start);
    const isJoined = between !== undefined && GAP.test(between) && !NEXT_SENTENCE.test(between) && between.split('\n').length <= 2;
    const gap = isJoined ? between : undefined;
    const group: Group = { start, end, digits: match[0], gap };
    if (gap === undefined) out.push([group]);
    else out.at(-1)!.push(group);
    last = group;
  }
  return out;
}

interface Hit {
  readonly kind: NumberKind;
  /** Index of the last group. */
  readonly last: number;
}

const headOf = (text: string, group: Group): string => text.slice(Math.max(0, group.start - 60), group.start);
/** Blanks count alike whatever their number, so "0812  345 678" is even. */
const gapSign = (gap: string | undefined): string | undefined => gap?.replace(/\s+/gu, ' ').replace(/[()]/gu, '').trim();
const isEven = (groups: readonly Group[], first: number, last: number): boolean =>
  new Set(groups.slice(first + 1, last + 1).map((group) => gapSign(group.gap))).size <= 1;
/** Sixteen digits: NIK, KK, or a card. */
function identity(text: string, groups: readonly Group[], at: number, allow: (of: Sixteen) => boolean): Hit | undefined {
  let digits = '';
  let last = at;
  while (last < groups.length && digits.length < 16) digits += groups[last++]!.digits;
  last--;
  if (digits.length !== 16) return undefined;
  const head = headOf(text, groups[at]!);
  const nik = head.search(NIK);
  const kk = head.search(KK);
  // Province codes begin at 11.
  const isValid = !digits.startsWith('0') && !('fault' in readNik(digits));
  const isNamed = nik >= 0 || kk >= 0;
  if (!allow({ groups: groups.slice(at, last + 1), digits, isLikely: isValid || isNamed })) return undefined;
  return { kind: kk > nik ? 'kk' : isValid || isNamed ? 'nik' : 'number', last };
}

/** No region has a code that begins with 0 or 628, so this is never part of an identity number. */
const wholeMobile: Finder = (_text, groups, at) => (MOBILE.test(groups[at]!.digits) ? { kind: 'phone', last: at } : undefined);

interface Sixteen {
  readonly groups: readonly Group[];
  readonly digits: string;
  /** A date in its place, or called NIK or KK. */
  readonly isLikely: boolean;
}

const evenIdentity: Finder = (text, groups, at) =>
  identity(text, groups, at, (of) => {
    const sizes = of.groups.slice(0, -1).map((group) => group.digits.length);
    return of.isLikely && new Set(sizes).size <= 1 && of.groups.at(-1)!.digits.length <= (sizes[0] ?? 16);
  });
const validIdentity: Finder = (text, groups, at) => identity(text, groups, at, (of) => of.isLikely);
const anyIdentity: Finder = (text, groups, at) =>
  identity(text, groups, at, (of) => isEven(of.groups, 0, of.groups.length - 1) && !YEARS.test(of.digits));

function phone(text: string, groups: readonly Group[], at: number): Hit | undefined {
  const head = headOf(text, groups[at]!);
  const isAbroad = /\+\s?\(?$/u.test(head);
  const isContact = CONTACT.test(head);
  const first = groups[at]!.digits;
  const isShape = (digits: string, isWhole: boolean): boolean => {
    if (MOBILE.test(digits)) return true;
    if (LANDLINE.test(digits)) return isWhole || isAbroad || isContact || /^0\d{2,3}$/u.test(first);
    if (isAbroad) return digits.length >= 8 && digits.length <= 15;
    return isContact && /^8[1-9]\d{7,10}$/u.test(digits);
  };
  if (isShape(first, true)) return { kind: 'phone', last: at };
  let digits = first;
  let best: number | undefined;
  for (let last = at + 1; last < groups.length; last++) {
    const group = groups[last]!;
    if (digits.length >= 10 && (group.gap!.includes('\n') || gapSign(group.gap) !== gapSign(groups[last - 1]!.gap))) break;
    digits += group.digits;
    if (digits.length > 15) break;
    if (isShape(digits, false)) best = last;
  }
  return best === undefined ? undefined : { kind: 'phone', last: best };
}

/** Account numbers where the text says so; any other number of ten digits or more that is written as one. */
function other(text: string, groups: readonly Group[], at: number): Hit | undefined {
  const head = headOf(text, groups[at]!);
  if (BUDGET.test(head)) return undefined;
  const named = ACCOUNT.test(head) ? 'account' : HOLDER.test(head) ? 'number' : undefined;
  const isSingle = groups[at]!.digits.length === 1;
  let digits = groups[at]!.digits;
  let last = at;
  while (last + 1 < groups.length) {
    const next = groups[last + 1]!;
    const isTight = /^[.\-‐–—_]$/u.test(next.gap!);
    const isSpelled = isSingle && next.digits.length === 1;
    if (!isTight && !isSpelled && !(named !== undefined && !next.gap!.includes('\n'))) break;
    digits += next.digits;
    last++;
  }
  if (named !== undefined && digits.length >= 6 && !YEARS.test(digits)) return { kind: named, last };
  const isRound = last === at && /0{6}$/u.test(digits);
  return digits.length >= 10 && !isRound && !YEARS.test(digits) ? { kind: 'number', last } : undefined;
}

/** "+" and brackets round a number go with it. */
function widen(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  let from = start;
  while (from > 0 && from > start - 2 && '+('.includes(text[from - 1]!)) from--;
  const inside = text.slice(from, end);
  return { start: from, end: inside.split('(').length > inside.split(')').length && text[end] === ')' ? end + 1 : end };
}
