import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { readEvents } from '#core/server/events.ts';
import { uuidv7 } from '#core/id.ts';
import { testDatabase } from '#test/database.ts';
import type { Fault } from '../adapter.ts';
import {
  askRegister,
  createKey,
  listAdapters,
  listKeys,
  listWaitingReports,
  reportIssued,
  resendReport,
  resolveKey,
  revokeKey,
  setFault,
  setMode,
} from './exchange.ts';
import { findUnreported, sendReport } from './reports.ts';

let now = new Date('2026-11-24T01:00:00.000Z');
const database = await testDatabase({ clock: { now: () => now } });
const steward: Actor = { kind: 'steward', id: uuidv7() };
const job: Actor = { kind: 'job', task: 'test' };
const NURSE = '9109144501920001';
const DUKCAPIL = 'dukcapil.identity@2';

await database.asOwner(
  `insert into identity.person (id, kind, public_name, name_sealed, created_at) values ($1, 'steward', 'Diskominfo', '', now())`,
  [steward.kind === 'steward' ? steward.id : ''],
);
beforeEach(async () => {
  now = new Date('2026-11-24T01:00:00.000Z');
  await database.asOwner(`update exchange.adapter set failures = 0, open_until = null, mode = 'simulated', endpoint = null`);
  await database.asOwner('delete from exchange.adapter_fault');
  await database.asOwner('delete from exchange.request');
});
const broken = (adapter: string, fault: Fault | null) => database.withActor(steward, (tx) => setFault(tx, adapter, fault));
const ask = (adapter = DUKCAPIL, nik = NURSE, key = uuidv7()) => askRegister(database, adapter, { nik }, { key });
const log = async () => (await database.asOwner('select adapter, result, attempts, actor_kind from exchange.request order by result')).rows;

test('a register answers by concept, the same person the same way, and the question is logged without the person', async () => {
  expect(await ask()).toEqual({
    status: 'found',
    values: { 'person.nik': NURSE, 'person.name': 'Yohana', 'person.address': 'Depan Puskesmas Hoya, Kampung Hoya' },
  });
  const other = await ask(DUKCAPIL, '3201015506900011');
  expect(other).toEqual(await ask(DUKCAPIL, '3201015506900011'));
  expect(await ask('nakes.str@1')).toMatchObject({ status: 'found', values: { 'nurse.str-number': expect.stringMatching(/^NR\d{14}$/) } });
  expect(await ask('nakes.str@1', '9109011203850002')).toEqual({ status: 'not_found' });
  expect(await ask(DUKCAPIL, '9109144501929901')).toEqual({ status: 'not_found' });
  const { rows } = await database.asOwner('select * from exchange.request');
  expect(rows).toHaveLength(6);
  expect(JSON.stringify(rows)).not.toMatch(/9109144501|Yohana/);
  await expect(ask(DUKCAPIL, '123')).rejects.toThrow('invalid');
});

test.each<[Fault, unknown, string]>([
  ['down', { status: 'unavailable', reason: 'down' }, 'unavailable.down'],
  ['timeout_after_acceptance', { status: 'unavailable', reason: 'timeout' }, 'unavailable.timeout'],
  ['wrong_person', { status: 'unavailable', reason: 'wrong_person' }, 'unavailable.wrong_person'],
  ['partial', { status: 'found', values: { 'person.nik': NURSE, 'person.name': 'Yohana' } }, 'found'],
  ['stale', { status: 'unavailable', reason: 'stale' }, 'unavailable.stale'],
  ['changed_shape', { status: 'unavailable', reason: 'changed_shape' }, 'unavailable.changed_shape'],
  ['out_of_order', { status: 'unavailable', reason: 'out_of_order' }, 'unavailable.out_of_order'],
  ['quota', { status: 'unavailable', reason: 'quota' }, 'unavailable.quota'],
  ['expired_certificate', { status: 'unavailable', reason: 'certificate' }, 'unavailable.certificate'],
])('%s: what the caller gets, and what the log says', async (fault, expected, result) => {
  await broken(DUKCAPIL, fault);
  expect(await ask()).toEqual(expected);
  expect(await log()).toEqual([{ adapter: DUKCAPIL, result, attempts: fault === 'down' ? 2 : 1, actor_kind: 'anonymous' }]);
});

test('a slow register is waited for; a doubled answer is one answer', async () => {
  await broken(DUKCAPIL, 'slow');
  const started = Date.now();
  expect((await ask()).status).toBe('found');
  expect(Date.now() - started).toBeGreaterThan(1000);
  await broken(DUKCAPIL, 'duplicate');
  expect((await ask()).status).toBe('found');
});

