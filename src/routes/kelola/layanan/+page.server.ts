import { listDefinitions } from '#modules/catalogue/server/catalogue.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { locals }: PageServerLoadEvent) => ({ lang: locals.lang, definitions: await listDefinitions(tx) }));
