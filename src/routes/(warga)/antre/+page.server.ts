import { rules } from '#modules/queue/rules.ts';
import { getDayFigures, getHall } from '#modules/queue/server/queue.ts';
import { dayOf } from '#core/working-time.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => ({
  ...(await getHall(tx)),
  names: await agencyNames(tx),
  figures: await getDayFigures(tx, dayOf(tx.now)),
  target: rules.target.minutes,
  at: tx.now.toISOString(),
}));
