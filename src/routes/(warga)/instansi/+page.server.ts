import { countServices } from '#modules/catalogue/server/catalogue.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => {
  const counts = await countServices(tx);
  const agencies = (await listAgencies(tx)).map(({ code, official_name, acronyms, kind, valid_to }) => ({
    code,
    official_name,
    acronym: acronyms[0],
    kind,
    valid_to,
    services: counts.get(code) ?? 0,
  }));
  return {
    kinds: [...new Set(agencies.map((agency) => agency.kind))].map((kind) => ({
      kind,
      agencies: agencies.filter((agency) => agency.kind === kind),
    })),
  };
});
