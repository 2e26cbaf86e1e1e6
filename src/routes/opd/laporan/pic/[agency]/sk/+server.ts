import { error } from '@sveltejs/kit';
import { getPicOffice } from '#modules/complaints/server/complaints.ts';
import { printDecree } from '#web/server/decree.ts';
import { page } from '#web/server/serve.ts';
import type { RequestEvent } from './$types';

/** The draft of a decree as PDF, to be signed on paper or at the secretariat. */
export const GET = async (event: RequestEvent): Promise<Response> => {
  const { view, now } = await page(async (tx) => ({ view: await getPicOffice(tx, event.params.agency), now: tx.now }))(event);
  if (!view.draft) error(404, { message: '', reason: 'complaints.pic_no_draft', requestId: event.locals.requestId });
  return new Response(Buffer.from(await printDecree(view, now)), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="rancangan-sk-pic-${view.agency}.pdf"`,
      'cache-control': 'no-store',
    },
  });
};
