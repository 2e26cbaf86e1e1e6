import { Failure } from '#core/failure.ts';
import { isOutcomeUnknown, type Database, type Tx } from '#core/server/database.ts';
import { discardFile, FormRefused, receiveForm, Unfit, type ReceivedForm } from '#core/server/files.ts';
import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import {
  apiKeyOf,
  checkJurisdiction,
  List,
  mergeParams,
  readParams,
  readPosting,
  readQuery,
  Refused,
  toJson,
  toXml,
  type Node,
  type Params,
  type Posting,
  type Problem,
} from '#modules/complaints/open311.ts';
import {
  findByToken,
  findRequests,
  holding,
  keepPhoto,
  listCategories,
  postRequest,
  readPicture,
  requestCursor,
  servicesChangedAt,
  type Endpoint,
  type NewPhoto,
  type Posted,
} from '#modules/complaints/server/complaints.ts';
import { MAX_PHOTOS } from '#modules/complaints/report.ts';
import { resolveKey, type Partner } from '#modules/exchange/server/exchange.ts';
import { limitApart } from '#modules/identity/server/identity.ts';
import { reasonText } from '#ui/words.ts';
import { BASE, definitionOf, discoveryOf, namesFor, postedOf, requestOf, serviceOf } from './georeport.ts';
import { bulkFile } from './open311-bulk.ts';
import { isOverloaded } from './load.ts';

/**
 * Open311 GeoReport v2 (http://wiki.open311.org/GeoReport_v2) over HTTP: addresses, formats, errors. What is asked and
 * answered is decided in the module of reports. No cookie plays a part here: reading is open, posting takes a key.
 */

/** What the web process hands over with each request. */
export interface Open311Bindings {
  readonly database: Database;
  readonly address: string;
  /** As the visitor uses it; answers name addresses of their own under its origin. */
  readonly url: URL;
  readonly requestId?: string;
  readonly isBusy?: () => boolean;
  /** Told of bugs. */
  readonly report?: (thrown: unknown) => void;
}

/** Reading requests a minute from one address. */
const RATE = 120;
const NOBODY = { kind: 'anonymous' } as const;
const OPEN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } as const;
const TYPES = { xml: 'text/xml; charset=utf-8', json: 'application/json; charset=utf-8' } as const;
type Format = keyof typeof TYPES;

interface Place {
  readonly what: 'discovery' | 'services' | 'requests' | 'tokens' | 'bulk';
  readonly endpoint: Endpoint;
  readonly id: string | undefined;
  readonly format: Format;
}
/** Which resource a path names; undefined where none. */
function placeOf(path: string): Place | undefined {
  if (path === '/v2/bulk.csv') return { what: 'bulk', endpoint: 'production', id: undefined, format: 'xml' };
  const found = /^\/(?:(discovery)|(test\/)?v2\/(services|requests|tokens)(?:\/([^/]+))?)\.(xml|json)$/.exec(path);
  if (!found) return undefined;
  const [, discovery, test, resource, id, format] = found;
  if (resource === 'tokens' && id === undefined) return undefined;
  return {
    what: (discovery ?? resource) as Place['what'],
    endpoint: test ? 'test' : 'production',
    id: id === undefined ? undefined : decodeURIComponent(id),
    format: format as Format,
  };
}

