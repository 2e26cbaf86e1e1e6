import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What goes wrong before anything runs: one sentence in both languages that says what to do, and no success. */
const folder = mkdtempSync(join(tmpdir(), 'satu-start-'));
chmodSync(folder, 0o755);
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
let server: Server;
let taken = 0;
let free = 0;

beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await new Promise((settle) => server.once('listening', settle));
  taken = (server.address() as AddressInfo).port;
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((settle) => other.once('listening', settle));
  free = (other.address() as AddressInfo).port;
  await new Promise((settle) => other.close(settle));
});
const mounts: string[] = [];
afterAll(async () => {
  await new Promise((settle) => server.close(settle));
  for (const mount of mounts) execFileSync('umount', ['-l', mount]);
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  env: Record<string, string>,
  account: { uid?: number; gid?: number } = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['tools/start.ts'], {
    env: { PATH: process.env['PATH'], HOME: folder, PORT: String(free), SATU_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((settle) => child.once('close', settle));
  return { code, said: said.trim() };
}

/** One line, Indonesian / English, that names what it is about. */
async function refused(env: Record<string, string>, about: RegExp, account?: { uid: number; gid: number }): Promise<void> {
  const { code, said } = await start(env, account);
  expect(said).toMatch(about);
  expect(said.split('\n')).toHaveLength(1);
  expect(said.split(' / ').length).toBeGreaterThan(1);
  expect(code).toBe(1);
}

test('a taken port, and one that is none', async () => {
  await refused({ PORT: String(taken) }, new RegExp(`Port ${taken} sudah dipakai.*PORT=${taken + 1} npm start`));
  await refused({ PORT: 'satu' }, /PORT harus angka/);
  await refused({ HOST: '192.0.2.1' }, /HOST=192\.0\.2\.1 bukan alamat komputer ini/);
  // Nothing stays that would hold the next start.
  expect(existsSync(join(folder, 'data', 'start.lock'))).toBe(false);
});

test('a data folder where no folder can be', async () => {
  const file = join(folder, 'berkas');
  writeFileSync(file, '');
  for (const data of [
    file,
    join(file, 'data'),
    '/dev/null/data',
    ...(process.platform === 'linux' ? ['/proc/satu/data', '/sys/satu'] : []),
  ])
    await refused({ SATU_DATA: data }, /Tidak boleh menulis ke/);
});

test('old data whose key is gone', async () => {
  const data = join(folder, 'tanpa-kunci');
  mkdirSync(join(data, 'pg'), { recursive: true });
  writeFileSync(join(data, 'pg', 'PG_VERSION'), '18\n');
  await refused({ SATU_DATA: data }, /secrets\.json hilang.*kembalikan dari cadangan/);
});

const canRunAsNobody = ((): boolean => {
  try {
    execFileSync(process.execPath, ['-e', "require('node:fs').readFileSync('tools/start.ts')"], {
      uid: NOBODY,
      gid: NOBODY,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

describe('without permission', () => {
  test.skipIf(isRoot)('a data folder that may only be read', async () => {
    const data = join(folder, 'baca');
    mkdirSync(data, { mode: 0o555 });
    await refused({ SATU_DATA: data }, /Tidak boleh menulis ke/);
  });
  // Only root can run a program as somebody else; a checkout nobody else can enter can't be run by them.
  test.runIf(isRoot && canRunAsNobody)('a data folder, or a file in it, of somebody else; a port below 1024', async () => {
    const nobody = { uid: NOBODY, gid: NOBODY };
    const data = join(folder, 'orang-lain');
    mkdirSync(data, { mode: 0o755 });
    await refused({ SATU_DATA: data }, /Tidak boleh menulis ke/, nobody);
    chmodSync(data, 0o777);
    writeFileSync(join(data, 'secrets.json'), '{}', { mode: 0o600 });
    await refused({ SATU_DATA: data }, /Tidak ada izin.*secrets\.json/, nobody);
    expect(readdirSync(data)).toEqual(['secrets.json']);
    expect(statSync(join(data, 'secrets.json')).size).toBe(2);
    if (Number(execFileSync('sysctl', ['-n', 'net.ipv4.ip_unprivileged_port_start'], { encoding: 'utf8' })) > 80)
      await refused({ PORT: '80', SATU_DATA: join(data, 'sendiri') }, /Port 80 hanya untuk root/, nobody);
  });
});

const canMount = ((): boolean => {
  const probe = join(folder, 'coba');
  mkdirSync(probe);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

// Mounting needs root, and more than that in most containers.
describe.runIf(canMount)('on a small or a read-only disk', () => {
  const mount = (name: string, options: string): string => {
    const path = join(folder, name);
    mkdirSync(path);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
    mounts.push(path);
    return path;
  };
  test('a read-only disk', async () => {
    await refused({ SATU_DATA: join(mount('hanya-baca', 'ro'), 'data') }, /Tidak boleh menulis ke/);
  });
  test.each(['4k', '1m', '24m'])('a disk of %s is full before the database is there', { timeout: 120_000 }, async (size) => {
    const data = mount(`penuh-${size}`, `size=${size},mode=755`);
    await refused({ SATU_DATA: data }, /Cakram penuh: kosongkan ruang/);
    expect(readdirSync(data)).not.toContain('start.lock');
  });
});
