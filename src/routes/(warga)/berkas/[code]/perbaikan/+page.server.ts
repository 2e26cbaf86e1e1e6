import { uuidv7 } from '#core/id.ts';
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
    async (tx, form, event: RequestEvent, files) => {
      const uploads = Object.fromEntries(files.map(({ field, ...upload }): [string, DraftUpload] => [field, upload]));
      await answerReturn(tx, event.params.code, Object.fromEntries(form), uploads);
    },
    (_, event) => `/berkas/${event.params.code}`,
    { files: 10 },
  ),
};
