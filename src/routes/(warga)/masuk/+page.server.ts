import process from 'node:process';
import { redirect } from '@sveltejs/kit';
import { signInWithPassword } from '#modules/identity/server/sign-in.ts';
import { deskOf } from '#ui/desk.ts';
import { apart, deviceOf, follow, safePath, SESSION_COOKIE, text } from '#web/server/sign-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  const back = safePath(url.searchParams.get('kembali'));
  if (locals.signedIn) redirect(303, back ?? deskOf(locals.signedIn.kind));
  return { back: back ?? '', isDemo: process.env['SATU_MODE'] !== 'production', isReset: url.searchParams.has('sandi-baru') };
};

export const actions = {
  default: apart(async (database, form, event) => {
    const typed = { identifier: text(form, 'identifier').slice(0, 300), password: text(form, 'sandi') };
    const result = await signInWithPassword(database, typed, deviceOf(event), event.cookies.get(SESSION_COOKIE));
    return follow(event, result, safePath(text(form, 'kembali')));
  }),
};
