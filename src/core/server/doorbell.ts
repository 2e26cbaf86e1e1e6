import pg from 'pg';
import { survive } from './database.ts';

export interface Doorbell {
  /** Say that jobs have committed. Never throws, never waits. */
  ring(): void;
  close(): Promise<void>;
}

const PAUSE_MS = 25;

/**
 * Wakes the worker after a commit: at most one NOTIFY per 25 ms, on a connection of its own, because NOTIFY inside a
 * business transaction makes commits run one at a time. A ring that is lost costs a second: the worker also polls.
 */
export function openDoorbell(connectionString: string): Doorbell {
  const pool = new pg.Pool({
    connectionString,
    max: 1,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 2000,
    query_timeout: 2000,
    allowExitOnIdle: true,
  });
  survive(pool);
  let timer: NodeJS.Timeout | undefined;
  return {
    ring() {
      timer ??= setTimeout(() => {
        timer = undefined;
        pool.query("select pg_notify('outbox', '')").catch(() => {});
      }, PAUSE_MS);
    },
    async close() {
      clearTimeout(timer);
      await pool.end();
    },
  };
}
