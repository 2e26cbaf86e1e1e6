/** What a conversation says, in both languages. Short, for small screens and SMS. */
interface Sentences {
  readonly hello: string;
  readonly help: string;
  readonly ask_text: string;
  readonly text_short: string;
  readonly text_long: (most: string) => string;
  readonly ask_category: string;
  readonly choose: (most: string) => string;
  readonly ask_place: string;
  readonly ask_place_sms: string;
  readonly which_place: string;
  readonly place_unknown: string;
  readonly point_kept: string;
  readonly ask_landmark: string;
  readonly ask_photo: string;
  readonly photo_or_skip: string;
  readonly photo_kept: (count: string) => string;
  readonly photo_more: (count: string) => string;
  readonly photos_full: (most: string) => string;
  readonly photo_added: (number: string) => string;
  readonly picture: (fault: string) => string;
  readonly unknown_kind: string;
  readonly summary: (of: { category: string; place: string; text: string; photos: string; secret: boolean }) => string;
  readonly send_or_cancel: string;
  readonly added: string;
  readonly cancelled: string;
  readonly sent: (of: { number: string; code: string; until: string; link: string }) => string;
  readonly kept_for_you: (of: { number: string; code: string }) => string;
  readonly refused: string;
  readonly emergency: (numbers: string) => string;
  readonly which_asked: (numbers: readonly string[]) => string;
  readonly not_asked: string;
  readonly answer_kept: (number: string) => string;
  readonly number_wrong: string;
  readonly code_needed: (number: string) => string;
  readonly code_wrong: string;
  readonly too_many: string;
  readonly status: (of: { number: string; label: string; until: string }) => string;
  readonly silenced: string;
  readonly resumed: string;
}

