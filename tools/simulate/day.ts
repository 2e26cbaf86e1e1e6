import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import type { Actor } from '#core/actor.ts';
import { settingsOf, type Database, type Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import { endOfDay, type Day } from '#core/working-time.ts';

/** What somebody means to do at a moment. Kept as JSON between days, so it holds plain values alone. */
export interface Item {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly do: string;
  /** Whom or what it is about, as its lane names it. */
  readonly of: string;
  readonly with?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A part of the city that touches no other: its own connection, one thing after another. */
export interface Lane {
  readonly name: string;
  /** What is thought of on a day, by the plan. */
  on(day: Day): readonly Item[];
  /** Do one thing; gives what it leads to. */
  act(stage: Stage, item: Item): Promise<readonly Item[]>;
  /** What the clock owes once the day is over. */
  ends?(stage: Stage, day: Day): Promise<void>;
}

/**
 * One lane's connection. A simulated day of a lane is one transaction, so that a killed run has lived through it whole or not
 * at all; within it each command takes its own actor, row security and moment, as withActor() gives them.
 */
export class Stage {
  readonly #client: pg.Client;
  readonly #kysely: Kysely<DB>;
  readonly #connection: OneConnection;
  #commands = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
    const connection = new OneConnection(client);
    this.#connection = connection;
    this.#kysely = new Kysely<DB>({
      dialect: {
        createDriver: () => connection,
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createAdapter: () => new PostgresAdapter(),
        createIntrospector: (db) => new PostgresIntrospector(db),
      },
    });
  }

  /** @param url a login that may take every actor's role: the one that made the roles */
  static async open(url: string): Promise<Stage> {
    pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
    pg.types.setTypeParser(pg.types.builtins.INT8, Number);
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    client.on('error', () => {}); // what was running fails by itself
    await client.connect();
    // a city that loses its last second to a power cut lives through that day again
    await client.query('set synchronous_commit = off');
    return new Stage(client);
  }

  /** Commands given since it was opened. */
  get commands(): number {
    return this.#commands;
  }

  /** Everything of one day, whole or not at all. */
  async whole<T>(work: () => Promise<T>): Promise<T> {
    await this.#client.query('begin');
    try {
      const result = await work();
      await this.#client.query('commit');
      return result;
    } catch (thrown) {
      await this.#client.query('rollback').catch(() => {});
      throw thrown;
    }
  }

  /** One command of one actor at one moment. A refusal ends the run: nobody simulated does what they may not. */
  async as<T>(actor: Actor, at: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#commands++;
    const now = new Date(at);
    this.#connection.role = actor.kind;
    await this.#client.query(`${settingsOf(actor, now)}; ${FORGET}`);
    return this.#kysely.transaction().execute((trx) => work(Object.assign(trx, { actor, now, leaves: { jobs: false } })));
  }

  /** The stage as jobs that open transactions themselves see it, at one moment. */
  database = (at: number): Database => ({ withActor: (actor, work) => this.as(actor, at, work), close: async () => {} });

  /** A query past row security, for the simulator's own tables and the people it makes. */
  async asOwner<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    await this.#client.query('set local role satupintu_owner');
    return (await this.#client.query<R>(text, values as unknown[])).rows;
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

/** What a command before was shown; a transaction of its own would not know of it. */
const FORGET = ['visit', 'device', 'complaint', 'complaint_in_hand'].map((name) => `set local satupintu.${name} = ''`).join('; ');

/** Kysely over the one connection that is open; the stage begins and ends transactions itself. */
class OneConnection implements Driver, DatabaseConnection {
  role = '';
  readonly #client: pg.Client;
  readonly #names = new Map<string, string>();
  constructor(client: pg.Client) {
    this.#client = client;
  }
  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    // a name per text and role: row security makes a plan for each, and one name would lose it at every change of role
    const key = `${this.role} ${text}`;
    let name = this.#names.get(key);
    if (!name) this.#names.set(key, (name = `s${this.#names.size}`));
    const { rows, rowCount, command } = await this.#client.query({ name, text, values: parameters as unknown[] });
    return ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
      ? { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
      : { rows: rows as R[] };
  }
  streamQuery(): never {
    throw new Error('Nothing streams in a simulation.');
  }
  async init(): Promise<void> {}
  acquireConnection = (): Promise<DatabaseConnection> => Promise.resolve(this);
  async beginTransaction(): Promise<void> {}
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** Items in the order of time; of one moment, the one that was put in first. */
export class Agenda {
  readonly #items: { readonly item: Item; readonly no: number }[] = [];
  #no = 0;
  constructor(items: readonly Item[] = []) {
    for (const item of items) this.put(item);
  }
  put(item: Item): void {
    const entry = { item, no: this.#no++ };
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      // the newest of one moment goes before the others, because the list is read from its end
      if (this.#items[middle]!.item.at > item.at) low = middle + 1;
      else high = middle;
    }
    this.#items.splice(low, 0, entry);
  }
  /** The next one up to and with `until`. */
  take(until: number): Item | undefined {
    const last = this.#items.at(-1);
    return last && last.item.at <= until ? this.#items.pop()!.item : undefined;
  }
  get items(): Item[] {
    return this.#items.map(({ item }) => item).toReversed();
  }
}

/** Live through one day of a lane: what was meant for it, what the plan brings, and what that leads to. Again is no harm. */
export async function liveDay(stage: Stage, lane: Lane, day: Day): Promise<void> {
  await stage.whole(async () => {
    const [kept] = await stage.asOwner<{ day: Day; items: Item[] }>('select day, items from simulation.agenda where lane = $1', [
      lane.name,
    ]);
    if (kept && kept.day >= day) return;
    const agenda = new Agenda(kept?.items);
    for (const item of lane.on(day)) agenda.put(item);
    const until = endOfDay(day).getTime();
    for (let item = agenda.take(until); item; item = agenda.take(until))
      for (const next of await lane.act(stage, item)) agenda.put(next.at < item.at ? { ...next, at: item.at } : next);
    await lane.ends?.(stage, day);
    await stage.asOwner(
      `insert into simulation.agenda (lane, day, items) values ($1, $2, $3)
       on conflict (lane) do update set day = excluded.day, items = excluded.items`,
      [lane.name, day, JSON.stringify(agenda.items)],
    );
  });
}
