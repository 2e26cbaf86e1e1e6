import { asReporter } from '#web/server/report.ts';
import { sendProof } from '#web/server/proof.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => sendProof(event, event.params.number, (tx) => asReporter(tx, event, event.params.number));
