import { boundaryShapes } from '#modules/complaints/server/complaints.ts';
import type { RequestHandler } from './$types';

/** Boundaries of regency and distrik in force, to draw; an empty collection where there are none. Kampung stay out: too heavy for a phone. */
export const GET: RequestHandler = async ({ locals, request }) => {
  const set = await locals.database.withActor({ kind: 'anonymous' }, (tx) => boundaryShapes(tx));
  const etag = `"${set?.id ?? 'none'}"`;
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } });
  const features = (set?.shapes ?? [])
    .filter(({ code }) => code !== null && code.split('.').length <= 3)
    .map(({ code, name, polygons }) => ({
      type: 'Feature',
      properties: { kode: code, nama: name },
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    }));
  return new Response(JSON.stringify({ type: 'FeatureCollection', features }), {
    headers: { 'content-type': 'application/geo+json', etag },
  });
};
