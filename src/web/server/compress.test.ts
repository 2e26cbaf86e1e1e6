import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressed } from './compress.ts';

const page = '<p>Satu pintu untuk semua layanan.</p>'.repeat(200);
const ask = (accepted: string, method = 'GET') => new Request('http://localhost/', { method, headers: { 'accept-encoding': accepted } });
const answer = (type = 'text/html; charset=utf-8', more: Record<string, string> = {}) =>
  new Response(page, { status: 422, headers: { 'content-type': type, 'content-length': String(page.length), etag: '"a"', ...more } });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

test.each([
  ['gzip, deflate', 'gzip', gunzipSync],
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
] as const)('%s: %s, and the same page comes out', async (accepted, coding, open) => {
  const response = compressed(ask(accepted), answer());
  expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-encoding': coding, vary: 'accept-encoding', etag: '"a"' });
  expect(response.headers.has('content-length')).toBe(false);
  expect(response.status).toBe(422);
  const body = await bytes(response);
  expect(body.length).toBeLessThan(page.length / 10);
  expect(open(body).toString()).toBe(page);
});

test.each([
  ['who takes none', ask(''), answer()],
  ['who refuses them', ask('br;q=0, gzip; q=0.0'), answer()],
  ['a picture', ask('gzip, br'), answer('image/jpeg')],
  ['events', ask('gzip, br'), answer('text/event-stream')],
  ['what is coded already', ask('br'), answer('text/css', { 'content-encoding': 'gzip' })],
  ['a small answer', ask('br'), answer('application/json', { 'content-length': '400' })],
  ['only the head', ask('br', 'HEAD'), answer()],
])('%s: left as it is', async (_, request, response) => {
  const coding = response.headers.get('content-encoding');
  const left = compressed(request, response);
  expect(left).toBe(response);
  expect(left.headers.get('content-encoding')).toBe(coding);
});

test('an answer without a body stays without one', () => {
  const empty = new Response(null, { status: 304 });
  expect(compressed(ask('br'), empty)).toBe(empty);
});

test('an answer that breaks off breaks off for the visitor too', async () => {
  const broken = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(page));
      controller.error(new Error('gone'));
    },
  });
  await expect(bytes(compressed(ask('gzip'), new Response(broken, { headers: { 'content-type': 'text/html' } })))).rejects.toThrow();
});
