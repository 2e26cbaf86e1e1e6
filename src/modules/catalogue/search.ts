/**
 * What somebody types, made comparable: "Akte Lahir hilang??" and "akta kelahiran" must meet. The same folding is applied
 * to the terms when they are loaded (server/reference.ts), so the database compares like with like.
 */

/** Everyday spellings of official words; both sides are mended to the same form. */
const SPELLINGS: Readonly<Record<string, string>> = {
  akte: 'akta',
  praktek: 'praktik',
  ijin: 'izin',
  nomer: 'nomor',
  ilang: 'hilang',
  ktpel: 'ktp',
  ektp: 'ktp',
  pasport: 'paspor',
  passport: 'paspor',
  paspot: 'paspor',
  sertifikat: 'sertipikat',
  sertipikat: 'sertipikat',
  certificate: 'certificate',
  umroh: 'umrah',
  apotik: 'apotek',
  materai: 'meterai',
  antrian: 'antrean',
  licence: 'license',
  licenses: 'license',
  licences: 'license',
  bikin: 'buat',
  bayi: 'bayi',
  mertua: 'mertua',
  nikahan: 'nikah',
  kawin: 'nikah',
  married: 'marriage',
  marry: 'marriage',
  bansosnya: 'bansos',
  narkotika: 'narkoba',
  kis: 'kis',
  dokumen: 'dokumen',
  surat2: 'surat',
  motorbike: 'motorcycle',
  drivers: 'driver',
  driving: 'driver',
  nurses: 'nurse',
  midwives: 'midwife',
  doctors: 'doctor',
  kids: 'child',
  childs: 'child',
};

/** Words that say that somebody wants something, not what. */
const STOP = new Set(
  (
    'cara mau ingin saya aku sy anda minta tolong mengurus urus ngurus buat membuat pembuatan bikin untuk yang yg di ke dari dan atau dengan apa bagaimana gimana dimana mana syarat persyaratan biaya ada ini itu nya kalau bila adalah ' +
    'baru the a an of for to how get my i need want make do where is and or in on with apply application new'
  ).split(' '),
);

/** Lower case, no accents, only letters, digits and single spaces. Units of letters are kept: "AK-1" → "ak 1", "e-KTP" → "ktp". */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/\be-(?=[a-z])/g, 'e')
    .replace(/\bktp-el\b/g, 'ktp')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/\bak ?1\b/g, 'ak1')
    .replace(/\bp ?irt\b/g, 'pirt');

const mend = (word: string): string => SPELLINGS[word] ?? word;

/** A term as it is stored. */
export const foldTerm = (text: string): string => fold(text).split(' ').map(mend).join(' ');

export interface Query {
  /** The words that carry the wish, at most eight. */
  readonly words: readonly string[];
  readonly phrase: string;
}

/** What to look for; undefined where nothing was typed. Stop words are kept when there is nothing else ("baru"). */
export function readQuery(typed: string): Query | undefined {
  const all = foldTerm(typed.slice(0, 200)).split(' ').filter(Boolean);
  if (all.length === 0) return undefined;
  const telling = all.filter((word) => !STOP.has(word));
  const words = [...new Set(telling.length > 0 ? telling : all)].slice(0, 8);
  return { words, phrase: words.join(' ') };
}

/** Slips of the finger between two words: letters added, dropped, changed or swapped with their neighbour. Above `most` it only says "more". */
export function slips(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The query with each unknown word replaced by the nearest known one: one slip, two in words of six letters or more. */
export function mendSlips(query: Query, known: readonly string[]): Query {
  const vocabulary = new Set(known);
  const words = query.words.map((word) => {
    if (vocabulary.has(word) || word.length < 4) return word;
    const most = word.length >= 6 ? 2 : 1;
    let best = word;
    let least = most + 1;
    for (const candidate of vocabulary) {
      const count = candidate.length < 3 ? most + 1 : slips(word, candidate, most);
      if (count < least) [best, least] = [candidate, count];
    }
    return best;
  });
  return { words, phrase: words.join(' ') };
}
