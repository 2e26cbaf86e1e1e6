import type { Channel } from '#modules/complaints/report.ts';
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
  channel: { id: 'Per saluran', en: 'By channel' },
  class: { id: 'Per klasifikasi', en: 'By classification' },
  month_one: { id: 'Bulan', en: 'Month' },
  category_one: { id: 'Jenis masalah', en: 'Kind of problem' },
  area_one: { id: 'Distrik', en: 'District' },
  agency_one: { id: 'Instansi utama', en: 'Lead agency' },
  channel_one: { id: 'Saluran', en: 'Channel' },
  class_one: { id: 'Klasifikasi', en: 'Classification' },
  no_class: { id: 'Belum diverifikasi', en: 'Not verified yet' },
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
  confirmed: { id: 'Dibenarkan pelapor', en: 'Confirmed by the reporter' },
  returned: { id: 'Bukti dikembalikan', en: 'Proof sent back' },
  reopened: { id: 'Dibuka kembali', en: 'Opened again' },
  open: { id: 'Masih terbuka', en: 'Still open' },
  age: { id: 'Umur yang terbuka', en: 'Age of open ones' },
  per_thousand: { id: 'Per 1.000 penduduk', en: 'Per 1,000 residents' },
  waited: { id: 'Menunggu anggaran', en: 'Waited for budget' },
  fakes: { id: 'Bukti palsu', en: 'False proof' },
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
  'd.confirmed': {
    id: 'Selesai karena pelapor setuju ÷ semua yang selesai setelah dijawab. Selebihnya selesai setelah unit lain memeriksa dan pelapor diam: itu bukan persetujuan.',
    en: 'Ended because the reporter agreed ÷ all that ended after an answer. The rest ended after another unit looked and the reporter kept silent: that is no agreement.',
  },
  'd.returned': {
    id: 'Bukti yang sedikitnya sekali dikembalikan pemeriksa dari unit lain ÷ semua yang buktinya sudah diperiksa.',
    en: 'Proof sent back at least once by a verifier of another unit ÷ all whose proof was looked at.',
  },
  'd.reopened': {
    id: 'Laporan selesai yang dibuka kembali oleh pimpinan ÷ semua yang pernah selesai.',
    en: 'Ended reports opened again by the leadership ÷ all that ever ended.',
  },
  'd.fakes': {
    id: 'Laporan yang buktinya terbukti palsu dan karena itu dibuka lagi.',
    en: 'Reports whose proof was found false and that were opened again for it.',
  },
  'd.open': {
    id: 'Masalah yang belum berakhir saat dihitung.',
    en: 'Problems that had not ended when this was counted.',
  },
  'd.age': {
    id: 'Separuh masalah yang masih terbuka sudah menunggu sedikitnya sekian hari kerja sejak masuk.',
    en: 'Half of the problems still open have waited at least so many working days since they came in.',
  },
  'd.per_thousand': {
    id: 'Laporan masuk ÷ penduduk distrik menurut Sensus Penduduk 2020 × 1.000. Sedikit laporan belum tentu sedikit masalah: bisa juga tidak ada sinyal.',
    en: 'Reports received ÷ residents of the district by the census of 2020 × 1,000. Few reports need not mean few problems: there may be no signal.',
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
  unmaskings: { id: 'Berapa kali identitas pelapor dibuka', en: 'How often a reporter’s identity was opened' },
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

/** How reports come in. */
export const channels = {
  web: { id: 'Situs ini', en: 'This site' },
  offline: { id: 'Situs ini, dikirim setelah ada sinyal', en: 'This site, sent once there was a signal' },
  counter: { id: 'Loket', en: 'Counter' },
  call: { id: 'Telepon', en: 'Telephone' },
  batch: { id: 'Petugas kampung', en: 'Village officer' },
  open311: { id: 'Open311', en: 'Open311' },
  api: { id: 'Aplikasi lain (API)', en: 'Another application (API)' },
  whatsapp: { id: 'WhatsApp', en: 'WhatsApp' },
  sms: { id: 'SMS', en: 'SMS' },
  lapor: { id: 'LAPOR!', en: 'LAPOR!' },
  sp4n: { id: 'SP4N-LAPOR!', en: 'SP4N-LAPOR!' },
  email: { id: 'Surel', en: 'E-mail' },
} satisfies Record<Channel, Words[string]>;

/** Open data about reports: texts of the files themselves are Indonesian, like the reports. */
export const openData = {
  feed_title: { id: 'Laporan warga Mimika', en: 'Reports by residents of Mimika' },
  title: { id: 'Laporan warga Mimika Center', en: 'Reports of Mimika Center' },
  text: {
    id: 'Semua laporan yang boleh dibaca umum, dengan instansi, tenggat dan hasilnya. Tanpa nama pelapor; titik peta sedekat yang diizinkan jenis laporannya.',
    en: 'Every report the public may read, with agency, deadline and result. No reporter’s name; points as exact as the kind of report allows.',
  },
  licence: {
    id: 'Boleh dipakai siapa saja dengan menyebut sumbernya (CC BY 4.0). Saringan kategori, distrik, instansi dan keadaan dapat ditambahkan pada alamatnya.',
    en: 'Anybody may use it, naming the source (CC BY 4.0). The filters kategori, distrik, instansi and keadaan can be added to the address.',
  },
  numbers: { id: 'Laporan dalam angka', en: 'Reports in numbers' },
  'c.nomor': { id: 'Nomor laporan', en: 'Number of the report' },
  'c.judul': { id: 'Judul dari petugas Mimika Center', en: 'Title by Mimika Center' },
  'c.isi': { id: 'Isi laporan; data pribadi disamarkan', en: 'Text; personal data masked' },
  'c.kategori': { id: 'Kode jenis masalah', en: 'Code of the kind of problem' },
  'c.nama_kategori': { id: 'Nama jenis masalah', en: 'Name of the kind of problem' },
  'c.klasifikasi': { id: 'Klasifikasi', en: 'Classification' },
  'c.kode_wilayah': { id: 'Kode wilayah Kemendagri', en: 'Region code of the Ministry of Home Affairs' },
  'c.wilayah': { id: 'Kampung atau kelurahan, distrik', en: 'Village, district' },
  'c.lintang': { id: 'Lintang, WGS 84; kosong bila tidak boleh ditunjukkan', en: 'Latitude, WGS 84; empty where it may not be shown' },
  'c.bujur': { id: 'Bujur, WGS 84', en: 'Longitude, WGS 84' },
  'c.kanal': { id: 'Lewat apa laporan masuk', en: 'How it came in' },
  'c.keadaan': { id: 'Keadaan sekarang', en: 'State now' },
  'c.open311': { id: 'open atau closed (GeoReport v2)', en: 'open or closed (GeoReport v2)' },
  'c.instansi': { id: 'Kode instansi utama', en: 'Code of the lead agency' },
  'c.nama_instansi': { id: 'Nama instansi utama', en: 'Name of the lead agency' },
  'c.masuk': { id: 'Kapan masuk (UTC)', en: 'When it came in (UTC)' },
  'c.diperbarui': { id: 'Perubahan terakhir (UTC)', en: 'Last change (UTC)' },
  'c.tenggat': { id: 'Tenggat terdekat selama belum selesai', en: 'Earliest deadline while open' },
  'c.merah': { id: 'Lima hari tanpa tindak lanjut', en: 'Five days without follow-up' },
  'c.terlambat': { id: 'Melewati tenggat', en: 'Past its deadline' },
  'c.berakhir': { id: 'Kapan berakhir (UTC)', en: 'When it ended (UTC)' },
  'c.cara_berakhir': { id: 'Cara berakhir', en: 'How it ended' },
  'c.bantahan': { id: 'Berapa kali dibantah pelapor', en: 'How often the reporter contested' },
  'c.foto': { id: 'Jumlah foto', en: 'Number of photographs' },
  'c.alamat': { id: 'Halaman laporan', en: 'Page of the report' },
} satisfies Words;
