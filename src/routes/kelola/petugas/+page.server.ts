import { listOfficers } from '#modules/identity/server/offices.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const search = (url.searchParams.get('cari') ?? '').trim();
  return { search, officers: await listOfficers(tx, search) };
});
