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
  expect(new Set(board.areas.map(({ ages }) => ages.length))).toEqual(new Set([board.ageDays.length + 1]));
  expect(board.areas.find(({ district }) => district === '94.04.16')).toMatchObject({ open: 2, red: 0, ages: [2, 0, 0, 0, 0] });
  // everything since is told again, in order, however much
  expect(board.events.map(({ type }) => type).slice(-4)).toEqual(
    ['received', 'verified', 'routed', 'accepted'].map((type) => `complaints.${type}`),
  );
  expect(board.events).toHaveLength(9);
  expect(await w.as('lo', (tx) => complaints.getReportBoard(tx))).toMatchObject({ open: board.open, seq: board.seq });
  expect(JSON.stringify(board)).not.toMatch(/Penanda|Yosefa|0812|3333/i);
});

test('the map is drawn from the boundaries in force, once a set; without any there is none', async () => {
  expect(await w.as('bupati', complaints.boundaryMap)).toBeUndefined();
  const square = (kode: string, west: number) => ({
    type: 'Feature',
    properties: { kode },
    geometry: { type: 'Polygon', coordinates: [[[west, -5], [west + 1, -5], [west + 1, -4], [west, -4], [west, -5]]] }, // prettier-ignore
  });
  const upload = (source: string, ...features: object[]) =>
    w.as('pengelola1', (tx) =>
      complaints.uploadBoundaries(tx, source, new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features }))),
    );
  await upload('Batas contoh', square('94.04.01', 136), square('94.04.16', 137));
  const first = (await w.as('bupati', complaints.boundaryMap))!;
  expect([first.source, first.areas.map(({ code }) => code)]).toEqual(['Batas contoh', ['94.04.01', '94.04.16']]);
  // both are as wide, and their numbers stand apart
  expect(first.areas[1]!.at[0] - first.areas[0]!.at[0]).toBe(500);
  w.pass(60);
  await upload('Batas baru', square('94.04.16', 137));
  const second = (await w.as('lo', complaints.boundaryMap))!;
  expect([second.source, second.areas.length, second.id === first.id]).toEqual(['Batas baru', 1, false]);
});

test('nobody but leaders and the desk of the centre watches it', async () => {
  for (const who of ['anonymous', 'markus', 'pic-dpupr', 'verifikator-miru', 'pengelola1'])
    expect(await w.refused(w.as(who, (tx) => complaints.getReportBoard(tx))), who).toBe('complaints.not_yours');
  expect(await w.as('pic-dpupr', (tx) => complaints.getReportBoardEvents(tx, 0))).toEqual([]);
});
