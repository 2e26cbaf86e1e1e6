import { checkAnswers, MAX_TEXT, type Question } from './report.ts';
import { cleanAddress } from './masking.ts';
import { cleanText } from './normalise.ts';

/**
 * GeoReport v2 (http://wiki.open311.org/GeoReport_v2) without database or network: documents that read the same as XML and
 * as JSON, what a query or a posting asks for, and everything that is wrong with it.
 */

// ── Documents ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Node = string | number | boolean | null | Fields | List;
export interface Fields {
  readonly [name: string]: Node;
}
/** A container of one repeated element: an array in JSON, also with one child or none. */
export class List {
  readonly element: string;
  readonly items: readonly Node[];
  constructor(element: string, items: readonly Node[]) {
    this.element = element;
    this.items = items;
  }
}

// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/** A text both formats can carry: no sign XML 1.0 forbids, no half of a surrogate pair, LF at line ends (a reader of XML makes it so). */
const fit = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').replace(NOT_XML, '');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text: string): string => text.replace(/[&<>]/g, (sign) => ESCAPES[sign]!);
/** A text as the content of an element of XML. */
export const xmlText = (text: string): string => escape(fit(text));

/** A document as XML: no namespace, no attribute, no byte order mark; an empty element stands for what is unknown. */
export const toXml = (root: string, node: Node): string => `<?xml version="1.0" encoding="utf-8"?>\n${element(root, node)}\n`;

function element(name: string, node: Node): string {
  const content = contentOf(node);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}
function contentOf(node: Node): string {
  if (node === null) return '';
  if (node instanceof List) return node.items.map((item) => element(node.element, item)).join('');
  if (typeof node === 'object')
    return Object.entries(node)
      .map(([name, value]) => element(name, value))
      .join('');
  return escape(typeof node === 'string' ? fit(node) : String(node));
}

/** The same document as JSON: the root dropped, what is empty as null, ids and codes as texts. */
export const toJson = (node: Node): string => JSON.stringify(plain(node));

function plain(node: Node): unknown {
  if (node instanceof List) return node.items.map(plain);
  if (typeof node === 'string') return fit(node) || null;
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, plain(value)]));
}

// ── Problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Something wrong with a call. `reason` is the key into the wording; `parameter` names what it is about. */
export interface Problem {
  readonly code: number;
  readonly reason: string;
  readonly parameter?: string;
  readonly detail?: Readonly<Record<string, string>>;
}
const wrong = (parameter: string, reason: string, detail?: Record<string, string>): Problem => ({
  code: 400,
  reason,
  parameter,
  ...(detail ? { detail } : {}),
});

/** A call that can't be answered as asked, with all that is wrong with it. */
export class Refused extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.reason).join(', '));
    this.problems = problems;
  }
  /** 403 before 404 before 400: what has to be put right first. */
  get status(): number {
    const codes = this.problems.map((problem) => problem.code);
    return codes.find((code) => code === 403) ?? codes.find((code) => code === 404) ?? codes[0]!;
  }
}

// ── Parameters ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Parameters by name. An empty one is an absent one, everywhere. */
export type Params = ReadonlyMap<string, readonly string[]>;

export function readParams(pairs: Iterable<readonly [string, string]>): Params {
  const params = new Map<string, string[]>();
  for (const [name, value] of pairs) if (value.trim() !== '') params.set(name, [...(params.get(name) ?? []), value]);
  return params;
}
/** What the body says before what the address says, name by name. */
export const mergeParams = (query: Params, body: Params): Params => new Map([...query, ...body]);

const first = (params: Params, name: string): string | undefined => params.get(name)?.[0]?.trim();
/** A comma list that may also be given several times. */
const listOf = (params: Params, name: string): string[] =>
  [...new Set((params.get(name) ?? []).flatMap((value) => value.split(',')).map((value) => value.trim()))].filter(Boolean);

export const JURISDICTION = 'mimika';
/** A call for another jurisdiction finds nothing here; without the parameter it is for this one. */
export function checkJurisdiction(params: Params): Problem[] {
  const asked = first(params, 'jurisdiction_id');
  return asked === undefined || asked === JURISDICTION
    ? []
    : [{ code: 404, reason: 'open311.jurisdiction_unknown', parameter: 'jurisdiction_id', detail: { id: JURISDICTION } }];
}
export const apiKeyOf = (params: Params): string | undefined => first(params, 'api_key');

const WIT_MS = 9 * 3600_000;
/** W3C date and time with zone, to the second, in the time of Papua: 2026-11-02T09:00:00+09:00. */
export const w3c = (at: Date): string => `${new Date(at.getTime() + WIT_MS).toISOString().slice(0, 19)}+09:00`;

