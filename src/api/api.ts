import { createHash } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { listHolidays } from '#core/server/calendar.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { once } from '#core/server/once.ts';
import { formSchema } from '#modules/catalogue/form-schema.ts';
import { refuse } from '#modules/catalogue/form.ts';
import {
  formContext,
  getCurrentDefinition,
  getService,
  listOnlineServices,
  listRegions,
  listServices,
  searchServices,
} from '#modules/catalogue/server/catalogue.ts';
import {
  claimTask,
  decideTask,
  getAchieved,
  getCaseView,
  getDraft,
  getShares,
  listWorklist,
  putRegisterAnswers,
  registersOf,
  releaseTask,
  returnTask,
  savePage,
  startDraft,
  submitCase,
  type RegisterAnswer,
} from '#modules/cases/server/cases.ts';
import { verifyDocument } from '#modules/documents/server/documents.ts';
import { askRegister, resolveKey } from '#modules/exchange/server/exchange.ts';
import type { Scope } from '#modules/exchange/adapter.ts';
import { findApplicant, findCitizenByNik, getProfile, limitApart, listAgencies } from '#modules/identity/server/identity.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { ApiEnv } from './env.ts';
import { mountEvidence } from './evidence.ts';
import { isOverloaded } from './load.ts';
import { problem, problemOf } from './problem.ts';
import * as shape from './schemas.ts';

/** The JSON API. Each route is a schema, a function of a module and a status; the rest is the same for all and stands here. */
export const BASE = '/api/v1';
const MAX_BODY = 256 * 1024;
/** Requests a minute. */
const RATE = { anonymous: 120, signedIn: 300 } as const;

/** Field → reason of a zod error; our own schemas' messages are reasons already. */
const fieldsOf = (error: z.ZodError): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const issue of error.issues)
    fields[issue.path.join('.') || 'body'] ??= /^[a-z]+\.[a-z_]+$/.test(issue.message) ? issue.message : 'api.wrong';
  return fields;
};

export const api = new OpenAPIHono<ApiEnv>({
  defaultHook: (result, c) =>
    result.success
      ? undefined
      : problem(c, 422, 'target' in result && result.target === 'header' ? 'api.key_needed' : 'input.invalid', fieldsOf(result.error)),
}).basePath(BASE);
api.openAPIRegistry.registerComponent('securitySchemes', 'key', {
  type: 'http',
  scheme: 'bearer',
  description: 'A key of an agency’s application (sp_…).',
});
api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
  type: 'apiKey',
  in: 'cookie',
  name: 'satu',
  description: 'A signed-in person.',
});

api.use('*', async (c, next) => {
  if ((c.env.isBusy ?? isOverloaded)()) return problem(c, 503, 'api.busy', {}, {}, { 'retry-after': '1' });
  if (c.req.method === 'OPTIONS')
    return new Response(null, {
      status: 204,
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': 'accept-language, if-none-match',
        'access-control-max-age': '86400',
      },
    });
  if (/%00/.test(c.req.url)) return problem(c, 422, 'form.nul');
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const partner = bearer === undefined ? undefined : await resolveKey(c.env.database, bearer);
  if (bearer !== undefined && !partner) {
    await limitApart(c.env.database, `api-key:${c.env.address}`, 30, 60); // guessing is slowed down
    return problem(c, 401, 'api.key_unknown', {}, {}, { 'www-authenticate': 'Bearer' });
  }
  const actor: Actor = partner?.actor ?? c.env.actor;
  c.set('actor', actor);
  await limitApart(
    c.env.database,
    `api:${'id' in actor ? actor.id : c.env.address}`,
    partner?.ratePerMinute ?? (actor.kind === 'anonymous' ? RATE.anonymous : RATE.signedIn),
    60,
  );
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const type = c.req.header('content-type') ?? '';
    // Files are read as a stream by the one route that takes them.
    if (c.req.path.endsWith('/evidence') && type.startsWith('multipart/form-data')) return next();
    if (Number(c.req.header('content-length') ?? 0) > MAX_BODY) return problem(c, 413, 'api.body_too_large');
    if (!/^application\/json\b/i.test(type)) return problem(c, 415, 'api.media_type', {}, { type: 'application/json' });
    const body = await c.req.text();
    if (body.length > MAX_BODY) return problem(c, 413, 'api.body_too_large');
    if (/\\u0000/i.test(body) || body.includes(String.fromCharCode(0))) return problem(c, 422, 'form.nul');
    if (body.includes('\ufffd')) return problem(c, 422, 'form.not_utf8');
  }
  return next();
});
api.onError((thrown, c) => problemOf(c, thrown));
api.notFound((c) => {
  const allowed = new Set<string>();
  for (const { path, method } of api.routes) {
    const pattern = new RegExp(`^${path.replace(/:[^/]+/g, '[^/]+')}$`);
    if (method !== 'ALL' && !path.includes('*') && pattern.test(c.req.path)) allowed.add(method);
  }
  return allowed.size > 0
    ? problem(c, 405, 'api.method_not_allowed', {}, {}, { allow: [...allowed].join(', ') })
    : problem(c, 404, 'api.not_found');
});

