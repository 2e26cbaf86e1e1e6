import { listDocumentsToSign } from '#modules/documents/server/documents.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { locals, url }: PageServerLoadEvent) => ({
  lang: locals.lang,
  documents: await listDocumentsToSign(tx),
  done: url.searchParams.has('selesai'),
}));
