import { describe, expect, test } from 'vitest';
import { guardForm, isForged, isMalformedPath, unreadableBody } from './guard.ts';

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
  test('machines need no origin under /api/ and /open311/, unless they bring a session', () => {
    const api = new URL('http://satu.test/api/v1/cases');
    expect(isForged(post('{}', {}, api), api, false)).toBe(false);
    expect(isForged(post('{}', {}, api), api, true)).toBe(true);
  });
});

test('paths that stand for no text are refused', () => {
  for (const path of ['/%ff', '/%E0%A4%A', '/a%00b', '/layanan?cari=%00']) expect(isMalformedPath(new URL(path, url)), path).toBe(true);
  for (const path of ['/', '/layanan?cari=akta%20lahir', '/instansi/dpmptsp'])
    expect(isMalformedPath(new URL(path, url)), path).toBe(false);
});

describe('bodies', () => {
  test('NUL, invalid UTF-8, half percent signs and thousands of fields are 400, a huge one 413', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => `f${n}=1`).join('&');
    for (const body of ['a=%00', 'a=%ff%fe', 'a=%E0%A4', many, new Uint8Array([97, 61, 0xff])])
      expect(await unreadableBody(post(body, FORM), url)).toBe(400);
    expect(await unreadableBody(post('a'.repeat(1_100_000), FORM), url)).toBe(413);
    expect(await unreadableBody(post('x', { 'content-type': 'multipart/form-data' }), url)).toBe(400);
  });
  test('what a browser sends passes, and can still be read', async () => {
    const request = post('nama=Nur%27aini+D%E2%80%99Ornay&kosong=', FORM);
    expect(await unreadableBody(request, url)).toBeUndefined();
    guardForm(request);
    expect((await request.formData()).get('nama')).toBe("Nur'aini D’Ornay");
  });
  test('a form that is none, or holds a NUL, is 400 where it is read', async () => {
    for (const body of ['garbage', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\0c\r\n--x--\r\n']) {
      const request = post(body, { 'content-type': 'multipart/form-data; boundary=x' });
      guardForm(request);
      await expect(request.formData()).rejects.toMatchObject({ status: 400 });
    }
  });
});
