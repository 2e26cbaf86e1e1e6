import process from 'node:process';
import type { Database, Tx } from '#core/server/database.ts';
import { uuidv7 } from '#core/id.ts';
import type { JobPayloads } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { eraseCodeDelivery, findCodeDelivery, getProfile, getSides } from '#modules/identity/server/identity.ts';
import { relayFooter, render, type ChannelName, type Lang } from '../template.ts';
import { filledText, isInsideWindow, parametersOf, stateOfError, whatsappForm } from '../whatsapp.ts';
import { channelFor, simulasi, Undeliverable, type ApprovedText, type Channel } from './channel.ts';
import { senderKey } from './gateway.ts';
import { messageData, noteApproval, noticeData, queueCopy, sealShown, sendMessage } from './messages.ts';
import * as store from './store.ts';

const asJob = (task: string) => ({ kind: 'job', task }) as const;

interface Outgoing {
  readonly deliveryId: string;
  readonly to: string;
  readonly title: string;
  readonly text: string;
  readonly approved?: ApprovedText | undefined;
  readonly stop?: string | undefined;
}

/** What a copy says, and what its template says it from. */
interface Copy {
  readonly template: string;
  readonly lang: Lang;
  readonly data: Readonly<Record<string, string>>;
  readonly out: Outgoing;
}

/**
 * How a copy goes by WhatsApp: as it is within a day of the receiver's last message, else by its approved template.
 * Undefined where there is none: then it is not sent, rather than refused.
 */
async function byWhatsapp(tx: Tx, { template, lang, data, out }: Copy): Promise<Outgoing | undefined> {
  if (isInsideWindow(await store.lastInbound(tx, senderKey('whatsapp', out.to)), tx.now)) return out;
  const form = whatsappForm(template, lang);
  if (!form || (await store.latestApproval(tx, template, lang))?.status !== 'approved') return undefined;
  const parameters = parametersOf(form, data);
  return { ...out, text: filledText(form, parameters), approved: { name: form.name, language: form.language, parameters } };
}

/**
 * Send outside any transaction, then say so. A job that runs again sends with the same key, which a gateway delivers
 * once; what won't pass by trying again ends as `failed`. @throws where trying again may help: the queue does
 */
async function dispatch(database: Database, task: string, channel: Channel | undefined, out: Outgoing): Promise<boolean> {
  const set = (change: Parameters<typeof store.updateDelivery>[2]) =>
    database.withActor(asJob(task), (tx) => store.updateDelivery(tx, out.deliveryId, change));
  if (!channel) {
    await set({ status: 'failed', last_error: 'no gateway set' });
    return false;
  }
  try {
    const { ref } = await channel.send({
      key: out.deliveryId,
      to: out.to,
      text: out.text,
      title: out.title,
      approved: out.approved,
      stop: out.stop,
    });
    const shown = channel === simulasi ? sealShown(out.deliveryId, { to: out.to, text: out.text }) : null;
    await database.withActor(asJob(task), (tx) =>
      store.updateDelivery(tx, out.deliveryId, {
        status: 'sent',
        adapter: channel.adapter,
        provider_ref: ref,
        shown_sealed: shown,
        approved_name: out.approved?.name ?? null,
        sent_at: tx.now,
        last_error: null,
      }),
    );
    return true;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.slice(0, 200) : 'unknown';
    if (thrown instanceof Undeliverable) {
      await set({ status: 'failed', adapter: channel.adapter, last_error: message, approved_name: out.approved?.name ?? null });
      const state = out.approved && stateOfError(thrown.code);
      if (state) {
        const { name, language } = out.approved;
        await database.withActor(asJob(task), (tx) => noteApproval(tx, { name, language, state, reason: message }));
      }
      return false;
    }
    await database.withActor(asJob(task), (tx) => store.countTry(tx, out.deliveryId, message));
    throw thrown;
  }
}

