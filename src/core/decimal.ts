/**
 * Exact decimals: a BigInt counted in millionths, so 18 digits before the point and 6 after it. Money and tariffs are
 * never binary floats. Results beyond 18 + 6 digits are `null`, never wrong and never thrown (services.md § 3).
 */
export const SCALE = 6;
const UNIT = 10n ** BigInt(SCALE);
const LIMIT = 10n ** BigInt(18 + SCALE);

export type Rounding = 'up' | 'down' | 'half-up' | 'half-even';

const abs = (n: bigint): bigint => (n < 0n ? -n : n);

/**
 * `a ÷ b` as a whole number. `up` is away from zero and `down` towards it, for negative numbers too.
 * `b` must not be 0.
 */
export function divideRounded(a: bigint, b: bigint, rounding: Rounding): bigint {
  const quotient = a / b; // towards zero
  const remainder = abs(a % b);
  if (remainder === 0n) return quotient;
  const away = a < 0n === b < 0n ? 1n : -1n;
  const twice = remainder * 2n;
  const size = abs(b);
  if (rounding === 'up') return quotient + away;
  if (rounding === 'down') return quotient;
  if (twice > size || (twice === size && (rounding === 'half-up' || quotient % 2n !== 0n))) return quotient + away;
  return quotient;
}

export class Decimal {
  /** The value in millionths. */
  readonly units: bigint;
  private constructor(units: bigint) {
    this.units = units;
  }

  static of(units: bigint): Decimal | null {
    return abs(units) >= LIMIT ? null : new Decimal(units);
  }

  /** `-12.5`, `+3`, `007`; null for anything else, for more than 6 digits after the point and for too large a number. */
  static parse(text: string): Decimal | null {
    const match = /^([+-]?)(\d{1,24})(?:\.(\d{1,24}))?$/.exec(text);
    if (!match) return null;
    const fraction = (match[3] ?? '').replace(/0+$/, '');
    if (fraction.length > SCALE) return null;
    const units = BigInt(match[2]!) * UNIT + BigInt(fraction.padEnd(SCALE, '0'));
    return Decimal.of(match[1] === '-' ? -units : units);
  }

  /** A JavaScript number by its shortest decimal text, so 0.1 is one tenth. Null where that text has more than 6 decimals. */
  static from(value: number): Decimal | null {
    if (!Number.isFinite(value)) return null;
    if (Number.isSafeInteger(value)) return Decimal.of(BigInt(value) * UNIT);
    const text = String(value);
    const exponent = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
    return Decimal.parse(exponent ? `${exponent[1]}0.${'0'.repeat(Number(exponent[4]) - 1)}${exponent[2]}${exponent[3] ?? ''}` : text);
  }

  add(other: Decimal): Decimal | null {
    return Decimal.of(this.units + other.units);
  }

  sub(other: Decimal): Decimal | null {
    return Decimal.of(this.units - other.units);
  }

  /** The product of all, computed exactly and rounded once, half-even, to 6 decimals. */
  static product(factors: readonly Decimal[]): Decimal | null {
    const exact = factors.reduce((product, factor) => product * factor.units, 1n);
    const scale = UNIT ** BigInt(Math.max(factors.length - 1, 0));
    return factors.length === 0 ? Decimal.of(UNIT) : Decimal.of(divideRounded(exact, scale, 'half-even'));
  }

  /** Division to `scale` decimals; null for a division by zero. */
  div(by: Decimal, scale: number, rounding: Rounding): Decimal | null {
    if (by.units === 0n) return null;
    const quotient = divideRounded(this.units * 10n ** BigInt(scale), by.units, rounding);
    return Decimal.of(quotient * 10n ** BigInt(SCALE - scale));
  }

  /** Rounded to a multiple of `step` (a whole number > 0). */
  roundTo(step: bigint, rounding: Rounding): Decimal | null {
    const size = step * UNIT;
    return Decimal.of(divideRounded(this.units, size, rounding) * size);
  }

  compare(other: Decimal): -1 | 0 | 1 {
    return this.units < other.units ? -1 : this.units > other.units ? 1 : 0;
  }

  get isInteger(): boolean {
    return this.units % UNIT === 0n;
  }

  /** The number itself where it is a safe whole number; otherwise undefined. */
  toInteger(): number | undefined {
    if (!this.isInteger) return undefined;
    const whole = Number(this.units / UNIT);
    return Number.isSafeInteger(whole) ? whole : undefined;
  }

  /** Digits after the point that are needed to write it. */
  get scale(): number {
    const fraction = (abs(this.units) % UNIT).toString().padStart(SCALE, '0').replace(/0+$/, '');
    return fraction.length;
  }

  toString(): string {
    const size = abs(this.units);
    const fraction = (size % UNIT).toString().padStart(SCALE, '0').replace(/0+$/, '');
    return `${this.units < 0n ? '-' : ''}${size / UNIT}${fraction ? `.${fraction}` : ''}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
