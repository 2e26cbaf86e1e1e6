import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** Make the roles (safe to repeat) and the database of the owner, through a login that may create both. */
export async function makeRoles(adminUrl: string, database?: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  client.on('notice', () => {});
  await client.connect();
  try {
    await client.query(await readFile(new URL('../db/roles.sql', import.meta.url), 'utf8'));
    if (!database) return;
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)} owner satupintu_owner`);
  } finally {
    await client.end();
  }
}

/** On a real server: the owner of the schemas may create them in the database of the login that calls. */
export async function giveDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  client.on('notice', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    await client.query(`grant connect, create, temporary on database ${pg.escapeIdentifier(rows[0]!.name)} to satupintu_owner`);
    await client.query(`grant connect on database ${pg.escapeIdentifier(rows[0]!.name)} to satupintu_web, satupintu_worker`);
    // The list of migrations that ran lies in public.
    await client.query('grant usage, create on schema public to satupintu_owner');
    // Trusted extensions the migrations ask for; made here, where the login owns the database and so its schema public.
    for (const extension of ['pg_trgm', 'unaccent']) await client.query(`create extension if not exists ${extension} with schema public`);
  } finally {
    await client.end();
  }
}

/** Passwords for the three logins on a real server; the embedded one needs none. */
export async function setPasswords(adminUrl: string, passwords: Readonly<Record<'owner' | 'web' | 'worker', string>>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    for (const login of ['owner', 'web', 'worker'] as const)
      await client.query(`alter role ${pg.escapeIdentifier(`satupintu_${login}`)} password ${pg.escapeLiteral(passwords[login])}`);
  } finally {
    await client.end();
  }
}

/** The queue's own schema, which belongs to the worker's login alone; actors only insert into core.outbox. */
export async function makeQueueSchema(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  client.on('notice', () => {});
  await client.connect();
  try {
    await client.query('grant satupintu_worker to current_user');
    await client.query('create schema if not exists pgboss authorization satupintu_worker');
  } finally {
    await client.end();
  }
}
