import { Readable } from 'node:stream';
import { error, redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { openFile } from '#modules/documents/server/documents.ts';
import { httpStatus } from '#web/server/serve.ts';
import { reasonText } from '#ui/words.ts';
import type { RequestHandler } from './$types';

/** The PDF, as a stream; who opened it is recorded before the first byte leaves. */
export const GET: RequestHandler = async ({ params, locals, url }) => {
  if (locals.actor.kind === 'anonymous') redirect(303, `/masuk?kembali=${encodeURIComponent(url.pathname)}`);
  try {
    const file = await locals.database.withActor(locals.actor, (tx) => openFile(tx, params.id));
    return new Response(Readable.toWeb(file.stream) as ReadableStream, {
      headers: {
        'content-type': 'application/pdf',
        'content-length': String(file.bytes),
        'content-disposition': `attachment; filename="dokumen.pdf"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    error(httpStatus[thrown.code], { message: reasonText(locals.lang, thrown.reason), reason: thrown.reason, requestId: locals.requestId });
  }
};
