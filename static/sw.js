// The form for reports without a signal, kept on the device, and the sending of what waits there. Nothing else is kept: no page with
// a person in it. A new version takes over at once; the sheets lie in a database of their own (antrean.js) and stay.
importScripts('/antrean.js');

const lang = new URL(self.location).searchParams.get('bahasa') === 'en' ? 'en' : 'id';
const CACHE = `lapor-1-${lang}`;
const FORM = '/lapor/luring';
const VILLAGE = '/lapor/kampung';
const FILES = ['/antrean.js', '/luring.js', '/icon.svg', '/manifest.webmanifest'];
const FRESH_MS = 6 * 3600_000;
/** A line that answers later than this is no line for a form that lies here already. */
const PATIENCE_MS = 5000;

/** Fetch a form as nobody in particular, with what it needs, and keep all of it or nothing. */
async function keep(path) {
  const cache = await caches.open(CACHE);
  const page = await fetch(`${path}?bahasa=${lang}`, { credentials: 'omit', cache: 'no-store' });
  if (!page.ok || page.redirected) throw new Error(`${path}: ${page.status}`);
  const html = await page.clone().text();
  const parts = new Set([...FILES, ...[...html.matchAll(/(?:href|src)="(\/_app\/[^"]+)"/g)].map(([, url]) => url)]);
  const files = await Promise.all(
    [...parts].map(async (url) => {
      const file = await fetch(url, { credentials: 'omit', cache: 'no-cache' });
      if (!file.ok) throw new Error(`${url}: ${file.status}`);
      return [url, file];
    }),
  );
  for (const [url, file] of files) await cache.put(url, file);
  await cache.put(path, page);
}
async function keepFresh(path) {
  const kept = await (await caches.open(CACHE)).match(path);
  const age = Date.now() - Date.parse(kept?.headers.get('date') ?? '');
  if (!(age < FRESH_MS)) await keep(path);
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keep(FORM));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('lapor-') && name !== CACHE) {
          // the officer's form, too, where it was kept in the other language or by an older version
          if (await (await caches.open(name)).match(VILLAGE)) await keep(VILLAGE).catch(() => {});
          await caches.delete(name);
        }
      await self.clients.claim();
    })(),
  );
});

/** The network's answer, or the kept one where the network doesn't answer (in time). */
async function networkFirst(request, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  if (!kept) return fetch(request);
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, undefined));
  const answer = await Promise.race([fetch(request).catch(() => undefined), slow]);
  return answer ?? kept;
}

/** Another page without a signal: the form, under its own address. */
async function orForm(request) {
  try {
    return await fetch(request);
  } catch (fault) {
    if (!(await (await caches.open(CACHE)).match(FORM))) throw fault;
    return Response.redirect(FORM, 303);
  }
}

/** The first step of the ordinary form, sent without a signal: what was typed goes on as a sheet on the device. */
async function orSheet(request) {
  const typed = request.clone();
  try {
    return await fetch(request);
  } catch (fault) {
    if (!(await (await caches.open(CACHE)).match(FORM))) throw fault;
    const values = Object.fromEntries([...(await typed.formData())].filter(([name]) => name === 'kategori' || name === 'isi'));
    await self.antrean.save({ key: self.antrean.newKey(), kind: 'warga', lang, state: 'draf', values, photos: [] });
    return Response.redirect(FORM, 303);
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (request.method === 'POST') {
      if (pathname === '/lapor') event.respondWith(orSheet(request));
      return;
    }
    event.respondWith(pathname === FORM || pathname === VILLAGE ? networkFirst(request, pathname) : orForm(request));
    // the next opening: what waits is sent, and the form brought up to date
    event.waitUntil(
      (async () => {
        await self.antrean.send().catch(() => {});
        if (pathname.startsWith('/lapor')) await keepFresh(pathname === VILLAGE ? VILLAGE : FORM).catch(() => {});
      })(),
    );
    return;
  }
  if (request.method === 'GET' && (FILES.includes(pathname) || pathname.startsWith('/_app/immutable/')))
    event.respondWith(networkFirst(request, pathname));
});

// Background Sync: the browser wakes this when the line is back, also where no page is open; a refusal asks for another try.
self.addEventListener('sync', (event) => {
  if (event.tag === 'kirim')
    event.waitUntil(
      self.antrean.send().then((left) => {
        if (left > 0) throw new Error('still waiting');
      }),
    );
});
