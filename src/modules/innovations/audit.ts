import { byText } from './connection.ts';
import type { Score } from './severity.ts';

/** Other ways to read the same scores, for the audit view alone: never the main score, never the order. */

const grouped = (scores: readonly Score[], by: 'juror' | 'entry'): Map<string, Score[]> =>
  Map.groupBy(
    scores.toSorted((a, b) => byText(a.juror, b.juror) || byText(a.entry, b.entry)),
    (score) => score[by],
  );
const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;
const means = (scores: readonly Score[]): Map<string, number> =>
  new Map([...grouped(scores, 'entry')].map(([entry, own]) => [entry, mean(own.map(({ score }) => score))]));

/** Mean of the scores after each juror's own mean is taken off. */
export function centredMeans(scores: readonly Score[]): Map<string, number> {
  return means(
    [...grouped(scores, 'juror').values()].flatMap((own) => {
      const middle = mean(own.map(({ score }) => score));
      return own.map((one) => ({ ...one, score: one.score - middle }));
    }),
  );
}

/** Mean of z-scores, sample deviation per juror. A juror with two entries gives ±0.707 whatever the gap: why this isn't used. */
export function zMeans(scores: readonly Score[]): Map<string, number> {
  return means(
    [...grouped(scores, 'juror').values()].flatMap((own) => {
      const middle = mean(own.map(({ score }) => score));
      const deviation = Math.sqrt(own.reduce((total, { score }) => total + (score - middle) ** 2, 0) / (own.length - 1));
      return own.map((one) => ({ ...one, score: deviation > 0 ? (one.score - middle) / deviation : 0 }));
    }),
  );
}

export interface Facets {
  /** Quality of the entry, difficulty of the criterion, severity of the juror, in logits. */
  readonly theta: number;
  readonly delta: number;
  readonly alpha: number;
  /** Thresholds between marks, in logits. */
  readonly tau: readonly number[];
}

/** Many-facet Rasch, rating-scale model: the chance of each mark 0..m and the mark to be expected. */
export function markChances({ theta, delta, alpha, tau }: Facets): { p: number[]; expected: number } {
  const logits = tau.reduce<number[]>((sums, threshold) => [...sums, sums.at(-1)! + theta - delta - alpha - threshold], [0]);
  const top = Math.max(...logits);
  const raw = logits.map((logit) => Math.exp(logit - top));
  const whole = raw.reduce((total, value) => total + value, 0);
  const p = raw.map((value) => value / whole);
  return { p, expected: p.reduce((total, chance, mark) => total + mark * chance, 0) };
}
