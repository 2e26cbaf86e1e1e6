import process from 'node:process';
import { finishRegistration } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, follow, safePath, text } from '#web/server/sign-in.ts';
import type { PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  back: safePath(url.searchParams.get('kembali')) ?? '',
  isDemo: process.env['SATU_MODE'] !== 'production',
});

export const actions = {
  default: apart(async (database, form, event: RequestEvent) =>
    follow(
      event,
      await finishRegistration(database, event.params.id, text(form, 'kode_otp'), deviceOf(event)),
      safePath(text(form, 'kembali')) ?? '/akun',
    ),
  ),
};
