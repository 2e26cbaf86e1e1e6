import process from 'node:process';
import type { ChannelName } from '../template.ts';
import { isPassing } from '../whatsapp.ts';

/** One of our templates as WhatsApp approved it, with what fills its places. */
export interface ApprovedText {
  readonly name: string;
  readonly language: string;
  readonly parameters: readonly string[];
}

/** One way out. `send` may be called again with the same key after a lost answer: the gateway delivers once. */
export interface Channel {
  readonly adapter: string;
  /** Takes free text only within a day of the receiver's last message; otherwise an approved template. */
  readonly isWindowed?: true;
  send(message: {
    readonly key: string;
    readonly to: string;
    readonly text: string;
    readonly title: string;
    readonly approved?: ApprovedText | undefined;
    /** Where one click ends what a mail belongs to (RFC 8058). */
    readonly stop?: string | undefined;
  }): Promise<{ readonly ref: string }>;
}

/** A fault that won't pass by trying again: the number doesn't exist, the text is refused. `code`: the gateway's, where it gave one. */
export class Undeliverable extends Error {
  readonly code: number | undefined;
  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

/** `{error: {code}}` of the Graph API; undefined for anything else. */
function codeIn(body: string): number | undefined {
  try {
    const code = (JSON.parse(body) as { error?: { code?: unknown } } | null)?.error?.code;
    return typeof code === 'number' ? code : undefined;
  } catch {
    return undefined;
  }
}

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
  if (response.status === 400 || response.status === 404 || response.status === 422) {
    const code = codeIn(text);
    if (isPassing(code)) throw new Error(`gateway asks to wait: ${code}`);
    throw new Undeliverable(`gateway refused: ${response.status}${code === undefined ? '' : ` (${code})`}`, code);
  }
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

/**
 * WhatsApp Business (Cloud API): POST {url}/messages {messaging_product, recipient_type, to, type, text | template} →
 * {messages: [{id}]}; {url} ends with the number's id. Errors are told by their code, not by status.
 */
export const whatsapp = (url: string, token: string): Channel => ({
  adapter: 'whatsapp',
  isWindowed: true,
  async send({ key, to, text, approved }) {
    const content = approved
      ? {
          type: 'template',
          template: {
            name: approved.name,
            language: { code: approved.language },
            components: [{ type: 'body', parameters: approved.parameters.map((value) => ({ type: 'text', text: value })) }],
          },
        }
      : { type: 'text', text: { body: text } };
    const answer = (await post(`${url}/messages`, token, key, {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: to.replace(/^\+/, ''),
      ...content,
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

/** A mail relay with an HTTP interface: POST {url}/messages {to, subject, text, reference, headers?} → {id}. */
export const email = (url: string, token: string): Channel => ({
  adapter: 'email',
  async send({ key, to, text, title, stop }) {
    const headers = stop ? { headers: { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } } : {};
    const answer = await post(`${url}/messages`, token, key, { to, subject: title, text, reference: key, ...headers });
    return { ref: refOf((answer as { id?: unknown }).id) };
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
