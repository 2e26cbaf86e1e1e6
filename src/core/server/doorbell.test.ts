import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { openDatabase } from './database.ts';
import { openDoorbell } from './doorbell.ts';

const database = await testDatabase();

test('many commits ring once in 25 ms, heard by a listener', async () => {
  const listener = new pg.Client({ connectionString: database.workerUrl });
  await listener.connect();
  await listener.query('listen outbox');
  let heard = 0;
  listener.on('notification', () => heard++);
  const doorbell = openDoorbell(database.webUrl);
  for (let ring = 0; ring < 50; ring++) doorbell.ring();
  await expect.poll(() => heard, { timeout: 10_000 }).toBe(1);
  doorbell.ring();
  await expect.poll(() => heard, { timeout: 10_000 }).toBe(2);
  await doorbell.close();
  await listener.end();
});

test('only a commit that queued jobs rings', async () => {
  let rings = 0;
  const web = openDatabase(database.webUrl, { max: 1, onJobs: () => rings++ });
  const { enqueue } = await import('./jobs.ts');
  await web.withActor({ kind: 'anonymous' }, (tx) => tx.selectFrom('core.region').select('code').limit(1).execute());
  expect(rings).toBe(0);
  await expect(
    web.withActor({ kind: 'anonymous' }, async (tx) => {
      await enqueue(tx, 'identity.sweep', {});
      throw new Error('not today');
    }),
  ).rejects.toThrow('not today');
  expect(rings).toBe(0);
  await web.withActor({ kind: 'anonymous' }, (tx) => enqueue(tx, 'identity.sweep', {}));
  expect(rings).toBe(1);
  await web.close();
});

test('a database that is away does not make ringing fail', async () => {
  const doorbell = openDoorbell('postgres://nobody@127.0.0.1:1/nowhere');
  doorbell.ring();
  await new Promise((settle) => setTimeout(settle, 100));
  await doorbell.close();
});
