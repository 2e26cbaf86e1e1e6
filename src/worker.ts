import process from 'node:process';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Database, Tx } from '#core/server/database.ts';
import { openDatabase } from '#core/server/database.ts';
import { modules, schedules } from './jobs.ts';

/**
 * The job process: moves rows of core.outbox into pg-boss and runs each module's jobs, every one in a transaction of its
 * own as actor `job`. A worker that is killed loses nothing: its jobs run again, and handlers are written for that.
 */
const url = process.env['WORKER_DATABASE_URL'] ?? '';
const database = openDatabase(url, { max: 4 });
const log = (message: string, detail: Record<string, unknown> = {}): void => console.log(JSON.stringify({ at: new Date().toISOString(), message, ...detail }));

const inside = Object.assign({}, ...modules.map((module) => module.jobs ?? {})) as Record<string, (tx: Tx, payload: never) => Promise<void>>;
const outside = Object.assign({}, ...modules.map((module) => module.outsideJobs ?? {})) as Record<string, (database: Database, payload: never) => Promise<void>>;

const boss = new PgBoss({ connectionString: url, schema: 'pgboss', createSchema: false, max: 4, monitorIntervalSeconds: 15, superviseIntervalSeconds: 15, cronMonitorIntervalSeconds: 30 });
boss.on('error', (fault) => log('queue fault', { fault: fault.message }));
await boss.start();
const DEAD = 'dead_letter';
await boss.createQueue(DEAD);
const tasks = [...Object.keys(inside), ...Object.keys(outside)];
for (const task of tasks)
  await boss.createQueue(task, { retryLimit: 8, retryDelay: 2, retryBackoff: true, heartbeatSeconds: 10, expireInSeconds: 600, deadLetter: DEAD });

for (const task of tasks)
  await boss.work(task, { batchSize: 1, pollingIntervalSeconds: 1, burstWhenBatchFull: true }, async (jobs) => {
    for (const job of jobs) {
      const payload = job.data as never;
      if (inside[task]) await database.withActor({ kind: 'job', task }, (tx) => inside[task]!(tx, payload));
      else await outside[task]!(database, payload);
    }
  });
for (const [task, cron] of Object.entries(schedules)) if (tasks.includes(task)) await boss.schedule(task, cron, {});

interface OutboxRow {
  readonly id: string;
  readonly task: string;
  readonly payload: object;
  readonly key: string | null;
  readonly not_before: Date | null;
}

const mover = new pg.Pool({ connectionString: url, max: 1 });
mover.on('error', () => {});

/** Claim by delete, in one transaction with the insert into the queue: a row is in one place or the other, never in both. */
async function moveOutbox(): Promise<number> {
  const client = await mover.connect();
  try {
    await client.query('begin');
    await client.query('set local role satupintu_job');
    const { rows } = await client.query<OutboxRow>(
      'delete from core.outbox where id in (select id from core.outbox order by id limit 200 for update skip locked) returning id, task, payload, key, not_before',
    );
    await client.query('reset role');
    const byTask = Map.groupBy(rows, (row) => (tasks.includes(row.task) ? row.task : DEAD));
    for (const [task, group] of byTask) {
      const jobs = group.map((row) => ({ id: row.id, data: row.payload, ...(row.key ? { singletonKey: row.key } : {}), ...(row.not_before ? { startAfter: row.not_before } : {}) }));
      await boss.insert(task, jobs, { db: { executeSql: (text: string, values?: unknown[]) => client.query(text, values) } });
    }
    await client.query('commit');
    return rows.length;
  } catch (thrown) {
    await client.query('rollback').catch(() => {});
    throw thrown;
  } finally {
    client.release();
  }
}

let isStopping = false;
let wake = (): void => {};
const bell = async (): Promise<void> => {
  while (!isStopping) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      client.on('notification', () => wake());
      await client.query('listen outbox');
      await new Promise((resolve) => client.once('end', resolve));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
};
void bell();

/** Said every few seconds, read by /readyz. */
const beat = (): Promise<void> =>
  database.withActor({ kind: 'job', task: 'worker.beat' }, async (tx) => {
    await tx
      .insertInto('core.heartbeat')
      .values({ name: 'worker', at: tx.now })
      .onConflict((oc) => oc.column('name').doUpdateSet({ at: tx.now }))
      .execute();
  });

const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  wake();
  await boss.stop({ graceful: true, timeout: 10_000 }).catch(() => {});
  await Promise.allSettled([mover.end(), database.close()]);
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

log('worker ready', { tasks: tasks.length });
for (let lastBeat = 0; !isStopping; ) {
  try {
    if (Date.now() - lastBeat > 5000) {
      await beat();
      lastBeat = Date.now();
    }
    if ((await moveOutbox()) === 200) continue;
  } catch (thrown) {
    if (!isStopping) log('outbox fault', { fault: thrown instanceof Error ? thrown.message : String(thrown) });
  }
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 1000);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
