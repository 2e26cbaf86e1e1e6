import type { RequestEvent } from '@sveltejs/kit';
import Papa from 'papaparse';
import { beforeAll, expect, test } from 'vitest';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { reportWorld } from '#test/report-world.ts';
import { COLUMNS, csv, dataFile, feed, geojson } from './report-data.ts';

/** One database for the file: a road that is public, one that reads like a formula, one that is secret. */
let w: Awaited<ReturnType<typeof reportWorld>>;
const numbers: string[] = [];
const ask = (handler: (event: RequestEvent) => Promise<Response>, path: string, headers: Record<string, string> = {}) => {
  const url = new URL(path, 'https://mimika.example');
  const locals = { database: w.database, actor: { kind: 'anonymous' } };
  return handler({ request: new Request(url, { headers }), url, locals, getClientAddress: () => '203.0.113.9' } as unknown as RequestEvent);
};
const rows = async (response: Response): Promise<Record<string, string>[]> =>
  Papa.parse<Record<string, string>>(await response.text(), { header: true, skipEmptyLines: true }).data;

beforeAll(async () => {
  w = await reportWorld();
  for (const more of [{}, { text: '=HYPERLINK("http://jahat.example";"klik") jalan & <rusak>' }]) {
    const { number, id } = await w.accepted({ ...more, lat: -4.54668, long: 136.8834, accuracyM: 10 });
    await w.as('lo', (tx) => complaints.setPublic(tx, id, true));
    numbers.push(number);
  }
  numbers.push((await w.submit({ text: 'Ini rahasia sekali.', secret: true })).number);
});

test('the file holds what the public list holds, in whole columns, and no more', async () => {
  const listed = await w.as('anonymous', (tx) => complaints.listPublic(tx));
  expect(listed.length).toBe(2);
  const response = await ask(dataFile(csv), '/laporan/data.csv');
  expect(response.headers.get('content-type')).toContain('text/csv');
  expect(response.headers.get('link')).toContain('rel="license"');
  const found = await rows(response);
  expect(Object.keys(found[0]!)).toEqual([...COLUMNS]);
  expect(found.map((row) => row['nomor'])).toEqual(listed.map((report) => report.number));
  expect(found.map((row) => row['nomor'])).not.toContain(numbers[2]);
  for (const row of found) for (const value of Object.values(row)) expect(value).not.toMatch(/^[=+@]/);
});

test('filters are those of the list; nothing that fits is a file with its head alone', async () => {
  expect(await rows(await ask(dataFile(csv), '/laporan/data.csv?kategori=jalan-jembatan&distrik=94.04.01'))).toHaveLength(2);
  expect(await (await ask(dataFile(csv), '/laporan/data.csv?kategori=perizinan')).text()).toBe(`${COLUMNS.join(',')}\r\n`);
});

test('a map of points as exact as they may be, each with its report; an empty one is still GeoJSON', async () => {
  const map = (await (await ask(dataFile(geojson), '/laporan/data.geojson')).json()) as {
    license: string;
    features: { id: string; geometry: { coordinates: number[] } }[];
  };
  const listed = await w.as('anonymous', (tx) => complaints.listPublic(tx));
  expect(map.license).toContain('creativecommons.org');
  expect(map.features.map(({ id, geometry }) => [id, geometry.coordinates])).toEqual(
    listed.filter(({ point }) => point).map(({ number, point }) => [number, [point!.long, point!.lat]]),
  );
  expect(map.features.length).toBeGreaterThan(0);
  const none = (await (await ask(dataFile(geojson), '/laporan/data.geojson?kategori=perizinan')).json()) as { features: unknown[] };
  expect(none.features).toEqual([]);
});

test('the feed is XML whatever people write, and says what it was filtered by', async () => {
  const text = await (await ask(feed, '/laporan/umpan.xml?kategori=jalan-jembatan')).text();
  expect(text).toContain('&lt;rusak&gt;');
  expect(text.match(/<entry>/g)).toHaveLength(2);
  expect(text).toMatch(/<title>[^<]*Jalan &amp; jembatan<\/title>/);
  expect(text).toContain('?kategori=jalan-jembatan"/>');
});

test('who has the newest is told so; a change or a report taken away makes it new', async () => {
  const first = await ask(dataFile(csv), '/laporan/data.csv');
  await first.text();
  const etag = first.headers.get('etag')!;
  expect((await ask(dataFile(csv), '/laporan/data.csv', { 'if-none-match': etag })).status).toBe(304);
  expect((await ask(dataFile(csv), '/laporan/data.csv?kategori=perizinan', { 'if-none-match': etag })).status).toBe(200);
  const since = first.headers.get('last-modified')!;
  expect((await ask(dataFile(csv), '/laporan/data.csv', { 'if-modified-since': since })).status).toBe(304);
  w.at('2026-11-03 09:00');
  const id = (await w.database.asOwner('select id from complaints.report where number = $1', [numbers[0]])).rows[0].id as string;
  await w.as('lo', (tx) => complaints.setPublic(tx, id, false));
  const after = await ask(dataFile(csv), '/laporan/data.csv', { 'if-none-match': etag });
  expect(after.status).toBe(200);
  expect((await rows(after)).map((row) => row['nomor'])).toEqual([numbers[1]]);
});
