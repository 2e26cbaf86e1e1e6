import process from 'node:process';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Database, Tx } from '#core/server/database.ts';
import { openDatabase, survive } from '#core/server/database.ts';
import { once } from '#core/server/once.ts';
import { addJobCounts, type JobCount } from '#core/server/operation.ts';
import { modules, schedules } from './jobs.ts';

/**
 * The job process: moves rows of core.outbox into pg-boss and runs each module's jobs, every one in a transaction of its
 * own as actor `job`. A worker that is killed loses nothing: its jobs run again, and handlers are written for that.
 * WORKER_DATABASE_URL: address with the worker's login, which owns the schema `pgboss` and may be `job`, nothing else.
 */
const url = process.env['WORKER_DATABASE_URL'] ?? '';
const BATCH = 200;
const BEAT_MS = 5000;
const DEAD = 'dead_letter';

const log = (message: string, detail: Record<string, unknown> = {}): void =>
  console.log(JSON.stringify({ at: new Date().toISOString(), message, ...detail }));
/** Fault without its values: PostgreSQL puts rows into its messages. */
const describe = (thrown: unknown): Record<string, unknown> => {
  const { name, code, message, severity } = thrown as { name?: string; code?: string; message?: string; severity?: string };
  return { name, code, fault: severity ? 'database error' : (message ?? String(thrown)) };
};

let isStopping = false;
let isWoken = false;
let wakeLoop = (): void => {};
const wake = (): void => {
  isWoken = true;
  wakeLoop();
};

const database = openDatabase(url, { max: 4, onJobs: wake });
const inside = Object.assign({}, ...modules.map((module) => module.jobs ?? {})) as Record<
  string,
  (tx: Tx, payload: never) => Promise<void>
>;
const outside = Object.assign({}, ...modules.map((module) => module.outsideJobs ?? {})) as Record<
  string,
  (database: Database, payload: never) => Promise<void>
>;
const tasks = [...Object.keys(inside), ...Object.keys(outside)];

/**
 * A job whose transaction committed is not performed again, even where the worker was killed before the queue heard of it:
 * its id is the idempotency key. Jobs that speak to the network see to it themselves.
 */
async function perform(task: string, id: string, payload: never): Promise<void> {
  const handler = inside[task];
  if (handler) await database.withActor({ kind: 'job', task }, (tx) => once(tx, id, task, () => handler(tx, payload)));
  else await outside[task]!(database, payload);
}

const boss = new PgBoss({
  connectionString: url,
  schema: 'pgboss',
  createSchema: false,
  max: 4,
  // A killed worker's job comes back after its heartbeat (10 s) and the next look of the supervisor.
  superviseIntervalSeconds: 10,
  monitorIntervalSeconds: 10,
  maintenanceIntervalSeconds: 3600,
  cronMonitorIntervalSeconds: 30,
});
boss.on('error', (fault) => log('queue fault', describe(fault)));
await boss.start();
await boss.createQueue(DEAD, { deleteAfterSeconds: 0, retentionSeconds: 365 * 24 * 3600 });
const kept = {
  retryLimit: 8,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 600,
  heartbeatSeconds: 10,
  expireInSeconds: 600,
  deadLetter: DEAD,
};
// Policy `short`: at most one waiting job a key; a row without a key brings its own id as key.
for (const task of tasks) {
  await boss.createQueue(task, { ...kept, policy: 'short' });
  await boss.updateQueue(task, kept);
}
const workerOf = new Map<string, string>();
for (const task of tasks)
  workerOf.set(
    task,
    await boss.work(task, { batchSize: 1, pollingIntervalSeconds: 2, burstWhenBatchFull: true }, async (jobs) => {
      for (const job of jobs) {
        try {
          await perform(task, job.id, job.data as never);
          count(task).done++;
        } catch (thrown) {
          count(task).failed++;
          log('job failed', { task, job: job.id, ...describe(thrown) });
          throw thrown;
        }
      }
    }),
  );
for (const { name } of await boss.getSchedules()) if (!(name in schedules)) await boss.unschedule(name);
for (const [task, cron] of Object.entries(schedules)) if (tasks.includes(task)) await boss.schedule(task, cron, {});

interface OutboxRow {
  readonly id: string;
  readonly task: string;
  readonly payload: object;
  readonly key: string | null;
  readonly not_before: Date | null;
}

