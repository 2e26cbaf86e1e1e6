import process from 'node:process';
import type { ChannelName } from '../template.ts';

/** One way out. `send` may be called again with the same key after a lost answer: the gateway delivers once. */
export interface Channel {
  readonly adapter: string;
  send(message: {
    readonly key: string;
    readonly to: string;
    readonly text: string;
    readonly title: string;
  }): Promise<{ readonly ref: string }>;
}

/** A fault that won't pass by trying again: the number doesn't exist, the text is refused. */
export class Undeliverable extends Error {}

const TIMEOUT_MS = 8000;

async function post(url: string, token: string, key: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  });
  const text = await response.text();
  if (response.status === 400 || response.status === 404 || response.status === 422)
    throw new Undeliverable(`gateway refused: ${response.status}`);
  if (!response.ok) throw new Error(`gateway answered ${response.status}`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('gateway answered something that is not JSON');
  }
}

const refOf = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw new Error('gateway gave no message id');
  return value;
};

/** WhatsApp Business (Cloud API): POST {url}/messages {messaging_product, to, type, text} → {messages: [{id}]}. */
export const whatsapp = (url: string, token: string): Channel => ({
  adapter: 'whatsapp',
  async send({ key, to, text }) {
    const answer = (await post(`${url}/messages`, token, key, {
      messaging_product: 'whatsapp',
      to: to.replace(/^\+/, ''),
      type: 'text',
      text: { body: text },
      biz_opaque_callback_data: key,
    })) as {
      messages?: { id?: unknown }[];
    };
    return { ref: refOf(answer.messages?.[0]?.id) };
  },
});

/** An SMS gateway: POST {url}/messages {to, text, reference} → {id}. */
export const sms = (url: string, token: string): Channel => ({
  adapter: 'sms',
  async send({ key, to, text }) {
    return { ref: refOf(((await post(`${url}/messages`, token, key, { to, text, reference: key })) as { id?: unknown }).id) };
  },
});

/** A mail relay with an HTTP interface: POST {url}/messages {to, subject, text, reference} → {id}. */
export const email = (url: string, token: string): Channel => ({
  adapter: 'email',
  async send({ key, to, text, title }) {
    return {
      ref: refOf(((await post(`${url}/messages`, token, key, { to, subject: title, text, reference: key })) as { id?: unknown }).id),
    };
  },
});

/** Sends nothing: the delivery's row keeps address and text for the local outbox page. */
export const simulasi: Channel = { adapter: 'simulasi', send: async ({ key }) => ({ ref: `simulasi-${key}` }) };

const makers = { whatsapp, sms, email } satisfies Record<ChannelName, (url: string, token: string) => Channel>;

/**
 * The channel by its settings: SATU_WHATSAPP_URL and SATU_WHATSAPP_TOKEN, SATU_SMS_…, SATU_EMAIL_…. Without them the
 * demo simulates; in production there is none, and the delivery says so.
 */
export function channelFor(name: ChannelName, env: Readonly<Record<string, string | undefined>> = process.env): Channel | undefined {
  const prefix = `SATU_${name.toUpperCase()}`;
  const url = env[`${prefix}_URL`];
  if (url) return makers[name](url.replace(/\/$/, ''), env[`${prefix}_TOKEN`] ?? '');
  return env['SATU_MODE'] === 'production' ? undefined : simulasi;
}
