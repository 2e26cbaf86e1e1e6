import type { Words } from './words.ts';

/** What is wrong with an answer of a service form: one sentence each, saying what to do. */
export const reasons = {
  'form.no_page': { id: 'Halaman formulir ini tidak ada.', en: 'There is no such page of the form.' },
  'field.required': { id: 'Isian ini wajib diisi.', en: 'This answer is required.' },
  'field.required_choice': { id: 'Pilih salah satu.', en: 'Choose one.' },
  'field.required_day': { id: 'Isi tanggalnya.', en: 'Enter the date.' },
  'field.nik_format': { id: 'NIK terdiri dari 16 angka, tanpa huruf.', en: 'A NIK has 16 digits and no letters.' },
  'field.nik_day': {
    id: 'Angka ke-7 dan ke-8 NIK bukan tanggal lahir. Periksa lagi dengan KTP.',
    en: 'Digits 7 and 8 of the NIK aren’t a day of birth. Compare with the card.',
  },
  'field.nik_month': {
    id: 'Angka ke-9 dan ke-10 NIK bukan bulan. Periksa lagi dengan KTP.',
    en: 'Digits 9 and 10 of the NIK aren’t a month. Compare with the card.',
  },
  'field.nik_date': {
    id: 'Tanggal lahir di dalam NIK tidak ada di kalender. Periksa lagi dengan KTP.',
    en: 'The date of birth in the NIK doesn’t exist. Compare with the card.',
  },
  'field.nik_serial': { id: 'Empat angka terakhir NIK tidak boleh 0000.', en: 'The last four digits of a NIK can’t be 0000.' },
  'field.phone': { id: 'Tulis nomor telepon seperti 0812 3456 7890.', en: 'Write a phone number like 0812 3456 7890.' },
  'field.email': { id: 'Tulis alamat surel seperti nama@contoh.id.', en: 'Write an e-mail address like name@example.id.' },
  'field.day': { id: 'Tulis tanggal seperti 24-11-2026.', en: 'Write a date like 24-11-2026.' },
  'field.integer': { id: 'Tulis bilangan bulat, misalnya 12.', en: 'Write a whole number, for example 12.' },
  'field.decimal': { id: 'Tulis angka, misalnya 4,5.', en: 'Write a number, for example 4,5.' },
  'field.decimal_unclear': {
    id: 'Angka ini dapat dibaca dua cara. Tulis tanpa titik, misalnya 1250 atau 1,25.',
    en: 'This can be read two ways. Write it without a dot: 1250 or 1,25.',
  },
  'field.scale': { id: 'Paling banyak {scale} angka di belakang koma.', en: 'At most {scale} digits after the comma.' },
  'field.number_range': { id: 'Angka ini terlalu besar.', en: 'This number is too large.' },
  'field.number_min': { id: 'Paling sedikit {min}.', en: 'At least {min}.' },
  'field.number_max': { id: 'Paling banyak {max}.', en: 'At most {max}.' },
  'field.boolean': { id: 'Jawab ya atau tidak.', en: 'Answer yes or no.' },
  'field.choice': { id: 'Pilih salah satu dari daftar.', en: 'Choose one from the list.' },
  'field.kampung_elsewhere': { id: 'Kampung ini bukan di distrik yang Anda pilih.', en: 'This kampung isn’t in the distrik you chose.' },
  'field.too_short': { id: 'Terlalu pendek: paling sedikit {min} huruf.', en: 'Too short: at least {min} characters.' },
  'field.too_long': { id: 'Terlalu panjang: paling banyak {max} huruf.', en: 'Too long: at most {max} characters.' },
  'field.no_letters': { id: 'Tulis dengan huruf atau angka.', en: 'Write letters or digits.' },
  'field.one_line': { id: 'Tulis dalam satu baris.', en: 'Write it in one line.' },
  'field.control': {
    id: 'Ada tanda yang tidak terlihat di isian ini. Hapus, lalu ketik ulang.',
    en: 'There are invisible signs in this answer. Delete it and type it again.',
  },
  'field.shape': { id: 'Isian ini tidak dapat dibaca.', en: 'This answer can’t be read.' },
  'field.unknown': { id: 'Isian ini tidak ada di formulir.', en: 'The form has no such question.' },
  'field.must': { id: 'Isian ini tidak cocok dengan jawaban lain.', en: 'This doesn’t fit your other answers.' },
} satisfies Words;
