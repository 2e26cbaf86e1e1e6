/**
 * A strict reader of XML 1.0 without attributes, comments or namespaces, for tests: everything a well-formed document may
 * not have makes it throw, and so does everything our documents never have.
 */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  /** Of an element without children. */
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export function readXml(document: string): Element {
  const declaration = '<?xml version="1.0" encoding="utf-8"?>';
  if (!document.startsWith(declaration)) throw new Error('no declaration at the very start');
  if (FORBIDDEN.test(document) || !document.isWellFormed()) throw new Error('a sign XML forbids');
  const source = document.slice(declaration.length).replace(/\r\n?/g, '\n'); // as every reader does
  let at = 0;
  const skip = (): void => {
    while (/\s/.test(source[at] ?? '')) at++;
  };
  const read = (): Element => {
    const opening = /^<([a-z_][a-z_0-9]*)(\/?)>/.exec(source.slice(at, at + 100));
    if (!opening) throw new Error(`no element at ${source.slice(at, at + 40)}`);
    at += opening[0].length;
    const name = opening[1]!;
    if (opening[2]) return { name, children: [], text: '' };
    const children: Element[] = [];
    let text = '';
    for (;;) {
      const next = source.indexOf('<', at);
      if (next < 0) throw new Error(`${name} is never closed`);
      text += source.slice(at, next);
      at = next;
      const closing = `</${name}>`;
      if (source.startsWith(closing, at)) {
        at += closing.length;
        break;
      }
      if (source.startsWith('</', at)) throw new Error(`${source.slice(at, at + 20)} closes ${name}`);
      children.push(read());
    }
    if (children.length && text.trim() !== '') throw new Error(`text beside elements in ${name}`);
    if (/\]\]>/.test(text)) throw new Error(']]> in text');
    return { name, children, text: children.length ? '' : unescape(text) };
  };
  skip();
  const root = read();
  skip();
  if (at !== source.length) throw new Error('something after the root');
  return root;
}

const unescape = (text: string): string =>
  text.replace(/&([^;]*)(;?)/g, (whole, name: string, end: string) => {
    const sign = end && ENTITIES[name];
    if (!sign) throw new Error(`unknown reference ${whole.slice(0, 12)}`);
    return sign;
  });

/** What the JSON of the same document says, where every value is read as text: arrays by the names of repeated elements. */
export function jsonOf(element: Element, lists: Readonly<Record<string, string>>): unknown {
  const repeated = lists[element.name];
  if (repeated !== undefined) {
    if (element.text.trim() !== '') throw new Error(`text in the list ${element.name}`);
    return element.children.map((child) => {
      if (child.name !== repeated) throw new Error(`${child.name} in ${element.name}`);
      return jsonOf(child, lists);
    });
  }
  if (element.children.length === 0) return element.text === '' ? null : element.text;
  return Object.fromEntries(element.children.map((child) => [child.name, jsonOf(child, lists)]));
}

/** Every value as text, null kept: what XML can say of a JSON document. */
export const asTexts = (value: unknown): unknown =>
  value === null || typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.map(asTexts)
      : typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asTexts(item)]))
        : String(value);
