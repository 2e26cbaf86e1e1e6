import type { Words } from './words.ts';

/** The register of innovations, residents' ideas, the ministry's index. */
export const reasons = {
  'innovations.problem_short': { id: 'Ceritakan masalahnya, sedikitnya 20 huruf.', en: 'Describe the problem, in at least 20 letters.' },
  'innovations.who_short': { id: 'Tulis siapa yang mengalaminya.', en: 'Write who has this problem.' },
  'innovations.proposal_short': { id: 'Tulis usulan Anda, sedikitnya 20 huruf.', en: 'Write your proposal, in at least 20 letters.' },
  'innovations.too_long': { id: 'Terlalu panjang. Ringkaslah.', en: 'Too long. Please shorten it.' },
  'innovations.region_unknown': { id: 'Pilih tempat dari daftar.', en: 'Choose the place from the list.' },
  'innovations.no_idea': { id: 'Usulan itu tidak ada. Periksa kembali kodenya.', en: 'There is no such idea. Check the code.' },
  'innovations.no_innovation': { id: 'Inovasi itu tidak tercatat.', en: 'That innovation isn’t in the register.' },
  'innovations.state_missing': { id: 'Pilih jawabannya.', en: 'Choose the answer.' },
  'innovations.title_short': {
    id: 'Tulis judul tanpa nama orang, sedikitnya 10 huruf.',
    en: 'Write a title without names, in at least 10 letters.',
  },
  'innovations.reason_short': {
    id: 'Tulis alasan yang dapat dibaca semua orang, sedikitnya 20 huruf.',
    en: 'Write a reason that everybody may read, in at least 20 letters.',
  },
  'innovations.agency_missing': { id: 'Pilih instansi yang menjalankannya.', en: 'Choose the agency that carries it out.' },
  'innovations.innovation_missing': { id: 'Pilih inovasi yang dituju.', en: 'Choose the innovation it joins.' },
  'innovations.answered_meanwhile': {
    id: 'Usulan ini sudah dijawab orang lain. Muat ulang halaman.',
    en: 'Somebody else answered this idea. Load the page again.',
  },
  'innovations.panel_empty': { id: 'Tempel nilai juri.', en: 'Paste the jurors’ marks.' },
  'innovations.panel_line': { id: 'Baris {line} harus berisi {columns} kolom.', en: 'Line {line} must have {columns} columns.' },
  'innovations.panel_criterion': { id: 'Unsur di baris {line} tidak dikenal.', en: 'The criterion in line {line} isn’t known.' },
  'innovations.panel_mark': {
    id: 'Nilai di baris {line} harus bilangan bulat 1–5.',
    en: 'The mark in line {line} must be a whole number from 1 to 5.',
  },
  'innovations.panel_twice': {
    id: 'Baris {line} mengulang nilai yang sudah ada. Hapus salah satu.',
    en: 'Line {line} repeats a mark that is there already. Delete one of the two.',
  },
  'innovations.panel_long': { id: 'Paling banyak {most} baris.', en: 'At most {most} lines.' },
  'innovations.panel_wide': {
    id: 'Paling banyak {entries} peserta dan {jurors} juri.',
    en: 'At most {entries} entries and {jurors} jurors.',
  },
  'innovations.seed_wrong': {
    id: 'Tulis benih: 32 angka heksadesimal (0–9, a–f).',
    en: 'Write the seed: 32 hexadecimal digits (0–9, a–f).',
  },
  'innovations.number_wrong': { id: 'Tulis angka dalam batas yang disebut.', en: 'Write a number within the limits named.' },
  'innovations.no_pack': {
    id: 'Aturan indeks tahun {year} belum ada pada kami, dan aturan tahun lain tidak dipinjam. Yang ada: {years}.',
    en: 'We don’t have the rules of the index of {year}, and another year’s aren’t borrowed. We have: {years}.',
  },
} satisfies Words;

export const categories = {
  pelayanan_publik: { id: 'Pelayanan publik', en: 'Public service' },
  tata_kelola: { id: 'Tata kelola', en: 'Governance' },
  puskesmas: { id: 'Puskesmas', en: 'Health centres' },
  distrik: { id: 'Distrik', en: 'Districts' },
} satisfies Words;

