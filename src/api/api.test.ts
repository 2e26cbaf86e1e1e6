import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import type { Database } from '#core/server/database.ts';
import { loadDemo as loadDefinitions } from '#modules/catalogue/server/demo.ts';
import { createKey } from '#modules/exchange/server/exchange.ts';
import { demoId, loadDemo as loadPeople } from '#modules/identity/server/demo.ts';
import { testDatabase } from '#test/database.ts';
import { api, openApiDocument } from './api.ts';
import { isOverloaded } from './load.ts';

const database = await testDatabase();
const officer = (key: string, agency: string, ...roles: string[]): Actor => ({
  kind: 'officer',
  id: demoId(key),
  agencies: [agency],
  duties: roles.map((role) => ({ agency, role })),
});
const nobody: Actor = { kind: 'anonymous' };
const counter = officer('loket', 'dpmptsp', 'petugas-mpp');
const ratna = officer('ratna', 'dpmptsp', 'verifikator');
const yakob = officer('yakob', 'dpmptsp', 'verifikator', 'supervisor');
const stranger = officer('kesbangpol', 'kesbangpol', 'verifikator');
const NURSE = '9109144501920001';

let bugs: unknown[] = [];
let shedding = false; // the other tests share two cores with theirs
let address = 0;
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}
async function call(
  method: string,
  path: string,
  options: {
    as?: Actor;
    body?: unknown;
    raw?: string | Uint8Array;
    key?: string | null;
    headers?: Record<string, string>;
    database?: Database;
  } = {},
): Promise<Answer> {
  const isPost = method === 'POST';
  const response = await api.fetch(
    new Request(`http://satu.test/api/v1${path}`, {
      method,
      headers: {
        ...(isPost
          ? {
              'content-type': 'application/json',
              ...(options.key === null ? {} : { 'idempotency-key': options.key ?? crypto.randomUUID() }),
            }
          : {}),
        ...options.headers,
      },
      ...(isPost ? { body: (options.raw ?? JSON.stringify(options.body ?? {})) as BodyInit } : {}),
    }),
    {
      database: options.database ?? database,
      actor: options.as ?? nobody,
      address: `192.0.2.${address++ % 250}`,
      requestId: 'r-1',
      isBusy: () => shedding && isOverloaded(),
      report: (thrown: unknown) => void bugs.push(thrown),
    },
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}
const get = (path: string, options: Parameters<typeof call>[2] = {}) => call('GET', path, options);
const post = (path: string, options: Parameters<typeof call>[2] = {}) => call('POST', path, options);
const newKey = (agency: string, scopes: string[], rate = 600): Promise<string> =>
  database.withActor(
    { kind: 'steward', id: demoId('pengelola1') },
    async (tx) => (await createKey(tx, { agency, name: `Uji ${agency}`, scopes, rate, days: 5 })).key,
  );
const withKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

beforeAll(async () => {
  await loadPeople(database, database.ownerUrl);
  await loadDefinitions(database, database.ownerUrl);
});

test('the committed document is the one the schemas write', async () => {
  const committed = JSON.parse(await readFile('src/api/openapi.json', 'utf8')) as unknown;
  expect(committed).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  expect(committed).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/cases/{code}': { get: expect.anything() } } });
  expect((await get('/openapi.json')).body).toEqual(committed);
});

test('a cursor walks every service, agency, region and holiday once', async () => {
  for (const [path, id, least] of [
    ['/services', 'id', 62],
    ['/agencies', 'code', 113],
    ['/regions', 'code', 171],
  ] as const) {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { status, body } = await get(`${path}?limit=40${next ? `&cursor=${next}` : ''}`);
      expect(status).toBe(200);
      seen.push(...body.items.map((item: Record<string, string>) => item[id]));
      next = body.next;
    }
    expect(seen.length).toBe(least);
    expect(new Set(seen).size).toBe(seen.length);
  }
  const days = await get('/holidays?year=2026&limit=200');
  expect(days.body.items.length).toBeGreaterThan(10);
  expect(days.body.items.every((day: { date: string }) => day.date.startsWith('2026-'))).toBe(true);
});

test('what is open to all is cacheable, readable from other sites and found by words', async () => {
  const first = await get('/services/sip-nakes');
  expect(first.body).toMatchObject({ id: 'sip-nakes', agency: expect.any(String), requirements: expect.any(Array) });
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  const again = await get('/services/sip-nakes', { headers: { 'if-none-match': first.headers.get('etag')! } });
  expect([again.status, again.body]).toEqual([304, undefined]);
  expect((await get('/services?q=ktp')).body.items.length).toBeGreaterThan(0);
  expect((await call('OPTIONS', '/services')).status).toBe(204);
});

