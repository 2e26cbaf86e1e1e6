import type { Tx } from '#core/server/database.ts';
import { endOfDay } from '#core/working-time.ts';
import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { List, serviceType, w3c, type Fields, type Posting } from '#modules/complaints/open311.ts';
import type { CategoryView, Endpoint, Posted, RequestView } from '#modules/complaints/server/complaints.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { clocks, endings } from '#ui/words/complaints.ts';
import { open311 as words } from '#ui/words/open311.ts';
import { say, type Words } from '#ui/words.ts';

/** The documents of GeoReport v2: services, requests, discovery. What they say for people is said in both languages. */
export const BASE = '/open311';
const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2';

const both = <W extends Words>(of: W, key: keyof W & string, detail: Readonly<Record<string, string>> = {}): string =>
  `${say(of, 'id')(key, detail)} / ${say(of, 'en')(key, detail)}`;
const pair = ({ id, en }: { readonly id: string; readonly en: string }): string => (id === en ? id : `${id} / ${en}`);
const DAY = { id: dayFormat('id-ID'), en: dayFormat('en-GB') };
function dayFormat(locale: string): (day: string) => string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Jayapura', day: 'numeric', month: 'long', year: 'numeric' });
  return (day) => format.format(new Date(`${day}T00:00:00+09:00`));
}
/** A sentence with a day in it, each language in its own manner. */
const withDay = (key: keyof typeof words, day: string, detail: (lang: 'id' | 'en') => Record<string, string>): string =>
  (['id', 'en'] as const)
    .map((lang) => say(words, lang)(key, { ...detail(lang), date: DAY[lang](day), until: DAY[lang](day) }))
    .join(' / ');

/** Two endpoints of two formats each: some clients misread a list of one. */
export function discoveryOf(changedAt: Date, origin: string): Fields {
  const changeset = `${changedAt.toISOString().slice(0, 19)}Z`;
  const endpoint = (type: Endpoint, path: string): Fields => ({
    specification: SPECIFICATION,
    url: `${origin}${BASE}${path}`,
    changeset,
    type,
    formats: new List('format', ['text/xml', 'application/json']),
  });
  return {
    changeset,
    contact: both(words, 'contact', { url: `${origin}/bantuan` }),
    key_service: both(words, 'key_service', { url: `${origin}/api/docs#open311` }),
    endpoints: new List('endpoint', [endpoint('production', '/v2'), endpoint('test', '/test/v2')]),
  };
}

/** Words by which a service is found: of its Indonesian and of its English name. */
const keywordsOf = ({ id, name }: CategoryView): string =>
  [...new Set(`${id} ${name.en}`.toLowerCase().match(/\p{L}{3,}/gu))].filter((word) => word !== 'and' && word !== 'dan').join(', ');

export const serviceOf = (service: CategoryView): Fields => ({
  service_code: service.code,
  service_name: service.name.id,
  description: pair(service.name),
  metadata: service.questions.length > 0,
  type: serviceType(service),
  keywords: keywordsOf(service),
  group: service.family,
});

export const definitionOf = ({ code, questions }: CategoryView): Fields => ({
  service_code: code,
  attributes: new List(
    'attribute',
    questions.map((question, index) => ({
      variable: true,
      code: question.code,
      datatype: question.datatype,
      required: question.required,
      datatype_description: both(words, question.datatype),
      order: index + 1,
      description: pair(question.label),
      values: new List(
        'value',
        (question.values ?? []).map(({ key, name }) => ({ key, name: pair(name) })),
      ),
    })),
  ),
});

/** What codes are called, for people. */
export interface Names {
  readonly agencies: ReadonlyMap<string, string>;
  /** From the most particular to the most general. */
  readonly regions: ReadonlyMap<string, string>;
  readonly origin: string;
}
export async function namesFor(tx: Tx, origin: string): Promise<Names> {
  const regions = await listRegions(tx);
  const byCode = new Map(regions.map((region) => [region.code, region]));
  const called = (code: string): string[] => {
    const region = byCode.get(code);
    if (!region) return [];
    const name = region.level === 2 ? region.name : `${region.kind[0]!.toUpperCase()}${region.kind.slice(1)} ${region.name}`;
    return [name, ...(region.parent ? called(region.parent) : [])];
  };
  return {
    agencies: new Map((await listAgencies(tx)).map(({ code, official_name }) => [code, official_name])),
    regions: new Map(regions.map(({ code }) => [code, called(code).join(', ')])),
    origin,
  };
}

const isWord = <W extends Words>(of: W, key: string | null): key is keyof W & string => key !== null && Object.hasOwn(of, key);

/** How it stands, and how it ended; never "fixed". */
export const notesOf = ({ label, ending }: RequestView): string =>
  isWord(endings, ending) && endings[ending].id !== label.id
    ? `${label.id}. ${endings[ending].id} / ${label.en}. ${endings[ending].en}`
    : pair(label);

export function requestOf(view: RequestView, { agencies, regions, origin }: Names) {
  const { dueOn, dueClock } = view;
  return {
    service_request_id: view.number,
    status: view.status,
    status_notes: notesOf(view),
    service_name: view.service.name.id,
    service_code: view.service.code,
    description: view.text,
    agency_responsible: view.agency && (agencies.get(view.agency) ?? null),
    service_notice: dueOn && isWord(clocks, dueClock) ? withDay('due', dueOn, (lang) => ({ clock: clocks[dueClock][lang] })) : null,
    requested_datetime: w3c(view.receivedAt),
    updated_datetime: w3c(view.updatedAt),
    expected_datetime: dueOn && w3c(endOfDay(dueOn)),
    address: view.region && (regions.get(view.region) ?? null),
    address_id: view.region,
    zipcode: null,
    lat: view.point?.lat ?? null,
    long: view.point?.long ?? null,
    media_url: view.photo && `${origin}/laporan/${view.number}/foto/${view.photo}`,
  } satisfies Fields;
}

/** A number or a token, never both; with a notice and an account, so that a lone token is not read as a lone number. */
export function postedOf(posted: Posted, posting: Posting, endpoint: Endpoint, origin: string): Fields {
  const { number, type, token, code, until, unread, emergency } = posted;
  const sentences = [
    endpoint === 'test' ? both(words, 'trial') : withDay('received', until, () => ({ number })),
    ...(code === null ? [] : [both(words, 'code', { code, url: `${origin}/lapor/${number}` })]),
    ...(type === 'realtime' ? [] : [both(words, type)]),
    ...unread.map((contact) => both(words, `unread_${contact}`)),
    ...(emergency.length
      ? [both(words, 'emergency', { numbers: emergency.map((one) => `${one.number} (${one.name.id})`).join(', ') })]
      : []),
  ];
  return {
    ...(type === 'realtime' ? { service_request_id: number } : {}),
    ...(token === null ? {} : { token }),
    service_notice: sentences.join('\n'),
    account_id: posting.account ?? null,
  };
}