export const states = {
  received: { id: 'Menunggu jawaban', en: 'Waiting for an answer' },
  adopted: { id: 'Diadopsi', en: 'Adopted' },
  merged: { id: 'Digabung', en: 'Joined to an innovation' },
  not_now: { id: 'Tidak sekarang', en: 'Not now' },
} satisfies Words;

export const register = {
  title: { id: 'Inovasi', en: 'Innovations' },
  description: {
    id: 'Inovasi Kabupaten Mimika yang diketahui, usulan warga dan jawabannya.',
    en: 'Innovations known in Mimika, ideas of residents and the answers.',
  },
  lead: {
    id: 'Inovasi di sini tercatat karena pernah diumumkan; tercatat belum berarti terbukti bermanfaat.',
    en: 'What stands here was announced once; to be registered doesn’t mean to be proven useful.',
  },
  propose: { id: 'Usulkan perbaikan', en: 'Propose an improvement' },
  index: { id: 'Cara Indeks Inovasi Daerah dihitung', en: 'How the regional innovation index is counted' },
  jury: { id: 'Hitung ulang penjurian', en: 'Count a jury again' },
  known: { id: 'Inovasi yang diketahui', en: 'Innovations known' },
  shown: { id: 'Pekan Inovasi {year}', en: 'Innovation Week {year}' },
  ideas: { id: 'Usulan warga yang dijawab', en: 'Ideas of residents, answered' },
  none: { id: 'Belum ada usulan yang dijawab.', en: 'No idea has been answered yet.' },
  promise: {
    id: 'Setiap usulan dijawab dalam {days} hari kerja. Sekarang: {waiting} menunggu, {late} melewati janji, {answered} sudah dijawab.',
    en: 'Every idea is answered within {days} working days. Now: {waiting} waiting, {late} past the promise, {answered} answered.',
  },
  by: { id: 'dijalankan {agency}', en: 'carried out by {agency}' },
  into: { id: 'bergabung dengan {innovation}', en: 'joins {innovation}' },
  source: { id: 'Sumber', en: 'Source' },
  trust: { id: 'Keyakinan', en: 'Confidence' },
  S: { id: 'sumber kedua; naskah aslinya belum dilihat', en: 'second source; the original wasn’t seen' },
  V: { id: 'naskah asli sudah dilihat', en: 'original seen' },
  M: { id: 'belum diverifikasi', en: 'not verified' },
  P: { id: 'keputusan proyek', en: 'project decision' },
  agency: { id: 'Instansi', en: 'Agency' },
  category: { id: 'Kategori', en: 'Category' },
  note: { id: 'Catatan', en: 'Note' },
  no_impact: {
    id: 'Dampak: belum dilaporkan. Pemilik inovasi ini belum menetapkan ukuran sebelum dan sesudah.',
    en: 'Impact: not reported. The owner hasn’t set a measure before and after.',
  },
  back: { id: 'Semua inovasi', en: 'All innovations' },
} satisfies Words;

export const idea = {
  title: { id: 'Usulkan perbaikan', en: 'Propose an improvement' },
  description: {
    id: 'Tanpa akun dan tanpa nama. Anda menerima kode untuk membaca jawabannya.',
    en: 'Without account or name. You get a code to read the answer.',
  },
  lead: {
    id: 'Warga berhak memulai inovasi. Kami tidak menanyakan nama Anda; jangan tulis nama atau nomor telepon siapa pun. Jawaban kami datang dalam {days} hari kerja.',
    en: 'Residents may start an innovation. We don’t ask your name; don’t write anybody’s name or telephone number. Our answer comes within {days} working days.',
  },
  problem: { id: 'Apa masalahnya?', en: 'What is the problem?' },
  problem_help: { id: 'Apa yang terjadi sekarang, seberapa sering, sejak kapan.', en: 'What happens now, how often, since when.' },
  who: { id: 'Siapa yang mengalaminya?', en: 'Who has it?' },
  who_help: { id: 'Misalnya: ibu hamil di Kampung Potowayburu.', en: 'For example: pregnant women in Potowayburu.' },
  proposal: { id: 'Apa usulan Anda?', en: 'What do you propose?' },
  region: { id: 'Di mana?', en: 'Where?' },
  send: { id: 'Kirim usulan', en: 'Send the idea' },
  receipt: { id: 'Usulan Anda kami terima', en: 'We received your idea' },
  code: { id: 'Kode Anda', en: 'Your code' },
  keep: {
    id: 'Simpan kode ini atau alamat halaman ini. Hanya dengan itu jawabannya dapat dibaca lagi.',
    en: 'Keep this code or the address of this page: only with it can the answer be read again.',
  },
  due: { id: 'Paling lambat dijawab {date}.', en: 'Answered by {date} at the latest.' },
  late: { id: 'Kami terlambat: janji kami {date}.', en: 'We are late: our promise was {date}.' },
  answer: { id: 'Jawaban kami', en: 'Our answer' },
  yours: { id: 'Yang Anda tulis', en: 'What you wrote' },
  sent: { id: 'Diterima {date}', en: 'Received {date}' },
} satisfies Words;

