import { listCategoryNames, suggestionQuality } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => ({
  quality: await suggestionQuality(),
  categories: Object.fromEntries((await listCategoryNames(tx)).map(({ id, name }) => [id, name])),
}));
