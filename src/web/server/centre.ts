import type { Tx } from '#core/server/database.ts';
import { listCategoryNames, readyAgencies } from '#modules/complaints/server/complaints.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { agencyNames, regionNames } from './report.ts';

/** What every page about rules names: categories, agencies and places by code. */
export const rulePlaces = async (tx: Tx) => ({
  categories: (await listCategoryNames(tx)).map(({ id, name }) => ({ id, name })),
  agencies: await agencyNames(tx),
  regions: Object.fromEntries(await regionNames(tx)),
});

/** Agencies a rule may name; `isReady`: can be sent reports today. */
export async function ruleAgencies(tx: Tx) {
  const ready = await readyAgencies(tx);
  return (await listAgencies(tx))
    .filter((agency) => !agency.is_group && agency.valid_to === null)
    .map(({ code, official_name }) => ({ key: code, label: official_name, isReady: ready.has(code) }));
}
