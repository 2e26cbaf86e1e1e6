import { findNumbers, type NumberKind, type Stretch } from './private-numbers.ts';
import { findPlates } from './plates.ts';
import { plainSigns } from './signs.ts';

/**
 * Personal data in a text for the public, masked by words that keep its meaning (UU 27/2022; design § 3). The original stays with the
 * case; names of people have no shape and are left to the officer who publishes.
 */
export type MaskKind = NumberKind | 'plate' | 'email';
export type Found = Stretch<MaskKind>;

export interface Masked {
  readonly text: string;
  /** Offsets (UTF-16, end exclusive) in the text that was given, in order and apart. */
  readonly found: readonly Found[];
}

const LABELS: Readonly<Record<'id' | 'en', Readonly<Record<MaskKind, string>>>> = {
  id: {
    nik: '[NIK]',
    kk: '[nomor KK]',
    phone: '[nomor telepon]',
    account: '[nomor rekening]',
    number: '[nomor pribadi]',
    plate: '[nomor polisi]',
    email: '[alamat email]',
  },
  en: {
    nik: '[identity number]',
    kk: '[family card number]',
    phone: '[telephone number]',
    account: '[account number]',
    number: '[personal number]',
    plate: '[vehicle plate]',
    email: '[e-mail address]',
  },
};
const ALL_LABELS = new RegExp(
  Object.values(LABELS)
    .flatMap((words) => Object.values(words))
    .map((label) => label.replace(/[[\]]/gu, '\\$&'))
    .join('|'),
  'gu',
);

/**
 * Masks identity and family card numbers, telephone and account numbers, plates and e-mail addresses, however they are spaced, spelled or hidden
 * among invisible signs. Everything else stays letter for letter. Masking a masked text changes nothing.
 */
export function maskText(text: string, language: 'id' | 'en' = 'id'): Masked {
  const labels = Array.from(text.matchAll(ALL_LABELS), (match) => ({ start: match.index, end: match.index + match[0].length }));
  const found: Found[] = [];
  // What is masked may no longer be read across, as in the finished text; so look again until nothing is left.
  for (;;) {
    const more = find(
      text,
      [...labels, ...found].sort((a, b) => a.start - b.start),
    );
    if (more.length === 0) break;
    found.push(...more);
  }
  found.sort((a, b) => a.start - b.start);
  let out = '';
  let last = 0;
  for (const { kind, start, end } of found) {
    out += text.slice(last, start) + LABELS[language][kind];
    last = end;
  }
  return { text: out + text.slice(last), found };
}

function find(text: string, walls: readonly { readonly start: number; readonly end: number }[]): Found[] {
  const signs = plainSigns(text, walls);
  let plain = signs.text;
  const stretches: Found[] = [];
  for (const finder of [findEmails, (folded: string) => findPlates(folded, signs.cased), findNumbers]) {
    const hits: readonly Found[] = finder(plain);
    for (const { start, end } of hits) plain = plain.slice(0, start) + '\uFFFC'.repeat(end - start) + plain.slice(end);
    stretches.push(...hits);
  }
  const found: Found[] = [];
  for (const { kind, start, end } of stretches.sort((a, b) => a.start - b.start)) {
    const from = signs.from[start]!;
    const to = signs.to[end - 1]!;
    const before = found.at(-1);
    // One sign may stand for two digits ("⑩"); what shares it is one stretch.
    if (before && from < before.end) found[found.length - 1] = { ...before, end: Math.max(before.end, to) };
    else found.push({ kind, start: from, end: to });
  }
  return found;
}

/** As typed: small, at the start of a sentence, in capitals. */
const anyCase = (words: string): string =>
  words
    .split(' ')
    .flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()])
    .join('|');
/** Forms of address that come before a name. */
const ADDRESS_FORM = anyCase(
  'bapak bpk pak ibu bu saudara saudari sdr sdri mas mbak kakak kaka abang bang om tante pace mace mama tete nene adik haji hajah pdt pendeta pastor suster dr drg ns',
);
/** What follows them without being a name: posts, and words that make another word of them ("Ibu Kota"). */
const NO_NAME = anyCase(
  'bupati wakil wabup gubernur presiden menteri sekda sekretaris asisten kepala kadis kaban kabag kabid kasi kasubag camat distrik lurah kampung desa dinas badan ketua anggota direktur dirut manajer kapolres kapolsek dandim danramil rt rw guru dokter bidan perawat kota negara pertiwi pkk papua mimika',
);
/** A word or an initial of a name; a full stop after a whole word ends the sentence. */
const NAME_PART = "\\p{Lu}(?:[\\p{L}'’-]+|\\.(?= ?\\p{Lu})|(?![\\p{L}]))";
const NAMED = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${ADDRESS_FORM})\\.? +(?!(?:${NO_NAME})(?!\\p{L}))(?<name>${NAME_PART}(?:(?: +(?:bin|binti|van|de))? *${NAME_PART})*)`,
  'gu',
);
/** Streets and houses called after somebody: "Jl. Dr. Soetomo", "RSUD dr. …". */
const CALLED_AFTER = new RegExp(`(?<!\\p{L})(?:${anyCase('jl jln jalan gang gg rs rsud sd smp sma gereja yayasan')})\\.? *$`, 'u');

/** Posts that a name may follow: after a form of address all of them, by themselves those that no place follows. */
const OFFICE = 'kadis kaban kabag kabid kasi kasubag sekda wabup';
const POST = anyCase(
  `${OFFICE} bupati gubernur camat lurah ketua direktur dirut manajer kapolres kapolsek dandim danramil guru dokter bidan`,
);
/** What a post is of: fields of work and places of Mimika. Acronyms aren't taken for names in any case. */
const NO_NAME_AFTER_POST = anyCase(
  'umum daerah provinsi kabupaten kesehatan pendidikan sosial perhubungan kominfo komunikasi lingkungan pertanian perikanan perkebunan peternakan keuangan kepegawaian ekonomi pemerintahan pemberdayaan pembangunan perencanaan trantib ketertiban bina cipta sumber sumberdaya air kebersihan persampahan tata perizinan penanaman pelayanan pencatatan kependudukan hukum humas organisasi pariwisata perumahan pekerjaan tenaga ketenagakerjaan pemuda olahraga perpustakaan arsip pangan ketahanan perdagangan koperasi perindustrian bencana penanggulangan pengawasan penunjang pelaksana harian dan di ke pada yang sendiri setempat itu ini kami kita saya anda timika kwamki kuala tembagapura wania iwaka agimuga amar alama hoya jila jita mimika papua baru lama timur barat tengah',
);
/** No acronym: small letters follow the first. */
const PLAIN_NAME = "\\p{Lu}[\\p{Ll}'’][\\p{L}'’-]*(?:(?: +(?:bin|binti|van|de))? +\\p{Lu}(?:[\\p{Ll}'’][\\p{L}'’-]*|\\.))*";
const AFTER_POST = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:${ADDRESS_FORM})\\.? +(?:(?:${POST}) +)+|(?:${anyCase(OFFICE)}) +)(?!(?:${ADDRESS_FORM}|${NO_NAME}|${NO_NAME_AFTER_POST})(?!\\p{L}))(?<name>${PLAIN_NAME})`,
  'gu',
);

