import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueue } from '#core/server/jobs.ts';
import { uuidv7 } from '#core/id.ts';
import { testDatabase } from '#test/database.ts';
import pg from 'pg';

const PATIENCE = { timeout: 25_000, interval: 200 };
let database: Awaited<ReturnType<typeof testDatabase>>;
let worker: ChildProcess | undefined;

function startWorker(): ChildProcess {
  return spawn(process.execPath, ['src/worker.ts'], {
    env: { ...process.env, WORKER_DATABASE_URL: database.workerUrl },
    stdio: ['ignore', process.env['WORKER_LOG'] ? 'inherit' : 'ignore', 'inherit'],
  });
}

const gone = (child: ChildProcess): Promise<unknown> =>
  new Promise((settle) => (child.exitCode === null && child.signalCode === null ? child.once('exit', settle) : settle(undefined)));

beforeAll(async () => {
  database = await testDatabase();
  worker = startWorker();
});
afterAll(async () => {
  worker?.kill('SIGTERM');
  if (worker) await gone(worker);
});

const anonymous = { kind: 'anonymous' } as const;
const jobs = async (name: string, state: string): Promise<number> =>
  (await database.asAdmin('select from pgboss.job where name = $1 and state::text = $2', [name, state])).rowCount ?? 0;
const outbox = async (): Promise<number> => (await database.asOwner('select from core.outbox')).rowCount ?? 0;

test('it says that it lives', async () => {
  await expect.poll(async () => (await database.asOwner("select from core.heartbeat where name = 'worker'")).rowCount, PATIENCE).toBe(1);
});

test('a job that commits runs once, one that is rolled back never', async () => {
  await expect(
    database.withActor(anonymous, async (tx) => {
      await enqueue(tx, 'identity.sweep', {});
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await database.withActor(anonymous, (tx) => enqueue(tx, 'identity.sweep', {}));
  await expect.poll(() => jobs('identity.sweep', 'completed'), PATIENCE).toBe(1);
  expect(await outbox()).toBe(0);
  expect((await database.asAdmin("select from pgboss.job where name = 'identity.sweep'")).rowCount).toBe(1);
});

test('two waiting rows with one key are one job, rows without a key are all run', async () => {
  const later = new Date(Date.now() + 3600_000);
  await database.withActor(anonymous, async (tx) => {
    for (const key of ['same', 'same', 'other']) await enqueue(tx, 'identity.sweep', {}, { key, notBefore: later });
    for (let n = 0; n < 2; n++) await enqueue(tx, 'identity.sweep', {}, { notBefore: later });
  });
  await expect.poll(outbox, PATIENCE).toBe(0);
  expect(await jobs('identity.sweep', 'created')).toBe(4);
  await database.asAdmin("delete from pgboss.job where name = 'identity.sweep' and state = 'created'");
});

test('a job nobody knows is kept as a dead letter', async () => {
  await database.asOwner("insert into core.outbox (id, task, payload) values ($1, 'gone.do_it', '{\"id\":1}')", [uuidv7()]);
  await expect.poll(() => jobs('dead_letter', 'created'), PATIENCE).toBe(1);
});

test('a worker killed in the middle of a job: it runs again', { timeout: 120_000 }, async () => {
  const before = await jobs('identity.sweep', 'completed');
  const blocker = new pg.Client({ connectionString: database.ownerUrl });
  await blocker.connect();
  await blocker.query('begin');
  await blocker.query('lock table identity.session in access exclusive mode');
  await database.withActor(anonymous, (tx) => enqueue(tx, 'identity.sweep', {}));
  await expect.poll(() => jobs('identity.sweep', 'active'), PATIENCE).toBe(1);
  worker!.kill('SIGKILL');
  await gone(worker!);
  await blocker.query('rollback');
  await blocker.end();
  expect(await jobs('identity.sweep', 'completed')).toBe(before);
  worker = startWorker();
  await expect.poll(() => jobs('identity.sweep', 'completed'), { ...PATIENCE, timeout: 90_000 }).toBe(before + 1);
});

test('a job whose transaction committed is not performed again where the queue never heard of it', async () => {
  const id = uuidv7();
  await database.asOwner("insert into core.outbox (id, task, payload) values ($1, 'identity.sweep', '{}')", [id]);
  const state = async (): Promise<unknown> =>
    (await database.asAdmin('select state::text, retry_count from pgboss.job where id = $1', [id])).rows[0];
  await expect.poll(state, PATIENCE).toMatchObject({ state: 'completed' });
  await database.asOwner("insert into identity.limit_counter (key, started_at, count) values ('\\x01', now() - interval '9 days', 1)");
  // As the queue has it when the worker died between the job's commit and its own.
  await database.asAdmin(
    "update pgboss.job set state = 'retry', retry_count = 1, started_on = null, completed_on = null, start_after = now() where id = $1",
    [id],
  );
  await expect.poll(state, PATIENCE).toEqual({ state: 'completed', retry_count: 1 });
  expect((await database.asOwner("select from identity.limit_counter where key = '\\x01'")).rowCount).toBe(1);
});

test('asked to stop, the worker ends by itself', async () => {
  worker!.kill('SIGTERM');
  await gone(worker!);
  expect(worker!.exitCode).toBe(0);
});
