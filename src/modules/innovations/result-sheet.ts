import { krippendorffAlpha, intraclassCorrelation, kendallW } from './agreement.ts';
import { byText, connect, type Pair } from './connection.ts';
import type { Rubric } from './judging-rules.ts';
import { fitSeverity, leaders, LEAST_FREEDOM, METHOD, rankIntervals, stepVariance, type Score } from './severity.ts';

/** The result of one category (innovation.md § 3): everything in it follows from its inputs, so that anybody can count it again. */

/** What a juror gave on one criterion. */
export interface CriterionMark extends Pair {
  readonly criterion: string;
  readonly mark: number;
}

/** A juror's sheet of one entry: whole, begun, or not there. Half a sheet is no score. */
export type SheetState = 'whole' | 'begun' | 'missing';

/** 0–100; undefined where a criterion has no mark. Divides by the sum of weights, so that any weights give at most 100. */
export function totalOf(rubric: Rubric, marks: Readonly<Record<string, number>>): number | undefined {
  let [total, weights] = [0, 0];
  for (const { id, weight } of rubric.criteria) {
    const mark = marks[id];
    if (mark === undefined) return undefined;
    total += (weight * (mark - rubric.lowest)) / (rubric.highest - rubric.lowest);
    weights += weight;
  }
  return (100 * total) / weights;
}

export interface Panel {
  readonly rubric: Rubric;
  readonly entries: readonly string[];
  readonly jurors: readonly string[];
  /** Upheld conflicts: this juror's score of this entry is missing, never zero, never the mean. */
  readonly recusals: readonly Pair[];
  readonly marks: readonly CriterionMark[];
  /** 32 hex digits. */
  readonly seed: string;
  readonly rules: { readonly draws: number; readonly publish: number; readonly caution: number };
  /** A calibration meeting was held and everything scored once more. */
  readonly isSecond: boolean;
}

export interface SheetRow {
  readonly entry: string;
  readonly score: number;
  readonly mean: number;
  readonly standardError: number;
  readonly scores: number;
  readonly recusals: number;
  readonly rank: number | null;
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * `pending`: sheets are missing or half done. `unconnected`: some entries were never compared. `calibrate`: jurors disagree too much, so
 * they meet and score again. `alphabetical`: they still do, and the jury's minuted decision stands without scores. `unranked`: too few
 * scores for a rank. `caution`, `publish`: a result.
 */
export type Standing = 'pending' | 'unconnected' | 'calibrate' | 'alphabetical' | 'unranked' | 'caution' | 'publish';

export interface ResultSheet {
  readonly method: string;
  readonly seed: string;
  readonly standing: Standing;
  /** Who still owes what. */
  readonly open: readonly (Pair & { readonly state: Exclude<SheetState, 'whole'> })[];
  /** Scores that would join what was never compared. */
  readonly joining: readonly Pair[];
  readonly alpha: number | null;
  /** Ordinal, criterion by criterion. */
  readonly alphaByCriterion: Readonly<Record<string, number | null>>;
  /** Full panels alone. */
  readonly icc2k: number | null;
  readonly kendallW: number | null;
  /** Best first where there is a rank; otherwise by name, and without scores where the standing gives none. */
  readonly rows: readonly SheetRow[];
  /** Entries that can't be told from the first. */
  readonly leaders: readonly string[];
  readonly severity: readonly { readonly juror: string; readonly severity: number }[];
}

const key = ({ juror, entry }: Pair): string => `${juror}\n${entry}`;

/** Count a category. Marks of recused jurors and of people outside the panel don't count, however they came in. */
export function resultSheet(panel: Panel): ResultSheet {
  const { rubric, rules, seed } = panel;
  const entries = panel.entries.toSorted(byText);
  const jurors = panel.jurors.toSorted(byText);
  const recused = new Set(panel.recusals.map(key));
  const sheets = new Map<string, Record<string, number>>();
  for (const one of panel.marks) if (!recused.has(key(one))) sheets.set(key(one), { ...sheets.get(key(one)), [one.criterion]: one.mark });

  const scores: Score[] = [];
  const open: (Pair & { state: Exclude<SheetState, 'whole'> })[] = [];
  for (const entry of entries)
    for (const juror of jurors) {
      const pair = { juror, entry };
      if (recused.has(key(pair))) continue;
      const score = totalOf(rubric, sheets.get(key(pair)) ?? {});
      if (score !== undefined) scores.push({ ...pair, score });
      else open.push({ ...pair, state: sheets.has(key(pair)) ? 'begun' : 'missing' });
    }

  const table = <T>(cell: (juror: string, entry: string) => T): T[][] => jurors.map((juror) => entries.map((entry) => cell(juror, entry)));
  const given = new Map(scores.map((one) => [key(one), one.score]));
  const totals = table((juror, entry) => given.get(key({ juror, entry })) ?? null);
  const alpha = krippendorffAlpha(totals, 'interval') ?? null;
  const isFull = totals.every((row) => row.every((value) => value !== null));
  const rowsByEntry = entries.map((_, no) => totals.map((row) => row[no] ?? 0));
  const connection = connect(scores);
  const isApart = !connection.mayRank || entries.some((entry) => !scores.some((score) => score.entry === entry));

  const base = {
    method: METHOD,
    seed,
    open,
    joining: isApart ? connection.joining : [],
    alpha,
    alphaByCriterion: Object.fromEntries(
      rubric.criteria.map(({ id }) => [
        id,
        krippendorffAlpha(
          table((juror, entry) => sheets.get(key({ juror, entry }))?.[id] ?? null),
          'ordinal',
        ) ?? null,
      ]),
    ),
    icc2k: isFull ? (intraclassCorrelation(rowsByEntry)?.icc2k ?? null) : null,
    kendallW: isFull ? (kendallW(rowsByEntry)?.tieCorrected ?? null) : null,
  };
  const without = (standing: Standing): ResultSheet => ({ ...base, standing, rows: [], leaders: [], severity: [] });
  if (open.length) return without('pending');
  if (isApart) return without('unconnected');
  // Nothing varies: agreement isn't defined, and nobody can be told apart anyway.
  if (alpha !== null && alpha < rules.caution) return without(panel.isSecond ? 'alphabetical' : 'calibrate');

  const fit = fitSeverity(
    scores,
    stepVariance(
      rubric.criteria.map(({ weight }) => weight),
      rubric.highest - rubric.lowest,
    ),
  );
  const intervals = rankIntervals(fit, rules.draws, seed);
  const at = new Map(intervals?.map((interval) => [interval.entry, interval]));
  const rows = fit.entries.map(({ entry, score, mean, standardError, scores: count }): SheetRow => {
    const { rank = null, from = null, to = null } = at.get(entry) ?? {};
    const recusals = jurors.filter((juror) => recused.has(key({ juror, entry }))).length;
    return { entry, score, mean, standardError, scores: count, recusals, rank, from, to };
  });
  return {
    ...base,
    standing: fit.freedom < LEAST_FREEDOM || alpha === null ? 'unranked' : alpha >= rules.publish ? 'publish' : 'caution',
    rows: rows.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || byText(a.entry, b.entry)),
    leaders: intervals ? leaders(intervals) : [],
    severity: fit.jurors.map(({ juror, severity }) => ({ juror, severity })),
  };
}
