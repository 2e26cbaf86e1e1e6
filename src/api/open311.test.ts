import { mkdtempSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { loadDemo as loadComplaintsDemo } from '#modules/complaints/server/demo.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { createKey, revokeKey } from '#modules/exchange/server/exchange.ts';
import { demoId, demoSignIns, loadDemo } from '#modules/identity/server/demo.ts';
import { testDatabase } from '#test/database.ts';
import { asTexts, jsonOf, readXml } from '#test/xml.ts';
import { open311 } from './open311.ts';

/** Time the tests move by hand; begins on Monday 2 November 2026, 09.00 WIT. */
let now = new Date('2026-11-02T09:00:00+09:00');
const database = await testDatabase({ clock: { now: () => now } });
const later = (minutes: number): void => void (now = new Date(now.getTime() + minutes * 60_000));

const folder = mkdtempSync(join(tmpdir(), 'satu-open311-'));
process.env['SATU_DATA'] = folder;
afterAll(() => rm(folder, { recursive: true, force: true }));

let people: Map<string, Awaited<ReturnType<typeof demoSignIns>>[number]>;
const keys = { production: '', test: '' };
beforeAll(async () => {
  await loadDemo(database, database.ownerUrl);
  await loadComplaintsDemo(database, database.ownerUrl);
  people = new Map((await demoSignIns()).map((person) => [person.key, person]));
  keys.production = (await newKey(['open311:write'])).key;
  keys.test = (await newKey(['open311:test'])).key;
});
const steward: Actor = { kind: 'steward', id: demoId('pengelola1') };
const newKey = (scopes: string[], rate = 6000) =>
  database.withActor(steward, (tx) =>
    createKey(tx, {
      agency: 'diskominfo',
      name: 'Uji Open311',
      scopes,
      rate,
      days: 30,
      contact: 'Tim Uji, uji@contoh.id',
      purpose: 'Pengujian',
    }),
  );
function as<T>(key: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (key === 'job') return database.withActor({ kind: 'job', task: 'test' }, work);
  if (key === 'anonymous') return database.withActor({ kind: 'anonymous' }, work);
  const duties = people.get(key)!.duties.map((duty) => ({ agency: duty.split('/')[0]!, role: duty.split('/')[1]! }));
  return database.withActor({ kind: 'officer', id: people.get(key)!.id, agencies: duties.map(({ agency }) => agency), duties }, work);
}

const LISTS = {
  service_requests: 'request',
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
};
const bugs: unknown[] = [];
let address = 0;
interface Call {
  readonly method?: string;
  readonly body?: BodyInit | null;
  readonly headers?: Record<string, string>;
  readonly database?: Database;
  readonly address?: string;
}
const raw = (
  path: string,
  { method = 'GET', body = null, headers = {}, database: other = database, address: from }: Call = {},
): Promise<Response> => {
  const url = new URL(`http://satu.test/open311${path}`);
  return open311(new Request(url, { method, body, headers }), {
    database: other,
    address: from ?? `192.0.2.${address++ % 250}`,
    url,
    isBusy: () => false,
    report: (thrown) => void bugs.push(thrown),
  });
};
/** A call as JSON; the same as XML must say the same, well formed, for all that reads. */
async function call(path: string, options: Call = {}) {
  const response = await raw(path, options);
  const text = await response.text();
  expect(bugs).toEqual([]);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  if (!/\.json(?:\?|$)/.test(path)) {
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    return { status: response.status, headers: response.headers, body: jsonOf(readXml(text), LISTS) as never };
  }
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const body = JSON.parse(text);
  if (!options.method || options.method === 'GET') {
    const twin = await raw(path.replace('.json', '.xml'), options);
    expect(twin.status).toBe(response.status);
    expect(twin.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(jsonOf(readXml(await twin.text()), LISTS)).toEqual(asTexts(body));
  }
  return { status: response.status, headers: response.headers, body };
}
const form = (fields: Record<string, string | string[]>): string =>
  new URLSearchParams(Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => [name, value]))).toString();
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const road = { service_code: 'JLN-01', 'attribute[jenis]': 'jalan', address_id: '94.04.01', lat: '-4.546681234', long: '136.8834' };
let posted = 0;
/** Post; each with words of its own unless told. */
const post = (fields: Record<string, string | string[]>, more: Call & { path?: string; key?: string } = {}) =>
  call(more.path ?? '/v2/requests.json', {
    method: 'POST',
    body: form({ api_key: more.key ?? keys.production, description: `Jalan berlubang nomor ${++posted}`, ...fields }),
    ...more,
    headers: { ...FORM, ...more.headers },
  });
