import { getCalibration } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;
export const load = page(async (tx) => ({ services: await getCalibration(tx), names: await agencyNames(tx) }));
