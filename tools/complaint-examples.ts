import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Writes the template part of `db/reference/complaint-examples.json`, the invented reports the classifier starts from; hand-written rows stay as
 * they are. The same templates always give the same file. `node tools/complaint-examples.ts`
 */

export interface Example {
  readonly category: string;
  readonly text: string;
  /** Landmark or address, where the report has one. */
  readonly place?: string;
  /** `train` teaches, `calibration` sets when to abstain, `held_out` is only ever measured on. */
  readonly set: 'train' | 'calibration' | 'held_out';
  readonly by: 'hand' | 'template';
}

const PER_CATEGORY = 24;
/** Roads, bridges and floods are the largest group in Mimika (source S14). */
const PER_LARGE_CATEGORY = 40;
const LARGE = new Set(['jalan-jembatan', 'banjir-drainase']);

const STREETS =
  'Jl. Cenderawasih|Jl. Hasanuddin|Jl. Yos Sudarso|Jl. Budi Utomo|Jl. Ahmad Yani|Jl. Belibis|Jl. Pendidikan|Jl. Busiri|Jl. C. Heatubun|Jl. Samratulangi|Jl. Serui Mekar|Jl. Kartini|Jl. Bougenville|Jl. Leo Mamiri|jalan poros SP 2|jalan poros SP 5|jalur 3 SP 2|lorong belakang pasar|gang samping gereja|depan kantor lurah|dekat bundaran|depan sekolah|perempatan Diana';
const VILLAGES =
  'Kampung Pigapu|Kampung Tipuka|Kampung Kokonao|Kampung Atuka|Kampung Keakwa|Kampung Hoya|Kampung Jila|Kampung Agimuga|Kampung Nawaripi|Kampung Mware|Kampung Limau Asri|Kampung Ohotya|Kampung Amamapare|Kampung Aindua|Kampung Kapiraya|Kampung Iwaka|Kwamki Narama|Kampung Naena Muktipura|Distrik Jita|Distrik Amar|Distrik Alama|Distrik Tembagapura|Mapurujaya|SP 3|SP 4|SP 9|SP 12';
const SINCE =
  'sudah seminggu|sudah dua minggu|sudah sebulan|sejak bulan lalu|sejak kemarin|sudah tiga bulan|sudah setahun|dari tahun lalu|sejak Januari|sampai sekarang|beberapa hari ini';
const ASK =
  'Mohon segera ditangani.|Tolong diperhatikan.|Kapan diperbaiki?|Mohon tindak lanjutnya.|Tolong pemerintah turun lihat.|Minta perhatian dinas terkait.|Sudah lapor tapi belum ada jawaban.|Kepada siapa kami harus lapor?|||||';

interface Templates {
  readonly sentences: readonly string[];
  readonly slots?: Readonly<Record<string, string>>;
}

