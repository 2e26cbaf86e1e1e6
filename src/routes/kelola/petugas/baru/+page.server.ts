import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import { NewOfficer } from '#modules/identity/person.ts';
import { createOfficer } from '#modules/identity/server/offices.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, _event: PageServerLoadEvent) => ({
  agencies: (await listAgencies(tx)).map((agency) => ({ key: agency.code, label: agency.official_name })),
  command: uuidv7(),
}));

export const actions = {
  default: action(
    (tx, form) =>
      createOfficer(
        tx,
        parse(NewOfficer, {
          kind: text(form, 'kind'),
          name: text(form, 'name'),
          email: text(form, 'email'),
          phone: text(form, 'phone'),
          agency: text(form, 'agency'),
          decree: text(form, 'decree'),
        }),
      ),
    ({ id }) => `/kelola/petugas/${id}?tersimpan`,
  ),
};
