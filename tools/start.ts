import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { openDatabase } from '../src/core/server/database.ts';
import { takeLock } from './lock.ts';
import { migrate } from './migrate.ts';
import { mustBeWritable, StartFault, startPostgres, type Postgres } from './postgres.ts';
import { loadDemo, loadReference, readMark, setMark } from './reference.ts';
import { giveDatabase, makeQueueSchema, makeRoles, setPasswords } from './roles.ts';
import { secretsOf, type Secrets } from './secrets.ts';

/**
 * `npm start`: database, schema, reference data, demo people, web and worker; Ctrl-C stops them in order.
 * PORT (3000), HOST (127.0.0.1), SATU_DATA (./data), DATABASE_URL (a real server instead of the embedded one),
 * SATU_MODE=production (no demo people, no outbox page). `--dev` serves the sources by Vite instead of the build.
 */
const port = Number(process.env['PORT'] ?? 3000);
const host = process.env['HOST'] ?? '127.0.0.1';
const dataDir = resolve(process.env['SATU_DATA'] ?? 'data');
const isDemo = process.env['SATU_MODE'] !== 'production';
const isDev = process.argv.includes('--dev');
const say = (text: string): void => console.log(text);

/** Why the address can't be listened at: the system's error code, or undefined where it can. */
const portFault = (): Promise<string | undefined> =>
  new Promise((settle) => {
    const server = createServer();
    server.once('error', (thrown: NodeJS.ErrnoException) => settle(thrown.code ?? 'EADDRINUSE'));
    server.listen(port, host, () => server.close(() => settle(undefined)));
  });

function portSentence(code: string): string {
  if (code === 'EACCES')
    return `Port ${port} hanya untuk root: jalankan dengan PORT di atas 1023, misalnya PORT=3000 npm start. / Port ${port} is for root alone: choose a PORT above 1023.`;
  if (code !== 'EADDRINUSE')
    return `HOST=${host} bukan alamat komputer ini: pakai 127.0.0.1, atau 0.0.0.0 untuk semua. / HOST=${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all.`;
  return `Port ${port} sudah dipakai: hentikan yang memakainya, atau jalankan dengan PORT lain, misalnya PORT=${port + 1} npm start. / Port ${port} is taken: stop what uses it or choose another PORT.`;
}

interface Urls {
  readonly admin: string;
  readonly owner: string;
  readonly web: string;
  readonly worker: string;
}

async function urlsOf(postgres: Postgres | undefined, kept: Secrets): Promise<Urls> {
  if (postgres) {
    const url = (role: string): string => postgres.url(role, 'satupintu');
    await makeRoles(postgres.url('app', 'postgres'), 'satupintu');
    return { admin: url('app'), owner: url('satupintu_owner'), web: url('satupintu_web'), worker: url('satupintu_worker') };
  }
  const admin = process.env['DATABASE_URL']!;
  await makeRoles(admin);
  await setPasswords(admin, kept);
  await giveDatabase(admin);
  const as = (login: 'owner' | 'web' | 'worker'): string => {
    const url = new URL(admin);
    url.username = `satupintu_${login}`;
    url.password = kept[login];
    return process.env[`${login.toUpperCase()}_DATABASE_URL`] ?? url.href;
  };
  return { admin, owner: as('owner'), web: as('web'), worker: as('worker') };
}

/** A hash of names, sizes and times of everything in the folders. */
function stampOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!path.endsWith('.test.ts')) hash.update(`${path} ${statSync(path).size} ${Math.floor(statSync(path).mtimeMs)}\n`);
    }
  };
  for (const folder of folders) if (existsSync(folder)) walk(folder);
  for (const file of ['vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'])
    hash.update(`${file} ${statSync(file).size} ${Math.floor(statSync(file).mtimeMs)}\n`);
  return hash.digest('hex');
}

let builder: ChildProcess | undefined;

