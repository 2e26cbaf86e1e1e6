import { Failure } from '#core/failure.ts';
import { storeFile } from '#core/server/files.ts';
import { attachUpload, getDraft, removeUpload } from '#modules/cases/server/cases.ts';
import { draftId } from '#web/server/registers.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const draft = await getDraft(tx, draftId(url));
  return {
    draft: draft.id,
    service: draft.service,
    name: draft.definition.catalogue.name,
    documents: draft.documents,
    total: draft.pages.length + 2,
    at: draft.pages.length,
    before: draft.pages.at(-1)?.id ?? '',
    isRegisterDown: draft.documents.some((document) => document.register === 'unavailable' && document.by === null),
  };
});

const here = (_: unknown, event: RequestEvent): string => `/layanan/${event.params.id}/ajukan/dokumen?draf=${draftId(event.url)}`;
const requirementOf = (form: FormData): string => String(form.get('dokumen') ?? '');

export const actions = {
  unggah: action(async (tx, form, event: RequestEvent) => {
    const file = form.get('berkas');
    const requirement = requirementOf(form);
    if (!(file instanceof File)) throw new Failure('invalid', 'input.invalid', { [requirement]: 'files.empty' });
    await attachUpload(tx, draftId(event.url), requirement, await storeFile(file, requirement));
  }, here),
  hapus: action((tx, form, event: RequestEvent) => removeUpload(tx, draftId(event.url), requirementOf(form)), here),
};