/** `{x}` is filled from the category's slots or the common ones: street, village, since, ask. */
const TEMPLATES: Readonly<Record<string, Templates>> = {
  'jalan-jembatan': {
    sentences: [
      '{damage} di {street}, {since}. {effect} {ask}',
      'Jalan menuju {village} {state}, {effect}',
      '{bridge} di {village} {bridgeState}. {effect} {ask}',
      'Mohon {work} di {street}, {effect}',
      'Kapan {work} jalan ke {village}? {since} {state}.',
      '{effect} karena {damage} di {street}',
      'Proyek {work} di {street} {project}. {ask}',
      'Mau lapor, {bridge} menuju {village} {bridgeState} {since}',
    ],
    slots: {
      damage:
        'Lubang besar|Aspal rusak|Jalan berlubang|Jalan amblas|Aspal terkelupas|Bahu jalan longsor|Trotoar hancur|Penutup gorong-gorong hilang|Jalan bergelombang',
      state: 'rusak parah|belum diaspal|penuh lubang|seperti kubangan|tidak bisa dilewati mobil|putus|tertutup longsor|berlumpur dan licin',
      bridge: 'Jembatan|Jembatan kayu|Jembatan gantung|Jembatan darurat|Titian kayu',
      bridgeState: 'putus|hampir roboh|papannya lapuk|goyang kalau dilewati|pagarnya hilang|miring ke kali|lantainya bolong',
      work: 'penambalan|pengaspalan|perbaikan|pengerasan|rabat beton|pelebaran',
      effect:
        'Motor sering jatuh.|Anak sekolah susah lewat.|Ambulans tidak bisa masuk.|Mobil terperosok.|Hasil kebun tidak bisa dibawa ke pasar.|Bahaya kalau malam.|Sudah ada yang kecelakaan.',
      project: 'berhenti di tengah jalan|baru selesai sudah retak|tidak pernah selesai|asal-asalan',
    },
  },
  'banjir-drainase': {
    sentences: [
      'Setiap hujan {street} banjir, {effect} {ask}',
      '{channel} di {street} {channelState}, {since}. {effect}',
      'Air {river} meluap ke {village}, {effect} {ask}',
      'Mohon {work} {channel} di {street}. {effect}',
      '{structure} di {village} {structureState}, {effect}',
      'Rumah kami di {village} kebanjiran {since}, {effect}',
      'Genangan air di {street} tidak surut {since} karena {channel} {channelState}',
    ],
    slots: {
      channel: 'parit|got|drainase|selokan|saluran air|gorong-gorong',
      channelState: 'tersumbat|mampet|penuh sampah|tertutup tanah|dangkal|terlalu kecil|tidak pernah dikeruk|ditutup bangunan',
      effect:
        'Air masuk rumah.|Rumah warga terendam.|Air setinggi lutut.|Kasur dan perabot basah.|Nyamuk jadi banyak.|Kebun rusak.|Warga mengungsi.|Kendaraan mogok.',
      river: 'kali|sungai Wania|sungai Iwaka|kali Wanagon|sungai',
      work: 'pengerukan|pembersihan|pelebaran|pembuatan|normalisasi',
      structure: 'Tanggul|Bronjong|Talud|Pintu air|Turap pantai',
      structureState: 'jebol|rusak|hanyut|belum dibangun|retak',
    },
  },
  'air-bersih': {
    sentences: [
      'Air PDAM di {street} {water}, {since}. {ask}',
      '{source} di {village} {state}, {effect}',
      'Pipa {pipe} di {street}, air terbuang {since}',
      'Meteran air {meter}, {ask}',
      'Warga {village} belum dapat air bersih, {effect} {ask}',
      'Mau {wish}, bagaimana caranya?',
      'Kami di {village} {effect} karena {source} {state}',
    ],
    slots: {
      water: 'tidak mengalir|mati|keruh|berbau|berwarna kuning|kecil sekali|hanya jalan tengah malam',
      source: 'Sumur bor|Bak penampung air|Tandon air|Mesin pompa air|Jaringan pipa air|Instalasi air bersih',
      state: 'rusak|bocor|tidak jalan|kering|tidak terawat',
      pipe: 'bocor|pecah|patah kena alat berat',
      meter: 'rusak tapi tagihan terus|berputar sendiri padahal keran tutup|hilang dicuri',
      effect: 'timba air di kali|minum air hujan|beli air tangki mahal|anak-anak sakit perut|jalan jauh ambil air',
      wish: 'pasang sambungan PDAM baru|minta mobil tangki air|balik nama pelanggan PDAM|lapor tagihan air yang salah',
    },
  },
  'sampah-kebersihan': {
    sentences: [
      'Sampah di {street} {state}, {since}. {effect} {ask}',
      'Mobil sampah {truck} ke {village} {since}',
      'Warga {dump} di {street}, {effect}',
      'Minta {wish} di {village}. {ask}',
      '{facility} {street} {dirty}, {effect}',
      '{effect} sampah menumpuk {since} di {street}',
    ],
    slots: {
      state: 'tidak diangkut|menumpuk|meluber ke jalan|berserakan|sudah busuk',
      truck: 'tidak pernah masuk|jarang lewat|tidak datang',
      dump: 'buang sampah sembarangan|bakar sampah|buang popok ke kali|buang sisa ikan|buang puing bangunan',
      effect: 'Bau sekali.|Lalat banyak.|Anjing hambur sampah.|Kotor sekali.|Asap masuk rumah.',
      wish: 'bak sampah|kontainer sampah|petugas sapu jalan|jadwal angkut sampah|tempat pembuangan sementara',
      facility: 'Toilet umum|TPS|Tempat sampah|Taman|Pasar',
      dirty: 'kotor|rusak dan bau|tidak dibersihkan|penuh rumput',
    },
  },
  'listrik-lampu-jalan': {
    sentences: [
      'Lampu jalan di {street} mati {since}, {effect} {ask}',
      'Listrik di {village} {power}, {effect}',
      '{thing} di {street} {state}, {effect} {ask}',
      'Mohon pasang {wish} di {village}',
      'Token listrik {token}, {ask}',
      '{source} di {village} rusak {since}, {effect}',
    ],
    slots: {
      power: 'padam tiap malam|mati berjam-jam|naik turun|belum pernah masuk|padam tanpa pemberitahuan',
      thing: 'Tiang listrik|Kabel PLN|Trafo|Gardu listrik|Tiang lampu jalan',
      state: 'miring hampir tumbang|putus|mengeluarkan percikan|menjuntai rendah|meledak|ditabrak truk',
      effect: 'gelap sekali|rawan kejahatan|alat elektronik rusak|anak tidak bisa belajar|warga takut lewat',
      wish: 'lampu penerangan jalan|sambungan listrik baru|PJU tenaga surya|jaringan PLN',
      token: 'tidak bisa masuk|cepat habis|hilang waktu diisi',
      source: 'Genset|Panel surya|PLTD|PLTS',
    },
  },
  'administrasi-kependudukan': {
    sentences: [
      '{paper} saya belum jadi {since}. {ask}',
      'Mau urus {paper} tapi {obstacle}',
      '{error} di {paper}, bagaimana memperbaikinya?',
      'Antrean Dukcapil {queue}, {obstacle}',
      'Minta perekaman KTP keliling di {village}, ongkos ke kota mahal',
      'NIK saya {nik}, {ask}',
    ],
    slots: {
      paper:
        'KTP elektronik|kartu keluarga|akta kelahiran anak|akta kematian|surat pindah|KIA|akta perkawinan|identitas kependudukan digital',
      obstacle:
        'blangko habis|jaringan rusak terus|berkas ditolak|disuruh datang besok lagi|persyaratan berubah-ubah|petugas bilang sistem eror',
      error: 'Nama salah ketik|Tanggal lahir salah|Alamat tidak sesuai|Nama orang tua keliru|Status belum berubah',
      queue: 'panjang sekali|tidak teratur|habis sebelum jam delapan',
      nik: 'tidak terdaftar|ganda|tidak aktif|tidak terbaca waktu urus bank|diblokir',
    },
  },
  kesehatan: {
    sentences: [
      'Puskesmas {village} {clinic}, {since}. {ask}',
      'Di RSUD {hospital}, {effect}',
      'Obat {drug} habis di {place}',
      '{staff} tidak pernah ada di {village}, {effect}',
      'BPJS saya {card}, {ask}',
      'Banyak warga {village} kena {disease}, minta {help}',
      'Ambulans {ambulance}, {effect}',
    ],
    slots: {
      clinic: 'tutup terus|tidak ada dokter|tidak ada obat|bangunannya rusak|tidak ada air dan listrik',
      hospital:
        'antre dari pagi sampai sore|kamar inap penuh|dokter tidak datang|perawat marah-marah|alat rontgen rusak|pasien telantar di UGD',
      drug: 'malaria|darah tinggi|anak|TBC|HIV',
      place: 'pustu|puskesmas|apotek rumah sakit|polindes',
      staff: 'Bidan|Perawat|Dokter|Mantri|Petugas gizi',
      card: 'tidak aktif|ditolak rumah sakit|belum terdaftar',
      disease: 'malaria|demam berdarah|muntaber|campak|batuk lama|gizi buruk',
      help: 'fogging|kelambu|imunisasi|pengobatan keliling|posyandu',
      ambulance: 'tidak datang|minta uang bensin|rusak|tidak ada sopir',
      effect: 'Pasien menunggu lama.|Ibu hamil susah periksa.|Warga berobat ke kota.|Kami kecewa.|Orang sakit makin parah.',
    },
  },
  'pendidikan-beasiswa': {
    sentences: [
      'Guru di {school} {village} {teacher}, {since}. {ask}',
      'Beasiswa {student} belum {paid} {since}',
      '{part} {school} di {village} {state}, {effect}',
      'PPDB {school} {admission}, {ask}',
      'Asrama mahasiswa Mimika di {city} {dorm}, {ask}',
      'Kapan pendaftaran {grant} dibuka?',
      'Murid {school} {village} tidak punya {need}',
    ],
    slots: {
      school: 'SD|SMP|SD Inpres|SMA|PAUD|SMK',
      teacher: 'tidak masuk mengajar|hanya satu orang|pindah semua|tidak tinggal di kampung|belum digaji',
      student: 'mahasiswa di Jayapura|anak kami di Manado|mahasiswa kedokteran|pelajar di Semarang|anak Amungme dan Kamoro',
      paid: 'cair|ditransfer|dibayar semester ini|ada kabar',
      part: 'Ruang kelas|Atap|Plafon|Toilet|Rumah guru|Perpustakaan',
      state: 'roboh|bocor|rusak berat|tidak ada',
      effect: 'Murid belajar di luar.|Anak-anak pulang cepat.|Belajar terganggu kalau hujan.',
      admission: 'tidak transparan|zonasinya salah|diterima hanya yang punya kenalan|servernya eror',
      city: 'Jayapura|Manado|Makassar|Semarang|Yogyakarta',
      dorm: 'bocor|listriknya diputus|kontraknya habis|penuh',
      grant: 'beasiswa|bantuan studi akhir|bantuan seragam sekolah|Kartu Indonesia Pintar',
      need: 'buku pelajaran|meja kursi|seragam|guru matematika',
    },
  },
  perizinan: {
    sentences: [
      '{permit} saya belum terbit {since}. {ask}',
      'Mau urus {permit}, syaratnya apa saja?',
      '{permit} ditolak {reason}',
      'Sistem {system} {error}, {permit} tidak bisa diproses',
      '{building} di {street} tidak punya izin, tolong dicek',
      'Perpanjangan {permit} {slow}, {ask}',
    ],
    slots: {
      permit:
        'Izin usaha|NIB|SIP perawat|Izin praktik bidan|PBG rumah|Izin reklame|PIRT|Izin apotek|Izin depot air|Izin keramaian|Izin trayek usaha',
      reason: 'tanpa alasan|karena KBLI salah|padahal berkas lengkap|berkali-kali',
      system: 'OSS|perizinan online|SIMBG|DPMPTSP',
      error: 'eror terus|tidak bisa login|tidak bisa unggah berkas',
      building: 'Ruko|Kafe|Bengkel|Gudang|Hotel|Tower',
      slow: 'lama sekali|tidak ada kabar|disuruh ulang dari awal',
    },
  },
  'bansos-dtsen': {
    sentences: [
      '{who} tidak dapat {aid}, {unfair}',
      '{aid} belum {paid} di {village} {since}. {ask}',
      'Nama saya {list}, {ask}',
      'Cara daftar {aid} bagaimana?',
      'Penyaluran {aid} di {village} {flaw}, {unfair}',
      'Minta {need} untuk {who} di {village}',
    ],
    slots: {
      who: 'Mama janda|Orang tua lansia|Keluarga kami|Penyandang disabilitas|Anak yatim|Korban kebakaran',
      aid: 'bansos|PKH|BLT|bantuan beras|sembako|bantuan lansia|BPNT|bantuan langsung tunai',
      paid: 'cair|dibagi|masuk rekening|sampai',
      list: 'hilang dari DTSEN|dicoret dari daftar penerima|desilnya salah|tidak ada di DTKS|belum pernah disurvei',
      flaw: 'tidak merata|tidak tepat sasaran|terlambat|berasnya berkutu',
      unfair: 'yang mampu malah dapat.|hanya keluarga tertentu.|padahal susah sekali.|tetangga semua dapat.',
      need: 'kursi roda|rumah layak huni|bantuan makanan|modal usaha keluarga miskin|alat bantu dengar',
    },
  },
  'pungli-calo': {
    sentences: [
      'Petugas {office} minta {money} supaya {deal}',
      'Ada calo di {office} tawarkan {deal} dengan {money}',
      'Oknum {official} pungut {money} {pretext}',
      'Saya dipaksa bayar {money} {pretext}, tidak ada kuitansi',
      'Pungutan liar di {street}, setiap {payer} bayar {money}',
      'Bantuan dipotong {money} oleh oknum {official}',
    ],
    slots: {
      office: 'Dukcapil|samsat|kantor distrik|pelabuhan|rumah sakit|sekolah|dinas perizinan|pasar',
      money: '50 ribu|100 ribu|Rp 250.000|setengah juta|2 juta|uang rokok|uang pelicin|uang terima kasih',
      deal: 'berkas cepat selesai|surat keluar|antrean didahulukan|lulus tes honorer|izin terbit|dapat rumah bantuan',
      official: 'pegawai|guru|aparat|polisi pamong|petugas parkir|ketua RT',
      pretext: 'untuk biaya administrasi|dengan alasan uang keamanan|untuk ambil ijazah|waktu pencairan bantuan|katanya untuk atasan',
      payer: 'truk|pedagang|sopir|mobil',
    },
  },
  'disiplin-pegawai': {
    sentences: [
      'Pegawai {office} {bad}, {since}. {ask}',
      'Kantor {office} {closed}, {effect}',
      '{boss} {absent}, {effect}',
      'Petugas loket {office} {rude} waktu melayani {who}',
      'Kendaraan dinas {office} dipakai {misuse}',
      'Oknum ASN {office} {bad}. {ask}',
    ],
    slots: {
      office: 'kelurahan|distrik|Dukcapil|dinas|puskesmas|kantor bupati|kecamatan',
      bad: 'sering bolos|datang siang pulang cepat|main HP waktu melayani|jarang masuk kerja|mabuk di kantor|tidur waktu jam kerja|nongkrong di warung jam dinas',
      closed: 'tutup padahal jam kerja|kosong jam 10 pagi|buka hanya dua jam|terkunci hari Senin',
      boss: 'Kepala dinas|Lurah|Kepala distrik|Sekretaris|Kepala puskesmas',
      absent: 'tidak pernah di tempat|tinggal di kota terus|sulit ditemui|meninggalkan tugas berbulan-bulan',
      rude: 'membentak|tidak ramah|pilih kasih|mengusir|acuh tak acuh',
      who: 'orang tua|mama-mama|warga kampung|penyandang disabilitas',
      misuse: 'belanja keluarga|acara pribadi|antar anak sekolah|malam minggu',
      effect: 'Pelayanan tidak jalan.|Warga pulang percuma.|Surat tidak ditandatangani.',
    },
  },
  ketenagakerjaan: {
    sentences: [
      'Perusahaan {company} {wrong}, {since}. {ask}',
      'Saya di-PHK {company} {dismissal}',
      'Minta {wish} untuk {who}',
      '{wish2} bagaimana syaratnya?',
      'Gaji karyawan {company} {pay}, {ask}',
      '{who} susah dapat kerja, {unfair}',
    ],
    slots: {
      company: 'kontraktor|subkontraktor tambang|toko bangunan|katering|perusahaan kayu|hotel|swalayan',
      wrong:
        'tidak membayar lembur|tidak daftarkan BPJS Ketenagakerjaan|menahan ijazah karyawan|tidak memberi cuti|tidak bayar THR|tidak sediakan alat keselamatan',
      dismissal: 'tanpa pesangon|sepihak|tanpa surat|waktu sakit',
      wish: 'pelatihan kerja|lowongan kerja|job fair|pelatihan las di BLK|kuota pekerja lokal',
      wish2: 'Kartu kuning AK-1|Pendaftaran pelatihan BLK|Lapor perselisihan kerja ke Disnaker|Klaim jaminan kecelakaan kerja',
      who: 'anak asli Papua|pemuda kampung|lulusan SMK|pencari kerja|mama-mama',
      pay: 'di bawah UMK|terlambat terus|belum dibayar tiga bulan|dipotong tanpa alasan',
      unfair: 'perusahaan ambil pekerja dari luar.|lowongan tidak diumumkan.|harus punya orang dalam.',
    },
  },
  'pertanahan-hak-ulayat': {
    sentences: [
      'Tanah {owner} {taken}, {since}. {ask}',
      'Sertifikat tanah di {village} {paper}',
      'Ganti rugi lahan {project} belum dibayar {since}. {ask}',
      'Batas tanah {border} tidak jelas, {effect}',
      'Urus {service} di BPN {slow}',
      'Masyarakat adat {village} minta {wish}',
    ],
    slots: {
      owner: 'adat marga kami|warisan orang tua|ulayat suku|kebun keluarga|dusun sagu kami|milik saya',
      taken: 'diserobot orang|dijual pihak lain|dipakai bangun ruko|dipagari perusahaan|digusur tanpa izin',
      paper: 'ganda|tumpang tindih|belum keluar|hilang|salah ukuran',
      project: 'bandara|jalan baru|sekolah|pelabuhan|perumahan|kantor pemerintah',
      border: 'kampung|dua marga|transmigrasi dan adat|kebun saya dan tetangga',
      effect: 'Warga sering bertengkar.|Ada pemalangan lahan.|Kami minta diukur ulang.',
      service: 'balik nama sertifikat|pengukuran tanah|sertifikat PTSL|pemecahan sertifikat',
      slow: 'tidak selesai-selesai|sudah bayar belum diukur|lama sekali',
      wish: 'pengakuan hak ulayat|pemetaan wilayah adat|mediasi sengketa tanah|surat pelepasan dibatalkan',
    },
  },
  perhubungan: {
    sentences: [
      '{vehicle} ke {village} {trouble}, {since}. {ask}',
      '{traffic} di {street} {state}, {effect}',
      '{port} {village} {portState}, {effect}',
      'Tarif {fare} naik, {ask}',
      'Bandara {airport}, {effect}',
      'Mohon {wish} di {street}',
    ],
    slots: {
      vehicle: 'Pesawat perintis|Kapal perintis|Speedboat|Kapal tol laut|Bus Damri',
      trouble: 'batal terus|tidak ada jadwal|tiketnya habis diborong|jarang datang|penuh barang',
      traffic: 'Lampu lalu lintas|Rambu jalan|Zebra cross|Lampu merah',
      state: 'rusak|mati|hilang|tidak kelihatan',
      effect: 'Macet setiap pagi.|Penumpang telantar.|Barang menumpuk.|Bahaya untuk anak sekolah.|Penumpang bisa jatuh.',
      port: 'Dermaga|Pelabuhan|Lapangan terbang|Terminal|Tambatan perahu',
      portState: 'rusak|lapuk|terlalu pendek|tergenang|tidak terurus',
      fare: 'angkot|taksi|ojek|tiket pesawat perintis|speedboat|kapal',
      airport: 'bagasinya lama|ruang tunggunya panas|parkirnya mahal|antre check-in semrawut',
      wish: 'penertiban parkir liar|pengaturan lalu lintas|pemasangan rambu penyeberangan|halte|penertiban truk besar masuk kota',
    },
  },
  'keamanan-ketertiban': {
    sentences: [
      'Orang mabuk {drunk} di {street}, {effect} {ask}',
      '{crime} di {village}, {since}. {ask}',
      'Warung di {street} jual {drink}, {effect}',
      '{disturb} di {street} {since}, {effect}',
      'Minta {wish} di {village}',
      'Pedagang kaki lima {vendor} di {street}, tolong ditertibkan',
    ],
    slots: {
      drunk: 'bikin onar|palak orang lewat|lempar rumah warga|berkelahi',
      crime: 'Pencurian motor|Pembegalan|Perampokan|Pencurian kabel|Perkelahian antar warga|Pemalangan jalan',
      drink: 'miras|minuman keras tanpa izin|sopi|lem aibon ke anak-anak',
      disturb: 'Balap liar|Musik keras tengah malam|Judi dan togel|Anak aibon berkumpul|Ternak babi berkeliaran|Pengemis memaksa',
      effect: 'Warga takut keluar.|Anak-anak tidak bisa tidur.|Kami resah.|Sudah ada korban.',
      wish: 'patroli polisi|pos kamling|razia miras|penjagaan Satpol PP',
      vendor: 'jualan di trotoar|menutup badan jalan|bangun lapak liar',
    },
  },
  'internet-bts': {
    sentences: [
      'Sinyal {operator} di {village} {signal}, {since}. {ask}',
      'Tower BTS {village} {tower}, {effect}',
      '{net} {where} {netState}, {effect}',
      'Mohon bangun {wish} di {village}, {effect}',
      'Jaringan internet {signal} {since}, {effect}',
    ],
    slots: {
      operator: 'Telkomsel|HP|4G|telepon|Indosat',
      signal: 'hilang|tidak ada|lemah sekali|putus-putus|lambat',
      tower: 'mati|belum menyala|rusak disambar petir|tidak ada genset',
      net: 'Wifi|Internet|VSAT|Indihome|Jaringan fiber optik',
      where: 'sekolah|puskesmas|kantor distrik|taman kota|kantor kampung|rumah kami',
      netState: 'tidak jalan|gangguan terus|mati karena belum dibayar|lelet',
      effect: 'Tidak bisa kirim data.|Susah hubungi keluarga.|Ujian online gagal.|Warga naik gunung cari sinyal.',
      wish: 'tower BTS|jaringan 4G|wifi gratis|VSAT',
    },
  },
  'pemerintahan-kampung': {
    sentences: [
      'Dana kampung {village} {fund}, {ask}',
      'Kepala kampung {village} {head}, {since}',
      'Honor {staff} belum dibayar {since}. {ask}',
      'Musyawarah kampung {meeting}, {effect}',
      'Pembangunan {project} dari dana desa {village} {stuck}',
      '{org} di {village} {orgState}, {ask}',
    ],
    slots: {
      fund: 'tidak jelas penggunaannya|tidak pernah dilaporkan|belum cair|dipakai pribadi|dibagi ke keluarga saja',
      head: 'tidak pernah di kampung|ganti aparat seenaknya|masa jabatannya sudah habis|tidak transparan|jual aset kampung',
      staff: 'aparat kampung|ketua RT|kader kampung|Bamuskam|sekretaris kampung',
      meeting: 'tidak pernah dilakukan|hanya undang keluarga|hasilnya diubah|tidak melibatkan perempuan',
      effect: 'Warga tidak tahu program.|Masyarakat kecewa.|Keputusan sepihak.',
      project: 'balai kampung|rumah warga|jalan usaha tani|pagar kantor kampung',
      stuck: 'mangkrak|tidak selesai padahal dana cair|fiktif|tidak sesuai RAB',
      org: 'Bumkam|Bamuskam|PKK kampung|Pemilihan kepala kampung|Pendamping desa',
      orgState: 'tidak berfungsi|tidak pernah datang|curang|tidak jelas',
    },
  },
  'lingkungan-tambang': {
    sentences: [
      'Sungai di {village} tercemar {waste}, {effect} {ask}',
      '{illegal} di {village} {since}, {effect}',
      'Limbah {source} dibuang ke {where}, {effect} {ask}',
      'Debu dan asap {source} masuk ke rumah warga {village}',
      '{nature} di {village} rusak karena {cause}',
      'Mohon cek AMDAL {source}, {effect}',
    ],
    slots: {
      waste: 'tailing|merkuri|limbah|oli|lumpur tambang',
      effect: 'Ikan banyak mati.|Air tidak bisa dipakai.|Karaka hilang.|Kulit gatal.|Muara jadi dangkal.',
      illegal: 'Tambang emas liar|Galian C tanpa izin|Pembalakan liar|Penambangan pasir ilegal|Pembukaan hutan',
      source: 'pabrik|bengkel alat berat|perusahaan tambang|rumah sakit|batching plant|kebun sawit|peternakan',
      where: 'kali|sungai|parit|hutan|rawa|laut',
      nature: 'Hutan bakau|Hutan lindung|Sungai|Pesisir|Dusun sagu',
      cause: 'penebangan|pendulangan emas|alat berat|limbah tambang|sedimentasi',
    },
  },
  lainnya: {
    sentences: [
      'Mau tanya {question}',
      'Usul {idea} di {village}',
      'Terima kasih {thanks}',
      'Harga {goods} {price}, tolong dikontrol',
      'Saran: {advice}',
      'Kapan {event}?',
    ],
    slots: {
      question: 'alamat kantor dinas|nomor telepon kantor bupati|jam buka kantor|jadwal libur|cara ikut lomba|siapa yang urus makam umum',
      idea: 'taman baca|lapangan voli|taman bermain anak|perpustakaan kampung|pasar malam|pelatihan menari',
      thanks: 'atas pelayanan yang cepat|sudah bantu warga|untuk petugas yang ramah|acaranya bagus',
      goods: 'bensin eceran|cabai|beras|minyak goreng|minyak tanah|sayur',
      price: 'mahal sekali|naik terus|tidak wajar|langka',
      advice:
        'tulisan di aplikasi dibuat besar|tambahkan bahasa daerah|situs ini dibuat lebih ringan|buat lomba kebersihan|adakan hiburan rakyat',
      event: 'festival dimulai|pasar murah diadakan|HUT kabupaten dirayakan|lomba perahu dibuka|pelantikan pengurus',
    },
  },
};

