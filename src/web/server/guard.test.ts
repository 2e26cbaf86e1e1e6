import { describe, expect, test } from 'vitest';
import { badRequest, isForged, isMalformedPath, unreadableBody } from './guard.ts';

const url = new URL('http://satu.test/masuk');
const post = (body: BodyInit, headers: Record<string, string> = {}, to = url) =>
  new Request(to, { method: 'POST', body, headers: { host: 'satu.test', ...headers } });
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('where a form comes from', () => {
  test('our own page passes on any port, another site and a missing origin do not', () => {
    expect(isForged(post('a=1', { origin: 'http://satu.test' }), url, false)).toBe(false);
    expect(isForged(post('a=1', { origin: 'http://lain.test' }), url, false)).toBe(true);
    expect(isForged(post('a=1', { origin: 'null' }), url, true)).toBe(true);
    expect(isForged(post('a=1', { origin: ':::' }), url, false)).toBe(true);
    expect(isForged(post('a=1'), url, false)).toBe(true);
    expect(isForged(new Request(url), url, true)).toBe(false);
  });
  test('machines need no origin under /api/, unless they bring a session', () => {
    const api = new URL('http://satu.test/api/v1/cases');
    expect(isForged(post('{}', {}, api), api, false)).toBe(false);
    expect(isForged(post('{}', {}, api), api, true)).toBe(true);
  });
  test('Open311 takes any client, a page of another site too: no cookie counts there', () => {
    const open311 = new URL('http://satu.test/open311/v2/requests.xml');
    expect(isForged(post('a=1', {}, open311), open311, true)).toBe(false);
    expect(isForged(post('a=1', { origin: 'http://lain.test' }, open311), open311, true)).toBe(false);
    const near = new URL('http://satu.test/open311');
    expect(isForged(post('a=1', { origin: 'http://lain.test' }, near), near, false)).toBe(true);
  });
});

test('paths that stand for no text are refused', () => {
  for (const path of ['/%ff', '/%E0%A4%A', '/a%00b', '/layanan?cari=%00']) expect(isMalformedPath(new URL(path, url)), path).toBe(true);
  for (const path of ['/', '/layanan?cari=akta%20lahir', '/instansi/dpmptsp'])
    expect(isMalformedPath(new URL(path, url)), path).toBe(false);
});

test('what is no form is small and says how long it is', () => {
  const sized = (length: number, type = 'application/json') =>
    new Request(url, { method: 'POST', body: '{}', headers: { 'content-type': type, 'content-length': String(length) } });
  expect(unreadableBody(sized(2), url)).toBeUndefined();
  expect(unreadableBody(sized(4 * 1024 ** 3), url)).toBe(413);
  expect(unreadableBody(post('{}', { 'content-type': 'application/json' }), url)).toBe(411);
  expect(unreadableBody(new Request(url, { method: 'POST' }), url)).toBeUndefined();
  expect(unreadableBody(sized(4 * 1024 ** 3, FORM['content-type']), url)).toBeUndefined();
  expect(unreadableBody(sized(4 * 1024 ** 3, FORM['content-type']), new URL('/api/v1/cases', url))).toBe(413);
  // pictures come by Open311; its forms are read as a stream like those of pages
  const open311 = new URL('/open311/v2/requests.xml', url);
  expect(unreadableBody(sized(4 * 1024 ** 2, FORM['content-type']), open311)).toBeUndefined();
  expect(unreadableBody(post('a=1', FORM, open311), open311)).toBeUndefined();
  expect(unreadableBody(sized(4 * 1024 ** 2), open311)).toBe(413);
});

test('a refusal is a page for people and a problem document for machines', async () => {
  const page = badRequest(url, 'id', 'r1', 411);
  expect(page.status).toBe(411);
  expect(await page.text()).toContain('<h1>Panjang kiriman tidak disebut</h1>');
  const problem = badRequest(new URL('/api/v1/cases', url), 'en', 'r2', 413);
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
  expect(await problem.json()).toMatchObject({ status: 413, title: 'Too large', requestId: 'r2' });
  const xml = badRequest(new URL('/open311/v2/%ff.xml', url), 'en', 'r3');
  expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  expect(await xml.text()).toContain('<errors><error><code>400</code><description>Isi atau alamat');
  const json = badRequest(new URL('/open311/v2/%ff.json', url), 'id', 'r4');
  expect(await json.json()).toEqual([{ code: 400, description: expect.stringContaining(' / What was sent') }]);
});
