import { listRouting } from '#modules/complaints/server/complaints.ts';
import { rulePlaces } from '#web/server/centre.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => ({ ...(await listRouting(tx)), ...(await rulePlaces(tx)) }));
