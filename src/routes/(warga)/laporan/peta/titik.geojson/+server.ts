import { cursorOf, listPublic } from '#modules/complaints/server/complaints.ts';
import { excerpt } from '#ui/format.ts';
import { text } from '#ui/words.ts';
import type { RequestHandler } from './$types';

const A_PAGE = 500;

/** Public reports with a public point, newest first, as GeoJSON; `next` is the address of the next page, null at the end. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const after = (url.searchParams.get('sesudah') ?? '').slice(0, 60) || undefined;
  const items = await locals.database.withActor({ kind: 'anonymous' }, (tx) => listPublic(tx, { hasPoint: true, after, most: A_PAGE + 1 }));
  const last = items[A_PAGE - 1];
  const features = items.slice(0, A_PAGE).map((item) => ({
    type: 'Feature',
    id: item.number,
    geometry: { type: 'Point', coordinates: [item.point!.long, item.point!.lat] },
    properties: {
      number: item.number,
      title: item.title ?? excerpt(item.text, 90),
      category: item.category,
      status: text(locals.lang, item.label),
      open: item.open311 === 'open',
      received: item.receivedAt.toISOString(),
      url: `/laporan/${item.number}`,
    },
  }));
  const next = items.length > A_PAGE && last ? `/laporan/peta/titik.geojson?sesudah=${encodeURIComponent(cursorOf(last))}` : null;
  return new Response(JSON.stringify({ type: 'FeatureCollection', features, next }), {
    headers: { 'content-type': 'application/geo+json' },
  });
};
