import type { Words } from './words.ts';

export const reasons = {
  'catalogue.service_unknown': { id: 'Layanan ini tidak ada dalam daftar.', en: 'This service is not in the list.' },
  'catalogue.bundle_unknown': { id: 'Peristiwa ini tidak ada dalam daftar.', en: 'This life event is not in the list.' },
} satisfies Words;

export const home = {
  report: { id: 'Lapor masalah', en: 'Report a problem' },
  reports: { id: 'Lihat laporan warga', en: 'See reports by residents' },
  title: { id: 'Anda mau mengurus apa?', en: 'What do you need to get done?' },
  lead: {
    id: 'Semua layanan pemerintah di Mimika: apa yang dibawa, berapa biayanya, berapa lama.',
    en: 'Every public service in Mimika: what to bring, what it costs, how long it takes.',
  },
  description: {
    id: 'Cari layanan, lihat syarat, biaya dan waktu, ajukan permohonan, dan lacak berkas Anda di Kabupaten Mimika.',
    en: 'Find a service, see what to bring, the fee and the time, apply, and track your case in Mimika Regency.',
  },
  search_label: { id: 'Cari layanan', en: 'Search services' },
  search_hint: { id: 'Contoh: KTP hilang, lahir bayi, kartu kuning', en: 'For example: lost ID card, newborn, yellow card' },
  search_button: { id: 'Cari', en: 'Search' },
  online: { id: 'Bisa diajukan di sini', en: 'Apply here' },
  online_terms: { id: 'Paling lama {days}', en: 'At most {days}' },
  check_document: { id: 'Periksa keaslian dokumen', en: 'Check whether a document is genuine' },
  most_wanted: { id: 'Sering diurus', en: 'Often needed' },
  life_events: { id: 'Ada peristiwa dalam hidup Anda?', en: 'Something happened in your life?' },
  life_events_lead: { id: 'Beberapa layanan sekaligus, urut dari yang pertama.', en: 'Several services at once, in the order that works.' },
  track: { id: 'Lacak berkas', en: 'Track a case' },
  track_label: { id: 'Nomor berkas', en: 'Case number' },
  track_hint: { id: 'Tertulis pada tanda terima, misalnya SP-7K3M-92QX-4', en: 'On your receipt, like SP-7K3M-92QX-4' },
  track_button: { id: 'Lacak', en: 'Track' },
  all_services: { id: 'Lihat semua layanan', en: 'See all services' },
} satisfies Words;

export const list = {
  title: { id: 'Layanan', en: 'Services' },
  results: { id: 'Hasil untuk “{query}”', en: 'Results for “{query}”' },
  none: { id: 'Belum ada yang cocok dengan “{query}”.', en: 'Nothing matches “{query}” yet.' },
  none_help: {
    id: 'Coba satu kata saja, misalnya “paspor” atau “KTP”, atau pilih dari daftar di bawah. Petugas di Mal Pelayanan Publik juga bisa membantu Anda mencari.',
    en: 'Try a single word, like “passport” or “ID card”, or pick from the list below. Officers at the Mal Pelayanan Publik can help you look, too.',
  },
  count: { id: '{n} layanan', en: '{n} services' },
  description: {
    id: 'Daftar lengkap layanan pemerintah di Kabupaten Mimika menurut pokok urusan.',
    en: 'The full list of public services in Mimika Regency, by topic.',
  },
  by_topic: { id: 'Menurut pokok urusan', en: 'By topic' },
  by_agency: { id: 'Menurut instansi', en: 'By agency' },
  topic_services: { id: 'Layanan: {topic}', en: 'Services: {topic}' },
  all: { id: 'Semua layanan', en: 'All services' },
} satisfies Words;

