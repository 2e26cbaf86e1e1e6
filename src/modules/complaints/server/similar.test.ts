import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import * as store from './store.ts';

const w = await reportWorld();

interface Row {
  readonly id: string;
  readonly category: string;
  readonly region: string | null;
  readonly district: string;
  readonly lat: string | null;
  readonly long: string | null;
  readonly received_at: Date;
  readonly ended_at: Date | null;
  readonly is_public: boolean;
  readonly merged_into: string | null;
  readonly classification: string | null;
}
const DAY = 86_400_000;
const MANY = 600;

/** Six hundred reports around one place: open, ended at many times, merged, kept back, with and without a point or a kampung. */
beforeAll(async () => {
  const { id } = await w.submit({ lat: '-4.54668', long: '136.88340' });
  const columns = async (table: string): Promise<string[]> =>
    (
      await w.database.asOwner(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
        [table],
      )
    ).rows.map((row: { name: string }) => row.name);
  const copied = async (table: string, link: string, own: Record<string, string>): Promise<void> => {
    const names = await columns(table);
    await w.database.asOwner(
      `with chance as (
         select no, ('00000000-0000-7000-8000-' || lpad(no::text, 12, '0'))::uuid as id, hashint4(no) & 2147483647 as a, hashint4(no + 7777) & 2147483647 as b, hashint4(no + 99999) & 2147483647 as c
         from generate_series(1, ${MANY}) as no)
       insert into ${table} (${names.map((name) => `"${name}"`).join(', ')})
       select ${names.map((name) => own[name] ?? `m."${name}"`).join(', ')} from chance x join ${table} m on m.${link} = $1`,
      [id],
    );
  };
  const lat = `case when x.a % 5 > 0 then (-4.54668 + (x.b % 1000 - 500) * 0.00001)::numeric(8, 5) end`;
  const long = `case when x.a % 5 > 0 then (136.8834 + (x.c % 1000 - 500) * 0.00001)::numeric(8, 5) end`;
  await copied('complaints.report', 'id', {
    id: 'x.id',
    number: `'ADU-2026-' || lpad(x.no::text, 6, '0') || '-X'`,
    category: `(array['jalan-jembatan', 'banjir-drainase', 'perhubungan', 'sampah-kebersihan'])[1 + x.b % 4]`,
    region: `(array['94.04.01', '94.04.01.1001', '94.04.01.1002', '94.04.16', null])[1 + x.c % 5]`,
    is_public: 'x.b % 3 > 0',
    lat: `case when x.b % 3 > 0 then ${lat} end`,
    long: `case when x.b % 3 > 0 then ${long} end`,
    classification: `case when x.c % 11 = 0 then 'pengaduan_berkadar' when x.c % 2 = 0 then 'aspirasi' end`,
    merged_into: 'case when x.a % 13 = 0 then m.id end',
    agencies: `case when x.c % 3 = 0 then array['diskominfo', 'dpupr'] else array['diskominfo'] end`,
    received_at: `m.received_at - make_interval(mins => x.no * 97)`,
  });
  await copied('complaints.detail', 'report_id', { report_id: 'x.id', pseudonym: 'gen_random_uuid()', lat, long });
  // by an update, as reports end: the end must reach both indexes by place
  await w.database.asOwner(
    `update complaints.report set ended_at = received_at + make_interval(days => (hashint4(no) & 2147483647) % 60), ending = 'selesai', open311 = 'closed'
     from generate_series(1, ${MANY}) as no where id = ('00000000-0000-7000-8000-' || lpad(no::text, 12, '0'))::uuid and no % 3 > 0`,
  );
  await w.database.asOwner('analyze complaints.report, complaints.detail');
});

const all = async (): Promise<(Row & { exact: { lat: number; long: number } | null })[]> =>
  (
    await w.database.asOwner(
      `select r.*, d.lat as exact_lat, d.long as exact_long from complaints.report r join complaints.detail d on d.report_id = r.id`,
    )
  ).rows.map((row: Row & { exact_lat: string | null; exact_long: string | null }) => ({
    ...row,
    exact: row.exact_lat === null ? null : { lat: Number(row.exact_lat), long: Number(row.exact_long) },
  }));
const newest = <T extends { received_at: Date }>(rows: readonly T[], most: number): T[] =>
  rows.toSorted((a, b) => b.received_at.getTime() - a.received_at.getTime()).slice(0, most);
/** Within so many metres of a point, on both axes. */
const isAround = (metres: number, centre: { lat: number; long: number }, at: { lat: number; long: number }): boolean => {
  const high = metres / 111_320;
  const wide = high / Math.cos((centre.lat * Math.PI) / 180);
  return Math.abs(at.lat - centre.lat) <= high && Math.abs(at.long - centre.long) <= wide;
};

