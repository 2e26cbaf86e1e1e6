/**
 * Indonesian as people type it, made comparable: abbreviations, Papuan Malay and doubled words become one common form. For counting
 * and comparing only; it is never shown.
 */

/** A Map: a text may hold "constructor", which every plain object knows. */
const COMMON_FORMS: ReadonlyMap<string, string> = new Map(
  (
    'tidak:tdk tra tara trada tarada gak ga nggak ngga enggak tak tida|ada:ad|sudah:su sdh udah udh dah|saya:sy sa aku gue beta|kami:kitong torang kitorang kita|' +
    'mereka:dong dorang|punya:pu pnya|kamu:ko kau anda|dengan:dgn deng dg|yang:yg|untuk:utk tuk|karena:krn karna gara|sekali:skali skli bgt banget|jalan:jln jl|' +
    'belum:blm blom|tolong:tlg tlong|mohon:mhn mhon|kampung:kmpg kampong kpg|sampai:smp sampe smpe|bagaimana:gimana bgmn gmn|dari:dr|tetapi:tapi tp|kalau:kalo klo kl|' +
    'sama:sm|bisa:bs|juga:jg|saja:sj aja|lagi:lg|dekat:dkt|depan:dpn|belakang:blakang blkg|orang:org orng|anak:ank|masyarakat:masy|pemerintah:pemda pemkab|kepala:kpl|' +
    'rumah:rmh|banyak:byk bnyk|kecil:kcl|besar:bsr|lubang:lobang|banjir:banjr|air:aer|padahal:pdhl|supaya:spy|sekolah:skolah sklh|beri:kasi kasih ksh bri|' +
    'bilang:blg|terus:trs trus|tiap:setiap stiap|ambulans:ambulance ambulan|puskesmas:pkm|jembatan:jmbtn jembatn|selokan:slokan|izin:ijin|praktik:praktek|akta:akte|antre:antri antrian antrean ngantri|' +
    'lampu:lmpu|listrik:listrk|mati:mt|pegawai:pgawai asn pns|kartu:krtu|bayar:byr|uang:duit doi|bapak:bpk pak bpa|ibu:mama mace|tahun:thn th|bulan:bln|minggu:mgg|hari:hr|' +
    'kemarin:kmrn|sekarang:skrg skrng|sinyal:signal sinyl|internet:inet|jaringan:jaringn jrngn|aplikasi:apk app|eror:error|blangko:blanko|sertifikat:sertipikat|nomor:nomer no|' +
    'telepon:tlp telp telpon|perusahaan:pt|guru:gru|obat:obt|tanah:tnah|sungai:kali|parit:got selokan drainase drainese|longsor:longsoran|jebol:jebool'
  )
    .split('|')
    .flatMap((entry) => {
      const [form = '', spellings = ''] = entry.split(':');
      return spellings.split(' ').map((spelling): [string, string] => [spelling, form]);
    }),
);

/** Words that tell nothing about what a report is about. */
const STOP = new Set(
  (
    'yang di ke dari dan atau ini itu untuk dengan karena ada saya kami mereka kamu punya sudah belum tidak bisa juga saja lagi sama sampai kalau tetapi akan adalah ' +
    'oleh para pada dalam nya lah kah pun dong kan sih ya yah ka kaka eh oh mohon tolong minta mau agar supaya bapak ibu selamat pagi siang sore malam terima kasih beri segera hari bulan tahun ' +
    'minggu sejak kemarin sekarang kapan bagaimana sekali terus tiap jadi lapor melapor the a an of in on at is are was has have been to for and it our we my i this that with no not by us since ' +
    'seperti macam hanya cuma masih pernah sangat lebih antara setelah waktu beberapa banyak se'
  ).split(' '),
);

/** Folded to letters and digits, doubled words ("anak2", "anak-anak") once, everyday spellings in their common form. */
export function everydayWords(text: string): string[] {
  const words =
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/['’`]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const out: string[] = [];
  for (const word of words) {
    const single = /^\p{L}{3,}2$/u.test(word) ? word.slice(0, -1) : word;
    const common = COMMON_FORMS.get(single) ?? single;
    if (out.at(-1) !== common) out.push(common);
  }
  return out;
}

/** Those that tell what it is about; all of them where nothing else is left. */
export function tellingWords(text: string): string[] {
  const words = everydayWords(text);
  const telling = words.filter((word) => !STOP.has(word) && !/^\p{N}+$/u.test(word));
  return telling.length > 0 ? telling : words;
}
