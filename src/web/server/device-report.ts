import type { RequestEvent } from '@sveltejs/kit';
import QRCode from 'qrcode';
import { Failure } from '#core/failure.ts';
import { isOutcomeUnknown } from '#core/server/database.ts';
import { discardFile, receiveForm, type ReceivedForm } from '#core/server/files.ts';
import {
  findDeviceReceipt,
  photographing,
  promisedVerification,
  sendFromDevice,
  type NewPhoto,
  type Receipt,
} from '#modules/complaints/server/complaints.ts';
import { limitApart } from '#modules/identity/server/identity.ts';
import { longDate, longDateTime } from '#ui/format.ts';
import { report } from '#ui/words/complaints.ts';
import { reasonText, say, type Lang } from '#ui/words.ts';
import { httpStatus } from './serve.ts';
import { deviceOf } from './sign-in.ts';

/** What a device may send of a report; whatever else comes is left out. */
const ASKED =
  /^(?:kategori|isi|wilayah|patokan|alamat|kejadian|lat|long|akurasi|nama|telepon|email|terlapor|anonim|rahasia|kenal|bahasa|dibuat|jawab\.[a-z-]{1,30})$/;
const TICKS = new Set(['anonim', 'rahasia', 'kenal']);
/** Reports from one address in an hour, as by the form; an officer comes back from a village with more. */
const AN_HOUR = { offline: 30, batch: 300 } as const;

/** The receipt as a device keeps and prints it, in words of its language. */
async function shownReceipt({ url, locals }: RequestEvent, receipt: Receipt) {
  const { lang } = locals;
  const address = `${url.origin}/lapor/${receipt.number}`;
  return {
    number: receipt.number,
    words: receipt.code,
    at: receipt.receivedAt.toISOString(),
    received: longDateTime(receipt.receivedAt, lang),
    promise: await locals.database.withActor(locals.actor, async (tx) =>
      say(report, lang)('promise', { date: longDate(await promisedVerification(tx, receipt.receivedAt), lang) }),
    ),
    address,
    qr: await QRCode.toString(address, { type: 'svg', margin: 0 }),
  };
}

/** What a refusal tells the device: the sentence, and one beside each field (RFC 9457 with `fields`). */
function problem(lang: Lang, failure: Failure, status: number): Response {
  const body = {
    type: `/kesalahan/${failure.reason}`,
    title: reasonText(lang, failure.reason, failure.detail),
    status,
    fields: Object.fromEntries(Object.entries(failure.fields).map(([name, reason]) => [name, reasonText(lang, reason, failure.detail)])),
  };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}

/**
 * One report that was written on a device without a signal: a multipart form, its key in the header Idempotency-Key. Answers 201
 * with the receipt, 200 with the same where it had come through before. A device goes on trying but after 400, 403, 413 and 422: what
 * is refused by those stays with the person, to be mended. 401: the officer signs in first.
 */
export const deviceReport =
  (channel: 'offline' | 'batch') =>
  async (event: RequestEvent): Promise<Response> => {
    const { database, actor, lang } = event.locals;
    const json = (receipt: object, status: number): Response =>
      new Response(JSON.stringify(receipt), { status, headers: { 'content-type': 'application/json' } });
    let received: ReceivedForm<NewPhoto> | undefined;
    const discard = async (): Promise<void> => {
      await Promise.all((received?.files ?? []).map(({ fileId }) => discardFile(fileId)));
    };
    try {
      // nobody else's sheets are sent under the name of whoever is signed in now
      if (channel === 'batch' && !('id' in actor && actor.id === event.url.searchParams.get('petugas')))
        return problem(lang, new Failure('forbidden', 'complaints.sign_in_first'), 401);
      const key = event.request.headers.get('idempotency-key') ?? '';
      const earlier = await database.withActor(actor, (tx) => findDeviceReceipt(tx, key));
      if (earlier) return json(await shownReceipt(event, earlier), 200);
      const who = channel === 'batch' && 'id' in actor ? actor.id : deviceOf(event).ip;
      await limitApart(database, `report:${who}`, AN_HOUR[channel], 3600);
      received = await receiveForm(event.request, { files: 5, fields: 40 }, photographing);
      const { form, files } = received;
      const values: Record<string, string> = {};
      for (const [name, value] of form) if (typeof value === 'string' && ASKED.test(name)) values[name] = TICKS.has(name) ? 'ya' : value;
      const send = () => database.withActor(actor, (tx) => sendFromDevice(tx, key, { values, photos: files }, channel));
      let mayBeKept = false;
      const { receipt, isFirst } = await send().catch((thrown: unknown) => {
        if (!isOutcomeUnknown(thrown)) throw thrown;
        mayBeKept = true;
        return send(); // the key tells whether the lost COMMIT came through
      });
      if (!isFirst && !mayBeKept) await discard();
      return json(await shownReceipt(event, receipt), isFirst ? 201 : 200);
    } catch (thrown) {
      if (!isOutcomeUnknown(thrown)) await discard();
      if (!(thrown instanceof Failure)) throw thrown;
      if (thrown.reason === 'identity.too_many') return problem(lang, thrown, 429);
      return problem(lang, thrown, thrown.reason === 'form.too_large' ? 413 : httpStatus[thrown.code]);
    }
  };
