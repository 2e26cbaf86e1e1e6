import { getCaseWithShares } from '#modules/cases/server/cases.ts';
import { sendProof } from '#web/server/proof.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  sendProof(event, event.params.code, async (tx) => (await getCaseWithShares(tx, event.params.code)).view.id);
