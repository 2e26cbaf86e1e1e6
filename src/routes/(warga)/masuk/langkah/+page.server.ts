import QRCode from 'qrcode';
import { redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { finishWithTotp, readStep } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, follow, safePath, STEP_COOKIE, text } from '#web/server/sign-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, cookies, url }) => {
  const back = safePath(url.searchParams.get('kembali')) ?? '';
  const step = await readStep(locals.database, cookies.get(STEP_COOKIE) ?? '').catch((thrown: unknown) => {
    if (thrown instanceof Failure) redirect(303, '/masuk');
    throw thrown;
  });
  if (step.step === 'second_factor') return { ...step, back };
  return {
    step: step.step,
    secret: step.secret.replace(/(.{4})/g, '$1 ').trim(),
    qr: await QRCode.toString(step.uri, { type: 'svg', margin: 2 }),
    back,
  };
};

export const actions = {
  default: apart(async (database, form, event) =>
    follow(
      event,
      await finishWithTotp(database, event.cookies.get(STEP_COOKIE) ?? '', text(form, 'kode_otp'), deviceOf(event)),
      safePath(text(form, 'kembali')),
    ),
  ),
};
