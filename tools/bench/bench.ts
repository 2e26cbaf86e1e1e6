import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDatabase } from '#core/server/database.ts';
import { outsideJobs } from '#modules/documents/server/jobs.ts';
import { closePress } from '#modules/documents/server/render.ts';
import { commandsOver, type Command, type Sent, type Subject } from './commands.ts';
import { fill } from './fill.ts';
import { drive, round, visit, type Load } from './load.ts';
import { clusterCpu, cpuOf, hasProc } from './machine.ts';
import { readKey, startDatabase, startOnce, startWeb, type Database, type Place, type Started, type Web } from './platform.ts';
import { replay, scriptOf, type Recording } from './replay.ts';
import { readLines } from './statement.ts';

/**
 * `npm run bench`: what the main commands cost, over HTTP against the built web server, beside the limit measured in the
 * same run: their SQL sent by a bare driver. Prints a table, writes bench-results.json.
 *
 * --cases 1000,100000  cases in the database, one round each    --seconds 8    each figure is measured so long
 * --clients 16         HTTP clients                              --connections 8  of the limit; the web server's pool has 8
 * --only take,service  some commands                             --data DIR     keep the database there, and go on with it
 * --port 4100          where the web server listens              --out FILE     instead of bench-results.json
 * --skip start,pdf     leave out starts and memory, or letters
 */
const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000,100000' },
    seconds: { type: 'string', default: '8' },
    clients: { type: 'string', default: '16' },
    connections: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    skip: { type: 'string', default: '' },
    data: { type: 'string' },
    port: { type: 'string', default: process.env['PORT'] ?? '4100' },
    out: { type: 'string', default: 'bench-results.json' },
  },
});
const numbers = (text: string): number[] => text.split(',').map(Number);
const [seconds, clients, connections] = [Number(options.seconds), Number(options.clients), Number(options.connections)];
const WARM_SECONDS = 1.5;

interface Row {
  readonly cases: number;
  readonly command: Command['name'];
  readonly label: string;
  /** SQL statements of one request, begin and commit included. */
  readonly statements: number;
  readonly http: Load;
  /** CPU milliseconds a request; null where there is no /proc. */
  readonly webMs: number | null;
  readonly postgresMs: number | null;
  readonly limit: Load;
  readonly limitPostgresMs: number | null;
  /** Throughput over HTTP as a share of the limit's. */
  readonly share: number;
}

interface Bench {
  readonly place: Place;
  readonly database: Database;
  readonly admin: pg.Client;
  readonly folder: string;
}

/** The SQL of a few requests, one after another, by a web server of its own that writes down what it sends. */
async function record({ place, database, folder }: Bench, commands: readonly Command[]): Promise<Map<string, Recording[]>> {
  const file = join(folder, 'statements.jsonl');
  writeFileSync(file, '');
  const web = await startWeb(place, database, file);
  const visitor = visit(web.base, 1);
  const found = new Map<string, Recording[]>();
  try {
    for (const command of commands) {
      const recordings: Recording[] = [];
      for (let no = 0; no < 14; no++) {
        const [subject] = command.subjects ? await command.subjects(1, 'http') : [];
        truncateSync(file);
        await visitor.send(command.call(subject));
        await pause(40); // the doorbell rings late
        const statements = readLines(readFileSync(file, 'utf8')).filter(({ text }) => !text.includes('pg_notify'));
        if (no >= 8) recordings.push({ subject, statements }); // caches are warm by then
        sentBy(command, subject);
      }
      found.set(command.name, recordings);
    }
  } finally {
    visitor.close();
    await web.stop();
  }
  return found;
}

const sent: Sent = { http: [], sql: [] };
/** What a request sent becomes what the next command takes. */
function sentBy(command: Command, subject: Subject | undefined, by: keyof Sent = 'http'): void {
  if (command.name === 'submit' && subject) sent[by].push(subject.id);
}

/** What happened between two looks at the clocks of both sides, per request. */
async function costed(web: Web | undefined, { postmaster }: Database, work: () => Promise<Load>) {
  const before = [web ? cpuOf(web.pid) : 0, clusterCpu(postmaster)] as const;
  const load = await work();
  const after = [web ? cpuOf(web.pid) : 0, clusterCpu(postmaster)] as const;
  const each = (index: 0 | 1): number | null => (hasProc ? round((after[index] - before[index]) / load.count) : null);
  return { load, webMs: each(0), postgresMs: each(1) };
}

