import { fail, redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { getDraft, savePage } from '#modules/cases/server/cases.ts';
import { draftId, fetchRegisters } from '#web/server/registers.ts';
import { httpStatus, page } from '#web/server/serve.ts';
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
    isForAnother: draft.isForAnother,
    isRegisterDown: shown.fields.some((field) => field.source && draft.registers[field.source]?.status === 'unavailable'),
  };
});

export const actions = {
  /** What can be read is kept even where something else on the page is wrong. */
  simpan: async (event: RequestEvent) => {
    const { params, url, request, locals } = event;
    const form = await request.formData();
    const raw = Object.fromEntries(
      [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('_')),
    );
    const id = draftId(url);
    let next: string | undefined;
    try {
      const saved = await locals.database.withActor(locals.actor, (tx) => savePage(tx, id, params.halaman, raw));
      const wrong = Object.entries(saved.problems);
      if (wrong.length)
        return fail(422, {
          reason: 'input.invalid',
          values: raw,
          fields: Object.fromEntries(wrong.map(([field, problem]) => [field, problem.reason])),
          detail: Object.assign({}, ...wrong.map(([, problem]) => problem.detail)) as Record<string, string>,
        });
      next = saved.next;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return fail(httpStatus[thrown.code], {
        reason: thrown.reason,
        values: raw,
        fields: thrown.fields as Record<string, string>,
        detail: thrown.detail as Record<string, string>,
      });
    }
    redirect(303, `/layanan/${params.id}/ajukan/${next ?? 'dokumen'}?draf=${id}`);
  },
  ambil: async ({ url, locals, params }: RequestEvent) => {
    const id = draftId(url);
    await fetchRegisters(locals, id);
    redirect(303, `/layanan/${params.id}/ajukan/${params.halaman}?draf=${id}`);
  },
};