export const desk = {
  title: { id: 'Usulan warga', en: 'Ideas of residents' },
  lead: {
    id: 'Jawab paling lambat pada tanggal janji. Judul dan alasan dibaca semua orang; yang ditulis warga tidak.',
    en: 'Answer by the date promised. Title and reason are read by everybody; what the resident wrote isn’t.',
  },
  none: { id: 'Tidak ada usulan.', en: 'There are no ideas.' },
  due: { id: 'Janji', en: 'Promised' },
  state: { id: 'Keadaan', en: 'State' },
  problem: { id: 'Masalah', en: 'Problem' },
  where: { id: 'Tempat', en: 'Place' },
  late: { id: 'lewat', en: 'late' },
  back: { id: 'Semua usulan', en: 'All ideas' },
  decide: { id: 'Jawaban', en: 'Answer' },
  choose: { id: 'Apa yang terjadi dengan usulan ini?', en: 'What happens with this idea?' },
  title_public: { id: 'Judul untuk umum', en: 'Title for the public' },
  title_help: { id: 'Tanpa nama orang.', en: 'Without names of people.' },
  reason: { id: 'Alasan untuk umum', en: 'Reason for the public' },
  agency: { id: 'Dijalankan oleh (bila diadopsi)', en: 'Carried out by (if adopted)' },
  innovation: { id: 'Bergabung dengan (bila digabung)', en: 'Joins (if joined)' },
  save: { id: 'Terbitkan jawaban', en: 'Publish the answer' },
} satisfies Words;

