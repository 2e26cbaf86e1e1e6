import { pino } from 'pino';
import type { RequestHandler } from './$types';
import { open311 } from '#api/open311.ts';

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: null });

/** Hands over to src/api; who is signed in plays no part. */
export const fallback: RequestHandler = ({ request, locals, url, getClientAddress, route }) =>
  open311(request, {
    database: locals.database,
    address: getClientAddress(),
    url,
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
