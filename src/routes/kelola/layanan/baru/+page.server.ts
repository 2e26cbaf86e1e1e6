import { uuidv7 } from '#core/id.ts';
import { listDefinitions, saveDraft } from '#modules/catalogue/server/catalogue.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

// Asking for the list is what refuses everybody who isn't a steward.
export const load = page(async (tx, { locals }: PageServerLoadEvent) => {
  await listDefinitions(tx);
  return { lang: locals.lang, command: uuidv7() };
});

export const actions = {
  default: action(
    async (tx, form) => ({ id: await saveDraft(tx, String(form.get('yaml') ?? '')) }),
    ({ id }) => `/kelola/layanan/${id}`,
  ),
};
