import { Failure } from '#core/failure.ts';
import { getOwnReport, getWitness } from '#modules/complaints/server/complaints.ts';
import { asVoice, regionNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import QRCode from 'qrcode';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, event: PageServerLoadEvent) => {
  const { number } = event.params;
  const voice = await asVoice(tx, event, number);
  if (!voice) throw new Failure('not_found', 'complaints.not_found');
  const qr = await QRCode.toString(`${event.url.origin}/lapor/${number}`, { type: 'svg', margin: 0 });
  if (voice.isWitness) {
    const { leading, ...own } = await getWitness(tx, voice.id);
    return { view: { ...own, address: null, clocks: leading?.clocks ?? [] }, follows: leading?.number ?? null, region: null, qr };
  }
  const view = await getOwnReport(tx, voice.id);
  return { view, follows: null, region: (await regionNames(tx)).get(view.region ?? '') ?? null, qr };
});