async function build(): Promise<void> {
  const stamp = stampOf(['src', 'static']);
  const file = 'build/.stamp';
  if (existsSync('build/index.js') && existsSync(file) && readFileSync(file, 'utf8') === stamp) return;
  rmSync(file, { force: true });
  say('Membangun halaman / building the pages …');
  const child = spawn('vite', ['build', '--logLevel', 'warn'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  builder = child;
  const code = await new Promise<number | null>((settle) => child.once('exit', settle));
  builder = undefined;
  if (code !== 0) throw new StartFault('Halaman tidak dapat dibangun; lihat pesan di atas. / The pages could not be built; see above.');
  writeFileSync(file, stamp);
}

let isStopping = false;
const children = new Map<string, ChildProcess>();

const LEASH = new URL('leash.ts', import.meta.url).href;

/** A child that dies is started again, with a growing pause. */
function keep(name: string, args: readonly string[], env: NodeJS.ProcessEnv, failures = 0): void {
  if (isStopping) return;
  const startedAt = Date.now();
  const child = spawn(process.execPath, ['--import', LEASH, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
    detached: true,
  });
  children.set(name, child);
  child.once('exit', (code) => {
    if (child.connected) child.disconnect();
    if (isStopping) return;
    const inARow = Date.now() - startedAt > 60_000 ? 0 : failures + 1;
    say(`${name} berhenti (${code ?? 'signal'}), dijalankan lagi / stopped, started again`);
    setTimeout(() => keep(name, args, env, inARow), Math.min(200 * 2 ** inARow, 10_000));
  });
}

async function waitUntilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // not up yet
    }
    await new Promise((settle) => setTimeout(settle, 100));
  }
  throw new StartFault(`Server tidak menjawab di ${url}; lihat pesan di atas. / The server does not answer at ${url}; see above.`);
}

async function main(): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartFault(`PORT harus angka 1 sampai 65535, bukan "${process.env['PORT']}". / PORT must be a number from 1 to 65535.`);
  mustBeWritable(dataDir);
  const lock = takeLock(join(dataDir, 'start.lock'), dataDir);
  process.once('exit', lock.release);
  // What a killed start left behind ends by itself, within moments.
  let taken = await portFault();
  for (let tries = 0; lock.wasLeft && tries < 100 && taken === 'EADDRINUSE'; tries++) {
    await new Promise((settle) => setTimeout(settle, 100));
    taken = await portFault();
  }
  if (taken) throw new StartFault(portSentence(taken));
  const kept = secretsOf(dataDir);
  mkdirSync(join(dataDir, 'files'), { recursive: true, mode: 0o700 });

  let starting: Promise<Postgres | undefined> = Promise.resolve(undefined);
  const stop = async (code: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    builder?.kill('SIGTERM');
    const ended = [...children.values()].map(
      (child) =>
        new Promise((settle) => (child.exitCode === null && child.signalCode === null ? child.once('exit', settle) : settle(undefined))),
    );
    for (const child of children.values()) child.kill('SIGTERM');
    await Promise.race([Promise.all(ended), new Promise((settle) => setTimeout(settle, 12_000))]);
    for (const child of children.values()) child.kill('SIGKILL');
    await (await starting.catch(() => undefined))?.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  // npm killed outright passes no signal on: its child would live on unseen and keep the port.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event']) setInterval(() => process.ppid !== parent && void stop(0), 1000).unref();

  try {
    if (!process.env['DATABASE_URL']) starting = startPostgres({ dataDir: join(dataDir, 'pg'), onRestart: say });
    const postgres = await starting;
    const [urls] = await Promise.all([urlsOf(postgres, kept), isDev ? undefined : build()]);
    process.env['SATU_KEY'] ??= kept.key;
    process.env['SATU_DATA'] = dataDir;
    await migrate(urls.owner);
    await makeQueueSchema(urls.admin);
    const signIns = await load(urls);
    const shared = { ...process.env, SATU_MODE: isDemo ? 'demo' : 'production', DATABASE_URL: '' };
    const origin = process.env['ORIGIN'] ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`;
    const web = isDev
      ? ['node_modules/vite/bin/vite.js', 'dev', '--host', host, '--port', String(port), '--strictPort']
      : ['--max-semi-space-size=8', 'build/index.js'];
    keep('web', web, {
      ...shared,
      WEB_DATABASE_URL: urls.web,
      HOST: host,
      PORT: String(port),
      BODY_SIZE_LIMIT: '64M',
      SATU_ORIGIN: origin,
    });
    keep('worker', ['--max-semi-space-size=4', 'src/worker.ts'], { ...shared, WORKER_DATABASE_URL: urls.worker, SATU_ORIGIN: origin });
    await waitUntilReady(`http://${host}:${port}/healthz`);
    say(`\nSatu Pintu: ${origin}\n`);
    for (const line of signIns) say(line);
    say('\nCtrl-C menghentikan / stops.');
  } catch (thrown) {
    if (isStopping) return; // asked to stop while starting: what failed, failed of that
    report(thrown);
    await stop(1);
  }
}