export const service = {
  description: {
    id: '{name} di {agency}: syarat, biaya, waktu, dan cara mengurusnya.',
    en: '{name} at {agency}: what to bring, fee, time and how to get it.',
  },
  agency: { id: 'Penyelenggara', en: 'Provided by' },
  with_agencies: { id: 'Bersama', en: 'Together with' },
  apply: { id: 'Ajukan permohonan', en: 'Apply' },
  apply_named: { id: 'Ajukan: {name}', en: 'Apply: {name}' },
  apply_lead: {
    id: 'Anda dapat memeriksa dulu apakah berhak, tanpa masuk dan tanpa data disimpan.',
    en: 'You can first check whether you qualify, without signing in and without anything being stored.',
  },
  promise: {
    id: 'Janji kami: paling lama {days} sejak berkas dinyatakan lengkap.',
    en: 'Our promise: at most {days} once the file is declared complete.',
  },
  achieved: {
    id: 'Kenyataannya, 90 hari terakhir: separuh berkas selesai dalam {median}, sembilan dari sepuluh dalam {p90} ({n} berkas).',
    en: 'What really happened in the last 90 days: half were done within {median}, nine in ten within {p90} ({n} cases).',
  },
  not_achieved: {
    id: 'Belum cukup data: waktu yang tercapai kami tampilkan setelah ada lima berkas yang diputus.',
    en: 'Not enough data yet: the time achieved is shown once five cases have been decided.',
  },
  same_day: { id: 'hari kerja yang sama', en: 'the same working day' },
  override: { id: 'Contoh: dasar hukum belum diverifikasi', en: 'Example: legal basis not verified' },
  override_text: {
    id: 'Alur layanan ini disusun sebagai contoh. Sebelum dipakai sungguhan, instansi harus memeriksa dasar hukumnya dan menetapkan standarnya.',
    en: 'The steps of this service are an example. Before real use the agency must check the legal basis and adopt the standard.',
  },
  elsewhere: { id: 'Tidak diajukan di sini', en: 'You do not apply here' },
  elsewhere_text: {
    id: 'Layanan ini diterbitkan lewat {system}. Kami menunjukkan syarat, biaya, dan tempatnya; hasilnya tidak kami terbitkan ulang.',
    en: 'This service is issued through {system}. We show what to bring, the fee and where to go; we never issue the result again.',
  },
  elsewhere_and_here: {
    id: 'Hasil layanan ini juga tercatat di {system}. Kami melaporkannya ke sana; Anda tidak perlu mengajukan dua kali.',
    en: 'The result of this service is also recorded in {system}. We report it there; you do not apply twice.',
  },
  at_counter: { id: 'Diurus di loket', en: 'At the counter' },
  at_counter_text: {
    id: 'Layanan ini belum bisa diajukan lewat Satu Pintu. Datanglah ke tempat yang tertulis di bawah.',
    en: 'You cannot apply through Satu Pintu yet. Go to the place below.',
  },
  partly_online: {
    id: 'Yang dapat diajukan di sini: {name}. Bagian lain layanan ini diurus di tempat yang tertulis di bawah.',
    en: 'What you can apply for here: {name}. Other parts of this service are handled at the place below.',
  },
  at_a_glance: { id: 'Ringkas', en: 'At a glance' },
  requirements: { id: 'Yang perlu dibawa', en: 'What to bring' },
  requirements_here: {
    id: 'Bila diajukan di sini, data yang sudah ada pada pemerintah tidak diminta lagi.',
    en: 'If you apply here, what government already holds is not asked again.',
  },
  no_requirements: { id: 'Tidak ada syarat yang tercatat.', en: 'No requirements are recorded.' },
  fee: { id: 'Biaya', en: 'Fee' },
  free: { id: 'Rp0. Tidak ada pungutan.', en: 'Rp0. Nothing to pay.' },
  free_but: { id: 'Petugas tidak boleh meminta uang untuk layanan ini.', en: 'No officer may ask money for this service.' },
  time: { id: 'Lama pelayanan', en: 'Time it takes' },
  product: { id: 'Yang Anda terima', en: 'What you get' },
  unknown: { id: 'Belum ditetapkan instansi.', en: 'Not yet set by the agency.' },
  where: { id: 'Tempat dan waktu', en: 'Where and when' },
  'channel.loket': { id: 'Loket {agency}', en: 'Counter of {agency}' },
  'channel.mpp': {
    id: 'Mal Pelayanan Publik, lantai 3 Kantor Disdukcapil, Jalan Cenderawasih, SP2, Timika',
    en: 'Mal Pelayanan Publik, third floor of the Disdukcapil office, Jalan Cenderawasih, SP2, Timika',
  },
  'channel.online': { id: 'Daring lewat {system}', en: 'Online through {system}' },
  'channel.online_plain': { id: 'Daring', en: 'Online' },
  'channel.distrik': { id: 'Kantor distrik tempat Anda tinggal', en: 'The district office where you live' },
  'channel.kampung': { id: 'Kantor kampung atau kelurahan Anda', en: 'Your village office' },
  hours: {
    id: 'Hari kerja, Senin sampai Jumat. Jam kerja umum mulai 07.30 WIT; jam buka tiap loket belum diverifikasi, tanyakan dulu bila Anda datang dari jauh.',
    en: 'Working days, Monday to Friday. Offices generally open at 07:30 WIT; the hours of each counter are not verified, so ask first if you come from far.',
  },
  complaints: { id: 'Bila pelayanannya tidak baik', en: 'If the service is poor' },
  complaints_text: {
    id: 'Sampaikan ke petugas pengaduan di {agency}, atau lewat SP4N-LAPOR! (lapor.go.id). Bila tidak dijawab, Anda berhak melapor ke Ombudsman RI Perwakilan Papua. Melapor tidak dipungut biaya.',
    en: 'Tell the complaints officer at {agency}, or use SP4N-LAPOR! (lapor.go.id). If nobody answers, you may turn to the Ombudsman (Perwakilan Papua). Complaining is free.',
  },
  standard: { id: 'Standar pelayanan: {filled} dari 14 komponen terisi', en: 'Service standard: {filled} of 14 components filled' },
  standard_lead: {
    id: 'Undang-Undang 25/2009 dan PermenPANRB 15/2014 mewajibkan 14 komponen. Enam yang pertama ada di atas.',
    en: 'Law 25/2009 and PermenPANRB 15/2014 require 14 components. The first six are above.',
  },
  legal_basis: { id: 'Dasar hukum', en: 'Legal basis' },
  sources: { id: 'Sumber', en: 'Sources' },
  no_source: { id: 'Tidak ada sumber tercatat.', en: 'No source recorded.' },
  procedure: { id: 'Cara mengurus', en: 'How it works' },
  good_to_know: { id: 'Perlu Anda tahu', en: 'Good to know' },
  in_events: { id: 'Bagian dari', en: 'Part of' },
  field: { id: 'Jenis', en: 'Kind' },
  amount: { id: 'Biaya', en: 'Fee' },
  site: { id: 'Situs', en: 'Website' },
} satisfies Words;