const reasons = (body: { code: number; description: string }[]): string[] =>
  body.map(({ code, description }) => `${code} ${description.split(':')[0]}`);
const count = async (): Promise<number> => (await database.asOwner('select count(*)::int as count from complaints.report')).rows[0].count;
const idOf = async (number: string): Promise<string> =>
  (await database.asOwner('select id from complaints.report where number = $1', [number])).rows[0].id;
const get = (path: string) => call(path);
const list = async (query: string) => (await get(`/v2/requests.json?${query}`)).body as Record<string, unknown>[];

/** From received to an end, by the officers whose business it is. */
async function finish(number: string): Promise<void> {
  const id = await idOf(number);
  await as('lo', (tx) =>
    complaints.verifyReport(tx, id, {
      title: 'Jalan berlubang',
      classification: 'permintaan_informasi',
      category: 'jalan-jembatan',
      region: '94.04.01',
    }),
  );
  await as('lo', (tx) => complaints.routeReport(tx, id, { lead: 'dpupr', supporting: [] }));
  await as('pic-dpupr', (tx) => complaints.acceptReport(tx, id));
  await as('pic-dpupr', (tx) =>
    complaints.submitProof(tx, id, { text: 'Sudah kami jelaskan.', field_work: false, reason: 'Hanya penjelasan.' }, []),
  );
  await as('verifikator-miru', (tx) => complaints.acceptProof(tx, id, { on_site: true, text: 'Benar.' }));
}

describe('discovery and services', () => {
  test('two endpoints, two formats, a changeset in the past that moves when a service changes', async () => {
    const { status, body } = await get('/discovery.json');
    expect(status).toBe(200);
    expect(body.endpoints).toEqual(
      [
        ['http://satu.test/open311/v2', 'production'],
        ['http://satu.test/open311/test/v2', 'test'],
      ].map(([url, type]) => ({
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url,
        changeset: body.changeset,
        type,
        formats: ['text/xml', 'application/json'],
      })),
    );
    expect(body.changeset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(body.changeset)).toBeLessThanOrEqual(Date.now());
    expect(body.contact).toContain('Mimika Center');
    expect(body.key_service).toContain('http://satu.test/api/docs#open311');
    // written again as it was: nothing moves; changed: it does
    await database.asOwner("update complaints.category set changed_at = '2020-01-01', name = name");
    const before = (await get('/discovery.json')).body.changeset;
    await database.asOwner('update complaints.category set name = name');
    expect((await get('/discovery.json')).body.changeset).toBe(before);
    await database.asOwner("update complaints.category set name_en = name_en || '.' where code = 'JLN-01'");
    expect((await get('/discovery.json')).body.changeset > before).toBe(true);
    await database.asOwner("update complaints.category set name_en = rtrim(name_en, '.') where code = 'JLN-01'");
  });

  test('services: every field of the specification, codes with a letter, the type from the category', async () => {
    const { body } = await get('/v2/services.json?jurisdiction_id=mimika');
    expect(body).toHaveLength(20);
    expect(body[0]).toEqual({
      service_code: 'JLN-01',
      service_name: 'Jalan & jembatan',
      description: 'Jalan & jembatan / Roads and bridges',
      metadata: true,
      type: 'realtime',
      keywords: 'jalan, jembatan, roads, bridges',
      group: 'jalan',
    });
    for (const service of body) {
      expect(service.service_code).toMatch(/[A-Z]/);
      expect(Object.values(service).every((value) => value !== null && value !== '')).toBe(true);
    }
    const types = Object.fromEntries(body.map((service: Record<string, string>) => [service['service_code'], service['type']]));
    expect([types['JLN-01'], types['KES-01'], types['PGL-01']]).toEqual(['realtime', 'batch', 'blackbox']);
  });

  test('a definition: attributes in order with their values; none where there are no questions', async () => {
    const { body } = await get('/v2/services/JLN-01.json');
    expect(body.service_code).toBe('JLN-01');
    expect(body.attributes.length).toBeGreaterThan(0);
    for (const [index, attribute] of body.attributes.entries()) {
      expect(Object.keys(attribute)).toEqual([
        'variable',
        'code',
        'datatype',
        'required',
        'datatype_description',
        'order',
        'description',
        'values',
      ]);
      expect(attribute.order).toBe(index + 1);
      expect([typeof attribute.variable, typeof attribute.required]).toEqual(['boolean', 'boolean']);
    }
    const jenis = body.attributes.find((attribute: { code: string }) => attribute.code === 'jenis');
    expect(jenis.values[0]).toEqual({ key: expect.any(String), name: expect.any(String) });
    expect((await get('/v2/services/IZN-01.json')).body).toEqual({ service_code: 'IZN-01', attributes: [] });
    expect((await get('/test/v2/services/JLN-01.json')).body).toEqual(body);
  });
});

