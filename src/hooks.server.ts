import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { pino } from 'pino';
import type { Actor } from '#core/actor.ts';
import { openDatabase, type Database } from '#core/server/database.ts';
import { openDoorbell } from '#core/server/doorbell.ts';
import { resolveSession } from '#modules/identity/server/identity.ts';
import type { Lang } from '#ui/words.ts';
import { clearSessionCookie, SESSION_COOKIE } from '#web/server/sign-in.ts';
import { allowTiles } from '#web/server/map.ts';
import { compressed } from '#web/server/compress.ts';
import { isSimulated, markSimulated } from '#web/server/simulated.ts';
import { observe } from '#web/server/metrics.ts';
import { ringReportBoards } from '#web/server/report-board.ts';
import { badRequest, isForged, isMalformedPath, unreadableBody } from '#web/server/guard.ts';

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: null });

let opened: Database | undefined;
/** Opened at the first request, so that building the pages needs no database. */
const database = (): Database => {
  if (opened) return opened;
  const url = process.env['WEB_DATABASE_URL'] ?? '';
  const doorbell = openDoorbell(url);
  const onJobs = (): void => {
    doorbell.ring();
    if (opened) ringReportBoards(opened);
  };
  return (opened = openDatabase(url, { onJobs }));
};

/** `http:` or `https:` of the public address; a proxy that ends TLS is told by SATU_ORIGIN. */
const PROTOCOL = /^https?:/.exec(process.env['SATU_ORIGIN'] ?? '')?.[0];

const NOBODY: Actor = { kind: 'anonymous' };

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(self), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;
/** Where Kit sent no policy of its own (files, redirects, JSON). */
const PLAIN_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'";

/** The language: asked for in the address (and then kept), kept in the cookie, the person's own, else Indonesian. */
function languageOf(event: Parameters<Handle>[0]['event'], own: Lang | undefined): Lang {
  const asked = event.url.searchParams.get('bahasa');
  if (asked === 'id' || asked === 'en') {
    event.cookies.set('bahasa', asked, {
      path: '/',
      maxAge: 365 * 24 * 3600,
      httpOnly: true,
      sameSite: 'lax',
      secure: event.url.protocol === 'https:',
    });
    return asked;
  }
  const kept = event.cookies.get('bahasa');
  return kept === 'id' || kept === 'en' ? kept : (own ?? 'id');
}

/** Paths that never need to know who asks. */
const isPublicFile = (path: string): boolean =>
  path.startsWith('/_app/') || path === '/healthz' || path === '/favicon.ico' || path === '/icon.svg';

/** Every answer is counted under its route's pattern, the refused ones too. */
export const handle: Handle = async (input) => {
  const startedAt = performance.now();
  const { event } = input;
  let status = 500;
  try {
    const response = await answer(input);
    status = response.status;
    return response;
  } finally {
    const route = event.locals.apiRoute ?? event.route.id ?? (event.url.pathname.startsWith('/_app/') ? '/_app' : undefined);
    observe(route, event.request.method, status, (performance.now() - startedAt) / 1000);
  }
};

const answer: Handle = async ({ event, resolve }) => {
  const requestId = randomUUID();
  // adapter-node takes https for granted; cookies, links and passkeys need what the visitor really uses
  if (PROTOCOL) event.url.protocol = PROTOCOL;
  const locals = event.locals as { -readonly [K in keyof App.Locals]: App.Locals[K] };
  locals.requestId = requestId;
  locals.database = database();
  locals.actor = NOBODY;
  locals.signedIn = undefined;
  locals.lang = event.cookies.get('bahasa') === 'en' ? 'en' : 'id';
  locals.simulated = !isPublicFile(event.url.pathname) && (await isSimulated(locals.database));

  if (isMalformedPath(event.url)) return badRequest(event.url, locals.lang, requestId);
  const token = event.cookies.get(SESSION_COOKIE);
  if (isForged(event.request, event.url, token !== undefined)) return badRequest(event.url, locals.lang, requestId, 403);

  if (token !== undefined && !isPublicFile(event.url.pathname)) {
    const session = await resolveSession(locals.database, token);
    if (session) {
      locals.actor = session.actor;
      locals.signedIn = session.signedIn;
      locals.lang = languageOf(event, session.lang);
    } else {
      clearSessionCookie(event.cookies, event.url);
      locals.lang = languageOf(event, undefined);
    }
  } else locals.lang = languageOf(event, undefined);

  const refused = unreadableBody(event.request, event.url);
  if (refused) return badRequest(event.url, locals.lang, requestId, refused);

  const response = await resolve(event, { transformPageChunk: ({ html }) => html.replace('%satu.lang%', locals.lang) });
  const headers = response.headers;
  for (const [name, value] of Object.entries(securityHeaders)) if (!headers.has(name)) headers.set(name, value);
  headers.set('content-security-policy', allowTiles(headers.get('content-security-policy') ?? PLAIN_POLICY, event.url.pathname));
  if (event.url.protocol === 'https:') headers.set('strict-transport-security', 'max-age=31536000');
  if (locals.simulated) markSimulated(headers);
  headers.set('x-request-id', requestId);
  // Whoever is signed in has pages of their own: no shared or kept copy of them.
  if (locals.signedIn || event.request.method !== 'GET') headers.set('cache-control', 'private, no-store');
  else if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache');
  return compressed(event.request, response);
};

/** A bug or a fault: logged with the request id and the route's pattern, never with what was typed; the page shows the id alone. */
export const handleError: HandleServerError = ({ event, ...caught }) => {
  const requestId = event.locals.requestId;
  // a refusal brings its own sentence
  if (caught.kind === 'app') return { requestId };
  const { error } = caught;
  const status = caught.kind === 'unknown' ? 500 : caught.error.status;
  const message = status === 404 ? 'Halaman tidak ditemukan.' : 'Ada gangguan pada sistem kami.';
  if (status >= 500)
    log.error({
      requestId,
      method: event.request.method,
      route: event.route.id,
      name: error instanceof Error ? error.name : typeof error,
      code: (error as { code?: unknown } | null)?.code,
      constraint: (error as { constraint?: unknown } | null)?.constraint,
      // PostgreSQL puts values into its messages; the stack of everything else is safe and needed
      stack: error instanceof Error && !('severity' in error) ? error.stack : undefined,
      message: error instanceof Error && 'severity' in error ? 'database error' : undefined,
    });
  return { message, requestId };
};
