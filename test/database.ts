import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import type { Actor } from '#core/actor.ts';
import type { Clock } from '#core/server/clock.ts';
import { openDatabase, survive, type Database, type Tx } from '#core/server/database.ts';

export interface TestDatabase extends Database {
  /** A query as the owner of the tables, past row security: to look, or to do harm on purpose. */
  asOwner(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  asAdmin(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  readonly webUrl: string;
  readonly workerUrl: string;
  readonly ownerUrl: string;
  /** Of the login that made the roles, and may take each. */
  readonly adminUrl: string;
}

/** A real, migrated database with reference data for this test file alone, connected as the application's own logins. */
export async function testDatabase(options: { clock?: Clock } = {}): Promise<TestDatabase> {
  const name = `satupintu_test_${randomBytes(6).toString('hex')}`;
  const url = (role: string, database: string): string => inject('postgres').replace('ROLE', role).replace('DATABASE', database);
  const admin = new pg.Client({ connectionString: url('app', 'postgres') });
  await admin.connect();
  await admin.query(`create database ${name} template satupintu_template strategy file_copy`);
  const webUrl = url('satupintu_web', name);
  const workerUrl = url('satupintu_worker', name);
  const ownerUrl = url('satupintu_owner', name);
  const adminUrl = url('app', name);
  const settings = { max: 6, ...(options.clock ? { clock: options.clock } : {}) };
  const web = openDatabase(webUrl, settings);
  const worker = openDatabase(workerUrl, settings);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  const superuser = new pg.Pool({ connectionString: adminUrl, max: 1 });
  for (const pool of [owner, superuser]) survive(pool); // also while it ends: the database is dropped under it
  afterAll(async () => {
    await Promise.all([web.close(), worker.close(), owner.end(), superuser.end()]);
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  return {
    withActor: <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => (actor.kind === 'job' ? worker : web).withActor(actor, work),
    close: async () => {},
    asOwner: (sql, values) => owner.query(sql, values as unknown[]),
    asAdmin: (sql, values) => superuser.query(sql, values as unknown[]),
    webUrl,
    workerUrl,
    ownerUrl,
    adminUrl,
  };
}
