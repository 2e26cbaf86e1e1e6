import { error } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { reportBoardStream } from '#web/server/report-board.ts';
import type { RequestHandler } from './$types';

/** The wall board's events, each with the whole picture. `Last-Event-ID` (or `?sejak=`) says from where on what happened is told again. */
export const GET: RequestHandler = async ({ request, url, locals }) => {
  const asked = request.headers.get('last-event-id') ?? url.searchParams.get('sejak') ?? '';
  const mode = url.searchParams.get('mode');
  try {
    const stream = await reportBoardStream(locals.database, locals.actor, {
      lang: locals.lang,
      mode: mode === 'banjir' || mode === 'biasa' ? mode : 'sendiri',
      last: /^\d{1,15}$/.test(asked) ? Number(asked) : undefined,
    });
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    });
  } catch (thrown) {
    if (thrown instanceof Failure) error(403, { message: '', reason: thrown.reason, requestId: locals.requestId });
    throw thrown;
  }
};