describe('a report by realtime', () => {
  test('is there at once: posted, read in both formats, with its deadline; nothing of the reporter in it', async () => {
    const { status, body } = await post({
      ...road,
      description: 'Lubang <besar> & dalam. NIK 9109144501920001, hubungi 081234567890.',
      first_name: 'Penanda',
      last_name: 'Rahasia',
      phone: '081234567890',
      email: 'penanda@contoh.id',
      account_id: 'akun-7',
      device_id: 'gawai-9',
      address_string: 'Jalan Budi Utomo 12',
    });
    expect(status).toBe(200);
    expect(body).toEqual([
      { service_request_id: expect.stringMatching(/^ADU-2026-\d{6}-\d$/), service_notice: expect.any(String), account_id: 'akun-7' },
    ]);
    const number = body[0].service_request_id;
    expect(body[0].service_notice).toContain(number);
    expect(body[0].service_notice).toContain('5 November 2026');
    const one = await get(`/v2/requests/${number}.json`);
    expect(one.status).toBe(200);
    expect(one.body).toEqual([
      {
        service_request_id: number,
        status: 'open',
        status_notes: 'Belum diverifikasi / Not yet verified',
        service_name: 'Jalan & jembatan',
        service_code: 'JLN-01',
        description: expect.stringContaining('Lubang <besar> & dalam.'),
        agency_responsible: expect.stringContaining('Komunikasi'),
        service_notice: 'Tenggat terdekat: Verifikasi, 5 November 2026. / Next deadline: Verification, 5 November 2026.',
        requested_datetime: '2026-11-02T09:00:00+09:00',
        updated_datetime: '2026-11-02T09:00:00+09:00',
        expected_datetime: '2026-11-05T23:59:59+09:00',
        address: 'Distrik Mimika Baru, Kabupaten Mimika',
        address_id: '94.04.01',
        zipcode: null,
        lat: -4.54668,
        long: 136.8834,
        media_url: null,
      },
    ]);
    for (const secret of ['9109144501920001', '081234567890', 'Penanda', 'penanda@contoh.id', 'akun-7', 'gawai-9', 'Budi Utomo'])
      expect(JSON.stringify(one.body), secret).not.toContain(secret);
    // the words of the receipt open it for its reporter
    const code = /rahasia pelapor: ([a-z]+(?:-[a-z]+){3})\./.exec(body[0].service_notice)![1]!;
    const own = await as('anonymous', async (tx) => complaints.getOwnReport(tx, await complaints.presentCode(tx, number, code)));
    expect(own.ownText).toContain('081234567890');
    expect(own.address).toBe('Jalan Budi Utomo 12');
    expect(firstBroken(await as('job', (tx) => readEvents(tx, own.id)))).toBeUndefined();
    expect((await database.asOwner('select channel from complaints.report where id = $1', [own.id])).rows).toEqual([
      { channel: 'open311' },
    ]);
  });

  test('needs no words; unreadable contacts hold nothing up and are named; danger brings the numbers to call', async () => {
    const { body } = await post({ ...road, description: '', phone: '111111111', email: 'smit' });
    expect((await get(`/v2/requests/${body[0].service_request_id}.json`)).body[0].description).toBeNull();
    expect(body[0].service_notice).toContain('Nomor telepon tidak terbaca');
    expect(body[0].service_notice).toContain('The e-mail address cannot be read');
    const danger = await post({ ...road, description: 'Tolong, ada orang tenggelam sekarang!' });
    expect(danger.body[0].service_notice).toContain('112');
  });

  test('the example of the specification is taken, a code of ours put in', async () => {
    const body = `api_key=${keys.production}&jurisdiction_id=mimika&service_code=JLN-01&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg&attribute[WHISPAWN]=123456&attribute[jenis]=jalan`;
    const answer = await call('/v2/requests.xml', { method: 'POST', body, headers: FORM });
    expect(answer.status).toBe(200);
    const [{ service_request_id: number, account_id: account }] = answer.body as [Record<string, string>];
    expect(account).toBe('123456');
    const view = await as('lo', (tx) => complaints.getDeskReport(tx, number!));
    expect(view.timeline.at(-1)!.text).toBe('Tautan dari aplikasi pelapor: http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg');
    const shown = await as('anonymous', (tx) => complaints.getPublicReport(tx, number!));
    expect(JSON.stringify(shown)).not.toContain('flickr');
  });

  test('a photograph comes along as multipart; what is no picture is refused with everything else that is wrong', async () => {
    const jpeg = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#a08060' } })
      .composite([
        { input: Buffer.from('<svg width="80" height="60"><rect width="80" height="60" fill="#204060"/></svg>'), top: 40, left: 90 },
      ])
      .jpeg()
      .toBuffer();
    const multipart = (fields: Record<string, string>, file: Uint8Array): FormData => {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      body.append('media', new Blob([file as BlobPart]), 'foto.jpg');
      return body;
    };
    const good = await call('/v2/requests.json', {
      method: 'POST',
      body: multipart({ ...road, api_key: keys.production, description: 'Dengan foto' }, jpeg),
    });
    expect(good.status).toBe(200);
    const id = await idOf(good.body[0].service_request_id);
    const photo = (await database.asOwner('select id, file_id, role, is_public from complaints.photo where report_id = $1', [id])).rows;
    expect(photo).toEqual([{ id: expect.any(String), file_id: expect.any(String), role: 'report', is_public: false }]);
    const isKept = (fileId: string) =>
      stat(join(folder, 'files', fileId.slice(0, 2), fileId)).then(
        () => true,
        () => false,
      );
    expect(await isKept(photo[0].file_id)).toBe(true);
    // not public before somebody covered what it must not show; then its address stands in the answer
    expect((await get(`/v2/requests/${good.body[0].service_request_id}.json`)).body[0].media_url).toBeNull();
    await database.asOwner('update complaints.photo set is_public = true, masked_file_id = file_id where report_id = $1', [id]);
    const address = `http://satu.test/laporan/${good.body[0].service_request_id}/foto/${photo[0].id}`;
    expect((await get(`/v2/requests/${good.body[0].service_request_id}.json`)).body[0].media_url).toBe(address);
    const before = await count();
    const bad = await call('/v2/requests.json', {
      method: 'POST',
      body: multipart({ api_key: keys.production, service_code: 'JLN-01' }, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    });
    expect([bad.status, reasons(bad.body)]).toEqual([400, ['400 lat', '400 attribute[jenis]', '400 media']]);
    // the key is asked first: nobody else has pictures drawn
    const keyless = await call('/v2/requests.json', { method: 'POST', body: multipart({}, jpeg) });
    expect([keyless.status, reasons(keyless.body)]).toEqual([403, ['403 api_key']]);
    expect(await count()).toBe(before);
  });
});

describe('kinds of service', () => {
  test('batch: a token until an officer looked at it; then the number', async () => {
    const { body } = await post({ service_code: 'KES-01', address_id: '94.04.01' });
    expect(body).toEqual([{ token: expect.stringMatching(/^tok_[\w-]{22}$/), service_notice: expect.any(String), account_id: null }]);
    const { token } = body[0];
    expect((await get(`/v2/tokens/${token}.json`)).body).toEqual([{ service_request_id: null, token }]);
    const number = /ADU-2026-\d{6}-\d/.exec(body[0].service_notice)![0];
    expect((await get(`/v2/requests/${number}.json`)).status).toBe(404);
    const id = await idOf(number);
    await as('lo', (tx) =>
      complaints.verifyReport(tx, id, {
        title: 'Puskesmas tutup',
        classification: 'pengaduan_tidak_berkadar',
        category: 'kesehatan',
        region: '94.04.01',
      }),
    );
    expect((await get(`/v2/tokens/${token}.json`)).body).toEqual([{ service_request_id: number, token }]);
    expect((await get(`/v2/requests/${number}.json`)).status).toBe(404);
    await as('lo', (tx) => complaints.setPublic(tx, id, true));
    expect((await get(`/v2/requests/${number}.json`)).body[0].service_code).toBe('KES-01');
    for (const unknown of ['tok_AAAAAAAAAAAAAAAAAAAAAA', '12345', 'tok_'])
      expect((await get(`/v2/tokens/${unknown}.json`)).status, unknown).toBe(404);
  });

  test('blackbox: taken, and never shown, by number, list, token or file', async () => {
    const { body } = await post({ service_code: 'PGL-01', address_id: '94.04.01', description: 'Pungutan di loket XYZZY' });
    expect(Object.keys(body[0])).toEqual(['service_notice', 'account_id']);
    const number = /ADU-2026-\d{6}-\d/.exec(body[0].service_notice)![0];
    expect((await get(`/v2/requests/${number}.json`)).status).toBe(404);
    expect(await list(`service_request_id=${number}`)).toEqual([]);
    expect(await list('service_code=PGL-01')).toEqual([]);
  });

  test('a report kept secret never appears', async () => {
    const receipt = await as('anonymous', (tx) =>
      complaints.submitReport(tx, {
        text: 'Rahasia XYZZY',
        category: 'jalan-jembatan',
        region: '94.04.01',
        answers: { jenis: 'jalan' },
        secret: true,
      }),
    );
    expect((await get(`/v2/requests/${receipt.number}.json`)).status).toBe(404);
    expect(await list(`service_request_id=${receipt.number}`)).toEqual([]);
    expect(JSON.stringify(await list('page_size=1000'))).not.toContain('XYZZY');
  });
});

describe('GET requests', () => {
  test('newest first; by status, code, dates; unknown numbers passed over, the typed form of a number forgiven', async () => {
    const all = await list('');
    const times = all.map((request) => request['requested_datetime'] as string);
    expect(times).toEqual(times.toSorted().toReversed());
    later(2 * 24 * 60);
    const fresh = (await post(road)).body[0].service_request_id as string;
    later(2 * 24 * 60);
    expect(
      (await list('start_date=2026-11-04T09:00:00%2B09:00&end_date=2026-11-04T09:00:00%2B09:00')).map(
        (request) => request['service_request_id'],
      ),
    ).toEqual([fresh]);
    expect(await list('start_date=2026-11-05T00:00:00Z')).toEqual([]);
    const other = all.at(-1)!['service_request_id'] as string;
    const some = await list(`service_request_id=${other},ADU-2026-999999-9,x,${fresh.toLowerCase()}&status=nonsense`);
    expect(some.map((request) => request['service_request_id'])).toEqual([fresh, other]);
    expect((await list('service_code=JLN-01')).length).toBeGreaterThan(1);
    expect(new Set((await list('service_code=JLN-01,KES-01')).map((request) => request['service_code']))).toEqual(
      new Set(['JLN-01', 'KES-01']),
    );
    expect(await list('service_code=TMB-01')).toEqual([]);
    expect(await list('status=closed')).toEqual([]);
    expect((await list('status=open,closed')).length).toBe(all.length + 1);
  });

  test('closed says when, how, and is no promise any more; a merged report is open or closed as the one it follows', async () => {
    const number = (await post(road)).body[0].service_request_id as string;
    const twin = (await post(road)).body[0].service_request_id as string;
    await as('lo', async (tx) => complaints.mergeReport(tx, await idOf(twin), number));
    await finish(number);
    const id = await idOf(number);
    expect((await get(`/v2/requests/${number}.json`)).body[0]).toMatchObject({
      status: 'open',
      agency_responsible: expect.stringContaining('Pekerjaan Umum'),
    });
    later(30);
    await as('anonymous', async (tx) => {
      await complaints.presentCode(tx, number, complaints.receiptCode(id));
      await complaints.agree(tx, id);
    });
    const closedAt = (await get(`/v2/requests/${number}.json`)).body[0].updated_datetime;
    later(30);
    await as('anonymous', async (tx) => {
      await complaints.presentCode(tx, number, complaints.receiptCode(id));
      await complaints.rate(tx, id, 5);
    });
    const closed = (await get(`/v2/requests/${number}.json`)).body[0];
    expect(closed).toMatchObject({
      status: 'closed',
      status_notes: 'Selesai. Diterima pelapor / Finished. Accepted by the reporter',
      updated_datetime: closedAt,
      expected_datetime: null,
      service_notice: null,
    });
    const follower = (await get(`/v2/requests/${twin}.json`)).body[0];
    expect(follower).toMatchObject({ status: 'closed', updated_datetime: closedAt });
    expect((await list('status=closed')).map((request) => request['service_request_id']).toSorted()).toEqual([number, twin].toSorted());
    expect((await list('status=open')).every((request) => request['status'] === 'open')).toBe(true);
    await as('anonymous', async (tx) => {
      await complaints.presentCode(tx, number, complaints.receiptCode(id));
      await complaints.contest(tx, id, 'Belum beres.');
    });
    expect((await get(`/v2/requests/${twin}.json`)).body[0].status).toBe('open');
  });

  test('page and page_size part the list without gap or double; the link leads through all of it', async () => {
    const all = (await list('')).map((request) => request['service_request_id']);
    const paged: unknown[] = [];
    for (let page = 1; page <= Math.ceil(all.length / 3); page++)
      paged.push(...(await list(`page=${page}&page_size=3`)).map((request) => request['service_request_id']));
    expect(paged).toEqual(all);
    const linked: unknown[] = [];
    for (let path: string | undefined = '/v2/requests.json?page_size=2'; path;) {
      const { body, headers } = await get(path);
      linked.push(...body.map((request: Record<string, unknown>) => request['service_request_id']));
      path = /^<http:\/\/satu\.test\/open311([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(linked).toEqual(all);
  });
});

describe('errors, each with all that is wrong, in both languages and both formats', () => {
  test.each([
    ['/v2/services.json?jurisdiction_id=sfgov.org', 404, ['404 jurisdiction_id']],
    ['/v2/services/JLN-01.json?jurisdiction_id=sfgov.org', 404, ['404 jurisdiction_id']],
    ['/v2/services/001.json', 404, ['404 service_code']],
    ['/v2/requests.json?jurisdiction_id=x&status=y', 404, ['404 jurisdiction_id', '400 status']],
    ['/v2/requests.json?service_code=999', 404, ['404 service_code']],
    ['/v2/requests.json?start_date=2026-01-01&end_date=x&status=done', 400, ['400 status', '400 start_date', '400 end_date']],
    ['/v2/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z', 400, ['400 start_date']],
    ['/v2/requests/ADU-2026-999999-9.json', 404, ['404 service_request_id']],
    ['/v2/requests/1.json?jurisdiction_id=x', 404, ['404 jurisdiction_id']],
    ['/v2/tokens/123.json?jurisdiction_id=x', 404, ['404 jurisdiction_id']],
    ['/v2/tokens/123.json', 404, ['404 token']],
    ['/v2/tokens.json', 404, [expect.stringContaining('404')]],
    ['/v3/services.json', 404, [expect.stringContaining('404')]],
    ['/v2.json', 404, [expect.stringContaining('404')]],
  ])('%s', async (path, status, expected) => {
    const answer = await get(path);
    expect([answer.status, reasons(answer.body)]).toEqual([status, expected]);
    for (const { description } of answer.body as { description: string }[]) expect(description).toMatch(/\S+ \/ \S+/);
  });

  test('a format nobody offers, and no format, still get a body; other methods are told which', async () => {
    for (const path of ['/v2/services', '/v2/services.yaml', '/v2/requests', '', '/', '/v2/bulk.json']) {
      const answer = await get(path);
      expect(answer.status, path).toBe(404);
      expect(answer.body, path).toMatchObject([{ description: expect.stringContaining('discovery.xml') }]);
    }
    const wrong = await call('/v2/services.json', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await call('/v2/requests.json', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await call('/v2/requests/ADU-1.json', { method: 'POST' })).status).toBe(405);
    const options = await raw('/v2/requests.json', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD, POST']);
    const head = await raw('/v2/services.xml', { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('content-type')]).toEqual([200, '', 'text/xml; charset=utf-8']);
  });

  test('POST: missing, empty, unknown, revoked, expired, and the other endpoint’s key are forbidden', async () => {
    const revoked = await newKey(['open311:write']);
    await database.withActor(steward, (tx) => revokeKey(tx, revoked.id));
    const reader = await newKey(['cases:read']);
    const expired = await newKey(['open311:write']);
    await database.asOwner("update exchange.partner set created_at = '2020-01-01', expires_at = '2020-02-01' where id = $1", [expired.id]);
    const before = await count();
    for (const key of ['', ' ', 'xyz', revoked.key, reader.key, expired.key, keys.test]) {
      const answer = await post(road, { key });
      expect([answer.status, reasons(answer.body)], key).toEqual([403, ['403 api_key']]);
    }
    const none = await call('/v2/requests.xml', { method: 'POST', body: form(road), headers: FORM });
    expect([none.status, (none.body as { code: string }[]).map(({ code }) => code)]).toEqual([403, ['403']]);
    expect((await post(road, { key: keys.production, path: '/test/v2/requests.json' })).status).toBe(403);
    expect(await count()).toBe(before);
    // in the address it is as good
    expect(
      (
        await call(`/v2/requests.json?api_key=${keys.production}`, {
          method: 'POST',
          body: form({ ...road, description: 'kunci di alamat' }),
          headers: FORM,
        })
      ).status,
    ).toBe(200);
  });

  test('POST: everything wrong at once; nothing half-written', async () => {
    const before = await count();
    const answer = await post({
      jurisdiction_id: 'x',
      service_code: 'JLN-01',
      'attribute[jenis]': ['jalan', 'jembatan'],
      lat: '-4.5',
      address_id: '545483',
      description: 'a'.repeat(4001),
      media_url: 'file:///etc/passwd',
    });
    expect([answer.status, reasons(answer.body)]).toEqual([
      404,
      ['404 jurisdiction_id', '400 long', '400 address_id', '400 attribute[jenis]', '400 description', '400 media_url'],
    ]);
    expect(reasons((await post({ service_code: 'XXX-99', address_id: '94.04.01' })).body)).toEqual(['404 service_code']);
    expect(reasons((await post({ service_code: '' })).body)).toEqual(['400 service_code', '400 lat']);
    expect(reasons((await post(road, { headers: { 'idempotency-key': 'x' } })).body)).toEqual(['400 Idempotency-Key']);
    const nul = await post({ ...road, description: 'a\u0000b' });
    expect([nul.status, reasons(nul.body)]).toEqual([400, ['400 description']]);
    const text = await call(`/v2/requests.json?api_key=${keys.production}`, {
      method: 'POST',
      body: '{"service_code":"JLN-01"}',
      headers: { 'content-type': 'application/json' },
    });
    expect(text.status).toBe(400);
    const cut = await call(`/v2/requests.json?api_key=${keys.production}`, {
      method: 'POST',
      body: '--x\r\ncontent-disposition: form-data; name="lat"\r\n\r\n1',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(cut.status).toBe(400);
    expect(await count()).toBe(before);
  });

  test('too many calls: told when to come again; a fault of ours says nothing but that', async () => {
    const slow = await newKey(['open311:write'], 2);
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await post({ ...road, description: `cepat ${n}` }, { key: slow.key })).status);
    expect(statuses).toEqual([200, 200, 429]);
    const reading = [];
    for (let n = 0; n < 121; n++) reading.push((await raw('/discovery.xml', { address: '198.51.100.7' })).status);
    expect(reading.slice(119)).toEqual([200, 429]);
    const guesses = [];
    for (let n = 0; n < 31; n++) guesses.push((await post(road, { key: `salah${n}`, address: '198.51.100.8' })).status);
    expect(guesses.slice(29)).toEqual([403, 429]);
    const broken: Database = { ...database, withActor: () => Promise.reject(new Error('aduh')) };
    const answer = await raw('/v2/services.json', { database: broken });
    expect([answer.status, await answer.json()]).toEqual([500, [{ code: 500, description: expect.not.stringContaining('aduh') }]]);
    expect(bugs.splice(0)).toHaveLength(1);
  });
});

describe('the same again', () => {
  test('equal to the letter within ten minutes is one report, also at once; later, or with one word more, another', async () => {
    const same = { ...road, description: 'Lampu mati', device_id: 'gawai-1' };
    const before = await count();
    const first = (await post(same)).body[0];
    const answers = await Promise.all([post(same), post(same), post(same)]);
    expect(new Set(answers.map(({ body }) => body[0].service_request_id))).toEqual(new Set([first.service_request_id]));
    expect(answers[0]!.body[0]).toEqual(first);
    expect(await count()).toBe(before + 1);
    const others = [
      (await post({ ...same, device_id: 'gawai-2' })).body[0].service_request_id,
      (await post({ ...same, description: 'Lampu mati lagi' })).body[0].service_request_id,
      (await post(same, { key: (await newKey(['open311:write'])).key })).body[0].service_request_id,
    ];
    later(11);
    others.push((await post(same)).body[0].service_request_id);
    expect(new Set([first.service_request_id, ...others]).size).toBe(5);
  });
  test('an Idempotency-Key holds for a day, and for one content', async () => {
    const headers = { 'idempotency-key': 'kunci-satu-1' };
    const batch = { service_code: 'KES-01', address_id: '94.04.01', description: 'Obat habis' };
    const first = (await post(batch, { headers })).body[0];
    later(60);
    expect((await post(batch, { headers })).body[0].token).toBe(first.token);
    const other = await post({ ...batch, description: 'Lain' }, { headers });
    expect([other.status, other.body[0].description]).toEqual([400, expect.stringContaining('Idempotency-Key')]);
    later(24 * 60);
    expect((await post(batch, { headers })).body[0].token).not.toBe(first.token);
  });
});

describe('the test endpoint', () => {
  const path = '/test/v2/requests.json';
  test('checks everything alike, makes no report, and is read there alone, for a week', async () => {
    const before = await count();
    const bad = await post({ service_code: 'JLN-01' }, { path, key: keys.test });
    expect([bad.status, reasons(bad.body)]).toEqual([400, ['400 lat', '400 attribute[jenis]']]);
    const { body } = await post({ ...road, description: 'Uji, telepon 081234567890' }, { path, key: keys.test });
    const number = body[0].service_request_id;
    expect(number).toMatch(/^UJI-\d{6}$/);
    expect(body[0].service_notice).toContain('percobaan');
    expect((await get(`/test/v2/requests/${number}.json`)).body[0]).toMatchObject({
      status: 'open',
      lat: -4.54668,
      service_code: 'JLN-01',
    });
    expect(JSON.stringify((await get(`/test/v2/requests/${number}.json`)).body)).not.toContain('081234567890');
    expect((await get('/test/v2/requests.json')).body).toHaveLength(1);
    expect((await get('/test/v2/requests.json?status=closed')).body).toEqual([]);
    expect((await get(`/v2/requests/${number}.json`)).status).toBe(404);
    const real = ((await list('page_size=1'))[0] as Record<string, string>)['service_request_id'];
    expect((await get(`/test/v2/requests/${real}.json`)).status).toBe(404);
    expect(await count()).toBe(before);
    later(8 * 24 * 60);
    expect((await get(`/test/v2/requests/${number}.json`)).status).toBe(404);
    await as('job', async (tx) => (await import('#modules/complaints/server/jobs.ts')).jobs['complaints.catch_up'](tx));
    expect((await database.asOwner('select count(*)::int as count from complaints.open311_trial')).rows[0].count).toBe(0);
  });
  test('a token stays a token for a minute', async () => {
    const { body } = await post({ service_code: 'KES-01', address_id: '94.04.01' }, { path, key: keys.test });
    const { token } = body[0];
    expect((await get(`/test/v2/tokens/${token}.json`)).body).toEqual([{ service_request_id: null, token }]);
    expect((await get(`/v2/tokens/${token}.json`)).status).toBe(404);
    later(1);
    const number = (await get(`/test/v2/tokens/${token}.json`)).body[0].service_request_id;
    expect((await get(`/test/v2/requests/${number}.json`)).status).toBe(200);
  });
});

test('the bulk file: all public reports by the columns of GeoReport Bulk; made anew when one is taken from view', async () => {
  const formula = (await post({ ...road, description: '=1+1, "kutip"\nbaris dua' })).body[0].service_request_id;
  const response = await raw('/v2/bulk.csv');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  const text = await response.text();
  expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(text));
  expect(
    text.startsWith(
      '"service_request_id","requested_datetime","updated_datetime","closed_date","status_description","status_notes","source","service_name","service_subtype","description","agency_responsible","address","lat","long"\r\n',
    ),
  ).toBe(true);
  const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  const shown = (await database.asOwner('select count(*)::int as count from complaints.report where is_public')).rows[0].count;
  expect(data).toHaveLength(shown);
  expect(data.find((row) => row['service_request_id'] === formula)).toMatchObject({
    description: '\'=1+1, "kutip"\nbaris dua',
    source: 'Aplikasi Open311',
    status_description: 'diterima',
    lat: '-4.54668',
    long: '136.8834',
    closed_date: '',
  });
  expect(text).not.toContain('XYZZY');
  // unchanged for whoever has it
  const again = await raw('/v2/bulk.csv', { headers: { 'if-modified-since': response.headers.get('last-modified')! } });
  expect(again.status).toBe(304);
  // one a day: a new report waits for tomorrow, one that was hidden is gone at once
  later(1);
  const fresh = (await post(road)).body[0].service_request_id;
  expect(await (await raw('/v2/bulk.csv')).text()).toBe(text);
  await as('lo', async (tx) => complaints.setPublic(tx, await idOf(formula), false));
  const without = await (await raw('/v2/bulk.csv')).text();
  expect(without).not.toContain(formula);
  expect(without).toContain(fresh);
  later(24 * 60);
  const newest = (await post(road)).body[0].service_request_id;
  await expect.poll(async () => (await (await raw('/v2/bulk.csv')).text()).includes(newest), { timeout: 30_000 }).toBe(true);
});
