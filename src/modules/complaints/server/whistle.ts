import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { getAgency, namesOf } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { dueDay } from '../clock.ts';
import { MAX_PHOTOS } from '../report.ts';
import {
  NewWhistle,
  outcomes,
  readWhistleNumber,
  whistleNumber,
  whistleRules,
  whistleSteps,
  type Outcome,
  type WhistleState,
} from '../whistle.ts';
import type { NewPhoto } from './intake.ts';
import { clean } from './words.ts';
import { readWordCode, wordCodeFrom } from './word-list.ts';
import { deadlines } from './store.ts';
import * as store from './whistle-store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Something lies in the whistle-blowers' box. Says not what: it names no report. */
    'complaints.whistle_news': Record<string, never>;
  }
}

const codeKey = (code: string): Buffer => vault().findable(code, 'whistle_code');
const sealText = (text: string, place: string, id: string): Buffer => vault().seal(text, `whistle.${place}:${id}`);
const unseal = (sealed: Uint8Array, place: string, id: string): string => vault().unseal(sealed, `whistle.${place}:${id}`);

/** This transaction must be nobody's: an account beside such a report would name its reporter. */
function needNobody(tx: Tx): void {
  if (tx.actor.kind !== 'anonymous') throw new Error('A whistle-blower is nobody: the transaction carries an actor.');
}

export interface WhistleReceipt {
  readonly number: string;
  /** Four words; the only way back in. */
  readonly code: string;
  readonly due: string;
  /** False where the same sending came before. */
  readonly isNew: boolean;
}

/**
 * Take a whistle-blower's report in. `input.id` is made with the form: the same form twice is one report with one receipt.
 * Number and words are made from it by keyed hash, so no table holds the words. @throws Failure invalid with a reason a field
 */
export async function sendWhistle(tx: Tx, input: unknown, photos: readonly NewPhoto[] = []): Promise<WhistleReceipt> {
  needNobody(tx);
  const { id, text, accused, who, occurred, lang } = parse(NewWhistle, input);
  const words = clean(text, 'text');
  if (accused && !(await getAgency(tx, accused).catch(() => undefined)))
    throw new Failure('invalid', 'input.invalid', { accused: 'complaints.agency_unknown' });
  if (photos.length > MAX_PHOTOS) throw new Failure('invalid', 'input.invalid', { foto: 'complaints.too_many_photos' });
  const limit = (await deadlines(tx)).get(whistleRules.deadline)!;
  const due = dueDay(await getCalendar(tx), dayOf(tx.now), limit.limit, limit.unit, new Set());
  const number = whistleNumber(vault().findable(id, 'whistle_number'));
  const code = wordCodeFrom(vault().findable(id, 'whistle_receipt'));
  const isNew = await store.send(tx, {
    id,
    number,
    key: codeKey(code),
    text: sealText(words, 'report:text', id),
    accused: accused || null,
    who: who ? sealText(who, 'report:accused', id) : null,
    occurred: occurred ? sealText(occurred, 'report:occurred', id) : null,
    lang,
    due,
  });
  if (isNew) {
    for (const photo of photos) await store.attach(tx, id, uuidv7(tx.now.getTime()), photo);
    await tell(tx);
  }
  return { number, code, due, isNew };
}

const tell = (tx: Tx): Promise<void> => enqueue(tx, 'complaints.whistle_news', {}, { key: 'whistle_news' });
/** Tell the handlers concerned that something lies there; no number, no subject, no agency. */
export async function announceWhistle(tx: Tx): Promise<void> {
  for (const person of await store.takeNews(tx)) await sendMessage(tx, { to: person, template: 'n/wbs-kotak@1', data: {} });
}

