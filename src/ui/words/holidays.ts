import type { Words } from './words.ts';

/** Days that don't count as working days, kept by the steward. */
export const reasons = {
  'core.holiday_date': { id: 'Tulis tanggalnya.', en: 'Give the date.' },
  'core.holiday_name': { id: 'Tulis nama hari liburnya.', en: 'Name the holiday.' },
  'core.holiday_basis': { id: 'Tulis keputusan yang menetapkannya.', en: 'Name the decree that sets it.' },
  'core.holiday_known': { id: 'Hari ini sudah ada dalam daftar.', en: 'This day is in the list already.' },
} satisfies Words;
export const holidays = {
  title: { id: 'Hari libur', en: 'Holidays' },
  lead: {
    id: 'Menambah atau menghapus hari libur memindahkan tenggat setiap laporan yang masih terbuka; pelapor membaca alasannya di laporannya.',
    en: 'Adding or removing a holiday moves the dates of every open report; the reporter reads why on the report.',
  },
  add: { id: 'Tambah hari libur', en: 'Add a holiday' },
  date: { id: 'Tanggal', en: 'Date' },
  name: { id: 'Nama', en: 'Name' },
  kind: { id: 'Jenis', en: 'Kind' },
  basis: { id: 'Keputusan', en: 'Decree' },
  remove: { id: 'Hapus', en: 'Remove' },
  done: { id: 'Tersimpan. Tenggat laporan yang terbuka dihitung ulang.', en: 'Kept. Dates of open reports are being worked out again.' },
  days: { id: '{n} hari mulai tahun ini', en: '{n} days from this year on' },
} satisfies Words;
export const holidayKinds = {
  nasional: { id: 'Libur nasional', en: 'National holiday' },
  cuti_bersama: { id: 'Cuti bersama', en: 'Collective leave' },
  daerah: { id: 'Libur daerah', en: 'Regional holiday' },
  fakultatif: { id: 'Fakultatif', en: 'Optional' },
} satisfies Words;
