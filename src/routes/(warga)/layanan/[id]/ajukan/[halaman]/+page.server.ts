import { redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { getDraft, savePage } from '#modules/cases/server/cases.ts';
import { draftId, fetchRegisters } from '#web/server/registers.ts';
import { form, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params, url }: PageServerLoadEvent) => {
  const draft = await getDraft(tx, draftId(url));
  const at = draft.pages.findIndex((each) => each.id === params.halaman);
  const shown = draft.pages[at];
  if (!shown) throw new Failure('not_found', 'form.no_page');
  return {
    draft: draft.id,
    service: draft.service,
    name: draft.definition.catalogue.name,
    shown,
    at,
    total: draft.pages.length + 2,
    before: draft.pages[at - 1]?.id ?? null,
    actorKind: draft.actorKind,
    isRegisterDown: shown.fields.some((field) => field.source && draft.registers[field.source]?.status === 'unavailable'),
  };
});

export const actions = {
  /** What can be read is kept even where something else on the page is wrong. */
  simpan: form(async ({ form: sent }, { params, url, locals }: RequestEvent) => {
    const raw = Object.fromEntries(
      [...sent].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('_')),
    );
    const id = draftId(url);
    const saved = await locals.database.withActor(locals.actor, (tx) => savePage(tx, id, params.halaman, raw));
    const wrong = Object.entries(saved.problems);
    if (wrong.length)
      throw new Failure(
        'invalid',
        'input.invalid',
        Object.fromEntries(wrong.map(([field, problem]) => [field, problem.reason])),
        Object.assign({}, ...wrong.map(([, problem]) => problem.detail)) as Record<string, string>,
      );
    return redirect(303, `/layanan/${params.id}/ajukan/${saved.next ?? 'dokumen'}?draf=${id}`);
  }),
  ambil: async ({ url, locals, params }: RequestEvent) => {
    const id = draftId(url);
    await fetchRegisters(locals, id);
    redirect(303, `/layanan/${params.id}/ajukan/${params.halaman}?draf=${id}`);
  },
};
