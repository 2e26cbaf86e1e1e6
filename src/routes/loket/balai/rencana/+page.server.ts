import { addDays, dayOf } from '#core/working-time.ts';
import { startsAt } from '#modules/queue/planning.ts';
import { getStaffing } from '#modules/queue/server/queue.ts';
import { rules } from '#modules/queue/rules.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const today = dayOf(tx.now);
  const asked = /^\d{4}-\d{2}-\d{2}$/.exec(url.searchParams.get('hari') ?? '')?.[0];
  const isDay = asked !== undefined && !Number.isNaN(Date.parse(asked)) && asked > addDays(today, -60) && asked < addDays(today, 60);
  const day = isDay ? asked : today;
  return {
    day,
    staffing: (await getStaffing(tx, day)).map((one) => ({
      ...one,
      lines: one.lines.map((line) => ({ ...line, at: startsAt(line.half) })),
    })),
    minutes: rules.staffing.wait_minutes,
    names: await agencyNames(tx),
  };
});
