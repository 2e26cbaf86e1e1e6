import { redirect } from '@sveltejs/kit';
import QRCode from 'qrcode';
import { finishTotpChange, readTotpChange } from '#modules/identity/server/sign-in.ts';
import { apart, clearStepCookie, STEP_COOKIE, text } from '#web/server/sign-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, cookies }) => {
  if (!locals.signedIn) redirect(303, '/masuk?kembali=/akun');
  const change = await locals.database.withActor(locals.actor, (tx) => readTotpChange(tx, cookies.get(STEP_COOKIE) ?? ''));
  if (!change) redirect(303, '/akun');
  return { secret: change.secret.replace(/(.{4})/g, '$1 ').trim(), qr: await QRCode.toString(change.uri, { type: 'svg', margin: 2 }) };
};

export const actions = {
  default: apart(async (database, form, event) => {
    if (!event.locals.signedIn) return '/masuk?kembali=/akun';
    await database.withActor(event.locals.actor, (tx) =>
      finishTotpChange(tx, event.cookies.get(STEP_COOKIE) ?? '', text(form, 'kode_otp')),
    );
    clearStepCookie(event.cookies, event.url);
    return '/akun?tersimpan';
  }),
};
