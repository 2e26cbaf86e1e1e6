import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import process from 'node:process';
import { expect, test } from '@playwright/test';

/**
 * Nothing personal reaches the logs, not even where everything fails: a web process of its own, at the most talkative
 * level, on a database that isn't there, is sent a NIK, a name, a number, a password, a session and a key by every door
 * that takes one. Each fault must be logged, and none of the values with it.
 */
const PLANTED = {
  nik: '9109144501929977',
  name: 'Wanimbo Rahasia',
  phone: '081277700177',
  password: 'kata sandi yang sangat rahasia',
  session: 'c2VzaS1yYWhhc2lhLXlhbmctZGl0YW5hbS1kaS1zaW5',
  key: `sp_${'kunciRahasia'.padEnd(43, 'x')}`,
} as const;

const freePort = (): Promise<number> =>
  new Promise((settle) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => settle(port));
    });
  });

test('a planted NIK, name, number, password, session or key is in no log line', async () => {
  test.setTimeout(240_000);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const output: string[] = [];
  const web = spawn(process.execPath, ['build/index.js'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'trace',
      SATU_MODE: 'demo',
      SATU_KEY: '5a'.repeat(32),
      SATU_ORIGIN: base,
      WEB_DATABASE_URL: 'postgres://satupintu_web:rahasia@127.0.0.1:9/tidak_ada',
    },
  });
  for (const stream of [web.stdout, web.stderr]) stream.on('data', (chunk: Buffer) => void output.push(chunk.toString()));
  try {
    await expect(async () => expect((await fetch(`${base}/healthz`)).ok).toBe(true)).toPass({ timeout: 60_000 });
    const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${base}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: base, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields),
      });
    const cookie = `satu=${PLANTED.session}`;
    const sent: [string, () => Promise<Response>][] = [
      ['sign-in', () => form('/masuk', { identifier: PLANTED.nik, sandi: PLANTED.password })],
      [
        'registration',
        () =>
          form('/daftar', { name: PLANTED.name, nik: PLANTED.nik, phone: PLANTED.phone, sandi: PLANTED.password, address: PLANTED.name }),
      ],
      ['recovery', () => form('/pemulihan', { identifier: PLANTED.phone })],
      ['a page with a session', () => fetch(`${base}/akun`, { headers: { cookie } })],
      ['a form with a session', () => form('/akun?/kontak', { contact: PLANTED.phone }, { cookie })],
      ['an address with a NIK', () => fetch(`${base}/lacak?kode=${PLANTED.nik}`)],
      ['a path with a name', () => fetch(`${base}/berkas/${encodeURIComponent(PLANTED.name)}?nik=${PLANTED.nik}`, { headers: { cookie } })],
      ['the API by key', () => fetch(`${base}/api/v1/cases/${PLANTED.nik}`, { headers: { authorization: `Bearer ${PLANTED.key}` } })],
      [
        'a filing by key',
        () =>
          fetch(`${base}/api/v1/cases`, {
            method: 'POST',
            headers: { authorization: `Bearer ${PLANTED.key}`, 'content-type': 'application/json', 'idempotency-key': PLANTED.phone },
            body: JSON.stringify({ service: 'sip-perawat', nik: PLANTED.nik, answers: { nama: PLANTED.name } }),
          }),
      ],
      ['an unknown address', () => fetch(`${base}/tidak-ada/${PLANTED.nik}?sesi=${PLANTED.session}`)],
      ['a body that is no form', () => form('/masuk', {}, { 'content-type': `text/${PLANTED.nik}` })],
    ];
    // each waits up to half a minute for the database, so all at once
    const answers = await Promise.all(sent.map(async ([what, send]) => [what, (await send()).status] as const));
    const broken = answers.filter(([, status]) => status >= 500).map(([what]) => what);
    expect(broken).toEqual(expect.arrayContaining(['sign-in', 'registration', 'a page with a session', 'the API by key']));
    await expect(() => expect(output.join('').match(/"level":50/g)?.length ?? 0).toBeGreaterThanOrEqual(broken.length)).toPass();

    const log = output.join('');
    for (const [kind, value] of Object.entries(PLANTED))
      for (const form of [value, encodeURIComponent(value), value.replaceAll(' ', '+'), value.replace(/^0/, '+62')])
        expect(log.includes(form), `${kind} is in the log`).toBe(false);
    expect(log).not.toContain('tidak_ada'); // nor the address of the database
    // what is there: one line of JSON a fault, with the number the visitor sees and the pattern of the route
    const faults = log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { requestId?: string; route?: string });
    expect(faults.length).toBeGreaterThanOrEqual(broken.length);
    for (const fault of faults) expect(fault.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(faults.map((fault) => fault.route)).toContain('/(warga)/masuk');
  } finally {
    web.kill('SIGKILL');
  }
});
