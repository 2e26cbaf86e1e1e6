import { createHash } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import { DOMParser } from 'linkedom';
import { expect, test } from 'vitest';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { closeDays, judgeProof, proveEvent } from '#modules/proof/server/proof.ts';
import { rootFeed } from '#web/server/root-feed.ts';
import { pothole, reportWorld } from './report-world.ts';

const world = await reportWorld();
const { as, at } = world;

test('who has the words of a receipt proves it against the public root from the next day on; nobody else can', async () => {
  at('2026-11-02 09:00');
  const mine = await world.submit();
  const other = await world.submit({ text: 'Lampu jalan mati di depan kios.', secret: true });
  const open = () => as('anonymous', async (tx) => proveEvent(tx, await complaints.presentCode(tx, mine.number, mine.code)));
  expect(await open()).toBeUndefined();
  at('2026-11-03 01:00');
  await as('job', closeDays);
  const proof = (await open())!;
  expect(await as('anonymous', (tx) => judgeProof(tx, JSON.stringify(proof)))).toMatchObject({ holds: true, type: 'complaints.received' });
  // it names nobody, and holds no word of the report
  const text = JSON.stringify(proof);
  for (const word of pothole.text.split(' ')) if (word.length > 4) expect(text).not.toContain(word);
  expect(proof.event['actor_id']).toBeNull();
  // counted without us: a leaf is SHA-256 over 00 and the event's hash
  const leaf = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), Buffer.from(proof.hash, 'hex')]))
    .digest('hex');
  expect(proof.path).not.toContain(leaf);
  const { rows } = await world.database.asOwner('select root from proof.day where day = $1', [proof.day]);
  expect(rows).toEqual([{ root: proof.root }]);
  expect(await world.refused(as('anonymous', (tx) => proveEvent(tx, other.id)))).toBe('proof.no_event');
  expect(await world.refused(as('pic-dpupr', (tx) => proveEvent(tx, other.id)))).toBe('proof.no_event');
});

test('the daily roots as a feed: whoever reads it holds a copy of every root', async () => {
  const url = new URL('https://mimika.example/bukti/umpan.xml');
  const locals = { database: world.database, actor: { kind: 'anonymous' } };
  const answer = await rootFeed({ url, locals, getClientAddress: () => '203.0.113.7' } as unknown as RequestEvent);
  expect(answer.headers.get('content-type')).toContain('application/atom+xml');
  const feed = new DOMParser().parseFromString(await answer.text(), 'text/xml');
  const { rows } = await world.database.asOwner(
    "select day::text || ' ' || root || ' ' || leaves as line from proof.day order by day desc",
  );
  expect(rows.length).toBeGreaterThan(0);
  expect([...feed.querySelectorAll('entry > content')].map((element) => element.textContent)).toEqual(rows.map(({ line }) => line));
});
