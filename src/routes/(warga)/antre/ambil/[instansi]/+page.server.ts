import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { rules } from '#modules/queue/rules.ts';
import { getHall, issueTicket } from '#modules/queue/server/queue.ts';
import { agencyNames, wishOf } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const agency = (await getHall(tx)).agencies.find((one) => one.agency === params.instansi);
  if (!agency) throw new Failure('not_found', 'queue.not_found');
  return {
    agency,
    names: await agencyNames(tx),
    classes: rules.classes.map(({ id, label, who }) => ({ id, label, who })),
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    (tx, sent, { locals }: RequestEvent) => issueTicket(tx, wishOf(sent, locals.lang), 'web'),
    ({ code }) => `/antre/${code}`,
  ),
};
