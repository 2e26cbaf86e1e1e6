import type { Words } from './words.ts';

export const reasons = {
  'documents.unknown': { id: 'Dokumen ini tidak ada, atau bukan untuk Anda.', en: 'This document does not exist, or is not yours to see.' },
  'documents.code_unknown': {
    id: 'Tidak ada dokumen dengan kode ini. Periksa lagi kodenya; bila benar, jangan terima dokumennya.',
    en: 'No document has this code. Check the code again; if it is right, do not accept the document.',
  },
  'documents.already_prepared': { id: 'Dokumen ini sudah disiapkan.', en: 'This document was prepared already.' },
  'documents.already_signed': { id: 'Dokumen ini sudah ditandatangani.', en: 'This document is signed already.' },
  'documents.already_ended': { id: 'Dokumen ini sudah tidak berlaku.', en: 'This document is no longer in force.' },
  'documents.not_signed_yet': { id: 'Dokumen ini belum ditandatangani.', en: 'This document is not signed yet.' },
  'documents.not_printed': {
    id: 'Dokumen masih disiapkan. Coba lagi sebentar lagi.',
    en: 'The document is still being prepared. Try again shortly.',
  },
  'documents.not_yours_to_sign': {
    id: 'Hanya pejabat yang memutuskan yang dapat menandatangani dokumen ini.',
    en: 'Only the official who decided may sign this document.',
  },
  'documents.not_yours_to_revoke': {
    id: 'Anda tidak berwenang mencabut atau mengganti dokumen ini.',
    en: 'You have no authority to revoke or replace this document.',
  },
  'documents.too_long': { id: 'Paling banyak 500 huruf.', en: 'At most 500 letters.' },
  'documents.passphrase_needed': { id: 'Isi kata sandi tanda tangan Anda.', en: 'Enter your signing passphrase.' },
  'documents.wrong_passphrase': {
    id: 'Kata sandi tanda tangan tidak cocok. Belum ada yang ditandatangani.',
    en: 'The signing passphrase is wrong. Nothing was signed.',
  },
  'documents.certificate_expired': {
    id: 'Sertifikat elektronik Anda tidak berlaku lagi. Perbarui di BSrE, lalu tanda tangani lagi.',
    en: 'Your electronic certificate has ended. Renew it with BSrE, then sign again.',
  },
  'documents.signer_unknown': {
    id: 'BSrE tidak mengenal NIK Anda sebagai penanda tangan.',
    en: 'BSrE does not know your NIK as a signer.',
  },
  'documents.signer_refused': {
    id: 'BSrE menolak tanda tangan ini. Belum ada yang ditandatangani.',
    en: 'BSrE refused this signature. Nothing was signed.',
  },
  'documents.signer_unavailable': {
    id: 'Layanan BSrE tidak dapat dihubungi. Belum ada yang ditandatangani; coba lagi nanti.',
    en: 'BSrE cannot be reached. Nothing was signed; try again later.',
  },
  'documents.signer_changed_shape': {
    id: 'Jawaban BSrE tidak dikenal sistem ini. Beri tahu Diskominfo sebelum mencoba lagi.',
    en: 'BSrE answered in a form this system does not know. Tell the ICT office before trying again.',
  },
  'documents.outcome_unclear': {
    id: 'BSrE tidak menjawab sampai selesai, jadi dokumen ini mungkin sudah ditandatangani di sana. Periksa dulu di akun BSrE Anda.',
    en: 'BSrE did not finish its answer, so this document may be signed there. Look into your BSrE account first.',
  },
  'documents.nothing_signed': {
    id: 'Menurut BSrE, percobaan yang lalu tidak menghasilkan tanda tangan. Anda dapat menandatangani sekarang.',
    en: 'BSrE says the earlier try left no signature. You can sign now.',
  },
  'documents.being_signed': {
    id: 'Dokumen ini sedang ditandatangani. Tunggu satu menit, lalu muat ulang.',
    en: 'This document is being signed. Wait a minute, then reload.',
  },
  'documents.file_needed': { id: 'Pilih berkas PDF yang mau diperiksa.', en: 'Choose the PDF file to check.' },
  'documents.file_too_big': {
    id: 'Berkas lebih besar dari 5 MB. Dokumen terbitan kami tidak sebesar itu.',
    en: 'The file is larger than 5 MB. Documents we issue are never that large.',
  },
  'documents.code_malformed': {
    id: 'Kode terdiri dari 26 huruf dan angka, tercetak di bawah kode QR.',
    en: 'The code has 26 letters and digits, printed under the QR code.',
  },
} satisfies Words;

