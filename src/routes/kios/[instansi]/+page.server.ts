import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { rules } from '#modules/queue/rules.ts';
import { getHall, issueTicket, printTicket } from '#modules/queue/server/queue.ts';
import { agencyNames, presentKiosk, wishOf } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params, url }: PageServerLoadEvent) => {
  const { agencies } = await getHall(tx);
  const agency = agencies.find((one) => one.agency === params.instansi);
  if (!agency) throw new Failure('not_found', 'queue.not_found');
  const all = agencies.flatMap(({ services }) => services);
  const chosen = url.searchParams.getAll('dan').flatMap((id) => all.find((service) => service.id === id) ?? []);
  return {
    agency,
    chosen: chosen.slice(0, rules.ticket.most_errands - 1),
    names: await agencyNames(tx),
    classes: rules.classes.map(({ id, label, who, weight }) => ({ id, label, who, weight })),
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    async (tx, sent, { cookies, locals }: RequestEvent) => {
      if (!(await presentKiosk(tx, cookies))) throw new Failure('forbidden', 'queue.not_a_kiosk');
      const ticket = await issueTicket(tx, wishOf(sent, locals.lang), 'kiosk');
      await printTicket(tx, ticket);
      return ticket;
    },
    ({ code }) => `/kios/nomor/${code}`,
  ),
};
