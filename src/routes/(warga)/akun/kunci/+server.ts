import { json, type RequestHandler } from '@sveltejs/kit';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { Failure } from '#core/failure.ts';
import { finishPasskey, startPasskey } from '#modules/identity/server/passkeys.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from '#web/server/serve.ts';
import { deviceOf, setStepCookie, STEP_COOKIE } from '#web/server/sign-in.ts';

const siteOf = (url: URL) => ({ host: url.hostname, origin: url.origin });

export const GET: RequestHandler = async ({ locals, url, cookies }) => {
  if (!locals.signedIn) return json({ title: '' }, { status: 403 });
  const { options, pending } = await locals.database.withActor(locals.actor, (tx) => startPasskey(tx, siteOf(url)));
  setStepCookie(cookies, url, pending);
  return json(options);
};

export const POST: RequestHandler = async (event) => {
  const { locals, url, cookies } = event;
  const body = (await event.request.json().catch(() => undefined)) as RegistrationResponseJSON | undefined;
  if (!locals.signedIn || typeof body?.id !== 'string') return json({ title: '' }, { status: 422 });
  try {
    await locals.database.withActor(locals.actor, (tx) =>
      finishPasskey(tx, siteOf(url), cookies.get(STEP_COOKIE) ?? '', body, deviceOf(event).label),
    );
    return json({ next: '/akun?tersimpan' });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return json({ title: reasonText(locals.lang, thrown.reason, thrown.detail) }, { status: httpStatus[thrown.code] });
  }
};
