import { error } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { redraw } from '#modules/complaints/server/complaints.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** What a month's draw was made from: id, number, the number drawn, and whether it was recorded as drawn. */
export const GET: RequestHandler = async ({ params, locals, getClientAddress }) => {
  try {
    const { rows } = await locals.database.withActor(locals.actor, async (tx) => {
      await limit(tx, `draw:${getClientAddress()}`, 60, 60);
      return redraw(tx, params.bulan);
    });
    const lines = rows.map(({ id, number, value, isDrawn, fits }) => `${id},${number},${value},${isDrawn === fits}`);
    return new Response(['id,nomor,angka,dicatat_terundi', ...lines, ''].join('\r\n'), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'public, max-age=3600' },
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    error(httpStatus[thrown.code], { message: reasonText(locals.lang, thrown.reason), reason: thrown.reason, requestId: locals.requestId });
  }
};
