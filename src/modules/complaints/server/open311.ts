import { canonical } from '#core/canonical.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { vault } from '#core/server/vault.ts';
import { readEmail, readPhone } from '#modules/identity/person.ts';
import { toData } from '../events.ts';
import { maskText } from '../masking.ts';
import { NO_WORDS, Refused, serviceType, type Posting, type RequestQuery, type ServiceType } from '../open311.ts';
import { readNumber } from '../report.ts';
import { lifecycle } from '../rules.ts';
import { emergencyFor, promisedVerification, type Emergency } from './drafts.ts';
import { receiptCode, submitReport, type NewPhoto } from './intake.ts';
import { listCategories, type CategoryView } from './views.ts';
import { write } from './words.ts';
import * as store from './store.ts';

/** A report as GeoReport v2 shows it; on the test endpoint, a trial. */
export interface RequestView {
  readonly number: string;
  readonly status: string;
  readonly state: string;
  readonly label: { readonly id: string; readonly en: string };
  readonly ending: string | null;
  readonly service: CategoryView;
  /** Masked; null where the sender wrote nothing. */
  readonly text: string | null;
  readonly agency: string | null;
  readonly region: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
  readonly channel: string;
  readonly receivedAt: Date;
  /** When it was closed, where it is. */
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
  /** The earliest deadline, while it is open. */
  readonly dueOn: string | null;
  readonly dueClock: string | null;
  readonly photo: string | null;
}

/** Reports, or what test keys posted: the two never meet. */
export type Endpoint = 'production' | 'test';

/** Services by their code. */
async function servicesByCode(tx: Tx): Promise<Map<string, CategoryView>> {
  return new Map((await listCategories(tx)).map((category) => [category.code, category]));
}
const cursor = (text: string | undefined): { at: Date; number: string } | undefined => {
  const [at = '', number = ''] = text?.split('~') ?? [];
  return number && !Number.isNaN(Date.parse(at)) ? { at: new Date(at), number } : undefined;
};
/** The place of a row in the list, for {@link RequestQuery.after}. */
export const requestCursor = (view: RequestView): string => `${view.receivedAt.toISOString()}~${view.number}`;

/** Trials are shown for a week, and a token stays a token for a minute, so that a client meets both answers. */
const TRIAL_MS = 7 * 86_400_000;
const TRIAL_WAIT_MS = 60_000;

/**
 * What `GET requests` gives: public reports by number (unknown ones passed over) or by query, newest first.
 * @throws Refused 404 for a service nobody offers
 */
export async function findRequests(tx: Tx, endpoint: Endpoint, query: RequestQuery): Promise<RequestView[]> {
  const services = await servicesByCode(tx);
  const unknown = query.codes?.filter((code) => !services.has(code)) ?? [];
  if (unknown.length)
    throw new Refused(
      unknown.map((code) => ({
        code: 404,
        reason: 'open311.service_unknown',
        parameter: 'service_code',
        detail: { code: code.slice(0, 50) },
      })),
    );
  const byId = new Map([...services.values()].map((service) => [service.id, service]));
  const asked = {
    numbers: query.ids?.map((id) => (endpoint === 'production' ? (readNumber(id) ?? '') : id)),
    categories: query.codes?.map((code) => services.get(code)!.id),
    open311: query.status,
    from: query.from,
    to: query.to,
    after: cursor(query.after),
    most: query.most,
    skip: query.skip,
  };
  if (endpoint === 'test') {
    if (query.status === 'closed') return []; // nobody works on a trial
    const oldest = new Date(tx.now.getTime() - TRIAL_MS);
    const rows = await store.trials(tx, { ...asked, from: asked.from && asked.from > oldest ? asked.from : oldest });
    return rows.filter((row) => isShown(row, byId.get(row.category)!, tx.now)).map((row) => trialView(row, byId.get(row.category)!));
  }
  return (await store.open311Reports(tx, asked)).map((row) => viewOf(row, byId.get(row.category)!));
}

