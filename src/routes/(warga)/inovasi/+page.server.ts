import { getRegister } from '#modules/innovations/server/innovations.ts';
import { agencyNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => ({ ...(await getRegister(tx)), agencies: await agencyNames(tx) }));
