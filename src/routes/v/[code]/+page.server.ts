import { Failure } from '#core/failure.ts';
import { verifyDocument } from '#modules/documents/server/documents.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

/** A wrong and an unknown code look the same; asking in bulk is slowed down. */
const show = page(async (tx, event: PageServerLoadEvent) => {
  await limit(tx, `verify:${event.getClientAddress()}`, 60, 60);
  const document = await verifyDocument(tx, event.params.code);
  if (!document) throw new Failure('not_found', 'documents.code_unknown');
  return { document, lang: event.locals.lang };
});

export const load = (event: PageServerLoadEvent) => {
  event.setHeaders({ 'x-robots-tag': 'noindex', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  return show(event);
};
