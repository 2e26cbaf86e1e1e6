import { getQueueMonitors } from '#modules/queue/server/queue.ts';
import type { RequestHandler } from './$types';

/** The hall as FIWARE's QueueMonitor (smart-data-models, dataModel.QueueManagement), key-values, for whoever listens. */
export const GET: RequestHandler = async ({ locals }) => {
  const all = await locals.database.withActor({ kind: 'anonymous' }, getQueueMonitors);
  return new Response(JSON.stringify(all), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=15',
      'access-control-allow-origin': '*',
    },
  });
};