test('half an answer of the STR register is no answer', async () => {
  await broken('nakes.str@1', 'partial');
  expect(await ask('nakes.str@1')).toEqual({ status: 'not_found' });
  await broken('nakes.skp@1', 'partial');
  expect(await ask('nakes.skp@1')).toEqual({ status: 'unavailable', reason: 'changed_shape' });
});

test('three failures rest the adapter; after the rest one caller tries, and success ends it', async () => {
  await broken(DUKCAPIL, 'down');
  for (let no = 0; no < 3; no++) await ask();
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'circuit_open' });
  expect((await ask('nakes.str@1')).status).toBe('found');
  now = new Date(now.getTime() + 31_000);
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'down' });
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'circuit_open' });
  await broken(DUKCAPIL, 'slow');
  now = new Date(now.getTime() + 31_000);
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map((answer) => answer.status).toSorted()).toEqual(['found', 'unavailable', 'unavailable']);
  expect((await ask()).status).toBe('found');
});

test('wrong answers don’t rest a register that is reachable', async () => {
  await broken(DUKCAPIL, 'wrong_person');
  for (let no = 0; no < 5; no++) expect(await ask()).toEqual({ status: 'unavailable', reason: 'wrong_person' });
});

// ── live ──
const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));
async function serve(
  reply: (body: Record<string, string>, headers: Record<string, unknown>) => { status?: number; json?: unknown; text?: string },
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const said = reply(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>, {
          ...request.headers,
          url: request.url,
        });
        response.writeHead(said.status ?? 200, { 'content-type': 'application/json' }).end(said.text ?? JSON.stringify(said.json));
      });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`;
}

test('the live adapter speaks the documented shape, and reads every misfit as unavailable', async () => {
  let seen: Record<string, unknown> = {};
  let next: (key: string) => { status?: number; json?: unknown; text?: string } = () => ({});
  const endpoint = await serve((body, headers) => {
    seen = { ...headers, body };
    return next(body['request_id']!);
  });
  await database.withActor(steward, (tx) => setMode(tx, DUKCAPIL, 'live', endpoint));
  process.env['SATU_ADAPTER_DUKCAPIL_IDENTITY_2'] = 'rahasia';
  const row = { nik: NURSE, nama_lengkap: 'Yohana', alamat: 'Hoya', status: 'aktif' };
  next = (key) => ({ json: { request_id: key, as_of: now.toISOString(), rows: [row] } });
  expect(await ask(DUKCAPIL, NURSE, 'draft-1')).toMatchObject({ status: 'found', values: { 'person.name': 'Yohana' } });
  expect(seen).toMatchObject({
    url: '/v2/dukcapil.identity@2',
    authorization: 'Bearer rahasia',
    'idempotency-key': 'draft-1',
    body: { request_id: 'draft-1', nik: NURSE },
  });
  next = (key) => ({ json: { request_id: key, as_of: now.toISOString(), rows: [{ ...row, status: 'meninggal' }] } });
  expect(await ask()).toEqual({ status: 'not_found' });
  next = (key) => ({ json: { request_id: key, as_of: now.toISOString(), rows: [row, { ...row, alamat: 'Timika' }] } });
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'ambiguous' });
  next = () => ({ status: 429, text: '' });
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'quota' });
  next = () => ({ text: '<html>' });
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'changed_shape' });
  next = () => ({ status: 503, text: '' });
  expect(await ask()).toEqual({ status: 'unavailable', reason: 'down' });
  await expect(database.withActor(steward, (tx) => setMode(tx, DUKCAPIL, 'live', 'http://dukcapil.contoh.id'))).rejects.toThrow('invalid');
});

test('a simulator never answers in production, and takes no faults there', async () => {
  process.env['SATU_MODE'] = 'production';
  try {
    expect(await ask()).toEqual({ status: 'unavailable', reason: 'not_connected' });
    await expect(broken(DUKCAPIL, 'down')).rejects.toThrow('exchange.only_in_demo');
  } finally {
    delete process.env['SATU_MODE'];
  }
});

// ── reports ──
const MPPDN = 'mppdn.sip@1';
const reported = async (documentId: string) =>
  (
    await database.asOwner('select receipt, tries, last_fault, next_at, accepted_at from exchange.report where document_id = $1', [
      documentId,
    ])
  ).rows[0];
const queued = async (documentId: string) =>
  (
    await database.asOwner(
      `delete from core.outbox where task = 'exchange.report_mppdn' and payload ->> 'documentId' = $1 returning not_before`,
      [documentId],
    )
  ).rows.map((row: { not_before: Date | null }) => row.not_before);
async function order(documentId = uuidv7()): Promise<string> {
  await database.withActor(job, (tx) =>
    reportIssued(tx, {
      documentId,
      adapter: MPPDN,
      number: '500.16.7.2/1/DPMPTSP',
      code: 'A'.repeat(26),
      issuedOn: '2026-11-24',
      validUntil: '2031-11-24',
    }),
  );
  return documentId;
}

test('ordered twice is one report; once taken it is never sent again', async () => {
  const id = await order();
  await order(id);
  expect(await queued(id)).toEqual([null]);
  await sendReport(database, id);
  await sendReport(database, id);
  expect(await reported(id)).toMatchObject({
    receipt: expect.stringMatching(/^MPPDN-[0-9A-F]{12}$/),
    tries: 1,
    last_fault: null,
    accepted_at: now,
  });
  expect(await log()).toMatchObject([{ result: 'accepted', attempts: 1, actor_kind: 'job' }]);
});

test.each<[Fault, string | null, number]>([
  ['slow', null, 1],
  ['duplicate', null, 1],
  ['partial', null, 1],
  ['wrong_person', null, 1],
  ['timeout_after_acceptance', null, 2],
  ['down', 'down', 2],
  ['quota', 'quota', 1],
  ['expired_certificate', 'certificate', 1],
  ['changed_shape', 'changed_shape', 1],
  ['out_of_order', 'out_of_order', 1],
  ['stale', 'stale', 1],
])(
  'a report while the other side is %s: what is kept, when it is tried again, and that it ends with one receipt',
  async (fault, kept, attempts) => {
    await broken(MPPDN, fault);
    const id = await order();
    await queued(id);
    await sendReport(database, id);
    expect(await log()).toMatchObject([{ attempts, result: kept ? `unavailable.${kept}` : 'accepted' }]);
    if (kept === null)
      return expect(await reported(id)).toMatchObject({ receipt: expect.stringMatching(/^MPPDN-/), last_fault: null, next_at: null });
    const next = new Date(now.getTime() + 60_000);
    expect(await reported(id)).toEqual({ receipt: null, tries: 1, last_fault: kept, next_at: next, accepted_at: null });
    expect(await queued(id)).toEqual([next]);
    const waiting = await database.withActor(steward, listWaitingReports);
    expect(waiting.find((report) => report.documentId === id)).toMatchObject({
      number: '500.16.7.2/1/DPMPTSP',
      tries: 1,
      fault: kept,
      nextAt: next,
    });
    await broken(MPPDN, null);
    now = new Date(now.getTime() + 60_000);
    await sendReport(database, id);
    expect(await reported(id)).toMatchObject({ receipt: expect.stringMatching(/^MPPDN-/), tries: 2, last_fault: null, accepted_at: now });
    expect((await database.withActor(steward, listWaitingReports)).map((report) => report.documentId)).not.toContain(id);
  },
);

test('tried again after 1, 2, 4 … minutes, at most six hours, and never given up; a resting adapter counts as a try', async () => {
  await broken(MPPDN, 'down');
  const id = await order();
  const pauses: number[] = [];
  for (let no = 0; no < 12; no++) {
    await queued(id);
    await sendReport(database, id);
    const { next_at: next } = (await reported(id)) as { next_at: Date };
    pauses.push((next.getTime() - now.getTime()) / 60_000);
    if (no === 2) {
      await sendReport(database, id); // at once again: three failures let the adapter rest
      expect(await reported(id)).toMatchObject({ last_fault: 'circuit_open' });
      await database.asOwner('update exchange.report set tries = tries - 1 where document_id = $1', [id]);
    }
    now = next;
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
});

test('a lost job loses no report, and a steward may send it at once', async () => {
  const id = await order();
  await queued(id); // and never run
  await database.withActor(job, findUnreported);
  expect(await queued(id)).toEqual([]);
  now = new Date(now.getTime() + 11 * 60_000);
  await database.withActor(job, findUnreported);
  expect(await queued(id)).toEqual([null]);
  await database.withActor(steward, (tx) => resendReport(tx, id));
  expect(await queued(id)).toEqual([null]);
  await sendReport(database, id);
  for (const unknown of [id, uuidv7(), 'x'])
    await expect(database.withActor(steward, (tx) => resendReport(tx, unknown))).rejects.toThrow('not_found');
  const officer: Actor = { kind: 'officer', id: uuidv7(), agencies: ['dpmptsp'], duties: [] };
  await expect(database.withActor(officer, (tx) => resendReport(tx, id))).rejects.toThrow('forbidden');
  await expect(database.withActor(officer, listWaitingReports)).rejects.toThrow('forbidden');
});

test('in production a report waits until the regency has connected the system', async () => {
  const id = await order();
  process.env['SATU_MODE'] = 'production';
  try {
    await sendReport(database, id);
    expect(await reported(id)).toMatchObject({ last_fault: 'not_connected', tries: 1 });
  } finally {
    delete process.env['SATU_MODE'];
  }
});

// ── keys ──
const wanted = { agency: 'dinkes', name: 'Dasbor Dinkes', scopes: ['cases:read'], rate: '60', days: '30' };

test('a key is shown once, opens what it says, and stops when revoked or expired', async () => {
  const { id, key } = await database.withActor(steward, (tx) => createKey(tx, wanted));
  expect(await resolveKey(database, key)).toEqual({
    actor: { kind: 'partner', id, agencies: ['dinkes'], scopes: ['cases:read'] },
    ratePerMinute: 60,
  });
  const [shown] = await database.withActor(steward, listKeys);
  expect(shown).toMatchObject({ id, status: 'active', hint: key.slice(0, 8), createdBy: 'Diskominfo', lastUsedAt: now });
  const stored = await database.asOwner('select * from exchange.partner');
  expect(JSON.stringify(stored.rows)).not.toContain(key);
  expect(await resolveKey(database, `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
  await database.withActor(steward, (tx) => revokeKey(tx, id));
  expect(await resolveKey(database, key)).toBeUndefined();
  await expect(database.withActor(steward, (tx) => revokeKey(tx, id))).rejects.toThrow('not_found');
  const events = await database.withActor(steward, (tx) => readEvents(tx, id));
  expect(events.map((event) => event.type)).toEqual(['exchange.key_created', 'exchange.key_revoked']);
  const second = await database.withActor(steward, (tx) => createKey(tx, { ...wanted, days: 1 }));
  now = new Date(now.getTime() + 86_400_001);
  expect(await resolveKey(database, second.key)).toBeUndefined();
});

