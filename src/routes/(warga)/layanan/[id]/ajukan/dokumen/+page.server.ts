import { Failure } from '#core/failure.ts';
import type { FormRefused } from '#core/server/files.ts';
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
/** The form asks for one paper: whatever is wrong with what came is said there. The address names it too, for a body too large to be read. */
const atPaper = (refused: FormRefused, event: RequestEvent): Record<string, string> => {
  const requirement = event.url.searchParams.get('dokumen') ?? requirementOf(refused.form);
  return requirement ? { [requirement]: refused.fields['berkas'] ?? refused.reason } : {};
};

export const actions = {
  unggah: action(
    async (tx, form, event: RequestEvent, [file]) => {
      const requirement = requirementOf(form);
      if (!file) throw new Failure('invalid', 'input.invalid', { [requirement]: 'files.empty' });
      const { field: _, ...upload } = file;
      await attachUpload(tx, draftId(event.url), requirement, upload);
    },
    here,
    { files: 1, place: atPaper },
  ),
  hapus: action((tx, form, event: RequestEvent) => removeUpload(tx, draftId(event.url), requirementOf(form)), here),
};
