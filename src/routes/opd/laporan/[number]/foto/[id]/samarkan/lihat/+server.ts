import { boxesIn } from '#modules/complaints/mask-boxes.ts';
import { previewMask } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';
import type { RequestHandler } from './$types';

/** How the photograph would look with the rectangles in `kotak`; nothing is kept. */
export const GET: RequestHandler = async (event) => {
  const boxes = boxesIn(event.url.searchParams.get('kotak') ?? '');
  const jpeg = await page((tx) => previewMask(tx, event.params.number!, event.params.id!, boxes))(event);
  return new Response(new Uint8Array(jpeg), {
    headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' },
  });
};