interface Spec {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** Who may ask at all; row security and the modules decide the rest. */
  readonly access: 'public' | 'cases' | 'ledger' | 'file' | 'tasks' | 'people';
  readonly status?: 200 | 201;
}

const scopeOf: Readonly<Partial<Record<Spec['access'], Scope>>> = {
  cases: 'cases:read',
  ledger: 'ledger:read',
  file: 'cases:write',
  tasks: 'tasks:write',
};
const securityOf = (access: Spec['access']): Record<string, string[]>[] => [
  ...(scopeOf[access] ? [{ key: [scopeOf[access]] }] : []),
  { session: [] },
];

/** @throws Failure forbidden · gives a 401 for visitors */
function admit(c: Context<ApiEnv>, access: Spec['access']): Response | undefined {
  const actor = c.get('actor');
  if (access === 'public') return undefined;
  if (actor.kind === 'anonymous') return problem(c, 401, 'api.sign_in_first', {}, {}, { 'www-authenticate': 'Bearer' });
  if (actor.kind !== 'partner') return undefined;
  const scope = scopeOf[access];
  if (!scope || !actor.scopes.includes(scope)) throw new Failure('forbidden', 'api.scope_missing', {}, { scope: scope ?? 'session' });
  return undefined;
}

const etagOf = (value: unknown): string => `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 27)}"`;
const asProblem = (description: string) => ({ description, content: { 'application/problem+json': { schema: shape.Problem } } });
const NoParams = z.object({});
const KEY = /^[\w.:-]{8,100}$/;
const KeyHeader = z.object({
  'idempotency-key': z.string().regex(KEY).openapi({ description: 'The same key gives the same answer.' }),
});

interface Given<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly actor: Actor;
  readonly database: Database;
  readonly ifMatch: string | undefined;
}

/** One route. `before` runs outside the transaction (it may use the network), `work` inside it, once per Idempotency-Key. */
function route<
  R extends z.ZodType,
  P extends z.ZodObject = typeof NoParams,
  Q extends z.ZodObject = typeof NoParams,
  B extends z.ZodType = typeof NoParams,
  N = undefined,
