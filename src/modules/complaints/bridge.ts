import * as z from 'zod';

/**
 * What passes between us and SP4N-LAPOR!. The national system's interface isn't public: these rows are our reading of what
 * its practice exchanges (Perpres 76/2013; PermenPANRB 62/2018), confidence M, inside the exchange's own envelope.
 */
const id = z.string().min(1).max(100);
const text = z.string().trim().min(1).max(20_000);
const Report = z.object({
  jenis: z.literal('laporan'),
  id,
  isi: text,
  kategori: z.string().max(100).optional(),
  lokasi: z.string().max(300).optional(),
  anonim: z.boolean().default(false),
  rahasia: z.boolean().default(false),
});
const News = z.object({
  jenis: z.literal('kabar'),
  id,
  laporan: id,
  macam: z.enum(['jawaban', 'bantahan', 'catatan', 'status']).catch('catatan'),
  isi: text,
});
/** They show our message to its reader. */
const Confirmation = z.object({ jenis: z.literal('terima'), kunci: z.string().min(1).max(200) });
const Row = z.discriminatedUnion('jenis', [Report, News, Confirmation]);
export type BridgeReport = z.output<typeof Report>;
export type BridgeNews = z.output<typeof News>;

const ORDER = ['laporan', 'kabar', 'terima'];
/** Rows we can read, reports before what was said of them, each once. A row that can't be read stays with them and is offered again. */
export function readRows(rows: readonly unknown[]): z.output<typeof Row>[] {
  const read = new Map<string, z.output<typeof Row>>();
  for (const row of rows) {
    const { success, data } = Row.safeParse(row);
    if (success) read.set(`${data.jenis}:${data.jenis === 'terima' ? data.kunci : data.id}`, data);
  }
  return [...read.values()].toSorted((a, b) => ORDER.indexOf(a.jenis) - ORDER.indexOf(b.jenis));
}

/** What of ours they are told, as they call it. */
export const OUTGOING: Readonly<Record<string, string>> = {
  received: 'diterima',
  verified: 'diverifikasi',
  routed: 'didisposisikan',
  asked: 'pertanyaan',
  followed_up: 'tindak_lanjut',
  budget_planned: 'tindak_lanjut',
  forwarded: 'diteruskan',
  proof_accepted: 'jawaban',
  upheld: 'jawaban',
  agreed: 'selesai',
  window_lapsed: 'selesai',
  reopened: 'dibuka_kembali',
  not_ours: 'bukan_wewenang',
  archived: 'diarsipkan',
};
