import { error } from '@sveltejs/kit';
import type { Lang } from '#ui/words.ts';

/** What is refused before any route sees it: forged forms, paths and bodies that aren't text, bodies that are too large. */

/** Machines call these without a browser's Origin; a session cookie is refused there without one. */
const isMachinePath = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/open311/');
const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/**
 * A state-changing request whose Origin is missing or another site's. Kit's own check is off: it also refuses the API's
 * clients, and fixes the origin when the pages are built. `host` comes from the request, so a changed port needs no rebuild.
 */
export function isForged(request: Request, url: URL, hasSession: boolean): boolean {
  if (isReading(request.method)) return false;
  const origin = request.headers.get('origin');
  if (origin === null || origin === 'null') return !(isMachinePath(url.pathname) && !hasSession);
  const own = request.headers.get('host') ?? url.host;
  return !URL.canParse(origin) || new URL(origin).host !== own;
}

/** Percent signs that stand for no text, or a NUL. */
export function isMalformedPath(url: URL): boolean {
  try {
    return /\0/.test(decodeURIComponent(url.pathname)) || /%00/.test(url.search);
  } catch {
    return true;
  }
}

const FORM_LIMIT = 1_000_000;
const UPLOAD_LIMIT = 32_000_000;
const FIELD_LIMIT = 1000;

/**
 * The status with which a form's body is refused, or undefined. Plain forms are read once as a copy: at most 1 MB and
 * 1000 fields, valid UTF-8, no NUL. Files are judged by the route that takes them; only their size is capped here.
 */
export async function unreadableBody(request: Request, url: URL): Promise<400 | 413 | undefined> {
  if (isReading(request.method) || isMachinePath(url.pathname)) return undefined;
  const type = request.headers.get('content-type') ?? '';
  const length = Number(request.headers.get('content-length') ?? 0);
  if (type.startsWith('multipart/form-data')) {
    if (!/boundary=./.test(type)) return 400;
    return length > UPLOAD_LIMIT ? 413 : undefined;
  }
  if (length > FORM_LIMIT) return 413;
  if (!type.startsWith('application/x-www-form-urlencoded')) return undefined;
  const bytes = Buffer.from(await request.clone().arrayBuffer());
  if (bytes.length > FORM_LIMIT) return 413;
  const text = bytes.toString('latin1');
  if (text.includes('\0') || /%00/.test(text) || (text.match(/&/g)?.length ?? 0) >= FIELD_LIMIT) return 400;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    for (const part of text.split(/[&=]/)) decodeURIComponent(part.replace(/\+/g, ' '));
  } catch {
    return 400;
  }
  return undefined;
}

/**
 * A form that can't be parsed, holds a NUL (which PostgreSQL refuses) or more fields than any page has is the sender's
 * fault: 400 from wherever it is read, instead of a fault of ours.
 */
export function guardForm(request: Request): void {
  const read = request.formData.bind(request);
  Object.defineProperty(request, 'formData', {
    value: async (): Promise<FormData> => {
      const form = await read().catch(() => undefined);
      let fields = 0;
      for (const [name, value] of form ?? [])
        if (++fields > FIELD_LIMIT || name.includes('\0') || (typeof value === 'string' ? value : value.name).includes('\0'))
          error(400, 'Formulir tidak terbaca.');
      if (!form) error(400, 'Formulir tidak terbaca.');
      return form;
    },
  });
}

const words = {
  400: {
    id: ['Permintaan tidak terbaca', 'Isi atau alamat yang dikirim bukan teks yang dapat kami baca. Kembali, lalu coba lagi.'],
    en: ['We could not read this', 'What was sent is not text we can read. Go back and try again.'],
  },
  403: {
    id: ['Formulir ditolak', 'Formulir ini tidak dikirim dari halaman kami. Buka halamannya lagi, lalu kirim dari sana.'],
    en: ['Form refused', 'This form was not sent from our page. Open the page again and send it from there.'],
  },
  413: {
    id: ['Kiriman terlalu besar', 'Kiriman Anda lebih besar daripada yang dapat kami terima. Kirim berkas yang lebih kecil.'],
    en: ['Too large', 'What you sent is larger than we can take. Send a smaller file.'],
  },
} as const;

/** A small page of its own: it must not depend on anything that could fail. */
export function badRequest(lang: Lang, requestId: string, status: 400 | 403 | 413 = 400): Response {
  const [title, text] = words[status][lang];
  const back = lang === 'id' ? 'Ke beranda' : 'Home';
  return new Response(
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p><p><a href="/">${back}</a></p><p><small>${requestId}</small></p></main></body></html>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-request-id': requestId,
        'x-content-type-options': 'nosniff',
      },
    },
  );
}
