import { mkdtempSync, chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { removePostgres, startPostgres, type Postgres } from './postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'satu-launcher-'));
chmodSync(folder, 0o755);
// A path too long for a Unix socket, so that the short folder is under test too.
const dataDir = join(folder, 'folder-dengan-nama-yang-panjang-sekali-sehingga-soket-tidak-muat-di-dalamnya', 'pg');
let postgres: Postgres | undefined;

afterAll(async () => {
  await postgres?.stop();
  removePostgres(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

const postmaster = (): number => Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);

const isGone = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

test('a postmaster killed under writers loses nothing it had acknowledged', async () => {
  postgres = await startPostgres({ dataDir });
  const url = postgres.url('app', 'postgres');
  const setup = new pg.Client({ connectionString: url });
  await setup.connect();
  await setup.query('create table written (n int primary key)');
  await setup.end();

  const acknowledged: number[] = [];
  const writers = [0, 1, 2, 3].map(async (writer) => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    for (let n = writer; ; n += 4) {
      await client.query('insert into written values ($1)', [n]);
      acknowledged.push(n);
    }
  });
  const ended = Promise.allSettled(writers);
  while (acknowledged.length < 200) await new Promise((settle) => setTimeout(settle, 10));
  process.kill(postmaster(), 'SIGKILL');
  await ended;

  postgres = await startPostgres({ dataDir });
  expect(postgres.wasAdopted).toBe(false);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('select n from written');
  await client.end();
  const found = new Set(rows.map((row) => row.n));
  expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
});

test('a server that is already there is adopted, and stopped by whoever adopted it', async () => {
  const first = postmaster();
  const adopted = await startPostgres({ dataDir });
  expect(adopted.wasAdopted).toBe(true);
  expect(postmaster()).toBe(first);
  await adopted.stop();
  postgres = undefined;
  await expect.poll(() => isGone(first)).toBe(true);
});

test('it listens on no network, only in a folder nobody else may enter', async () => {
  postgres = await startPostgres({ dataDir });
  const client = new pg.Client({ connectionString: postgres.url('app', 'postgres') });
  await client.connect();
  const { rows } = await client.query("select current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync");
  await client.end();
  expect(rows).toEqual([{ addresses: '', fsync: 'on' }]);
});

test('a watched server that is killed comes back by itself, and stays down once it is stopped', async () => {
  await postgres!.stop();
  const said: string[] = [];
  postgres = await startPostgres({ dataDir, onRestart: (sentence) => said.push(sentence) });
  for (let kills = 1; kills <= 2; kills++) {
    const before = postmaster();
    process.kill(before, 'SIGKILL');
    await expect.poll(() => said.length, { timeout: 30_000 }).toBe(kills);
    expect(postmaster()).not.toBe(before);
  }
  expect(new Set(said)).toEqual(new Set(['PostgreSQL berhenti, dijalankan lagi / stopped, started again']));
  const last = postmaster();
  await postgres.stop();
  postgres = undefined;
  await expect.poll(() => isGone(last)).toBe(true);
  await new Promise((settle) => setTimeout(settle, 1000));
  expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
});