/**
 * Names that follow a form of address ("Pak Yosep", "Ibu Maria K.") or a post ("Pak Kadis Yosep", "Kabid Maria"), as `[nama]`; posts
 * ("Pak Bupati", "Kadis Kesehatan") and streets stay. A name without either, or in small letters, has no shape and stays. Doing it
 * twice changes nothing.
 */
export const maskNames = (text: string): string =>
  text
    .replace(AFTER_POST, (whole: string, ...rest: unknown[]) => hidden(whole, (rest.at(-1) as { name: string }).name))
    .replace(NAMED, (whole: string, ...rest: unknown[]) => {
      const { name } = rest.at(-1) as { name: string };
      const at = rest.at(-3) as number;
      return CALLED_AFTER.test(text.slice(Math.max(0, at - 12), at)) ? whole : hidden(whole, name);
    });

const hidden = (whole: string, name: string): string => `${whole.slice(0, -name.length)}[nama]`;

const AT = /\s?(?:@|[([{<]\s?(?:at|et)\s?[)\]}>])\s?/gu;
const PROVIDER =
  /^(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|live|rocketmail)(?![\p{L}\p{N}])(?:\s?(?:[.,]|[([{<]\s?(?:dot|titik)\s?[)\]}>])?\s?(?:com|co\.?id|id)(?![\p{L}\p{N}]))?/u;
const DOMAIN =
  /^[\p{L}\p{N}-]+(?:\s?(?:\.|[([{<]\s?(?:dot|titik)\s?[)\]}>])\s?[\p{L}\p{N}-]+)*?(?:\s?(?:\.|[([{<]\s?(?:dot|titik)\s?[)\]}>])\s?)\p{L}{2,}(?:\.\p{L}{2,})*(?![\p{L}\p{N}])/u;
/** "budi at gmail dot com": said aloud. */
const SPOKEN = /[\p{L}\p{N}._%+-]+ (?:at|et) [\p{L}\p{N}-]+(?: (?:dot|titik) \p{L}{2,})+(?![\p{L}\p{N}])/gu;

function findEmails(text: string): Stretch<'email'>[] {
  const found: Stretch<'email'>[] = [];
  for (const match of text.matchAll(AT)) {
    const name = /[\p{L}\p{N}._%+'-]{1,64}$/u.exec(text.slice(Math.max(0, match.index - 64), match.index));
    const after = match.index + match[0].length;
    const rest = text.slice(after, after + 200);
    const domain = PROVIDER.exec(rest) ?? DOMAIN.exec(rest);
    if (!name || !domain) continue;
    const start = match.index - name[0].length;
    if (start >= (found.at(-1)?.end ?? 0)) found.push({ kind: 'email', start, end: after + domain[0].length });
  }
  for (const match of text.matchAll(SPOKEN)) {
    const end = match.index + match[0].length;
    if (!found.some((other) => match.index < other.end && end > other.start)) found.push({ kind: 'email', start: match.index, end });
  }
  return found.sort((a, b) => a.start - b.start);
}

const LINK = /(?:[a-z0-9][a-z0-9+.-]*)?:\/\/\S*|(?<![\p{L}\p{N}])(?:www\.|(?:javascript|data|vbscript|mailto|tel|whatsapp|intent):)\S*/giu;
/** Only names under endings that are no Indonesian word or initial: "Jl. A.Yani" and "W.R. Supratman" stay. */
const BARE_LINK =
  /(?<![\p{L}\p{N}.@-])(?:[\p{L}\p{N}-]{2,63}\.)+(?:com|net|org|info|biz|xyz|site|online|shop|top|click|link|page|dev|io|ly|gl|ru|cn|(?:co|go|or|ac|sch|web|my|desa)\.id|id)(?![\p{L}\p{N}-])(?:[/?#:]\S*)?/giu;

/** An address as typed, on one line and without links: an address field is no place for them, and they end up on public pages. */
export function cleanAddress(address: string): string {
  let text = address.normalize('NFKC').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) => (/\s/u.test(sign) ? ' ' : ''));
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(LINK, ' ').replace(BARE_LINK, ' ').replace(/\s+/gu, ' ').trim();
  }
  return text;
}
