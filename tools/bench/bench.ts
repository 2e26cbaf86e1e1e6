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
import { fillReports } from './fill-reports.ts';
import { drive, listen, round, visit, type Load } from './load.ts';
import { clusterCpu, cpuOf, hasProc } from './machine.ts';
import { readKey, startDatabase, startOnce, startWeb, type Database, type Place, type Started, type Web } from './platform.ts';
import { boardVisit, reportCommandsOver } from './report-commands.ts';
import { replay, scriptOf, type Recording } from './replay.ts';
import { readLines } from './statement.ts';

/**
 * `npm run bench`: what the main commands cost, over HTTP against the built web server, beside the limit measured in the
 * same run: their SQL sent by a bare driver. Prints a table, writes bench-results.json.
 *
 * --cases 1000,100000  cases in the database, one round each    --seconds 8    each figure is measured so long
 * --reports 10000      reports, one round each; 1000000 takes a quarter of an hour to write, 0 measures none
 * --clients 16         HTTP clients                              --connections 8  of the limit; the web server's pool has 8
 * --only take,service  some commands                             --data DIR     keep the database there, and go on with it
 * --port 4100          where the web server listens              --out FILE     instead of bench-results.json
 * --skip start,pdf,boards  leave out starts and memory, letters, or the thousand wall boards
 */
const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000,100000' },
    reports: { type: 'string', default: '10000' },
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
const numbers = (text: string): number[] =>
  text
    .split(',')
    .map(Number)
    .filter((each) => each > 0);
const [seconds, clients, connections] = [Number(options.seconds), Number(options.clients), Number(options.connections)];
const WARM_SECONDS = 1.5;
/** A process and sessions that have just begun cost double and more: neither side is measured before it answered so many. */
const WARM_REQUESTS = 600;

interface Row {
  /** Cases, or reports, in the database. */
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
  /** The limit's CPU time as a share of what HTTP takes, clients included: the same share on a machine with nothing else to do. */
  readonly cpuShare: number | null;
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
  const look = () => [web ? cpuOf(web.pid) : 0, clusterCpu(postmaster), cpuOf(process.pid)] as const;
  const before = look();
  const load = await work();
  const after = look();
  const each = (index: 0 | 1 | 2): number | null => (hasProc ? round((after[index] - before[index]) / load.count) : null);
  return { load, webMs: each(0), postgresMs: each(1), allMs: (each(0) ?? 0) + (each(1) ?? 0) + (each(2) ?? 0) };
}

/** Work before anything is measured: so long, and so much. A command that takes more than a minute for it is slow enough to be known by less. */
async function warmed(work: (seconds: number) => Promise<Load>): Promise<void> {
  const began = Date.now();
  for (let count = 0; ;) {
    const load = await work(WARM_SECONDS);
    count += load.count;
    if (load.count === 0 || count >= WARM_REQUESTS || Date.now() - began > 60_000) return;
  }
}

async function measure(bench: Bench, command: Command, recordings: readonly Recording[], cases: number): Promise<Row> {
  const { place, database } = bench;
  const script = scriptOf(recordings, command.subjects ? 'everything' : command.name === 'verify' ? 'hashes' : 'nothing');
  const stock = async (by: keyof Sent, perSecond: number) => {
    const list = command.subjects ? await command.subjects(WARM_REQUESTS + Math.ceil((2 * WARM_SECONDS + seconds) * perSecond), by) : [];
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
  await warmed((lasting) => drive(clients, lasting, ask));
  const over = await costed(web, database, () => drive(clients, seconds, ask));
  visitor.close();
  await web.stop();

  const bare = await replay(database.url('satupintu_web'), connections, script);
  const again = await stock('sql', 1500);
  await warmed((lasting) => bare.run(lasting, again));
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
    cpuShare: hasProc ? round(limit.allMs / over.allMs) : null,
  };
}

/** One round: what `--only` leaves of the commands, recorded, then measured one after another. */
async function measureAll(bench: Bench, all: readonly Command[], cases: number): Promise<Row[]> {
  const only = options.only.split(',').filter(Boolean);
  const commands = all.filter(({ name }) => only.length === 0 || only.includes(name) || (name === 'submit' && only.includes('take')));
  const recorded = await record(bench, commands);
  const rows: Row[] = [];
  for (const command of commands) {
    rows.push(await measure(bench, command, recorded.get(command.name)!, cases));
    process.stdout.write(`· ${command.label} `);
  }
  print(rows);
  await bench.admin.query('delete from cases.draft; delete from complaints.draft; delete from core.outbox');
  return rows;
}

const LISTENERS = 1000;

