import type { Words } from './words.ts';

/** The whistle-blowers' own way: the form, the box, the handlers' desk. */
export const reasons = {
  'complaints.whistle_short': {
    id: 'Ceritakan lebih lengkap: apa, di mana, kapan. Sedikitnya dua puluh huruf.',
    en: 'Tell more: what, where, when. At least twenty letters.',
  },
  'complaints.whistle_own_office': {
    id: 'Inspektorat tidak memeriksa dirinya sendiri. Laporkan ke salah satu lembaga luar yang disebut di bawah.',
    en: 'The inspectorate does not judge itself. Please turn to one of the outside bodies named below.',
  },
  'complaints.whistle_outcome_missing': { id: 'Pilih hasilnya.', en: 'Choose the outcome.' },
  'complaints.whistle_another_decides': {
    id: 'Keberatan pelapor diputus oleh pemeriksa lain, bukan yang memutus sebelumnya.',
    en: 'The objection is decided by another handler than the first decision.',
  },
} satisfies Words;

export const whistle = {
  title: { id: 'Lapor pelanggaran secara rahasia', en: 'Report wrongdoing in confidence' },
  description: {
    id: 'Saluran pelapor pelanggaran (WBS) Inspektorat Mimika: tanpa nama, tanpa akun, dua arah.',
    en: 'Whistle-blower channel of Mimika’s inspectorate: no name, no account, two ways.',
  },
  lead: {
    id: 'Untuk penyalahgunaan wewenang, korupsi, pungutan liar, atau pelanggaran lain oleh pejabat, pegawai, atau aparat kampung.',
    en: 'For abuse of authority, corruption, illegal fees or other breaches by officials, civil servants or village staff.',
  },
  who_reads: { id: 'Siapa yang membaca', en: 'Who reads it' },
  reads_1: {
    id: 'Hanya pemeriksa Inspektorat yang ditunjuk. Instansi yang dilaporkan, Mimika Center, dan pimpinan tidak melihat apa pun, jumlahnya pun tidak.',
    en: 'Only the named handlers of the inspectorate. The agency reported, Mimika Center and the leaders see nothing, not even how many there are.',
  },
  reads_2: {
    id: 'Kami tidak meminta nama, nomor, atau akun. Walaupun Anda sedang masuk, laporan ini tidak dikaitkan dengan akun Anda.',
    en: 'We ask for no name, number or account. Even if you are signed in, this report is not tied to your account.',
  },
  reads_3: {
    id: 'Setiap kali pemeriksa membuka laporan ini, hal itu tercatat.',
    en: 'Each time a handler opens the report it is written down.',
  },
  text: { id: 'Apa yang terjadi', en: 'What happened' },
  text_help: {
    id: 'Apa, siapa, di mana, kapan, bagaimana Anda tahu. Jangan tulis nama Anda sendiri. Pikirkan apakah rincian tertentu hanya Anda yang tahu.',
    en: 'What, who, where, when, how you know. Do not write your own name. Consider whether a detail is known to you alone.',
  },
  accused: { id: 'Instansi yang dilaporkan', en: 'Agency concerned' },
  who: { id: 'Siapa yang dilaporkan (nama atau jabatan)', en: 'Who it is about (name or post)' },
  occurred: { id: 'Kapan terjadi', en: 'When it happened' },
  occurred_help: { id: 'Misalnya: Agustus 2026, atau setiap hari Senin.', en: 'For example: August 2026, or every Monday.' },
  photos: { id: 'Foto bukti, paling banyak lima', en: 'Photos as evidence, at most five' },
  photos_help: {
    id: 'Tempat, waktu, dan jenis kamera dihapus dari foto sebelum disimpan.',
    en: 'Place, time and camera are removed from the photo before it is kept.',
  },
  send: { id: 'Kirim tanpa nama', en: 'Send without a name' },
  have_box: { id: 'Sudah melapor? Buka kotak surat Anda', en: 'Reported already? Open your mailbox' },
  outside: { id: 'Kalau yang dilaporkan Inspektorat sendiri', en: 'If it is about the inspectorate itself' },
  outside_lead: { id: 'Hubungi salah satu lembaga luar ini:', en: 'Turn to one of these outside bodies:' },
  outside_for: { id: 'untuk {what}', en: 'for {what}' },
  sent_title: { id: 'Laporan Anda diterima', en: 'Your report was received' },
  sent_lead: {
    id: 'Catat nomor dan empat kata ini sekarang. Hanya dengan keduanya Anda dapat membaca jawaban. Kami tidak dapat mengirimnya lagi.',
    en: 'Write down the number and the four words now. Only with both can you read the answer. We cannot send them again.',
  },
  number: { id: 'Nomor', en: 'Number' },
  words: { id: 'Empat kata', en: 'Four words' },
  due: { id: 'Paling lambat diputus', en: 'Decided at the latest by' },
  sent_next: {
    id: 'Buka kotak surat dalam beberapa hari: pemeriksa mungkin bertanya. Pakai gawai yang bukan milik kantor.',
    en: 'Look into the mailbox in a few days: the handler may ask. Use a device that is not your office’s.',
  },
  open_box: { id: 'Buka kotak surat', en: 'Open the mailbox' },
  unverified: {
    id: 'Tenggat 60 hari kerja menurut praktik SP4N-LAPOR!; dasar hukum belum diverifikasi.',
    en: 'The 60 working days follow the practice of SP4N-LAPOR!; legal basis not yet verified.',
  },
  box_title: { id: 'Kotak surat pelapor', en: 'Reporter’s mailbox' },
  box_lead: {
    id: 'Tulis nomor dan empat kata dari tanda terima Anda.',
    en: 'Type the number and the four words of your receipt.',
  },
  close_box: { id: 'Tutup kotak surat', en: 'Close the mailbox' },
  closes: { id: 'Tertutup sendiri setelah 30 menit.', en: 'Closes by itself after 30 minutes.' },
  state: { id: 'Keadaan', en: 'State' },
  you_wrote: { id: 'Yang Anda laporkan', en: 'What you reported' },
  conversation: { id: 'Percakapan', en: 'Conversation' },
  no_messages: { id: 'Belum ada pesan.', en: 'No messages yet.' },
  from_you: { id: 'Anda', en: 'You' },
  from_office: { id: 'Inspektorat', en: 'Inspectorate' },
  from_reporter: { id: 'Pelapor', en: 'Reporter' },
  reply: { id: 'Tulis kepada Inspektorat', en: 'Write to the inspectorate' },
  object: { id: 'Tidak setuju? Tulis keberatan', en: 'You disagree? Write why' },
  object_help: {
    id: 'Keberatan diperiksa dan diputus oleh pemeriksa lain.',
    en: 'An objection is looked at and decided by another handler.',
  },
  reply_send: { id: 'Kirim', en: 'Send' },
  reply_sent: { id: 'Terkirim.', en: 'Sent.' },
  erased: {
    id: 'Isi laporan ini sudah dihapus karena masa simpannya lewat.',
    en: 'The content was erased: its time of retention is over.',
  },
  back: { id: 'Kembali', en: 'Back' },
} satisfies Words;

