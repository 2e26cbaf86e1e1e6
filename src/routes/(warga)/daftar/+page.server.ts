import { redirect } from '@sveltejs/kit';
import { parse } from '#core/parse.ts';
import { Failure } from '#core/failure.ts';
import { Registration } from '#modules/identity/person.ts';
import { startRegistration } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, safePath, text } from '#web/server/sign-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.signedIn) redirect(303, '/akun');
  return { back: safePath(url.searchParams.get('kembali')) ?? '' };
};

export const actions = {
  default: apart(async (database, form, event) => {
    const input = {
      name: text(form, 'name'),
      nik: text(form, 'nik'),
      phone: text(form, 'phone'),
      email: text(form, 'email'),
      address: text(form, 'address'),
      password: text(form, 'sandi'),
      lang: event.locals.lang,
    };
    let parsed: Registration;
    try {
      parsed = parse(Registration, input);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      // the schema says `password`, the form `sandi`
      const { password, ...fields } = thrown.fields;
      throw new Failure(thrown.code, thrown.reason, { ...fields, ...(password ? { sandi: password } : {}) });
    }
    const { codeId } = await startRegistration(database, parsed, deviceOf(event));
    const back = safePath(text(form, 'kembali'));
    return `/daftar/kode/${codeId}${back ? `?kembali=${encodeURIComponent(back)}` : ''}`;
  }),
};
