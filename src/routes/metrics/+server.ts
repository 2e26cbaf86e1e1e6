import { error } from '@sveltejs/kit';
import { readOperation } from '#core/server/operation.ts';
import { mayReadMetrics, metricsText } from '#web/server/metrics.ts';
import { reasonText } from '#ui/words.ts';
import type { RequestHandler } from './$types';

/** A database that is down is a figure too: it isn't waited for. */
const PATIENCE_MS = 2000;

/** For the operator's Prometheus: requests, event loop, pool, outbox, jobs. To everybody else the address doesn't exist. */
export const GET: RequestHandler = async ({ locals, request, getClientAddress }) => {
  if (!mayReadMetrics(request, getClientAddress())) error(404, { message: reasonText(locals.lang, 'core.not_found') });
  const look = locals.database.withActor({ kind: 'anonymous' }, readOperation).catch(() => undefined);
  const operation = await Promise.race([look, new Promise<undefined>((settle) => void setTimeout(settle, PATIENCE_MS, undefined).unref())]);
  return new Response(metricsText(locals.database.connections?.(), operation), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  });
};
