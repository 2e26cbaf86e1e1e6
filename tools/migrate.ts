import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import pg from 'pg';

const FOLDER = new URL('../db/migrations/', import.meta.url);

/** Each NNNN_name.sql in order. Forward only: a mistake is put right by the next file. Files merged out of order still run. */
async function getMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql'));
  const entries = files.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    return [name, { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Bring the database to the newest schema, as its owner. Gives the names of the files that ran. @throws what the first bad file threw */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: ownerUrl, max: 1 }) }) });
  try {
    const { error, results = [] } = await new Migrator({
      db,
      provider: { getMigrations },
      allowUnorderedMigrations: true,
    }).migrateToLatest();
    if (error) throw error;
    return results.map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const ran = await migrate(process.argv[2] ?? process.env['OWNER_DATABASE_URL'] ?? '');
  console.log(ran.length ? ran.join('\n') : 'Nothing to do.');
}