const id: Sentences = {
  hello: 'Halo, ini Mimika Center. Kami mencatat laporan tentang layanan dan fasilitas umum di Kabupaten Mimika.',
  help: 'Tulis apa yang terjadi, lalu jawab pertanyaan kami. Kata yang selalu bisa dipakai: BATAL, STATUS <nomor> <empat kata>, JAWAB <nomor> <jawaban>, BERHENTI, MULAI, ENGLISH.',
  ask_text: 'Apa yang terjadi? Tulis dalam satu pesan.',
  text_short: 'Itu terlalu singkat. Tulis apa yang terjadi, paling sedikit 10 huruf.',
  text_long: (most) => `Itu terlalu panjang. Tulis paling banyak ${most} huruf; selebihnya dapat Anda tambahkan nanti.`,
  ask_category: 'Tentang apa? Balas dengan angkanya:',
  choose: (most) => `Kami belum mengerti. Balas dengan angka 1 sampai ${most}.`,
  ask_place: 'Di mana? Tulis nama distrik atau kampung, atau kirim lokasi dari WhatsApp.',
  ask_place_sms: 'Di mana? Tulis nama distrik atau kampung.',
  which_place: 'Yang mana? Balas dengan angkanya:',
  place_unknown:
    'Nama itu tidak kami temukan. Tulis lagi nama distrik atau kampung. Bila tetap tidak ditemukan, kami catat seperti yang Anda tulis.',
  point_kept: 'Lokasinya kami catat.',
  ask_landmark: 'Dekat apa? Misalnya nama sekolah atau gereja. Balas LEWATI bila tidak ada.',
  ask_photo: 'Kirim foto bila ada (paling banyak 5). Balas SELESAI bila sudah, atau LEWATI.',
  photo_or_skip: 'Kirim foto, atau balas SELESAI atau LEWATI.',
  photo_kept: (count) => `Foto ke-${count} kami simpan.`,
  photo_more: (count) => `Foto ke-${count} kami simpan. Kirim lagi, atau balas SELESAI.`,
  photos_full: (most) => `Sudah ${most} foto, itu yang terbanyak. Foto ini tidak kami simpan.`,
  photo_added: (number) => `Foto kami tambahkan pada laporan ${number}.`,
  picture: (fault) =>
    fault === 'gone'
      ? 'Foto itu tidak dapat kami ambil. Kirim sekali lagi, atau balas LEWATI.'
      : fault === 'files.too_large' || fault === 'files.picture_too_large'
        ? 'Foto itu terlalu besar (paling besar 10 MB). Kirim yang lebih kecil, atau balas LEWATI.'
        : 'Berkas itu bukan foto yang dapat kami baca. Kirim foto JPEG atau PNG, atau balas LEWATI.',
  unknown_kind: 'Kami hanya dapat membaca tulisan, foto, dan lokasi. Pesan suara dan video belum bisa.',
  summary: ({ category, place, text, photos, secret }) =>
    [
      'Periksa laporan Anda:',
      `Tentang: ${category}`,
      `Tempat: ${place}`,
      `Isi: ${text}`,
      `Foto: ${photos}`,
      secret ? 'Isi tidak ditampilkan untuk umum.' : 'Isi dapat dibaca umum; nama dan nomor Anda tidak pernah.',
      'Balas KIRIM, RAHASIA (ubah siapa yang membaca), atau BATAL.',
    ].join('\n'),
  send_or_cancel: 'Balas KIRIM, RAHASIA, atau BATAL.',
  added: 'Kami tambahkan pada isi laporan.',
  cancelled: 'Dibatalkan; yang Anda tulis tidak kami simpan. Tulis kapan saja untuk melapor lagi.',
  sent: ({ number, code, until, link }) =>
    `Laporan Anda kami terima: ${number}. Empat kata Anda: ${code}. Simpan keduanya; dengan itu Anda membuka laporan di ${link}, atau balas STATUS ${number} ${code}. Kami memeriksanya paling lambat ${until}.`,
  kept_for_you: ({ number, code }) =>
    `Percakapan kita belum selesai, jadi laporan Anda kami catat dengan yang sudah Anda tulis: ${number}. Empat kata Anda: ${code}. Petugas mungkin bertanya. Tidak jadi melapor? Buka laporan itu lalu tarik.`,
  refused: 'Laporan belum dapat kami terima; ada bagian yang perlu diperbaiki.',
  emergency: (numbers) => `Bila ada bahaya bagi jiwa, telepon sekarang: ${numbers}. Laporan ini tidak dibaca dalam hitungan menit.`,
  which_asked: (numbers) =>
    `Kami bertanya tentang lebih dari satu laporan. Balas JAWAB <nomor> <jawaban Anda>: ${numbers.join(', ')}. Untuk melapor hal baru, balas LAPOR.`,
  not_asked: 'Tidak ada pertanyaan kami yang terbuka untuk nomor itu.',
  answer_kept: (number) =>
    `Jawaban Anda untuk laporan ${number} kami teruskan. Nomor Anda tidak kami berikan. Untuk melapor hal baru, balas LAPOR.`,
  number_wrong: 'Nomor laporan itu tidak benar. Contoh: STATUS ADU-2026-000123-7 dan empat kata dari tanda terima.',
  code_needed: (number) => `Tulis juga empat kata dari tanda terima: STATUS ${number} <empat kata>.`,
  code_wrong: 'Nomor dan empat kata itu tidak cocok.',
  too_many: 'Terlalu banyak percobaan. Coba lagi nanti.',
  status: ({ number, label, until }) => `${number}: ${label}.${until ? ` Paling lambat ${until}.` : ''}`,
  silenced: 'Kabar tentang laporan Anda kami hentikan. Laporan tetap dikerjakan. Balas MULAI untuk menerima kabar lagi.',
  resumed: 'Kabar tentang laporan Anda kami kirim lagi.',
};

