import type { Words } from './words.ts';

/** Which answers are seen on site: the month's draw, repeatable by anybody. */
export const draws = {
  title: { id: 'Undian pemeriksaan lapangan', en: 'Draw of checks on site' },
  description: {
    id: 'Jawaban laporan mana yang harus diperiksa di tempat diundi; siapa pun dapat mengundi ulang.',
    en: 'Which answers to reports must be checked on site is drawn; anybody can draw again.',
  },
  lead: {
    id: 'Sebagian jawaban “selesai” diundi untuk dilihat di tempat oleh petugas lain. Agar tidak ada yang dapat memilih, sidik benih undian diumumkan sebelum bulannya, dan benihnya sesudah bulan itu lewat.',
    en: 'A part of the answers that say “done” is drawn to be seen on site by another officer. So that nobody can choose, the fingerprint of the draw’s seed is published before the month, and the seed once the month is over.',
  },
  none: { id: 'Belum ada undian yang diumumkan.', en: 'No draw is published yet.' },
  hash: { id: 'Sidik benih (SHA-256)', en: 'Fingerprint of the seed (SHA-256)' },
  seed: { id: 'Benih', en: 'Seed' },
  waits: { id: 'diumumkan sesudah bulan ini lewat', en: 'published once the month is over' },
  share: { id: 'Bagian yang diundi', en: 'Share that is drawn' },
  published: { id: 'Sidik diumumkan {at}', en: 'Fingerprint published {at}' },
  late: { id: 'Sidik diumumkan {at}, ketika bulannya sudah berjalan', en: 'Fingerprint published {at}, when the month had begun' },
  again: { id: 'Undi ulang {month}', en: 'Draw {month} again' },
  month_title: { id: 'Undian ulang {month}', en: 'The draw of {month}, repeated' },
  month_description: {
    id: 'Undian pemeriksaan lapangan {month}, dihitung ulang.',
    en: 'The draw of checks on site of {month}, counted again.',
  },
  fits: {
    id: 'Dihitung ulang sekarang dari benih: semua {n} laporan cocok dengan yang dicatat dahulu.',
    en: 'Counted again now from the seed: all {n} reports are as they were recorded.',
  },
  differs: {
    id: 'Dihitung ulang sekarang dari benih: {n} laporan TIDAK cocok dengan yang dicatat dahulu.',
    en: 'Counted again now from the seed: {n} reports are NOT as they were recorded.',
  },
  empty: {
    id: 'Tidak ada laporan terbuka yang dijawab dengan bukti pada bulan itu.',
    en: 'No public report was answered with proof in that month.',
  },
  report: { id: 'Laporan', en: 'Report' },
  value: { id: 'Angka undian', en: 'Number drawn' },
  result: { id: 'Hasil', en: 'Result' },
  drawn: { id: 'dilihat di tempat', en: 'seen on site' },
  not_drawn: { id: 'tidak terundi', en: 'not drawn' },
  wrong: { id: 'tidak cocok dengan catatan', en: 'not as recorded' },
  hidden: { id: 'Laporan yang tidak terbuka untuk umum ikut diundi: {n}.', en: 'Reports that aren’t public were drawn too: {n}.' },
  few: { id: 'kurang dari 5', en: 'fewer than 5' },
  how: { id: 'Hitung sendiri', en: 'Count it yourself' },
  how_text: {
    id: 'SHA-256 dari benih, titik dua, dan id laporan; delapan angka heksadesimal pertama dibagi 2³². Bila kurang dari bagian yang diundi, laporan itu terundi. Sidik benih adalah SHA-256 dari benih.',
    en: 'SHA-256 over the seed, a colon and the report’s id; the first eight hexadecimal digits divided by 2³². Below the share that is drawn, the report is drawn. The fingerprint is SHA-256 of the seed.',
  },
  file: { id: 'Daftar untuk dihitung sendiri (CSV)', en: 'The list to count yourself (CSV)' },
  all: { id: 'Semua undian', en: 'All draws' },
} satisfies Words;
