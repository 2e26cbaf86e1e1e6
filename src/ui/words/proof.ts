import type { Words } from './words.ts';

/** Daily roots of the event log, and proofs against them. */
export const reasons = {
  'proof.no_day': {
    id: 'Hari itu belum ditutup. Akar hari ini tersedia lewat tengah malam.',
    en: 'That day isn’t closed. Today’s root comes after midnight.',
  },
  'proof.no_event': { id: 'Kejadian itu tidak ada.', en: 'There is no such event.' },
  'proof.broken': {
    id: 'Catatan hari itu tidak lagi cocok dengan sidiknya, sehingga bukti tidak dapat dibuat. Lihat halaman Bukti.',
    en: 'The record of that day no longer fits its fingerprint, so no proof can be made. See the page Proof.',
  },
  'proof.text_missing': { id: 'Tempel isi berkas bukti.', en: 'Paste what the proof file holds.' },
} satisfies Words;

export const proof = {
  title: { id: 'Bukti catatan tidak diubah', en: 'Proof that the record wasn’t changed' },
  description: {
    id: 'Satu sidik setiap hari atas semua kejadian yang dicatat; siapa pun dapat menyimpannya dan memeriksa kembali.',
    en: 'One fingerprint a day over everything that was recorded; anybody can keep it and check again.',
  },
  lead: {
    id: 'Setiap langkah berkas dan laporan dicatat, dan catatan tidak dapat dihapus atau diubah tanpa ketahuan: setiap malam kami mengumumkan satu sidik atas semua catatan hari itu. Simpan sidiknya; bila kemudian tidak cocok, catatan telah diubah.',
    en: 'Each step of a case or a report is recorded, and the record can’t be deleted or changed unnoticed: each night we publish one fingerprint over everything recorded that day. Keep it; where it doesn’t fit later, the record was changed.',
  },
  feed: { id: 'Umpan sidik harian (Atom), untuk menyimpan salinan', en: 'Feed of daily fingerprints (Atom), to keep copies' },
  feed_content: { id: 'Isi: hari, akar (SHA-256), jumlah kejadian.', en: 'Content: day, root (SHA-256), number of events.' },
  draws: { id: 'Undian pemeriksaan lapangan', en: 'Draw of checks on site' },
  days: { id: 'Sidik harian', en: 'Daily fingerprints' },
  none: { id: 'Belum ada hari yang ditutup.', en: 'No day is closed yet.' },
  day: { id: 'Hari', en: 'Day' },
  events: { id: 'Kejadian', en: 'Events' },
  root: { id: 'Akar (SHA-256)', en: 'Root (SHA-256)' },
  older: { id: 'Lebih lama', en: 'Older' },
  closed: { id: 'Diumumkan', en: 'Published' },
  whole: { id: 'Dihitung ulang dari isi setiap kejadian, {at}: cocok.', en: 'Counted again from what each event says, {at}: it fits.' },
  changed: {
    id: 'Dihitung ulang dari isi setiap kejadian, {at}: TIDAK cocok. Catatan hari itu telah diubah.',
    en: 'Counted again from what each event says, {at}: it does NOT fit. The record of that day was changed.',
  },
  unseen: {
    id: 'Belum dihitung ulang; giliran hari ini menyusul tiap malam.',
    en: 'Not counted again yet; its turn comes one of these nights.',
  },
  hashes: { id: 'Semua hash hari itu, untuk dihitung sendiri', en: 'All hashes of the day, to count it yourself' },
  how: {
    id: 'Cara menghitung: pohon Merkle menurut RFC 9162 § 2.1 dengan SHA-256; daun adalah 32 bita hash setiap kejadian, menurut urutan catatan. Hash kejadian adalah SHA-256 dari hash sebelumnya, ganti baris, dan kejadian sebagai JSON kanonik (RFC 8785).',
    en: 'How it is counted: a Merkle tree by RFC 9162 § 2.1 with SHA-256; a leaf is the 32 bytes of an event’s hash, in the order of the record. An event’s hash is SHA-256 over the hash before it, a line feed, and the event as canonical JSON (RFC 8785).',
  },
  check: { id: 'Periksa berkas bukti', en: 'Check a proof file' },
  check_lead: {
    id: 'Bukti tanda terima diunduh di halaman laporan atau berkas Anda, sehari sesudah diterima.',
    en: 'The proof of a receipt is downloaded on the page of your report or case, the day after it was received.',
  },
  text: { id: 'Isi berkas bukti (JSON)', en: 'What the proof file holds (JSON)' },
  submit: { id: 'Periksa', en: 'Check' },
  holds: {
    id: 'Bukti ini cocok: kejadian “{type}” dicatat {at} dan ada dalam sidik {day}.',
    en: 'This proof holds: the event “{type}” was recorded on {at} and is in the fingerprint of {day}.',
  },
  'why.unreadable': { id: 'Ini bukan berkas bukti kami, atau tidak lengkap.', en: 'This is no proof file of ours, or it isn’t whole.' },
  'why.event': { id: 'Tidak cocok: isi kejadian telah diubah.', en: 'It doesn’t hold: what the event says was changed.' },
  'why.path': {
    id: 'Tidak cocok: kejadian ini tidak ada dalam sidik yang disebut berkas.',
    en: 'It doesn’t hold: this event isn’t in the fingerprint the file names.',
  },
  'why.root': {
    id: 'Tidak cocok: sidik dalam berkas bukan yang kami umumkan untuk hari itu.',
    en: 'It doesn’t hold: the fingerprint in the file isn’t the one published for that day.',
  },
  download: { id: 'Unduh bukti tanda terima', en: 'Download the proof of receipt' },
  later: { id: 'Bukti tanda terima tersedia sesudah tengah malam.', en: 'The proof of receipt comes after midnight.' },
} satisfies Words;
