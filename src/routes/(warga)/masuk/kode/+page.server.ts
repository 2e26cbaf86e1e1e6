import { requestCode } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, safePath, text } from '#web/server/sign-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ back: safePath(url.searchParams.get('kembali')) ?? '' });

export const actions = {
  default: apart(async (database, form, event) => {
    const { codeId } = await requestCode(database, text(form, 'identifier'), 'sign_in', event.locals.lang, deviceOf(event));
    const back = safePath(text(form, 'kembali'));
    return `/masuk/kode/${codeId}${back ? `?kembali=${encodeURIComponent(back)}` : ''}`;
  }),
};
