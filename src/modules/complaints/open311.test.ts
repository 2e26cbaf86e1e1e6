import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asTexts, jsonOf, readXml } from '#test/xml.ts';
import {
  apiKeyOf,
  checkJurisdiction,
  List,
  mergeParams,
  NO_WORDS,
  readParams,
  readPosting,
  readQuery,
  readW3c,
  Refused,
  serviceType,
  toJson,
  toXml,
  w3c,
  type Node,
  type Service,
} from './open311.ts';

const NOW = new Date('2026-11-02T09:00:00+09:00');
const params = (query: string) => readParams(new URLSearchParams(query));
/** The reasons with their parameters, or the value. */
function outcome<T>(work: () => T): T | string[] {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return thrown.problems.map(({ code, reason, parameter }) => `${code} ${parameter ?? ''} ${reason}`.replace('  ', ' '));
  }
}

describe('documents', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const leaf = fc.oneof(text, fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const request = fc.record({
    service_request_id: text,
    status: fc.constantFrom('open', 'closed'),
    status_notes: leaf,
    description: leaf,
    lat: fc.oneof(fc.constant(null), fc.double({ min: -90, max: 90, noNaN: true })),
    media_url: fc.option(fc.webUrl(), { nil: null }),
    attributes: fc.array(fc.record({ code: text, values: fc.array(fc.record({ key: text, name: text }), { maxLength: 3 }) }), {
      maxLength: 3,
    }),
  });
  const asNode = ({
    attributes,
    ...rest
  }: Readonly<Record<string, unknown>> & {
    readonly attributes: readonly { readonly code: string; readonly values: readonly object[] }[];
  }): Node => ({
    ...(rest as Record<string, Node>),
    attributes: new List(
      'attribute',
      attributes.map(({ code, values }) => ({ code, values: new List('value', values as Node[]) })),
    ),
  });
  const LISTS = { service_requests: 'request', attributes: 'attribute', values: 'value' };

  test('any list of requests says the same as XML and as JSON', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 4 }), (requests) => {
        const node = new List('request', requests.map(asNode));
        const xml = toXml('service_requests', node);
        expect(jsonOf(readXml(xml), LISTS)).toEqual(asTexts(JSON.parse(toJson(node))));
      }),
      { numRuns: 300 },
    );
  });
  test('no list: an element and an empty array; one: an array of one', () => {
    expect(toXml('service_requests', new List('request', []))).toBe('<?xml version="1.0" encoding="utf-8"?>\n<service_requests/>\n');
    expect(toJson(new List('request', []))).toBe('[]');
    expect(toJson(new List('request', [{ token: 'a' }]))).toBe('[{"token":"a"}]');
  });
  test('null and empty are one; ids stay texts, truth and numbers are bare', () => {
    const node = { code: '001', empty: '', nothing: null, metadata: true, lat: -4.5, attributes: new List('attribute', []) };
    expect(toJson(node)).toBe('{"code":"001","empty":null,"nothing":null,"metadata":true,"lat":-4.5,"attributes":[]}');
    expect(toXml('x', node)).toContain('<x><code>001</code><empty/><nothing/><metadata>true</metadata><lat>-4.5</lat><attributes/></x>');
  });
  test('signs that XML forbids are dropped, what it escapes is escaped, line ends are LF, in both formats', () => {
    const node = { description: 'a\u0000\u000b\ufffe<b> & "c" ]]>\r\nd\ud800' };
    expect(readXml(toXml('x', node)).children[0]!.text).toBe('a<b> & "c" ]]>\nd\ufffd');
    expect(JSON.parse(toJson(node))).toEqual({ description: 'a<b> & "c" ]]>\nd\ufffd' });
  });
});

describe('parameters', () => {
  test('an empty one is an absent one; the body goes before the address', () => {
    expect([...params('a=&b=%20&c=1&c=2')]).toEqual([['c', ['1', '2']]]);
    expect(apiKeyOf(mergeParams(params('api_key=q&x=1'), params('api_key=b')))).toBe('b');
    expect(apiKeyOf(mergeParams(params('api_key=q'), params('api_key=')))).toBe('q');
    expect(apiKeyOf(params('api_key='))).toBeUndefined();
  });
  test('jurisdiction: absent, empty and ours pass', () => {
    for (const query of ['', 'jurisdiction_id=', 'jurisdiction_id=mimika']) expect(checkJurisdiction(params(query)), query).toEqual([]);
    expect(checkJurisdiction(params('jurisdiction_id=sfgov.org'))).toMatchObject([{ code: 404, parameter: 'jurisdiction_id' }]);
  });
  test('a W3C date needs a zone and a calendar that has it', () => {
    const cases: [string, string | undefined][] = [
      ['2026-11-02T09:00:00+09:00', '2026-11-02T00:00:00.000Z'],
      ['2026-11-02T09:00:00 09:00', '2026-11-02T00:00:00.000Z'], // a plus that nobody encoded
      ['2026-11-02T00:00:00Z', '2026-11-02T00:00:00.000Z'],
      ['2026-11-02T00:00Z', '2026-11-02T00:00:00.000Z'],
      ['2026-11-02T00:00:00.25z', '2026-11-02T00:00:00.250Z'],
      ['1994-11-05T08:15:30-05:00', '1994-11-05T13:15:30.000Z'],
      ['2026-11-02T09:00:00', undefined],
      ['2026-11-02', undefined],
      ['2026-02-30T00:00:00Z', undefined],
      ['2026-11-02T24:00:00Z', undefined],
      ['2026-11-02T00:00:00+15:00', undefined],
      ['2026-11-02T00:00:00+0900', undefined],
      ['kemarin', undefined],
      ['1783000000', undefined],
    ];
    for (const [typed, read] of cases) expect(readW3c(typed)?.toISOString(), typed).toBe(read);
  });
  test('what is written is read again, to the second', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (date) => {
        expect(readW3c(w3c(date))!.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
    expect(w3c(NOW)).toBe('2026-11-02T09:00:00+09:00');
  });
});

describe('GET requests', () => {
  const query = (text: string) => outcome(() => readQuery(params(text), NOW));
  const DAYS_90 = 90 * 86_400_000;
  test('nothing asked: the last 90 days, a thousand', () => {
    expect(query('')).toEqual({ from: new Date(NOW.getTime() - DAYS_90), to: new Date(NOW.getTime() + 999), most: 1000, skip: 0 });
    expect(query('status=&service_code=&start_date=')).toEqual(query(''));
  });
  test('numbers go before everything else, wrong or not', () => {
    expect(query('service_request_id=a,%20b&service_request_id=c,a&status=wrong&start_date=x')).toEqual({
      ids: ['a', 'b', 'c'],
      most: 1000,
      skip: 0,
    });
    expect(query('service_request_id=a&jurisdiction_id=elsewhere')).toEqual(['404 jurisdiction_id open311.jurisdiction_unknown']);
    expect(query(`service_request_id=${Array.from({ length: 1001 }, (_, n) => n).join(',')}`)).toEqual([
      '400 service_request_id open311.too_many_ids',
    ]);
  });
  test('lists by comma or by repeating; both states are all states', () => {
    expect(query('service_code=A-1,B-2&service_code=C-3')).toMatchObject({ codes: ['A-1', 'B-2', 'C-3'] });
    expect(query('status=open')).toMatchObject({ status: 'open' });
    expect(query('status=Closed')).toMatchObject({ status: 'closed' });
    expect(query('status=open,closed')).toEqual(query(''));
    expect(query('status=open,done')).toEqual(['400 status open311.status_wrong']);
  });
  test('one date alone makes ninety days; more is refused; exactly ninety pass', () => {
    expect(query('start_date=2026-01-01T00:00:00Z')).toMatchObject({
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date(Date.parse('2026-01-01T00:00:00.999Z') + DAYS_90),
    });
    expect(query('end_date=2026-04-01T00:00:00Z')).toMatchObject({
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date('2026-04-01T00:00:00.999Z'),
    });
    expect(query('start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:00Z')).toMatchObject({
      from: new Date('2026-01-01T00:00:00Z'),
    });
    expect(query('start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:01Z')).toEqual(['400 start_date open311.span_too_long']);
    expect(query('start_date=2026-01-02T00:00:00Z&end_date=2026-01-01T00:00:00Z')).toEqual(['400 end_date open311.dates_turned']);
  });
  test('all that is wrong, at once', () => {
    expect(query('start_date=x&end_date=y&status=z&jurisdiction_id=w')).toEqual([
      '404 jurisdiction_id open311.jurisdiction_unknown',
      '400 status open311.status_wrong',
      '400 start_date open311.date_wrong',
      '400 end_date open311.date_wrong',
    ]);
  });
  test('pages, where clients send them; what can’t be read is passed over', () => {
    expect(query('page=3&page_size=50')).toMatchObject({ most: 50, skip: 100 });
    expect(query('page=0&page_size=5000')).toMatchObject({ most: 1000, skip: 0 });
    expect(query('page=x&page_size=-1')).toMatchObject({ most: 1000, skip: 0 });
    expect(query('page=22')).toEqual(['400 page open311.page_too_deep']);
    expect(query('after=2026-11-01T00:00:00.000Z~ADU-1')).toMatchObject({ after: '2026-11-01T00:00:00.000Z~ADU-1' });
  });
});

describe('POST requests', () => {
  const road: Service = {
    code: 'JLN-01',
    category: 'jalan-jembatan',
    questions: [
      {
        code: 'jenis',
        datatype: 'singlevaluelist',
        required: true,
        label: { id: 'a', en: 'a' },
        values: ['jalan', 'jembatan'].map((key) => ({ key, name: { id: key, en: key } })),
      },
      {
        code: 'akibat',
        datatype: 'multivaluelist',
        required: false,
        label: { id: 'b', en: 'b' },
        values: ['macet', 'jatuh'].map((key) => ({ key, name: { id: key, en: key } })),
      },
      { code: 'panjang', datatype: 'number', required: false, label: { id: 'c', en: 'c' } },
    ],
  };
  const posting = (query: string) =>
    outcome(() =>
      readPosting(
        params(query),
        (code) => (code === 'JLN-01' ? road : undefined),
        (code) => code === '94.04.01',
      ),
    );
  const GOOD = 'service_code=JLN-01&attribute[jenis]=jalan';

  test('a place is a point, an address, or the code of one', () => {
    expect(posting(`${GOOD}&lat=-4.5466812345&long=136.8834`)).toMatchObject({
      category: 'jalan-jembatan',
      lat: -4.54668,
      long: 136.8834,
      text: NO_WORDS,
    });
    expect(posting(`${GOOD}&address_string=depan%20SD`)).toMatchObject({ address: 'depan SD' });
    expect(posting(`${GOOD}&address_id=94.04.01`)).toMatchObject({ region: '94.04.01' });
    // outside Mimika is taken too: an officer looks
    expect(posting(`${GOOD}&lat=40.71&long=-74.00`)).toMatchObject({ lat: 40.71, long: -74 });
    expect(posting(GOOD)).toEqual(['400 lat open311.place_missing']);
    expect(posting(`${GOOD}&lat=&long=&address_string=%20`)).toEqual(['400 lat open311.place_missing']);
    expect(posting(`${GOOD}&address_string=https://contoh.id/x`)).toEqual(['400 lat open311.place_missing']);
    expect(posting(`${GOOD}&lat=-4.5`)).toEqual(['400 long complaints.half_point']);
    expect(posting(`${GOOD}&long=136&address_string=x`)).toEqual(['400 lat complaints.half_point']);
    expect(posting(`${GOOD}&address_id=545483`)).toEqual(['400 address_id complaints.region_unknown']);
    for (const lat of ['90.1', '-91', 'NaN', '1e1', '4,5', '0x10', 'utara'])
      expect(posting(`${GOOD}&lat=${lat}&long=136`), lat).toEqual(['400 lat complaints.bad_point']);
  });
  test('attributes: one value, several, required, from the list', () => {
    const at = '&address_id=94.04.01&service_code=JLN-01';
    expect(posting(`attribute[jenis]=jalan&attribute[akibat][]=macet&attribute[akibat][]=jatuh${at}`)).toMatchObject({
      answers: { jenis: 'jalan', akibat: ['macet', 'jatuh'] },
    });
    expect(posting(`attribute[jenis]=jalan&attribute[akibat][0]=macet&attribute[akibat][1]=jatuh${at}`)).toMatchObject({
      answers: { akibat: ['macet', 'jatuh'] },
    });
    expect(posting(`attribute[jenis]=jalan&attribute[lain]=x&attribute[akibat][]=${at}`)).toMatchObject({ answers: { jenis: 'jalan' } });
    expect(posting(`attribute[jenis]=${at}`)).toEqual(['400 attribute[jenis] complaints.answer_missing']);
    expect(posting(`attribute[jenis]=gang${at}`)).toEqual(['400 attribute[jenis] complaints.answer_unknown']);
    expect(posting(`attribute[jenis]=jalan&attribute[jenis]=jembatan${at}`)).toEqual(['400 attribute[jenis] complaints.answer_single']);
    expect(posting(`attribute[jenis]=jalan&attribute[panjang]=dua${at}`)).toEqual(['400 attribute[panjang] complaints.answer_number']);
  });
  test('words: 4,000 characters, whatever they are; `<` is only a sign', () => {
    const long = (count: number) => posting(`${GOOD}&address_id=94.04.01&description=${encodeURIComponent('😀'.repeat(count))}`);
    expect(long(4000)).toMatchObject({ category: 'jalan-jembatan' });
    expect(long(4001)).toEqual(['400 description complaints.text_too_long']);
    expect(posting(`${GOOD}&address_id=94.04.01&description=${encodeURIComponent('<script>1 < 2</script>\u000b')}`)).toMatchObject({
      text: '<script>1 < 2</script>',
    });
  });
  test('everything that is wrong at once, and a service nobody offers is not found', () => {
    expect(
      posting(
        `service_code=999&lat=x&media_url=javascript:alert(1)&jurisdiction_id=sfgov.org&description=${'a'.repeat(4001)}&first_name=${'b'.repeat(101)}`,
      ),
    ).toEqual([
      '404 jurisdiction_id open311.jurisdiction_unknown',
      '404 service_code open311.service_unknown',
      '400 lat complaints.bad_point',
      '400 long complaints.half_point',
      '400 description complaints.text_too_long',
      '400 media_url open311.media_url_wrong',
      '400 last_name open311.too_long',
    ]);
    expect(posting('address_id=94.04.01')).toEqual(['400 service_code open311.service_missing']);
    expect(
      new Refused([
        { code: 400, reason: 'a' },
        { code: 404, reason: 'b' },
      ]).status,
    ).toBe(404);
    expect(
      new Refused([
        { code: 400, reason: 'a' },
        { code: 403, reason: 'b' },
        { code: 404, reason: 'c' },
      ]).status,
    ).toBe(403);
  });
});

test('what a category’s two switches make of it', () => {
  expect(serviceType({ isPublic: true, reviewBeforePublic: false })).toBe('realtime');
  expect(serviceType({ isPublic: true, reviewBeforePublic: true })).toBe('batch');
  expect(serviceType({ isPublic: false, reviewBeforePublic: true })).toBe('blackbox');
});
