import { uuidv7 } from '#core/id.ts';
import { getRuleDraft, putRuleInForce, withdrawRule } from '#modules/complaints/server/complaints.ts';
import { ruleAgencies, rulePlaces } from '#web/server/centre.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

/** Moved reports on the page; the sum stands above. */
const MOST = 50;

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const view = await getRuleDraft(tx, params.id);
  return {
    ...view,
    trial: view.trial && { tried: view.trial.tried, count: view.trial.moved.length, moved: view.trial.moved.slice(0, MOST) },
    ready: Object.fromEntries((await ruleAgencies(tx)).map(({ key, isReady }) => [key, isReady])),
    ...(await rulePlaces(tx)),
    command: uuidv7(),
  };
});

const here = (_: unknown, event: RequestEvent): string => `/opd/laporan/aturan/${event.params.id}`;
export const actions = {
  berlakukan: action((tx, form, event: RequestEvent) => putRuleInForce(tx, event.params.id, text(form, 'seen')), here),
  tarik: action((tx, form, event: RequestEvent) => withdrawRule(tx, event.params.id, text(form, 'reason')), here),
};
