/**
 * NIK, the 16-digit identity number (Perpres 96/2018; shape as commonly documented, confidence M): 6 digits region of
 * the FIRST registration, DDMMYY with 40 added to the day for women, serial 0001–9999. Never reissued, so region, date
 * and sex are hints about the past, and no prefix is refused: residents of Mimika mostly have 9109, newcomers any.
 */
export type NikFault = 'format' | 'day' | 'month' | 'date' | 'serial';

export interface NikHints {
  readonly nik: string;
  /** `91.09.01` */
  readonly regionHint: string;
  readonly sexHint: 'L' | 'P';
  readonly day: number;
  readonly month: number;
  /** Two digits; the century isn't in the number. */
  readonly yy: string;
  readonly masked: string;
}

const exists = (day: number, month: number, year: number): boolean => {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

/** `910901******0001`: the first six and the last four digits. */
export const maskNik = (nik: string): string => `${nik.slice(0, 6)}******${nik.slice(-4)}`;

/** Blanks, dots and dashes as people write them are dropped. Faults are tested in the order format, day, month, date, serial. */
export function readNik(typed: string): NikHints | { readonly fault: NikFault } {
  const nik = typed.replace(/[\s.-]/g, '');
  if (!/^\d{16}$/.test(nik)) return { fault: 'format' };
  const written = Number(nik.slice(6, 8));
  const day = written > 40 ? written - 40 : written;
  const month = Number(nik.slice(8, 10));
  const yy = nik.slice(10, 12);
  if (day < 1 || day > 31) return { fault: 'day' };
  if (month < 1 || month > 12) return { fault: 'month' };
  if (!exists(day, month, 1900 + Number(yy)) && !exists(day, month, 2000 + Number(yy))) return { fault: 'date' };
  if (nik.slice(12) === '0000') return { fault: 'serial' };
  const regionHint = `${nik.slice(0, 2)}.${nik.slice(2, 4)}.${nik.slice(4, 6)}`;
  return { nik, regionHint, sexHint: written > 40 ? 'P' : 'L', day, month, yy, masked: maskNik(nik) };
}