export const certainty = {
  V: { id: 'diperiksa pada naskah asli', en: 'checked against the original text' },
  S: { id: 'dari sumber kedua', en: 'from a second source' },
  M: { id: 'belum diverifikasi', en: 'not verified' },
  explain: {
    id: '“Belum diverifikasi” berarti nilai umum yang dipakai sementara, sampai instansi menetapkannya dengan surat keputusan. “Dari sumber kedua” berarti kami membacanya di berita atau situs resmi, bukan pada naskah asli.',
    en: '“Not verified” is a common value used until the agency sets it by decree. “From a second source” means we read it in the news or on an official site, not in the original text.',
  },
} satisfies Words;

export const events = {
  title: { id: 'Peristiwa dalam hidup', en: 'Life events' },
  lead: {
    id: 'Satu peristiwa sering berarti beberapa layanan. Di sini urutannya.',
    en: 'One event often means several services. Here is the order.',
  },
  for: { id: 'Untuk: {trigger}', en: 'For: {trigger}' },
  steps: { id: 'Urutan langkah', en: 'Steps in order' },
  after: { id: 'Setelah: {names}', en: 'After: {names}' },
  same_visit: { id: 'bisa dalam satu kunjungan', en: 'can be done in one visit' },
  optional: { id: 'bila perlu', en: 'if needed' },
  proposal: {
    id: 'Susunan ini usulan kami, belum ditetapkan pemerintah daerah.',
    en: 'This set is our proposal, not adopted by the regency.',
  },
  local: { id: 'Di Mimika: {name}', en: 'In Mimika: {name}' },
  description: { id: '{name}: layanan yang perlu diurus dan urutannya.', en: '{name}: the services you need and their order.' },
} satisfies Words;