async function measure(bench: Bench, command: Command, recordings: readonly Recording[], cases: number): Promise<Row> {
  const { place, database } = bench;
  const script = scriptOf(recordings, command.subjects ? 'everything' : command.name === 'verify' ? 'hashes' : 'nothing');
  const stock = async (by: keyof Sent, perSecond: number) => {
    const list = command.subjects ? await command.subjects(Math.ceil((WARM_SECONDS + seconds) * perSecond), by) : [];
    return (): Subject | undefined => {
      const subject = list.pop();
      sentBy(command, subject, by);
      return subject;
    };
  };

  const web = await startWeb(place, database);
  const visitor = visit(web.base, clients);
  const fresh = await stock('http', 500);
  const ask = async (): Promise<boolean> => {
    const subject = fresh();
    if (command.subjects && !subject) return false;
    await visitor.send(command.call(subject));
    return true;
  };
  await drive(clients, WARM_SECONDS, ask);
  const over = await costed(web, database, () => drive(clients, seconds, ask));
  visitor.close();
  await web.stop();

  const bare = await replay(database.url('satupintu_web'), connections, script);
  const again = await stock('sql', 1500);
  await bare.run(WARM_SECONDS, again);
  const limit = await costed(undefined, database, () => bare.run(seconds, again));
  await bare.close();

  return {
    cases,
    command: command.name,
    label: command.label,
    statements: script.recordings[0]!.statements.length,
    http: over.load,
    webMs: over.webMs,
    postgresMs: over.postgresMs,
    limit: limit.load,
    limitPostgresMs: limit.postgresMs,
    share: round(over.load.perSecond / limit.load.perSecond),
  };
}

/** From a granted case to the signed letter, by the worker's own job: milliseconds, one after another, nothing else running. */
async function measureLetters({
  place,
  database,
  admin,
}: Bench): Promise<{ count: number; first: number; median: number; p90: number } | undefined> {
  const { rows } = await admin.query<{ id: string }>(
    `select c.id from cases.case_file c
     where c.end_kind = 'granted' and not exists (select from documents.document d where d.case_id = c.id)
       and exists (select from core.event e where e.subject_id = c.id and e.type = 'cases.task_decided' and e.data ->> 'task' = 'putusan' and e.actor_kind = 'officer')
     order by c.id limit 41`,
  );
  if (rows.length < 3) return undefined;
  Object.assign(process.env, { SATU_DATA: place.dataDir, SATU_MODE: 'demo', SATU_ORIGIN: `http://127.0.0.1:${place.port}` });
  const worker = openDatabase(database.url('satupintu_worker'), { max: 2 });
  const took: number[] = [];
  for (const { id } of rows) {
    const began = performance.now();
    await outsideJobs['documents.issue'](worker, { caseId: id });
    took.push(performance.now() - began);
  }
  closePress();
  const issued = await admin.query(`select from documents.document where case_id = any ($1::uuid[]) and status = 'signed'`, [
    rows.map((row) => row.id),
  ]);
  if (issued.rowCount !== rows.length) throw new Error(`Only ${issued.rowCount} of ${rows.length} letters were signed.`);
  await worker.close();
  const [first, ...rest] = took as [number, ...number[]]; // the first also starts the printing process and makes the certificate
  rest.sort((a, b) => a - b);
  return {
    count: rest.length,
    first: round(first),
    median: round(rest[Math.floor(rest.length / 2)]!),
    p90: round(rest[Math.floor(rest.length * 0.9)]!),
  };
}

const pad = (value: string | number | null, width: number): string => String(value ?? '–').padStart(width);

function print(rows: readonly Row[]): void {
  console.log(
    `\n${'command'.padEnd(21)}${pad('cases', 8)}${pad('SQL', 5)}${pad('req/s', 9)}${pad('web ms', 8)}${pad('PG ms', 7)}${pad('p50', 8)}${pad('p95', 8)}${pad('limit/s', 10)}${pad('PG ms', 7)}${pad('share', 7)}`,
  );
  for (const row of rows)
    console.log(
      `${row.label.padEnd(21)}${pad(row.cases, 8)}${pad(row.statements, 5)}${pad(row.http.perSecond, 9)}${pad(row.webMs, 8)}${pad(row.postgresMs, 7)}${pad(row.http.p50, 8)}${pad(row.http.p95, 8)}${pad(row.limit.perSecond, 10)}${pad(row.limitPostgresMs, 7)}${pad(`${Math.round(row.share * 100)} %`, 7)}`,
    );
}

