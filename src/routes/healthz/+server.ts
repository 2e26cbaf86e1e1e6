/** The process answers; says nothing of the database (that is /readyz). */
export const GET = (): Response => new Response('ok\n', { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } });
