import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import type { Database } from '#core/server/database.ts';
import { loadDemo as loadDefinitions } from '#modules/catalogue/server/demo.ts';
import { createKey } from '#modules/exchange/server/exchange.ts';
import { getCaseView } from '#modules/cases/server/cases.ts';
import { demoId, loadDemo as loadPeople } from '#modules/identity/server/demo.ts';
import { listLooks } from '#modules/identity/server/identity.ts';
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
interface Item {
  readonly id: string;
  readonly code: string;
  readonly task: string;
  readonly date: string;
}
/** What these tests read of an answer; each answer has some of it. */
interface Body {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly code: string;
  readonly id: string;
  readonly reason: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly clock: { readonly state: string };
}
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}
async function call(
  method: string,
  path: string,
  options: {
    as?: Actor;
    body?: unknown;
    raw?: string | Uint8Array;
    form?: FormData;
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
              ...(options.form ? {} : { 'content-type': 'application/json' }),
              ...(options.key === null ? {} : { 'idempotency-key': options.key ?? crypto.randomUUID() }),
            }
          : {}),
        ...options.headers,
      },
      ...(isPost ? { body: (options.form ?? options.raw ?? JSON.stringify(options.body ?? {})) as BodyInit } : {}),
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
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Body };
}
const get = (path: string, options: Parameters<typeof call>[2] = {}) => call('GET', path, options);
const post = (path: string, options: Parameters<typeof call>[2] = {}) => call('POST', path, options);
const newKey = (agency: string, scopes: string[], rate = 600): Promise<string> =>
  database.withActor(
    { kind: 'steward', id: demoId('pengelola1') },
    async (tx) => (await createKey(tx, { agency, name: `Uji ${agency}`, scopes, rate, days: 5 })).key,
  );
const withKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

const data = mkdtempSync(join(tmpdir(), 'satu-api-'));
process.env['SATU_DATA'] = data;
afterAll(() => rmSync(data, { recursive: true, force: true }));
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
      seen.push(...body.items.map((item) => item[id]));
      next = body.next;
    }
    expect(seen.length).toBe(least);
    expect(new Set(seen).size).toBe(seen.length);
  }
  const days = await get('/holidays?year=2026&limit=200');
  expect(days.body.items.length).toBeGreaterThan(10);
  expect(days.body.items.every((day) => day.date.startsWith('2026-'))).toBe(true);
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
  ['a body that is no text of ours', 'POST', '/cases', { as: counter, headers: { 'content-type': 'text/plain' } }, 415, 'api.media_type'],
  ['an unknown service’s form', 'GET', '/services/tidak-ada/form-schema', {}, 404, 'cases.no_service'],
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

  const { code } = filed.body;
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
    seen.push(...body.items.map((item) => `${item.code} ${item.task}`));
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

const codeOf = (code: string) => database.asOwner('select * from cases.case_file where code = $1', [code]);

