import { uuidv7 } from '#core/id.ts';
import { listAgencyLog } from '#modules/identity/server/agencies.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { addDuty, addMembership, endDuty, endMembership, getOffice, listOfficers, today } from '#modules/identity/server/offices.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params, url }: PageServerLoadEvent) => {
  const office = await getOffice(tx, params.code);
  const { agency } = office;
  return {
    ...office,
    parent: (await listAgencies(tx)).find((other) => other.code === agency.parent)?.official_name,
    region: (await listRegions(tx)).find((region) => region.code === agency.region_code)?.name,
    log: await listAgencyLog(tx, params.code),
    officers: (await listOfficers(tx)).map(({ id, name }) => ({ key: id, label: name })),
    today: today(tx),
    isSaved: url.searchParams.has('tersimpan'),
    commands: [uuidv7(), uuidv7()],
  };
});

const here = (_: unknown, { params }: RequestEvent) => `/kelola/instansi/${params.code}?tersimpan`;

export const actions = {
  anggota: action(
    (tx, form, { params }: RequestEvent) =>
      addMembership(tx, { personId: text(form, 'personId'), agency: params.code, from: text(form, 'from'), decree: text(form, 'decree') }),
    here,
  ),
  tugas: action(
    (tx, form, { params }: RequestEvent) =>
      addDuty(tx, {
        personId: text(form, 'personId'),
        agency: params.code,
        role: text(form, 'role'),
        from: text(form, 'from'),
        decree: text(form, 'decree'),
      }),
    here,
  ),
  akhiri_anggota: action((tx, form) => endMembership(tx, { id: text(form, 'id'), lastDay: text(form, 'lastDay') }), here),
  akhiri_tugas: action((tx, form) => endDuty(tx, { id: text(form, 'id'), lastDay: text(form, 'lastDay') }), here),
};
