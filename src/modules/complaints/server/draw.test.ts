import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import { publishDraws } from './draw.ts';
import { monthSeed } from './proof.ts';

const world = await reportWorld();
const { as, at, database } = world;
const publish = () => as('job', publishDraws);
const answer = { field_work: false, text: 'Sudah diperbaiki hari ini oleh Dinas PUPR.', reason: 'Cukup dengan surat.' };
const submitProof = (id: string) => as('pic-dpupr', (tx) => complaints.submitProof(tx, id, answer, []));

test('the seed’s hash stands before the month, the seed after it, and whoever draws again gets what was recorded', async () => {
  at('2026-10-20 09:00');
  await publish();
  await publish();
  expect(await as('anonymous', complaints.listDraws)).toMatchObject([
    { month: '2026-11', seed: null, wasBefore: true, seedHash: createHash('sha256').update(monthSeed('2026-11')).digest('hex') },
    { month: '2026-10', seed: null, wasBefore: false },
  ]);
  at('2026-11-02 09:00');
  const open: { id: string; number: string }[] = [];
  for (let n = 0; n < 12; n++) open.push(await world.accepted());
  const secret = await world.accepted({ secret: true });
  for (const { id } of [...open, secret]) await submitProof(id);
  // while the month runs nobody reads its seed or repeats its draw; the job neither
  at('2026-11-30 23:59');
  await publish();
  await expect(as('anonymous', (tx) => complaints.redraw(tx, '2026-11'))).rejects.toThrow(Failure);
  const early = database.asOwner("update complaints.on_site_draw set seed = $1, revealed_at = now() where month = '2026-11'", [
    monthSeed('2026-11'),
  ]);
  await expect(early).rejects.toThrow(/on_site_draw_revealed_after/);
  at('2026-12-01 00:01');
  await publish();
  const drawn = await as('anonymous', (tx) => complaints.redraw(tx, '2026-11'));
  expect(drawn).toMatchObject({ share: 0.1, wasBefore: true, hidden: 'few' });
  expect(createHash('sha256').update(drawn.seed).digest('hex')).toBe(drawn.seedHash);
  const { rows: recorded } = await database.asOwner(
    'select r.number, p.needs_on_site as visit from complaints.proof p join complaints.report r on r.id = p.report_id where r.is_public order by r.number',
  );
  expect(drawn.rows.map(({ number, isDrawn }) => ({ number, visit: isDrawn }))).toEqual(recorded);
  expect(recorded).toHaveLength(12);
  expect(drawn.rows.every(({ fits }) => fits)).toBe(true);
  // counted without us
  for (const { id, value } of drawn.rows)
    expect(Number.parseInt(createHash('sha256').update(`${drawn.seed}:${id}`).digest('hex').slice(0, 8), 16) / 2 ** 32).toBe(value);
  expect(JSON.stringify(drawn)).not.toContain(secret.number);
  // a recorded draw changed later is seen
  await database.asOwner("update complaints.proof set values = jsonb_set(values, '{on_site}', '[\"drawn\"]') where report_id = $1", [
    drawn.rows.find(({ isDrawn }) => !isDrawn)!.id,
  ]);
  const again = await as('anonymous', (tx) => complaints.redraw(tx, '2026-11'));
  expect(again.rows.filter(({ fits }) => !fits)).toHaveLength(1);
});
test('a month never published, or no month at all, isn’t there', async () => {
  for (const month of ['2024-01', 'x', '2026-13'])
    await expect(as('anonymous', (tx) => complaints.redraw(tx, month))).rejects.toThrow(Failure);
  await expect(as('anonymous', publishDraws)).rejects.toThrow(/permission denied/);
});