/** WhatsApp and SMS go to the telephone; codes by SMS, because they must arrive without data. */
export async function deliver(database: Database, { deliveryId }: { deliveryId: string }): Promise<void> {
  const task = 'messages.deliver';
  const found = await database.withActor(asJob(task), async (tx) => {
    const delivery = await store.findDelivery(tx, deliveryId);
    if (!delivery || delivery.code_id) return undefined;
    if (delivery.status !== 'queued') {
      await tryAnother(tx, delivery); // the worker may have been killed just after a refusal
      return undefined;
    }
    const copy = delivery.notice_id ? await addressed(tx, { ...delivery, notice_id: delivery.notice_id }) : await ofMessage(tx, delivery);
    if (!copy) return undefined;
    const channel = channelFor(delivery.channel as ChannelName);
    const out = channel?.isWindowed ? await byWhatsapp(tx, copy) : copy.out;
    if (!out) {
      const refused = { status: 'failed', last_error: 'outside 24 hours and no approved template' };
      await store.updateDelivery(tx, deliveryId, refused);
      await tryAnother(tx, { ...delivery, ...refused });
      return undefined;
    }
    return { channel, out, delivery };
  });
  if (!found) return;
  const isSent = await dispatch(database, task, found.channel, found.out);
  if (!isSent) await database.withActor(asJob(task), (tx) => tryAnother(tx, { ...found.delivery, status: 'failed' }));
}

interface Refusable {
  readonly notice_id: string | null;
  readonly message_id: string | null;
  readonly person_id: string | null;
  readonly channel: string;
  readonly status: string;
}
/** A number without WhatsApp, or that WhatsApp doesn't let us write to, still gets the text by SMS, once. */
async function tryAnother(tx: Tx, { notice_id, message_id, person_id, channel, status }: Refusable): Promise<void> {
  if (status !== 'failed' || channel !== 'whatsapp') return;
  if (notice_id) await queueCopy(tx, { notice_id }, 'sms');
  else if (message_id && person_id) await queueCopy(tx, { message_id, person_id }, 'sms');
}

/** A copy of a person's message with the address they have now; undefined where they have none by this channel. */
async function ofMessage(
  tx: Tx,
  delivery: { readonly id: string; readonly message_id: string | null; readonly person_id: string | null; readonly channel: string },
): Promise<Copy | undefined> {
  if (!delivery.message_id || !delivery.person_id) return undefined;
  const message = (await store.findMessage(tx, delivery.message_id))!;
  const profile = await getProfile(tx, delivery.person_id);
  const to = delivery.channel === 'email' ? profile.email : profile.phone;
  if (!to) {
    await store.updateDelivery(tx, delivery.id, { status: 'no_address' });
    return undefined;
  }
  const { template } = message;
  const lang: Lang = profile.lang;
  const data = messageData(message.id, message.data_sealed);
  const words = render(template, lang, data);
  const text = delivery.channel === 'sms' ? words.short : words.body;
  const link = `${process.env['SATU_ORIGIN'] ?? ''}/kotak-masuk`;
  return { template, lang, data: { ...data, link }, out: { deliveryId: delivery.id, to, title: words.title, text } };
}