export const index = {
  title: { id: 'Indeks Inovasi Daerah', en: 'Regional innovation index' },
  description: {
    id: 'Aturan indeks per tahun, apa yang dibayarnya, dan berapa nilainya untuk keadaan tertentu.',
    en: 'The rules by year, what the index pays for, and its value for a given situation.',
  },
  lead: {
    id: 'Indeks ini menilai kematangan di atas kertas, menurut aturan kementerian. Ia bukan ukuran dampak bagi warga, dan kami tidak pernah menjumlahkan keduanya.',
    en: 'This index rates maturity on paper, by the ministry’s rules. It isn’t a measure of what residents gain, and we never add the two.',
  },
  pays: { id: 'Apa yang dibayar indeks ini', en: 'What this index pays for' },
  pays_count: {
    id: '{share} % dari nilai penuh datang dari banyaknya inovasi.',
    en: '{share} % of the full value comes from the number of innovations.',
  },
  pays_users: {
    id: '{share} % datang dari indikator tentang pengguna layanan ({weights} dari {all} bobot).',
    en: '{share} % comes from indicators about the people who use the service ({weights} of {all} weights).',
  },
  published: { id: 'Nilai Mimika yang diumumkan', en: 'Values of Mimika as announced' },
  year: { id: 'Tahun', en: 'Year' },
  value: { id: 'Indeks', en: 'Index' },
  predicate: { id: 'Predikat', en: 'Predicate' },
  count: { id: 'Inovasi', en: 'Innovations' },
  ask: { id: 'Hitung untuk keadaan tertentu', en: 'Count for a situation' },
  n: { id: 'Banyaknya inovasi', en: 'Number of innovations' },
  average: { id: 'Rata-rata kematangan tiap inovasi, 0–{most}', en: 'Average maturity of one innovation, 0–{most}' },
  // UU 23/2014 ps. 12 (1): the six of the rules' basic services
  sectors_help: {
    id: 'Pendidikan · Kesehatan · Pekerjaan Umum dan Penataan Ruang · Perumahan Rakyat dan Kawasan Permukiman · Ketenteraman, Ketertiban Umum, dan Perlindungan Masyarakat · Sosial',
    en: 'Education · Health · Public works and spatial planning · Housing and settlements · Public order and protection · Social affairs',
  },
  sectors: { id: 'Urusan pelayanan dasar yang tersentuh, 0–{most}', en: 'Basic services covered, 0–{most}' },
  spd: { id: 'Nilai daerah (SPD), 0–{most}', en: 'Regional points (SPD), 0–{most}' },
  go: { id: 'Hitung', en: 'Count' },
  result: { id: 'Indeks {value}', en: 'Index {value}' },
  no_predicate: { id: 'batas predikat tahun ini belum diketahui', en: 'thresholds of this year aren’t known' },
  parts: {
    id: 'Nilai daerah {spd} + rata-rata inovasi {average} + dari banyaknya {count}, dari {total} poin.',
    en: 'Regional points {spd} + average of innovations {average} + for the number {count}, of {total} points.',
  },
  lost: {
    id: 'Hilang {lost} poin: aturan {year} meminta sedikitnya {least} dari {all} urusan pelayanan dasar.',
    en: '{lost} points are lost: the rules of {year} ask for at least {least} of {all} basic services.',
  },
  edge: {
    id: 'Satu inovasi lagi menaikkan indeks bila kematangannya di atas {edge}; di bawah itu menurunkannya.',
    en: 'One more innovation raises the index if its maturity is above {edge}; below that it lowers it.',
  },
  edge_any: {
    id: 'Satu inovasi lagi, sekecil apa pun kematangannya, menaikkan indeks: yang dibayar adalah banyaknya.',
    en: 'One more innovation, however immature, raises the index: the number is what is paid.',
  },
  packs: { id: 'Aturan per tahun', en: 'Rules by year' },
  divisor: { id: 'Pembagi paling kecil', en: 'Least divisor' },
  least: { id: 'Urusan dasar', en: 'Basic services' },
  top: { id: 'Sangat inovatif mulai', en: 'Very innovative from' },
  confidence: { id: 'Keyakinan', en: 'Confidence' },
  good: { id: 'baik', en: 'good' },
  medium: { id: 'sedang', en: 'medium' },
  low: { id: 'rendah', en: 'low' },
  unknown: { id: 'belum diketahui', en: 'not known' },
  missing: {
    id: 'Aturan tahun {years} belum ada pada kami; kami tidak meminjam aturan tahun lain.',
    en: 'We don’t have the rules of {years}; we borrow no other year’s.',
  },
  basis: {
    id: 'Dasar hukum (sumber kedua, naskah asli belum dilihat):',
    en: 'Legal basis (second source, originals not seen):',
  },
  catalogue: { id: 'Indikator tiap inovasi (2026)', en: 'Indicators of an innovation (2026)' },
  indicator: { id: 'Indikator', en: 'Indicator' },
  weight: { id: 'Bobot', en: 'Weight' },
  levels: { id: 'Tingkat 1 · 2 · 3', en: 'Levels 1 · 2 · 3' },
} satisfies Words;