interface Results {
  readonly rows: readonly Row[];
  readonly starts: { first: Started; second: Started } | undefined;
  readonly letters: Awaited<ReturnType<typeof measureLetters>>;
}

/** Each expected figure with what was measured; nothing is said where a part was left out. */
function judge({ rows, starts, letters }: Results): void {
  const say = (what: string, value: number, unit: string, isMet: boolean): void =>
    console.log(`${isMet ? '✓' : '✗'} ${what}: ${round(value)} ${unit}`);
  console.log('\nExpected figures');
  for (const row of rows.filter(({ command }) => command === 'submit'))
    say(`submit a case, ${row.cases} cases, at least 40 % of the limit`, row.share * 100, '%', row.share >= 0.4);
  for (const row of rows.filter(
    ({ command, cases, postgresMs }) => postgresMs !== null && cases >= 100_000 && /^(worklist|case_)/.test(command),
  ))
    say(`${row.label}, ${row.cases} cases, at most 5 ms CPU of PostgreSQL`, row.postgresMs!, 'ms', row.postgresMs! <= 5);
  const memory = starts?.second.memory;
  if (memory)
    say('web and worker at rest, at most 300 MiB', memory.web.rss + memory.worker.rss, 'MiB', memory.web.rss + memory.worker.rss <= 300);
  if (letters) say('letter issued and signed, at most 150 ms (median)', letters.median, 'ms', letters.median <= 150);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'satu-bench-'));
  chmodSync(folder, 0o755); // PostgreSQL's account must reach its data
  const dataDir = options.data ? resolve(options.data) : join(folder, 'data');
  mkdirSync(dataDir, { recursive: true });
  const place: Place = { dataDir, port: Number(options.port) };
  const skip = options.skip.split(',');
  if (!hasProc) console.log('No /proc here: throughput alone, no CPU time and no memory.');
  const machine = {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? '',
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    loadBefore: loadavg()[0],
  };
  console.log(`${machine.cores} cores, load ${round(machine.loadBefore ?? 0)}, Node ${machine.node}`);

  const first = await startOnce(place);
  const second = skip.includes('start') ? undefined : await startOnce(place, 15_000);
  const starts = second && { first, second };
  if (starts)
    console.log(
      `first start ${first.ms} ms${first.built ? ', building the pages' : ''}; second start ${starts.second.ms} ms; MiB at rest ${JSON.stringify(starts.second.memory ?? null)}`,
    );

  process.env['SATU_KEY'] = readKey(place);
  const database = await startDatabase(place);
  const admin = new pg.Client({ connectionString: database.url('app') });
  await admin.connect();
  const bench: Bench = { place, database, admin, folder };
  const rows: Row[] = [];
  let letters: Results['letters'];
  try {
    for (const cases of numbers(options.cases)) {
      const began = Date.now();
      const people = await fill({ admin: database.url('app'), web: database.url('satupintu_web') }, cases, (text) => console.log(text));
      console.log(`${cases} cases after ${Math.round((Date.now() - began) / 1000)} s`);
      if (!letters && !skip.includes('pdf')) {
        letters = await measureLetters(bench);
        if (letters)
          console.log(`letter issued and signed: median ${letters.median} ms, p90 ${letters.p90} ms, the first ${letters.first} ms`);
      }
      const web = openDatabase(database.url('satupintu_web'), { max: 1 });
      const all = await commandsOver(admin, web, `http://127.0.0.1:${place.port}`, people, sent);
      await web.close();
      const only = options.only.split(',').filter(Boolean);
      const commands = all.filter(({ name }) => only.length === 0 || only.includes(name) || (name === 'submit' && only.includes('take')));
      const recorded = await record(bench, commands);
      const round_: Row[] = [];
      for (const command of commands) {
        round_.push(await measure(bench, command, recorded.get(command.name)!, cases));
        process.stdout.write(`· ${command.label} `);
      }
      rows.push(...round_);
      print(round_);
      await admin.query('delete from cases.draft; delete from core.outbox');
    }
    const { rows: version } = await admin.query<{ version: string }>(`select current_setting('server_version') as version`);
    const results = {
      at: new Date().toISOString(),
      machine: { ...machine, loadAfter: loadavg()[0], postgres: version[0]?.version },
      options,
      starts,
      letters,
      rows,
    };
    writeFileSync(options.out, `${JSON.stringify(results, null, 2)}\n`);
    console.log();
    print(rows);
    judge({ rows, starts, letters });
    console.log(`\n${options.out}`);
  } finally {
    await admin.end();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
