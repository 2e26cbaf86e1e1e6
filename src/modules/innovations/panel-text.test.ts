import { expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { judging } from './judging-rules.ts';
import { panelOf } from './panel-text.ts';
import { resultSheet } from './result-sheet.ts';

const SEED = '00112233445566778899aabbccddeeff';
const ids = judging.rubric.criteria.map(({ id }) => id);
const sheet = (skip: (juror: string, entry: string) => boolean = () => false): string =>
  ['J1', 'J2', 'J3', 'J4']
    .flatMap((juror, j) =>
      ['A', 'B', 'C', 'D'].flatMap((entry, e) =>
        skip(juror, entry) ? [] : ids.map((id) => `${juror};${entry};${id};${Math.max(1, 5 - e - (j === 2 && e === 1 ? 1 : 0))}`),
      ),
    )
    .join('\n');
const read = (change: Partial<Parameters<typeof panelOf>[0]> = {}) =>
  panelOf({ marks: sheet(), recusals: '', seed: SEED, second: false, ...change });
const reason = (change: Partial<Parameters<typeof panelOf>[0]>): string => {
  try {
    read(change);
  } catch (thrown) {
    if (thrown instanceof Failure) return `${Object.values(thrown.fields)[0]} ${thrown.detail['line'] ?? ''}`.trim();
    throw thrown;
  }
  return 'nothing';
};

test('a spreadsheet pasted with a head, tabs or commas is the same panel, and gives a result', () => {
  const result = resultSheet(read());
  expect(result.standing).toBe('publish');
  expect(result.rows.map(({ entry }) => entry)).toEqual(['A', 'B', 'C', 'D']);
  for (const sign of [',', '\t'])
    expect(
      resultSheet(
        read({ marks: `juri${sign}peserta${sign}unsur${sign}nilai\r\n${sheet().replaceAll(';', sign).replaceAll('\n', '\r\n')}\r\n\r\n` }),
      ),
    ).toEqual(result);
});

test('a recusal stands for the missing sheet; without it the sheet is still owed', () => {
  const marks = sheet((juror, entry) => juror === 'J1' && entry === 'A');
  expect(resultSheet(read({ marks })).standing).toBe('pending');
  expect(resultSheet(read({ marks, recusals: 'J1,A' })).rows.find(({ entry }) => entry === 'A')?.recusals).toBe(1);
});

test('what cannot be read is refused with its line', () => {
  expect(reason({ marks: '' })).toBe('innovations.panel_empty');
  expect(reason({ marks: 'J1,A,novelty' })).toBe('innovations.panel_line 1');
  expect(reason({ marks: 'J1,A,novelty,4\nJ1,A,beauty,4' })).toBe('innovations.panel_criterion 2');
  for (const mark of ['0', '6', '4.5', 'x', '-1']) expect(reason({ marks: `J1,A,novelty,${mark}` })).toBe('innovations.panel_mark 1');
  expect(reason({ marks: 'J1,A,novelty,4\n\nJ1,A,novelty,5' })).toBe('innovations.panel_twice 3');
  expect(reason({ marks: Array.from({ length: 101 }, (_, no) => `J1,P${no},novelty,4`).join('\n') })).toBe('innovations.panel_wide');
  expect(reason({ marks: Array.from({ length: 13 }, (_, no) => `J${no},A,novelty,4`).join('\n') })).toBe('innovations.panel_wide');
  expect(reason({ seed: 'abc' })).toBe('innovations.seed_wrong');
  expect(reason({ recusals: 'J1' })).toBe('innovations.panel_line 1');
  expect(reason({ marks: Array.from({ length: 6001 }, (_, no) => `J${no},A,novelty,4`).join('\n') })).toBe('innovations.panel_long');
});