test('an agency’s application files for a registered citizen; the key stands in the case, its events and the citizen’s list of looks', async () => {
  const key = await newKey('rsud-mimika', ['cases:write', 'cases:read']);
  const asApp = withKey(key);
  const idempotency = crypto.randomUUID();
  const before = (await database.asOwner('select count(*)::int as n from cases.case_file')).rows[0].n as number;
  const filed = await post('/cases', { ...asApp, key: idempotency, body: filing });
  expect([filed.status, filed.body.code]).toEqual([201, expect.stringMatching(/^SP-/)]);
  expect((await post('/cases', { ...asApp, key: idempotency, body: filing })).body).toEqual(filed.body);
  expect((await database.asOwner('select count(*)::int as n from cases.case_file')).rows[0].n).toBe(before + 1);
  const { code } = filed.body;
  const row = (await codeOf(code)).rows[0];
  expect(row).toMatchObject({ applicant_id: demoId('yohana'), filed_by: demoId('yohana'), channel: 'api', partner_id: expect.any(String) });
  const events = (await database.asOwner('select * from core.event where subject_id = $1 order by no', [row.id])).rows;
  expect(events.length).toBeGreaterThan(1);
  for (const event of events)
    expect(event).toMatchObject({ actor_kind: 'partner', actor_id: row.partner_id, on_behalf_of: demoId('yohana'), via: 'api' });
  // its own case, though its agency takes no part: how it stands, and no answer
  const own = await get(`/cases/${code}`, asApp);
  expect([own.status, own.body]).toEqual([200, expect.objectContaining({ channel: 'api', answers: [], evidence: [] })]);
  // another key of the same agency did not file it, and another agency's did not either
  for (const agency of ['rsud-mimika', 'kesbangpol']) {
    const other = withKey(await newKey(agency, ['cases:write', 'cases:read', 'tasks:write']));
    expect((await get(`/cases/${code}`, other)).status).toBe(404);
    expect((await post(`/cases/${code}/tasks/kelengkapan/decide`, { ...other, body: { outcome: 'lengkap' } })).status).toBe(404);
  }
  const citizen: Actor = { kind: 'citizen', id: demoId('yohana') };
  expect((await get(`/cases/${code}`, { as: citizen })).status).toBe(200);
  const looks = await database.withActor(citizen, listLooks);
  expect(looks[0]).toMatchObject({ agency: 'rsud-mimika', purpose: 'aplikasi_instansi', what: ['nik'] });
  expect((await database.withActor(ratna, (tx) => getCaseView(tx, code))).filedBy).toBe('Uji rsud-mimika (Rumah Sakit Umum Daerah Mimika)');
});

