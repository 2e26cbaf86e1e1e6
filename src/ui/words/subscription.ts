import type { Words } from './words.ts';

/** News of public reports by e-mail, without an account. */
export const subscription = {
  title: { id: 'Kabar laporan lewat email', en: 'News of reports by e-mail' },
  description: {
    id: 'Terima email tentang laporan warga yang baru atau berubah, menurut jenis dan wilayah. Tanpa akun.',
    en: 'Get e-mail about residents’ reports that are new or changed, by kind and place. No account.',
  },
  lead: {
    id: 'Paling banyak satu email sehari, hanya bila ada laporan baru atau yang berubah. Kami mengirim sesuatu setelah Anda menekan tombol di email pertama; sekali klik untuk berhenti, dan alamat Anda langsung terhapus.',
    en: 'At most one e-mail a day, only where a report is new or changed. Nothing is sent until you press the button of the first mail; one click ends it, and your address is deleted at once.',
  },
  email: { id: 'Alamat email', en: 'E-mail address' },
  category: { id: 'Jenis masalah', en: 'Kind of problem' },
  region: { id: 'Wilayah', en: 'Place' },
  any: { id: 'Semua', en: 'All' },
  send: { id: 'Minta kabar', en: 'Ask for news' },
  asked: {
    id: 'Periksa email Anda: kami mengirim tautan untuk mengonfirmasi, bila alamat itu belum berlangganan.',
    en: 'Look into your mail: we sent a link to confirm, unless that address subscribed already.',
  },
  feed: { id: 'Tanpa memberi alamat: umpan Atom', en: 'Without giving an address: the Atom feed' },
  one: { id: 'Langganan kabar laporan', en: 'Subscription to news of reports' },
  wish: { id: 'Laporan: {category}. Wilayah: {region}.', en: 'Reports: {category}. Place: {region}.' },
  everything: { id: 'semua jenis', en: 'every kind' },
  everywhere: { id: 'seluruh Mimika', en: 'all of Mimika' },
  confirm: { id: 'Ya, kirimi saya kabar', en: 'Yes, send me news' },
  confirmed: { id: 'Langganan ini aktif.', en: 'This subscription is active.' },
  stop: { id: 'Berhenti dan hapus alamat saya', en: 'Stop, and delete my address' },
  ended: { id: 'Selesai: langganan dan alamat Anda sudah terhapus.', en: 'Done: your subscription and your address are deleted.' },
} satisfies Words;
