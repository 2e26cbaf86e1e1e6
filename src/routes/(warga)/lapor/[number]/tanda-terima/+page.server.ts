import { getOwnReport } from '#modules/complaints/server/complaints.ts';
import { asReporter, regionNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import QRCode from 'qrcode';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, event: PageServerLoadEvent) => {
  const view = await getOwnReport(tx, await asReporter(tx, event, event.params.number));
  return {
    view,
    region: (await regionNames(tx)).get(view.region ?? '') ?? null,
    qr: await QRCode.toString(`${event.url.origin}/lapor/${view.number}`, { type: 'svg', margin: 0 }),
  };
});
