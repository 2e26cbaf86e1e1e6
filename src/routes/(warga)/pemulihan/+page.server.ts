import { requestCode } from '#modules/identity/server/sign-in.ts';
import { apart, deviceOf, text } from '#web/server/sign-in.ts';

export const actions = {
  default: apart(async (database, form, event) => {
    const { codeId } = await requestCode(database, text(form, 'identifier'), 'recover', event.locals.lang, deviceOf(event));
    return `/pemulihan/kode/${codeId}`;
  }),
};
