import { uuidv7 } from '#core/id.ts';
import { changeAgency } from '#modules/identity/server/agencies.ts';
import { getAgency } from '#modules/identity/server/identity.ts';
import { agencyChoices, agencyFacts } from '#web/server/agency-form.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const agency = await getAgency(tx, params.code);
  return {
    code: agency.code,
    title: agency.official_name,
    values: {
      name: agency.official_name,
      acronyms: agency.acronyms.join(', '),
      kind: agency.kind,
      parent: agency.parent,
      region: agency.region_code,
      address: agency.address,
      phone: agency.phone,
      email: agency.email,
      site: agency.site,
      from: agency.valid_from,
      verified: agency.verified,
    },
    readAt: agency.changed_at?.toISOString() ?? '',
    ...(await agencyChoices(tx, agency.code)),
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    (tx, form, { params }: RequestEvent) => changeAgency(tx, params.code, { ...agencyFacts(form), readAt: text(form, 'readAt') }),
    (_, { params }) => `/kelola/instansi/${params.code}?tersimpan`,
  ),
};