const en: Sentences = {
  hello: 'Hello, this is Mimika Center. We take reports about public services and facilities in Mimika.',
  help: 'Write what happened, then answer our questions. Words that always work: CANCEL, STATUS <number> <four words>, JAWAB <number> <answer>, STOP, START, INDONESIA.',
  ask_text: 'What happened? Write it in one message.',
  text_short: 'That is too short. Write what happened, at least 10 letters.',
  text_long: (most) => `That is too long. Write at most ${most} letters; you can add the rest later.`,
  ask_category: 'What is it about? Answer with the number:',
  choose: (most) => `We did not understand. Answer with a number from 1 to ${most}.`,
  ask_place: 'Where? Write the name of the district or village, or send a location from WhatsApp.',
  ask_place_sms: 'Where? Write the name of the district or village.',
  which_place: 'Which one? Answer with the number:',
  place_unknown: 'We did not find that name. Write the district or village again. If we still do not find it, we keep what you wrote.',
  point_kept: 'We noted the location.',
  ask_landmark: 'Near what? A school or a church, for example. Answer SKIP if there is nothing.',
  ask_photo: 'Send photos if you have some (at most 5). Answer DONE when finished, or SKIP.',
  photo_or_skip: 'Send a photo, or answer DONE or SKIP.',
  photo_kept: (count) => `We kept photo ${count}.`,
  photo_more: (count) => `We kept photo ${count}. Send more, or answer DONE.`,
  photos_full: (most) => `That makes ${most} photos, which is the most. We did not keep this one.`,
  photo_added: (number) => `We added the photo to report ${number}.`,
  picture: (fault) =>
    fault === 'gone'
      ? 'We could not fetch that photo. Send it once more, or answer SKIP.'
      : fault === 'files.too_large' || fault === 'files.picture_too_large'
        ? 'That photo is too large (10 MB at most). Send a smaller one, or answer SKIP.'
        : 'That file is no photo we can read. Send a JPEG or PNG photo, or answer SKIP.',
  unknown_kind: 'We can read text, photos and locations only. Voice messages and videos do not work yet.',
  summary: ({ category, place, text, photos, secret }) =>
    [
      'Look at your report:',
      `About: ${category}`,
      `Place: ${place}`,
      `Text: ${text}`,
      `Photos: ${photos}`,
      secret ? 'The text is not shown in public.' : 'The text can be read by anybody; your name and number never.',
      'Answer SEND, SECRET (change who reads it), or CANCEL.',
    ].join('\n'),
  send_or_cancel: 'Answer SEND, SECRET or CANCEL.',
  added: 'We added that to the text.',
  cancelled: 'Cancelled; we kept nothing of what you wrote. Write any time to report again.',
  sent: ({ number, code, until, link }) =>
    `We received your report: ${number}. Your four words: ${code}. Keep both; they open your report at ${link}, or answer STATUS ${number} ${code}. We check it by ${until}.`,
  kept_for_you: ({ number, code }) =>
    `Our conversation did not end, so we took your report with what you wrote: ${number}. Your four words: ${code}. An officer may ask you something. Changed your mind? Open the report and withdraw it.`,
  refused: 'We cannot take the report yet; something needs to be put right.',
  emergency: (numbers) => `If life is in danger, call now: ${numbers}. This report is not read within minutes.`,
  which_asked: (numbers) =>
    `We asked about more than one report. Answer JAWAB <number> <your answer>: ${numbers.join(', ')}. For something new, answer REPORT.`,
  not_asked: 'No question of ours is open for that number.',
  answer_kept: (number) => `We passed on your answer for report ${number}, without your number. For something new, answer REPORT.`,
  number_wrong: 'That is no number of a report. Example: STATUS ADU-2026-000123-7 and the four words of the receipt.',
  code_needed: (number) => `Add the four words of the receipt: STATUS ${number} <four words>.`,
  code_wrong: 'That number and those words do not fit.',
  too_many: 'Too many tries. Try again later.',
  status: ({ number, label, until }) => `${number}: ${label}.${until ? ` Due by ${until}.` : ''}`,
  silenced: 'We stopped the messages about your reports. We go on with them. Answer START to hear again.',
  resumed: 'You will hear about your reports again.',
};

export const sentences = { id, en };
