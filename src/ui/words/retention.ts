import type { Words } from './words.ts';

/** How long reports are kept. */
export const reasons = {
  'complaints.retention_gone': {
    id: 'Hitungan ini sudah diperintahkan atau sudah dihitung ulang. Lihat yang terbaru.',
    en: 'This count was ordered already, or counted anew. See the newest.',
  },
} satisfies Words;

export const retentionWords = {
  title: { id: 'Masa simpan laporan', en: 'How long reports are kept' },
  lead: {
    id: 'Setiap malam hanya dihitung apa yang sudah lewat waktunya. Tidak ada yang dihapus tanpa perintah di sini.',
    en: 'Every night what is past its time is only counted. Nothing goes without an order given here.',
  },
  rule_anonymise: {
    id: '{days} hari sesudah berakhir: identitas pelapor dihapus dari brankas, tulisannya tinggal seperti yang dibaca umum.',
    en: '{days} days after the end: the reporter’s identity leaves the vault, the words stay as the public reads them.',
  },
  rule_remove: {
    id: '{years} tahun sesudah berakhir: tulisan dan foto dihapus. Nomor, kepala laporan dan catatan kejadian tetap ada.',
    en: '{years} years after the end: words and pictures go. Number, header and log stay.',
  },
  basis: { id: 'Dasar', en: 'Basis' },
  unverified: { id: 'Dasar hukum belum diverifikasi ({mark}).', en: 'Legal basis not verified ({mark}).' },
  waiting: { id: 'Menunggu perintah', en: 'Waiting for an order' },
  nothing: { id: 'Tidak ada yang lewat waktunya.', en: 'Nothing is past its time.' },
  anonymise: { id: 'Hapus identitas pelapor', en: 'Make reporters unknown' },
  remove: { id: 'Hapus tulisan dan foto', en: 'Remove words and pictures' },
  counted: {
    id: '{n} laporan yang berakhir sebelum {date}; dihitung {at}.',
    en: '{n} reports that ended before {date}; counted {at}.',
  },
  sample: { id: 'Contohnya', en: 'Some of them' },
  order: { id: 'Perintahkan untuk {n} laporan', en: 'Order it for {n} reports' },
  sure: { id: 'Tidak dapat dibatalkan.', en: 'It can’t be undone.' },
  runs: { id: 'Yang diperintahkan', en: 'What was ordered' },
  what: { id: 'Apa', en: 'What' },
  by: { id: 'Oleh', en: 'By' },
  when: { id: 'Kapan', en: 'When' },
  done: { id: 'Selesai', en: 'Done' },
  progress: { id: '{done} dari {n}', en: '{done} of {n}' },
  finished: { id: '{done}, selesai {at}', en: '{done}, done {at}' },
  none: { id: 'Belum pernah.', en: 'Never yet.' },
} satisfies Words;
