import process from 'node:process';
import { redirect } from '@sveltejs/kit';
import { finishContactChange } from '#modules/identity/server/sign-in.ts';
import { apart, text } from '#web/server/sign-in.ts';
import type { PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ locals }) => {
  if (!locals.signedIn) redirect(303, '/masuk?kembali=/akun');
  return { isDemo: process.env['SATU_MODE'] !== 'production' };
};

export const actions = {
  default: apart(async (database, form, event: RequestEvent) => {
    if (!event.locals.signedIn) return '/masuk?kembali=/akun';
    await finishContactChange(database, event.locals.actor, event.params.id, text(form, 'kode_otp'));
    return '/akun?tersimpan';
  }),
};
