import { confirmSubscription, endSubscription, getSubscription, listCategories } from '#modules/complaints/server/complaints.ts';
import { regionNames } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

/** Opened by scanners as well as people: reading changes nothing, only a button does. */
export const load = page(async (tx, { params, url, setHeaders }: PageServerLoadEvent) => {
  setHeaders({ 'x-robots-tag': 'noindex', 'cache-control': 'private, no-store' });
  if (url.searchParams.has('berakhir')) return { wish: null };
  const wish = await getSubscription(tx, params.token);
  const category = (await listCategories(tx)).find(({ id }) => id === wish.category)?.name ?? null;
  return { wish: { ...wish, category, region: wish.region && ((await regionNames(tx)).get(wish.region) ?? wish.region) } };
});

const here = ({ params }: RequestEvent): string => `/laporan/langganan/${params.token}`;
export const actions = {
  ya: action(
    (tx, _, { params }: RequestEvent) => confirmSubscription(tx, params.token),
    (_, event) => here(event),
  ),
  berhenti: action(
    (tx, _, { params }: RequestEvent) => endSubscription(tx, params.token),
    (_, event) => `${here(event)}?berakhir`,
  ),
};
