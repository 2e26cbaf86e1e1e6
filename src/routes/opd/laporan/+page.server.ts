import { listDesk, listStates } from '#modules/complaints/server/complaints.ts';
import { agencyNames, regionNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

const A_PAGE = 50;

export const load = page(async (tx, { url, locals }: PageServerLoadEvent) => {
  const state = url.searchParams.get('keadaan') || undefined;
  const isRed = url.searchParams.has('merah') ? true : undefined;
  const items = await listDesk(tx, { state, isRed, after: url.searchParams.get('sesudah') ?? undefined, most: A_PAGE + 1 });
  const last = items[A_PAGE - 1];
  return {
    state: state ?? '',
    isRed: isRed ?? false,
    states: listStates(),
    items: items.slice(0, A_PAGE),
    next: items.length > A_PAGE && last ? `${last.dueOn ?? 'infinity'}~${last.number}` : null,
    agencies: await agencyNames(tx, true),
    regions: await regionNames(tx),
    duties: 'duties' in locals.actor ? locals.actor.duties.map((duty) => duty.role) : [],
  };
});