test('only stewards make keys, faults and modes; each wrong answer has its reason; a refusal leaves no event', async () => {
  const officer: Actor = { kind: 'officer', id: uuidv7(), agencies: ['dinkes'], duties: [] };
  const before = await database.asOwner('select count(*)::int as count from core.event');
  const refused: readonly ((tx: never) => Promise<unknown>)[] = [
    (tx) => createKey(tx, wanted),
    (tx) => revokeKey(tx, uuidv7()),
    (tx) => setFault(tx, DUKCAPIL, 'down'),
    listKeys,
    listAdapters,
  ];
  for (const work of refused) await expect(database.withActor(officer, (tx) => work(tx as never))).rejects.toThrow('forbidden');
  await expect(database.withActor(officer, (tx) => tx.selectFrom('exchange.partner').select('id').execute())).rejects.toThrow(
    'permission denied',
  );
  await expect(database.withActor(officer, (tx) => tx.selectFrom('exchange.request').select('id').execute())).rejects.toThrow(
    'permission denied',
  );
  await expect(
    database.withActor(steward, (tx) => createKey(tx, { agency: '', name: 'x', scopes: ['all'], rate: 0, days: 'x' })),
  ).rejects.toMatchObject({
    fields: {
      agency: 'exchange.agency_needed',
      name: 'exchange.name_needed',
      'scopes.0': 'exchange.scope_needed',
      rate: 'exchange.rate_wrong',
      days: 'exchange.days_wrong',
    },
  });
  await expect(database.withActor(steward, (tx) => createKey(tx, { ...wanted, agency: 'tidak-ada' }))).rejects.toThrow('not_found');
  expect((await database.asOwner('select count(*)::int as count from core.event')).rows).toEqual(before.rows);
});

test('the steward sees how each adapter fares', async () => {
  await ask();
  await broken('nakes.str@1', 'down');
  for (let no = 0; no < 3; no++) await ask('nakes.str@1');
  const { adapters } = await database.withActor(steward, listAdapters);
  expect(adapters.map((adapter) => adapter.name)).toEqual([DUKCAPIL, 'mppdn.sip@1', 'nakes.skp@1', 'nakes.str@1', 'sp4n.lapor@1']);
  expect([adapters[0]!.state, adapters[3]!.state]).toEqual(['well', 'resting']);
  expect(adapters[3]!.results).toEqual([{ result: 'unavailable.down', count: 3, medianMs: expect.any(Number) }]);
});
