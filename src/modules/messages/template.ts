/**
 * Versioned words of every message. A published version isn't edited: a new one gets the next number, and what was sent
 * stays readable by the one it was sent under. `short` goes by SMS (160 signs where the values are short).
 */
export interface Template {
  readonly title: { readonly id: string; readonly en: string };
  readonly body: { readonly id: string; readonly en: string };
  readonly short: { readonly id: string; readonly en: string };
  /** What the inbox says, where that must be less than the copies do. */
  readonly inbox?: { readonly id: string; readonly en: string };
  /** The placeholders it fills, all needed. */
  readonly needs: readonly string[];
}

export const templates: Readonly<Record<string, Template>> = {
  'n/kode@1': {
    needs: ['code'],
    title: { id: 'Kode Anda', en: 'Your code' },
    body: {
      id: 'Kode Satu Pintu Anda: {code}. Berlaku 10 menit. Jangan berikan kepada siapa pun, juga tidak kepada petugas.',
      en: 'Your Satu Pintu code: {code}. It works for 10 minutes. Give it to nobody, not even to an officer.',
    },
    short: {
      id: 'Kode Satu Pintu: {code}. Berlaku 10 menit. Jangan berikan kepada siapa pun.',
      en: 'Satu Pintu code: {code}. 10 minutes. Give it to nobody.',
    },
  },
  'n/undangan@1': {
    needs: ['code', 'link'],
    title: { id: 'Undangan bekerja di Satu Pintu', en: 'Invitation to work in Satu Pintu' },
    body: {
      id: 'Akun kerja Anda siap. Buka {link} dan masukkan kode {code} untuk membuat sandi. Berlaku 3 hari.',
      en: 'Your work account is ready. Open {link} and enter the code {code} to choose a password. It works for 3 days.',
    },
    short: {
      id: 'Akun kerja Satu Pintu: buka {link}, kode {code}. Berlaku 3 hari.',
      en: 'Satu Pintu work account: open {link}, code {code}. 3 days.',
    },
  },
  'n/sudah-terdaftar@1': {
    needs: [],
    title: { id: 'Pendaftaran tidak dilanjutkan', en: 'Registration not continued' },
    body: {
      id: 'Ada yang mencoba mendaftar dengan nomor ini. Data itu tidak dapat didaftarkan lagi. Bila itu Anda, masuk atau pulihkan akun, atau datang ke loket.',
      en: 'Someone tried to register with this number. Those details cannot be registered again. If it was you, sign in or recover your account, or come to a counter.',
    },
    short: {
      id: 'Satu Pintu: pendaftaran dengan nomor ini tidak dilanjutkan. Bila itu Anda, masuk, pulihkan akun, atau datang ke loket.',
      en: 'Satu Pintu: registration not continued. If it was you, sign in, recover your account or come to a counter.',
    },
  },
  'n/terima@1': {
    needs: ['service', 'code', 'until'],
    title: { id: 'Permohonan {code} kami terima', en: 'We received your request {code}' },
    body: {
      id: 'Permohonan {service} Anda kami terima dengan kode {code}. Kami memeriksa kelengkapannya paling lambat {until}.',
      en: 'We received your request for {service}, code {code}. We check whether it is complete by {until}.',
    },
    short: { id: 'Permohonan {service} diterima. Kode {code}.', en: 'Request for {service} received. Code {code}.' },
  },
  'n/lengkap@1': {
    needs: ['service', 'code', 'until'],
    title: { id: 'Berkas {code} lengkap', en: 'Request {code} is complete' },
    body: {
      id: 'Berkas permohonan {service} ({code}) lengkap. Waktu layanan mulai berjalan; keputusan paling lambat {until}.',
      en: 'Your request for {service} ({code}) is complete. The legal time has started; a decision is due by {until}.',
    },
    short: { id: 'Berkas {code} lengkap. Keputusan paling lambat {until}.', en: 'Request {code} complete. Decision due by {until}.' },
  },
  'n/perbaikan@1': {
    needs: ['service', 'code', 'until'],
    title: { id: 'Berkas {code} perlu diperbaiki', en: 'Request {code} needs a correction' },
    body: {
      id: 'Ada yang perlu Anda perbaiki pada permohonan {service} ({code}). Lihat bagian yang ditandai dan kirim paling lambat {until}. Selama menunggu Anda, waktu layanan berhenti.',
      en: 'Something in your request for {service} ({code}) needs correcting. See the marked parts and send it by {until}. While we wait for you alone, the legal time stands still.',
    },
    short: {
      id: 'Berkas {code} perlu diperbaiki, paling lambat {until}. Buka Satu Pintu.',
      en: 'Request {code} needs a correction by {until}. Open Satu Pintu.',
    },
  },
  'n/selesai@1': {
    needs: ['service', 'code'],
    title: { id: 'Permohonan {code} selesai', en: 'Request {code} is finished' },
    body: {
      id: 'Permohonan {service} ({code}) sudah diputuskan. Buka berkas Anda untuk melihat hasil dan alasannya.',
      en: 'Your request for {service} ({code}) has been decided. Open it to see the result and the reasons.',
    },
    short: {
      id: 'Permohonan {code} sudah diputuskan. Hasilnya ada di Satu Pintu.',
      en: 'Request {code} has been decided. See Satu Pintu.',
    },
  },
  'n/terbit@1': {
    needs: ['service', 'number', 'code'],
    title: { id: '{service} terbit', en: '{service} is issued' },
    body: {
      id: '{service} nomor {number} sudah ditandatangani. Unduh dari berkas {code}.',
      en: '{service}, number {number}, is signed. Download it from your request {code}.',
    },
    short: { id: 'Dokumen {number} sudah terbit. Unduh di Satu Pintu.', en: 'Document {number} is issued. Download it at Satu Pintu.' },
  },
  'n/dicabut@1': {
    needs: ['service', 'number', 'reason'],
    title: { id: 'Dokumen {number} dicabut', en: 'Document {number} was revoked' },
    body: {
      id: 'Dokumen {number} ({service}) dicabut. Alasan: {reason}. Anda dapat mengajukan keberatan pada instansi yang menerbitkannya.',
      en: 'Document {number} ({service}) was revoked. Reason: {reason}. You may object to the agency that issued it.',
    },
    short: {
      id: 'Dokumen {number} dicabut. Lihat alasannya di Satu Pintu.',
      en: 'Document {number} was revoked. See the reason in Satu Pintu.',
    },
  },
  'n/kuasa-ditawarkan@1': {
    needs: ['name'],
    title: { id: '{name} meminta Anda bertindak untuknya', en: '{name} asks you to act for them' },
    body: {
      id: '{name} meminta Anda mengurus permohonan atas namanya. Buka Akun, lalu terima atau tolak. Tidak ada yang berlaku sebelum Anda menerima.',
      en: '{name} asks you to handle requests in their name. Open Account, then accept or decline. Nothing holds before you accept.',
    },
    short: {
      id: '{name} meminta Anda bertindak untuknya. Terima atau tolak di Satu Pintu, menu Akun.',
      en: '{name} asks you to act for them. Accept or decline in Satu Pintu, under Account.',
    },
  },
  'n/kuasa-diterima@1': {
    needs: ['name'],
    title: { id: '{name} kini dapat bertindak untuk Anda', en: '{name} may now act for you' },
    body: {
      id: '{name} menerima kuasa Anda. Setiap tindakannya tercatat dengan nama Anda berdua. Anda dapat mencabutnya kapan saja di Akun.',
      en: '{name} accepted your power of attorney. Whatever they do is recorded with both names. You can revoke it at any time under Account.',
    },
    short: {
      id: '{name} kini dapat bertindak untuk Anda. Cabut kapan saja di Akun.',
      en: '{name} may now act for you. Revoke it under Account.',
    },
  },
  'n/kuasa-berakhir@1': {
    needs: ['name'],
    title: { id: 'Kuasa dengan {name} berakhir', en: 'The power of attorney with {name} has ended' },
    body: {
      id: 'Kuasa antara Anda dan {name} sudah berakhir atau ditolak. Berkas yang sudah dikirim tetap berjalan dan dipegang pemohonnya.',
      en: 'The power of attorney between you and {name} has ended or was declined. Requests already sent go on, in the hands of the applicant.',
    },
    short: { id: 'Kuasa dengan {name} sudah berakhir.', en: 'The power of attorney with {name} has ended.' },
  },
  'n/tugas@1': {
    needs: ['service', 'code', 'until'],
    title: { id: 'Tugas baru: {code}', en: 'New task: {code}' },
    body: { id: '{service} ({code}) menunggu Anda, paling lambat {until}.', en: '{service} ({code}) waits for you, due by {until}.' },
    short: { id: '{code} menunggu Anda, paling lambat {until}.', en: '{code} waits for you, due by {until}.' },
  },
  'n/batas-dekat@1': {
    needs: ['service', 'code', 'until'],
    title: { id: 'Batas waktu dekat: {code}', en: 'Due soon: {code}' },
    body: {
      id: 'Tugas Anda pada {service} ({code}) harus selesai paling lambat {until}.',
      en: 'Your task in {service} ({code}) is due by {until}.',
    },
    short: { id: 'Tugas {code} paling lambat {until}.', en: 'Task {code} is due by {until}.' },
  },
  'n/diteruskan@1': {
    needs: ['service', 'code', 'agency', 'until'],
    title: { id: 'Diteruskan kepada Anda: {code}', en: 'Passed to you: {code}' },
    body: {
      id: 'Tugas instansi {agency} pada {service} ({code}) belum dijawab; batasnya {until}. Anda sekarang dapat menjawabnya.',
      en: 'A task of {agency} in {service} ({code}) has not been answered; it was due by {until}. You may answer it now.',
    },
    short: { id: '{code} diteruskan kepada Anda; batasnya {until}.', en: '{code} was passed to you; due by {until}.' },
  },
  'n/kembali-antrean@1': {
    needs: ['service', 'code'],
    title: { id: 'Kembali ke antrean: {code}', en: 'Back in the queue: {code}' },
    body: {
      id: 'Tugas pada {service} ({code}) yang Anda ambil dikembalikan ke antrean, karena tidak ada kegiatan satu hari kerja. Anda dapat mengambilnya lagi.',
      en: 'The task in {service} ({code}) that you took is back in the queue, because nothing happened for a working day. You may take it again.',
    },
    short: { id: 'Tugas {code} kembali ke antrean.', en: 'Task {code} is back in the queue.' },
  },
  'n/lewat-waktu@1': {
    needs: ['service', 'code'],
    title: { id: 'Berkas {code} lewat batas waktu', en: 'Request {code} is overdue' },
    body: {
      id: 'Batas waktu hukum permohonan {service} ({code}) sudah lewat tanpa keputusan. Atasan instansi sudah diberi tahu; berkas Anda tetap diproses.',
      en: 'The legal time for {service} ({code}) has passed without a decision. The superiors of the agency were told; your request is still worked on.',
    },
    short: {
      id: 'Berkas {code} lewat batas waktu. Atasan instansi sudah diberi tahu.',
      en: 'Request {code} is overdue. The superiors were told.',
    },
  },
  'n/lewat-waktu-pejabat@1': {
    needs: ['service', 'code'],
    title: { id: 'Lewat batas waktu hukum: {code}', en: 'Legally overdue: {code}' },
    body: {
      id: '{service} ({code}) belum diputuskan sampai batas waktu hukum. Mohon ditindaklanjuti.',
      en: '{service} ({code}) was not decided within the legal time. Please see to it.',
    },
    short: { id: '{code} lewat batas waktu hukum.', en: '{code} is legally overdue.' },
  },
  'n/dikabulkan-hukum@1': {
    needs: ['service', 'code'],
    title: { id: 'Permohonan {code} dikabulkan menurut hukum', en: 'Request {code} is granted by law' },
    body: {
      id: 'Permohonan {service} ({code}) tidak diputuskan dalam batas waktu, sehingga dianggap dikabulkan secara hukum. Kepala instansi wajib menandatangani keputusannya.',
      en: 'Your request for {service} ({code}) was not decided in time and so counts as granted by law. The head of the agency has to sign the decision.',
    },
    short: {
      id: 'Permohonan {code} dianggap dikabulkan karena waktu habis.',
      en: 'Request {code} counts as granted because time ran out.',
    },
  },
  'n/dikabulkan-hukum-pejabat@1': {
    needs: ['service', 'code'],
    title: { id: 'Dikabulkan karena waktu habis: {code}', en: 'Granted because time ran out: {code}' },
    body: {
      id: '{service} ({code}) tidak diputuskan dalam batas waktu hukum dan dianggap dikabulkan. Keputusannya wajib ditetapkan.',
      en: '{service} ({code}) was not decided within the legal time and counts as granted. The decision has to be made out.',
    },
    short: { id: '{code} dianggap dikabulkan karena waktu habis.', en: '{code} counts as granted because time ran out.' },
  },
  'n/terhenti@1': {
    needs: ['service', 'code'],
    title: { id: 'Berkas terhenti: {code}', en: 'Case halted: {code}' },
    body: {
      id: '{service} ({code}) terhenti dan tidak dapat berjalan sendiri. Waktu hukum tetap berjalan; periksa sebabnya dan lanjutkan.',
      en: '{service} ({code}) has halted and cannot go on by itself. The legal time runs on; find the cause and let it go on.',
    },
    short: { id: 'Berkas {code} terhenti.', en: 'Case {code} has halted.' },
  },
  'n/aduan-terima@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} kami terima', en: 'We received your report {number}' },
    body: {
      id: 'Laporan Anda ({title}) kami terima dengan nomor {number}. Kami memeriksanya paling lambat {until}.',
      en: 'We received your report ({title}) as {number}. We check it by {until}.',
    },
    short: { id: 'Laporan {number} diterima. Diperiksa paling lambat {until}.', en: 'Report {number} received. Checked by {until}.' },
  },
  'n/aduan-tanya@1': {
    needs: ['number', 'title'],
    title: { id: 'Ada pertanyaan tentang laporan {number}', en: 'A question about your report {number}' },
    body: {
      id: 'Kami perlu keterangan Anda tentang laporan {number} ({title}). Buka laporan Anda untuk membaca dan menjawab. Selama menunggu jawaban Anda, waktu berhenti.',
      en: 'We need to ask you something about report {number} ({title}). Open it to read and answer. While we wait for you, the clock stands still.',
    },
    short: {
      id: 'Ada pertanyaan tentang laporan {number}. Buka Satu Pintu untuk menjawab.',
      en: 'A question about report {number}. Open Satu Pintu to answer.',
    },
  },
  'n/aduan-lanjut@1': {
    needs: ['number', 'title'],
    title: { id: 'Laporan {number} kami lanjutkan', en: 'We go on with report {number}' },
    body: {
      id: 'Kami belum menerima jawaban Anda, jadi laporan {number} ({title}) kami lanjutkan dengan keterangan yang ada. Jawaban yang datang kemudian tetap kami baca.',
      en: 'We had no answer from you, so we go on with report {number} ({title}) with what we know. A later answer is still read.',
    },
    short: {
      id: 'Laporan {number} dilanjutkan tanpa jawaban Anda. Anda masih dapat menjawab.',
      en: 'Report {number} goes on without your answer. You may still answer.',
    },
  },
  'n/aduan-disposisi@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} diteruskan ke instansi', en: 'Report {number} was sent to its agency' },
    body: {
      id: 'Laporan {number} ({title}) sudah diteruskan ke instansi yang bertanggung jawab. Paling lambat {until}.',
      en: 'Report {number} ({title}) was sent to the agency responsible. Due by {until}.',
    },
    short: {
      id: 'Laporan {number} diteruskan ke instansi. Paling lambat {until}.',
      en: 'Report {number} sent to its agency. Due by {until}.',
    },
  },
  'n/aduan-kabar@1': {
    needs: ['number', 'title'],
    title: { id: 'Kabar tentang laporan {number}', en: 'News about report {number}' },
    body: {
      id: 'Ada kabar tentang laporan {number} ({title}). Buka laporan Anda untuk membacanya.',
      en: 'There is news about report {number} ({title}). Open it to read.',
    },
    short: { id: 'Ada kabar tentang laporan {number}.', en: 'News about report {number}.' },
  },
  'n/aduan-anggaran@1': {
    needs: ['number', 'title'],
    title: { id: 'Laporan {number} menunggu anggaran', en: 'Report {number} waits for budget' },
    body: {
      id: 'Pekerjaan untuk laporan {number} ({title}) menunggu anggaran. Di laporan Anda tertulis mata anggaran, tanggal sasaran, dan apa yang dilakukan sementara ini. Anda dapat membantahnya.',
      en: 'The work for report {number} ({title}) waits for budget. Your report shows the budget line, the target date and what is done meanwhile. You may contest it.',
    },
    short: {
      id: 'Laporan {number} menunggu anggaran. Lihat tanggal sasarannya di Satu Pintu.',
      en: 'Report {number} waits for budget. See the target date in Satu Pintu.',
    },
  },
  'n/aduan-jawab@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} dijawab', en: 'Report {number} has an answer' },
    body: {
      id: 'Laporan {number} ({title}) sudah dijawab, dan buktinya diperiksa instansi lain. Setuju, atau belum selesai? Tanggapi paling lambat {until}.',
      en: 'Report {number} ({title}) has an answer, and another agency checked the proof. Do you agree, or is it not done? Respond by {until}.',
    },
    short: {
      id: 'Laporan {number} dijawab. Setuju atau belum selesai? Tanggapi di Satu Pintu.',
      en: 'Report {number} answered. Agree, or not done? Respond in Satu Pintu.',
    },
  },
  'n/aduan-selesai@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} ditutup', en: 'Report {number} is closed' },
    body: {
      id: 'Laporan {number} ({title}) ditutup setelah bukti diperiksa petugas lain dan tidak ada tanggapan Anda. Anda masih dapat membantah sampai {until}.',
      en: 'Report {number} ({title}) was closed after another officer checked the proof and you did not respond. You may still contest until {until}.',
    },
    short: {
      id: 'Laporan {number} ditutup. Belum selesai? Bantah di Satu Pintu.',
      en: 'Report {number} closed. Not done? Contest it in Satu Pintu.',
    },
  },
  'n/aduan-bukan-wewenang@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} bukan wewenang Mimika', en: 'Report {number} is not for Mimika' },
    body: {
      id: 'Laporan {number} ({title}) menjadi wewenang badan lain. Namanya dan apa yang kami kirim kepadanya tertulis di laporan Anda. Anda dapat berkeberatan sampai {until}.',
      en: 'Report {number} ({title}) is for another body to decide. Its name and what we sent are in your report. You may object until {until}.',
    },
    short: {
      id: 'Laporan {number} diteruskan ke badan lain. Lihat di Satu Pintu.',
      en: 'Report {number} passed to another body. See Satu Pintu.',
    },
  },
  'n/aduan-arsip@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} diarsipkan', en: 'Report {number} was archived' },
    body: {
      id: 'Laporan {number} ({title}) diarsipkan. Alasannya tertulis di laporan Anda. Anda dapat berkeberatan sampai {until}.',
      en: 'Report {number} ({title}) was archived; the reason is in your report. You may object until {until}.',
    },
    short: { id: 'Laporan {number} diarsipkan. Alasannya ada di Satu Pintu.', en: 'Report {number} archived. See why in Satu Pintu.' },
  },
  'n/aduan-gabung@1': {
    needs: ['number', 'title'],
    title: { id: 'Laporan {number} digabung', en: 'Report {number} was merged' },
    body: {
      id: 'Laporan {number} ({title}) digabung dengan laporan lain tentang masalah yang sama. Nomor dan hak Anda tetap; Anda dapat memisahkannya lagi.',
      en: 'Report {number} ({title}) was merged with another about the same problem. Your number and rights stay; you may part it again.',
    },
    short: {
      id: 'Laporan {number} digabung dengan laporan yang sama. Hak Anda tetap.',
      en: 'Report {number} merged with one about the same problem. Your rights stay.',
    },
  },
  'n/aduan-ombudsman@1': {
    needs: ['number', 'title'],
    title: { id: 'Hak Anda ke Ombudsman: laporan {number}', en: 'Your right to the Ombudsman: report {number}' },
    body: {
      id: 'Batas waktu undang-undang untuk laporan {number} ({title}) sudah lewat. Anda dapat mengadu ke Ombudsman RI Perwakilan Papua; perjalanan laporan Anda ada di halamannya.',
      en: 'The legal time for report {number} ({title}) passed. You may complain to the Ombudsman of Indonesia in Papua; what happened is on the report’s page.',
    },
    short: {
      id: 'Laporan {number} melewati batas undang-undang. Anda dapat mengadu ke Ombudsman RI.',
      en: 'Report {number} passed the legal time. You may go to the Ombudsman.',
    },
  },
  'n/aduan-meja@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Laporan {number} di meja Anda', en: 'Report {number} on your desk' },
    body: {
      id: 'Laporan {number} ({title}) menunggu Anda. Paling lambat {until}.',
      en: 'Report {number} ({title}) waits on your desk. Due by {until}.',
    },
    short: { id: 'Laporan {number} menunggu Anda. Paling lambat {until}.', en: 'Report {number} waits. Due by {until}.' },
  },
  'n/aduan-tenggat@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Tenggat laporan {number}', en: 'Deadline of report {number}' },
    body: { id: 'Laporan {number} ({title}) belum selesai. Tenggat {until}.', en: 'Report {number} ({title}) is still open. Due {until}.' },
    short: { id: 'Laporan {number} belum selesai. Tenggat {until}.', en: 'Report {number} still open. Due {until}.' },
  },
  'n/aduan-identitas@1': {
    needs: ['number'],
    title: { id: 'Identitas Anda pada laporan {number} dibuka', en: 'Your identity in report {number} was opened' },
    body: {
      id: 'Dua penjaga identitas dari dua instansi membuka identitas pelapor laporan {number}, dengan alasan dan dasar hukum yang tercatat. Anda dapat meminta penjelasan di halaman laporan itu.',
      en: 'Two keepers of two offices opened the identity behind report {number}, for a recorded reason and legal basis. You may ask for an explanation on its page.',
    },
    short: { id: 'Identitas pelapor {number} dibuka dua penjaga.', en: 'Identity behind {number} opened by two keepers.' },
  },
  'n/wbs-kotak@1': {
    needs: [],
    title: { id: 'Ada yang baru di kotak Anda', en: 'Something new in your box' },
    body: { id: 'Buka meja Anda. Isinya hanya ada di sana.', en: 'Open your desk. What it is, is only there.' },
    short: { id: 'Ada yang baru di meja Anda.', en: 'Something new on your desk.' },
  },
  'n/aduan-diam@1': {
    needs: ['number', 'title', 'until'],
    title: { id: 'Belum disentuh: laporan {number}', en: 'Nobody touched report {number}' },
    body: {
      id: 'Laporan {number} ({title}) ada pada Anda dan sudah beberapa hari tanpa kegiatan apa pun. Tenggat {until}.',
      en: 'Report {number} ({title}) is with you, and for days nothing was done about it. Due {until}.',
    },
    short: { id: 'Laporan {number} belum disentuh. Tenggat {until}.', en: 'Report {number}: nothing done. Due {until}.' },
  },
  'n/aduan-ringkas@1': {
    needs: ['agency', 'open', 'due', 'late', 'contested', 'median'],
    title: { id: 'Ringkasan mingguan laporan', en: 'Weekly digest of reports' },
    body: {
      id: '{agency}: {open} laporan terbuka, {due} jatuh tempo minggu ini, {late} terlambat, {contested} dibantah. Separuhnya berumur lebih dari {median} hari.',
      en: '{agency}: {open} open reports, {due} due this week, {late} late, {contested} contested. Half are older than {median} days.',
    },
    short: {
      id: '{open} laporan terbuka, {due} jatuh tempo minggu ini, {late} terlambat.',
      en: '{open} open reports, {due} due this week, {late} late.',
    },
  },
  'n/aduan-jembatan@1': {
    needs: ['number', 'foreign', 'kind'],
    title: { id: 'Pertukaran dengan SP4N-LAPOR! macet', en: 'The exchange with SP4N-LAPOR! is stuck' },
    body: {
      id: 'Pesan “{kind}” untuk laporan {number} (SP4N {foreign}) belum dijawab atau belum terkirim. Periksa di SP4N-LAPOR!.',
      en: 'The message “{kind}” for report {number} (SP4N {foreign}) was not answered or not sent. Look into SP4N-LAPOR!.',
    },
    short: {
      id: 'Laporan {number} (SP4N {foreign}): “{kind}” belum dijawab.',
      en: 'Report {number} (SP4N {foreign}): “{kind}” not answered.',
    },
  },
  'n/langganan-tanya@1': {
    needs: ['link'],
    title: { id: 'Ya, kirimi saya kabar laporan warga?', en: 'Shall we send you news of reports?' },
    body: {
      id: 'Alamat ini diberikan di Satu Pintu Mimika untuk menerima kabar laporan warga. Bila itu Anda, buka {link} dan tekan tombolnya. Bila bukan, abaikan; alamat ini terhapus dalam tiga hari.',
      en: 'This address was given at Satu Pintu Mimika to hear of residents’ reports. If it was you, open {link} and press the button. If not, do nothing; the address is deleted within three days.',
    },
    short: { id: 'Konfirmasi kabar laporan: {link}', en: 'Confirm news of reports: {link}' },
  },
  'n/langganan-kabar@1': {
    needs: ['list', 'link'],
    title: { id: 'Laporan warga: baru dan berubah', en: 'Residents’ reports: new and changed' },
    body: {
      id: 'Laporan yang baru atau berubah:\n\n{list}\n\nBerhenti atau lihat langganan ini: {link}',
      en: 'Reports that are new or changed:\n\n{list}\n\nStop or see this subscription: {link}',
    },
    short: { id: 'Laporan baru atau berubah: {link}', en: 'Reports new or changed: {link}' },
  },
  'n/balasan@1': {
    needs: ['text'],
    title: { id: 'Balasan', en: 'Reply' },
    body: { id: '{text}', en: '{text}' },
    short: { id: '{text}', en: '{text}' },
  },
  'n/uji-kontak@1': {
    needs: ['code'],
    title: { id: 'Uji kontak PIC', en: 'Contact test for PIC' },
    body: {
      id: 'Ini uji kontak Mimika Center. Masukkan kode {code} di meja Anda (Laporan, Kontak) untuk membuktikan bahwa pesan sampai kepada Anda.',
      en: 'This is a contact test of Mimika Center. Type code {code} at your desk (Reports, Contact) to prove that messages reach you.',
    },
    short: {
      id: 'Uji kontak Mimika Center: kode {code}. Masukkan di meja Laporan.',
      en: 'Mimika Center contact test: code {code}. Type it at the report desk.',
    },
  },
  'n/uji-kontak@2': {
    needs: ['code'],
    title: { id: 'Uji kontak PIC', en: 'Contact test for PIC' },
    body: {
      id: 'Ini uji kontak Mimika Center. Masukkan kode {code} di meja Anda (Laporan, Uji kontak) untuk membuktikan bahwa pesan sampai kepada Anda.',
      en: 'This is a contact test of Mimika Center. Type code {code} at your desk (Reports, Contact test) to prove that messages reach you.',
    },
    short: {
      id: 'Uji kontak Mimika Center: kode {code}. Masukkan di meja Laporan.',
      en: 'Mimika Center contact test: code {code}. Type it at the report desk.',
    },
    // the code proves nothing where it can be read without the telephone or the mail
    inbox: {
      id: 'Kami mengirim kode uji kontak ke nomor dan email Anda. Masukkan di meja Laporan, Uji kontak. Bila tidak sampai, minta pengelola memperbaiki nomor Anda.',
      en: 'We sent a contact test code to your number and e-mail. Type it at the report desk, Contact test. If it did not come, ask a steward to correct your number.',
    },
  },
};

export type Lang = 'id' | 'en';

const fill = (text: string, data: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => data[name] || '–');

/** @throws Error where no such version exists: a bug of the caller or of a published definition */
export function templateOf(key: string): Template {
  const template = templates[key];
  if (!template) throw new Error(`No message template ${key}`);
  return template;
}
export const render = (
  key: string,
  lang: Lang,
  data: Readonly<Record<string, string>>,
): { title: string; body: string; short: string; inbox: string } => {
  const template = templateOf(key);
  return {
    title: fill(template.title[lang], data),
    body: fill(template.body[lang], data),
    inbox: fill((template.inbox ?? template.body)[lang], data),
    short: fill(template.short[lang], data),
  };
};

/** The last lines of every notice by the relay: where to answer, and how to be left alone. */
export const relayFooter = (lang: Lang, link: string): string =>
  lang === 'id' ? `Baca, jawab, atau berhenti menerima kabar: ${link}` : `Read, answer, or stop hearing from us: ${link}`;

export type ChannelName = 'whatsapp' | 'sms' | 'email';
