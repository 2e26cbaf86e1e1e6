/** Awards that mature (innovation.md § 7): an award is proven only when the citizens' number moved. */

/** As the council's verdict says it, whatever else it may come to say. */
export interface Verdict {
  readonly verdict: string;
  /** Rung of the evidence ladder, 0–5. */
  readonly rung: number;
}

/** `returned`: back to the council, because it got worse. `open`: no verdict yet, or the measure isn't reported. */
export type Maturity = 'proven' | 'not_proven' | 'returned' | 'open';

const NOT_YET = new Set(['unproven_better', 'no_change', 'too_early']);

/** @param leastRung below this "better" is a claim with a number, no proof */
export function maturityOf(verdict: Verdict | undefined, leastRung: number): Maturity {
  if (!verdict) return 'open';
  if (verdict.verdict === 'worse') return 'returned';
  if (verdict.verdict === 'better') return verdict.rung >= leastRung ? 'proven' : 'not_proven';
  return NOT_YET.has(verdict.verdict) ? 'not_proven' : 'open';
}