const pointOf = (row: { lat: string | null; long: string | null }): RequestView['point'] =>
  row.lat !== null && row.long !== null ? { lat: Number(row.lat), long: Number(row.long) } : null;

const viewOf = (row: store.Open311Row, service: CategoryView): RequestView => ({
  number: row.number,
  status: row.open311,
  state: row.state,
  label: lifecycle.states[row.state]!.label,
  ending: row.ending,
  service,
  text: row.text_public === NO_WORDS ? null : row.text_public,
  agency: row.lead ?? row.holder_agency,
  region: row.region,
  point: pointOf(row),
  channel: row.channel,
  receivedAt: row.received_at,
  updatedAt: row.updated_at,
  endedAt: row.ended_at,
  dueOn: row.open311 === 'open' ? row.due_on : null,
  dueClock: row.due_clock,
  photo: row.photo,
});

/** Like the real thing: at once, after a look, or never. */
function isShown(row: store.TrialRow, service: CategoryView, now: Date): boolean {
  const type = serviceType(service);
  return type === 'realtime' || (type === 'batch' && row.at.getTime() + TRIAL_WAIT_MS <= now.getTime());
}
const trialView = (row: store.TrialRow, service: CategoryView): RequestView => ({
  number: row.number,
  status: 'open',
  state: lifecycle.start,
  label: lifecycle.states[lifecycle.start]!.label,
  ending: null,
  service,
  text: row.text_public === NO_WORDS ? null : row.text_public,
  agency: service.agency,
  region: row.region,
  point: pointOf(row),
  channel: 'open311',
  receivedAt: row.at,
  updatedAt: row.at,
  endedAt: null,
  dueOn: null,
  dueClock: null,
  photo: null,
});

/** The number behind a token: null until an officer has looked at the report, undefined for a token nobody was given. */
export async function findByToken(tx: Tx, endpoint: Endpoint, token: string): Promise<string | null | undefined> {
  if (!/^tok_[\w-]{22}$/.test(token)) return undefined;
  if (endpoint === 'production') return store.numberOfToken(tx, token);
  const [row] = await store.trials(tx, { token, from: new Date(tx.now.getTime() - TRIAL_MS), most: 1, skip: 0 });
  if (!row) return undefined;
  return row.at.getTime() + TRIAL_WAIT_MS <= tx.now.getTime() ? row.number : null;
}

/** When the list of services last changed: what clients compare (`changeset`). */
export const servicesChangedAt = store.servicesChangedAt;
/** Was a report taken from public view since? Then no copy made before may be handed out. */
export const hiddenSince = store.hiddenSince;

export interface Posted {
  readonly number: string;
  readonly type: ServiceType;
  /** In place of the number, for a service whose reports are looked at first. */
  readonly token: string | null;
  /** The four words of the receipt; null for a trial. */
  readonly code: string | null;
  /** The day by which somebody looks at it. */
  readonly until: string;
  /** Contacts that couldn't be read: nobody can be reached there. */
  readonly unread: readonly ('phone' | 'email')[];
  readonly emergency: Emergency;
  /** False where the same was posted before and this is that answer again. */
  readonly isNew: boolean;
}

/** The same posting again within this time is the same report, where the client sent no Idempotency-Key. */
const SAME_MS = 10 * 60_000;
/** And this long where it did. */
const KEY_MS = 24 * 3600_000;

/**
 * Take in what a client posted, as its key. The same again (a lost reply, a second tap) gives the first answer: by its
 * Idempotency-Key for a day, else by equal content from the same key for ten minutes. On the test endpoint everything is
 * checked alike and nothing becomes a report.
 * @throws Failure forbidden without the scope · invalid `open311.key_reused` for a key with other content
 */
