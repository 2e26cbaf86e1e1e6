import { Failure } from '#core/failure.ts';
import { checkIn, presentTicket } from '#modules/queue/server/queue.ts';
import { presentKiosk, text } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (_tx, { url }: PageServerLoadEvent) => ({ isDone: url.searchParams.has('tiba') }));

export const actions = {
  default: action(
    async (tx, sent, { cookies }: RequestEvent) => {
      if (!(await presentKiosk(tx, cookies))) throw new Failure('forbidden', 'queue.not_a_kiosk');
      try {
        await checkIn(tx, await presentTicket(tx, text(sent, 'kode')));
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code === 'forbidden') throw thrown;
        throw new Failure('invalid', 'input.invalid', { kode: thrown.reason });
      }
    },
    () => '/kios/datang?tiba',
  ),
};