const W3C = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))$/;
/** The moment a W3C date names; undefined without a zone, or where no calendar has it. A `+` that came as a blank is read as `+`. */
export function readW3c(typed: string): Date | undefined {
  const text = typed
    .trim()
    .replace(/ (\d\d:\d\d)$/, '+$1')
    .toUpperCase();
  const found = W3C.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '0', zone] = found;
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 30 February would become 2 March
  if (Number.isNaN(local.getTime()) || local.toISOString().slice(0, 19) !== `${year}-${month}-${day}T${hour}:${minute}:${second}`)
    return undefined;
  const [zoneHour, zoneMinute] = zone === 'Z' ? [0, 0] : zone!.slice(1).split(':').map(Number);
  if (zoneHour! > 14 || zoneMinute! > 59) return undefined;
  const offset = (zoneHour! * 60 + zoneMinute!) * 60_000 * (zone!.startsWith('-') ? -1 : 1);
  return new Date(local.getTime() - offset + Math.floor(Number(`0.${fraction}`) * 1000));
}

// ── GET requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Widest span of a query, and how far it looks back where it names no start (GeoReport v2). */
const SPAN_DAYS = 90;
const SPAN_MS = SPAN_DAYS * 86_400_000;
/** Most requests of one answer (GeoReport v2). */
export const MOST = 1000;
/** How deep `page` leads; beyond it the link `next` does, which costs the same on every page. */
const DEEPEST = 20_000;

export interface RequestQuery {
  /** Where given, nothing else counts. */
  readonly ids?: readonly string[];
  readonly codes?: readonly string[];
  /** One of the two; without it both. */
  readonly status?: 'open' | 'closed';
  readonly from?: Date;
  /** The whole of its second counts. */
  readonly to?: Date;
  readonly most: number;
  readonly skip: number;
  /** After this row of an earlier answer; from the link `next`. */
  readonly after?: string;
}

/** What `GET requests` asks for. @throws Refused with everything that is wrong */
export function readQuery(params: Params, now: Date): RequestQuery {
  const problems = checkJurisdiction(params);
  const ids = listOf(params, 'service_request_id');
  if (ids.length > MOST) problems.push(wrong('service_request_id', 'open311.too_many_ids', { most: String(MOST) }));
  if (ids.length) {
    if (problems.length) throw new Refused(problems);
    return { ids, most: MOST, skip: 0 };
  }
  const statuses = listOf(params, 'status').map((status) => status.toLowerCase());
  if (statuses.some((status) => status !== 'open' && status !== 'closed')) problems.push(wrong('status', 'open311.status_wrong'));
  const date = (name: string): Date | undefined => {
    const typed = first(params, name);
    const read = typed === undefined ? undefined : readW3c(typed);
    if (typed !== undefined && !read) problems.push(wrong(name, 'open311.date_wrong'));
    return read;
  };
  const start = date('start_date');
  const end = date('end_date');
  if (start && end && start > end) problems.push(wrong('end_date', 'open311.dates_turned'));
  if (start && end && end.getTime() - start.getTime() > SPAN_MS)
    problems.push(wrong('start_date', 'open311.span_too_long', { most: String(SPAN_DAYS) }));
  // Paging isn't in the specification; clients that send it are met, and what can't be read is passed over.
  const size = Math.min(Math.max(whole(first(params, 'page_size')) ?? MOST, 1), MOST);
  const skip = (Math.max(whole(first(params, 'page')) ?? 1, 1) - 1) * size;
  if (skip > DEEPEST) problems.push(wrong('page', 'open311.page_too_deep', { most: String(DEEPEST) }));
  if (problems.length) throw new Refused(problems);
  const to = end ?? (start ? new Date(start.getTime() + SPAN_MS) : now);
  const codes = listOf(params, 'service_code');
  const after = first(params, 'after');
  return {
    ...(codes.length ? { codes } : {}),
    ...(statuses.length === 1 ? { status: statuses[0] as 'open' | 'closed' } : {}),
    from: start ?? new Date(to.getTime() - SPAN_MS),
    to: new Date(to.getTime() + 999),
    most: size,
    skip,
    ...(after && !params.has('page') ? { after } : {}),
  };
}
const whole = (text: string | undefined): number | undefined => (text && /^\d{1,9}$/.test(text) ? Number(text) : undefined);

// ── POST requests ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The words of a report whose sender wrote none: a description is no duty (GeoReport v2). Shown as empty. */
export const NO_WORDS = '(tanpa uraian)';

/** What the rules say of a service, as far as a posting meets them. */
export interface Service {
  /** Its code, with a letter: clients turn `001` into 1. */
  readonly code: string;
  readonly category: string;
  readonly questions: readonly Question[];
}

export interface Posting {
  readonly category: string;
  readonly text: string;
  readonly lat?: number;
  readonly long?: number;
  readonly address?: string;
  /** `address_id`: the code of a distrik, kelurahan or kampung. */
  readonly region?: string;
  readonly answers: Readonly<Record<string, string | string[]>>;
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  /** The client's own words for its user and device; given back or hashed, never kept. */
  readonly account?: string;
  readonly device?: string;
  /** Where the client keeps a picture. Never fetched: an officer opens it or doesn't. */
  readonly mediaUrl?: string;
}

