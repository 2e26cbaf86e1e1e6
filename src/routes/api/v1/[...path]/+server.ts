import { pino } from 'pino';
import type { RequestHandler } from './$types';
import { api } from '#api/api.ts';

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: null });

/** Hands over to src/api with the request's actor. */
export const fallback: RequestHandler = ({ request, locals, getClientAddress, route }) =>
  api.fetch(request, {
    database: locals.database,
    actor: locals.actor,
    address: getClientAddress(),
    requestId: locals.requestId,
    note: (path: string) => void (locals.apiRoute = path),
    report: (thrown: unknown) => {
      const isOfDatabase = thrown instanceof Error && 'severity' in thrown;
      // PostgreSQL puts values into its messages; the stack of everything else is safe and needed.
      log.error({
        requestId: locals.requestId,
        method: request.method,
        route: route.id,
        code: (thrown as { code?: unknown } | null)?.code,
        stack: thrown instanceof Error && !isOfDatabase ? thrown.stack : undefined,
      });
    },
  });
