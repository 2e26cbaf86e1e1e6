import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres } from '../postgres.ts';
import { childrenOf, commandLineOf, hasProc, memoryOf } from './machine.ts';

/** The platform under measurement: started by `npm start`'s own tool, then its database and web server alone. */

export interface Place {
  readonly dataDir: string;
  readonly port: number;
}

const baseOf = ({ port }: Place): string => `http://127.0.0.1:${port}`;

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 600_000;
  while (Date.now() < until && child.exitCode === null) {
    if (await fetch(url).then((response) => response.ok, () => false)) return; // prettier-ignore
    await pause(25);
  }
  throw new Error(`No answer at ${url}`);
}

export interface Started {
  /** From the command to the first answer. */
  readonly ms: number;
  /** Were pages built on the way? */
  readonly built: boolean;
  /** MiB at rest, each; undefined where there is no /proc. */
  readonly memory: { readonly web: { rss: number; pss: number }; readonly worker: { rss: number; pss: number } } | undefined;
}

/** One whole start of the demo, and its stop. `restMs`: how long it is left alone before its memory is read. */
export async function startOnce(place: Place, restMs = 0): Promise<Started> {
  const began = Date.now();
  const child = spawn(process.execPath, ['tools/start.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(place.port), HOST: '127.0.0.1', SATU_DATA: place.dataDir, DATABASE_URL: '', ORIGIN: '' },
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  try {
    await untilReady(`${baseOf(place)}/healthz`, child);
    const ms = Date.now() - began;
    let memory: Started['memory'];
    if (restMs > 0 && hasProc) {
      for (const path of ['/', '/layanan', '/layanan/sip-nakes', '/masuk', '/readyz']) await fetch(`${baseOf(place)}${path}`);
      await pause(restMs);
      const pidOf = (file: string): number => childrenOf(child.pid!).find((pid) => commandLineOf(pid).includes(file))!;
      memory = { web: memoryOf(pidOf('build/index.js')), worker: memoryOf(pidOf('src/worker.ts')) };
    }
    return { ms, built: said.includes('Membangun'), memory };
  } finally {
    const ended = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGTERM');
    if (child.exitCode === null) await ended;
  }
}

export interface Database {
  readonly postmaster: number;
  url(role: string): string;
  stop(): Promise<void>;
}

/** The database of a place, by the launcher and the settings of `npm start`. */
export async function startDatabase(place: Place): Promise<Database> {
  const postgres = await startPostgres({ dataDir: join(place.dataDir, 'pg') });
  const url = (role: string): string => postgres.url(role, 'satupintu');
  const client = new pg.Client({ connectionString: url('app') });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  const postmaster = Number(readFileSync(join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return { postmaster, url, stop: () => postgres.stop() };
}

export interface Web {
  readonly pid: number;
  readonly base: string;
  stop(): Promise<void>;
}

/** The built web server in a process of its own, as `npm start` runs it; `record` names a file for its SQL. */
export async function startWeb(place: Place, database: Database, record?: string): Promise<Web> {
  const recording = record ? ['--import', new URL('recorder.ts', import.meta.url).href] : [];
  const child = spawn(process.execPath, [...recording, '--max-semi-space-size=8', 'build/index.js'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      SATU_MODE: 'demo',
      SATU_DATA: place.dataDir,
      WEB_DATABASE_URL: database.url('satupintu_web'),
      HOST: '127.0.0.1',
      PORT: String(place.port),
      BODY_SIZE_LIMIT: '64M',
      SATU_ORIGIN: baseOf(place),
      // each verification comes from an address of its own: asking in bulk from one is refused
      ADDRESS_HEADER: 'x-bench-address',
      ...(record ? { BENCH_RECORD: record } : {}),
    },
  });
  await untilReady(`${baseOf(place)}/healthz`, child);
  return {
    pid: child.pid!,
    base: baseOf(place),
    stop: async () => {
      const ended = new Promise((settle) => child.once('exit', settle));
      child.kill('SIGTERM');
      if (child.exitCode === null) await ended;
    },
  };
}

/** SATU_KEY of the place, for sealing and opening. */
export const readKey = (place: Place): string =>
  (JSON.parse(readFileSync(join(place.dataDir, 'secrets.json'), 'utf8')) as { key: string }).key;
