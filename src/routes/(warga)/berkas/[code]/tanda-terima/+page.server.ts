import { getCaseView } from '#modules/cases/server/cases.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => ({ view: await getCaseView(tx, params.code) }));
