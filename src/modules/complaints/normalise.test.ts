import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, findDanger, type DangerWords } from './normalise.ts';

const danger = JSON.parse(readFileSync('db/reference/danger-words.json', 'utf8')) as DangerWords;
const kinds = (text: string) => findDanger(text, danger).map((found) => found.kind);
/** Text as hostile as it comes: any code unit, with halves of surrogate pairs. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('a', ' ', '\n', '\r', '\t', '\u0000', '\u202e', '\u200b', 'e\u0301', '👩‍👧', '\ud800', '\ufeff'), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
);

describe('cleanText', () => {
  test.each([
    ['baris satu\r\nbaris dua\rtiga', 'baris satu\nbaris dua\ntiga'],
    ['  jalan\trusak \n\n', 'jalan rusak'],
    ['ru\u0000sa\u0007k', 'rusak'],
    ['\u202Elapor\u202C \u200Bjalan\uFEFF', 'lapor jalan'],
    ['e\u0301', '\u00e9'],
    ['A\ud800B', 'A\ufffdB'],
    ['a\u2028b', 'a\nb'],
    ['<b>tetap</b> & "apa adanya"', '<b>tetap</b> & "apa adanya"'],
    ['keluarga 👩‍👧 di kampung', 'keluarga 👩‍👧 di kampung'],
  ])('%j is stored as %j', (typed, stored) => expect(cleanText(typed, 4000).text).toBe(stored));

  test('letters are counted as people count them, not as bytes or halves', () => {
    expect(cleanText('🌊'.repeat(4000), 4000)).toMatchObject({ length: 4000, excess: 0 });
    expect(cleanText('🌊'.repeat(4001), 4000)).toMatchObject({ length: 4001, excess: 1 });
    expect(cleanText(`  ${'é'.repeat(10)}  `, 10).excess).toBe(0);
    expect(cleanText('', 10)).toEqual({ text: '', length: 0, excess: 0 });
  });

  test('cleaning twice changes nothing, and what remains can be stored and printed', () =>
    fc.assert(
      fc.property(anyText, (typed) => {
        const { text, length } = cleanText(typed, 10);
        expect(cleanText(text, 10).text).toBe(text);
        expect(text.isWellFormed()).toBe(true);
        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\u200B\uFEFF\r]/);
        expect(text).toBe(text.trim().normalize('NFC'));
        expect(length).toBe(Array.from(text).length);
      }),
      { numRuns: 1000 },
    ));

  test('letters, digits and punctuation of an ordinary text are all kept', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .,!?()<>&"'/:;-]*[A-Za-z0-9]$/), (typed) => {
        expect(cleanText(typed, 4000).text).toBe(typed);
      }),
    ));
});

describe('findDanger', () => {
  test.each([
    ['Air sungai sudah masuk rumah sampai dada, kami di atas atap', ['banjir']],
    ['banjir di jalan hasanuddin sekarang, air naik terus', ['banjir']],
    ['Tolong, ada anak hanyut di kali selamat datang!', ['banjir']],
    ['ada rumah terbakar di jalan busiri', ['kebakaran']],
    ['kabel listrik putus jatuh di jalan', ['longsor']],
    ['mama saya pingsan di puskesmas tra ada dokter', ['nyawa']],
    ['Sa pu kaka dapa tikam, ditikam orang mabuk di pasar', ['kekerasan']],
    ['dong ada baku panah di kwamki narama', ['kekerasan']],
    ['ada orang baku pukul skrg di depan kios', ['kekerasan']],
    ['perahu terbalik di muara, orang masih di air', ['nyawa']],
    ['Banyak anak meninggal di kampung karena campak', ['wabah']],
    ['The river is rising, water in the house right now', ['banjir']],
    ['my neighbour is unconscious', ['nyawa']],
    ['Jembatan gantung putus, ada warga jatuh dan tenggelam', ['nyawa', 'longsor']],
    ['Bocah 4 thn kesetrum tiang lampu jalan', ['nyawa']],
    ['ISTRI DIPUKUL SUAMI SETIAP MALAM, KDRT', ['kekerasan']],
  ])('%s → %j', (text, expected) => expect(kinds(text)).toEqual(expected));

  test.each([
    'Setiap hujan jalan ini banjir karena got tersumbat',
    'Mohon drainase diperbaiki agar tidak banjir lagi',
    'Lampu jalan mati sudah dua minggu',
    'Tahun lalu ada rumah terbakar, bantuan belum cair',
    'Mobil pemadam kebakaran tidak punya air',
    'Tidak ada korban dan tidak ada kebakaran',
    'KTP saya belum jadi, petugas bilang tunggu',
    'Jaringan mati di kampung kami',
    'Harga ayam potong naik',
    'Guru tidak masuk sekolah',
    'the street light is broken',
  ])('no danger: %s', (text) => expect(kinds(text)).toEqual([]));

  test('says which words, and each kind once', () => {
    const found = findDanger('Kebakaran! kebakaran! rumah terbakar', danger);
    expect(found).toEqual([{ kind: 'kebakaran', label: { id: 'Kebakaran', en: 'Fire' }, because: 'kebakaran' }]);
  });

  test('case, accents, punctuation and doubled words make no difference', () => {
    expect(kinds('ANAK2 TENGGELAM')).toEqual(['nyawa']);
    expect(kinds('ke-ba-ka-ran')).toEqual([]);
    expect(kinds('  kebakárán,')).toEqual(['kebakaran']);
  });

  test('any text is read without an error and only known kinds come out', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const known = new Set(danger.kinds.map((kind) => kind.id));
        for (const found of findDanger(text, danger)) {
          expect(known).toContain(found.kind);
          expect(found.because).not.toBe('');
        }
      }),
    ));

  test('every phrase of the data is found in a sentence that holds it', () => {
    for (const kind of danger.kinds)
      for (const phrase of [...kind.phrases, ...kind.whenNow]) {
        const sentence = `sekarang di kampung ${phrase.replaceAll('*', '').replaceAll('…', 'itu')} begitu`;
        expect(kinds(sentence), `${kind.id}: ${phrase}`).toContain(kind.id);
      }
  });

  test('the data holds no phrase twice in a kind, and nothing that folding would change', () => {
    for (const kind of danger.kinds) {
      const all = [...kind.phrases, ...kind.whenNow];
      expect(new Set(all).size).toBe(all.length);
      for (const phrase of all) expect(phrase).toMatch(/^[a-z0-9…* ]+$/);
    }
  });
});
