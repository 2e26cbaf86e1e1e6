import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { randomSigns } from '#core/code.ts';
import { uuidv7 } from '#core/id.ts';
import { vault } from '#core/server/vault.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import { as, form, inTurn, openSessions, tokenHash, type Command } from './commands.ts';
import { dice } from './fill.ts';
import type { Call } from './load.ts';

/** What Mimika Center is asked for: sending a report, the public list under filters, map data, likeness, desks and the leaders' page. */

const TOWN = { lat: -4.5467, long: 136.8834 };

/** Drafts as the form leaves them before the last page, each under a token of its own. */
async function draftsOf(admin: pg.Client, count: number, values: () => Record<string, string>): Promise<{ id: string; token: string }[]> {
  const drafts = Array.from({ length: count }, () => {
    const id = uuidv7();
    const token = randomBytes(24).toString('base64url');
    const content = vault().seal(JSON.stringify({ values: values(), photos: [] }), `complaints.draft:content:${id}`);
    return { id, token, hash: tokenHash({ token }), content: `\\x${content.toString('hex')}` };
  });
  for (let from = 0; from < drafts.length; from += 1000) {
    const part = drafts.slice(from, from + 1000);
    await admin.query(
      `insert into complaints.draft (id, token_hash, content_sealed, updated_at, expires_at)
       select id, decode(hash, 'hex'), content, now(), now() + interval '30 days' from unnest($1::uuid[], $2::text[], $3::bytea[]) as t(id, hash, content)`,
      [part.map(({ id }) => id), part.map(({ hash }) => hash), part.map(({ content }) => content)],
    );
  }
  return drafts;
}

const pothole = (): Record<string, string> => ({
  kategori: 'jalan-jembatan',
  isi: 'Jalan berlubang besar di depan gereja, motor sering jatuh kalau malam.',
  wilayah: '94.04.01.1002',
  patokan: 'depan gereja',
  'jawab.jenis': 'jalan',
  anonim: 'ya',
});
const sending = (base: string, token: string): Call => ({
  method: 'POST',
  path: '/lapor/periksa',
  headers: { ...form(base, ''), cookie: `satu_lapor=${token}`, 'x-bench-address': randomSigns(20) },
  body: '',
  expect: { status: 303, location: /^\/lapor\/ADU-\d{4}-\d{6,9}-\d\/tanda-terima$/ },
});

/** A leader's session before the wall board, and reports to be sent while it hangs there. */
export async function boardVisit(admin: pg.Client, base: string): Promise<{ token: string; send: () => Promise<Call> }> {
  const leader = demoId('bupati');
  const tokens = await openSessions(admin, [leader]);
  return {
    token: tokens.get(leader)!,
    send: async () => sending(base, (await draftsOf(admin, 1, pothole))[0]!.token),
  };
}

/** Reports that an earlier replay wrote: their numbers begin where no running number reaches, and their seals open for nobody. */
async function forgetReplayed(admin: pg.Client): Promise<void> {
  await admin.query('set session_replication_role = replica');
  await admin.query(`create temp table if not exists replayed (id uuid primary key); truncate replayed;
    insert into replayed select id from complaints.report where number ~ '^ADU-[0-9]{4}-[0-9]{9}-';
    delete from complaints.detail d using replayed x where d.report_id = x.id;
    delete from core.event e using replayed x where e.subject_id = x.id;
    delete from complaints.report r using replayed x where r.id = x.id;`);
  await admin.query('reset session_replication_role');
}

