import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { getCaseWithShares, withdrawCase } from '#modules/cases/server/cases.ts';
import { findDocumentsOfCase } from '#modules/documents/server/documents.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const { view, shares } = await getCaseWithShares(tx, params.code);
  return { view, shares, documents: await findDocumentsOfCase(tx, view.id), command: uuidv7() };
});

export const actions = {
  tarik: action(
    async (tx, form, event: RequestEvent) => {
      if (form.get('yakin') !== 'true') throw new Failure('invalid', 'input.invalid', { yakin: 'cases.withdraw_confirm' });
      await withdrawCase(tx, event.params.code);
    },
    (_, event) => `/berkas/${event.params.code}`,
  ),
};