export const agencies = {
  title: { id: 'Instansi', en: 'Agencies' },
  lead: { id: 'Siapa menyelenggarakan apa di Mimika.', en: 'Who provides what in Mimika.' },
  description: {
    id: 'Perangkat daerah, distrik, Puskesmas, instansi vertikal, dan perusahaan negara di Mimika.',
    en: 'Local agencies, districts, health centres, national offices and state companies in Mimika.',
  },
  services_of: { id: 'Layanan', en: 'Services' },
  no_services: { id: 'Belum ada layanan instansi ini dalam daftar.', en: 'No service of this agency is listed yet.' },
  also_called: { id: 'Singkatan', en: 'Short name' },
  affairs: { id: 'Urusan', en: 'Affairs' },
  part_of: { id: 'Bagian dari', en: 'Part of' },
  kind: { id: 'Jenis', en: 'Kind' },
  ended: { id: 'Tidak ada lagi sejak {day}', en: 'Ended on {day}' },
  successors: { id: 'Dilanjutkan oleh', en: 'Continued by' },
  address: { id: 'Alamat', en: 'Address' },
  phone: { id: 'Telepon', en: 'Telephone' },
  email: { id: 'Surel', en: 'E-mail' },
  site: { id: 'Situs', en: 'Web site' },
  in_mpp: { id: 'Ada di Mal Pelayanan Publik', en: 'Present at the Mal Pelayanan Publik' },
  yes: { id: 'Ya', en: 'Yes' },
  no: { id: 'Tidak', en: 'No' },
  units: { id: 'Di bawahnya', en: 'Units' },
  'kind.sekretariat': { id: 'Sekretariat', en: 'Secretariats' },
  'kind.bagian': { id: 'Bagian Sekretariat Daerah', en: 'Divisions of the Secretariat' },
  'kind.inspektorat': { id: 'Inspektorat', en: 'Inspectorate' },
  'kind.badan': { id: 'Badan', en: 'Boards' },
  'kind.dinas': { id: 'Dinas', en: 'Departments' },
  'kind.satuan': { id: 'Satuan', en: 'Units' },
  'kind.distrik': { id: 'Distrik', en: 'Districts' },
  'kind.rsud': { id: 'Rumah sakit', en: 'Hospital' },
  'kind.puskesmas': { id: 'Puskesmas', en: 'Health centres' },
  'kind.vertikal': { id: 'Instansi vertikal', en: 'National offices' },
  'kind.bumn': { id: 'Perusahaan negara', en: 'State companies' },
  'kind.bumd': { id: 'Perusahaan daerah', en: 'Regional companies' },
  'kind.other': { id: 'Lainnya', en: 'Others' },
} satisfies Words;

