import { redirect, type Cookies, type RequestEvent } from '@sveltejs/kit';
import type { Database } from '#core/server/database.ts';
import type { Device, SignInResult } from '#modules/identity/server/identity.ts';
import { deskOf } from '#ui/desk.ts';
import { form } from './serve.ts';

export const SESSION_COOKIE = 'satu';
/** Between two steps of signing in. */
export const STEP_COOKIE = 'satu_langkah';

const cookie = (url: URL) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' }) as const;
export const setSessionCookie = (cookies: Cookies, url: URL, token: string, until: Date): void =>
  cookies.set(SESSION_COOKIE, token, { ...cookie(url), expires: until });
export const clearSessionCookie = (cookies: Cookies, url: URL): void => cookies.delete(SESSION_COOKIE, cookie(url));
export const setStepCookie = (cookies: Cookies, url: URL, token: string): void =>
  cookies.set(STEP_COOKIE, token, { ...cookie(url), maxAge: 600 });

export const clearStepCookie = (cookies: Cookies, url: URL): void => cookies.delete(STEP_COOKIE, cookie(url));

/** `Chrome, Android`: enough to know one's own device again. */
export function deviceOf(event: RequestEvent): Device {
  const agent = event.request.headers.get('user-agent') ?? '';
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /OPR\//.test(agent)
      ? 'Opera'
      : /SamsungBrowser/.test(agent)
        ? 'Samsung Internet'
        : /Chrome\//.test(agent)
          ? 'Chrome'
          : /Firefox\//.test(agent)
            ? 'Firefox'
            : /Safari\//.test(agent)
              ? 'Safari'
              : '';
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : '';
  let ip = 'unknown';
  try {
    ip = event.getClientAddress();
  } catch {
    // behind a socket without an address
  }
  return { label: [browser, system].filter(Boolean).join(', ') || '?', ip };
}

/** Only paths of our own: `//elsewhere` and `/\elsewhere` are other sites to a browser. */
export const safePath = (path: string | null | undefined): string | undefined =>
  path && /^\/(?![/\\])[^\s\\]*$/.test(path) && !path.startsWith('/masuk') && !path.startsWith('/keluar') ? path : undefined;

/** Where a step of signing in leads: sets the cookies, gives the address. */
export function follow(event: RequestEvent, result: SignInResult, next?: string): string {
  if (result.step === 'in') {
    setSessionCookie(event.cookies, event.url, result.token, result.until);
    clearStepCookie(event.cookies, event.url);
    return next ?? deskOf(result.kind);
  }
  setStepCookie(event.cookies, event.url, result.pending);
  return next ? `/masuk/langkah?kembali=${encodeURIComponent(next)}` : '/masuk/langkah';
}

/**
 * A form action with transactions of its own: counting attempts must stay when the attempt is refused, and passwords
 * are hashed outside. A Failure goes back to the form with what was typed; success redirects to what `work` gives.
 */
export const apart = <E extends RequestEvent>(work: (database: Database, form: FormData, event: E) => Promise<string>) =>
  form<E, never>(async ({ form: sent }, event) => redirect(303, await work(event.locals.database, sent, event)));

export const text = (sent: FormData, name: string): string => {
  const value = sent.get(name);
  return typeof value === 'string' ? value : '';
};