const COMMON: Readonly<Record<string, string>> = { street: STREETS, village: VILLAGES, since: SINCE, ask: ASK };

/** Everyday and Papuan Malay spellings. */
const SPELLINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\btidak ada\b/gi, ['trada', 'tdk ada', 'tra ada', 'tidak ada']],
  [/\btidak\b/gi, ['tdk', 'tra', 'tidak', 'gak']],
  [/\bsudah\b/gi, ['su', 'sdh', 'udah', 'sudah']],
  [/\bsaya\b/gi, ['sy', 'sa', 'saya']],
  [/\bkami\b/gi, ['kitong', 'kami', 'torang']],
  [/\bsekali\b/gi, ['skali', 'skli', 'sekali']],
  [/\bjalan\b/gi, ['jln', 'jalan']],
  [/\byang\b/gi, ['yg', 'yang']],
  [/\bdengan\b/gi, ['dgn', 'deng']],
  [/\bbelum\b/gi, ['blm', 'belum']],
  [/\bkarena\b/gi, ['krn', 'karna', 'karena']],
  [/\buntuk\b/gi, ['utk', 'untuk']],
  [/\btolong\b/gi, ['tlg', 'tolong']],
  [/\bmohon\b/gi, ['mhn', 'mohon']],
  [/\bkampung\b/gi, ['kmpg', 'kampung']],
  [/\bsampai\b/gi, ['smp', 'sampe', 'sampai']],
  [/\bbagaimana\b/gi, ['gimana', 'bgmn', 'bagaimana']],
  [/\bdari\b/gi, ['dr', 'dari']],
  [/-nya\b/gi, ['nya']],
];

