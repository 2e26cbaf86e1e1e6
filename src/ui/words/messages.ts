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

/** The demo's telephone. */
export const phone = {
  title: { id: 'Telepon contoh', en: 'Demo telephone' },
  lead: {
    id: 'SIMULATOR. Tulis seperti lewat WhatsApp atau SMS ke Mimika Center. Halaman ini hanya ada pada contoh; balasan datang dalam beberapa detik.',
    en: 'SIMULATOR. Write as you would by WhatsApp or SMS to Mimika Center. This page exists in the demo only; replies come within seconds.',
  },
  number: { id: 'Nomor telepon', en: 'Telephone number' },
  channel: { id: 'Lewat', en: 'By' },
  whatsapp: { id: 'WhatsApp', en: 'WhatsApp' },
  sms: { id: 'SMS', en: 'SMS' },
  text: { id: 'Pesan', en: 'Message' },
  photo: { id: 'Foto (hanya WhatsApp)', en: 'Photo (WhatsApp only)' },
  place: { id: 'Lokasi: lintang, bujur', en: 'Location: latitude, longitude' },
  fault: { id: 'Gangguan yang dicoba', en: 'Fault to try' },
  fault_none: { id: 'Tanpa gangguan', en: 'None' },
  fault_late: { id: 'Terlambat dua jam', en: 'Two hours late' },
  fault_doubled: { id: 'Datang dua kali', en: 'Delivered twice' },
  fault_out_of_order: { id: 'Datang setelah pesan berikutnya', en: 'Delivered after the next one' },
  fault_bad_signature: { id: 'Tanda tangan salah', en: 'Bad signature' },
  fault_media_gone: { id: 'Foto sudah hilang', en: 'Photo is gone' },
  more: { id: 'Foto, lokasi, nomor, gangguan', en: 'Photo, location, number, fault' },
  send: { id: 'Kirim', en: 'Send' },
  refresh: { id: 'Lihat balasan baru', en: 'Look for new replies' },
  mine: { id: 'Anda', en: 'You' },
  theirs: { id: 'Mimika Center', en: 'Mimika Center' },
  a_photo: { id: '[foto]', en: '[photo]' },
  a_place: { id: '[lokasi {at}]', en: '[location {at}]' },
  none: { id: 'Belum ada percakapan. Mulai dengan menulis apa yang terjadi.', en: 'No conversation yet. Begin by writing what happened.' },
  delivered: { id: 'Gerbang menjawab: {statuses}.', en: 'The gateway answered: {statuses}.' },
  held: { id: 'Pesan ditahan sampai pesan berikutnya.', en: 'The message is held until the next one.' },
} satisfies Words;

/** A steward's page: what WhatsApp approved. */
export const whatsappTemplates = {
  title: { id: 'Templat WhatsApp', en: 'WhatsApp templates' },
  lead: {
    id: 'Lewat 24 jam sejak seseorang terakhir menulis, WhatsApp hanya menerima pesan dari templat yang disetujuinya. Selama belum disetujui, pesan itu pergi lewat SMS.',
    en: 'More than 24 hours after somebody last wrote, WhatsApp takes only messages by a template it approved. Until it is approved, that message goes by SMS.',
  },
  how: {
    id: 'Ajukan templat di WhatsApp Manager dengan nama, bahasa dan isi persis seperti di sini. Jawaban WhatsApp lewat webhook tercatat sendiri; bila tidak, tulis di sini.',
    en: 'Hand the template in at WhatsApp Manager with exactly this name, language and text. What WhatsApp answers by webhook is kept by itself; otherwise write it here.',
  },
  simulated: {
    id: 'Pada contoh ini semua pesan disimulasikan; templat baru dipakai setelah gerbang WhatsApp diatur.',
    en: 'In this demo every message is simulated; templates count once a WhatsApp gateway is set.',
  },
  counts: {
    id: '{approved} disetujui, {waiting} menunggu, {paused} dijeda, {refused} ditolak, {unsent} belum diajukan',
    en: '{approved} approved, {waiting} waiting, {paused} paused, {refused} refused, {unsent} not handed in',
  },
  show: { id: 'Tampilkan', en: 'Show' },
  filter: { id: 'Keadaan', en: 'State' },
  all: { id: 'Semua', en: 'All' },
  none: { id: 'Tidak ada templat dengan keadaan ini.', en: 'No template in this state.' },
  unsent: { id: 'belum diajukan', en: 'not handed in' },
  waiting: { id: 'menunggu WhatsApp', en: 'waiting for WhatsApp' },
  approved: { id: 'disetujui', en: 'approved' },
  paused: { id: 'dijeda WhatsApp', en: 'paused by WhatsApp' },
  refused: { id: 'ditolak atau dimatikan', en: 'refused or disabled' },
  lang_id: { id: 'Bahasa Indonesia', en: 'Indonesian' },
  lang_en: { id: 'Bahasa Inggris', en: 'English' },
  name: { id: 'Nama di WhatsApp', en: 'Name at WhatsApp' },
  version: { id: 'Versi pesan', en: 'Version of the message' },
  text: { id: 'Isi', en: 'Text' },
  json: { id: 'Untuk API (JSON)', en: 'For the API (JSON)' },
  history: { id: 'Riwayat', en: 'History' },
  by_gateway: { id: 'WhatsApp', en: 'WhatsApp' },
  state: { id: 'Apa kata WhatsApp', en: 'What WhatsApp said' },
  reason: { id: 'Alasan dari WhatsApp', en: 'WhatsApp’s reason' },
  reason_hint: { id: 'Wajib bila ditolak atau dijeda.', en: 'Needed where refused or paused.' },
  save: { id: 'Catat', en: 'Write down' },
} satisfies Words;

export const reasons = {
  'messages.steward_only': { id: 'Halaman ini untuk pengelola.', en: 'This page is for stewards.' },
  'messages.state_missing': { id: 'Pilih apa kata WhatsApp.', en: 'Choose what WhatsApp said.' },
  'messages.reason_missing': { id: 'Tulis alasan dari WhatsApp.', en: 'Write the reason WhatsApp gave.' },
  'messages.number_wrong': { id: 'Tulis nomor telepon, misalnya 0812 3456 7890.', en: 'Write a telephone number, such as 0812 3456 7890.' },
  'messages.empty': { id: 'Tulis pesan, pilih foto, atau isi lokasi.', en: 'Write a message, choose a photo or give a location.' },
  'messages.point_wrong': {
    id: 'Tulis dua angka dengan koma, misalnya -4.54, 136.88.',
    en: 'Write two numbers with a comma, such as -4.54, 136.88.',
  },
} satisfies Words;