/** All commands over the reports that are there now. */
export async function reportCommandsOver(admin: pg.Client, base: string): Promise<Command[]> {
  await forgetReplayed(admin);
  const list = async (sql: string): Promise<Record<string, string>[]> => (await admin.query<Record<string, string>>(sql)).rows;
  const chance = dice(11);
  const people = { leader: demoId('bupati'), liaison: demoId('lo'), pic: demoId('pic-dpupr') };
  const tokens = await openSessions(admin, Object.values(people));
  const within = (spread: number): number => (chance.roll() - 0.5) * spread;
  const values = (): Record<string, string> => ({
    ...pothole(),
    lat: (TOWN.lat + within(0.05)).toFixed(5),
    long: (TOWN.long + within(0.05)).toFixed(5),
  });
  const open = inTurn(await draftsOf(admin, 300, values));
  const numbers = inTurn(
    await list(
      `select number from complaints.report where state in ('diterima', 'diverifikasi') and 'diskominfo' = any (agencies) order by random() limit 300`,
    ),
  );
  const seen = inTurn(await list(`select number from complaints.report where is_public order by random() limit 300`));
  const page = (name: `report_${string}`, label: string, path: () => string, text: string, token?: string): Command => ({
    name,
    label,
    call: () => ({
      method: 'GET',
      path: path(),
      headers: token ? as(token) : { 'x-bench-address': randomSigns(20) },
      expect: { status: 200, text },
    }),
  });
  /** The first page under a filter; `found`: is there anything to find? */
  const filtered = (name: string, label: string, query: string, found = true): Command =>
    page(`report_list_${name}`, `list, ${label}`, () => `/laporan?${query}`, found ? '/laporan/ADU-' : '<h1');
  const deep = await list(
    `select to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '~' || number as cursor from complaints.report where is_public order by received_at desc offset (select count(*) / 2 from complaints.report where is_public) limit 1`,
  );
  return [
    page('report_list', 'list, everything', () => '/laporan', '/laporan/ADU-'),
    filtered('deep', 'from the middle', `sesudah=${encodeURIComponent(deep[0]?.['cursor'] ?? '')}`),
    filtered('category', 'category', 'kategori=jalan-jembatan'),
    filtered('district', 'distrik', 'distrik=94.04.01'),
    filtered('small', 'small distrik', 'distrik=94.04.14'),
    filtered('kampung', 'kampung', 'distrik=94.04.01.1002'),
    filtered('open', 'open', 'keadaan=open'),
    filtered('lead', 'agency', 'instansi=dpupr'),
    filtered('two', 'category, distrik', 'kategori=banjir-drainase&distrik=94.04.16'),
    filtered('three', 'agency, distrik, open', 'instansi=dpupr&distrik=94.04.16&keadaan=open'),
    filtered('agency_district', 'agency, distrik', 'instansi=dlh&distrik=94.04.09'),
    filtered('four', 'all four', 'kategori=jalan-jembatan&distrik=94.04.01&instansi=dpupr&keadaan=closed'),
    filtered('nothing', 'that never meet', 'kategori=jalan-jembatan&instansi=pdam-mimika', false),
    filtered('unknown', 'unknown distrik', 'distrik=xx', false),
    page('report_map_page', 'map page', () => '/laporan/peta', '/laporan/ADU-'),
    page('report_map', 'map data, 500', () => '/laporan/peta/titik.geojson', 'FeatureCollection'),
    page('report_public', 'a public report', () => `/laporan/${seen()['number']}`, 'ADU-'),
    {
      name: 'report_similar',
      label: 'last page, likeness',
      call: () => ({
        method: 'GET',
        path: '/lapor/periksa',
        headers: { cookie: `satu_lapor=${open().token}` },
        expect: { status: 200, text: 'gereja' },
      }),
    },
    page('report_like', 'desk page, likeness', () => `/opd/laporan/${numbers()['number']}`, 'ADU-', tokens.get(people.liaison)!),
    page('report_desk', 'desk of the centre', () => '/opd/laporan', 'ADU-', tokens.get(people.liaison)!),
    page('report_desk_pic', 'desk of an agency', () => '/opd/laporan', 'ADU-', tokens.get(people.pic)!),
    page('report_board', 'wall board', () => '/papan/laporan', 'Mimika Center', tokens.get(people.leader)!),
    page('report_leaders', 'leaders’ page', () => '/pimpinan', 'ADU-', tokens.get(people.leader)!),
    // last: what its SQL alone writes nobody can open
    {
      name: 'report_intake',
      label: 'send a report',
      subjects: async (count) => (await draftsOf(admin, count, values)).map(({ id, token }) => ({ id, code: '', actor: '', token })),
      call: (subject) => sending(base, subject!.token),
    },
  ];
}