export interface WhistleLine {
  readonly isFromReporter: boolean;
  /** The handler's name, at the desk alone. */
  readonly by: string | null;
  readonly kind: store.WhistleMessage['kind'];
  readonly text: string;
  readonly at: Date;
}
export interface WhistleBox {
  readonly number: string;
  readonly state: WhistleState;
  readonly text: string;
  readonly accused: string | null;
  readonly who: string | null;
  readonly occurred: string | null;
  readonly receivedAt: Date;
  readonly due: string;
  readonly outcome: Outcome | null;
  readonly isErased: boolean;
  readonly lines: readonly WhistleLine[];
}
const boxOf = (row: store.WhistleRow, lines: readonly WhistleLine[]): WhistleBox => ({
  number: row.number,
  state: row.state,
  text: row.erased_at ? '' : unseal(row.text_sealed, 'report:text', row.id),
  accused: row.accused,
  who: row.accused_sealed ? unseal(row.accused_sealed, 'report:accused', row.id) : null,
  occurred: row.occurred_sealed ? unseal(row.occurred_sealed, 'report:occurred', row.id) : null,
  receivedAt: row.received_at,
  due: row.due_on,
  outcome: row.outcome,
  isErased: row.erased_at !== null,
  lines,
});
const lineOf = (message: store.WhistleMessage, by: string | null): WhistleLine => ({
  isFromReporter: message.author === 'reporter',
  by,
  kind: message.kind,
  text: unseal(message.text_sealed, 'message:text', message.id),
  at: message.at,
});

/** What opens a box: number and words as they were printed. */
export interface WhistleKey {
  readonly number: string;
  readonly code: string;
}
const codeWrong = (): Failure => new Failure('not_found', 'complaints.code_wrong');
/** @throws Failure not_found where they can't be a number and four words, or don't fit; which isn't said. Callers limit the tries. */
export async function openWhistle(tx: Tx, typed: WhistleKey): Promise<{ readonly key: WhistleKey; readonly box: WhistleBox }> {
  needNobody(tx);
  const number = readWhistleNumber(typed.number);
  const code = readWordCode(typed.code);
  const row = number && code ? await store.box(tx, number, codeKey(code)) : undefined;
  if (!row) throw codeWrong();
  const messages = await store.boxMessages(tx, number!, codeKey(code!));
  return { key: { number: number!, code: code! }, box: boxOf(row, row.erased_at ? [] : messages.map((message) => lineOf(message, null))) };
}
/** The reporter's word: an answer, something more, or, once it was decided, an objection that another handler decides. */
export async function replyWhistle(tx: Tx, { number, code }: WhistleKey, typed: string): Promise<void> {
  needNobody(tx);
  const text = clean(typed, 'text');
  const id = uuidv7(tx.now.getTime());
  if (!(await store.reply(tx, number, codeKey(code), id, sealText(text, 'message:text', id)))) throw codeWrong();
  await tell(tx);
}

// ── Handlers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const notFound = (): Failure => new Failure('not_found', 'complaints.not_found');

/** Does the actor handle such reports? Only then does the desk say that there is one. */
export const handlesWhistles = async (tx: Tx): Promise<boolean> => tx.actor.kind === 'officer' && store.isHandler(tx);

export interface WhistleItem {
  readonly number: string;
  readonly state: WhistleState;
  readonly accused: string | null;
  readonly receivedAt: Date;
  readonly due: string;
  readonly isLate: boolean;
}
/** What lies on the handlers' desk. @throws Failure not_found for everybody else, as if there were no such page */
export async function listWhistles(tx: Tx): Promise<WhistleItem[]> {
  if (!(await handlesWhistles(tx))) throw notFound();
  return (await store.desk(tx)).map((row) => ({
    number: row.number,
    state: row.state,
    accused: row.accused,
    receivedAt: row.received_at,
    due: row.due_on,
    isLate: row.state !== 'decided' && row.due_on < dayOf(tx.now),
  }));
}

