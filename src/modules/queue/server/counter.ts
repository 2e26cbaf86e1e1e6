import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { dayOf } from '#core/working-time.ts';
import type { QueueEventBody } from '../events.ts';
import { ordinary, rules, weights } from '../rules.ts';
import { clips } from '../spoken.ts';
import { choose, rank } from '../turn.ts';
import { printed, readNumber, refuse, type LegState } from '../visit.ts';
import { choiceOf } from './promise.ts';
import { append, mayServe, open, rolesOf, runsHall, type Opened } from './take.ts';
import * as store from './store.ts';

type Loket = NonNullable<Awaited<ReturnType<typeof store.lockLoket>>>;

/** The actor's own open loket, locked, with the hall's order taken. @throws Failure not_now */
async function mine(tx: Tx): Promise<Loket> {
  const person = actorId(tx.actor);
  const found = person ? await store.loketOfOfficer(tx, person) : undefined;
  if (!found) throw new Failure('not_now', 'queue.no_loket');
  await store.lockSite(tx, found.site);
  const loket = await store.lockLoket(tx, found.id);
  if (!loket || loket.officer !== person || loket.state === 'closed') throw new Failure('not_now', 'queue.no_loket');
  return loket;
}

const tell = (tx: Tx, site: string, kind: 'call' | 'state', data: Record<string, string | number | boolean | null | string[]>) =>
  store.insertBoardEvent(tx, { site, at: tx.now, kind, data: JSON.stringify(data) });

const recordLoket = (tx: Tx, loket: Loket, type: string, data: Record<string, string | null> = {}) =>
  // a loket has a name, not a UUID: its log hangs on one made of it
  record(tx, {
    subjectKind: 'loket',
    subjectId: loketSubject(loket.id),
    type: `queue.${type}`,
    data: { loket: loket.id, ...data },
    via: 'counter',
  });

