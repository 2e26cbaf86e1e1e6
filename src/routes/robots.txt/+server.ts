/** Pages of one person, sign-in and work desks stay out of search engines. */
const closed = ['/akun', '/berkas', '/kotak-masuk', '/masuk', '/daftar', '/opd', '/loket', '/kelola', '/pimpinan', '/v/', '/api/'];

export const GET = ({ url }: { url: URL }): Response =>
  new Response(['User-agent: *', ...closed.map((path) => `Disallow: ${path}`), `Sitemap: ${url.origin}/sitemap.xml`, ''].join('\n'), {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=86400' },
  });
