import { limit } from '#modules/identity/server/identity.ts';
import { getDay } from '#modules/proof/server/proof.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

/** The day is counted again at each look: asking in bulk is slowed down. */
export const load = page(async (tx, event: PageServerLoadEvent) => {
  await limit(tx, `proof:${event.getClientAddress()}`, 60, 60);
  return await getDay(tx, event.params.tanggal);
});
