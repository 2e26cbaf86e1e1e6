import { error } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { listHashes } from '#modules/proof/server/proof.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** Every hash of a closed day, one a line, in the order of the log: whoever reads it counts the root without us. */
export const GET: RequestHandler = async ({ params, locals, getClientAddress }) => {
  try {
    const hashes = await locals.database.withActor(locals.actor, async (tx) => {
      await limit(tx, `proof:${getClientAddress()}`, 60, 60);
      return listHashes(tx, params.tanggal);
    });
    return new Response(hashes.map((hash) => `${hash}\n`).join(''), {
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=86400' },
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    error(httpStatus[thrown.code], { message: reasonText(locals.lang, thrown.reason), reason: thrown.reason, requestId: locals.requestId });
  }
};
