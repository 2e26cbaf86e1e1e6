import type { Words } from './words.ts';

export const reasons = {
  'open311.path_unknown': {
    id: 'Alamat Open311 ini tidak ada. Mulai dari /open311/discovery.xml; akhiran .xml atau .json.',
    en: 'There is no such Open311 address. Begin at /open311/discovery.xml; end in .xml or .json.',
  },
  'open311.method_wrong': { id: 'Alamat ini hanya menerima {allowed}.', en: 'This address takes {allowed} only.' },
  'open311.jurisdiction_unknown': {
    id: 'Wilayah ini bukan di sini. Pakai “{id}”, atau kosongkan.',
    en: 'This jurisdiction is not served here. Use “{id}”, or leave it out.',
  },
  'open311.key_missing': { id: 'Kunci API belum disertakan.', en: 'The API key is missing.' },
  'open311.key_wrong': {
    id: 'Kunci API ini tidak dikenal, habis masa, sudah dicabut, atau bukan untuk titik akhir ini.',
    en: 'This API key is unknown, expired, revoked, or not for this endpoint.',
  },
  'open311.service_missing': { id: 'Sebut kode layanannya.', en: 'Name the service code.' },
  'open311.service_unknown': { id: 'Kode layanan “{code}” tidak ada.', en: 'There is no service code “{code}”.' },
  'open311.request_unknown': {
    id: 'Laporan dengan nomor ini tidak ada, atau bukan untuk umum.',
    en: 'There is no report of this number, or it is not public.',
  },
  'open311.token_unknown': { id: 'Token ini tidak pernah kami berikan.', en: 'This token was never given.' },
  'open311.place_missing': {
    id: 'Sebut tempatnya: lat dan long, address_string, atau address_id.',
    en: 'Name the place: lat and long, address_string, or address_id.',
  },
  'open311.too_long': { id: 'Terlalu panjang: paling banyak {most} huruf.', en: 'Too long: at most {most} characters.' },
  'open311.media_url_wrong': { id: 'Bukan alamat web (http atau https).', en: 'Not a web address (http or https).' },
  'open311.date_wrong': {
    id: 'Bukan tanggal W3C dengan zona waktu. Contoh: 2026-11-02T09:00:00+09:00.',
    en: 'Not a W3C date with a time zone. Example: 2026-11-02T09:00:00+09:00.',
  },
  'open311.dates_turned': { id: 'Akhir rentang lebih awal daripada awalnya.', en: 'The end lies before the start.' },
  'open311.span_too_long': { id: 'Rentang tanggal paling lama {most} hari.', en: 'The dates may span at most {most} days.' },
  'open311.status_wrong': { id: 'Status hanya open atau closed.', en: 'The status is open or closed.' },
  'open311.too_many_ids': { id: 'Paling banyak {most} nomor sekali minta.', en: 'At most {most} ids at a time.' },
  'open311.page_too_deep': {
    id: 'Halaman ini melewati {most} laporan. Ikuti tautan “next”, atau persempit tanggalnya.',
    en: 'This page lies beyond {most} reports. Follow the link “next”, or narrow the dates.',
  },
  'open311.key_reused': {
    id: 'Idempotency-Key ini sudah dipakai untuk laporan lain.',
    en: 'This Idempotency-Key was used for another report.',
  },
  'open311.idempotency_key_wrong': { id: 'Idempotency-Key berisi 8 sampai 100 tanda.', en: 'An Idempotency-Key has 8 to 100 signs.' },
} satisfies Words;

