import { getHall } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => ({ ...(await getHall(tx)), names: await agencyNames(tx) }));