const mover = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5000, query_timeout: 20_000 });
survive(mover);

/** Claim by delete, in one transaction with the insert into the queue: a row is in one place or the other, never in both. */
async function moveOutbox(): Promise<number> {
  const client = await mover.connect();
  try {
    await client.query('begin');
    await client.query('set local role satupintu_job');
    const { rows } = await client.query<OutboxRow>(
      'delete from core.outbox where id in (select id from core.outbox order by id limit $1 for update skip locked) returning id, task, payload, key, not_before',
      [BATCH],
    );
    await client.query('reset role');
    // A job nobody knows any more is kept where an administrator sees it.
    const byTask = Map.groupBy(rows, (row) => (tasks.includes(row.task) ? row.task : DEAD));
    for (const [task, group] of byTask) {
      const jobs = group.map((row) => ({
        id: row.id,
        data: task === DEAD ? { task: row.task, payload: row.payload } : row.payload,
        singletonKey: row.key ?? row.id,
        ...(row.not_before ? { startAfter: row.not_before } : {}),
      }));
      await boss.insert(task, jobs, { db: { executeSql: (text: string, values?: unknown[]) => client.query(text, values) } });
    }
    await client.query('commit');
    for (const task of byTask.keys()) if (workerOf.has(task)) boss.notifyWorker(workerOf.get(task)!);
    client.release();
    return rows.length;
  } catch (thrown) {
    client.release(true); // closing the connection rolls back, whatever state it was in
    throw thrown;
  }
}

/** Hears the doorbell. A connection that is lost is made again; meanwhile polling is the net. */
async function listen(): Promise<void> {
  while (!isStopping) {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    const ended = new Promise<void>((settle) => {
      client.once('end', settle);
      client.on('error', () => settle());
    });
    try {
      await client.connect();
      client.on('notification', wake);
      await client.query('listen outbox');
      wake();
      await ended;
    } catch {
      // not reachable: tried again
    }
    await client.end().catch(() => {});
    await new Promise((settle) => setTimeout(settle, 1000).unref());
  }
}

/** What was done since the last beat; put back where writing it failed. */
let counted = new Map<string, { done: number; failed: number }>();
function count(task: string): { done: number; failed: number } {
  let found = counted.get(task);
  if (!found) counted.set(task, (found = { done: 0, failed: 0 }));
  return found;
}

/** Said every few seconds, read by /readyz and /metrics. */
async function beat(): Promise<void> {
  const queues = await boss.getQueues();
  const mine = counted;
  counted = new Map();
  try {
    await say(
      queues
        .filter(({ name }) => name === DEAD || tasks.includes(name))
        .map(({ name, queuedCount, activeCount }) => ({
          task: name,
          done: mine.get(name)?.done ?? 0,
          failed: mine.get(name)?.failed ?? 0,
          waiting: queuedCount,
          active: activeCount,
        })),
    );
  } catch (thrown) {
    for (const [task, { done, failed }] of mine) {
      const now = count(task);
      now.done += done;
      now.failed += failed;
    }
    throw thrown;
  }
}
const say = (counts: readonly JobCount[]): Promise<void> =>
  database.withActor({ kind: 'job', task: 'worker.beat' }, async (tx) => {
    await addJobCounts(tx, counts);
    await tx
      .insertInto('core.heartbeat')
      .values({ name: 'worker', at: tx.now })
      .onConflict((oc) => oc.column('name').doUpdateSet({ at: tx.now }))
      .execute();
  });

/** Finishes the jobs in hand, then ends. */
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  wake();
  await boss.stop({ graceful: true, timeout: 10_000 }).catch(() => {});
  await Promise.allSettled([mover.end(), database.close()]);
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

void listen();
log('worker ready', { tasks: tasks.length });
for (let lastBeat = 0; !isStopping;) {
  isWoken = false;
  try {
    if (Date.now() - lastBeat > BEAT_MS) {
      await beat();
      lastBeat = Date.now();
    }
    if ((await moveOutbox()) === BATCH) continue;
  } catch (thrown) {
    if (!isStopping) log('outbox fault', describe(thrown));
  }
  if (isWoken) continue;
  await new Promise<void>((settle) => {
    const timer = setTimeout(settle, 1000);
    wakeLoop = () => {
      clearTimeout(timer);
      settle();
    };
  });
}
