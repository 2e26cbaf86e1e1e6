import { error, type RequestEvent } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { proveEvent } from '#modules/proof/server/proof.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from './serve.ts';

/** The proof of a receipt as a file: of the first event of what `open` opens for this visitor. 409 while its day isn't over. */
export async function sendProof(event: RequestEvent, name: string, open: (tx: Tx) => Promise<string>): Promise<Response> {
  const { database, actor, lang, requestId } = event.locals;
  try {
    const proof = await database.withActor(actor, async (tx) => proveEvent(tx, await open(tx)));
    if (!proof) throw new Failure('conflict', 'proof.no_day');
    return new Response(`${JSON.stringify(proof, null, 2)}\n`, {
      headers: {
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="bukti-${name}.json"`,
        'cache-control': 'private, no-store',
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    error(httpStatus[thrown.code], { message: reasonText(lang, thrown.reason, thrown.detail), reason: thrown.reason, requestId });
  }
}
