import { uuidv7 } from '#core/id.ts';
import { closeAgency, countOpenAt } from '#modules/cases/server/cases.ts';
import { listServices } from '#modules/catalogue/server/catalogue.ts';
import { takesWork } from '#modules/identity/agency.ts';
import { reopenAgency } from '#modules/identity/server/agencies.ts';
import { getAgency, listAgencies } from '#modules/identity/server/identity.ts';
import { today } from '#modules/identity/server/offices.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const agency = await getAgency(tx, params.code);
  const all = await listAgencies(tx);
  const day = today(tx);
  return {
    code: agency.code,
    title: agency.official_name,
    closedOn: agency.valid_to,
    open: await countOpenAt(tx, agency.code),
    services: (await listServices(tx, { agency: agency.code })).length,
    units: all.filter((other) => other.parent === agency.code && takesWork(other, day)).length,
    others: all
      .filter((other) => other.code !== agency.code && takesWork(other, day))
      .map((other) => ({ key: other.code, label: other.official_name })),
    today: day,
    command: uuidv7(),
  };
});

const here = (_: unknown, { params }: RequestEvent) => `/kelola/instansi/${params.code}?tersimpan`;

export const actions = {
  tutup: action(
    (tx, form, { params }: RequestEvent) =>
      closeAgency(tx, params.code, {
        lastDay: text(form, 'lastDay'),
        successors: [text(form, 'successors'), text(form, 'successors2')].filter(Boolean),
        basis: text(form, 'basis'),
      }),
    here,
  ),
  buka: action((tx, form, { params }: RequestEvent) => reopenAgency(tx, params.code, text(form, 'basis')), here),
};
