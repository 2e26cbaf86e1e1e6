import { Kysely, PostgresDialect, PostgresDriver, sql, type PostgresDialectConfig, type Transaction } from 'kysely';
import pg from 'pg';
import { actorAgencies, actorId, type Actor } from '#core/actor.ts';
import { systemClock, type Clock } from './clock.ts';
import type { DB } from './schema.gen.ts';

/**
 * A transaction that carries its actor and its moment. Only withActor makes one, so no query can run without an actor.
 * `now` is the time of the command: rules take time from here, never from the machine.
 */
export type Tx = Transaction<DB> & {
  readonly actor: Actor;
  readonly now: Date;
  /** What the transaction leaves behind besides its rows; enqueue() says so here. */
  readonly leaves: { jobs: boolean };
};

export interface Database {
  /**
   * One transaction as one actor: takes the actor's PostgreSQL role, so that row security decides what it sees.
   * A lost connection, a serialisation failure or a server that restarts is tried again for 30 s (stack.md § 5),
   * unless the connection was lost at COMMIT: then the outcome is unknown and the command's idempotency key decides.
   */
  withActor<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** How the pool stands now. */
  readonly connections?: () => Connections;
}

export interface Connections {
  readonly total: number;
  readonly idle: number;
  /** Commands that wait for one. */
  readonly waiting: number;
  /** Transactions that were tried again after a fault that passes, since the process began. */
  readonly retries: number;
}

export interface DatabaseOptions {
  readonly max?: number;
  readonly clock?: Clock;
  /** Called after each commit that queued jobs: the doorbell of the worker. */
  readonly onJobs?: () => void;
  /** How long a passing fault is tried again, in milliseconds. */
  readonly retryMs?: number;
}

/**
 * A lost connection must not end the process, as an error without a listener does: an idle one is replaced (the pool hears
 * of it), and one in use fails its query; the pool listens to neither while it is lent out.
 */
export function survive(pool: pg.Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
}

const NAMED_STATEMENTS = 500;

/**
 * Kysely sends unnamed statements; a name per text lets PostgreSQL keep its plan (half the latency of single reads).
 * At most 500 names, so that generated texts can't fill the server's memory.
 */
function nameStatements(client: pg.PoolClient, names: Map<string, string>): void {
  const plain = client.query.bind(client) as (...args: unknown[]) => unknown;
  (client as { query: unknown }).query = (...args: unknown[]) => {
    const [text, values] = args;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return plain(...args);
    let name = names.get(text);
    if (!name && names.size < NAMED_STATEMENTS) names.set(text, (name = `q${names.size}`));
    return name ? plain({ name, text, values }, ...args.slice(2)) : plain(...args);
  };
}

/** Faults that pass: the server restarts, the leader moves, two transactions collided. */
const PASSING = new Set(['40001', '40P01', '57P01', '57P02', '57P03', '25006', '08P01', '08006', '08001', '08003', 'ECONNRESET', 'EPIPE']);
/** The server isn't there: only from a socket, because a file that is missing stays missing. */
const ABSENT = new Set(['ECONNREFUSED', 'ENOENT']);
const isPassing = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  (PASSING.has((thrown as { code?: string }).code ?? '') ||
    (ABSENT.has((thrown as { code?: string }).code ?? '') && (thrown as { syscall?: string }).syscall === 'connect') ||
    /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/.test(thrown.message));

/** Did the server itself refuse, so that nothing was written? */
const isAnswer = (thrown: unknown): boolean => (thrown as { severity?: string } | null)?.severity === 'ERROR';
const unknownOutcomes = new WeakSet<object>();
/** Was the connection lost at COMMIT, so that nobody knows whether the change is there? Then only its idempotency key can tell. */
export const isOutcomeUnknown = (thrown: unknown): boolean => typeof thrown === 'object' && thrown !== null && unknownOutcomes.has(thrown);

/** Who acts, and when, as statements for one transaction. Only withActor and the city simulator, which lives days, send them. */
export const settingsOf = (actor: Actor, now: Date): string =>
  [
    `set local role ${pg.escapeIdentifier(`satupintu_${actor.kind}`)}`,
    `set local satupintu.actor_id = ${pg.escapeLiteral(actorId(actor) ?? '')}`,
    `set local satupintu.actor_agencies = ${pg.escapeLiteral(`{${actorAgencies(actor).join(',')}}`)}`,
    `set local satupintu.now = ${pg.escapeLiteral(now.toISOString())}`,
  ].join('; ');
/** A transaction's first message: begin and the settings. All in one, because each message is a wait. */
const opening = (actor: Actor, now: Date): string => `begin; ${settingsOf(actor, now)}`;

const takeRole = (tx: Tx, actor: Actor) =>
  sql`select set_config('role', ${`satupintu_${actor.kind}`}, true), set_config('satupintu.actor_id', ${actorId(actor) ?? ''}, true)`.execute(
    tx,
  );

/**
 * Do a part of a transaction as nobody, for what must not name who did it. Where it fails the transaction is lost with it,
 * so only success takes the actor's role back.
 */
export async function asNobody<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { actor } = tx;
  const nobody: Actor = { kind: 'anonymous' };
  await takeRole(tx, nobody);
  Object.assign(tx, { actor: nobody });
  try {
    const result = await work();
    await takeRole(tx, actor);
    return result;
  } finally {
    Object.assign(tx, { actor });
  }
}

/** Kysely's own `begin` is left out: `opening` brings it. */
class ActorDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }
  override createDriver(): PostgresDriver {
    return new (class extends PostgresDriver {
      override async beginTransaction(): Promise<void> {}
    })(this.#config);
  }
}

export function openDatabase(connectionString: string, options: DatabaseOptions = {}): Database {
  const { max = 8, clock = systemClock, onJobs, retryMs = 30_000 } = options;
  pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text); // a Day, not a Date in the server's time zone
  pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text)); // counts and money stay below 2^53 and are checked integers
  const pool = new pg.Pool({ connectionString, max, connectionTimeoutMillis: 5000, query_timeout: 20_000, keepAlive: true });
  const names = new Map<string, string>();
  let retries = 0;
  pool.on('connect', (client) => nameStatements(client, names));
  survive(pool);
  const kysely = new Kysely<DB>({ dialect: new ActorDialect({ pool }) });

  const once = async <T>(actor: Actor, work: (tx: Tx) => Promise<T>, reached: { commit: boolean; jobs: boolean }): Promise<T> => {
    const now = clock.now();
    return kysely.transaction().execute(async (trx) => {
      await sql.raw(opening(actor, now)).execute(trx);
      const result = await work(Object.assign(trx, { actor, now, leaves: reached }));
      reached.commit = true;
      return result;
    });
  };

  return {
    async withActor(actor, work) {
      const until = Date.now() + retryMs;
      for (let pause = 20; ; pause = Math.min(pause * 2, 1000)) {
        const reached = { commit: false, jobs: false };
        try {
          const result = await once(actor, work, reached);
          if (reached.jobs) onJobs?.();
          return result;
        } catch (thrown) {
          if (reached.commit && !isAnswer(thrown)) unknownOutcomes.add(thrown as object);
          if (reached.commit || !isPassing(thrown) || Date.now() > until) throw thrown;
          retries++;
          await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
        }
      }
    },
    close: () => kysely.destroy(),
    connections: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, retries }),
  };
}
