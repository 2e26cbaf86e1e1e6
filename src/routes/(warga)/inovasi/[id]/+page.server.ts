import { getInnovation } from '#modules/innovations/server/innovations.ts';
import { agencyNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params }: PageServerLoadEvent) => ({
  innovation: await getInnovation(tx, params.id),
  agencies: await agencyNames(tx),
}));