export const data = {
  title: { id: 'Data terbuka', en: 'Open data' },
  lead: { id: 'Ambil dan pakai, termasuk untuk usaha. Sebutkan sumbernya.', en: 'Take it and use it, also in business. Name the source.' },
  description: {
    id: 'Data layanan, instansi, dan wilayah Kabupaten Mimika dalam CSV dan JSON.',
    en: 'Services, agencies and places of Mimika Regency as CSV and JSON.',
  },
  services: { id: 'Layanan dan standarnya', en: 'Services and their standards' },
  services_text: {
    id: 'Satu baris tiap layanan: syarat, waktu, biaya, dasar hukum, dan seberapa pasti tiap isian.',
    en: 'One row per service: requirements, time, fee, legal basis and how certain each entry is.',
  },
  agencies: { id: 'Instansi', en: 'Agencies' },
  agencies_text: {
    id: 'Satu baris tiap instansi, dengan pendahulu dan penerusnya.',
    en: 'One row per agency, with what came before and after.',
  },
  regions: { id: 'Wilayah', en: 'Places' },
  regions_text: {
    id: 'Kabupaten, distrik, kelurahan, dan kampung menurut Kepmendagri 300.2.2-2430/2025. Nama tidak unik: pakai kodenya.',
    en: 'Regency, districts, urban villages and villages by Kepmendagri 300.2.2-2430/2025. Names are not unique: use the code.',
  },
  columns: { id: 'Arti kolom', en: 'What the columns mean' },
  column: { id: 'Kolom', en: 'Column' },
  meaning: { id: 'Arti', en: 'Meaning' },
  as_of: { id: 'Langsung dari basis data, keadaan saat diunduh.', en: 'Straight from the database, as of the download.' },
  'c.verified': {
    id: 'V: naskah asli dilihat. S: sumber kedua. M: nilai sementara, belum diverifikasi.',
    en: 'V: original text seen. S: second source. M: provisional, not verified.',
  },
  'c.verified_fields': { id: 'Kolom yang dibaca pada sumber, meski barisnya M.', en: 'Columns read in a source although the row is M.' },
  'c.time_max': {
    id: 'Batas waktu, dalam satuan time_unit (menit, jam, hk = hari kerja).',
    en: 'Time limit in time_unit (menit = minutes, jam = hours, hk = working days).',
  },
  'c.fee_rupiah': {
    id: 'Biaya dalam rupiah; kosong bila bergantung pada sesuatu (lihat fee_text).',
    en: 'Fee in rupiah; empty where it depends on something (see fee_text).',
  },
  'c.system_of_record': {
    id: 'Sistem yang menyimpan hasilnya; local berarti di sini.',
    en: 'The system that keeps the result; local means here.',
  },
} satisfies Words;

export const help = {
  title: { id: 'Bantuan', en: 'Help' },
  description: { id: 'Cara memakai Satu Pintu, dengan atau tanpa akun.', en: 'How to use Satu Pintu, with or without an account.' },
  'q.account': { id: 'Perlu akun?', en: 'Do I need an account?' },
  'a.account': {
    id: 'Tidak untuk mencari layanan, melihat syarat, dan melacak berkas. Untuk mengajukan sendiri, ya. Tanpa ponsel pun bisa: petugas di loket dapat mengajukan untuk Anda.',
    en: 'Not for finding services, seeing what to bring or tracking a case. To apply yourself, yes. No phone? An officer at the counter can apply for you.',
  },
  'q.far': { id: 'Tinggal jauh dari kota?', en: 'Do you live far from town?' },
  'a.far': {
    id: 'Petugas distrik atau Puskesmas dapat mengajukan untuk Anda. Anda menerima nomor berkas, dan siapa pun yang memegang nomor itu dapat melacaknya.',
    en: 'District or health centre officers can apply for you. You get a case number, and whoever holds it can track the case.',
  },
  'q.cost': { id: 'Bayar berapa?', en: 'What does it cost?' },
  'a.cost': {
    id: 'Satu Pintu gratis. Bila layanannya Rp0, tidak seorang pun boleh meminta uang. Bila ada yang meminta, laporkan lewat SP4N-LAPOR! (lapor.go.id).',
    en: 'Satu Pintu is free. If a service is Rp0 nobody may ask for money. If somebody does, report it at SP4N-LAPOR! (lapor.go.id).',
  },
  'q.late': { id: 'Bagaimana bila terlambat?', en: 'What if it is late?' },
  'a.late': {
    id: 'Setiap berkas punya tanggal paling lambat. Waktu hanya berhenti saat kami menunggu jawaban Anda. Bila lewat dan hukumnya mengatur, permohonan dianggap dikabulkan, dan Anda menerima surat keterangannya.',
    en: 'Every case has a latest date. The clock stops only while we wait for your answer. If it passes and the law says so, your request is deemed granted and you get a letter saying so.',
  },
  'q.data': { id: 'Data saya aman?', en: 'Is my data safe?' },
  'a.data': {
    id: 'Data pribadi disimpan tersandi. Petugas hanya melihat yang perlu untuk tugasnya, dan di halaman Akun Anda melihat siapa yang membukanya.',
    en: 'Personal data is stored encrypted. Officers see only what their task needs, and your Account page shows who looked.',
  },
  'q.language': { id: 'Bahasa', en: 'Language' },
  'a.language': { id: 'Tekan “English” di bagian atas untuk bahasa Inggris.', en: 'Press “Indonesia” at the top for Indonesian.' },
} satisfies Words;