/**
 * Reference data and demo people, unless this database has had these very files: the mark lies in the database itself, so
 * that an exchanged one is noticed. Gives the lines that say who may sign in.
 */
async function load(urls: Urls): Promise<readonly string[]> {
  const kept = join(dataDir, 'demo.txt');
  const mark = `Loaded: ${stampOf(['src', 'db'])} ${isDemo ? 'demo' : 'production'}`;
  if (existsSync(kept) && (await readMark(urls.owner)) === mark) return readFileSync(kept, 'utf8').split('\n');
  await loadReference(urls.owner);
  const signIns = isDemo ? await demo(urls) : [];
  writeFileSync(kept, signIns.join('\n'), { mode: 0o600 });
  await setMark(urls.owner, mark);
  return signIns;
}

async function demo(urls: Urls): Promise<readonly string[]> {
  const web = openDatabase(urls.web, { max: 2 });
  const worker = openDatabase(urls.worker, { max: 2 });
  try {
    return await loadDemo(
      { withActor: (actor, work) => (actor.kind === 'job' ? worker : web).withActor(actor, work), close: async () => {} },
      urls.owner,
    );
  } finally {
    await Promise.all([web.close(), worker.close()]);
  }
}

/** One sentence that says what to do, in both languages; a trace only for what nobody foresaw. */
function report(thrown: unknown): void {
  const { code, message } = thrown as NodeJS.ErrnoException;
  const said = `${code ?? ''} ${message}`;
  const isForeign = Boolean(process.env['DATABASE_URL']);
  if (thrown instanceof StartFault) console.error(`\n${message}`);
  else if (/ENOSPC|53100|No space left/.test(said))
    console.error('\nCakram penuh: kosongkan ruang, lalu jalankan lagi. / The disk is full: free some space and start again.');
  else if (/EACCES|EPERM|EROFS/.test(said))
    console.error(
      `\nTidak ada izin menulis (${message}): perbaiki hak aksesnya, atau pilih folder lain dengan SATU_DATA. / No permission to write: fix it or choose another folder with SATU_DATA.`,
    );
  else if (isForeign && /ERR_INVALID_URL|Invalid URL/.test(said))
    console.error(
      '\nDATABASE_URL bukan alamat yang benar, contoh: postgres://nama:sandi@localhost:5432/satupintu. / DATABASE_URL is no valid address, for example postgres://name:password@localhost:5432/satupintu.',
    );
  else if (isForeign && code === '42501')
    console.error(
      '\nPengguna di DATABASE_URL tidak boleh membuat peran atau bukan pemilik basis data itu: beri CREATEROLE dan kepemilikan. / The user of DATABASE_URL may not create roles or does not own the database: grant both.',
    );
  else if (
    isForeign &&
    /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|timeout|Connection terminated|28P01|28000|3D000|SASL/.test(
      said,
    )
  )
    console.error(
      `\nDATABASE_URL tidak dapat dihubungi (${code ?? message}): periksa alamat, nama pengguna dan sandinya. / DATABASE_URL can't be reached: check its address, user and password.`,
    );
  else console.error(thrown);
}

main().catch((thrown: unknown) => {
  report(thrown);
  process.exit(1);
});
