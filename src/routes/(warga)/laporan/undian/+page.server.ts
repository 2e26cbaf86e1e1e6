import { listDraws } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => ({ draws: await listDraws(tx) }));
