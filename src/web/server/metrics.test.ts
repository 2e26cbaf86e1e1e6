import { expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { enqueue } from '#core/server/jobs.ts';
import { addJobCounts, readOperation } from '#core/server/operation.ts';
import { testDatabase } from '#test/database.ts';
import { mayReadMetrics, metricsText, observe } from './metrics.ts';

const at = { now: new Date('2026-11-24T01:00:00Z') };
const database = await testDatabase({ clock: { now: () => at.now } });
const nobody: Actor = { kind: 'anonymous' };
const job: Actor = { kind: 'job', task: 'test' };

/** Sample lines by name and labels; throws where the text isn't the format of Prometheus. */
function samples(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment) {
      if (comment[1] === 'TYPE') types.set(comment[2]!, comment[3]!);
      continue;
    }
    const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (-?[\d.e+-]+)$/.exec(line);
    if (!sample) throw new Error(`no sample: ${line}`);
    const name = sample[1]!;
    if (!types.has(name) && !types.has(name.replace(/_(bucket|sum|count)$/, ''))) throw new Error(`no type: ${line}`);
    if (found.has(`${name}${sample[2] ?? ''}`)) throw new Error(`twice: ${line}`);
    found.set(`${name}${sample[2] ?? ''}`, Number(sample[3]));
  }
  return found;
}

test('requests are counted by route, method and status, and timed', () => {
  observe('/berkas/[code]', 'GET', 200, 0.02);
  observe('/berkas/[code]', 'GET', 200, 3);
  observe('/berkas/[code]', 'POST', 422, 0.0004);
  observe(undefined, 'BREW', 404, 0.001);
  observe('/a"b\\c\nd', 'GET', 200, 0.001);
  const found = samples(metricsText({ total: 5, idle: 2, waiting: 1, retries: 4 }, undefined));
  expect(found.get('http_requests_total{route="/berkas/[code]",method="GET",status="200"}')).toBe(2);
  expect(found.get('http_requests_total{route="/berkas/[code]",method="POST",status="422"}')).toBe(1);
  expect(found.get('http_requests_total{route="none",method="other",status="404"}')).toBe(1);
  expect(found.get(String.raw`http_requests_total{route="/a\"b\\c\nd",method="GET",status="200"}`)).toBe(1);
  const bucket = (le: string) => found.get(`http_request_duration_seconds_bucket{route="/berkas/[code]",le="${le}"}`);
  expect([bucket('0.005'), bucket('0.025'), bucket('2.5'), bucket('5'), bucket('+Inf')]).toEqual([1, 2, 2, 3, 3]);
  expect(found.get('http_request_duration_seconds_sum{route="/berkas/[code]"}')).toBeCloseTo(3.0204);
  expect(found.get('satupintu_pool_connections{state="busy"}')).toBe(3);
  expect(found.get('satupintu_database_retries_total')).toBe(4);
  expect(found.get('satupintu_pool_waiting')).toBe(1);
  expect(found.get('satupintu_database_up')).toBe(0);
});

test('the event loop’s delay is that since the last look', async () => {
  const until = performance.now() + 300;
  await new Promise((settle) => setTimeout(settle, 30));
  while (performance.now() < until); // a stall
  await new Promise((settle) => setTimeout(settle, 60));
  const worst = () => samples(metricsText(undefined, undefined)).get('nodejs_eventloop_delay_seconds{quantile="1"}')!;
  expect(worst()).toBeGreaterThan(0.1);
  expect(worst()).toBe(0);
});

test('outbox and jobs: how many, how old, how they ended', async () => {
  const read = async () => samples(metricsText(undefined, await database.withActor(nobody, readOperation)));
  const before = await read();
  expect([before.get('satupintu_outbox_waiting'), before.get('satupintu_outbox_age_seconds')]).toEqual([0, 0]);
  expect(before.has('satupintu_worker_heartbeat_age_seconds')).toBe(false);
  await database.withActor(nobody, (tx) => enqueue(tx, 'identity.sweep', {}));
  await database.asOwner("update core.outbox set created_at = timestamptz '2026-11-24T01:00:00Z'");
  await database.withActor(job, async (tx) => {
    await addJobCounts(tx, [{ task: 'identity.sweep', done: 3, failed: 1, waiting: 7, active: 2 }]);
    await addJobCounts(tx, [{ task: 'identity.sweep', done: 2, failed: 0, waiting: 4, active: 1 }]);
    await tx.insertInto('core.heartbeat').values({ name: 'worker', at: tx.now }).execute();
  });
  at.now = new Date(at.now.getTime() + 90_000);
  const after = await read();
  expect([after.get('satupintu_outbox_waiting'), after.get('satupintu_outbox_age_seconds')]).toEqual([1, 90]);
  expect(after.get('satupintu_worker_heartbeat_age_seconds')).toBe(90);
  const of = (name: string) => after.get(`satupintu_jobs_${name}{task="identity.sweep"}`);
  expect([of('done_total'), of('failed_total'), of('waiting'), of('active')]).toEqual([5, 1, 4, 1]);
});

test('counting is the worker’s alone, and the outbox stays unread', async () => {
  const citizen: Actor = { kind: 'citizen', id: '00000000-0000-4000-8000-000000000001' };
  await expect(
    database.withActor(nobody, (tx) => addJobCounts(tx, [{ task: 'x', done: 1, failed: 0, waiting: 0, active: 0 }])),
  ).rejects.toThrow(/permission denied/);
  for (const actor of [nobody, citizen])
    await expect(database.withActor(actor, (tx) => tx.selectFrom('core.outbox').selectAll().execute())).rejects.toThrow(
      /permission denied/,
    );
  await expect(database.withActor(citizen, readOperation)).rejects.toThrow(/permission denied/);
});

test.each<[string, string, Record<string, string>, string, boolean]>([
  ['this machine', '127.0.0.1', {}, '', true],
  ['this machine by IPv6', '::1', {}, '', true],
  ['this machine, mapped', '::ffff:127.0.0.1', {}, '', true],
  ['another machine', '10.0.0.7', {}, '', false],
  ['anybody behind a proxy here', '127.0.0.1', { 'x-forwarded-for': '10.0.0.7' }, '', false],
  ['the right token from elsewhere', '10.0.0.7', { authorization: 'Bearer rahasia-panjang' }, 'rahasia-panjang', true],
  ['a wrong token', '10.0.0.7', { authorization: 'Bearer rahasia-panjanh' }, 'rahasia-panjang', false],
  ['half a token', '127.0.0.1', { authorization: 'Bearer rahasia' }, 'rahasia-panjang', false],
  ['no token where one is set, from here', '127.0.0.1', {}, 'rahasia-panjang', false],
])('%s may read: %#', (_, address, headers, token, expected) => {
  expect(mayReadMetrics(new Request('http://satu.test/metrics', { headers }), address, token)).toBe(expected);
});
