import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { MAX_FILE_BYTES } from '#core/server/files.ts';
import { vault } from '#core/server/vault.ts';
import type { GatewayChannel, Heard } from '../gateway.ts';
import * as store from './store.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The secret a gateway signs with: SATU_WHATSAPP_SECRET (the app's secret) or SATU_SMS_SECRET. The demo's simulated
 * telephone signs with one of its own; in production without a setting nothing is taken.
 */
export function gatewaySecret(channel: GatewayChannel, env: Env = process.env): string | undefined {
  const set = env[`SATU_${channel.toUpperCase()}_SECRET`];
  if (set) return set;
  return env['SATU_MODE'] === 'production' ? undefined : vault().findable(channel, 'gateway_secret').toString('hex');
}
/** `sha256=<hex>` of the body's bytes: X-Hub-Signature-256, and X-Signature-256 of SMS. */
export const signatureOf = (secret: string, body: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export function isSigned(channel: GatewayChannel, body: string, signature: string | null, env: Env = process.env): boolean {
  const secret = gatewaySecret(channel, env);
  if (!secret || !signature) return false;
  const [a, b] = [Buffer.from(signature), Buffer.from(signatureOf(secret, body))];
  return a.length === b.length && timingSafeEqual(a, b);
}
/** The answer to WhatsApp's question whether the address is ours; undefined where the token isn't SATU_WHATSAPP_VERIFY. */
export function challengeAnswer(query: URLSearchParams, env: Env = process.env): string | undefined {
  const token = env['SATU_WHATSAPP_VERIFY'];
  const isOurs = query.get('hub.mode') === 'subscribe' && token !== undefined && token !== '' && query.get('hub.verify_token') === token;
  return isOurs ? (query.get('hub.challenge') ?? '') : undefined;
}

export const senderKey = (channel: GatewayChannel, from: string): Buffer => vault().findable(`${channel}:${from}`, 'sender');

/** Keep a message that came in; false where it was taken before. As actor `anonymous`, whose gateway's signature was right. */
export async function takeIn(tx: Tx, channel: GatewayChannel, heard: Heard, isSimulated: boolean): Promise<{ id: string } | undefined> {
  const id = uuidv7(tx.now.getTime());
  const isNew = await store.takeIn(tx, {
    id,
    channel,
    providerId: heard.providerId,
    sender: senderKey(channel, heard.from),
    content: vault().seal(JSON.stringify(heard), `messages.inbound:content:${id}`),
    at: heard.at,
    isSimulated,
  });
  return isNew ? { id } : undefined;
}

const openHeard = (id: string, sealed: Uint8Array): Heard => {
  const heard = JSON.parse(vault().unseal(sealed, `messages.inbound:content:${id}`)) as Heard;
  return { ...heard, at: new Date(heard.at) };
};

/** A message waiting to be heard. `photo` is whatever {@link keepPicture} was given, `fault` why there is none. */
export interface Waiting {
  readonly id: string;
  readonly channel: GatewayChannel;
  readonly senderKey: Buffer;
  readonly heard: Heard;
  readonly photo: string | null;
  readonly fault: string | null;
  readonly tries: number;
}
const waitingOf = (row: store.InboundRow): Waiting => ({
  id: row.id,
  channel: row.channel as GatewayChannel,
  senderKey: row.sender_key,
  heard: openHeard(row.id, row.content_sealed!),
  photo: row.photo_sealed ? vault().unseal(row.photo_sealed, `messages.inbound:photo:${row.id}`) : null,
  fault: row.fault,
  tries: row.tries,
});
/** What a sender wrote and nobody heard yet, in the order it was sent. As actor `job`. */
export const listWaiting = async (tx: Tx, inboundId: string): Promise<Waiting[]> =>
  (await store.waitingBeside(tx, inboundId)).map(waitingOf);
export const markHeard = (tx: Tx, id: string): Promise<void> => store.updateInbound(tx, id, { heard_at: tx.now });
export const countMediaTry = (tx: Tx, id: string, tries: number): Promise<void> => store.updateInbound(tx, id, { tries });
/** Keep what became of a message's picture: the photograph as JSON, or why there is none. */
export const keepInboundPicture = (tx: Tx, id: string, outcome: { photo: string } | { fault: string }): Promise<void> =>
  store.updateInbound(
    tx,
    id,
    'photo' in outcome ? { photo_sealed: vault().seal(outcome.photo, `messages.inbound:photo:${id}`) } : { fault: outcome.fault },
  );
/** Ids of messages that should have been heard by now, one a sender: a lost job loses no message. */
export const listOverdue = (tx: Tx, before: Date): Promise<string[]> => store.overdueInbound(tx, before);

/** A picture the provider no longer has, or that is no picture we take; trying again won't help. */
export class MediaGone extends Error {}

const TIMEOUT_MS = 10_000;
/** Where the simulated telephone lays its pictures, shared by web and worker. */
export const simulatedMedia = (): string => join(process.env['SATU_DATA'] ?? 'data', 'telepon-simulasi');

/**
 * The bytes of a picture: GET {SATU_WHATSAPP_MEDIA_URL}/{id} gives `{url}`, which is fetched with the same token (Cloud API;
 * the address holds for five minutes, so it is asked for anew at each try). At most 10 MB.
 * @throws MediaGone where it isn't there any more · Error where trying again may help
 */
export async function fetchPicture(channel: GatewayChannel, id: string, env: Env = process.env): Promise<Buffer> {
  const base = env['SATU_WHATSAPP_MEDIA_URL'];
  if (channel !== 'whatsapp') throw new MediaGone('no pictures here');
  if (!base) {
    if (env['SATU_MODE'] === 'production' || !/^[\w-]{1,80}$/.test(id)) throw new MediaGone('no media address set');
    try {
      return await readFile(join(simulatedMedia(), id));
    } catch {
      throw new MediaGone('simulated picture is gone');
    }
  }
  const headers = { authorization: `Bearer ${env['SATU_WHATSAPP_TOKEN'] ?? ''}` };
  const get = async (url: string): Promise<Response> => {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (response.status === 404 || response.status === 410 || response.status === 400) throw new MediaGone(`media ${response.status}`);
    if (!response.ok) throw new Error(`media answered ${response.status}`);
    return response;
  };
  const { url } = (await (await get(`${base.replace(/\/$/, '')}/${encodeURIComponent(id)}`)).json()) as { url?: unknown };
  if (typeof url !== 'string' || !(url.startsWith('https://') || url.startsWith(base))) throw new MediaGone('no address of a picture');
  const response = await get(url);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAX_FILE_BYTES) throw new MediaGone('too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The last messages typed into the simulated telephone, newest first. Empty where gateways are real. */
export const listSimulatedInbound = async (tx: Tx): Promise<{ id: string; channel: string; at: Date; heard: Heard }[]> =>
  (await store.simulatedInbound(tx, 100)).map((row) => ({
    id: row.id,
    channel: row.channel,
    at: row.at,
    heard: openHeard(row.id, row.content_sealed),
  }));
