import * as z from 'zod';
import table from '../../../db/reference/skm.json' with { type: 'json' };
import { divideRounded } from '#core/decimal.ts';

const Text = z.object({ id: z.string().min(1), en: z.string().min(1) });
const hundredths = (text: string): bigint => BigInt(text.replace('.', ''));
const Skm = z.object({
  legal_basis: z.string(),
  verified: z.string(),
  unsur: z
    .array(z.object({ id: z.string(), name: z.string(), name_en: z.string(), question: Text, answers: z.array(Text).length(4) }))
    .length(9),
  modes: z.record(z.enum(['tepat', 'pembulatan_0_11']), z.object({ weight: z.string() })),
  categories: z.array(z.object({ mutu: z.string(), kinerja: z.string(), min_konversi: z.string() })),
  krejcie_morgan: z.object({ X2: z.number(), P: z.number(), d: z.number(), table: z.array(z.tuple([z.int(), z.int()])) }),
  survey: z.object({
    open_days: z.int().positive(),
    smallest_group: z.int().positive(),
    batch: z.int().positive(),
    satisfied_from: z.number(),
  }),
});
/** The nine elements, scale, bands and sample sizes of PermenPANRB 14/2017, with the project's own rules. */
export const skm = Skm.parse(table);
export type Mode = keyof typeof skm.modes;
export const modes = ['tepat', 'pembulatan_0_11'] as const satisfies readonly Mode[];

/** Elements by key: offices number the last two differently. */
export const elements: readonly string[] = skm.unsur.map(({ id }) => id);

/** A sum of marks as an exact fraction, and how many answered. */
export interface Tally {
  readonly num: bigint;
  readonly den: bigint;
  readonly n: number;
}
export type Tallies = Readonly<Record<string, Tally>>;
export const whole = (sum: number, n: number): Tally => ({ num: BigInt(sum), den: 1n, n });

/** One respondent's marks by element; more than one where an element has several questions, none where it wasn't answered. */
export type Marks = Readonly<Record<string, readonly number[]>>;
/** Several questions of one element: their mean is the respondent's mark (M). */
export function tally(all: readonly Marks[]): Tallies {
  return Object.fromEntries(
    elements.map((element) => {
      let sum: Tally = whole(0, 0);
      for (const marks of all) {
        const given = marks[element] ?? [];
        if (given.length === 0) continue;
        const total = BigInt(given.reduce((a, b) => a + b, 0));
        const count = BigInt(given.length);
        sum = { num: sum.num * count + total * sum.den, den: sum.den * count, n: sum.n + 1 };
      }
      return [element, sum];
    }),
  );
}

const WEIGHT: Readonly<Record<Mode, readonly [bigint, bigint]>> = { tepat: [1n, 9n], pembulatan_0_11: [11n, 100n] };

export interface Index {
  /** 25.00 to 100.00, in hundredths; null where an element has no answer at all. */
  readonly hundredths: bigint | null;
  readonly konversi: string | null;
  readonly mutu: string | null;
}

/**
 * IKM × 25, exact until it is rounded half up to two decimals, and only then classified: the printed bands have holes, and
 * the weight 0.11 some offices use turns an A into a B.
 */
export function index(tallies: Tallies, mode: Mode): Index {
  let num = 0n;
  let den = 1n;
  for (const element of elements) {
    const one = tallies[element];
    if (!one || one.n === 0) return { hundredths: null, konversi: null, mutu: null };
    const below = one.den * BigInt(one.n);
    num = num * below + one.num * den;
    den *= below;
  }
  const [top, bottom] = WEIGHT[mode];
  const value = divideRounded(num * top * 25n * 100n, den * bottom, 'half-up');
  return { hundredths: value, konversi: decimal(value), mutu: gradeOf(value) };
}
const decimal = (value: bigint): string => `${value / 100n}.${String(value % 100n).padStart(2, '0')}`;

const gradeOf = (value: bigint): string =>
  (skm.categories.find(({ min_konversi }) => value >= hundredths(min_konversi)) ?? skm.categories.at(-1)!).mutu;

/** Mean of an element to two decimals, half up; null where nobody answered it. */
export const meanOf = ({ num, den, n }: Tally): string | null =>
  n === 0 ? null : decimal(divideRounded(num * 100n, den * BigInt(n), 'half-up'));

/** Elements with the lowest mean: the ones that need a plan. More than one where they tie; none without answers. */
export function lowest(tallies: Tallies): string[] {
  const known = elements.filter((element) => (tallies[element]?.n ?? 0) > 0);
  const isBelow = (a: Tally, b: Tally): boolean => a.num * b.den * BigInt(b.n) < b.num * a.den * BigInt(a.n);
  return known.filter((element) => !known.some((other) => isBelow(tallies[other]!, tallies[element]!)));
}

/** How many to ask of `population` (Krejcie and Morgan 1970): the printed row where there is one, else the formula half up. */
export function sampleSize(population: number): number {
  const { table: rows, X2, P, d } = skm.krejcie_morgan;
  const row = rows.find(([of]) => of === population);
  if (row) return row[1];
  if (population <= 0) return 0;
  const spread = X2 * P * (1 - P);
  return Math.floor((spread * population) / (d * d * (population - 1) + spread) + 0.5);
}
