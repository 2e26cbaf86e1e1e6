import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { namesOf } from '#modules/identity/server/identity.ts';
import { render, templateOf, templates, type ChannelName, type Lang } from '../template.ts';
import { approvalStates, keyOfName, submissionOf, whatsappForm, whatsappKeys, type ApprovalState } from '../whatsapp.ts';
import * as store from './store.ts';

export { phoneFaults, playPhone, type PhoneFault } from './phone-simulator.ts';
export {
  challengeAnswer,
  countMediaTry,
  fetchPicture,
  isSigned,
  keepInboundPicture,
  listOverdue,
  listSimulatedInbound,
  listWaiting,
  markHeard,
  MediaGone,
  takeIn,
  type Waiting,
} from './gateway.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Send one copy of a message by its channel. */
    'messages.deliver': { deliveryId: string };
    /** The gateway couldn't deliver a message of ours after all. */
    'messages.note_fate': { channel: string; ref: string };
    /** WhatsApp says what became of a template of ours. */
    'messages.note_approval': { name: string; language: string; state: ApprovalState; reason: string | null };
  }
}

export interface NewMessage {
  /** The person's id. */
  readonly to: string;
  /** `n/selesai@1`: a key of template.ts. */
  readonly template: string;
  readonly data: Readonly<Record<string, string>>;
  readonly subject?: { readonly kind: string; readonly id: string };
  /** `inbox` is always filled; the others get copies where the person can be reached by them. */
  readonly channels?: readonly ('inbox' | ChannelName)[];
}

const sealData = (id: string, data: Readonly<Record<string, string>>): Buffer =>
  vault().seal(JSON.stringify(data), `messages.message:data:${id}`);
const openData = (id: string, sealed: Uint8Array): Record<string, string> =>
  JSON.parse(vault().unseal(sealed, `messages.message:data:${id}`)) as Record<string, string>;
export const messageData = openData;

/**
 * Put a message into somebody's inbox, and queue its copies, in the transaction of what it tells.
 * @throws Error where the template doesn't exist or a placeholder has no value: a bug
 */
export async function sendMessage(tx: Tx, message: NewMessage): Promise<{ id: string }> {
  const { needs } = templateOf(message.template);
  const missing = needs.filter((name) => message.data[name] === undefined);
  if (missing.length) throw new Error(`${message.template} needs ${missing.join(', ')}`);
  const id = uuidv7(tx.now.getTime());
  await store.insertMessage(tx, {
    id,
    person_id: message.to,
    template: message.template,
    subject_kind: message.subject?.kind ?? null,
    subject_id: message.subject?.id ?? null,
    data_sealed: sealData(id, message.data),
    at: tx.now,
  });
  const channels = [...new Set(message.channels ?? ['whatsapp'])].filter((name) => name !== 'inbox');
  const deliveries = channels.map((channel) => ({
    id: uuidv7(tx.now.getTime()),
    message_id: id,
    person_id: message.to,
    channel,
    at: tx.now,
  }));
  await store.insertDeliveries(tx, deliveries);
  for (const delivery of deliveries) await enqueue(tx, 'messages.deliver', { deliveryId: delivery.id }, { key: `deliver:${delivery.id}` });
  return { id };
}

export interface NewNotice {
  /** The vault's pseudonym of whoever is told; their address is read at the moment of sending. */
  readonly relay: string;
  readonly template: string;
  readonly data: Readonly<Record<string, string>>;
  /** What it tells of, such as `<report>:<event>`: told again, it is the same notice. */
  readonly key: string;
  /** Where they answer, or ask for silence; stands at the end of every copy. */
  readonly link: string;
  /** Channel by preference; what the address allows decides, and another is tried where this one refuses. */
  readonly channel: ChannelName;
}