export interface WhistleCase extends WhistleBox {
  readonly photos: readonly string[];
  readonly steps: readonly string[];
  readonly log: readonly { readonly type: string; readonly by: string | null; readonly at: Date }[];
}
/** One report on a handler's desk; the look is written to its log. @throws Failure not_found */
export async function lookAtWhistle(tx: Tx, number: string): Promise<WhistleCase> {
  const row = tx.actor.kind === 'officer' ? await store.look(tx, number) : undefined;
  if (!row) throw notFound();
  const messages = await store.messages(tx, row.id);
  const log = await store.events(tx, row.id);
  const names = await namesOf(
    tx,
    [...messages, ...log].flatMap(({ handler }) => handler ?? []),
  );
  const nameOf = (id: string | null): string | null => (id ? (names.get(id) ?? null) : null);
  const me = tx.actor.kind === 'officer' ? tx.actor.id : '';
  return {
    ...boxOf(row, row.erased_at ? [] : messages.map((message) => lineOf(message, nameOf(message.handler)))),
    photos: (await store.files(tx, row.id)).map((file) => file.id),
    steps: row.erased_at ? [] : [...whistleSteps(row.state, row.decided_by === me)],
    log: log.map(({ type, handler, at }) => ({ type, by: nameOf(handler), at })),
  };
}
/** A picture of it, for a handler. @throws Failure not_found */
export async function getWhistlePhoto(tx: Tx, number: string, id: string): Promise<{ readonly fileId: string; readonly mime: string }> {
  const row = tx.actor.kind === 'officer' ? (await store.desk(tx)).find((each) => each.number === number) : undefined;
  const file = row && (await store.files(tx, row.id)).find((each) => each.id === id);
  if (!file) throw notFound();
  return { fileId: file.file_id, mime: file.mime };
}

async function act(
  tx: Tx,
  number: string,
  step: 'examine' | 'ask' | 'decide' | 'recuse',
  typed?: string,
  outcome?: Outcome,
): Promise<void> {
  const row = tx.actor.kind === 'officer' ? (await store.desk(tx)).find((each) => each.number === number) : undefined;
  if (!row) throw notFound();
  const id = uuidv7(tx.now.getTime());
  const text = typed === undefined ? null : sealText(clean(typed, 'text'), 'message:text', id);
  const said = await store.act(tx, row.id, step, text && id, text, outcome ?? null);
  if (said === 'not_found') throw notFound();
  if (said === 'not_now') throw new Failure('not_now', 'complaints.not_now');
  if (said === 'another_decides') throw new Failure('forbidden', 'complaints.whistle_another_decides');
}
export const examineWhistle = (tx: Tx, number: string): Promise<void> => act(tx, number, 'examine');
export const askWhistle = (tx: Tx, number: string, text: string): Promise<void> => act(tx, number, 'ask', text);
/** Decide, in words the reporter will read. */
export function decideWhistle(tx: Tx, number: string, input: { outcome: string; text: string }): Promise<void> {
  const outcome = outcomes.find((each) => each === input.outcome);
  if (!outcome) throw new Failure('invalid', 'input.invalid', { outcome: 'complaints.whistle_outcome_missing' });
  return act(tx, number, 'decide', input.text, outcome);
}
/** Step aside: from now on it doesn't exist for this handler. */
export async function recuseWhistle(tx: Tx, number: string): Promise<void> {
  await act(tx, number, 'recuse');
  await tell(tx);
}

/** A sealed key for a cookie of this device, and what it opens; undefined where it is too old or altered. */
const BOX_MS = 30 * 60_000;
export const sealBox = (key: WhistleKey, now: Date): string =>
  vault()
    .seal(JSON.stringify({ ...key, until: now.getTime() + BOX_MS }), 'complaints.whistle_box')
    .toString('base64url');
export function readBox(sealed: string | undefined, now: Date): WhistleKey | undefined {
  if (!sealed) return undefined;
  try {
    const { number, code, until } = JSON.parse(vault().unseal(Buffer.from(sealed, 'base64url'), 'complaints.whistle_box')) as WhistleKey & {
      until: number;
    };
    return until > now.getTime() ? { number, code } : undefined;
  } catch {
    return undefined;
  }
}
