import { toOpenData } from '#modules/catalogue/open-data.ts';
import { listWholeServices } from '#modules/catalogue/server/catalogue.ts';
import { endpoint } from '#web/server/serve.ts';

export const GET = endpoint(async (tx) => ({ asOf: tx.now.toISOString(), services: (await listWholeServices(tx)).map(toOpenData) }));
