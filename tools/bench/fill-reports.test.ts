import { expect, test } from 'vitest';
import { getCalendar } from '#core/server/calendar.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { fromRow } from '#modules/complaints/events.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import * as store from '#modules/complaints/server/store.ts';
import { deskOf, headerOf, judge } from '#modules/complaints/server/take.ts';
import { demoActors } from '#test/demo-actors.ts';
import { testDatabase } from '#test/database.ts';
import { fillReports } from './fill-reports.ts';

const database = await testDatabase();
const { as } = await demoActors(database);
const admin = new URL(database.webUrl);
admin.username = 'app';
await fillReports({ admin: admin.href, web: database.webUrl, worker: database.workerUrl }, 260, () => {}, 60);
const rows = async <T>(sql: string): Promise<T[]> => (await database.asAdmin(sql)).rows as T[];

test('every table of a stamped report equals the fold of its log, whose chain is whole', async () => {
  const all = await as('job', (tx) => tx.selectFrom('complaints.report').selectAll().execute());
  expect(all).toHaveLength(260);
  expect(new Set(all.map(({ number }) => number)).size).toBe(260);
  await as('job', async (tx) => {
    const calendar = await getCalendar(tx);
    const deadlines = await store.deadlines(tx);
    for (const row of all) {
      const log = await readEvents(tx, row.id);
      expect(firstBroken(log), row.number).toBeUndefined();
      const last = new Date(
        Math.max(...log.map((event) => Date.parse(event.recorded_at)), row.ended_at ? 0 : Math.floor(Date.now() / 3_600_000) * 3_600_000),
      );
      const opened = judge(row, log.map(fromRow), calendar, deadlines, last);
      const {
        updated_at: _,
        next_at: next,
        ...header
      } = headerOf(opened, await deskOf(tx, opened, await store.findAccused(tx, row.id)), last);
      expect(opened.owed, row.number).toEqual([]);
      expect(row, row.number).toMatchObject(header);
      if (!row.ended_at) expect(row.next_at, row.number).toEqual(next);
      const entries = new Set((await store.entriesOf(tx, row.id)).map(({ id }) => id));
      for (const { data } of log) if (typeof data['entry'] === 'string') expect(entries, row.number).toContain(data['entry']);
    }
  });
  const states = new Set(all.map(({ state }) => state));
  for (const state of ['diterima', 'selesai', 'diproses', 'didisposisikan']) expect(states).toContain(state);
});

test('they open for desk, public and reporter alike', async () => {
  const open = await rows<{ number: string }>(
    `select number from complaints.report where ended_at is null and 'diskominfo' = any (agencies) order by number desc limit 8`,
  );
  for (const { number } of open) expect((await as('lo', (tx) => complaints.getDeskReport(tx, number))).fullText.length).toBeGreaterThan(5);
  const closed = await rows<{ id: string; number: string }>(
    `select id, number from complaints.report where state = 'selesai' and is_public order by number desc limit 8`,
  );
  expect(closed.length).toBeGreaterThan(3);
  for (const { id, number } of closed) {
    expect((await as('anonymous', (tx) => complaints.getPublicReport(tx, number))).timeline.length).toBeGreaterThan(4);
    const own = await as('anonymous', async (tx) =>
      complaints.getOwnReport(tx, await complaints.presentCode(tx, number, complaints.receiptCode(id))),
    );
    expect(own.ownText.length).toBeGreaterThan(5);
  }
});

test('the public list under every combination of filters is what a plain look at every row gives', async () => {
  const all = await rows<{
    number: string;
    category: string;
    region: string | null;
    lead: string | null;
    open311: string;
    is_red: boolean;
    lat: string | null;
  }>(
    `select number, category, region, lead, open311, is_red, lat from complaints.report where is_public order by received_at desc, number desc`,
  );
  const pick = <T>(list: readonly (T | null)[]): (T | undefined)[] => [
    undefined,
    ...[...new Set(list)].filter((item): item is T => item !== null).slice(0, 4),
  ];
  const regions = ['94.04', '94.04.01', '94.04.99', 'x', ...pick(all.map(({ region }) => region))];
  for (const category of pick(all.map((row) => row.category)))
    for (const region of regions)
      for (const lead of pick(all.map((row) => row.lead)))
        for (const open311 of [undefined, 'open', 'closed'])
          for (const isRed of [undefined, true]) {
            const expected = all.filter(
              (row) =>
                (!category || row.category === category) &&
                (!region || row.region === region || row.region?.startsWith(`${region}.`)) &&
                (!lead || row.lead === lead) &&
                (!open311 || row.open311 === open311) &&
                (isRed === undefined || row.is_red),
            );
            const found = await as('anonymous', (tx) => complaints.listPublic(tx, { category, region, lead, open311, isRed, most: 20 }));
            expect(
              found.map(({ number }) => number),
              JSON.stringify({ category, region, lead, open311, isRed }),
            ).toEqual(expected.slice(0, 20).map(({ number }) => number));
          }
  const first = await as('anonymous', (tx) => complaints.listPublic(tx, { open311: 'closed', most: 10 }));
  const second = await as('anonymous', (tx) =>
    complaints.listPublic(tx, { open311: 'closed', most: 10, after: complaints.cursorOf(first.at(-1)!) }),
  );
  expect([...first, ...second].map(({ number }) => number)).toEqual(
    all
      .filter((row) => row.open311 === 'closed')
      .slice(0, 20)
      .map(({ number }) => number),
  );
});
