import { redraw } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page((tx, { params }: PageServerLoadEvent) => redraw(tx, params.bulan));
