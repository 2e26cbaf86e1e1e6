import type { Words } from './words.ts';

export const reasons = {
  'core.unknown': {
    id: 'Permintaan tidak dapat dijalankan. Muat ulang halaman, lalu coba lagi.',
    en: 'That did not work. Reload the page and try again.',
  },
  'core.changed_meanwhile': {
    id: 'Berkas ini baru saja diubah orang lain. Muat ulang halaman, lalu coba lagi.',
    en: 'Someone else changed this just now. Reload the page and try again.',
  },
  'core.key_reused': {
    id: 'Formulir ini sudah dikirim dengan isi lain. Muat ulang halaman sebelum mengirim lagi.',
    en: 'This form was sent before with other content. Reload the page before sending again.',
  },
  'core.not_found': { id: 'Halaman ini tidak ada.', en: 'This page does not exist.' },
  'input.invalid': { id: 'Ada isian yang perlu diperbaiki.', en: 'Some answers need correcting.' },
  'input.required': { id: 'Isian ini wajib diisi.', en: 'This answer is required.' },
} satisfies Words;

/** The frame around every page. */
export const frame = {
  queue: { id: 'Antre', en: 'Queue' },
  skip: { id: 'Langsung ke isi', en: 'Skip to content' },
  home: { id: 'Beranda', en: 'Home' },
  back: { id: 'Kembali', en: 'Back' },
  main_menu: { id: 'Menu utama', en: 'Main menu' },
  services: { id: 'Layanan', en: 'Services' },
  reports: { id: 'Laporan', en: 'Reports' },
  my_cases: { id: 'Berkas saya', en: 'My cases' },
  track: { id: 'Lacak', en: 'Track' },
  inbox: { id: 'Kotak masuk', en: 'Inbox' },
  verify: { id: 'Cek dokumen', en: 'Check paper' },
  sign_in: { id: 'Masuk', en: 'Sign in' },
  sign_out: { id: 'Keluar', en: 'Sign out' },
  account: { id: 'Akun', en: 'Account' },
  work: { id: 'Meja kerja', en: 'Work desk' },
  other_language: { id: 'English', en: 'Indonesia' },
  innovations: { id: 'Inovasi', en: 'Innovations' },
  agencies: { id: 'Instansi', en: 'Agencies' },
  open_data: { id: 'Data terbuka', en: 'Open data' },
  performance: { id: 'Kinerja', en: 'Performance' },
  help: { id: 'Bantuan', en: 'Help' },
  simulated: {
    id: 'DATA SIMULASI: semua orang, laporan, dan angka di sini rekaan.',
    en: 'SIMULATED DATA (DATA SIMULASI): every person, report and figure here is made up.',
  },
  foot_text: {
    id: 'Layanan di loket dan di kampung tetap ada. Yang tertulis di sini sama dengan yang berlaku di loket.',
    en: 'Service at the counter and in the villages stays. What is written here is what applies at the counter.',
  },
  foot_privacy: { id: 'Situs ini tidak melacak Anda.', en: 'This site does not track you.' },
  optional: { id: '(boleh dikosongkan)', en: '(optional)' },
  choose: { id: 'Pilih', en: 'Choose' },
  fix_these: { id: 'Ada yang perlu diperbaiki', en: 'Something needs correcting' },
  late: { id: 'terlambat', en: 'late' },
} satisfies Words;

/** What a page says that can't be shown. */
export const trouble = {
  'title.404': { id: 'Halaman tidak ditemukan', en: 'Page not found' },
  'text.404': {
    id: 'Alamatnya mungkin salah ketik, halaman sudah dipindahkan, atau isinya bukan untuk Anda.',
    en: 'The address may be mistyped, the page may have moved, or it is not meant for you.',
  },
  'title.403': { id: 'Halaman ini bukan untuk Anda', en: 'This page is not for you' },
  'text.403': {
    id: 'Masuklah dengan akun yang berhak, atau kembali ke beranda.',
    en: 'Sign in with an account that may see it, or go back to the home page.',
  },
  'title.429': { id: 'Terlalu sering', en: 'Too often' },
  'text.429': { id: 'Tunggu sebentar, lalu coba lagi.', en: 'Wait a moment, then try again.' },
  'title.500': { id: 'Ada gangguan di pihak kami', en: 'Something broke on our side' },
  'text.500': {
    id: 'Yang sudah Anda kirim dan mendapat nomor berkas tetap aman. Coba lagi beberapa menit lagi.',
    en: 'What you sent and has a case number is safe. Try again in a few minutes.',
  },
  'title.503': { id: 'Sedang ramai', en: 'Very busy right now' },
  'text.503': {
    id: 'Banyak orang memakai layanan ini sekarang. Coba lagi sebentar lagi.',
    en: 'Many people are using this service. Try again shortly.',
  },
  'title.other': { id: 'Permintaan tidak dapat dijalankan', en: 'That did not work' },
  'text.other': { id: 'Kembali ke halaman sebelumnya dan periksa isinya.', en: 'Go back to the page before and check it.' },
  request: { id: 'Nomor permintaan, bila Anda melapor ke petugas: {id}', en: 'Request number, if you tell an officer: {id}' },
} satisfies Words;