/** Tell somebody without an account, by the relay, once. As actor `job`. @throws Error as {@link sendMessage} */
export async function sendNotice(tx: Tx, notice: NewNotice): Promise<void> {
  const { needs } = templateOf(notice.template);
  const missing = needs.filter((name) => notice.data[name] === undefined);
  if (missing.length) throw new Error(`${notice.template} needs ${missing.join(', ')}`);
  const id = uuidv7(tx.now.getTime());
  const isNew = await store.insertNotice(tx, {
    id,
    relay: notice.relay,
    template: notice.template,
    data_sealed: vault().seal(JSON.stringify({ ...notice.data, link: notice.link }), `messages.notice:data:${id}`),
    key: notice.key,
    at: tx.now,
  });
  if (isNew) await queueCopy(tx, { notice_id: id }, notice.channel);
}
/** A reply in a conversation, to the number that wrote; once a key. As actor `job`. */
export async function sendReply(tx: Tx, reply: { to: string; channel: ChannelName; text: string; key: string }): Promise<void> {
  const id = uuidv7(tx.now.getTime());
  const isNew = await store.insertNotice(tx, {
    id,
    relay: null,
    to_sealed: vault().seal(reply.to, `messages.notice:to:${id}`),
    template: 'n/balasan@1',
    data_sealed: vault().seal(JSON.stringify({ text: reply.text }), `messages.notice:data:${id}`),
    key: reply.key,
    at: tx.now,
  });
  if (isNew) await queueCopy(tx, { notice_id: id }, reply.channel);
}
/**
 * A mail to an address without an account, once a key; `stop`: where one click ends it (RFC 8058), also without a session.
 * As actor `job`. @throws Error as {@link sendMessage}
 */
export async function sendMail(
  tx: Tx,
  mail: {
    readonly to: string;
    readonly lang: Lang;
    readonly template: string;
    readonly data: Readonly<Record<string, string>>;
    readonly key: string;
    readonly stop: string;
  },
): Promise<void> {
  const missing = templateOf(mail.template).needs.filter((name) => mail.data[name] === undefined);
  if (missing.length) throw new Error(`${mail.template} needs ${missing.join(', ')}`);
  const id = uuidv7(tx.now.getTime());
  const isNew = await store.insertNotice(tx, {
    id,
    relay: null,
    to_sealed: vault().seal(mail.to, `messages.notice:to:${id}`),
    template: mail.template,
    data_sealed: vault().seal(JSON.stringify({ ...mail.data, lang: mail.lang, stop: mail.stop }), `messages.notice:data:${id}`),
    key: mail.key,
    at: tx.now,
  });
  if (isNew) await queueCopy(tx, { notice_id: id }, 'email');
}
/** Queue one copy of a notice or a message; a channel that had it is left alone. */
export async function queueCopy(
  tx: Tx,
  of: { readonly notice_id: string } | { readonly message_id: string; readonly person_id: string },
  channel: ChannelName,
): Promise<void> {
  const id = await store.ensureCopy(tx, { id: uuidv7(tx.now.getTime()), ...of, channel, at: tx.now });
  if (id) await enqueue(tx, 'messages.deliver', { deliveryId: id }, { key: `deliver:${id}` });
}
export const noticeData = (id: string, sealed: Uint8Array): Record<string, string> =>
  JSON.parse(vault().unseal(sealed, `messages.notice:data:${id}`)) as Record<string, string>;

/** What was said in conversations is kept this long, for those who look into a fault. */
const SAID_DAYS = 7;
/** Empty conversations that are over; ids stay, so that nothing is taken twice. As actor `job`. */
export const forgetConversations = (tx: Tx): Promise<void> =>
  store.forgetConversations(tx, new Date(tx.now.getTime() - SAID_DAYS * 86_400_000));

export interface InboxMessage {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly at: Date;
  readonly isRead: boolean;
  /** Where it leads, for example `/berkas/SP-…`. */
  readonly link: string | null;
}

/** One's own messages, newest first, in the reader's language. */
/** Where each kind of person finds a case; officers at their desk. */
const CASE_AT: Readonly<Record<string, (code: string) => string>> = {
  citizen: (code) => `/berkas/${code}`,
  steward: () => '/kelola/terhenti',
  leader: () => '/pimpinan',
};

export async function listInbox(tx: Tx, lang: Lang): Promise<InboxMessage[]> {
  const me = actorId(tx.actor)!;
  return (await store.listMessages(tx, me)).map((row) => {
    const data = openData(row.id, row.data_sealed);
    const { title, inbox: body } = render(row.template, lang, data);
    const code = data['code'];
    const link =
      row.subject_kind === 'representation'
        ? '/akun/wakil'
        : row.subject_kind === 'case' && code
          ? (CASE_AT[tx.actor.kind] ?? ((of: string) => `/opd/berkas/${of}`))(code)
          : null;
    return { id: row.id, title, body, at: row.at, isRead: row.read_at !== null, link };
  });
}
export async function markRead(tx: Tx, id: string): Promise<void> {
  if (isUuid(id)) await store.markRead(tx, actorId(tx.actor)!, id);
}
export const countUnread = (tx: Tx) => store.countUnread(tx, actorId(tx.actor)!);