type Random = () => number;

/** Marsaglia's xorshift: the same numbers every time. */
function random(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const pick = <T>(choices: readonly T[], next: Random): T => choices[Math.floor(next() * choices.length)]!;

function fill(sentence: string, slots: Readonly<Record<string, string>>, next: Random): string {
  const filled = sentence.replace(/\{(\w+?)\d?\}/g, (whole, _name: string) => {
    const key = whole.slice(1, -1);
    const choices = slots[key] ?? COMMON[key];
    if (choices === undefined) throw new Error(`No slot ${whole}`);
    return pick(choices.split('|'), next);
  });
  return filled
    .replace(/\.\s*,/g, ',')
    .replace(/\.\s*\./g, '.')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A third as written, a third in everyday spelling, a third also with a slip of the finger. */
function spelled(text: string, next: Random): string {
  const style = next();
  if (style < 0.34) return text;
  let out = text;
  for (const [pattern, spellings] of SPELLINGS) out = out.replace(pattern, () => pick(spellings, next));
  if (next() < 0.7) out = out.toLowerCase();
  if (style < 0.67) return out;
  const words = out.split(' ');
  const at = Math.floor(next() * words.length);
  const word = words[at]!;
  if (word.length < 5 || !/^[a-z]+$/i.test(word)) return out;
  const place = 1 + Math.floor(next() * (word.length - 2));
  const how = next();
  words[at] =
    how < 0.5
      ? word.slice(0, place) + word.slice(place + 1)
      : word.slice(0, place) + word[place + 1]! + word[place]! + word.slice(place + 2);
  return words.join(' ');
}

/** The template part, without any text that is `taken`. */
export function fromTemplates(taken: ReadonlySet<string>): Example[] {
  const next = random(20_260_611);
  const used = new Set(taken);
  const out: Example[] = [];
  for (const [category, { sentences, slots = {} }] of Object.entries(TEMPLATES)) {
    const count = LARGE.has(category) ? PER_LARGE_CATEGORY : PER_CATEGORY;
    for (let made = 0; made < count;) {
      const sentence = sentences[made % sentences.length]!;
      const text = spelled(fill(sentence, slots, next), next);
      if (used.has(text)) continue;
      used.add(text);
      // A report that names its place in the text seldom names it twice.
      const isPlaced = /\{(?:street|village)\}/.test(sentence);
      const place = isPlaced ? {} : { place: pick((next() < 0.5 ? STREETS : VILLAGES).split('|'), next) };
      out.push({ category, text, ...place, set: 'train', by: 'template' });
      made++;
    }
  }
  return out;
}

const FILE = 'db/reference/complaint-examples.json';

export interface ExampleFile {
  readonly about: string;
  readonly source: string;
  readonly verified: string;
  readonly examples: readonly Example[];
}

export const readExamples = (): ExampleFile => JSON.parse(readFileSync(FILE, 'utf8')) as ExampleFile;

export function written(file: ExampleFile): string {
  const hand = file.examples.filter((example) => example.by === 'hand');
  const rows = [...hand, ...fromTemplates(new Set(hand.map((example) => example.text)))];
  const { about, source, verified } = file;
  const head = JSON.stringify({ about, source, verified }, null, 2).slice(0, -2);
  return `${head},\n  "examples": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(FILE, written(readExamples()));
