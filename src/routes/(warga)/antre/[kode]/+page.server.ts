import { uuidv7 } from '#core/id.ts';
import { lifecycle, rules } from '#modules/queue/rules.ts';
import { cancelBooking, getAppointment, getTicket, presentTicket, visitorStep, type VisitorStep } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const visit = await presentTicket(tx, params.kode);
  const ticket = await getTicket(tx, visit);
  return {
    ticket,
    appointment: await getAppointment(tx, visit),
    code: params.kode,
    names: await agencyNames(tx),
    states: Object.fromEntries(Object.entries(lifecycle.states).map(([state, { label }]) => [state, label])),
    className: rules.classes.find(({ id }) => id === ticket.class)?.label ?? { id: ticket.class, en: ticket.class },
    at: tx.now.toISOString(),
    command: uuidv7(),
  };
});

const step = (what: VisitorStep) =>
  action(
    (tx, _sent, { params }: RequestEvent) => visitorStep(tx, params.kode, what),
    (_result, { params }) => `/antre/${params.kode}`,
  );

export const actions = {
  tunda: step('park'),
  kembali: step('unpark'),
  pulang: step('leave'),
  batal: action(
    async (tx, _sent, { params }: RequestEvent) => cancelBooking(tx, await presentTicket(tx, params.kode)),
    (_result, { params }) => `/antre/${params.kode}`,
  ),
};
