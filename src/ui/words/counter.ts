import type { Words } from './words.ts';

export const counter = {
  serving: { id: 'Nomor {n} sedang dilayani', en: 'Serving number {n}' },
  title: { id: 'Loket', en: 'Counter' },
  lead: {
    id: 'Cari pemohon dengan NIK. Nama Anda dan nama pemohon tercatat.',
    en: 'Find the applicant by NIK. Your name and theirs are recorded.',
  },
  nik: { id: 'NIK pemohon', en: 'Applicant’s NIK' },
  find: { id: 'Cari', en: 'Find' },
  found: { id: 'Pemohon', en: 'Applicant' },
  choose: { id: 'Layanan', en: 'Service' },
  begin: { id: 'Mulai mengisi', en: 'Start' },
  register: { id: 'Daftarkan pemohon', en: 'Register the applicant' },
  unknown: {
    id: 'NIK ini belum terdaftar. Lihat KTP-el pemohon, lalu daftarkan.',
    en: 'This NIK is not registered. Look at the identity card and register.',
  },
  name: { id: 'Nama lengkap', en: 'Full name' },
  phone: { id: 'Nomor HP (boleh kosong)', en: 'Phone (may stay empty)' },
  received: { id: 'Permohonan diterima. Nomor berkasnya:', en: 'Request received. Its case number:' },
  print_receipt: { id: 'Cetak tanda terima', en: 'Print the receipt' },
  open_case: { id: 'Buka berkas', en: 'Open the case' },
} satisfies Words;
