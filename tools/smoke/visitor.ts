import { parseHTML } from 'linkedom';

/** A page as a browser without JavaScript has it. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly document: Document;
  /** The visible text, white space folded. */
  readonly text: string;
}

export interface FileToSend {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * A visitor without JavaScript: follows links, fills forms by the names of their fields, keeps cookies. It sends what
 * a browser would send (Origin, hidden fields, the button pressed), so what passes here passes in a browser.
 */
export class Visitor {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();
  /** Where it was sent on to and has not arrived: what a browser would load again. */
  bound: string | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  /** Another window of the same browser. */
  window(): Visitor {
    const other = new Visitor(this.#base);
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value);
    return other;
  }

  async #fetch(url: URL, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('accept', 'text/html,application/xhtml+xml');
    headers.set('cookie', this.cookie);
    if (init.method === 'POST') headers.set('origin', new URL(this.#base).origin);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), value);
    }
    return response;
  }

  async #follow(url: URL, response: Response, hops = 0): Promise<Page> {
    const location = response.headers.get('location');
    if (location && response.status >= 300 && response.status < 400) {
      if (hops > 8) throw new Error(`Too many redirects at ${url.pathname}`);
      const next = new URL(location, url);
      this.bound = next.pathname + next.search;
      return this.#follow(next, await this.#fetch(next), hops + 1);
    }
    const { document } = parseHTML(await response.text());
    if (response.status < 500) this.bound = undefined;
    return {
      url,
      status: response.status,
      document: document as unknown as Document,
      text: (document.body?.textContent ?? '').replace(/\s+/g, ' ').trim(),
    };
  }

  async open(path: string): Promise<Page> {
    const url = new URL(path, this.#base);
    return this.#follow(url, await this.#fetch(url));
  }

  /** What it would send as its cookie header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Send a body of one's own making, where a form's fields are not what is tried. */
  async send(path: string, init: RequestInit): Promise<Page> {
    const url = new URL(path, this.#base);
    return this.#follow(url, await this.#fetch(url, { method: 'POST', ...init }));
  }

  /** The bytes behind a link, for files. */
  async download(path: string): Promise<{ status: number; type: string; bytes: Uint8Array }> {
    const response = await this.#fetch(new URL(path, this.#base));
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  }

  /**
   * Send the form of `page` that has every field named in `values` (or the one matched by `selector`), with the
   * hidden and pre-filled fields it carries. @throws Error where no form has the fields
   */
  async submit(page: Page, values: Record<string, string | FileToSend>, selector = 'form'): Promise<Page> {
    const forms = [...page.document.querySelectorAll(selector)].filter(
      (form) => (form.getAttribute('method') ?? 'get').toLowerCase() === 'post' || selector !== 'form',
    );
    const form = forms.find((candidate) => Object.keys(values).every((name) => candidate.querySelector(`[name="${name}"]`)));
    if (!form) throw new Error(`No form with ${Object.keys(values).join(', ')} on ${page.url.pathname}: ${page.text.slice(0, 400)}`);
    const body = new FormData();
    for (const control of form.querySelectorAll('input, select, textarea')) {
      const name = control.getAttribute('name');
      if (!name || name in values || control.hasAttribute('disabled')) continue;
      const type = (control.getAttribute('type') ?? '').toLowerCase();
      if (['submit', 'button', 'file', 'image'].includes(type)) continue;
      if ((type === 'radio' || type === 'checkbox') && !control.hasAttribute('checked')) continue;
      body.append(name, controlValue(control));
    }
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, new Blob([value.bytes as Uint8Array<ArrayBuffer>], { type: value.type }), value.name);
    }
    const target = new URL(form.getAttribute('action') || page.url.href, page.url);
    const isMultipart = form.getAttribute('enctype') === 'multipart/form-data';
    const payload = isMultipart
      ? body
      : new URLSearchParams([...body].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    return this.#follow(target, await this.#fetch(target, { method: 'POST', body: payload }));
  }
}

function controlValue(control: Element): string {
  if (control.tagName === 'TEXTAREA') return control.textContent ?? '';
  if (control.tagName === 'SELECT') {
    const chosen = control.querySelector('option[selected]') ?? control.querySelector('option');
    return chosen?.getAttribute('value') ?? chosen?.textContent ?? '';
  }
  return control.getAttribute('value') ?? (control.getAttribute('type') === 'checkbox' ? 'on' : '');
}