/** The public verify page. */
export const verify = {
  title: { id: 'Periksa dokumen', en: 'Check a document' },
  description: {
    id: 'Periksa apakah surat atau izin terbitan Pemerintah Kabupaten Mimika masih berlaku.',
    en: 'Check whether a letter or licence issued by Mimika Regency is still in force.',
  },
  lead: {
    id: 'Pindai kode QR pada dokumen, ketik kodenya, atau kirim berkas PDF-nya.',
    en: 'Scan the QR code on the document, type its code, or send its PDF file.',
  },
  code: { id: 'Kode dokumen', en: 'Code of the document' },
  code_help: { id: '26 huruf dan angka di bawah kode QR.', en: '26 letters and digits under the QR code.' },
  check_code: { id: 'Periksa kode', en: 'Check the code' },
  file: { id: 'Berkas PDF', en: 'PDF file' },
  file_help: { id: 'Berkas tidak kami simpan. Paling besar 5 MB.', en: 'We do not keep the file. At most 5 MB.' },
  check_file: { id: 'Periksa berkas', en: 'Check the file' },
  by_code: { id: 'Dengan kode', en: 'By code' },
  by_file: { id: 'Dengan berkas', en: 'By file' },
  compare: { id: 'Bandingkan dengan berkas Anda', en: 'Compare with your file' },
  compare_text: { id: 'Berkas yang diubah sedikit saja tidak akan cocok.', en: 'A file with the smallest change will not match.' },
  same: { id: 'Berkas sama dengan yang kami terbitkan.', en: 'The file is the one we issued.' },
  differs: {
    id: 'Berkas ini bukan dokumen yang kami terbitkan dengan kode ini, atau sudah diubah.',
    en: 'This file is not the one we issued under this code, or it was changed.',
  },
  'status.valid': { id: 'Berlaku', en: 'In force' },
  'status.expired': { id: 'Kedaluwarsa', en: 'Expired' },
  'status.revoked': { id: 'Dicabut', en: 'Revoked' },
  'status.replaced': { id: 'Diganti', en: 'Replaced' },
  'since.valid': { id: 'Berlaku sejak {day}.', en: 'In force since {day}.' },
  'since.expired': { id: 'Masa berlakunya berakhir {day}.', en: 'It ended on {day}.' },
  'since.revoked': { id: 'Dicabut {day}. Jangan dipakai lagi.', en: 'Revoked on {day}. Do not use it any more.' },
  'since.replaced': {
    id: 'Diganti dokumen baru {day}. Mintalah dokumen yang baru.',
    en: 'Replaced by a new document on {day}. Ask for the new one.',
  },
  none_title: { id: 'Tidak ditemukan', en: 'Not found' },
  none_file: {
    id: 'Berkas ini bukan dokumen yang kami terbitkan, atau sudah diubah.',
    en: 'This file is not a document we issued, or it was changed.',
  },
  again: { id: 'Periksa dokumen lain', en: 'Check another document' },
  issued_by: { id: 'Diterbitkan oleh', en: 'Issued by' },
  example: {
    id: 'Contoh: portal ini memakai sertifikat uji, dokumennya tidak sah.',
    en: 'Example: this portal uses a test certificate, its documents are not valid in law.',
  },
} satisfies Words;

