import { listWhistles } from '#modules/complaints/server/complaints.ts';
import { agencyNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => ({ items: await listWhistles(tx), agencies: await agencyNames(tx) }));
