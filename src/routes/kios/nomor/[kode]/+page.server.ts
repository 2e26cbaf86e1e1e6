import { getTicket, presentTicket } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => ({
  ticket: await getTicket(tx, await presentTicket(tx, params.kode)),
  code: params.kode,
  names: await agencyNames(tx),
}));
