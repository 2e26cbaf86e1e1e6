import { json, type RequestHandler } from '@sveltejs/kit';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { Failure } from '#core/failure.ts';
import { finishPasskeySignIn, startPasskeySignIn } from '#modules/identity/server/passkeys.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from '#web/server/serve.ts';
import { deviceOf, follow, safePath, setStepCookie, STEP_COOKIE } from '#web/server/sign-in.ts';

const refused = (thrown: unknown, lang: 'id' | 'en') => {
  if (!(thrown instanceof Failure)) throw thrown;
  return json({ title: reasonText(lang, thrown.reason, thrown.detail) }, { status: httpStatus[thrown.code] });
};
const siteOf = (url: URL) => ({ host: url.hostname, origin: url.origin });

/** The browser's question for a passkey. */
export const GET: RequestHandler = async (event) => {
  try {
    const { options, pending } = await startPasskeySignIn(event.locals.database, siteOf(event.url), deviceOf(event));
    setStepCookie(event.cookies, event.url, pending);
    return json(options);
  } catch (thrown) {
    return refused(thrown, event.locals.lang);
  }
};

/** Its answer. */
export const POST: RequestHandler = async (event) => {
  const body = (await event.request.json().catch(() => undefined)) as AuthenticationResponseJSON | undefined;
  if (typeof body?.id !== 'string') return json({ title: '' }, { status: 422 });
  try {
    const result = await finishPasskeySignIn(
      event.locals.database,
      siteOf(event.url),
      event.cookies.get(STEP_COOKIE) ?? '',
      body,
      deviceOf(event),
    );
    return json({ next: follow(event, result, safePath(event.url.searchParams.get('kembali'))) });
  } catch (thrown) {
    return refused(thrown, event.locals.lang);
  }
};