/** States of an issued paper, as its holder and officers read them. */
export const statuses = {
  prepared: { id: 'menunggu tanda tangan', en: 'waits for its signature' },
  signed: { id: 'ditandatangani', en: 'signed' },
  valid: { id: 'berlaku', en: 'in force' },
  expired: { id: 'kedaluwarsa', en: 'expired' },
  revoked: { id: 'dicabut', en: 'revoked' },
  replaced: { id: 'diganti', en: 'replaced' },
  void: { id: 'batal', en: 'void' },
} satisfies Words;

/** Names of the fields a definition may make public. */
export const fields = {
  number: { id: 'Nomor', en: 'Number' },
  holder_initials: { id: 'Inisial pemegang', en: 'Holder’s initials' },
  facility: { id: 'Tempat praktik', en: 'Place of practice' },
  issued_on: { id: 'Tanggal terbit', en: 'Issued on' },
  valid_from: { id: 'Berlaku mulai', en: 'Valid from' },
  valid_until: { id: 'Berlaku sampai', en: 'Valid until' },
  signer_office: { id: 'Ditandatangani oleh', en: 'Signed by' },
  signer_name: { id: 'Nama pejabat', en: 'Official' },
  file_sha256: { id: 'SHA-256 berkas', en: 'SHA-256 of the file' },
  research_title: { id: 'Judul penelitian', en: 'Title of the research' },
  institution: { id: 'Lembaga', en: 'Institution' },
  location: { id: 'Lokasi', en: 'Place' },
  purpose: { id: 'Keperluan', en: 'Purpose' },
  addressee: { id: 'Ditujukan kepada', en: 'Addressed to' },
  education: { id: 'Pendidikan terakhir', en: 'Highest schooling' },
} satisfies Words;

/** The signing desk. */
export const desk = {
  title: { id: 'Tanda tangan', en: 'Signatures' },
  lead: {
    id: 'Dokumen dari keputusan Anda yang menunggu tanda tangan elektronik.',
    en: 'Documents from your decisions that wait for your electronic signature.',
  },
  none: { id: 'Tidak ada dokumen yang menunggu tanda tangan Anda.', en: 'No document waits for your signature.' },
  done: { id: 'Dokumen ditandatangani dan dikirim kepada pemohon.', en: 'The document is signed and on its way to the applicant.' },
  document: { id: 'Dokumen', en: 'Document' },
  number: { id: 'Nomor', en: 'Number' },
  case: { id: 'Berkas', en: 'Case' },
  since: { id: 'Menunggu sejak', en: 'Waiting since' },
  open: { id: 'Buka', en: 'Open' },
  read: { id: 'Baca naskahnya (PDF)', en: 'Read it (PDF)' },
  passphrase: { id: 'Kata sandi tanda tangan (passphrase)', en: 'Signing passphrase' },
  passphrase_help: {
    id: 'Diteruskan ke BSrE untuk satu tanda tangan ini, tidak disimpan.',
    en: 'Passed on to BSrE for this one signature, never kept.',
  },
  sign: { id: 'Tanda tangani', en: 'Sign' },
  unclear: { id: 'Percobaan {time} tidak jelas hasilnya.', en: 'The try of {time} has no clear outcome.' },
  ask: { id: 'Tanyakan hasilnya ke BSrE', en: 'Ask BSrE for the outcome' },
  again: {
    id: 'Saya sudah memeriksa akun BSrE saya: dokumen ini belum ditandatangani di sana.',
    en: 'I looked into my BSrE account: this document is not signed there.',
  },
  automatic: {
    id: 'Portal ini menandatangani dengan sertifikat contoh tanpa kata sandi.',
    en: 'This portal signs with an example certificate, without a passphrase.',
  },
  give_up: { id: 'Batalkan dokumen ini', en: 'Give this document up' },
  give_up_text: { id: 'Nomornya dicatat sebagai batal dan tidak dipakai lagi.', en: 'Its number is noted as void and never used again.' },
  give_up_reason: { id: 'Alasan', en: 'Reason' },
  back: { id: 'Semua dokumen', en: 'All documents' },
} satisfies Words;