/** A thousand wall boards hear a stream: milliseconds from the sending of a report until each of them was told. */
async function measureFanOut({ place, database, admin }: Bench): Promise<{ listeners: number; median: number; last: number }> {
  const web = await startWeb(place, database);
  const { token, send } = await boardVisit(admin, web.base);
  const heard: number[] = [];
  let first = 0;
  let began = 0;
  const open = Array.from({ length: LISTENERS }, () =>
    listen(`${web.base}/papan/laporan/aliran`, { cookie: `satu=${token}` }, (frame) => {
      if (!frame.includes('event: papan')) return;
      if (began === 0) first++;
      else heard.push(performance.now() - began);
    }),
  );
  const until = async (isDone: () => boolean): Promise<void> => {
    const end = Date.now() + 120_000;
    while (!isDone()) {
      if (Date.now() > end) throw new Error(`Only ${first} boards opened and ${heard.length} heard.`);
      await pause(10);
    }
  };
  try {
    await until(() => first >= LISTENERS);
    await pause(1000);
    const visitor = visit(web.base, 1);
    const call = await send();
    began = performance.now(); // boards may hear of it before its sender does
    await visitor.send(call);
    await until(() => heard.length >= LISTENERS);
    visitor.close();
  } finally {
    for (const close of open) close();
    await web.stop();
  }
  heard.sort((a, b) => a - b);
  return { listeners: LISTENERS, median: round(heard[LISTENERS / 2]!), last: round(heard[LISTENERS - 1]!) };
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
    `\n${'command'.padEnd(21)}${pad('cases', 8)}${pad('SQL', 5)}${pad('req/s', 9)}${pad('web ms', 8)}${pad('PG ms', 7)}${pad('p50', 8)}${pad('p95', 8)}${pad('limit/s', 10)}${pad('PG ms', 7)}${pad('share', 7)}${pad('by CPU', 8)}`,
  );
  for (const row of rows)
    console.log(
      `${row.label.padEnd(21)}${pad(row.cases, 8)}${pad(row.statements, 5)}${pad(row.http.perSecond, 9)}${pad(row.webMs, 8)}${pad(row.postgresMs, 7)}${pad(row.http.p50, 8)}${pad(row.http.p95, 8)}${pad(row.limit.perSecond, 10)}${pad(row.limitPostgresMs, 7)}${pad(`${Math.round(row.share * 100)} %`, 7)}${pad(row.cpuShare === null ? null : `${Math.round(row.cpuShare * 100)} %`, 8)}`,
    );
}

interface Results {
  readonly rows: readonly Row[];
  readonly starts: { first: Started; second: Started } | undefined;
  readonly letters: Awaited<ReturnType<typeof measureLetters>>;
  readonly boards: Awaited<ReturnType<typeof measureFanOut>> | undefined;
}

/** Each expected figure with what was measured; nothing is said where a part was left out. */
function judge({ rows, starts, letters, boards }: Results): void {
  const say = (what: string, value: number, unit: string, isMet: boolean): void =>
    console.log(`${isMet ? '✓' : '✗'} ${what}: ${round(value)} ${unit}`);
  console.log('\nExpected figures');
  for (const row of rows.filter(({ command }) => command === 'submit'))
    say(`submit a case, ${row.cases} cases, at least 40 % of the limit`, row.share * 100, '%', row.share >= 0.4);
  for (const row of rows.filter(
    ({ command, cases, postgresMs }) => postgresMs !== null && cases >= 100_000 && /^(worklist|case_)/.test(command),
  ))
    say(`${row.label}, ${row.cases} cases, at most 5 ms CPU of PostgreSQL`, row.postgresMs!, 'ms', row.postgresMs! <= 5);
  for (const row of rows.filter(({ command }) => command === 'report_intake'))
    say(
      `send a report, ${row.cases} reports, at least 40 % of the limit`,
      row.share * 100,
      `% (by CPU time ${Math.round((row.cpuShare ?? 0) * 100)} %)`,
      row.share >= 0.4,
    );
  for (const { most, what } of [
    { most: 10, what: /^report_(list|map)/ },
    { most: 20, what: /^report_(similar|like)$/ },
  ])
    for (const row of rows.filter(({ command, postgresMs }) => postgresMs !== null && what.test(command)))
      say(`${row.label}, ${row.cases} reports, at most ${most} ms CPU of PostgreSQL`, row.postgresMs!, 'ms', row.postgresMs! <= most);
  const memory = starts?.second.memory;
  if (memory)
    say('web and worker at rest, at most 300 MiB', memory.web.rss + memory.worker.rss, 'MiB', memory.web.rss + memory.worker.rss <= 300);
  if (boards) say(`${boards.listeners} boards told of a change, at most 1,000 ms (the last)`, boards.last, 'ms', boards.last <= 1000);
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
  const base = `http://127.0.0.1:${place.port}`;
  const rows: Row[] = [];
  let letters: Results['letters'];
  let boards: Results['boards'];
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
      const all = await commandsOver(admin, web, base, people, sent);
      await web.close();
      rows.push(...(await measureAll(bench, all, cases)));
    }
    for (const reports of numbers(options.reports)) {
      const began = Date.now();
      await fillReports(
        { admin: database.url('app'), web: database.url('satupintu_web'), worker: database.url('satupintu_worker') },
        reports,
        (text) => console.log(text),
        Math.min(700, Math.ceil(reports / 20)),
      );
      console.log(`${reports} reports after ${Math.round((Date.now() - began) / 1000)} s`);
      rows.push(...(await measureAll(bench, await reportCommandsOver(admin, base), reports)));
      if (!skip.includes('boards')) {
        boards = await measureFanOut(bench);
        console.log(`${boards.listeners} boards were told within ${boards.last} ms, half of them within ${boards.median} ms`);
      }
    }
    const { rows: version } = await admin.query<{ version: string }>(`select current_setting('server_version') as version`);
    const results = {
      at: new Date().toISOString(),
      machine: { ...machine, loadAfter: loadavg()[0], postgres: version[0]?.version },
      options,
      starts,
      letters,
      boards,
      rows,
    };
    writeFileSync(options.out, `${JSON.stringify(results, null, 2)}\n`);
    console.log();
    print(rows);
    judge({ rows, starts, letters, boards });
    console.log(`\n${options.out}`);
  } finally {
    await admin.end();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
