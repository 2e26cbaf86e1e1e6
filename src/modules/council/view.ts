import type { Metric } from './metric.ts';
import type { Series } from './series.ts';

/** A measure as everybody may read it. */
export interface MeasureView {
  readonly metric: Metric;
  /** Hash of all that is said of it. */
  readonly stamp: string;
  /** When it was registered in these words, and whether that was after its first month. */
  readonly registeredAt: Date | undefined;
  readonly isRegisteredLate: boolean;
  readonly isReported: boolean;
  /** The month that isn't over. */
  readonly running:
    | {
        readonly state: string;
        readonly month: string;
        readonly value: number | null;
        readonly n: number | null;
        readonly computed_at: Date;
      }
    | undefined;
  readonly series: Series;
}

/** A distrik, agency or group beside what chance allows at its size. */
export interface PartView {
  readonly key: string;
  readonly n: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** On the bad or the good side of what chance allows; null where chance explains it. */
  readonly differs: 'worse' | 'better' | null;
}
export interface Parts {
  /** First and last quarter. */
  readonly quarters: readonly [from: string, to: string];
  readonly whole: number;
  /** The worst first: by the end of the interval that speaks for the part, never by the share alone. */
  readonly parts: readonly PartView[];
}

/** The part in the middle, by share. */
export const middleOf = ({ parts }: Parts): PartView | undefined =>
  parts.toSorted((a, b) => a.share - b.share)[Math.floor((parts.length - 1) / 2)];

/** How many measures got worse, got better, prove nothing, and aren't reported: the one sentence on top. */
export function summaryOf(views: readonly MeasureView[]): { worse: number; better: number; unproven: number; silent: number } {
  const summary = { worse: 0, better: 0, unproven: 0, silent: 0 };
  for (const { isReported, series } of views) {
    if (!isReported || series.verdict === 'stale') summary.silent++;
    else if (series.verdict === 'worse' || series.verdict === 'better') summary[series.verdict]++;
    else summary.unproven++;
  }
  return summary;
}

/** What to ask next, and whom: what got worse first, then what isn't reported, then what isn't proven. */
export interface Question {
  readonly metric: Metric;
  readonly why: 'worse' | 'worst' | 'silent' | 'unproven';
  /** The distrik, where it is about one. */
  readonly distrik: string | undefined;
}
const QUESTIONS = 3;
export function questionsOf(views: readonly MeasureView[], parts: Readonly<Record<string, Parts | undefined>>): Question[] {
  const of = (why: Question['why'], is: (view: MeasureView) => boolean): Question[] =>
    views.filter(is).map(({ metric }) => ({ metric, why, distrik: undefined }));
  const distriks = views.flatMap(({ metric }): Question[] => {
    const worst = parts[metric.id]?.parts[0];
    return worst?.differs === 'worse' ? [{ metric, why: 'worst', distrik: worst.key }] : [];
  });
  return [
    ...of('worse', ({ isReported, series }) => isReported && series.verdict === 'worse'),
    ...distriks,
    ...of('silent', ({ isReported, series }) => !isReported || series.verdict === 'stale'),
    ...of('unproven', ({ isReported, series }) => isReported && series.verdict === 'unproven_better'),
  ].slice(0, QUESTIONS);
}
