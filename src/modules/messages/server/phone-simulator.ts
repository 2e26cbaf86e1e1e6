import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayChannel } from '../gateway.ts';
import { gatewaySecret, signatureOf, simulatedMedia } from './gateway.ts';

/**
 * SIMULATOR of a telephone and its gateway, for the demo and for tests: bodies in the gateways' shapes, really signed.
 * `late`: sent two hours ago; `doubled`: delivered twice; `out_of_order`: held back until the next one went through;
 * `bad_signature`; `media_gone`: the provider no longer has the picture.
 */
export const phoneFaults = ['none', 'late', 'doubled', 'out_of_order', 'bad_signature', 'media_gone'] as const;
export type PhoneFault = (typeof phoneFaults)[number];

export interface Typed {
  readonly channel: GatewayChannel;
  /** E.164 with plus sign. */
  readonly from: string;
  readonly text: string;
  readonly picture?: Uint8Array | undefined;
  readonly point?: { readonly lat: number; readonly long: number } | undefined;
}

/** The body a gateway would send, and what it would sign it with. */
export interface Envelope {
  readonly body: string;
  readonly signature: string;
}

const LATE_MS = 2 * 3600_000;

/** One message as its gateway sends it. */
export function envelopeOf(typed: Typed, at: Date, media: string | null, id = `wamid.sim-${randomUUID()}`): Envelope {
  const from = typed.from.replace(/^\+/, '');
  const base = { id, from, timestamp: String(Math.floor(at.getTime() / 1000)) };
  const message = media
    ? { ...base, type: 'image', image: { id: media, mime_type: 'image/jpeg', ...(typed.text ? { caption: typed.text } : {}) } }
    : typed.point
      ? { ...base, type: 'location', location: { latitude: typed.point.lat, longitude: typed.point.long } }
      : { ...base, type: 'text', text: { body: typed.text } };
  const body = JSON.stringify(
    typed.channel === 'sms'
      ? { id, from: typed.from, text: typed.text, received_at: at.toISOString() }
      : {
          object: 'whatsapp_business_account',
          entry: [{ id: '0', changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', messages: [message] } }] }],
        },
  );
  return { body, signature: signatureOf(gatewaySecret(typed.channel) ?? '', body) };
}

const held = new Map<string, Envelope>();

/** Send one message with a fault; gives the status of each delivery, in order. */
export async function playPhone(
  typed: Typed,
  fault: PhoneFault,
  now: Date,
  deliver: (envelope: Envelope) => Promise<number>,
): Promise<number[]> {
  let media: string | null = null;
  if (typed.picture && typed.channel === 'whatsapp') {
    media = randomUUID();
    await mkdir(simulatedMedia(), { recursive: true, mode: 0o700 });
    if (fault !== 'media_gone') await writeFile(join(simulatedMedia(), media), typed.picture, { mode: 0o600 });
  }
  const envelope = envelopeOf(typed, fault === 'late' ? new Date(now.getTime() - LATE_MS) : now, media);
  if (fault === 'bad_signature') return [await deliver({ ...envelope, signature: `sha256=${'0'.repeat(64)}` })];
  if (fault === 'out_of_order') {
    held.set(typed.from, envelope);
    return [];
  }
  const statuses = [await deliver(envelope)];
  if (fault === 'doubled') statuses.push(await deliver(envelope));
  const before = held.get(typed.from);
  held.delete(typed.from);
  if (before) statuses.push(await deliver(before));
  return statuses;
}
