/** ESC/POS (Epson and those who follow it): a ticket as bytes, and what a printer says of itself. Pure. */
const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;
const EOT = 0x04;

export interface Paper {
  readonly number: string;
  readonly hall: string;
  readonly lines: readonly string[];
  /** Where the QR leads. */
  readonly url: string;
  readonly isCopy: boolean;
  readonly lang: 'id' | 'en';
}

/** Printers of this kind know ASCII for certain; what they don't know becomes its plain letter. */
const ascii = (text: string): Uint8Array =>
  Uint8Array.from(
    text
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[–—]/g, '-')
      .replace(/[’‘]/g, "'")
      .replace(/[^\n\x20-\x7e]/g, '?'),
    (sign) => sign.charCodeAt(0),
  );
const line = (text: string): number[] => [...ascii(text), 0x0a];
const size = (n: number): number[] => [GS, 0x21, n];

/** QR, model 2, 6 dots a module, error correction M: store, then print (GS ( k). */
function qr(text: string): number[] {
  const data = [...ascii(text)];
  const length = data.length + 3;
  return [
    ...[GS, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0],
    ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x43, 6],
    ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31],
    ...[GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30],
    ...data,
    ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30],
  ];
}

const words = {
  id: { copy: '*** SALINAN ***', free: 'Biaya antre: Rp0', bribe: 'Diminta uang? Laporkan: pindai kode ini' },
  en: { copy: '*** SALINAN / COPY ***', free: 'Queueing costs: Rp0', bribe: 'Asked for money? Report: scan this code' },
};

/** A ticket: number four times as large, errands, QR, no name. Ends with feed and cut. */
export const ticketBytes = ({ number, hall, lines, url, isCopy, lang }: Paper): Uint8Array =>
  Uint8Array.from([
    ...[ESC, 0x40],
    ...[ESC, 0x61, 1],
    ...line(hall),
    ...(isCopy ? line(words[lang].copy) : []),
    ...size(0x33),
    ...line(number),
    ...size(0),
    ...lines.flatMap(line),
    ...qr(url),
    ...line(''),
    ...line(words[lang].free),
    ...line(words[lang].bribe),
    ...[ESC, 0x64, 4],
    ...[GS, 0x56, 1],
  ]);

/** Ask for the four real-time states (DLE EOT 1 to 4); each answer is one byte. */
export const askStatus: Uint8Array = Uint8Array.from([1, 2, 3, 4].flatMap((n) => [DLE, EOT, n]));
export type PrinterState = 'ready' | 'near_end' | 'paper_out' | 'offline' | 'silent';

/** The four answers as a state; undefined where a byte isn't one: bits 1 and 4 are always set, bits 0 and 7 never. */
export function readStatus(bytes: Uint8Array): Exclude<PrinterState, 'silent'> | undefined {
  if (bytes.length < 4 || [...bytes.slice(0, 4)].some((byte) => (byte & 0x93) !== 0x12)) return undefined;
  const [printer, offline, error, paper] = bytes as unknown as [number, number, number, number];
  if ((paper & 0x60) !== 0 || (offline & 0x20) !== 0) return 'paper_out';
  if ((printer & 0x08) !== 0 || (offline & 0x44) !== 0 || (error & 0x68) !== 0) return 'offline';
  return (paper & 0x0c) !== 0 ? 'near_end' : 'ready';
}