test('filing by key: wrong scope, unknown citizen, wrong answer, missing key: each refused, and nothing is left', async () => {
  const before = await database.asOwner(
    'select (select count(*) from cases.case_file) as cases, (select count(*) from cases.draft) as drafts',
  );
  const asApp = withKey(await newKey('rsud-mimika', ['cases:write']));
  const reader = withKey(await newKey('rsud-mimika', ['cases:read', 'tasks:write']));
  const refused: [Answer, number, string][] = [
    [await post('/cases', { ...reader, body: filing }), 403, 'api.scope_missing'],
    [await post('/cases', { ...asApp, key: null, body: filing }), 422, 'api.key_needed'],
    [await post('/cases', { ...asApp, body: { ...filing, nik: '9109144501929901' } }), 422, 'input.invalid'],
    [await post('/cases', { ...asApp, body: { ...filing, nik: undefined } }), 422, 'input.invalid'],
    [await post('/cases', { ...asApp, body: { ...filing, answers: { ...filing.answers, hp: 'x' } } }), 422, 'input.invalid'],
    [await post('/cases', { ...asApp, body: { ...filing, service: 'tidak-ada' } }), 404, 'cases.no_service'],
    [await get('/cases', asApp), 403, 'api.scope_missing'],
  ];
  for (const [answer, status, reason] of refused) {
    expect([answer.status, answer.body.reason]).toEqual([status, reason]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
  expect(
    (await database.asOwner('select (select count(*) from cases.case_file) as cases, (select count(*) from cases.draft) as drafts')).rows,
  ).toEqual(before.rows);
});

const PDF = Buffer.from(`%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R >>
endobj
trailer
<< /Root 1 0 R >>
%%EOF
`);
const paper = (requirement: string, bytes: Uint8Array<ArrayBuffer> = new Uint8Array(PDF)): FormData => {
  const form = new FormData();
  form.set('requirement', requirement);
  form.set('file', new File([bytes], 'surat.pdf', { type: 'application/pdf' }));
  return form;
};
const filesKept = async (): Promise<string[]> =>
  (await readdir(`${process.env['SATU_DATA']}/files`, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

test('an agency’s application gives evidence and the result of its own task; what takes a person stays with a person', async () => {
  const { code } = (await post('/cases', { as: counter, body: filing })).body;
  const puskesmas = withKey(await newKey('pkm-hoya', ['tasks:write', 'cases:read']));
  const dinkes = withKey(await newKey('dinkes', ['tasks:write']));
  const dpmptsp = withKey(await newKey('dpmptsp', ['tasks:write']));
  const decide = (task: string, as: Parameters<typeof call>[2], body: object) =>
    post(`/cases/${code}/tasks/${task}/decide`, { ...as, body });
  // completeness starts the legal clock: no application admits a case
  const admitted = await decide('kelengkapan', dpmptsp, { outcome: 'lengkap' });
  expect([admitted.status, admitted.body.reason]).toEqual([403, 'engine.person_decides']);
  expect((await decide('kelengkapan', { as: ratna }, { outcome: 'lengkap' })).status).toBe(200);

  const evidence = `/cases/${code}/tasks/konfirmasi-puskesmas/evidence`;
  const key = crypto.randomUUID();
  const added = await post(evidence, { ...puskesmas, key, form: paper('surat-tempat-praktik') });
  expect([added.status, added.body]).toEqual([201, { id: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect((await post(evidence, { ...puskesmas, key, form: paper('surat-tempat-praktik') })).body).toEqual(added.body);
  const kept = await filesKept();
  expect(kept).toHaveLength(1);
  const { rows } = await database.asOwner('select * from cases.evidence where id = $1', [added.body.id]);
  expect(rows).toMatchObject([
    { requirement: 'surat-tempat-praktik', kind: 'upload', issuer: 'pkm-hoya', file_id: kept[0], verified_by: expect.any(String) },
  ]);
  const refusals: [Answer, number, string][] = [
    [await post(evidence, { ...puskesmas, form: paper('ktp') }), 422, 'input.invalid'],
    [await post(evidence, { ...puskesmas, form: paper('surat-tempat-praktik', new Uint8Array([1, 2, 3])) }), 422, 'input.invalid'],
    [await post(evidence, { ...puskesmas, form: new FormData() }), 422, 'input.invalid'],
    [await post(evidence, { ...puskesmas, key: null, form: paper('surat-tempat-praktik') }), 422, 'api.key_needed'],
    [
      await post(evidence, { ...puskesmas, key, form: paper('surat-tempat-praktik', new Uint8Array([...PDF, 10])) }),
      409,
      'core.key_reused',
    ],
    [await post(evidence, { ...puskesmas, body: {} }), 415, 'api.media_type'],
    [await post(evidence, { ...dinkes, form: paper('surat-tempat-praktik') }), 403, 'engine.not_your_duty'],
    [
      await post(evidence, { ...withKey(await newKey('pkm-hoya', ['cases:read'])), form: paper('surat-tempat-praktik') }),
      403,
      'api.scope_missing',
    ],
    [
      await post(evidence, { ...withKey(await newKey('kesbangpol', ['tasks:write'])), form: paper('surat-tempat-praktik') }),
      404,
      'cases.not_found',
    ],
    [await post(evidence, { form: paper('surat-tempat-praktik') }), 401, 'api.sign_in_first'],
    [await decide('konfirmasi-puskesmas', dinkes, { outcome: 'benar' }), 403, 'engine.not_your_duty'],
    [await decide('konfirmasi-puskesmas', puskesmas, { outcome: 'entah' }), 409, 'engine.outcome_closed'],
    [await decide('konfirmasi-puskesmas', puskesmas, { outcome: 'tidak-benar' }), 422, 'input.invalid'],
    [await post(`/cases/${code}/tasks/konfirmasi-puskesmas/claim`, puskesmas), 403, 'api.scope_missing'],
  ];
  for (const [index, [answer, status, reason]] of refusals.entries()) {
    expect([index, answer.status, answer.body.reason]).toEqual([index, status, reason]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
  // a refused file leaves nothing behind
  expect(await filesKept()).toEqual(kept);

  expect((await decide('konfirmasi-puskesmas', puskesmas, { outcome: 'benar' })).status).toBe(200);
  expect((await decide('teknis', dinkes, { outcome: 'memenuhi' })).status).toBe(200);
  const head = await decide('putusan', dpmptsp, { outcome: 'terbit' });
  expect([head.status, head.body.reason]).toEqual([403, 'engine.person_decides']);
  const log = (
    await database.asOwner(
      "select type, actor_kind, via from core.event where subject_id = (select id from cases.case_file where code = $1) and type in ('cases.task_decided', 'cases.evidence_added') order by no",
      [code],
    )
  ).rows;
  expect(log).toEqual([
    { type: 'cases.task_decided', actor_kind: 'officer', via: 'web' },
    { type: 'cases.evidence_added', actor_kind: 'partner', via: 'api' },
    { type: 'cases.task_decided', actor_kind: 'partner', via: 'api' },
    { type: 'cases.task_decided', actor_kind: 'partner', via: 'api' },
  ]);
});

test('what somebody has in hand an application doesn’t decide over', async () => {
  const { code } = (await post('/cases', { as: counter, body: filing })).body;
  expect((await post(`/cases/${code}/tasks/kelengkapan/decide`, { as: ratna, body: { outcome: 'lengkap' } })).status).toBe(200);
  const tester = officer('penguji1', 'dinkes', 'penguji-nakes');
  expect((await post(`/cases/${code}/tasks/teknis/claim`, { as: tester })).status).toBe(200);
  const dinkes = withKey(await newKey('dinkes', ['tasks:write']));
  const taken = await post(`/cases/${code}/tasks/teknis/decide`, { ...dinkes, body: { outcome: 'memenuhi' } });
  expect([taken.status, taken.body.reason]).toEqual([409, 'cases.taken']);
});

test('by its role alone a key reads and writes no row that isn’t its own', async () => {
  const { rows } = await database.asOwner("select id, agency from exchange.partner where agency = 'kesbangpol' limit 1");
  const partner: Actor = { kind: 'partner', id: rows[0].id as string, agencies: ['kesbangpol'], scopes: ['cases:write', 'tasks:write'] };
  await database.withActor(partner, async (tx) => {
    for (const table of ['cases.case_file', 'cases.task', 'cases.answer', 'cases.evidence', 'cases.statement', 'cases.draft'] as const)
      expect(await tx.selectFrom(table).selectAll().execute()).toEqual([]);
    await tx.updateTable('cases.task').set({ status: 'done' }).execute();
  });
  expect((await database.asOwner("select count(*)::int as n from cases.task where status = 'open'")).rows[0].n).toBeGreaterThan(0);
  const file = (await database.asOwner('select * from cases.case_file limit 1')).rows[0];
  await expect(
    database.withActor(partner, (tx) =>
      tx
        .insertInto('cases.case_file')
        .values({ ...file, id: crypto.randomUUID(), code: 'SP-X', partner_id: null, channel: 'api' })
        .execute(),
    ),
  ).rejects.toThrow(/row-level security/);
  const task = (await database.asOwner('select * from cases.task limit 1')).rows[0];
  await expect(
    database.withActor(partner, (tx) =>
      tx
        .insertInto('cases.task')
        .values({ ...task, task: 'palsu' })
        .execute(),
    ),
  ).rejects.toThrow(/row-level security/);
  for (const sql of ['identity.person', 'exchange.partner'] as const)
    await expect(database.withActor(partner, (tx) => tx.selectFrom(sql).selectAll().execute())).rejects.toThrow(/permission denied/);
});

test('each published service says what it asks, in a schema that takes a right request', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const id of ['sip-perawat', 'surat-keterangan-penelitian', 'surat-pengantar-distrik', 'kartu-ak1']) {
    const { status, body } = await get(`/services/${id}/form-schema`);
    expect([id, status, body]).toEqual([id, 200, expect.objectContaining({ $id: `/api/v1/services/${id}/form-schema`, type: 'object' })]);
    ajv.compile(body);
  }
  const check = ajv.getSchema('/api/v1/services/sip-perawat/form-schema')!;
  expect(check({ jenis: 'baru', faskes: 'PKM-HOYA', hp: '+6281200000001' })).toBe(true);
  expect(check({ jenis: 'perpanjangan', faskes: 'PKM-HOYA', hp: '0812 0000 0001' })).toBe(false);
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
