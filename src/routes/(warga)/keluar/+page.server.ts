import { redirect } from '@sveltejs/kit';
import { signOut } from '#modules/identity/server/sign-in.ts';
import { clearSessionCookie, SESSION_COOKIE } from '#web/server/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

/** Only the button signs out: a link or a picture elsewhere must not. */
export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
  default: async ({ locals, cookies, url }) => {
    const token = cookies.get(SESSION_COOKIE);
    if (token && locals.signedIn) await locals.database.withActor(locals.actor, (tx) => signOut(tx, token));
    clearSessionCookie(cookies, url);
    redirect(303, '/');
  },
};