export const whistleStates = {
  received: { id: 'Diterima', en: 'Received' },
  examined: { id: 'Sedang diperiksa', en: 'Under examination' },
  decided: { id: 'Diputus', en: 'Decided' },
  objected: { id: 'Pelapor keberatan', en: 'Reporter objects' },
} satisfies Words;

export const whistleOutcomes = {
  terbukti: { id: 'Terbukti', en: 'Proven' },
  tidak_terbukti: { id: 'Tidak terbukti', en: 'Not proven' },
  bukan_pelanggaran: { id: 'Bukan pelanggaran', en: 'Not a breach' },
  diteruskan: { id: 'Diteruskan ke penegak hukum', en: 'Handed to law enforcement' },
} satisfies Words;

export const whistleKinds = {
  note: { id: 'Pesan', en: 'Message' },
  question: { id: 'Pertanyaan', en: 'Question' },
  decision: { id: 'Putusan', en: 'Decision' },
  objection: { id: 'Keberatan', en: 'Objection' },
} satisfies Words;

/** The handlers' desk. */
export const handling = {
  title: { id: 'Kotak pelapor pelanggaran', en: 'Whistle-blowers’ box' },
  lead: {
    id: 'Hanya pemeriksa yang ditunjuk melihat halaman ini. Membuka sebuah laporan tercatat di lognya.',
    en: 'Only named handlers see this page. Opening a report is written to its log.',
  },
  none: { id: 'Tidak ada laporan.', en: 'No reports.' },
  accused: { id: 'Terlapor', en: 'About' },
  received: { id: 'Diterima', en: 'Received' },
  examine: { id: 'Mulai periksa', en: 'Begin to examine' },
  ask: { id: 'Tanya pelapor', en: 'Ask the reporter' },
  ask_text: { id: 'Pertanyaan; dibaca pelapor di kotak suratnya', en: 'Question; the reporter reads it in the mailbox' },
  decide: { id: 'Putuskan', en: 'Decide' },
  outcome: { id: 'Hasil', en: 'Outcome' },
  decision: { id: 'Putusan dalam kata-kata yang dibaca pelapor', en: 'The decision in words the reporter reads' },
  recuse: { id: 'Mundur karena benturan kepentingan', en: 'Step aside: conflict of interest' },
  recuse_lead: {
    id: 'Setelah mundur Anda tidak melihat laporan ini lagi; pemeriksa lain diberi tahu.',
    en: 'Afterwards you no longer see this report; other handlers are told.',
  },
  log: { id: 'Catatan laporan ini', en: 'Log of this report' },
  occurred: { id: 'Kejadian', en: 'Happened' },
  text: { id: 'Isi laporan', en: 'What was reported' },
  photo: { id: 'Foto bukti {n}', en: 'Evidence photo {n}' },
  late: { id: 'lewat tenggat', en: 'overdue' },
} satisfies Words;

export const whistleEvents = {
  received: { id: 'Diterima', en: 'Received' },
  opened: { id: 'Dibuka', en: 'Opened' },
  examined: { id: 'Mulai diperiksa', en: 'Examination began' },
  asked: { id: 'Pelapor ditanya', en: 'Reporter was asked' },
  replied: { id: 'Pelapor menulis', en: 'Reporter wrote' },
  decided: { id: 'Diputus', en: 'Decided' },
  objected: { id: 'Pelapor keberatan', en: 'Reporter objected' },
  recused: { id: 'Pemeriksa mundur', en: 'Handler stepped aside' },
  erased: { id: 'Isi dihapus', en: 'Content erased' },
} satisfies Words;
