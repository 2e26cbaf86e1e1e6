import type { Words } from './words.ts';

/** Opening a reporter's identity: two keepers, two offices. */
export const reasons = {
  'complaints.unmask_reason_missing': { id: 'Pilih alasannya.', en: 'Choose the reason.' },
  'complaints.unmask_basis_missing': {
    id: 'Tulis dasar hukumnya, misalnya nomor penetapan pengadilan atau pasal.',
    en: 'Name the legal basis, for example the number of the court order or the article.',
  },
  'complaints.unmask_number_unknown': { id: 'Tidak ada laporan bernomor ini.', en: 'There is no report of this number.' },
  'complaints.unmask_accused': {
    id: 'Instansi Anda dilaporkan dalam laporan ini; penjaga dari instansi lain yang harus meminta.',
    en: 'Your office is the one reported here; a keeper of another office must ask.',
  },
  'complaints.unmask_erased': { id: 'Identitas laporan ini sudah dihapus.', en: 'The identity behind this report was erased.' },
  'complaints.unmask_asked_already': {
    id: 'Permintaan untuk laporan ini masih menunggu.',
    en: 'A request for this report is waiting already.',
  },
  'complaints.unmask_decided': { id: 'Permintaan ini sudah diputus.', en: 'This request was decided already.' },
  'complaints.unmask_same_person': {
    id: 'Permintaan sendiri diputus oleh penjaga lain.',
    en: 'Your own request is decided by another keeper.',
  },
  'complaints.unmask_same_office': {
    id: 'Penjaga dari instansi lain yang harus memutus.',
    en: 'A keeper of another office must decide.',
  },
  'complaints.unmask_not_open': {
    id: 'Identitas ini tidak terbuka bagi Anda, atau waktunya sudah habis.',
    en: 'This identity is not open to you, or its time is over.',
  },
  'complaints.unmask_delay_whole': {
    id: 'Menunda pemberitahuan memerlukan dasar hukum dan tanggalnya.',
    en: 'To delay the notice, name both the law and the date.',
  },
  'complaints.unmask_delay_wrong': {
    id: 'Tanggal antara hari ini dan {days} hari ke depan.',
    en: 'A date between today and {days} days from now.',
  },
} satisfies Words;

export const keepers = {
  title: { id: 'Membuka identitas pelapor', en: 'Opening a reporter’s identity' },
  lead: {
    id: 'Selalu dua penjaga dari dua instansi. Terbuka {hours} jam, setiap kali melihat tercatat, dan pelapor diberi tahu.',
    en: 'Always two keepers of two offices. Open for {hours} hours; each look is recorded, and the reporter is told.',
  },
  ask: { id: 'Minta pembukaan', en: 'Ask for it to be opened' },
  number: { id: 'Nomor laporan', en: 'Report number' },
  reason: { id: 'Alasan', en: 'Reason' },
  basis: { id: 'Dasar hukum', en: 'Legal basis' },
  basis_help: { id: 'Misalnya: Penetapan PN Timika 12/Pen.Pid/2026.', en: 'For example: order 12/Pen.Pid/2026 of the Timika court.' },
  why: { id: 'Mengapa identitas ini diperlukan', en: 'Why this identity is needed' },
  delay: {
    id: 'Tunda pemberitahuan kepada pelapor (hanya bila hukum mengharuskan)',
    en: 'Delay the notice to the reporter (only where a law demands it)',
  },
  delay_law: { id: 'Dasar hukum penundaan', en: 'Law that delays the notice' },
  delay_until: { id: 'Beri tahu paling lambat', en: 'Tell at the latest on' },
  requests: { id: 'Permintaan', en: 'Requests' },
  none: { id: 'Belum ada permintaan.', en: 'No requests yet.' },
  asked: { id: '{name} meminta, {time}', en: '{name} asked, {time}' },
  decided: { id: 'Diputus {name}', en: 'Decided by {name}' },
  closes: { id: 'Terbuka sampai {time}', en: 'Open until {time}' },
  looks: { id: 'Dilihat {n} kali', en: 'Looked at {n} times' },
  told: { id: 'Pelapor diberi tahu {time}', en: 'Reporter told {time}' },
  delayed: { id: 'Pemberitahuan ditunda sampai {time}: {law}', en: 'Notice delayed until {time}: {law}' },
  approve: { id: 'Setujui', en: 'Approve' },
  decline: { id: 'Tolak', en: 'Decline' },
  look: { id: 'Lihat identitas', en: 'Look at the identity' },
  revealed: { id: 'Identitas pelapor {number}', en: 'Identity behind {number}' },
  revealed_lead: {
    id: 'Pembukaan ini tercatat. Jangan menyalinnya ke berkas.',
    en: 'This look was recorded. Do not copy it into the file.',
  },
  name: { id: 'Nama', en: 'Name' },
  phone: { id: 'Telepon', en: 'Phone' },
  email: { id: 'Email', en: 'E-mail' },
  nothing: { id: 'tidak diberikan', en: 'not given' },
} satisfies Words;

export const unmaskReasons = {
  pelayanan_langsung: { id: 'Pelayanan langsung kepada pelapor', en: 'Service to the reporter in person' },
  keselamatan_jiwa: { id: 'Keselamatan jiwa', en: 'Danger to life' },
  perintah_pengadilan: { id: 'Perintah pengadilan', en: 'Order of a court' },
  permintaan_pelapor: { id: 'Permintaan pelapor sendiri', en: 'Asked by the reporter' },
} satisfies Words;
export const unmaskStatus = {
  waits: { id: 'Menunggu penjaga dari instansi lain', en: 'Waits for a keeper of another office' },
  open: { id: 'Terbuka', en: 'Open' },
  closed: { id: 'Sudah tertutup', en: 'Closed' },
  declined: { id: 'Ditolak', en: 'Declined' },
} satisfies Words;

/** The public count of opened identities. */
export const unmaskingCounts = {
  title: { id: 'Berapa kali identitas pelapor dibuka', en: 'How often a reporter’s identity was opened' },
  description: {
    id: 'Jumlah pembukaan identitas pelapor menurut tahun dan alasan.',
    en: 'Openings of reporters’ identities by year and reason.',
  },
  lead: {
    id: 'Identitas pelapor disimpan terpisah dan rahasia. Hanya dua penjaga dari dua instansi bersama-sama dapat membukanya, untuk {hours} jam, dengan dasar hukum tertulis; pelapor diberi tahu.',
    en: 'A reporter’s identity is kept apart and secret. Only two keepers of two offices together can open it, for {hours} hours, with a written legal basis; the reporter is told.',
  },
  caption: { id: 'Pembukaan menurut tahun dan alasan', en: 'Openings by year and reason' },
  reason: { id: 'Alasan', en: 'Reason' },
  total: { id: 'Semua', en: 'All' },
  rule: {
    id: 'Dihitung saat identitas benar-benar dilihat untuk pertama kali. Permintaan yang ditolak tidak dihitung. Dasar: Perpres 76/2013.',
    en: 'Counted when an identity was really looked at for the first time. Requests that were declined don’t count. Basis: Perpres 76/2013.',
  },
  numbers: { id: 'Laporan dalam angka', en: 'Reports in numbers' },
} satisfies Words;