export async function postRequest(
  tx: Tx,
  endpoint: Endpoint,
  posting: Posting,
  photos: readonly NewPhoto[],
  options: { readonly idempotencyKey?: string | undefined; readonly lang?: 'id' | 'en' } = {},
): Promise<Posted> {
  const { actor } = tx;
  const scope = endpoint === 'production' ? 'open311:write' : 'open311:test';
  if (actor.kind !== 'partner' || !actor.scopes.includes(scope)) throw new Failure('forbidden', 'open311.key_wrong');
  const service = (await listCategories(tx)).find((category) => category.id === posting.category)!;
  const type = serviceType(service);
  const hash = (value: unknown): Buffer => vault().findable(canonical(value), 'open311');
  // Numbers as text: the canonical form has no floats.
  const content = hash({
    ...posting,
    lat: String(posting.lat),
    long: String(posting.long),
    photos: photos.map((photo) => photo.sha256).toSorted(),
    endpoint,
  });
  const { idempotencyKey } = options;
  const key = idempotencyKey === undefined ? content : hash({ partner: actor.id, key: idempotencyKey, endpoint });
  const table = endpoint === 'production' ? 'complaints.open311_post' : 'complaints.open311_trial';
  await store.lockPosting(tx, hash({ partner: actor.id, key: key.toString('hex') }));
  const since = new Date(tx.now.getTime() - (idempotencyKey === undefined ? SAME_MS : KEY_MS));
  const earlier = await store.findPosting(tx, table, actor.id, key, since);
  if (earlier && !earlier.content.equals(content)) throw new Failure('invalid', 'open311.key_reused');

  const phone = posting.phone === undefined ? undefined : readPhone(posting.phone);
  const email = posting.email === undefined ? undefined : readEmail(posting.email);
  const answer = {
    type,
    until: await promisedVerification(tx),
    unread: [
      ...(posting.phone !== undefined && phone === undefined ? (['phone'] as const) : []),
      ...(posting.email !== undefined && email === undefined ? (['email'] as const) : []),
    ],
    emergency: await emergencyFor(posting.text),
  };
  if (earlier) {
    const code = earlier.report_id === undefined ? null : receiptCode(earlier.report_id);
    return { ...answer, number: earlier.number, token: earlier.token, code, isNew: false };
  }
  const id = uuidv7(tx.now.getTime());
  const token = type === 'batch' ? `tok_${vault().findable(id, 'open311_token').subarray(0, 16).toString('base64url')}` : null;
  const posted = { partner: actor.id, key, content, token, at: tx.now };
  if (endpoint === 'test') {
    const number = `UJI-${String(await store.nextTrial(tx)).padStart(6, '0')}`;
    await store.insertTrial(tx, {
      ...posted,
      number,
      category: posting.category,
      text_public: maskText(posting.text).text,
      region: posting.region ?? null,
      lat: posting.lat ?? null,
      long: posting.long ?? null,
    });
    return { ...answer, number, token, code: null, isNew: true };
  }
  const receipt = await submitReport(
    tx,
    {
      text: posting.text,
      category: posting.category,
      region: posting.region,
      lat: posting.lat,
      long: posting.long,
      address: posting.address,
      answers: posting.answers,
      name: posting.name,
      phone,
      email,
      lang: options.lang ?? 'id',
      channel: 'open311',
    },
    photos,
    id,
  );
  await store.insertPosting(tx, { ...posted, report_id: id, number: receipt.number });
  if (posting.mediaUrl !== undefined) {
    const entry = await write(tx, {
      reportId: id,
      kind: 'note',
      audience: 'desk',
      text: `Tautan dari aplikasi pelapor: ${posting.mediaUrl}`,
    });
    await record(tx, {
      subjectKind: 'complaint',
      subjectId: id,
      type: 'complaints.noted',
      data: toData({ type: 'noted', at: tx.now, entry, public: false }),
      via: 'api',
    });
  }
  return { ...answer, number: receipt.number, token, code: receipt.code, isNew: true };
}