const DEGREES = /^[+-]?\d{1,3}(?:\.\d{1,20})?$/;
const LONGEST = { address_string: 300, media_url: 2000, account_id: 200, device_id: 200, email: 254, phone: 50 } as const;

/**
 * What a `POST requests` says, or all that is wrong with it at once. `find` gives a service by its code, `isRegion` says
 * whether an `address_id` is known. @throws Refused: 404 for a service nobody offers, else 400
 */
export function readPosting(params: Params, find: (code: string) => Service | undefined, isRegion: (code: string) => boolean): Posting {
  const problems = checkJurisdiction(params);
  const code = first(params, 'service_code');
  const service = code === undefined ? undefined : find(code);
  if (code === undefined) problems.push(wrong('service_code', 'open311.service_missing'));
  else if (!service)
    problems.push({ code: 404, reason: 'open311.service_unknown', parameter: 'service_code', detail: { code: code.slice(0, 50) } });

  const degrees = (name: 'lat' | 'long', most: number): number | undefined => {
    const typed = first(params, name);
    if (typed === undefined) return undefined;
    const read = DEGREES.test(typed) ? Number(typed) : Number.NaN;
    if (Math.abs(read) <= most) return Math.round(read * 1e5) / 1e5;
    problems.push(wrong(name, 'complaints.bad_point'));
    return undefined;
  };
  const lat = degrees('lat', 90);
  const long = degrees('long', 180);
  const given = { lat: first(params, 'lat'), long: first(params, 'long') };
  if ((given.lat === undefined) !== (given.long === undefined))
    problems.push(wrong(given.lat === undefined ? 'lat' : 'long', 'complaints.half_point'));
  const short = (name: keyof typeof LONGEST): string | undefined => {
    const value = first(params, name);
    if (value !== undefined && [...value].length > LONGEST[name])
      problems.push(wrong(name, 'open311.too_long', { most: String(LONGEST[name]) }));
    return value;
  };
  // a link is no place
  const address = cleanAddress(short('address_string') ?? '') || undefined;
  const region = first(params, 'address_id');
  if (region !== undefined && !isRegion(region)) problems.push(wrong('address_id', 'complaints.region_unknown'));
  if (given.lat === undefined && given.long === undefined && address === undefined && region === undefined)
    problems.push(wrong('lat', 'open311.place_missing'));

  const { answers, fields } = checkAnswers(service?.questions ?? [], answersOf(params));
  for (const [field, reason] of Object.entries(fields)) problems.push(wrong(`attribute[${field.slice('answers.'.length)}]`, reason));

  const { text, excess } = cleanText(params.get('description')?.[0] ?? '', MAX_TEXT);
  if (excess > 0) problems.push(wrong('description', 'complaints.text_too_long', { excess: String(excess), most: String(MAX_TEXT) }));

  const mediaUrl = short('media_url');
  if (mediaUrl !== undefined && !isWebAddress(mediaUrl)) problems.push(wrong('media_url', 'open311.media_url_wrong'));
  const name = [first(params, 'first_name'), first(params, 'last_name')].filter(Boolean).join(' ');
  if ([...name].length > 100) problems.push(wrong('last_name', 'open311.too_long', { most: '100' }));
  const phone = short('phone');
  const email = short('email');
  const account = short('account_id');
  const device = short('device_id');

  if (problems.length) throw new Refused(problems);
  return {
    category: service!.category,
    text: text || NO_WORDS,
    answers,
    ...(lat !== undefined && long !== undefined ? { lat, long } : {}),
    ...(address ? { address } : {}),
    ...(region ? { region } : {}),
    ...(name ? { name } : {}),
    ...(phone ? { phone } : {}),
    ...(email ? { email } : {}),
    ...(account ? { account } : {}),
    ...(device ? { device } : {}),
    ...(mediaUrl ? { mediaUrl } : {}),
  };
}

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** `attribute[code]=v` and `attribute[code][]=v`, the latter also with a number between its brackets, as PHP writes it. */
function answersOf(params: Params): Record<string, string[]> {
  const answers: Record<string, string[]> = {};
  for (const [name, values] of params) {
    const code = /^attribute\[([^[\]]{1,100})\](?:\[\d*\])?$/.exec(name)?.[1];
    if (code !== undefined) answers[code] = [...(answers[code] ?? []), ...values];
  }
  return answers;
}

// ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ServiceType = 'realtime' | 'batch' | 'blackbox';
/** `realtime`: shown at once, masked. `batch`: a token until an officer looked at it. `blackbox`: never shown. */
export const serviceType = (category: { readonly isPublic: boolean; readonly reviewBeforePublic: boolean }): ServiceType =>
  category.isPublic ? (category.reviewBeforePublic ? 'batch' : 'realtime') : 'blackbox';
