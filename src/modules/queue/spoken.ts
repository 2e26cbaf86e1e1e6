const units = ['', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan', 'sepuluh', 'sebelas'];
const scales = [
  [1_000_000_000, 'miliar'],
  [1_000_000, 'juta'],
  [1000, 'ribu'],
  [100, 'ratus'],
  [10, 'puluh'],
] as const;

/** A whole number from 0 to 999,999,999,999 in Indonesian words, as it is called out and printed on receipts. */
export function terbilang(n: number): string {
  if (n === 0) return 'nol';
  if (n < 12) return units[n]!;
  if (n < 20) return `${units[n - 10]} belas`;
  for (const [size, name] of scales) {
    if (n < size) continue;
    const times = Math.floor(n / size);
    const head = times === 1 && size <= 1000 ? `se${name}` : `${terbilang(times)} ${name}`;
    return n % size === 0 ? head : `${head} ${terbilang(n % size)}`;
  }
  return '';
}

const words = (n: number): string[] => terbilang(n).split(' ');
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/**
 * Every recording of the voice and what it says, in Indonesian; files are `static/suara/<name>.mp3`. `sebelas`, `sepuluh`,
 * `seratus` and `seribu` are recordings of their own; so are `belas`, `puluh`, `ratus` and `ribu`.
 */
export const recordings: ReadonlyMap<string, string> = new Map([
  ['nomor-antrean', 'nomor antrean'],
  ['silakan-menuju-loket', 'silakan menuju loket'],
  ...['nol', ...units.slice(1), 'belas', 'puluh', 'ratus', 'ribu', 'seratus', 'seribu'].map((word): [string, string] => [word, word]),
  ...letters.map((letter): [string, string] => [`huruf-${letter}`, letter]),
]);

/** The recordings of one announcement, in order: `nomor-antrean`, the letters, the number's words or digits, `silakan-menuju-loket`, the loket's. */
export function clips(series: string, number: number, loket: number, reading: 'word' | 'digits'): string[] {
  const digits = [...String(number).padStart(3, '0')].map((digit) => terbilang(Number(digit)));
  return [
    'nomor-antrean',
    ...[...series].map((letter) => `huruf-${letter.toLowerCase()}`),
    ...(reading === 'digits' ? digits : words(number)),
    'silakan-menuju-loket',
    ...words(loket),
  ];
}
