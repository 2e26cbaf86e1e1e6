import * as z from 'zod';
import { stateOfEvent, type ApprovalState } from './whatsapp.ts';

/** The two gateways people write to. */
export type GatewayChannel = 'whatsapp' | 'sms';

/** One message of a person, whatever the gateway calls its parts. */
export interface Heard {
  /** The provider's id: the same message twice is one. */
  readonly providerId: string;
  /** E.164 with plus sign. */
  readonly from: string;
  /** When it was sent, by the provider's clock. */
  readonly at: Date;
  /** Words, the caption of a picture, or the chosen entry of a list; '' where there are none. */
  readonly text: string;
  /** The provider's id of a picture. */
  readonly picture: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
  /** A kind we don't take (audio, video, sticker, contact …); null otherwise. */
  readonly unknown: string | null;
}
/** What the gateway says of a message of ours. */
export interface Fate {
  readonly ref: string;
  readonly status: string;
}
/** What WhatsApp says became of a template of ours. */
export interface TemplateNews {
  readonly name: string;
  readonly language: string;
  readonly state: ApprovalState;
  readonly reason: string | null;
}
export interface Webhook {
  readonly heard: readonly Heard[];
  readonly fates: readonly Fate[];
  readonly templates: readonly TemplateNews[];
}

const text = (most: number) => z.string().transform((value) => value.slice(0, most));
/** Whole seconds since 1970 as text. */
const stamp = z
  .string()
  .regex(/^\d{9,11}$/)
  .transform((value) => new Date(Number(value) * 1000));
const Number_ = z.string().regex(/^\+?\d{6,15}$/);
const id = z.string().min(1).max(300);

const Message = z.object({
  id,
  from: Number_,
  timestamp: stamp,
  type: z.string(),
  text: z.object({ body: text(10_000) }).optional(),
  image: z.object({ id, caption: text(4000).optional() }).optional(),
  document: z.object({ id, mime_type: z.string().optional(), caption: text(4000).optional() }).optional(),
  location: z
    .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180), name: text(300).optional() })
    .optional(),
  button: z.object({ text: text(300) }).optional(),
  interactive: z
    .object({ list_reply: z.object({ id: text(300) }).optional(), button_reply: z.object({ id: text(300) }).optional() })
    .optional(),
});
/** Field `message_template_status_update` of the same webhook (documentation of 13 April 2026). */
const TemplateStatus = z.object({
  event: z.string(),
  message_template_name: text(512),
  message_template_language: text(20),
  reason: text(200).nullish(),
});
/**
 * WhatsApp Business Platform, Cloud API, webhook of the field `messages` (confidence S: the documentation as published in
 * 2025). Parts we don't know are passed over, message by message: one odd message never loses its neighbours.
 */
const Whatsapp = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.object({
      changes: z.array(
        z.object({
          field: z.string(),
          value: z.looseObject({ messages: z.array(z.unknown()).default([]), statuses: z.array(z.unknown()).default([]) }),
        }),
      ),
    }),
  ),
});
const Status = z.object({ id, status: z.string().max(40) });
/** An SMS gateway: `{id, from, text, received_at}`; no standard exists, so this is ours (confidence P). */
const Sms = z.object({ id, from: Number_, text: text(10_000), received_at: z.iso.datetime({ offset: true }) });

const plus = (number: string): string => `+${number.replace(/^\+/, '')}`;

function heardOf(message: z.output<typeof Message>): Heard {
  const picture = message.image?.id ?? (message.document?.mime_type?.startsWith('image/') ? message.document.id : null);
  const words =
    message.text?.body ??
    message.image?.caption ??
    message.document?.caption ??
    message.button?.text ??
    message.interactive?.list_reply?.id ??
    message.interactive?.button_reply?.id ??
    '';
  const point = message.location ? { lat: message.location.latitude, long: message.location.longitude } : null;
  return {
    providerId: message.id,
    from: plus(message.from),
    at: message.timestamp,
    text: words,
    picture,
    point,
    unknown: words === '' && picture === null && point === null ? message.type.slice(0, 40) : null,
  };
}

/** What a webhook's body says. @throws SyntaxError | z.ZodError where it isn't of this shape at all */
export function readWebhook(channel: GatewayChannel, body: string): Webhook {
  const json = JSON.parse(body) as unknown;
  if (channel === 'sms') {
    const message = Sms.parse(json);
    return {
      heard: [
        {
          providerId: message.id,
          from: plus(message.from),
          at: new Date(message.received_at),
          text: message.text,
          picture: null,
          point: null,
          unknown: null,
        },
      ],
      fates: [],
      templates: [],
    };
  }
  const changes = Whatsapp.parse(json).entry.flatMap((entry) => entry.changes);
  const valuesOf = (name: string) => changes.filter(({ field }) => field === name).map(({ value }) => value);
  const values = valuesOf('messages');
  const each = <T extends z.ZodType>(shape: T, rows: readonly unknown[]): z.output<T>[] =>
    rows.flatMap((row) => {
      const read = shape.safeParse(row);
      return read.success ? [read.data] : [];
    });
  return {
    heard: each(
      Message,
      values.flatMap(({ messages }) => messages),
    ).map(heardOf),
    fates: each(
      Status,
      values.flatMap(({ statuses }) => statuses),
    ).map(({ id: ref, status }) => ({ ref, status })),
    templates: each(TemplateStatus, valuesOf('message_template_status_update')).flatMap((news) => {
      const state = stateOfEvent(news.event);
      const reason = news.reason && news.reason !== 'NONE' ? news.reason : null;
      return state ? [{ name: news.message_template_name, language: news.message_template_language, state, reason }] : [];
    }),
  };
}
