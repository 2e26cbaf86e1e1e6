import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { loadReference as loadCore, type LoadReference, type ReferenceFiles } from '../src/core/server/reference.ts';
import { survive, type Database } from '../src/core/server/database.ts';
import type { DB } from '../src/core/server/schema.gen.ts';

const DB_FOLDER = new URL('../db/', import.meta.url);
/** In the order in which they may cite one another. */
const MODULES = [
  'identity',
  'catalogue',
  'exchange',
  'cases',
  'documents',
  'messages',
  'complaints',
  'queue',
  'innovations',
  'council',
] as const;

const files: ReferenceFiles = {
  read: (path) => readFile(new URL(path, DB_FOLDER), 'utf8'),
  list: async (folder) => {
    const url = new URL(`${folder}/`, DB_FOLDER);
    return existsSync(url) ? (await readdir(url)).toSorted() : [];
  },
};

/** Each module's own loader, `src/modules/<module>/server/reference.ts`, where it has one. */
async function loaders(): Promise<LoadReference[]> {
  const found = MODULES.map((name) => new URL(`../src/modules/${name}/server/reference.ts`, import.meta.url)).filter((url) =>
    existsSync(url),
  );
  const modules = await Promise.all(found.map((url) => import(url.href) as Promise<{ loadReference: LoadReference }>));
  return [loadCore, ...modules.map((module) => module.loadReference)];
}

/** Load db/reference into the database, as its owner, in one transaction; safe to repeat. */
export async function loadReference(ownerUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  survive(pool); // also while it ends
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  try {
    const all = await loaders();
    await db.transaction().execute(async (owner) => {
      for (const load of all) await load(owner, files);
    });
  } finally {
    await db.destroy();
  }
}

type LoadDemo = (database: Database, ownerUrl: string) => Promise<readonly string[] | void>;

/** Demo people and published demo services, by each module's `server/demo.ts`. Gives the lines to print: who may sign in, and how. */
export async function loadDemo(database: Database, ownerUrl: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of MODULES) {
    const url = new URL(`../src/modules/${name}/server/demo.ts`, import.meta.url);
    if (!existsSync(url)) continue;
    const { loadDemo: load } = (await import(url.href)) as { loadDemo: LoadDemo };
    lines.push(...((await load(database, ownerUrl)) ?? []));
  }
  return lines;
}

const asOwner = async <T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** What the database says was loaded into it, kept as the comment of the schema core. */
export const readMark = (ownerUrl: string): Promise<string | null> =>
  asOwner(
    ownerUrl,
    async (client) =>
      (await client.query<{ mark: string | null }>("select obj_description('core'::regnamespace, 'pg_namespace') as mark")).rows[0]!.mark,
  );
export const setMark = (ownerUrl: string, mark: string): Promise<void> =>
  asOwner(ownerUrl, async (client) => void (await client.query(`comment on schema core is ${pg.escapeLiteral(mark)}`)));
