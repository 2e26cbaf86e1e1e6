import { listAgencies } from '#modules/identity/server/identity.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const search = (url.searchParams.get('cari') ?? '').trim().slice(0, 100);
  const wanted = search.toLowerCase();
  const agencies = (await listAgencies(tx)).filter((agency) =>
    [agency.code, agency.official_name, ...agency.acronyms].some((name) => name.toLowerCase().includes(wanted)),
  );
  return { search, agencies };
});
