import process from 'node:process';
import { signInWithCode } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, follow, safePath, SESSION_COOKIE, text } from '#web/server/sign-in.ts';
import type { PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  back: safePath(url.searchParams.get('kembali')) ?? '',
  isDemo: process.env['SATU_MODE'] !== 'production',
});

export const actions = {
  default: apart(async (database, form, event: RequestEvent) =>
    follow(
      event,
      await signInWithCode(database, event.params.id, text(form, 'kode_otp'), deviceOf(event), event.cookies.get(SESSION_COOKIE)),
      safePath(text(form, 'kembali')),
    ),
  ),
};
