import { List, toJson, toXml } from '#modules/complaints/open311.ts';
import type { Lang } from '#ui/words.ts';

/** What is refused before any route sees it: forged forms, paths that aren't text, bodies that are too large. */

/** Any client from anywhere calls these, browsers of other sites too: no cookie counts there, posting takes a key in the form. */
const isOpen311 = (path: string): boolean => path.startsWith('/open311/');
/** Machines call these without a browser's Origin; a session cookie is refused there without one. */
const isMachinePath = (path: string): boolean => path.startsWith('/api/') || isOpen311(path);
const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/**
 * A state-changing request whose Origin is missing or another site's. Kit's own check is off: it also refuses the API's
 * clients, and fixes the origin when the pages are built. `host` comes from the request, so a changed port needs no rebuild.
 */
export function isForged(request: Request, url: URL, hasSession: boolean): boolean {
  if (isReading(request.method) || isOpen311(url.pathname)) return false;
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

const BODY_LIMIT = 1_000_000;
/** WhatsApp says it sends up to 3 MB. */
const WEBHOOK_LIMIT = 3_000_000;
/** What a page's form may come as. */
const isForm = (type: string): boolean => /^(?:multipart\/form-data|application\/x-www-form-urlencoded|text\/plain)\b/i.test(type);

/**
 * The status with which a body is refused before any route sees it, or undefined. Forms are judged where they are read
 * (receiveForm); what else comes is small, and says beforehand how long it is.
 */
export function unreadableBody(request: Request, url: URL): 411 | 413 | undefined {
  if (isReading(request.method) || !request.body) return undefined;
  if (!url.pathname.startsWith('/api/') && isForm(request.headers.get('content-type') ?? '')) return undefined;
  const length = request.headers.get('content-length');
  if (length === null) return 411;
  return Number(length) > (url.pathname.startsWith('/api/gateway/') ? WEBHOOK_LIMIT : BODY_LIMIT) ? 413 : undefined;
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
  411: {
    id: ['Panjang kiriman tidak disebut', 'Kiriman ini tidak menyebut panjangnya (content-length). Kirim lagi dengan panjangnya.'],
    en: ['Length required', 'What was sent does not say how long it is (content-length). Send it again with its length.'],
  },
  413: {
    id: ['Kiriman terlalu besar', 'Kiriman Anda lebih besar daripada yang dapat kami terima. Kirim berkas yang lebih kecil.'],
    en: ['Too large', 'What you sent is larger than we can take. Send a smaller file.'],
  },
} as const;

/** A small page of its own, or a problem document (RFC 9457) for machines: it must not depend on anything that could fail. */
export function badRequest(url: URL, lang: Lang, requestId: string, status: 400 | 403 | 411 | 413 = 400): Response {
  const [title, text] = words[status][lang];
  const back = lang === 'id' ? 'Ke beranda' : 'Home';
  if (isOpen311(url.pathname)) return open311Refusal(url, requestId, status);
  const isMachine = isMachinePath(url.pathname);
  const body = isMachine
    ? JSON.stringify({ type: `/kesalahan/${status}`, title, detail: text, status, requestId })
    : `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p><p><a href="/">${back}</a></p><p><small>${requestId}</small></p></main></body></html>`;
  return new Response(body, {
    status,
    headers: {
      'content-type': isMachine ? 'application/problem+json' : 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
    },
  });
}

/** The same as GeoReport v2 says it: in the format of the address, in both languages. */
function open311Refusal(url: URL, requestId: string, status: keyof typeof words): Response {
  const description = (['id', 'en'] as const).map((lang) => words[status][lang][1]).join(' / ');
  const node = new List('error', [{ code: status, description }]);
  const isJson = url.pathname.endsWith('.json');
  return new Response(isJson ? toJson(node) : toXml('errors', node), {
    status,
    headers: {
      'content-type': isJson ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
    },
  });
}
