import { cursorOf, listCategoryNames, listPublic } from '#modules/complaints/server/complaints.ts';
import { regionNames } from '#web/server/report.ts';
import { tiles } from '#web/server/map.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;
const A_PAGE = 20;

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const after = (url.searchParams.get('sesudah') ?? '').slice(0, 60) || undefined;
  const items = await listPublic(tx, { hasPoint: true, after, most: A_PAGE + 1 });
  const last = items[A_PAGE - 1];
  return {
    items: items.slice(0, A_PAGE),
    next: items.length > A_PAGE && last ? cursorOf(last) : null,
    categories: new Map((await listCategoryNames(tx)).map((category) => [category.id, category.name])),
    regions: await regionNames(tx),
    tiles,
  };
});
