import { getOwnIdea, getRegister } from '#modules/innovations/server/innovations.ts';
import { agencyNames, regionNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import { dayOf } from '#core/working-time.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const idea = await getOwnIdea(tx, params.code);
  return {
    code: params.code,
    idea,
    isLate: idea.state === 'received' && idea.due_day < dayOf(tx.now),
    region: (await regionNames(tx)).get(idea.region ?? '') ?? null,
    agencies: await agencyNames(tx),
    innovation: (await getRegister(tx)).innovations.find(({ id }) => id === idea.innovation)?.name ?? null,
  };
});
