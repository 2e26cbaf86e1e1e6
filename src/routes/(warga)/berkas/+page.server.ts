import { redirect } from '@sveltejs/kit';
import { listDrafts, listOwnCases } from '#modules/cases/server/cases.ts';
import { getCurrentDefinition } from '#modules/catalogue/server/catalogue.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

const show = page(async (tx) => {
  const drafts = await Promise.all(
    (await listDrafts(tx)).map(async (draft) => ({
      ...draft,
      name: (await getCurrentDefinition(tx, draft.service))?.body.catalogue.name ?? { id: draft.service },
    })),
  );
  return { cases: await listOwnCases(tx), drafts };
});

export const load = (event: PageServerLoadEvent) => {
  if (event.locals.actor.kind !== 'citizen') redirect(303, '/masuk?kembali=/berkas');
  return show(event);
};
