import type { Words } from './words.ts';

export const reasons = {
  'api.not_found': { id: 'Alamat API ini tidak ada.', en: 'There is no such API address.' },
  'api.method_not_allowed': { id: 'Cara ini tidak diizinkan untuk alamat ini.', en: 'This method is not allowed here.' },
  'api.key_unknown': { id: 'Kunci ini tidak dikenal, habis masa, atau sudah dicabut.', en: 'This key is unknown, expired or revoked.' },
  'api.sign_in_first': { id: 'Masuk atau bawa kunci aplikasi.', en: 'Sign in or bring an application key.' },
  'api.scope_missing': { id: 'Kunci ini tidak berwenang: perlu {scope}.', en: 'This key may not do that: it needs {scope}.' },
  'api.too_many': { id: 'Terlalu banyak permintaan. Coba lagi sebentar.', en: 'Too many requests. Try again shortly.' },
  'api.busy': { id: 'Server sedang sibuk. Coba lagi sebentar.', en: 'The server is busy. Try again shortly.' },
  'api.broken': { id: 'Ada kesalahan di pihak kami.', en: 'Something went wrong on our side.' },
  'api.body_too_large': { id: 'Isi permintaan lebih dari 256 kB.', en: 'The request body is larger than 256 kB.' },
  'api.not_json': { id: 'Isi permintaan bukan JSON yang benar.', en: 'The request body is not valid JSON.' },
  'api.media_type': { id: 'Kirim isi sebagai {type}.', en: 'Send the body as {type}.' },
  'api.file_needed': { id: 'Sertakan satu berkas.', en: 'Send one file.' },
  'api.key_needed': { id: 'Sertakan kepala Idempotency-Key, 8 sampai 100 tanda.', en: 'Send an Idempotency-Key header of 8 to 100 signs.' },
  'api.cursor_wrong': { id: 'Penanda halaman ini tidak berlaku.', en: 'This cursor is not valid.' },
  'api.changed': { id: 'Berkas sudah berubah sejak Anda membacanya.', en: 'The case has changed since you read it.' },
  'api.wrong': { id: 'Nilai ini tidak sesuai.', en: 'This value does not fit.' },
  'api.from_elsewhere': { id: 'Permintaan dari situs lain ditolak.', en: 'Requests from another site are refused.' },
} satisfies Words;

export const docs = {
  title: { id: 'API Satu Pintu', en: 'Satu Pintu API' },
  lead: {
    id: 'Data layanan terbuka untuk semua. Berkas dibaca dengan kunci aplikasi instansi.',
    en: 'Service data is open to all. Cases are read with an agency application’s key.',
  },
  document: { id: 'Dokumen OpenAPI 3.1', en: 'OpenAPI 3.1 document' },
  rules: { id: 'Aturan umum', en: 'General rules' },
  rule_key: { id: 'Kunci dikirim sebagai "Authorization: Bearer sp_…".', en: 'Send the key as "Authorization: Bearer sp_…".' },
  rule_write: {
    id: 'Aplikasi instansi mengajukan untuk warga terdaftar (cases:write) dan mengirim bukti serta hasil tugas instansinya (tasks:write). Putusan tetap di tangan petugas.',
    en: 'An agency’s application files for registered citizens (cases:write) and sends evidence and results of its agency’s tasks (tasks:write). Decisions stay with people in office.',
  },
  rule_form: {
    id: 'Isian tiap layanan sebagai JSON Schema 2020-12, misalnya /api/v1/services/sip-perawat/form-schema.',
    en: 'Each service’s answers as JSON Schema 2020-12, for example /api/v1/services/sip-perawat/form-schema.',
  },
  rule_once: {
    id: 'Setiap POST membawa Idempotency-Key: kunci yang sama memberi jawaban yang sama.',
    en: 'Every POST carries an Idempotency-Key: the same key gives the same answer.',
  },
  rule_pages: { id: 'Daftar memberi "next"; kirim kembali sebagai ?cursor=.', en: 'Lists give "next"; send it back as ?cursor=.' },
  rule_errors: { id: 'Kesalahan berbentuk application/problem+json (RFC 9457).', en: 'Errors are application/problem+json (RFC 9457).' },
  parameters: { id: 'Parameter', en: 'Parameters' },
  where: { id: 'Tempat', en: 'In' },
  needed: { id: 'wajib', en: 'required' },
  answers: { id: 'Jawaban', en: 'Answers' },
  body: { id: 'Isi', en: 'Body' },
} satisfies Words;
