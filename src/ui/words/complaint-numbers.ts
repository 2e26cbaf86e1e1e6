import type { Words } from './words.ts';

/** The page of public numbers. `d.*`: what each number means, printed beside it; `q.*`: the name of its query. */
export const numbers = {
  title: { id: 'Laporan dalam angka', en: 'Reports in numbers' },
  description: {
    id: 'Berapa laporan masuk ke Mimika Center, berapa yang dijawab tepat waktu, dan berapa yang dibantah.',
    en: 'How many reports reached Mimika Center, how many were answered in time, how many were contested.',
  },
  lead: {
    id: 'Semua angka dihitung ulang setiap malam dari catatan kejadian setiap laporan, bukan dari tabel yang bisa diubah.',
    en: 'Every number is counted anew each night from the log of each report, not from a table that can be changed.',
  },
  none: {
    id: 'Belum ada angka. Bulan berjalan baru ikut dihitung setelah bulan itu selesai.',
    en: 'No numbers yet. A month is counted once it is over.',
  },
  as_of: {
    id: 'Laporan yang masuk sebelum {date}, menurut keadaannya pada {counted}.',
    en: 'Reports received before {date}, as they stood on {counted}.',
  },
  years: { id: 'Tahun', en: 'Year' },
  whole: { id: 'Seluruh Mimika, {year}', en: 'All of Mimika, {year}' },
  what: { id: 'Angka', en: 'Number' },
  value: { id: 'Nilai', en: 'Value' },
  meaning: { id: 'Cara menghitung', en: 'How it is counted' },
  month: { id: 'Per bulan', en: 'By month' },
  category: { id: 'Per jenis masalah', en: 'By kind of problem' },
  area: { id: 'Per distrik', en: 'By district' },
  agency: { id: 'Per instansi', en: 'By agency' },
  month_one: { id: 'Bulan', en: 'Month' },
  category_one: { id: 'Jenis masalah', en: 'Kind of problem' },
  area_one: { id: 'Distrik', en: 'District' },
  agency_one: { id: 'Instansi utama', en: 'Lead agency' },
  no_area: { id: 'Distrik belum diketahui', en: 'District not known yet' },
  no_agency: { id: 'Belum ada instansi', en: 'No agency yet' },
  received: { id: 'Masuk', en: 'Received' },
  problems: { id: 'Masalah', en: 'Problems' },
  verified: { id: 'Diperiksa tepat waktu', en: 'Verified in time' },
  followedUp: { id: 'Tindak lanjut pertama tepat waktu', en: 'First follow-up in time' },
  done: { id: 'Dijawab tepat waktu', en: 'Answered in time' },
  median: { id: 'Median hari kerja', en: 'Median working days' },
  p90: { id: 'P90 hari kerja', en: 'P90 working days' },
  contested: { id: 'Dibantah', en: 'Contested' },
  waited: { id: 'Menunggu anggaran', en: 'Waited for budget' },
  'd.received': {
    id: 'Tanda terima yang dikeluarkan, termasuk yang kemudian digabung (setiap suara dihitung).',
    en: 'Receipts given out, those merged later too (every voice counts).',
  },
  'd.problems': {
    id: 'Laporan masuk dikurangi yang digabung dengan laporan lain.',
    en: 'Received, less those merged into another report.',
  },
  'd.verified': {
    id: 'Diputuskan petugas Mimika Center dalam tenggat verifikasi ÷ semua yang tenggatnya sudah lewat atau terpenuhi, yang masih terbuka ikut.',
    en: 'Decided by Mimika Center within the deadline ÷ all whose deadline has passed or was met, open ones included.',
  },
  'd.followedUp': {
    id: 'Kabar berisi langkah dan tanggal dalam tenggat tindak lanjut pertama ÷ semua yang tenggatnya sudah lewat atau terpenuhi.',
    en: 'Word with a next step and a date within the deadline ÷ all whose deadline has passed or was met.',
  },
  'd.done': {
    id: 'Dijawab dan diperiksa unit lain dalam tenggat jenis laporan ÷ semua yang tenggatnya sudah lewat atau terpenuhi. Menunggu anggaran dihitung sebagai jawaban, dan disebut sendiri di bawah.',
    en: 'Answered and checked by another unit within the deadline of its class ÷ all whose deadline has passed or was met. A wait for budget counts as an answer and is counted apart below.',
  },
  'd.median': {
    id: 'Dalam berapa hari kerja separuh laporan dijawab; yang masih terbuka ikut dihitung selama ditunggu (Kaplan–Meier).',
    en: 'Working days until half of the reports were answered; open ones count for as long as they waited (Kaplan–Meier).',
  },
  'd.p90': {
    id: 'Dalam berapa hari kerja sembilan dari sepuluh laporan dijawab, dihitung sama.',
    en: 'Working days until nine of ten were answered, counted alike.',
  },
  'd.contested': {
    id: 'Laporan terjawab yang dibantah pelapor ÷ semua yang terjawab, dengan rentang 95 % (Wilson).',
    en: 'Answered reports the reporter contested ÷ all answered, with the 95 % interval (Wilson).',
  },
  'd.waited': {
    id: 'Masalah yang pernah masuk keadaan menunggu anggaran.',
    en: 'Problems that at some time waited for budget.',
  },
  few: { id: '<5', en: '<5' },
  hidden: { id: 'ditutup', en: 'hidden' },
  small: { id: '–', en: '–' },
  interval: { id: '{low}–{high}', en: '{low}–{high}' },
  not_reached: { id: 'belum tercapai', en: 'not reached' },
  rules: { id: 'Yang sengaja tidak ditulis', en: 'What is left out on purpose' },
  rule_few: {
    id: 'Jumlah 1 sampai 4 ditulis “<5”, dan satu sel lain “ditutup” supaya tidak dapat dihitung dari jumlahnya.',
    en: 'Counts from 1 to 4 read “<5”, and another cell is “hidden” so that they cannot be worked out from the sum.',
  },
  rule_group: {
    id: 'Persentase dan hari baru ditulis bila ada sedikitnya 30 laporan; jika kurang tertulis “–”.',
    en: 'Shares and days need at least 30 reports; with fewer it reads “–”.',
  },
  rule_secret: {
    id: 'Laporan rahasia tidak ikut dalam tabel mana pun; jumlahnya disebut sekali, setelah tahunnya selesai. Laporan pelapor pelanggaran (WBS) tidak dihitung di sini.',
    en: 'Secret reports are in no table; how many there were is said once, when the year is over. Whistle-blowers’ reports are not counted here.',
  },
  secret: { id: 'Laporan rahasia pada {year}: {n}.', en: 'Secret reports in {year}: {n}.' },
  rank: {
    id: 'Instansi diurutkan menurut median hari kerja, lalu tingkat bantahan; yang belum cukup laporannya di bawah. Jumlah laporan bukan ukuran kinerja.',
    en: 'Agencies are ordered by median working days, then by contests; those with too few reports come last. A raw count measures nothing.',
  },
  query: {
    id: 'Nama kueri: {version}. Definisinya ada di kode sumber; perubahan cara menghitung mendapat nomor baru.',
    en: 'Query: {version}. Its definition is in the source code; a change of what is counted gets a new number.',
  },
  list: { id: 'Daftar laporan', en: 'List of reports' },
} satisfies Words;