interface Answer {
  readonly root: string;
  readonly node: Node;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(format: Format, { root, node, headers }: Answer, status = 200): Response {
  return new Response(format === 'xml' ? toXml(root, node) : toJson(node), {
    status,
    headers: { 'content-type': TYPES[format], ...OPEN, ...headers },
  });
}

/** The body of errors, in both languages; for whoever refuses before a call gets here, too. */
export function open311Errors(path: string, problems: readonly Problem[], status: number, headers: Record<string, string> = {}): Response {
  const node = new List(
    'error',
    problems.map(({ code, reason, parameter, detail }) => {
      const text = `${reasonText('id', reason, detail)} / ${reasonText('en', reason, detail)}`;
      return { code, description: parameter ? `${parameter}: ${text}` : text };
    }),
  );
  const format = path.endsWith('.json') ? 'json' : 'xml';
  return send(format, { root: 'errors', node, headers: { 'cache-control': 'no-store', ...headers } }, status);
}

/** Answer one call. */
export async function open311(request: Request, env: Open311Bindings): Promise<Response> {
  const path = env.url.pathname.slice(BASE.length);
  const refuse = (problems: readonly Problem[], status = problems[0]!.code, headers: Record<string, string> = {}): Response =>
    open311Errors(path, problems, status, headers);
  try {
    if ((env.isBusy ?? isOverloaded)()) return refuse([{ code: 503, reason: 'api.busy' }], 503, { 'retry-after': '1' });
    if (request.method === 'OPTIONS')
      return new Response(null, {
        status: 204,
        headers: {
          ...OPEN,
          'access-control-allow-methods': 'GET, HEAD, POST',
          'access-control-allow-headers': 'content-type, idempotency-key',
          'access-control-max-age': '86400',
        },
      });
    const place = placeOf(path);
    if (!place) return refuse([{ code: 404, reason: 'open311.path_unknown' }]);
    const isPost = request.method === 'POST' && place.what === 'requests' && place.id === undefined;
    if (!isPost && request.method !== 'GET' && request.method !== 'HEAD') {
      const allowed = place.what === 'requests' && place.id === undefined ? 'GET, HEAD, POST' : 'GET, HEAD';
      return refuse([{ code: 405, reason: 'open311.method_wrong', detail: { allowed } }], 405, { allow: allowed });
    }
    if (isPost) return send(place.format, await post(request, place, env));
    await limitApart(env.database, `open311:${env.address}`, RATE, 60);
    const response = place.what === 'bulk' ? await bulkFile(request, env) : send(place.format, await read(place, env));
    return request.method === 'HEAD' ? new Response(null, response) : response;
  } catch (thrown) {
    if (thrown instanceof Refused) return refuse(thrown.problems, thrown.status);
    if (thrown instanceof Failure) {
      if (thrown.reason === 'identity.too_many') return refuse([{ code: 429, reason: 'api.too_many' }], 429, { 'retry-after': '60' });
      return refuse(problemsOf(thrown));
    }
    env.report?.(thrown);
    return refuse([{ code: 500, reason: 'api.broken' }]);
  }
}

/** What the module refused, by parameter of the call. */
function problemsOf({ code, reason, fields, detail }: Failure): Problem[] {
  const status = code === 'forbidden' ? 403 : code === 'not_found' ? 404 : 400;
  const named = Object.entries(fields).map(([field, why]) => ({
    code: status,
    reason: why,
    parameter: PARAMETERS[field] ?? field,
    detail,
  }));
  return named.length ? named : [{ code: status, reason, detail }];
}
const PARAMETERS: Readonly<Record<string, string>> = {
  text: 'description',
  foto: 'media',
  region: 'address_id',
  address: 'address_string',
  category: 'service_code',
};

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function read(place: Place, { database, url }: Open311Bindings): Promise<Answer> {
  const params = readParams(url.searchParams);
  return database.withActor(NOBODY, async (tx): Promise<Answer> => {
    if (place.what === 'requests') return requests(tx, place, params, url);
    const problems = place.what === 'discovery' ? [] : checkJurisdiction(params);
    if (problems.length) throw new Refused(problems);
    if (place.what === 'discovery') return { root: 'discovery', node: discoveryOf(await servicesChangedAt(tx), url.origin), headers: CALM };
    if (place.what === 'tokens') {
      const number = await findByToken(tx, place.endpoint, place.id!);
      if (number === undefined) throw new Refused([{ code: 404, reason: 'open311.token_unknown', parameter: 'token' }]);
      return { root: 'service_requests', node: new List('request', [{ service_request_id: number, token: place.id! }]), headers: FRESH };
    }
    const services = await listCategories(tx);
    if (place.id === undefined) return { root: 'services', node: new List('service', services.map(serviceOf)), headers: CALM };
    const service = services.find(({ code }) => code === place.id);
    if (!service)
      throw new Refused([
        { code: 404, reason: 'open311.service_unknown', parameter: 'service_code', detail: { code: place.id.slice(0, 50) } },
      ]);
    return { root: 'service_definition', node: definitionOf(service), headers: CALM };
  });
}
const CALM = { 'cache-control': 'public, max-age=300' } as const;
const FRESH = { 'cache-control': 'public, max-age=60' } as const;

async function requests(tx: Tx, { endpoint, id }: Place, params: Params, url: URL): Promise<Answer> {
  const query = id === undefined ? readQuery(params, tx.now) : { ids: [id], most: 1, skip: 0 };
  if (id !== undefined) {
    const problems = checkJurisdiction(params);
    if (problems.length) throw new Refused(problems);
  }
  const views = await findRequests(tx, endpoint, query);
  if (id !== undefined && views.length === 0)
    throw new Refused([{ code: 404, reason: 'open311.request_unknown', parameter: 'service_request_id' }]);
  const names = await namesFor(tx, url.origin);
  const last = views.at(-1);
  const hasMore = query.ids === undefined && last !== undefined && views.length === query.most;
  return {
    root: 'service_requests',
    node: new List(
      'request',
      views.map((view) => requestOf(view, names)),
    ),
    headers: {
      ...FRESH,
      ...(hasMore ? { link: `<${nextOf(url, requestCursor(last))}>; rel="next"`, 'access-control-expose-headers': 'link' } : {}),
    },
  };
}
function nextOf(url: URL, after: string): string {
  const next = new URL(url);
  next.searchParams.delete('page');
  next.searchParams.set('after', after);
  return next.href;
}

// ── Posting ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type Held = ReceivedForm<{ readonly bytes: Buffer }>;

async function post(request: Request, { endpoint }: Place, env: Open311Bindings): Promise<Answer> {
  const query = readParams(env.url.searchParams);
  let received: Pick<Held, 'form' | 'files'>;
  let problems: Problem[] = [];
  try {
    received = await receiveForm(request, { files: MAX_PHOTOS }, holding);
  } catch (thrown) {
    if (!(thrown instanceof FormRefused)) throw thrown;
    received = { form: thrown.form, files: [] };
    problems = problemsOf(thrown);
  }
  const params = mergeParams(query, readParams(textsOf(received.form)));
  const partner = await admit(apiKeyOf(params), endpoint, env);
  const idempotencyKey = request.headers.get('idempotency-key') ?? undefined;
  if (idempotencyKey !== undefined && !/^[\w.:-]{8,100}$/.test(idempotencyKey))
    problems.push({ code: 400, reason: 'open311.idempotency_key_wrong', parameter: 'Idempotency-Key' });

  const posting = await gathering(problems, async () => {
    const { services, regions } = await env.database.withActor(partner.actor, async (tx) => ({
      services: await listCategories(tx),
      regions: new Set((await listRegions(tx)).map(({ code }) => code)),
    }));
    return readPosting(
      params,
      (code) => {
        const service = services.find((one) => one.code === code);
        return service && { code, category: service.id, questions: service.questions };
      },
      (code) => regions.has(code),
    );
  });
  const pictures: Awaited<ReturnType<typeof readPicture>>[] = [];
  for (const { field, bytes } of received.files)
    try {
      pictures.push(await readPicture(bytes));
    } catch (thrown) {
      if (!(thrown instanceof Unfit)) throw thrown;
      problems.push({ code: 400, reason: thrown.reason, parameter: field || 'media' });
    }
  if (problems.length || !posting) throw new Refused(problems);
  const posted = await keep(pictures, posting, endpoint, partner, env.database, {
    idempotencyKey,
    lang: /^en\b/i.test(request.headers.get('accept-language') ?? '') ? 'en' : 'id',
  });
  return {
    root: 'service_requests',
    node: new List('request', [postedOf(posted, posting, endpoint, env.url.origin)]),
    headers: { 'cache-control': 'no-store' },
  };
}

const textsOf = (form: FormData): [string, string][] =>
  [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string');

/** Work whose problems join those found already. */
async function gathering<T>(problems: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    problems.push(...thrown.problems);
    return undefined;
  }
}

/** Whose key it is. A key of the other endpoint is as wrong as an unknown one. @throws Refused 403 · Failure identity.too_many */
async function admit(key: string | undefined, endpoint: Endpoint, { database, address }: Open311Bindings): Promise<Partner> {
  if (key === undefined) throw new Refused([{ code: 403, reason: 'open311.key_missing', parameter: 'api_key' }]);
  const partner = await resolveKey(database, key);
  if (!partner?.actor.scopes.includes(endpoint === 'production' ? 'open311:write' : 'open311:test')) {
    await limitApart(database, `api-key:${address}`, 30, 60); // guessing is slowed down
    throw new Refused([{ code: 403, reason: 'open311.key_wrong', parameter: 'api_key' }]);
  }
  await limitApart(database, `api:${partner.actor.id}`, partner.ratePerMinute, 60);
  return partner;
}

/** Keep the pictures and take the posting in. What left nothing leaves no file either. */
async function keep(
  pictures: readonly Awaited<ReturnType<typeof readPicture>>[],
  posting: Posting,
  endpoint: Endpoint,
  { actor }: Partner,
  database: Database,
  options: Parameters<typeof postRequest>[4],
): Promise<Posted> {
  const photos: NewPhoto[] = [];
  let isKept = false;
  try {
    for (const picture of pictures) photos.push(await keepPhoto(picture));
    const work = (tx: Tx) => postRequest(tx, endpoint, posting, photos, options);
    let mayBeKept = false;
    const posted = await database.withActor(actor, work).catch((thrown: unknown) => {
      if (!isOutcomeUnknown(thrown)) throw thrown;
      mayBeKept = true;
      return database.withActor(actor, work); // the posting itself tells whether the lost COMMIT came through
    });
    isKept = endpoint === 'production' && (posted.isNew || mayBeKept);
    return posted;
  } catch (thrown) {
    isKept = isOutcomeUnknown(thrown);
    throw thrown;
  } finally {
    if (!isKept) await Promise.all(photos.map(({ fileId }) => discardFile(fileId)));
  }
}
