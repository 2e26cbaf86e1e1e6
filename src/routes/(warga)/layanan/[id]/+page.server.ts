import { redirect } from '@sveltejs/kit';
import { getAchieved } from '#modules/cases/server/cases.ts';
import {
  findService,
  findSheet,
  getCurrentDefinition,
  getService,
  listBundles,
  listComponents,
  listEnglish,
  listOnlineServices,
  listTopics,
} from '#modules/catalogue/server/catalogue.ts';
import { certainty, isFilled } from '#modules/catalogue/service.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

const show = page(async (tx, { params }: PageServerLoadEvent) => {
  const online = await listOnlineServices(tx);
  const found = await findService(tx, params.id);
  // a definition may carry another id than its row of the catalogue
  const own = found ? undefined : await getCurrentDefinition(tx, params.id);
  if (own) return { elsewhere: own.body.catalogue.row };
  const service = found ?? (await getService(tx, params.id));
  const here = online.filter((each) => each.row === service.id);
  const agencies = new Map((await listAgencies(tx)).map((agency) => [agency.code, agency]));
  const agency = (code: string) => ({ code, name: agencies.get(code)?.official_name ?? code, acronym: agencies.get(code)?.acronyms[0] });
  const sheets = await Promise.all(here.map((each) => findSheet(tx, each.sheet)));
  const sheet = sheets.find((each) => each !== undefined);
  const components = await listComponents(tx);
  const bundles = await listBundles(tx, service.id);
  const texts = [...service.requirements, ...service.fee_options.map((option) => option.label), ...bundles.map((bundle) => bundle.name)];
  return {
    service,
    agency: agency(service.agency),
    together: service.co_agencies.map(agency),
    topic: (await listTopics(tx)).find((topic) => topic.id === service.topic),
    online: await Promise.all(here.map(async (each) => ({ ...each, achieved: await getAchieved(tx, each.id) }))),
    bundles: bundles.map(({ id, name }) => ({ id, name })),
    components: components.map((component) => ({
      ...component,
      filled: isFilled(service, component.id, sheet),
      certainty: sheet?.[component.id]?.verified ?? certainty(service, component.id),
      text: sheet?.[component.id],
    })),
    english: await listEnglish(
      tx,
      [...texts, service.time_text, service.fee_text, service.product].filter((text) => text !== null),
    ),
  };
});

export const load = async (event: PageServerLoadEvent) => {
  const shown = await show(event);
  if ('elsewhere' in shown) redirect(308, `/layanan/${shown.elsewhere}`);
  return shown;
};
