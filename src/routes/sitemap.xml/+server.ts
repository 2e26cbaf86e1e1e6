import { listBundles, listServices } from '#modules/catalogue/server/catalogue.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import type { RequestHandler } from './$types';

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

export const GET: RequestHandler = async ({ locals, url }) => {
  const paths = await locals.database.withActor(locals.actor, async (tx) => [
    ...['/', '/layanan', '/peristiwa', '/instansi', '/data', '/bantuan', '/lacak', '/bukti', '/kinerja'],
    ...(await listServices(tx)).map((service) => `/layanan/${service.id}`),
    ...(await listBundles(tx)).map((bundle) => `/peristiwa/${bundle.id}`),
    ...(await listAgencies(tx)).map((agency) => `/instansi/${agency.code}`),
  ]);
  const entries = paths.map((path) => {
    const address = escaped(url.origin + path);
    return `<url><loc>${address}</loc><xhtml:link rel="alternate" hreflang="en" href="${address}?bahasa=en"/></url>`;
  });
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${entries.join('\n')}\n</urlset>\n`,
    { headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' } },
  );
};
