import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export type Part = 'web' | 'worker' | 'postgres';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((settle) => server.once('listening', settle));
  const { port } = server.address() as AddressInfo;
  await new Promise((settle) => server.close(settle));
  return port;
};

/** Does a process with this number run? (Linux) */
export const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** `npm start` as anybody runs it, on a free port and a data folder of its own; its processes found by /proc (Linux). */
export class Program {
  readonly data = mkdtempSync(join(tmpdir(), 'satu-faults-'));
  port = 0;
  /** Everything it has said. */
  log = '';
  #child: ChildProcess | undefined;
  #shell = 0;

  constructor() {
    chmodSync(this.data, 0o755); // PostgreSQL runs as somebody else where the tests run as root
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Gives how many milliseconds it took until somebody could be served. */
  async start(): Promise<number> {
    this.port ||= await freePort();
    const begun = performance.now();
    const child = spawn('npm', ['start'], {
      env: { ...process.env, PORT: String(this.port), SATU_DATA: this.data, NODE_ENV: 'production', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, so that Ctrl-C can be sent as a terminal sends it
    });
    this.#child = child;
    this.#shell = child.pid!;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The program did not start:\n${this.log}`);
      if (await this.isUp()) return performance.now() - begun;
      await pause(50);
    }
  }

  async isUp(): Promise<boolean> {
    try {
      return (await fetch(`${this.base}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** The start tool's own process. */
  get tool(): number {
    return (JSON.parse(readFileSync(join(this.data, 'start.lock'), 'utf8')) as { pid: number }).pid;
  }

  pidOf(part: Part): number | undefined {
    if (part === 'postgres') {
      const file = join(this.data, 'pg', 'postmaster.pid');
      const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
      return pid && lives(pid) ? pid : undefined;
    }
    const what = part === 'web' ? 'build/index.js' : 'src/worker.ts';
    return this.#childrenOf(this.tool).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(what) && lives(pid));
  }

  #childrenOf(parent: number): number[] {
    return readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
  }

  /** kill -9, once it runs. */
  async kill(part: Part): Promise<void> {
    for (;;) {
      const pid = this.pidOf(part);
      if (pid) return void process.kill(pid, 'SIGKILL');
      await pause(50);
    }
  }

  /** As if the power went: everything at once. */
  async cutPower(): Promise<void> {
    const pids = [this.#shell, this.tool, ...(['web', 'worker', 'postgres'] as const).map((part) => this.pidOf(part))];
    for (const pid of pids) if (pid) process.kill(pid, 'SIGKILL');
    await this.#gone();
  }

  /** Ctrl-C; gives the exit code. */
  async interrupt(): Promise<number | null> {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return null;
    process.kill(-this.#shell, 'SIGINT');
    return this.#gone();
  }

  async #gone(): Promise<number | null> {
    const child = this.#child!;
    if (child.exitCode === null && child.signalCode === null) await new Promise((settle) => child.once('exit', settle));
    return child.exitCode;
  }

  /** One query as the database's superuser: tests look past row security. */
  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.url('app') });
    await client.connect();
    try {
      return (await client.query<T>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  url(role: string): string {
    return `postgres://${role}@localhost/satupintu?host=${encodeURIComponent(join(this.data, 'pg.socket'))}`;
  }

  /** Files below the data folder's `name`. */
  files(name: string): string[] {
    const folder = join(this.data, name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  }

  /** The most memory a part has had so far, in MB. */
  peakMemory(part: Part): number {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pidOf(part)}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  }

  /** What it logged as a fault of its own. */
  get faults(): string[] {
    return this.log.split('\n').filter((line) => /"level":[56]0|Error:|uncaught|unhandled/i.test(line));
  }

  async remove(): Promise<void> {
    await this.interrupt();
    rmSync(this.data, { recursive: true, force: true });
  }
}
