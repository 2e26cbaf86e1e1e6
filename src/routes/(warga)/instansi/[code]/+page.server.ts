import { listServices } from '#modules/catalogue/server/catalogue.ts';
import { getAgency, listAgencies } from '#modules/identity/server/identity.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const agency = await getAgency(tx, params.code);
  const others = await listAgencies(tx);
  const named = (code: string) => ({ code, name: others.find((other) => other.code === code)?.official_name ?? code });
  return {
    agency,
    parent: agency.parent === null ? undefined : named(agency.parent),
    successors: agency.successors.map(named),
    units: others.filter((other) => other.parent === agency.code).map((other) => named(other.code)),
    services: await listServices(tx, { agency: agency.code }),
  };
});