export const judging = {
  title: { id: 'Hitung ulang penjurian', en: 'Count a jury again' },
  description: {
    id: 'Dari nilai juri menjadi hasil, beserta seberapa yakin: siapa pun dapat menghitung ulang.',
    en: 'From jurors’ marks to a result, and how sure it is: anybody can count it again.',
  },
  lead: {
    id: 'Tempel nilai juri satu kategori. Halaman ini mengeluarkan tingkat ketat tiap juri dari nilai, menyebut rentang peringkat dengan keyakinan 90 %, dan menolak memberi peringkat bila tidak dapat dibandingkan. Tidak ada yang disimpan.',
    en: 'Paste the jurors’ marks of one category. This page takes each juror’s strictness out of the marks, gives ranks with 90 % confidence, and refuses to rank what can’t be compared. Nothing is kept.',
  },
  result: { id: 'Hasil', en: 'Result' },
  's.pending': { id: 'Belum ada hasil: masih ada lembar nilai yang belum lengkap.', en: 'No result yet: some sheets aren’t complete.' },
  's.unconnected': {
    id: 'Tidak dapat diberi peringkat: sebagian peserta tidak pernah dibandingkan dengan yang lain.',
    en: 'It can’t be ranked: some entries were never compared with the others.',
  },
  's.calibrate': {
    id: 'Juri terlalu berbeda pendapat. Adakan rapat penyamaan, lalu nilai sekali lagi.',
    en: 'The jurors differ too much. Meet, then score once more.',
  },
  's.alphabetical': {
    id: 'Juri tetap berbeda pendapat: finalis diumumkan menurut abjad, dengan putusan juri dalam berita acara dan tanpa nilai.',
    en: 'The jurors still differ: finalists are named in alphabetical order, with the jury’s minuted decision and without scores.',
  },
  's.unranked': { id: 'Nilai terlalu sedikit untuk peringkat.', en: 'Too few scores for a rank.' },
  's.caution': {
    id: 'Hasil dapat diumumkan dengan catatan: kesepakatan juri sedang.',
    en: 'The result may be published with a caution: the jurors agree moderately.',
  },
  's.publish': { id: 'Hasil dapat diumumkan: juri sepakat.', en: 'The result may be published: the jurors agree.' },
  missing: { id: 'belum ada', en: 'missing' },
  begun: { id: 'belum lengkap', en: 'not complete' },
  joining: { id: 'Satu nilai akan menghubungkannya: {juror} menilai {entry}.', en: 'One score would join them: {juror} of {entry}.' },
  entry: { id: 'Peserta', en: 'Entry' },
  rank: { id: 'Peringkat', en: 'Rank' },
  no_rank: { id: 'tanpa peringkat', en: 'no rank' },
  score: { id: 'Nilai', en: 'Score' },
  error: { id: 'Galat baku', en: 'Standard error' },
  mean: { id: 'Rata-rata biasa', en: 'Plain mean' },
  scores: { id: 'Juri', en: 'Jurors' },
  recused: { id: 'Mundur', en: 'Recused' },
  leaders: { id: 'Tidak dapat dibedakan dari yang pertama: {entries}.', en: 'Can’t be told from the first: {entries}.' },
  severity: { id: 'Poin di atas atau di bawah panel:', en: 'Points above or below the panel:' },
  alpha: { id: 'Kesepakatan (α Krippendorff)', en: 'Agreement (Krippendorff’s α)' },
  icc: { id: 'ICC(2,k), panel penuh', en: 'ICC(2,k), full panel' },
  w: { id: 'W Kendall, panel penuh', en: 'Kendall’s W, full panel' },
  hash: { id: 'Sidik masukan (SHA-256)', en: 'Fingerprint of the inputs (SHA-256)' },
  method: { id: 'Cara hitung', en: 'Method' },
  inputs: { id: 'Nilai juri', en: 'Jurors’ marks' },
  marks: { id: 'Nilai, satu baris satu nilai', en: 'Marks, one a line' },
  marks_help: {
    id: 'juri, peserta, unsur, nilai 1–5; dipisah koma, titik koma, atau tab. Unsur: {criteria}.',
    en: 'juror, entry, criterion, mark 1–5; with commas, semicolons or tabs. Criteria: {criteria}.',
  },
  recusals: { id: 'Yang mundur', en: 'Recusals' },
  recusals_help: { id: 'juri, peserta; nilai yang tidak boleh diberikan.', en: 'juror, entry; scores that may not be given.' },
  seed: { id: 'Benih undian', en: 'Seed of the draws' },
  seed_help: {
    id: '32 angka heksadesimal yang diumumkan; benih yang sama memberi hasil yang sama.',
    en: 'The 32 hexadecimal digits that were published; the same seed gives the same result.',
  },
  second: { id: 'Ini penilaian kedua, sesudah rapat penyamaan', en: 'This is the second scoring, after a calibration meeting' },
  see_above: { id: 'Lihat penjelasan di atas.', en: 'See the explanation above.' },
  count: { id: 'Hitung', en: 'Count' },
  rubric: { id: 'Unsur, bobot, dan arti nilai', en: 'Criteria, weights, and what marks mean' },
  rules: {
    id: 'Rentang dari {draws} undian. Diumumkan mulai α {publish}, dengan catatan mulai {caution} (usulan proyek).',
    en: 'Intervals from {draws} draws. Published from α {publish}, with a caution from {caution} (project proposal).',
  },
} satisfies Words;