export const sealShown = (deliveryId: string, shown: { to: string; text: string }): Buffer =>
  vault().seal(JSON.stringify(shown), `messages.delivery:shown:${deliveryId}`);

/** The local outbox of the demo: the last simulated codes and messages, newest first. */
export async function listOutbox(tx: Tx): Promise<{ id: string; channel: string; to: string; text: string; at: Date; isCode: boolean }[]> {
  return (await store.listSimulated(tx, 100)).map((row) => ({
    id: row.id,
    channel: row.channel,
    at: row.at,
    isCode: row.is_code,
    ...(JSON.parse(vault().unseal(row.shown_sealed, `messages.delivery:shown:${row.id}`)) as { to: string; text: string }),
  }));
}
/** The one behind a relay was made unknown: what was told to it goes too. As actor `job`. */
export const forgetRelay = (tx: Tx, relay: string): Promise<void> => store.deleteNoticesTo(tx, relay);

/** What WhatsApp says of a template; a name that isn't ours is passed over. As actor `job`. */
export async function noteApproval(
  tx: Tx,
  { name, language, state, reason }: { name: string; language: string; state: ApprovalState; reason: string | null },
): Promise<void> {
  const template = keyOfName(name);
  if (!template || (language !== 'id' && language !== 'en') || state === 'unsent') return;
  if ((await store.latestApproval(tx, template, language))?.status === state) return;
  await store.insertApproval(tx, {
    id: uuidv7(tx.now.getTime()),
    template,
    lang: language,
    status: state,
    reason: reason?.slice(0, 500) ?? null,
    at: tx.now,
  });
}

/** A message in one language as WhatsApp knows it, and what was said of it, newest first. */
export interface WhatsappTemplate {
  /** `n/aduan-terima@1` */
  readonly key: string;
  readonly lang: Lang;
  readonly title: string;
  readonly name: string;
  readonly text: string;
  /** JSON to hand in for approval. */
  readonly submission: string;
  readonly state: ApprovalState;
  readonly history: readonly {
    readonly state: ApprovalState;
    readonly reason: string | null;
    readonly at: Date;
    readonly by: string | null;
  }[];
}
/** Every message that may go by WhatsApp, in both languages, the newest version of each. @throws Failure forbidden for everybody but stewards */
export async function listWhatsappTemplates(tx: Tx): Promise<WhatsappTemplate[]> {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'messages.steward_only');
  const said = Map.groupBy(await store.listApprovals(tx), ({ template, lang }) => `${template} ${lang}`);
  const names = await namesOf(
    tx,
    [...said.values()].flat().flatMap(({ by_person: by }) => by ?? []),
  );
  return whatsappKeys.flatMap((key) =>
    (['id', 'en'] as const).map((lang) => {
      const form = whatsappForm(key, lang)!;
      const history = (said.get(`${key} ${lang}`) ?? []).map((row) => ({
        state: row.status as ApprovalState,
        reason: row.reason,
        at: row.at,
        by: row.by_person && (names.get(row.by_person) ?? '–'),
      }));
      const { name, text } = form;
      const submission = JSON.stringify(submissionOf(form), null, 2);
      return { key, lang, title: templates[key]!.title[lang], name, text, submission, state: history[0]?.state ?? 'unsent', history };
    }),
  );
}

/** A steward writes down what WhatsApp said. @throws Failure forbidden, invalid, not_found */
export async function writeApproval(tx: Tx, said: { template: string; lang: string; state: string; reason: string }): Promise<void> {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'messages.steward_only');
  if (!whatsappKeys.includes(said.template) || (said.lang !== 'id' && said.lang !== 'en')) throw new Failure('not_found', 'core.not_found');
  const state = approvalStates.find((one) => one === said.state);
  if (!state || state === 'unsent') throw new Failure('invalid', 'input.invalid', { keadaan: 'messages.state_missing' });
  const reason = said.reason.trim().slice(0, 500);
  if ((state === 'refused' || state === 'paused') && !reason)
    throw new Failure('invalid', 'input.invalid', { alasan: 'messages.reason_missing' });
  await store.insertApproval(tx, {
    id: uuidv7(tx.now.getTime()),
    template: said.template,
    lang: said.lang,
    status: state,
    reason: reason || null,
    at: tx.now,
    by_person: actorId(tx.actor),
  });
}
