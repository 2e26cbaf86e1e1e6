import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { migrate } from '#tools/migrate.ts';
import { removePostgres, startPostgres } from '#tools/postgres.ts';
import { makeRoles } from '#tools/roles.ts';
import { uuidv7 } from '#core/id.ts';
import { openDatabase } from './database.ts';
import { record } from './events.ts';

// A server of its own: this file stops it.
const folder = mkdtempSync(join(tmpdir(), 'satu-retry-'));
chmodSync(folder, 0o755);
const dataDir = join(folder, 'pg');
let postgres = await startPostgres({ dataDir, fsync: false });
await makeRoles(postgres.url('app', 'postgres'), 'satupintu');
await migrate(postgres.url('satupintu_owner', 'satupintu'));
const web = openDatabase(postgres.url('satupintu_web', 'satupintu'), { max: 4 });

afterAll(async () => {
  await web.close();
  await postgres.stop();
  removePostgres(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

const anonymous = { kind: 'anonymous' } as const;

test('a command begun while the server is away waits for it and succeeds, once', async () => {
  const url = postgres.url('satupintu_owner', 'satupintu');
  await web.withActor(anonymous, (tx) => tx.selectFrom('core.region').select('code').execute());
  const subjects = [1, 2, 3, 4, 5, 6, 7, 8].map(() => uuidv7());
  await postgres.stop();
  const commands = subjects.map((subjectId) =>
    web.withActor(anonymous, (tx) => record(tx, { subjectKind: 'test', subjectId, type: 'test.happened' })),
  );
  const all = Promise.all(commands);
  await new Promise((settle) => setTimeout(settle, 1500));
  postgres = await startPostgres({ dataDir, fsync: false });
  await all;
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const { rows } = await owner.query<{ subject_id: string; count: number }>(
    'select subject_id, count(*)::int as count from core.event group by 1',
  );
  await owner.end();
  // The owner is held to row security like everybody but for its own tables, which it sees whole.
  expect(rows.map((row) => row.count)).toEqual(subjects.map(() => 1));
});

test('a collision is tried again; a refusal is not', async () => {
  let tries = 0;
  const done = await web.withActor(anonymous, async () => {
    if (++tries < 3) throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    return 'done';
  });
  expect([done, tries]).toEqual(['done', 3]);
  let refusals = 0;
  await expect(
    web.withActor(anonymous, async () => {
      refusals++;
      throw Object.assign(new Error('duplicate key'), { code: '23505' });
    }),
  ).rejects.toThrow('duplicate key');
  expect(refusals).toBe(1);
});

test('a query outside withActor is refused', async () => {
  for (const login of ['satupintu_web', 'satupintu_worker']) {
    const client = new pg.Client({ connectionString: postgres.url(login, 'satupintu') });
    await client.connect();
    await expect(client.query('select code from core.region')).rejects.toThrow('permission denied');
    await client.end();
  }
});

test('the web login may not be a job, the worker nothing else', async () => {
  for (const [login, role] of [
    ['satupintu_web', 'satupintu_job'],
    ['satupintu_web', 'satupintu_owner'],
    ['satupintu_worker', 'satupintu_citizen'],
    ['satupintu_worker', 'satupintu_steward'],
  ] as const) {
    const client = new pg.Client({ connectionString: postgres.url(login, 'satupintu') });
    await client.connect();
    await expect(client.query(`set role ${role}`)).rejects.toThrow('permission denied');
    await client.end();
  }
});
