import type { ReplyWarning } from '#modules/complaints/reply.ts';
import type { Words } from './words.ts';

/** Before an answer goes out: what to look at again, and how it will be read. */
export const replyWords = {
  title: { id: 'Sebelum dikirim', en: 'Before it goes out' },
  clean: { id: 'Tidak ada yang menonjol. Baca sekali lagi, lalu kirim.', en: 'Nothing stands out. Read it once more, then send.' },
  advice: {
    id: 'Ini saran; Anda tetap dapat mengirim.',
    en: 'This is advice; you may send all the same.',
  },
  personal: {
    id: 'Ada data pribadi: {words}. Di halaman umum nomor disamarkan, tetapi nama tidak selalu; hapus bila tidak perlu.',
    en: 'It holds personal data: {words}. Numbers are masked in public, names not always; take out what isn’t needed.',
  },
  blame: {
    id: 'Terbaca menyalahkan: {words}. Katakan apa yang terjadi dan apa yang dilakukan.',
    en: 'It reads as blame: {words}. Say what happened and what is done.',
  },
  short: {
    id: 'Sangat pendek ({n} kata, di bawah {least}). Apa yang dilakukan, oleh siapa, kapan?',
    en: 'Very short ({n} words, fewer than {least}). What was done, by whom, when?',
  },
  no_date: { id: 'Tidak ada tanggal. Kapan dikerjakan, atau kapan kabar berikutnya?', en: 'No date. When was or will it be done?' },
  no_office: { id: 'Tidak disebut bagian atau jabatan yang mengerjakan.', en: 'It doesn’t say which office or post does it.' },
  no_next_step: { id: 'Langkah berikutnya belum disebut.', en: 'It doesn’t say what comes next.' },
  off_topic: {
    id: 'Tidak satu kata pun dari laporan disebut lagi. Apakah pertanyaannya terjawab?',
    en: 'Not a word of the report is taken up. Is the question answered?',
  },
  jargon: { id: 'Bahasa kantor: {words}.', en: 'Office language: {words}.' },
  instead: { id: '“{say}” (lebih jelas: {plain})', en: '“{say}” (clearer: {plain})' },
  vague: { id: 'Tidak pasti: {words}. Sebutkan tanggal atau langkahnya.', en: 'Vague: {words}. Name a date or a step.' },
  long_sentence: {
    id: 'Ada kalimat dengan {n} kata (lebih dari {most}); pecah menjadi dua.',
    en: 'One sentence has {n} words (more than {most}); make it two.',
  },
  to_reporter: { id: 'Yang dibaca pelapor', en: 'What the reporter reads' },
  to_everybody: { id: 'Yang dibaca umum', en: 'What the public reads' },
  not_public: { id: 'Umum tidak membaca kata-kata ini.', en: 'The public reads none of these words.' },
  next: { id: 'Kabar berikutnya {date}', en: 'Next news {date}' },
  kind_nik: { id: 'NIK', en: 'identity number' },
  kind_kk: { id: 'nomor KK', en: 'family card number' },
  kind_phone: { id: 'nomor telepon', en: 'telephone number' },
  kind_account: { id: 'nomor rekening', en: 'account number' },
  kind_number: { id: 'nomor pribadi', en: 'personal number' },
  kind_plate: { id: 'nomor polisi kendaraan', en: 'vehicle plate' },
  kind_email: { id: 'alamat email', en: 'e-mail address' },
  kind_name: { id: 'nama orang', en: 'a person’s name' },
} satisfies Words & Record<ReplyWarning['what'], unknown>;
