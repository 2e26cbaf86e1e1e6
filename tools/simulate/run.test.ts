import { beforeAll, expect, test } from 'vitest';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { testDatabase } from '#test/database.ts';
import { city as mimika, type City } from './city.ts';
import { simulate, SimulationFault, type Urls } from './run.ts';

const WISH = { from: '2025-08', months: 1, scale: 0.2, seed: 4 };
/** A smaller hall: what holds for three agencies holds for all. */
const hall = { ...mimika.visits.agencies['pos']!, lokets: 1 };
const city: City = {
  ...mimika,
  visits: { ...mimika.visits, byMonth: {}, otherMonth: 700, agencies: { pos: hall, disdukcapil: hall, dpmptsp: { ...hall, lokets: 3 } } },
  people: { ...mimika.people, citizens: 300 },
};
const [whole, broken] = [await testDatabase(), await testDatabase()];
type World = typeof whole;
const urlsOf = ({ webUrl, workerUrl, ownerUrl, adminUrl }: World): Urls => ({
  web: webUrl,
  worker: workerUrl,
  owner: ownerUrl,
  admin: adminUrl,
});

const live = (database: World, tell?: Parameters<typeof simulate>[2]) => simulate(urlsOf(database), WISH, tell, city);

beforeAll(async () => {
  await live(whole);
  // stopped twice on the way
  for (const after of [3, 11]) {
    const stop = new Error('stopped');
    const run = live(broken, ({ done }) => {
      if (done === after) throw stop;
    });
    await expect(run).rejects.toBe(stop);
  }
  await live(broken);
}, 240_000);

/** What happened, without the ids that are drawn anew each time. */
const story = async (database: World) =>
  (
    await database.asOwner(
      `select type, at, recorded_at, actor_kind, actor_id, data ->> 'lead' as lead from core.event
       where subject_kind in ('complaint', 'case', 'visit', 'loket')
       order by recorded_at, type, at, actor_id, data ->> 'lead'`,
    )
  ).rows;

test('a run that was stopped goes on where it was: the same things happen at the same moments to the same people', async () => {
  const told = await story(whole);
  expect(told.length).toBeGreaterThan(100);
  expect(await story(broken)).toEqual(told);
});

test('the hall serves whom it gave a number; who has gone when called ends as absent, and nobody is left from a day gone by', async () => {
  const { rows } = await whole.asOwner(
    "select state, count(*)::int as many from queue.leg where day < '2025-08-29' group by state order by state",
  );
  const count = (state: string): number => rows.find((row) => row.state === state)?.many ?? 0;
  const all = rows.reduce((sum, { many }) => sum + many, 0);
  expect(all).toBeGreaterThan(100);
  expect(count('done') / all).toBeGreaterThan(0.9);
  expect(count('done') + count('no_show') + count('expired')).toBe(all);
});

test('every simulated day is closed in order and its root counts again from what its events say; no chain is broken', async () => {
  const { rows: days } = await whole.asOwner('select day::text, leaves from proof.day order by day');
  expect(days.map(({ day }) => day).at(0)).toBe('2025-08-01');
  expect(days).toHaveLength(31);
  const { rows: counted } = await whole.asOwner(
    "select (recorded_at at time zone 'Asia/Jayapura')::date::text as day, count(*)::int as leaves from core.event group by 1 order by 1",
  );
  expect(days.filter(({ leaves }) => leaves > 0)).toEqual(counted);
  const { rows: looks } = await whole.asOwner('select bool_and(is_whole) as whole, count(distinct day)::int as days from proof.look');
  expect(looks[0]).toEqual({ whole: true, days: 31 });
  const { rows: reports } = await whole.asOwner('select id from complaints.report order by id limit 20');
  for (const { id } of reports)
    expect(firstBroken(await whole.withActor({ kind: 'job', task: 'test' }, (tx) => readEvents(tx, id)))).toBeUndefined();
});

test('a database is simulated or it is not: another wish, or a database that holds anything, is refused', async () => {
  await expect(simulate(urlsOf(whole), { ...WISH, seed: 5 }, undefined, city)).rejects.toThrow(SimulationFault);
  await expect(simulate(urlsOf(whole), { ...WISH, months: 120 }, undefined, city)).rejects.toThrow('belum lewat');
  // asked for again, a whole run changes nothing
  const before = await story(whole);
  await live(whole);
  expect(await story(whole)).toEqual(before);
});

test('what was planted is on record, for stewards and jobs alone', async () => {
  const read = (kind: 'job' | 'anonymous') =>
    whole.withActor(kind === 'job' ? { kind, task: 'test' } : { kind }, (tx) =>
      tx.selectFrom('simulation.truth').select(['id', 'effects']).orderBy('id').execute(),
    );
  const truth = await read('job');
  expect(truth.map(({ id }) => id)).toContain('innovation/brigade-drainase-wania');
  expect(truth.find(({ id }) => id === 'innovation/lapor-cepat-kuala-kencana')!.effects).toContainEqual({
    measure: 'report.hours_to_answer',
    where: { distrik: '94.04.09', category: 'jalan-jembatan' },
    direction: 'none',
  });
  await expect(read('anonymous')).rejects.toThrow('permission denied');
});