/** The frame of officers' pages. */
export const desk = {
  opd: { id: 'Meja instansi', en: 'Agency desk' },
  queue: { id: 'Antrean', en: 'Queue' },
  hall: { id: 'Balai', en: 'Hall' },
  survey: { id: 'Survei', en: 'Survey' },
  paper: { id: 'Survei kertas', en: 'Paper survey' },
  reports: { id: 'Laporan', en: 'Reports' },
  innovations: { id: 'Usulan', en: 'Ideas' },
  loket: { id: 'Loket', en: 'Counter' },
  pimpinan: { id: 'Pimpinan', en: 'Leaders' },
  kelola: { id: 'Kelola', en: 'Administration' },
  manage_services: { id: 'Layanan', en: 'Services' },
  manage_people: { id: 'Petugas', en: 'People' },
  manage_agencies: { id: 'Instansi', en: 'Agencies' },
  manage_halts: { id: 'Terhenti', en: 'Halted' },
  manage_whatsapp: { id: 'WhatsApp', en: 'WhatsApp' },
  manage_retention: { id: 'Masa simpan', en: 'Retention' },
  manage_boundaries: { id: 'Batas wilayah', en: 'Boundaries' },
  manage_keys: { id: 'Kunci aplikasi', en: 'Keys' },
  manage_adapters: { id: 'Sambungan', en: 'Connections' },
  identities: { id: 'Identitas', en: 'Identities' },
  manage_holidays: { id: 'Hari libur', en: 'Holidays' },
  whistles: { id: 'Pengawasan', en: 'Oversight' },
  sign: { id: 'Tanda tangan', en: 'Signing' },
  public_site: { id: 'Halaman warga', en: 'Citizens’ site' },
  keys: { id: 'Pintasan', en: 'Shortcuts' },
  menu: { id: 'Menu kerja', en: 'Work menu' },
} satisfies Words;

export const shortcuts = {
  title: { id: 'Pintasan papan ketik', en: 'Keyboard shortcuts' },
  lead: { id: 'Semua halaman kerja dapat dipakai tanpa tetikus.', en: 'Every work page can be used without a mouse.' },
  key: { id: 'Tombol', en: 'Key' },
  does: { id: 'Kegunaan', en: 'What it does' },
  'k.n': { id: 'Ambil tugas berikutnya menurut urutan', en: 'Take the next task in order' },
  'k.1': { id: 'Ke meja instansi', en: 'Go to the agency desk' },
  'k.2': { id: 'Ke loket, bila Anda bertugas di loket', en: 'Go to the counter, if you serve there' },
  'k.3': { id: 'Ke berkas yang menunggu tanda tangan', en: 'Go to what waits for a signature' },
  'k.0': { id: 'Halaman ini', en: 'This page' },
  'k.tab': {
    id: 'Ke isian atau tautan berikutnya; dengan Shift ke yang sebelumnya',
    en: 'To the next field or link; with Shift to the one before',
  },
  'k.enter': { id: 'Buka tautan atau kirim formulir', en: 'Open a link or send a form' },
  firefox: {
    id: 'Di Firefox tekan Alt + Shift, di macOS Control + Option.',
    en: 'In Firefox press Alt + Shift, on macOS Control + Option.',
  },
} satisfies Words;

/** The leaders' view on a phone. */
export const leaders = {
  title: { id: 'Yang terlambat hari ini', en: 'What is late today' },
  none: { id: 'Tidak ada tugas yang terlambat.', en: 'No task is late.' },
  late: { id: 'Terlambat', en: 'Late' },
  held: { id: 'di meja {agency}', en: 'with {agency}' },
  due: { id: 'Seharusnya selesai {day}.', en: 'Was due {day}.' },
  holds: { id: 'Menurut instansi', en: 'By agency' },
  agency: { id: 'Instansi', en: 'Agency' },
  open: { id: 'Terbuka', en: 'Open' },
  empty: { id: 'Tidak ada tugas terbuka.', en: 'No open task.' },
  rule: {
    id: 'Dihitung: tugas terbuka pada berkas yang berjalan; terlambat bila melewati tenggat tugasnya. Yang menunggu pemohon tidak dihitung.',
    en: 'Counted: open tasks of running cases; late when past the task’s own due time. Waiting for the applicant does not count.',
  },
} satisfies Words;
