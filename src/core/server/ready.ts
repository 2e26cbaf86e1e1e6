import { sql } from 'kysely';
import type { Database } from './database.ts';

/** The worker says every 5 s that it lives (core.heartbeat); silent for longer than this, it counts as gone. */
const HEARTBEAT_MS = 30_000;

export interface Readiness {
  readonly database: boolean;
  /** Are all migrations of this program in the database? */
  readonly schema: boolean;
  readonly worker: boolean;
}

/** Can this process do its work? Never throws: a database that is gone is an answer. Tried once, not for 30 s like a command. */
export async function isReady(database: Database, newestMigration: string | undefined, patienceMs = 2000): Promise<Readiness> {
  const look = database.withActor({ kind: 'anonymous' }, async (tx) => {
    const { rows } = await sql<{ newest: string | null }>`select core.newest_migration() as newest`.execute(tx);
    const beat = await tx.selectFrom('core.heartbeat').select('at').where('name', '=', 'worker').executeTakeFirst();
    return {
      database: true,
      schema: newestMigration === undefined || (rows[0]?.newest ?? '') >= newestMigration,
      worker: beat !== undefined && tx.now.getTime() - beat.at.getTime() < HEARTBEAT_MS,
    };
  });
  const gone: Readiness = { database: false, schema: false, worker: false };
  return Promise.race([look.catch(() => gone), new Promise<Readiness>((settle) => void setTimeout(settle, patienceMs, gone).unref())]);
}
