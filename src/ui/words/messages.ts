import type { Words } from './words.ts';

export const inbox = {
  title: { id: 'Kotak masuk', en: 'Inbox' },
  none: { id: 'Belum ada pesan.', en: 'No messages yet.' },
  unread: { id: 'baru', en: 'new' },
  open: { id: 'Buka berkas', en: 'Open the request' },
  mark_read: { id: 'Tandai sudah dibaca', en: 'Mark as read' },
} satisfies Words;

export const outbox = {
  title: { id: 'Kotak keluar contoh', en: 'Demo outbox' },
  lead: {
    id: 'Di luar contoh, kode dan pesan ini dikirim ke ponsel atau surel. Halaman ini hanya ada pada contoh.',
    en: 'Outside the demo these codes and messages go to phones and mailboxes. This page exists in the demo only.',
  },
  none: {
    id: 'Belum ada yang dikirim. Muat ulang halaman setelah beberapa detik.',
    en: 'Nothing sent yet. Reload the page in a few seconds.',
  },
  to: { id: 'Kepada', en: 'To' },
  channel: { id: 'Saluran', en: 'Channel' },
  text: { id: 'Isi', en: 'Text' },
  at: { id: 'Waktu', en: 'Time' },
  officers: { id: 'Kode petugas contoh', en: 'Codes of demo officers' },
  officers_lead: {
    id: 'Sandi semua orang contoh: {password}. Kode berganti tiap 30 detik dan berlaku sekali.',
    en: 'Password of every demo person: {password}. Codes change every 30 seconds and work once.',
  },
  who: { id: 'Nama', en: 'Name' },
  duties: { id: 'Tugas', en: 'Duties' },
  code: { id: 'Kode', en: 'Code' },
} satisfies Words;
