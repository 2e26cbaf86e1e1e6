import { Failure } from '#core/failure.ts';
import { byText, type Pair } from './connection.ts';
import { SEED } from './draw.ts';
import { judging } from './judging-rules.ts';
import type { CriterionMark, Panel } from './result-sheet.ts';

/** A panel as text, the way it is published and pasted: a line a mark, so that a spreadsheet makes it. */

/** As many marks as a hundred entries by nine jurors on five criteria need, and some. */
const MOST_LINES = 6000;
/** Counting costs the cube of entries and jurors together: a page that anybody may use counts no more than a real jury. */
const MOST_ENTRIES = 100;
const MOST_JURORS = 12;

/** Cells by tab, semicolon or comma; the first line may name the columns. */
function linesOf(text: string, columns: number, field: string): { no: number; cells: string[] }[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, at) => ({ no: at + 1, cells: line.split(/[\t;,]/).map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (/^(juror|juri)$/i.test(lines[0]?.cells[0] ?? '')) lines.shift();
  if (lines.length > MOST_LINES)
    throw new Failure('invalid', 'input.invalid', { [field]: 'innovations.panel_long' }, { most: String(MOST_LINES) });
  const wrong = lines.find(({ cells }) => cells.length !== columns || cells.some((cell) => cell === '' || cell.length > 80));
  if (wrong)
    throw new Failure(
      'invalid',
      'input.invalid',
      { [field]: 'innovations.panel_line' },
      { line: String(wrong.no), columns: String(columns) },
    );
  return lines;
}

export interface PanelText {
  /** `juror, entry, criterion, mark`, a line each. */
  readonly marks: string;
  /** `juror, entry`, a line each; empty where nobody is recused. */
  readonly recusals: string;
  readonly seed: string;
  readonly second: boolean;
}

/** @throws Failure invalid, with the line */
export function panelOf({ marks: text, recusals: recused, seed, second }: PanelText): Panel {
  const { rubric, ranking } = judging;
  const at = seed.trim().toLowerCase();
  if (!SEED.test(at)) throw new Failure('invalid', 'input.invalid', { seed: 'innovations.seed_wrong' });
  const lines = linesOf(text, 4, 'marks');
  if (lines.length === 0) throw new Failure('invalid', 'input.invalid', { marks: 'innovations.panel_empty' });
  const seen = new Set<string>();
  const marks = lines.map(({ no, cells }): CriterionMark => {
    const [juror, entry, criterion, mark] = cells as [string, string, string, string];
    const refuse = (reason: string): Failure => new Failure('invalid', 'input.invalid', { marks: reason }, { line: String(no) });
    if (!rubric.criteria.some(({ id }) => id === criterion)) throw refuse('innovations.panel_criterion');
    if (!/^\d$/.test(mark) || Number(mark) < rubric.lowest || Number(mark) > rubric.highest) throw refuse('innovations.panel_mark');
    const key = `${juror}\n${entry}\n${criterion}`;
    // Sent twice: nobody can say which of the two was meant.
    if (seen.has(key)) throw refuse('innovations.panel_twice');
    seen.add(key);
    return { juror, entry, criterion, mark: Number(mark) };
  });
  const recusals = linesOf(recused, 2, 'recusals').map(({ cells }): Pair => ({ juror: cells[0]!, entry: cells[1]! }));
  const all = <K extends 'juror' | 'entry'>(key: K): string[] =>
    [...new Set([...marks, ...recusals].map((one) => one[key]))].toSorted(byText);
  const [entries, jurors] = [all('entry'), all('juror')];
  if (entries.length > MOST_ENTRIES || jurors.length > MOST_JURORS)
    throw new Failure(
      'invalid',
      'input.invalid',
      { marks: 'innovations.panel_wide' },
      { entries: String(MOST_ENTRIES), jurors: String(MOST_JURORS) },
    );
  return { rubric, entries, jurors, recusals, marks, seed: at, rules: ranking, isSecond: second };
}