>(
  spec: Spec,
  schemas: { readonly result: R; readonly params?: P; readonly query?: Q; readonly body?: B },
  work: (tx: Tx, given: Given<P, Q, B>, prepared: N) => Promise<unknown>,
  before?: (given: Given<P, Q, B>) => Promise<N>,
): void {
  const isCommand = spec.method === 'post';
  const definition = createRoute({
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    ...(spec.access === 'public' ? {} : { security: securityOf(spec.access) }),
    request: {
      ...(schemas.params ? { params: schemas.params } : {}),
      ...(schemas.query ? { query: schemas.query } : {}),
      ...(isCommand
        ? {
            headers: KeyHeader,
          }
        : {}),
      ...(schemas.body ? { body: { required: true, content: { 'application/json': { schema: schemas.body } } } } : {}),
    },
    responses: {
      [spec.status ?? 200]: { description: spec.summary, content: { 'application/json': { schema: schemas.result } } },
      ...(spec.access === 'public' ? {} : { 401: asProblem('Not signed in'), 403: asProblem('Not allowed') }),
      ...(schemas.params ? { 404: asProblem('Unknown, or not yours to see') } : {}),
      ...(isCommand
        ? {
            409: asProblem('Not now, or changed meanwhile'),
            412: asProblem('Changed since it was read'),
            413: asProblem('Too large'),
            415: asProblem('Another media type'),
          }
        : {}),
      422: asProblem('Wrong input'),
      429: asProblem('Too many requests'),
      500: asProblem('Our fault'),
      503: asProblem('Busy'),
    },
  });
  const handle = async (c: Context<ApiEnv>): Promise<Response> => {
    c.env.note?.(`${BASE}${spec.path}`);
    const refused = admit(c, spec.access);
    if (refused) return refused;
    const valid = (target: string): unknown => (c.req as unknown as { valid(target: string): unknown }).valid(target);
    const given = {
      params: (schemas.params ? valid('param') : {}) as z.output<P>,
      query: (schemas.query ? valid('query') : {}) as z.output<Q>,
      body: (schemas.body ? valid('json') : {}) as z.output<B>,
      actor: c.get('actor'),
      database: c.env.database,
      ifMatch: c.req.header('if-match'),
    };
    const prepared = (before ? await before(given) : undefined) as N;
    const value = await c.env.database.withActor(given.actor, async (tx) =>
      schemas.result.parse(
        isCommand
          ? await once(tx, `api:${c.req.header('idempotency-key')!}`, { path: c.req.path, body: given.body }, () =>
              work(tx, given, prepared),
            )
          : await work(tx, given, prepared),
      ),
    );
    const text = JSON.stringify(value);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (!isCommand) headers['etag'] = etagOf(value);
    if (spec.access === 'public')
      Object.assign(headers, {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'etag',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=60',
      });
    else headers['cache-control'] = 'private, no-store';
    if (headers['etag'] && (c.req.header('if-none-match') ?? '').split(/,\s*/).some((tag) => tag.replace(/^W\//, '') === headers['etag']))
      return new Response(null, { status: 304, headers });
    return new Response(text, { status: spec.status ?? 200, headers });
  };
  api.openapi(definition, handle as never);
}

const Id = z.string().min(1).max(100);
const Paging = z.object({ cursor: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

/** One page of a list that is small enough to be read whole; `key` orders it. */
function slice<T>(
  list: string,
  all: readonly T[],
  key: (item: T) => string,
  { cursor, limit }: z.output<typeof Paging>,
): { items: T[]; next: string | null } {
  const after = readCursor(list, cursor);
  const sorted = all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => key(item) > after);
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? writeCursor(list, key(items.at(-1)!)) : null };
}

// ── open to all ──
route(
  { method: 'get', path: '/services', summary: 'Services the city offers, by id or by words', access: 'public' },
  { query: Paging.extend({ q: z.string().max(200).optional(), agency: Id.optional() }), result: shape.pageOf(shape.ServiceSummary) },
  async (tx, { query }) => {
    if (query.q !== undefined) return { items: await searchServices(tx, query.q, query.limit), next: null };
    return slice(
      `services:${query.agency ?? ''}`,
      await listServices(tx, query.agency ? { agency: query.agency } : {}),
      (service) => service.id,
      query,
    );
  },
);
route(
  { method: 'get', path: '/services/{id}', summary: 'One service with its standard', access: 'public' },
  { params: z.object({ id: Id }), result: shape.Service },
  async (tx, { params }) => {
    const service = await getService(tx, params.id);
    const online = (await listOnlineServices(tx)).filter((each) => each.row === service.id);
    return {
      ...service,
      online: await Promise.all(
        online.map(async ({ id, promise }) => ({ id, promise_days: promise, achieved: await getAchieved(tx, id) })),
      ),
    };
  },
);
route(
  {
    method: 'get',
    path: '/services/{id}/form-schema',
    summary: 'What a request for the service asks, as JSON Schema 2020-12',
    access: 'public',
  },
  { params: z.object({ id: Id }), result: shape.FormSchema },
  async (tx, { params }) => {
    const version = await getCurrentDefinition(tx, params.id);
    if (!version) throw new Failure('not_found', 'cases.no_service');
    return formSchema(version.body, await formContext(tx, version.body), `${BASE}/services/${params.id}/form-schema`);
  },
);
route(
  { method: 'get', path: '/agencies', summary: 'Agencies, vertical offices and state companies', access: 'public' },
  { query: Paging, result: shape.pageOf(shape.Agency) },
  async (tx, { query }) => slice('agencies', await listAgencies(tx), (agency) => agency.code, query),
);
route(
  { method: 'get', path: '/regions', summary: 'Kabupaten, distrik, kelurahan and kampung', access: 'public' },
  { query: Paging.extend({ parent: Id.optional() }), result: shape.pageOf(shape.Region) },
  async (tx, { query }) =>
    slice(
      `regions:${query.parent ?? ''}`,
      (await listRegions(tx)).filter((region) => query.parent === undefined || region.parent === query.parent),
      (region) => region.code,
      query,
    ),
);
route(
  { method: 'get', path: '/holidays', summary: 'Days that are no working days, with their decree', access: 'public' },
  { query: Paging.extend({ year: z.coerce.number().int().min(2000).max(2100).optional() }), result: shape.pageOf(shape.Holiday) },
  async (tx, { query }) =>
    slice(
      `holidays:${query.year ?? ''}`,
      (await listHolidays(tx)).filter((day) => query.year === undefined || day.date.startsWith(`${query.year}-`)),
      (day) => `${day.date} ${day.scope} ${day.kind}`,
      query,
    ),
);
route(
  { method: 'get', path: '/documents/{code}', summary: 'Is an issued document valid? By the code beside its QR', access: 'public' },
  { params: z.object({ code: Id }), result: shape.VerifiedDocument },
  async (tx, { params }) => {
    const document = await verifyDocument(tx, params.code);
    if (!document) throw new Failure('not_found', 'documents.unknown');
    return document;
  },
);

// ── cases ──
route(
  { method: 'get', path: '/cases', summary: 'Open tasks of the caller’s agencies, soonest due first', access: 'cases' },
  {
    query: Paging.extend({
      who: z.enum(['mine', 'pool', 'all']).default('all'),
      service: Id.optional(),
      late: z.stringbool().default(false),
    }),
    result: shape.pageOf(shape.WorklistItem),
  },
  async (tx, { query }) => {
    const list = `cases:${query.who}:${query.service ?? ''}:${query.late}`;
    const { items, next } = await listWorklist(tx, {
      who: query.who,
      service: query.service,
      lateOnly: query.late,
      cursor: readCursor(list, query.cursor),
      limit: query.limit,
    });
    return { items, next: next && writeCursor(list, next) };
  },
);
const OneCase = z.object({ code: Id });
route(
  { method: 'get', path: '/cases/{code}', summary: 'One case, cut to what the caller may see', access: 'cases' },
  { params: OneCase, result: shape.Case },
  (tx, { params }) => getCaseView(tx, params.code),
);
route(
  { method: 'get', path: '/cases/{code}/ledger', summary: 'Who held the case and how long', access: 'ledger' },
  { params: OneCase, result: z.object({ items: z.array(shape.LedgerShare) }) },
  async (tx, { params }) => ({ items: await getShares(tx, params.code) }),
);

const OneTask = z.object({ code: Id, task: Id });
/** @throws Failure conflict api.changed where the caller read another state of the case than the present one */
async function mustMatch(tx: Tx, code: string, ifMatch: string | undefined): Promise<void> {
  if (ifMatch !== undefined && ifMatch !== '*' && etagOf(shape.Case.parse(await getCaseView(tx, code))) !== ifMatch)
    throw new Failure('conflict', 'api.changed');
}
const taskRoute = <B extends z.ZodType>(
  step: string,
  access: 'tasks' | 'people',
  summary: string,
  body: B,
  work: (tx: Tx, code: string, task: string, body: z.output<B>) => Promise<void>,
): void =>
  route(
    { method: 'post', path: `/cases/{code}/tasks/{task}/${step}`, summary, access },
    { params: OneTask, body, result: shape.TaskDone },
    async (tx, { params, body: given, ifMatch }) => {
      await mustMatch(tx, params.code, ifMatch);
      await work(tx, params.code, params.task, given);
      return params;
    },
  );
taskRoute('claim', 'people', 'Take a task from the pool', z.strictObject({}), claimTask);
taskRoute('release', 'people', 'Put a task back into the pool', z.strictObject({}), releaseTask);
taskRoute('decide', 'tasks', 'Record a task’s outcome', shape.Decision, decideTask);
taskRoute('return', 'people', 'Return the case for its one correction', shape.Return, returnTask);

mountEvidence(api, { pattern: KEY, headers: KeyHeader }, securityOf('tasks'), (c) => admit(c, 'tasks'));

/** Asks the registers first, because no transaction may wait for the network. */
async function askAll({
  body,
  actor,
  database,
}: {
  body: z.output<typeof shape.Filing>;
  actor: Actor;
  database: Database;
}): Promise<{ person: string | undefined; said: Record<string, RegisterAnswer> }> {
  const { definition, nik, person, now } = await database.withActor(actor, async (tx) => {
    const found = await getCurrentDefinition(tx, body.service);
    if (!found) throw new Failure('not_found', 'cases.no_service');
    if (actor.kind === 'citizen')
      return { definition: found.body, nik: (await getProfile(tx, actor.id)).nik, person: undefined, now: tx.now };
    if (body.nik === undefined) throw new Failure('invalid', 'input.invalid', { nik: 'input.required' });
    const citizen = actor.kind === 'partner' ? await findApplicant(tx, body.nik) : (await findCitizenByNik(tx, body.nik))?.id;
    if (!citizen) throw new Failure('invalid', 'input.invalid', { nik: 'identity.person_unknown' });
    return { definition: found.body, nik: body.nik, person: citizen, now: tx.now };
  });
  const said: Record<string, RegisterAnswer> = {};
  if (!nik) return { person, said };
  await Promise.all(
    registersOf(definition).map(async (adapter) => {
      const answer = await askRegister(database, adapter, { nik }, { key: `api:${crypto.randomUUID()}:${adapter}`, actor });
      said[adapter] = { status: answer.status, values: answer.status === 'found' ? answer.values : {}, at: now.toISOString() };
    }),
  );
  return { person, said };
}

route(
  {
    method: 'post',
    path: '/cases',
    summary: 'File a request: one’s own; by an officer for a citizen at the counter; by an agency’s application for a registered citizen',
    access: 'file',
    status: 201,
  },
  { body: shape.Filing, result: shape.Filed },
  async (tx, { body }, { person, said }) => {
    const { id } = await startDraft(tx, body.service, { person });
    await putRegisterAnswers(tx, id, said);
    const { definition, answers } = await getDraft(tx, id);
    const unknown = Object.keys(body.answers).filter((name) => !definition.fields.some((field) => field.id === name));
    if (unknown.length > 0)
      throw new Failure('invalid', 'input.invalid', Object.fromEntries(unknown.map((name) => [`answers.${name}`, 'api.wrong'])));
    // What a register said stands where the caller says nothing else.
    const known = Object.entries({ ...answers, ...body.answers }).filter(([, value]) => value !== null);
    const given = Object.fromEntries(known);
    for (const page of definition.pages) {
      const { problems } = await savePage(tx, id, page.id, given);
      refuse(Object.fromEntries(Object.entries(problems).map(([name, why]) => [`answers.${name}`, why])));
    }
    return { code: (await submitCase(tx, id)).code };
  },
  askAll,
);

let written: ReturnType<typeof api.getOpenAPI31Document> | undefined;
/** The OpenAPI 3.1 document; `npm run openapi` writes it to src/api/openapi.json. */
export const openApiDocument = () =>
  (written ??= api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Satu Pintu',
      version: '1.0.0',
      description: 'Public services of Kabupaten Mimika: catalogue, issued documents, cases.',
      license: { name: 'EUPL-1.2' },
    },
    servers: [{ url: '/' }],
  }));
api.get('/openapi.json', (c) => c.json(openApiDocument(), 200, { 'access-control-allow-origin': '*' }));