test('the desk’s candidates are those that a look at every report finds, whichever index found them', async () => {
  const rows = await all();
  const since = new Date(w.now().getTime() - 30 * DAY);
  const categories = ['jalan-jembatan', 'banjir-drainase'];
  let found = 0;
  for (const of of rows.filter((_, at) => at % 40 === 0))
    for (const most of [5, 100]) {
      const fit = rows.filter(
        (row) => categories.includes(row.category) && row.merged_into === null && row.classification !== 'pengaduan_berkadar',
      );
      const live = fit.filter(({ ended_at }) => ended_at === null || ended_at >= since);
      const far = ({ exact }: (typeof rows)[number]): number => Math.hypot(exact!.lat - of.exact!.lat, exact!.long - of.exact!.long);
      const near = live
        .filter(({ exact }) => of.exact && exact && isAround(300, of.exact, exact))
        .toSorted((a, b) => far(a) - far(b))
        .slice(0, most);
      const each = (rule: (row: Row) => boolean, from: typeof rows) =>
        categories.flatMap((category) =>
          newest(
            from.filter((row) => row.category === category && rule(row)),
            most,
          ),
        );
      const same = each((row) => of.region !== null && row.region === of.region, live);
      const wide = each(
        (row) =>
          row.ended_at === null &&
          row.district === of.district &&
          (of.region === null || of.region === of.district || row.region === of.district),
        fit,
      );
      const ranked = new Map<string, { rank: number; far: number; at: number }>();
      for (const [rank, part] of [near, same, wide].entries())
        for (const row of part) {
          const before = ranked.get(row.id);
          const distance = rank === 0 ? far(row) : 0;
          ranked.set(row.id, {
            rank: before?.rank ?? rank,
            far: Math.min(before?.far ?? Infinity, distance),
            at: row.received_at.getTime(),
          });
        }
      ranked.delete(of.id);
      const expected = [...ranked]
        .toSorted(([, a], [, b]) => a.rank - b.rank || a.far - b.far || b.at - a.at)
        .slice(0, most)
        .map(([id]) => id);
      const got = await w.as('lo', async (tx) =>
        store.candidates(tx, { of: (await store.candidate(tx, of.id))!, categories, metres: 300, since, most }),
      );
      found += got.length;
      expect(got.map(({ report_id }) => report_id).toSorted()).toEqual(expected.toSorted());
    }
  expect(found).toBeGreaterThan(300);
});

test('what is shown before sending is the newest public ones of the family, near the point or in the kampung', async () => {
  const rows = (await all()).filter(({ is_public }) => is_public);
  const since = new Date(w.now().getTime() - 30 * DAY);
  const family = new Set(['jalan-jembatan', 'listrik-lampu-jalan', 'perhubungan']);
  const fit = rows.filter(({ category, ended_at }) => family.has(category) && (ended_at === null || ended_at > since));
  const ask = (near: { region: string | null; lat: number | null; long: number | null }) =>
    w.as('anonymous', (tx) => store.nearbyPublic(tx, { family: 'jalan', radiusM: 200, most: 8, ...near }));
  for (const shift of [0, 0.001, 0.002, -0.003, 0.02]) {
    const centre = { lat: -4.54668 + shift, long: 136.8834 - shift };
    const expected = newest(
      fit.filter(({ lat, long }) => lat !== null && isAround(200, centre, { lat: Number(lat), long: Number(long) })),
      8,
    );
    expect((await ask({ region: '94.04.01', ...centre })).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  }
  for (const region of ['94.04.01', '94.04.01.1002', '94.04.16']) {
    const expected = newest(
      fit.filter((row) => row.region === region),
      8,
    );
    expect(expected).toHaveLength(8);
    expect((await ask({ region, lat: null, long: null })).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  }
});

test('an officer reads the details of their desks, and of no others', async () => {
  const sees = async (who: string): Promise<string[]> =>
    w.as(who, async (tx) =>
      (await sql<{ id: string }>`select report_id as id from complaints.detail order by 1`.execute(tx)).rows.map(({ id }) => id),
    );
  const of = async (agency: string): Promise<string[]> =>
    (await w.database.asOwner('select id from complaints.report where $1 = any (agencies) order by 1', [agency])).rows.map(
      (row: { id: string }) => row.id,
    );
  expect((await sees('pic-dpupr')).length).toBeGreaterThan(50);
  expect(await sees('pic-dpupr')).toEqual(await of('dpupr'));
  expect(await sees('lo')).toEqual(await of('diskominfo'));
  expect(await sees('pic-dlh')).toEqual([]);
});

test('where a report ended, its place knows; opened again, it knows that too', async () => {
  const ends = async (id: string): Promise<(Date | null)[]> => {
    const { rows } = await w.database.asOwner(
      'select r.ended_at, d.ended_at as beside from complaints.report r join complaints.detail d on d.report_id = r.id where r.id = $1',
      [id],
    );
    return [rows[0].ended_at, rows[0].beside];
  };
  const { id } = await w.submit();
  expect(await ends(id)).toEqual([null, null]);
  await w.as('lo', (tx) => complaints.archiveReport(tx, id, 'uji_coba'));
  expect(await ends(id)).toEqual([w.now(), w.now()]);
});
