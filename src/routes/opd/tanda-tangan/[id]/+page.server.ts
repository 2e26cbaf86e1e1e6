import { redirect } from '@sveltejs/kit';
import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { findUnclearAttempt, getDocument, signDocument, voidDocument } from '#modules/documents/server/documents.ts';
import { limitApart } from '#modules/identity/server/identity.ts';
import { action, form, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params, locals }: PageServerLoadEvent) => {
  const document = await getDocument(tx, params.id);
  if (document.signerPerson !== actorId(tx.actor)) throw new Failure('not_found', 'documents.unknown');
  return { lang: locals.lang, command: uuidv7(), document, attempt: await findUnclearAttempt(tx, document.id) };
});

export const actions = {
  /** Not through action(): the call to the signing service belongs outside the transaction, and the passphrase must not be kept. */
  tandatangan: form(async ({ form: sent }, { params, locals }: RequestEvent) => {
    const secret = sent.get('sandi');
    await limitApart(locals.database, `sign:${actorId(locals.actor) ?? ''}`, 10, 300);
    await signDocument(locals.database, locals.actor, params.id, {
      ...(typeof secret === 'string' && secret ? { secret } : {}),
      again: sent.get('lagi') !== null,
    });
    return redirect(303, '/opd/tanda-tangan?selesai');
  }),
  batalkan: action(
    async (tx, sent, { params }: RequestEvent) => {
      const reason = sent.get('reason');
      await voidDocument(tx, params.id, typeof reason === 'string' ? reason : '');
    },
    () => '/opd/tanda-tangan',
  ),
};
