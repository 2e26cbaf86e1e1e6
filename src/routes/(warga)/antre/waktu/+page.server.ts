import { startsAt } from '#modules/queue/planning.ts';
import { getBestTimes } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const all = await getBestTimes(tx);
  const asked = url.searchParams.get('instansi') ?? '';
  const { agency, cells } = all.find((one) => one.agency === asked) ?? all[0]!;
  return {
    agency,
    cells,
    agencies: all.map((one) => one.agency).filter(Boolean),
    rows: [...new Set(cells.map(({ half }) => half))].toSorted((a, b) => a - b).map((half) => ({ half, at: startsAt(half) })),
    quietest: cells.toSorted((a, b) => a.p50 - b.p50 || a.p90 - b.p90)[0],
    names: await agencyNames(tx),
  };
});