test.each<[string, string, string, Parameters<typeof call>[2], number, string]>([
  ['an unknown address', 'GET', '/tidak-ada', {}, 404, 'api.not_found'],
  ['an unknown service', 'GET', '/services/tidak-ada', {}, 404, 'catalogue.service_unknown'],
  ['an unknown document', 'GET', '/documents/ABCD', {}, 404, 'documents.unknown'],
  ['another method', 'POST', '/services', {}, 405, 'api.method_not_allowed'],
  ['a wrong limit', 'GET', '/services?limit=0', {}, 422, 'input.invalid'],
  ['an invented cursor', 'GET', '/services?cursor=abc.def', {}, 422, 'input.invalid'],
  ['a NUL in the address', 'GET', '/services/a%00b', {}, 422, 'form.nul'],
  ['a visitor at the worklist', 'GET', '/cases', {}, 401, 'api.sign_in_first'],
  ['a key nobody knows', 'GET', '/cases', withKey(`sp_${'x'.repeat(43)}`), 401, 'api.key_unknown'],
  ['a command without its key', 'POST', '/cases', { as: counter, key: null }, 422, 'api.key_needed'],
  ['a body that is no JSON', 'POST', '/cases', { as: counter, raw: '{' }, 400, 'api.not_json'],
  ['a NUL in the body', 'POST', '/cases', { as: counter, raw: String.raw`{"service":"a\u0000b","answers":{}}` }, 422, 'form.nul'],
  [
    'bytes that are no text',
    'POST',
    '/cases',
    { as: counter, raw: Buffer.from('{"service":"\xff\xfe","answers":{}}', 'latin1') },
    422,
    'form.not_utf8',
  ],
  ['a huge body', 'POST', '/cases', { as: counter, raw: `{"service":"${'x'.repeat(300_000)}"}` }, 413, 'api.body_too_large'],
  ['a foreign field', 'POST', '/cases', { as: counter, body: { service: 'sip-perawat', answers: {}, admin: true } }, 422, 'input.invalid'],
])('%s: a problem document', async (_, method, path, options, status, reason) => {
  bugs = [];
  const answer = await call(method, path, options);
  expect(answer.body).toMatchObject({ status, reason, type: `/kesalahan/${reason}`, title: expect.any(String), request_id: 'r-1' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  if (status === 405) expect(answer.headers.get('allow')).toBe('GET');
  expect(bugs).toEqual([]);
});

test('a problem speaks the caller’s language and names each wrong field', async () => {
  const wrong = await get('/services?limit=x', { headers: { 'accept-language': 'en' } });
  expect(wrong.body).toMatchObject({ title: 'Some answers need correcting.', fields: { limit: 'api.wrong' } });
  expect((await get('/services?cursor=abc.def')).body.fields).toEqual({ cursor: 'api.cursor_wrong' });
});

test('a bug says nothing but the request’s id', async () => {
  bugs = [];
  const { status, body } = await get('/agencies', {
    database: { withActor: () => Promise.reject(new Error('rahasia')), close: async () => {} },
  });
  expect([status, body]).toEqual([
    500,
    { type: '/kesalahan/api.broken', title: 'Ada kesalahan di pihak kami.', status: 500, reason: 'api.broken', request_id: 'r-1' },
  ]);
  expect(bugs).toHaveLength(1);
});

test('too many requests are told when to come back', async () => {
  const key = await newKey('dinkes', ['cases:read'], 2);
  const answers = [await get('/cases', withKey(key)), await get('/cases', withKey(key)), await get('/cases', withKey(key))];
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
  expect(answers[2]!.headers.get('retry-after')).toBe('60');
});

const filing = { service: 'sip-perawat', nik: NURSE, answers: { jenis: 'baru', faskes: 'PKM-HOYA', hp: '081200000001' } };

test('one case by the API: filed once, read by those it concerns, worked on in order', async () => {
  const key = crypto.randomUUID();
  const filed = await post('/cases', { as: counter, key, body: filing });
  expect([filed.status, filed.body]).toEqual([201, { code: expect.stringMatching(/^SP-/) }]);
  expect((await post('/cases', { as: counter, key, body: filing })).body).toEqual(filed.body);
  const other = await post('/cases', { as: counter, key, body: { ...filing, answers: { ...filing.answers, hp: '081200000009' } } });
  expect([other.status, other.body.reason]).toEqual([409, 'core.key_reused']);
  const count = await database.asOwner('select count(*)::int as count from cases.case_file');
  expect(count.rows[0].count).toBe(1);

  const { code } = filed.body as { code: string };
  expect((await get('/cases', { as: ratna })).body.items).toMatchObject([{ code, task: 'kelengkapan', status: 'open' }]);
  for (const path of [`/cases/${code}`, `/cases/${code}/ledger`])
    expect((await get(path, { as: stranger })).body).toMatchObject({ status: 404, reason: 'cases.not_found' });
  expect((await post(`/cases/${code}/tasks/kelengkapan/claim`, { as: stranger })).status).toBe(404);

  const claim = (as: Actor) => post(`/cases/${code}/tasks/kelengkapan/claim`, { as });
  expect((await claim(ratna)).status).toBe(200);
  const late = await claim(yakob);
  expect(late.status).toBe(409);
  expect(late.body.title).toContain('Ratna');

  const read = await get(`/cases/${code}`, { as: ratna });
  expect(read.body).toMatchObject({ code, service: { id: 'sip-perawat' }, clock: { state: 'not_started' } });
  expect(JSON.stringify(read.body)).not.toContain(NURSE);
  const decide = (headers: Record<string, string>) =>
    post(`/cases/${code}/tasks/kelengkapan/decide`, { as: ratna, headers, body: { outcome: 'lengkap' } });
  const stale = await decide({ 'if-match': '"other"' });
  expect([stale.status, stale.body.reason]).toEqual([412, 'api.changed']);
  expect((await decide({ 'if-match': read.headers.get('etag')! })).status).toBe(200);
  expect((await get(`/cases/${code}`, { as: ratna })).body.clock.state).toBe('running');
  const ledger = await get(`/cases/${code}/ledger`, { as: ratna });
  expect(ledger.body.items.length).toBeGreaterThan(0);

  const dinkes = await newKey('dinkes', ['cases:read']);
  expect((await get('/cases', withKey(dinkes))).body.items).toMatchObject([{ code, task: 'teknis', agency: 'dinkes' }]);
  expect((await get(`/cases/${code}`, withKey(dinkes))).status).toBe(200);
  const refused = await get(`/cases/${code}/ledger`, withKey(dinkes));
  expect([refused.status, refused.body.reason]).toEqual([403, 'api.scope_missing']);
  expect((await get(`/cases/${code}/ledger`, withKey(await newKey('dinkes', ['ledger:read'])))).status).toBe(200);
  expect((await post(`/cases/${code}/tasks/teknis/claim`, withKey(dinkes))).status).toBe(403);
  expect((await get(`/cases/${code}`, withKey(await newKey('kesbangpol', ['cases:read'])))).status).toBe(404);
});

test('the worklist’s cursor shows each task once', async () => {
  for (let no = 0; no < 4; no++) expect((await post('/cases', { as: counter, body: filing })).status).toBe(201);
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const { body } = await get(`/cases?limit=2${next ? `&cursor=${next}` : ''}`, { as: yakob });
    seen.push(...body.items.map((item: { code: string; task: string }) => `${item.code} ${item.task}`));
    next = body.next;
  }
  expect(seen.length).toBeGreaterThanOrEqual(4);
  expect(new Set(seen).size).toBe(seen.length);
});

test('a filing with a wrong answer says which, and leaves no case', async () => {
  const before = await database.asOwner('select count(*)::int as count from cases.case_file');
  const wrong = await post('/cases', {
    as: counter,
    body: { ...filing, answers: { ...filing.answers, faskes: 'PKM-BULAN', warna: 'hijau' } },
  });
  expect(wrong.body).toMatchObject({ status: 422, fields: { 'answers.warna': 'api.wrong' } });
  const wrongChoice = await post('/cases', { as: counter, body: { ...filing, answers: { ...filing.answers, faskes: 'PKM-BULAN' } } });
  expect(wrongChoice.body).toMatchObject({ status: 422, fields: { 'answers.faskes': 'field.choice' } });
  expect((await post('/cases', { as: counter, body: { ...filing, nik: '9109144501929901' } })).body.fields).toEqual({
    nik: 'identity.person_unknown',
  });
  expect((await post('/cases', { as: counter, body: { ...filing, service: 'tidak-ada' } })).status).toBe(404);
  expect((await database.asOwner('select count(*)::int as count from cases.case_file')).rows).toEqual(before.rows);
});

test('overload is answered at once', async () => {
  shedding = true;
  await get('/services/sip-nakes'); // the watch starts with the first request
  await new Promise((done) => setTimeout(done, 300));
  const until = performance.now() + 700;
  while (performance.now() < until); // a stall
  await new Promise((done) => setTimeout(done, 5));
  const busy = await get('/services/sip-nakes');
  expect([busy.status, busy.body.reason, busy.headers.get('retry-after')]).toEqual([503, 'api.busy', '1']);
  await new Promise((done) => setTimeout(done, 500));
  expect((await get('/services/sip-nakes')).status).toBe(200);
});
