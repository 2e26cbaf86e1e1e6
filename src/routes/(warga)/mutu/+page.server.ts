import { getResults } from '#modules/survey/server/survey.ts';
import { skm } from '#modules/survey/satisfaction.ts';
import { dayOf } from '#core/working-time.ts';
import { agencyNames } from '#web/server/hall.ts';
import { judgedNames } from '#web/server/survey.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const asked = /^\d{4}$/.exec(url.searchParams.get('tahun') ?? '')?.[0];
  return {
    results: await getResults(tx, asked === undefined ? undefined : Number(asked)),
    services: await judgedNames(tx),
    agencies: await agencyNames(tx),
    elements: skm.unsur.map(({ id, name, name_en }) => ({ id, name: { id: name, en: name_en } })),
    rules: { basis: skm.legal_basis, verified: skm.verified, ...skm.survey },
    today: dayOf(tx.now),
  };
});
