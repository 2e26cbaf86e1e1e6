import { uuidv7 } from '#core/id.ts';
import { storeFile } from '#core/server/files.ts';
import { answerReturn, getCaseView, getCorrection, type DraftUpload } from '#modules/cases/server/cases.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const view = await getCaseView(tx, params.code);
  const correction = await getCorrection(tx, params.code);
  return {
    code: params.code,
    name: view.service.name,
    marks: view.marks,
    fields: correction.fields,
    documents: correction.documents,
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    async (tx, form, event: RequestEvent) => {
      const raw: Record<string, unknown> = {};
      const uploads: Record<string, DraftUpload> = {};
      for (const [name, value] of form) {
        if (typeof value === 'string') raw[name] = value;
        else if (value.size > 0) uploads[name] = await storeFile(value, name);
      }
      await answerReturn(tx, event.params.code, raw, uploads);
    },
    (_, event) => `/berkas/${event.params.code}`,
  ),
};
