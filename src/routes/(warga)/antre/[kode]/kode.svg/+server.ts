import QRCode from 'qrcode';
import { error } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { markShown } from '#modules/queue/server/queue.ts';
import type { RequestHandler } from './$types';

/** The ticket's code as a picture. Only a screen that shows the number asks for it: so the number was shown. */
export const GET: RequestHandler = async ({ params, locals, url }) => {
  try {
    await locals.database.withActor(locals.actor, (tx) => markShown(tx, params.kode, 'screen'));
  } catch (thrown) {
    if (thrown instanceof Failure) error(404);
    throw thrown;
  }
  const svg = await QRCode.toString(new URL(`/antre/${params.kode}`, url.origin).href, {
    type: 'svg',
    margin: 2,
    errorCorrectionLevel: 'M',
  });
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'cache-control': 'private, no-store' } });
};
