import process from 'node:process';
import { resetPassword } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, text } from '#web/server/sign-in.ts';
import type { PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = () => ({ isDemo: process.env['SATU_MODE'] !== 'production' });

export const actions = {
  default: apart(async (database, form, event: RequestEvent) => {
    await resetPassword(database, 'invite', event.params.id, text(form, 'kode_otp'), text(form, 'sandi'), deviceOf(event));
    return '/masuk?sandi-baru';
  }),
};
