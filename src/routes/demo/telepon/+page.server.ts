import process from 'node:process';
import { error, fail, redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { receiveForm } from '#core/server/files.ts';
import { holding } from '#modules/complaints/server/complaints.ts';
import { readPhone } from '#modules/identity/person.ts';
import { listOutbox, listSimulatedInbound, phoneFaults, playPhone, type PhoneFault } from '#modules/messages/server/messages.ts';
import { takeBody } from '#web/server/gateway.ts';
import { page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const DEFAULT = '+6281200000001';
const needDemo = (): void => {
  if (process.env['SATU_MODE'] === 'production') error(404, 'Halaman tidak ditemukan.');
};

const thread = page(async (tx, event: PageServerLoadEvent) => {
  const number = readPhone(event.url.searchParams.get('nomor') ?? '') ?? DEFAULT;
  const channel = event.url.searchParams.get('lewat') === 'sms' ? 'sms' : 'whatsapp';
  const mine = (await listSimulatedInbound(tx))
    .filter((row) => row.heard.from === number && row.channel === channel)
    .map((row) => ({
      id: row.id,
      at: row.at,
      isMine: true,
      text: row.heard.text,
      hasPicture: row.heard.picture !== null,
      point: row.heard.point ? `${row.heard.point.lat}, ${row.heard.point.long}` : null,
    }));
  const theirs = (await listOutbox(tx))
    .filter((row) => row.to === number && row.channel === channel && !row.isCode)
    .map((row) => ({ id: row.id, at: row.at, isMine: false, text: row.text, hasPicture: false, point: null }));
  return {
    number,
    channel,
    statuses: event.url.searchParams.get('jawab'),
    rows: [...mine, ...theirs].toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id)),
  };
});
export const load = (event: PageServerLoadEvent) => {
  needDemo();
  return thread(event);
};

async function play(event: RequestEvent): Promise<string> {
  const { form: sent, files } = await receiveForm(event.request, { files: 1, fields: 10 }, holding);
  const number = readPhone(text(sent, 'nomor'));
  if (!number) throw new Failure('invalid', 'input.invalid', { nomor: 'messages.number_wrong' });
  const channel = text(sent, 'lewat') === 'sms' ? 'sms' : 'whatsapp';
  const asked = text(sent, 'gangguan');
  const fault: PhoneFault = phoneFaults.find((name) => name === asked) ?? 'none';
  const place = text(sent, 'lokasi').trim();
  const [lat = Number.NaN, long = Number.NaN] = place.split(',').map(Number);
  if (place && !(Math.abs(lat) <= 90 && Math.abs(long) <= 180))
    throw new Failure('invalid', 'input.invalid', { lokasi: 'messages.point_wrong' });
  const words = text(sent, 'pesan');
  if (!words.trim() && !files[0] && !place) throw new Failure('invalid', 'input.invalid', { pesan: 'messages.empty' });
  const statuses = await playPhone(
    { channel, from: number, text: words, picture: files[0]?.bytes, point: place ? { lat, long } : undefined },
    fault,
    new Date(),
    async ({ body, signature }) => (await takeBody(channel, body, signature, event.locals.database, true)).status,
  );
  return `/demo/telepon?${new URLSearchParams({ nomor: number, lewat: channel, jawab: statuses.join(', ') || 'ditahan' })}#akhir`;
}

export const actions = {
  default: async (event: RequestEvent) => {
    needDemo();
    let next: string;
    try {
      next = await play(event);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return fail(422, { reason: thrown.reason, fields: thrown.fields });
    }
    redirect(303, next);
  },
};
