import { boardStream } from '#web/server/hall.ts';
import type { RequestHandler } from './$types';

/** The board's events: `Last-Event-ID` (or `?sejak=`) replays what was missed. */
export const GET: RequestHandler = async ({ request, url, locals }) => {
  const asked = request.headers.get('last-event-id') ?? url.searchParams.get('sejak') ?? '';
  const lastId = /^\d{1,15}$/.test(asked) ? Number(asked) : undefined;
  return new Response(await boardStream(locals.database, lastId), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
};
