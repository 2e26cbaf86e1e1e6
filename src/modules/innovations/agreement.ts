/** How far jurors agree (innovation.md § 3). Undefined where the figure isn't defined: nothing varies, or nobody shares an entry. */

export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/** One row a juror, one column an entry; null = not judged. */
type Marks = readonly (readonly (number | null)[])[];

/** Krippendorff's α = 1 − D_o / D_e; entries with fewer than two marks are left out. */
export function krippendorffAlpha(marks: Marks, level: Level): number | undefined {
  const units = Array.from({ length: Math.max(0, ...marks.map((row) => row.length)) }, (_, unit) =>
    marks.flatMap((row) => row[unit] ?? []),
  ).filter((values) => values.length > 1);
  const values = [...new Set(units.flat())].toSorted((a, b) => a - b);
  const count = new Map(values.map((value) => [value, units.flat().filter((each) => each === value).length]));
  const total = units.flat().length;
  // Ordinal: how many marks lie between two values, each end counted half.
  const below = new Map<number, number>();
  let running = 0;
  for (const value of values) {
    below.set(value, running + count.get(value)! / 2);
    running += count.get(value)!;
  }
  const apart = (a: number, b: number): number => {
    if (a === b) return 0;
    if (level === 'nominal') return 1;
    if (level === 'ordinal') return (below.get(a)! - below.get(b)!) ** 2;
    if (level === 'interval') return (a - b) ** 2;
    return ((a - b) / (a + b)) ** 2;
  };
  let observed = 0;
  for (const unit of units) for (const a of unit) for (const b of unit) observed += apart(a, b) / (unit.length - 1);
  let expected = 0;
  for (const a of values) for (const b of values) expected += count.get(a)! * count.get(b)! * apart(a, b);
  return expected === 0 ? undefined : 1 - ((total - 1) * observed) / expected;
}

export interface IntraclassCorrelation {
  /** Mean squares: entries, jurors, residual, within entries. */
  readonly BMS: number;
  readonly JMS: number;
  readonly EMS: number;
  readonly WMS: number;
  readonly icc11: number;
  readonly icc21: number;
  readonly icc31: number;
  readonly icc1k: number;
  readonly icc2k: number;
  readonly icc3k: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Shrout and Fleiss, for a full panel: one row an entry, one column a juror, no gaps. Undefined below two of either. */
export function intraclassCorrelation(rows: readonly (readonly number[])[]): IntraclassCorrelation | undefined {
  const [n, k] = [rows.length, rows[0]?.length ?? 0];
  if (n < 2 || k < 2) return undefined;
  const grand = sum(rows.flat()) / (n * k);
  const rowMeans = rows.map((row) => sum(row) / k);
  const columnMeans = Array.from({ length: k }, (_, juror) => sum(rows.map((row) => row[juror]!)) / n);
  const between = k * sum(rowMeans.map((each) => (each - grand) ** 2));
  const jurors = n * sum(columnMeans.map((each) => (each - grand) ** 2));
  const within = sum(rows.flatMap((row, no) => row.map((value) => (value - rowMeans[no]!) ** 2)));
  const BMS = between / (n - 1);
  const JMS = jurors / (k - 1);
  const EMS = (within - jurors) / ((n - 1) * (k - 1));
  const WMS = within / (n * (k - 1));
  if (BMS === 0) return undefined;
  return {
    BMS,
    JMS,
    EMS,
    WMS,
    icc11: (BMS - WMS) / (BMS + (k - 1) * WMS),
    icc21: (BMS - EMS) / (BMS + (k - 1) * EMS + (k * (JMS - EMS)) / n),
    icc31: (BMS - EMS) / (BMS + (k - 1) * EMS),
    icc1k: (BMS - WMS) / BMS,
    icc2k: (BMS - EMS) / (BMS + (JMS - EMS) / n),
    icc3k: (BMS - EMS) / BMS,
  };
}

/** Ranks from low to high, equal values sharing the mean of their places. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => values.filter((other) => other < value).length + (values.filter((other) => other === value).length + 1) / 2);
}

/** Kendall's W of a full panel, one row an entry, one column a juror; 1 = the same order from everybody. */
export function kendallW(rows: readonly (readonly number[])[]): { tieCorrected: number; uncorrected: number } | undefined {
  const [n, m] = [rows.length, rows[0]?.length ?? 0];
  if (n < 2 || m < 2) return undefined;
  const byJuror = Array.from({ length: m }, (_, juror) => ranks(rows.map((row) => row[juror]!)));
  const totals = rows.map((_, entry) => sum(byJuror.map((own) => own[entry]!)));
  const middle = sum(totals) / n;
  const spread = sum(totals.map((total) => (total - middle) ** 2));
  const ties = sum(
    byJuror.map((own) => {
      const sizes = new Map<number, number>();
      for (const rank of own) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
      return sum([...sizes.values()].map((size) => size ** 3 - size));
    }),
  );
  const whole = m ** 2 * (n ** 3 - n);
  return whole === m * ties ? undefined : { tieCorrected: (12 * spread) / (whole - m * ties), uncorrected: (12 * spread) / whole };
}