/** A copy of a notice with the address the vault gives now; undefined where there is none, or silence was asked for. */
async function addressed(
  tx: Tx,
  delivery: { readonly id: string; readonly notice_id: string; readonly channel: string },
): Promise<Copy | undefined> {
  const notice = await store.findNotice(tx, delivery.notice_id);
  const { template } = notice;
  if (notice.to_sealed) {
    const data = noticeData(notice.id, notice.data_sealed);
    const to = vault().unseal(notice.to_sealed, `messages.notice:to:${notice.id}`);
    const lang: Lang = data['lang'] === 'en' ? 'en' : 'id';
    // a reply of a conversation has no title; a mail has
    const { title, body } = render(template, lang, data);
    const isMail = delivery.channel === 'email';
    return { template, lang, data, out: { deliveryId: delivery.id, to, title: isMail ? title : '', text: body, stop: data['stop'] } };
  }
  const relay = notice.relay!;
  const address = await store.relayAddress(tx, relay);
  const isMail = delivery.channel === 'email';
  const sealed = isMail ? address?.email_sealed : address?.phone_sealed;
  if (!address || address.is_stopped || !sealed) {
    await store.updateDelivery(tx, delivery.id, { status: address?.is_stopped ? 'stopped' : 'no_address' });
    return undefined;
  }
  const lang: Lang = address.lang === 'en' ? 'en' : 'id';
  const data = noticeData(notice.id, notice.data_sealed);
  const words = render(template, lang, data);
  const text = delivery.channel === 'sms' ? words.short : words.body;
  return {
    template,
    lang,
    data,
    out: {
      deliveryId: delivery.id,
      to: vault().unseal(sealed, `reporter.identity:${isMail ? 'email' : 'phone'}:${relay}`),
      title: words.title,
      text: `${text}\n\n${relayFooter(lang, data['link'] ?? '')}`,
    },
  };
}

export async function deliverCode(database: Database, { codeId }: { codeId: string }): Promise<void> {
  const task = 'messages.deliver_code';
  const found = await database.withActor(asJob(task), async (tx) => {
    const code = await findCodeDelivery(tx, codeId);
    if (!code) return undefined;
    const channel: ChannelName = code.channel === 'email' ? 'email' : 'sms';
    const delivery = await store.ensureCodeDelivery(tx, {
      id: uuidv7(tx.now.getTime()),
      code_id: codeId,
      person_id: code.personId,
      channel,
      at: tx.now,
    });
    if (delivery.status !== 'queued') return undefined;
    const template = code.code === null ? 'n/sudah-terdaftar@1' : code.purpose === 'invite' ? 'n/undangan@1' : 'n/kode@1';
    const link = `${process.env['SATU_ORIGIN'] ?? ''}/pemulihan/undangan/${codeId}`;
    const words = render(template, code.lang, { code: code.code ?? '', link });
    return {
      channel,
      out: { deliveryId: delivery.id, to: code.to, title: words.title, text: channel === 'sms' ? words.short : words.body },
    };
  });
  if (!found) return;
  await dispatch(database, task, channelFor(found.channel), found.out);
  await database.withActor(asJob(task), (tx) => eraseCodeDelivery(tx, codeId));
}

/** To whoever didn't do it: named, accepted, ended. */
export const tellRepresentation = (database: Database, { id, event, by }: JobPayloads['messages.tell_representation']): Promise<void> =>
  database.withActor(asJob('messages.tell_representation'), async (tx) => {
    const sides = await getSides(tx, id);
    const isFromPrincipal = by === sides?.principal;
    const to = isFromPrincipal ? sides?.other : sides?.principal;
    if (!sides || !to) return;
    const name = isFromPrincipal ? sides.names.principal : sides.names.representative;
    const template = event === 'offered' ? 'n/kuasa-ditawarkan@1' : event === 'accepted' ? 'n/kuasa-diterima@1' : 'n/kuasa-berakhir@1';
    await sendMessage(tx, { to, template, data: { name }, subject: { kind: 'representation', id } });
  });

/** The gateway says a message didn't arrive after all: another channel where there is one. */
export async function noteFate(tx: Tx, { channel, ref }: JobPayloads['messages.note_fate']): Promise<void> {
  const failed = await store.failByRef(tx, channel, ref);
  if (failed) await tryAnother(tx, { ...failed, channel, status: 'failed' });
}

export const jobs = {
  'messages.note_fate': noteFate,
  'messages.note_approval': (tx: Tx, said: JobPayloads['messages.note_approval']): Promise<void> => noteApproval(tx, said),
};

export const outsideJobs = {
  'messages.deliver': deliver,
  'messages.deliver_code': deliverCode,
  'messages.tell_representation': tellRepresentation,
};