/** A UUID (version 8) that stands for a loket in the log. */
function loketSubject(id: string): string {
  const hex = Buffer.from(`loket:${id}`).toString('hex').padEnd(32, '0').slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Sit down at a loket: it opens under the officer's name. @throws Failure forbidden, not_now where somebody else sits there */
export async function openLoket(tx: Tx, id: string): Promise<void> {
  const person = actorId(tx.actor);
  const loket = await store.lockLoket(tx, id);
  if (!loket) throw new Failure('not_found', 'queue.no_such_loket');
  if (!person || !mayServe(tx.actor, loket.agency)) throw new Failure('forbidden', 'queue.not_your_loket');
  if (loket.state !== 'closed' && loket.officer !== person) throw new Failure('not_now', 'queue.loket_taken');
  const other = await store.loketOfOfficer(tx, person);
  if (other && other.id !== id) throw new Failure('not_now', 'queue.sits_elsewhere');
  await store.lockSite(tx, loket.site);
  await store.updateLoket(tx, id, { state: 'open', officer: person, since: tx.now, back_at: null });
  await recordLoket(tx, loket, 'loket_opened');
  await tell(tx, loket.site, 'state', { loket: loket.number });
}

/** A break with the minute one will be back, or the end of the shift. Nobody may be left standing at it. */
export async function closeLoket(tx: Tx, how: 'break' | 'closed', backAt: Date | null = null): Promise<void> {
  const loket = await mine(tx);
  if (await store.legAt(tx, loket.id)) throw new Failure('not_now', 'queue.loket_busy');
  await store.updateLoket(tx, loket.id, {
    state: how,
    since: tx.now,
    back_at: how === 'break' ? backAt : null,
    ...(how === 'closed' ? { officer: null } : {}),
  });
  await recordLoket(tx, loket, how === 'break' ? 'loket_paused' : 'loket_closed', { back_at: backAt?.toISOString() ?? null });
  await tell(tx, loket.site, 'state', { loket: loket.number });
}

/** The hall's manager closes a loket somebody forgot. Its caller is put back by the loket itself first. @throws Failure forbidden */
export async function closeForgotten(tx: Tx, id: string): Promise<void> {
  const loket = await store.lockLoket(tx, id);
  const site = loket && (await store.findSite(tx, loket.site));
  if (!loket || !site) throw new Failure('not_found', 'queue.no_such_loket');
  if (!runsHall(tx.actor, site.agency)) throw new Failure('forbidden', 'queue.not_manager');
  await store.lockSite(tx, loket.site);
  if (await store.legAt(tx, id)) throw new Failure('not_now', 'queue.loket_busy');
  await store.updateLoket(tx, id, { state: 'closed', officer: null, since: tx.now, back_at: null });
  await recordLoket(tx, loket, 'loket_closed', { by: 'manager' });
  await tell(tx, loket.site, 'state', { loket: loket.number });
}

export interface Called {
  readonly leg: string;
  readonly number: string;
}

/**
 * Call the next: everybody the loket's agency could call is weighed, the choice and all who were weighed are kept.
 * Undefined where nobody waits. @throws Failure not_now where the loket is busy or on a break
 */
export async function callNext(tx: Tx): Promise<Called | undefined> {
  const loket = await ready(tx);
  const tenant = (await store.findTenant(tx, loket.site, loket.agency))!;
  const choice = choiceOf(tenant);
  let waiting = await store.callable(tx, loket.site, loket.agency);
  const since = choice.kind === 'interleave' ? await store.callsSinceOther(tx, loket.site, dayOf(tx.now), loket.agency, ordinary) : 0;
  for (;;) {
    const next = choose(weights, waiting.map(store.toCandidate), tx.now.getTime(), choice, ordinary, since);
    if (!next) return undefined;
    const row = waiting.find((one) => one.leg === next.leg)!;
    const opened = await open(tx, row.visit_id);
    const body = { type: 'called', leg: row.leg, loket: loket.id, decision: uuidv7() } as const;
    if (!refuse(opened.visit, body, new Set(['loket']), tx.now)) return call(tx, loket, waiting, opened, body, null);
    // gone since the line was read: left, or called where the order isn't ours
    waiting = waiting.filter((one) => one !== row);
  }
}

async function ready(tx: Tx): Promise<Loket> {
  const loket = await mine(tx);
  if (loket.state !== 'open') throw new Failure('not_now', 'queue.on_break');
  if (await store.legAt(tx, loket.id)) throw new Failure('not_now', 'queue.loket_busy');
  return loket;
}

/** Call a certain number before its turn: an override, with its reason, that everybody can see. @throws Failure invalid, not_now */
export async function callNumber(tx: Tx, typed: string, reason: string): Promise<Called> {
  const loket = await ready(tx);
  if (reason.trim().length < 5) throw new Failure('invalid', 'input.invalid', { alasan: 'queue.reason_needed' });
  const wanted = readNumber(typed);
  const waiting = await store.callable(tx, loket.site, loket.agency);
  const row = wanted && waiting.find((one) => one.series === wanted.series && one.no === wanted.number);
  if (!row) throw new Failure('invalid', 'input.invalid', { nomor: 'queue.number_not_waiting' });
  const opened = await open(tx, row.visit_id);
  return call(tx, loket, waiting, opened, { type: 'called', leg: row.leg, loket: loket.id, decision: uuidv7() }, reason.trim());
}

async function call(
  tx: Tx,
  loket: Loket,
  waiting: readonly store.WaitingRow[],
  opened: Opened,
  body: Extract<QueueEventBody, { type: 'called' }>,
  override: string | null,
): Promise<Called> {
  const number = printed(opened.visit.series, opened.visit.number);
  const ranked = rank(weights, waiting.map(store.toCandidate), tx.now.getTime());
  const first = ranked.find((one) => one.leg === body.leg)!;
  await append(tx, opened, [body], new Set(['loket']), 'counter');
  await store.insertDecision(tx, {
    id: body.decision,
    site: loket.site,
    day: opened.visit.day,
    agency: loket.agency,
    loket_id: loket.id,
    leg_id: body.leg,
    number,
    at: tx.now,
    rule: rules.version,
    candidates: JSON.stringify(
      [first, ...ranked.filter((one) => one !== first)].map((one) => ({
        number: one.number,
        class: one.class,
        waitedMs: one.waitedMs,
        score: one.score,
      })),
    ),
    override_reason: override,
    override_by: override === null ? null : actorId(tx.actor),
  });
  await announce(tx, loket, opened.visit, false);
  return { leg: body.leg, number };
}

/** Tell the boards, with the recordings that say it: the way of reading is the choice of the tenant who calls. */
async function announce(tx: Tx, loket: Loket, { series, number }: Opened['visit'], again: boolean): Promise<void> {
  const { reading } = (await store.findTenant(tx, loket.site, loket.agency))!;
  await tell(tx, loket.site, 'call', {
    number: printed(series, number),
    loket: loket.number,
    floor: loket.floor,
    agency: loket.agency,
    again,
    clips: clips(series, number, loket.number, reading === 'digits' ? 'digits' : 'word'),
  });
}

export type LoketStep = 'recall' | 'arrive' | 'absent' | 'hold' | 'done';
const MINUTE = 60_000;

/** A step of the loket with whoever is called or served there. @throws Failure not_now where nobody is, or the step isn't open */
export async function loketStep(tx: Tx, step: LoketStep): Promise<void> {
  const loket = await mine(tx);
  const { opened, leg } = await atLoket(tx, loket);
  const body = {
    recall: { type: 'recalled', leg: leg.id },
    arrive: { type: 'arrived', leg: leg.id },
    absent:
      leg.calls >= rules.calls.most
        ? { type: 'missed', leg: leg.id }
        : {
            type: 'absent',
            leg: leg.id,
            not_before: new Date(tx.now.getTime() + rules.calls.cool_down_minutes * MINUTE).toISOString(),
          },
    hold: { type: 'held', leg: leg.id },
    done: { type: 'done', leg: leg.id },
  }[step] as QueueEventBody;
  await append(tx, opened, [body], new Set(['loket']), 'counter');
  if (step === 'recall') await announce(tx, loket, opened.visit, true);
  else await tell(tx, loket.site, 'state', { loket: loket.number });
}

async function atLoket(tx: Tx, loket: Loket): Promise<{ opened: Opened; leg: LegState }> {
  const row = await store.legAt(tx, loket.id);
  if (!row) throw new Failure('not_now', 'queue.nobody_here');
  const opened = await open(tx, row.visit_id);
  return { opened, leg: opened.visit.legs.find(({ id }) => id === row.id)! };
}

/** Pass the visitor on: a new leg that follows this one, at any agency of the hall; the number stays. @throws Failure invalid */
export async function transfer(tx: Tx, service: string, reason: string): Promise<void> {
  const loket = await mine(tx);
  const [to] = service ? await store.servicesById(tx, [service]) : [];
  if (!to || to.site !== loket.site) throw new Failure('invalid', 'input.invalid', { layanan: 'queue.choose_service' });
  if (reason.trim().length < 5) throw new Failure('invalid', 'input.invalid', { alasan: 'queue.reason_needed' });
  const { opened, leg } = await atLoket(tx, loket);
  const next = { leg: uuidv7(), service: to.id, agency: to.agency, depends_on: [leg.id] };
  await append(tx, opened, [{ type: 'transferred', leg: leg.id, to: next, reason: reason.trim() }], new Set(['loket']), 'counter');
  await tell(tx, loket.site, 'state', { loket: loket.number });
}

/** Go on with somebody who went to fetch something, or who was missed and came; both are legs of the loket's agency. */
export async function takeBack(tx: Tx, legId: string, visitId: string, step: 'resume' | 'requeue' | 'reinstate' | 'left'): Promise<void> {
  const loket = await mine(tx);
  const opened = await open(tx, visitId);
  const leg = opened.visit.legs.find(({ id }) => id === legId);
  if (leg?.agency !== loket.agency) throw new Failure('not_found', 'queue.not_found');
  if (step === 'resume' && (await store.legAt(tx, loket.id))) throw new Failure('not_now', 'queue.loket_busy');
  const body: QueueEventBody =
    step === 'resume'
      ? { type: 'resumed', leg: legId, loket: loket.id }
      : { type: step === 'requeue' ? 'requeued' : step === 'left' ? 'left' : 'reinstated', leg: legId };
  await append(tx, opened, [body], rolesOf(tx, null, visitId, true), 'counter');
  await tell(tx, loket.site, 'state', { loket: loket.number });
}

/** A clerk saw that a class fits or doesn't; what was waited stays, its weight changes. */
export async function reclass(tx: Tx, kind: string): Promise<void> {
  const loket = await mine(tx);
  if (!weights.has(kind)) throw new Failure('invalid', 'input.invalid', { golongan: 'queue.choose_class' });
  const { opened } = await atLoket(tx, loket);
  if (opened.visit.class === kind) return;
  await append(tx, opened, [{ type: 'reclassed', class: kind, before: opened.visit.class }], new Set(['loket']), 'counter');
}

/** Make the browser of the hall's manager a kiosk: the key it keeps. @throws Failure forbidden */
export async function makeDevice(tx: Tx, siteId: string, name: string, key: Buffer, printer: string | null = null): Promise<void> {
  const site = await store.findSite(tx, siteId);
  if (!site) throw new Failure('not_found', 'queue.not_found');
  if (!runsHall(tx.actor, site.agency)) throw new Failure('forbidden', 'queue.not_manager');
  await store.insertDevice(tx, {
    id: uuidv7(),
    site: siteId,
    kind: 'kiosk',
    name,
    key_hash: key,
    printer_id: printer,
    made_by: actorId(tx.actor)!,
    made_at: tx.now,
  });
}
