import { redirect } from '@sveltejs/kit';
import { listInbox, markRead } from '#modules/messages/server/messages.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

const inbox = page(async (tx, event: PageServerLoadEvent) => ({ messages: await listInbox(tx, event.locals.lang) }));

export const load = (event: PageServerLoadEvent) => {
  if (!event.locals.signedIn) redirect(303, '/masuk?kembali=/kotak-masuk');
  return inbox(event);
};

export const actions = {
  default: action(
    (tx, form) => markRead(tx, String(form.get('id') ?? '')),
    () => '/kotak-masuk',
  ),
};
