import { redirect } from '@sveltejs/kit';
import { boardRules } from '#modules/complaints/rules.ts';
import { boardData, type BoardMode } from '#web/server/report-board.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

const modes: readonly BoardMode[] = ['sendiri', 'banjir', 'biasa'];
const loadPage = page(async (tx, { url }: PageServerLoadEvent) => ({
  ...(await boardData(tx)),
  mode: modes.find((mode) => mode === url.searchParams.get('mode')) ?? ('sendiri' as const),
  staleAfter: boardRules.stale_after_seconds,
  isLeader: tx.actor.kind === 'leader',
}));
/** For leaders and the desk of the centre; visitors sign in first. */
export const load = async (event: PageServerLoadEvent) => {
  if (event.locals.actor.kind === 'anonymous') redirect(303, `/masuk?kembali=${encodeURIComponent(event.url.pathname + event.url.search)}`);
  return loadPage(event);
};
