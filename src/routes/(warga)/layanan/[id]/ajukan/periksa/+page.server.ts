import { getDraft, submitCase } from '#modules/cases/server/cases.ts';
import { draftId } from '#web/server/registers.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const draft = await getDraft(tx, draftId(url));
  return {
    draft: draft.id,
    service: draft.service,
    name: draft.definition.catalogue.name,
    pages: draft.pages,
    documents: draft.documents,
    openPage: draft.openPage ?? null,
    total: draft.pages.length + 2,
    actorKind: draft.actorKind,
  };
});

export const actions = {
  default: action(
    (tx, _form, event: RequestEvent) => submitCase(tx, draftId(event.url)),
    ({ code }, event) => (event.locals.actor.kind === 'citizen' ? `/berkas/${code}/tanda-terima` : `/loket?diterima=${code}`),
  ),
};
