import { redirect } from '@sveltejs/kit';
import { endSubscription } from '#modules/complaints/server/complaints.ts';
import type { RequestHandler } from './$types';

/** Whoever opens the address of the header in a browser finds the page with its button: reading ends nothing. */
export const GET: RequestHandler = ({ params }) => redirect(303, `/laporan/langganan/${encodeURIComponent(params.token)}`);

/** One click (RFC 8058): a mail program posts `List-Unsubscribe=One-Click`, without cookie or Origin. */
export const POST: RequestHandler = async ({ params, request, locals }) => {
  const sent = new URLSearchParams((await request.text()).slice(0, 200));
  if (sent.get('List-Unsubscribe') !== 'One-Click') return new Response('List-Unsubscribe=One-Click', { status: 400 });
  await locals.database.withActor({ kind: 'anonymous' }, (tx) => endSubscription(tx, params.token));
  return new Response('ok', { headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } });
};