/** Sentences inside answers; both languages go into one text. */
export const open311 = {
  contact: {
    id: 'Mimika Center, Dinas Komunikasi dan Informatika Kabupaten Mimika: {url}',
    en: 'Mimika Center, Communication and Informatics Agency of Mimika Regency: {url}',
  },
  key_service: {
    id: 'Minta kunci API kepada Mimika Center; caranya di {url}. Kunci uji dan kunci produksi terpisah.',
    en: 'Ask Mimika Center for an API key; see {url}. Keys for test and for production are separate.',
  },
  received: {
    id: 'Laporan diterima dengan nomor {number}. Kami memeriksanya paling lambat {until}.',
    en: 'Your report was received as {number}. We look at it by {until}.',
  },
  code: {
    id: 'Empat kata rahasia pelapor: {code}. Dengan nomor dan kata ini pelapor membaca kabar dan menanggapi di {url}.',
    en: 'The reporter’s four secret words: {code}. With number and words they read news and respond at {url}.',
  },
  batch: {
    id: 'Laporan jenis ini tampil untuk umum setelah diperiksa petugas.',
    en: 'Reports of this kind are shown in public after an officer looked at them.',
  },
  blackbox: { id: 'Laporan jenis ini tidak ditampilkan untuk umum.', en: 'Reports of this kind are not shown in public.' },
  trial: {
    id: 'Ini percobaan: tidak ada laporan yang dibuat, dan isinya terhapus dalam tujuh hari.',
    en: 'This is a trial: no report was made, and it is gone within seven days.',
  },
  unread_phone: {
    id: 'Nomor telepon tidak terbaca, jadi kami tidak dapat mengabari lewat telepon.',
    en: 'The phone number cannot be read, so we cannot send news by phone.',
  },
  unread_email: {
    id: 'Alamat email tidak terbaca, jadi kami tidak dapat mengabari lewat email.',
    en: 'The e-mail address cannot be read, so we cannot send news by e-mail.',
  },
  emergency: {
    id: 'Ini tidak menggantikan pertolongan darurat. Hubungi: {numbers}.',
    en: 'This does not replace emergency help. Call: {numbers}.',
  },
  due: { id: 'Tenggat terdekat: {clock}, {date}.', en: 'Next deadline: {clock}, {date}.' },
  string: { id: 'Satu baris teks', en: 'A line of text' },
  number: { id: 'Angka, misalnya 12 atau 2,5', en: 'A number, for example 12 or 2.5' },
  datetime: { id: 'Tanggal, misalnya 2026-11-24', en: 'A date, for example 2026-11-24' },
  text: { id: 'Teks', en: 'Text' },
  singlevaluelist: { id: 'Pilih satu', en: 'Choose one' },
  multivaluelist: { id: 'Pilih satu atau lebih', en: 'Choose one or more' },
} satisfies Words;

/** How a report came in, for the bulk file (GeoReport Bulk: `source`). */
export const sources = {
  web: { id: 'Situs web', en: 'Website' },
  offline: { id: 'Aplikasi luring', en: 'Offline app' },
  counter: { id: 'Loket', en: 'Counter' },
  call: { id: 'Telepon', en: 'Phone' },
  batch: { id: 'Petugas kampung', en: 'Village officer' },
  open311: { id: 'Aplikasi Open311', en: 'Open311 app' },
  api: { id: 'API', en: 'API' },
  whatsapp: { id: 'WhatsApp', en: 'WhatsApp' },
  sms: { id: 'SMS', en: 'SMS' },
  lapor: { id: 'LAPOR!', en: 'LAPOR!' },
  sp4n: { id: 'SP4N-LAPOR!', en: 'SP4N-LAPOR!' },
  email: { id: 'Email', en: 'E-mail' },
} satisfies Words;

/** For developers, on the page of the API. */
export const about = {
  title: { id: 'Open311 GeoReport v2', en: 'Open311 GeoReport v2' },
  lead: {
    id: 'Laporan warga dapat dibaca dan dikirim oleh aplikasi mana pun yang berbicara Open311. Membaca tanpa kunci; mengirim memakai parameter api_key.',
    en: 'Any application that speaks Open311 reads and posts reports. Reading needs no key; posting takes the parameter api_key.',
  },
  discovery: { id: 'Dokumen discovery', en: 'Discovery document' },
  test: {
    id: 'Titik akhir uji memeriksa semuanya seperti yang asli, tetapi tidak membuat laporan; kuncinya terpisah.',
    en: 'The test endpoint checks everything like the real one and makes no report; its keys are separate.',
  },
  types: {
    id: 'realtime: langsung tampil. batch: token sampai diperiksa petugas. blackbox: tidak pernah tampil.',
    en: 'realtime: shown at once. batch: a token until an officer looked at it. blackbox: never shown.',
  },
  once: {
    id: 'Kiriman yang sama persis dari kunci yang sama dalam sepuluh menit menjadi satu laporan; dengan kepala Idempotency-Key, dalam satu hari.',
    en: 'The very same posting from one key within ten minutes is one report; with the header Idempotency-Key, within a day.',
  },
  more: {
    id: 'Lebih dari seribu laporan: ikuti tautan “next” di kepala Link, atau ambil berkas harian.',
    en: 'More than a thousand reports: follow the link “next” in the header Link, or take the daily file.',
  },
  secret: {
    id: 'service_notice jawaban POST memuat empat kata rahasia: hanya untuk pelapor, jangan ditampilkan kepada orang lain.',
    en: 'The service_notice of a POST holds four secret words: for the reporter alone, never shown to others.',
  },
  bulk: { id: 'Semua laporan publik sebagai CSV, harian', en: 'All public reports as CSV, daily' },
} satisfies Words;
