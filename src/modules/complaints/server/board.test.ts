import { expect, test } from 'vitest';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';

const w = await reportWorld();

test('the wall board counts what is open by place and age, sees a flood by kampung and river, and knows nobody’s words', async () => {
  const before = await w.as('bupati', (tx) => complaints.getReportBoard(tx));
  const flood = (region: string, sungai?: string) =>
    w.submit({
      category: 'banjir-drainase',
      region,
      text: 'Penanda rahasia: air masuk rumah Yosefa Penanda, 0812-3333-4444.',
      landmark: 'depan rumah Yosefa Penanda',
      phone: '081233334444',
      answers: { tinggi: 'pinggang', ...(sungai ? { sungai } : {}) },
    });
  await flood('94.04.01.1002', 'Kali  Selamat'.replace('  ', ' '));
  await flood('94.04.01.1002', 'kali selamat');
  await flood('94.04.01.1002', 'Rumah Bapak Penanda');
  await flood('94.04.16');
  await flood('94.04.16');
  await w.accepted();
  const board = await w.as('bupati', (tx) => complaints.getReportBoard(tx, before.seq));
  expect([board.open - before.open, board.flood, before.isFlood, board.isFlood]).toEqual([6, 5, false, true]);
  expect(board.kampung[0]).toMatchObject({ region: '94.04.01.1002', count: 3, deep: 3 });
  // what one person alone calls a river may be a name
  expect(board.rivers.map(({ river, count }) => [river, count])).toEqual([['kali selamat', 2]]);
  expect(board.areas.reduce((sum, area) => sum + area.open, 0)).toBe(board.open);
  for (const area of board.areas) expect(area.ages.reduce((sum, count) => sum + count, 0)).toBe(area.open);
  expect(board.areas.find(({ district }) => district === '94.04.16')).toMatchObject({ open: 2, red: 0, ages: [2, 0, 0, 0, 0] });
  // everything since is told again, in order, however much
  expect(board.events.map(({ type }) => type).slice(-4)).toEqual(
    ['received', 'verified', 'routed', 'accepted'].map((type) => `complaints.${type}`),
  );
  expect(board.events).toHaveLength(9);
  expect(await w.as('lo', (tx) => complaints.getReportBoard(tx))).toMatchObject({ open: board.open, seq: board.seq });
  expect(JSON.stringify(board)).not.toMatch(/Penanda|Yosefa|0812|3333/i);
});

test('nobody but leaders and the desk of the centre watches it', async () => {
  for (const who of ['anonymous', 'markus', 'pic-dpupr', 'verifikator-miru', 'pengelola1'])
    expect(await w.refused(w.as(who, (tx) => complaints.getReportBoard(tx))), who).toBe('complaints.not_yours');
  expect(await w.as('pic-dpupr', (tx) => complaints.getReportBoardEvents(tx, 0))).toEqual([]);
});
