import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { today } from '#modules/identity/server/offices.ts';
import { takesWork } from '#modules/identity/agency.ts';
import type { Tx } from '#core/server/database.ts';
import type { Option, OptionGroup } from '#ui/Field.svelte';
import { text } from './sign-in.ts';

/** What the form of an agency offers: superiors that stand, and the regency, its distrik and their kampung. */
export async function agencyChoices(tx: Tx, except?: string) {
  const day = today(tx);
  const parents: Option[] = (await listAgencies(tx))
    .filter((agency) => agency.code !== except && takesWork(agency, day))
    .map((agency) => ({ key: agency.code, label: agency.official_name }));
  const all = await listRegions(tx);
  const option = (region: (typeof all)[number]): Option => ({ key: region.code, label: region.name });
  const regions: (Option | OptionGroup)[] = [
    ...all.filter((region) => region.level === 2).map(option),
    ...all
      .filter((region) => region.level === 3)
      .map((distrik) => ({
        label: `Distrik ${distrik.name}`,
        options: [
          { key: distrik.code, label: `Distrik ${distrik.name}` },
          ...all.filter((region) => region.parent === distrik.code).map(option),
        ],
      })),
  ];
  return { parents, regions };
}

const FIELDS = ['name', 'acronyms', 'kind', 'parent', 'region', 'address', 'phone', 'email', 'site', 'from', 'basis', 'verified'] as const;

/** The facts of an agency as they were typed. */
export const agencyFacts = (form: FormData): Record<string, string> => Object.fromEntries(FIELDS.map((name) => [name, text(form, name)]));
