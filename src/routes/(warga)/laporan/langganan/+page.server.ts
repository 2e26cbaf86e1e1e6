import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { askSubscription, listCategories } from '#modules/complaints/server/complaints.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { regionOptions } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { url }: PageServerLoadEvent) => ({
  isAsked: url.searchParams.has('terkirim'),
  category: (url.searchParams.get('kategori') ?? '').slice(0, 60),
  region: (url.searchParams.get('distrik') ?? '').slice(0, 60),
  categories: await listCategories(tx),
  regions: await regionOptions(tx),
}));

export const actions = {
  default: action(
    async (tx, sent, event: RequestEvent) => {
      await limit(tx, `subscribe:${event.getClientAddress()}`, 10, 3600);
      const wish = { email: text(sent, 'email'), category: text(sent, 'kategori'), region: text(sent, 'wilayah'), lang: event.locals.lang };
      const categories = (await listCategories(tx)).map(({ id }) => id);
      const regions = (await listRegions(tx)).map(({ code }) => code);
      await askSubscription(tx, wish, { categories, regions });
    },
    () => '/laporan/langganan?terkirim',
  ),
};
