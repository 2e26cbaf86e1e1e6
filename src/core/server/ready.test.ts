import { expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { openDatabase } from './database.ts';
import { isReady } from './ready.ts';

let now = new Date('2026-11-24T01:00:00.000Z');
const database = await testDatabase({ clock: { now: () => now } });
const beat = () =>
  database.withActor({ kind: 'job', task: 'worker.beat' }, (tx) =>
    tx
      .insertInto('core.heartbeat')
      .values({ name: 'worker', at: tx.now })
      .onConflict((oc) => oc.column('name').doUpdateSet({ at: tx.now }))
      .execute(),
  );

test('ready is a reachable database, the newest schema and a worker that was heard lately', async () => {
  expect(await isReady(database, '0010_readiness.sql')).toEqual({ database: true, schema: true, worker: false });
  await beat();
  expect(await isReady(database, '0010_readiness.sql')).toEqual({ database: true, schema: true, worker: true });
  expect(await isReady(database, '9999_later.sql')).toMatchObject({ schema: false });
  now = new Date(now.getTime() + 31_000);
  expect(await isReady(database, undefined)).toEqual({ database: true, schema: true, worker: false });
});

test('a database that is gone is an answer, within the patience', async () => {
  const gone = openDatabase('postgres://satupintu_web@127.0.0.1:1/none', { retryMs: 0 });
  expect(await isReady(gone, undefined, 500)).toEqual({ database: false, schema: false, worker: false });
  await gone.close();
});
