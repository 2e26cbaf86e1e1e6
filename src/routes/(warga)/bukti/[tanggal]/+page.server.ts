import { getDay } from '#modules/proof/server/proof.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page((tx, { params }: PageServerLoadEvent) => getDay(tx, params.tanggal));
