import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type * as z from 'zod';
import { Decimal } from '#core/decimal.ts';
import { Definition, type Text } from './definition.ts';

/** Keys and indexes from the root, for example `['process', 1, 'outcomes', 'terbit']`. */
export type Path = readonly (string | number)[];
/** Line and column count from 1, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
export interface ReadError extends Position {
  readonly path: string;
  readonly message: Required<Text>;
}
export interface Reading {
  /** Set only where there are no errors. */
  readonly definition: Definition | undefined;
  readonly errors: readonly ReadError[];
  /** Where a path stands in the text; the nearest part above it that exists, where it doesn't. */
  readonly position: (path: Path) => Position;
}

/** A definition is one person's work, not a data file: what is longer is refused unread. */
export const MAX_YAML = 200_000;

export const pathText = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index ? `.${part}` : part)).join('');

/** A definition from YAML 1.2 (core schema). Duplicate and unknown keys are errors, as are numbers that would lose digits. */
export function readDefinition(yaml: string): Reading {
  const lines = new LineCounter();
  const nowhere = { line: 1, column: 1 };
  if (yaml.length > MAX_YAML) {
    const message = {
      id: `Berkas terlalu panjang (paling banyak ${MAX_YAML} huruf).`,
      en: `The file is too long (at most ${MAX_YAML} characters).`,
    };
    return { definition: undefined, errors: [{ path: '', ...nowhere, message }], position: () => nowhere };
  }
  const document = parseDocument(yaml, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    prettyErrors: false,
    strict: true,
  });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const position = (path: Path): Position => place(offsetOf(document, path));
  const errors: ReadError[] = document.errors.map((error) => ({
    path: '',
    ...place(error.pos[0]),
    message: syntaxMessage(error.code, error.message),
  }));
  if (errors.length === 0) errors.push(...looseNumbers(document, place));
  // Aliases let a small file stand for a huge one, and a reader can't see what they say: plain data only.
  if (errors.length === 0)
    visit(document, {
      Alias: (_, node) => {
        errors.push({
          path: '',
          ...place(node.range?.[0] ?? 0),
          message: { id: 'Alias YAML (*nama) tidak dipakai di sini.', en: 'YAML aliases (*name) are not used here.' },
        });
        return visit.BREAK;
      },
    });
  if (errors.length > 0) return { definition: undefined, errors, position };

  const result = Definition.safeParse(document.toJS());
  if (result.success) return { definition: result.data, errors: [], position };
  const issues = result.error.issues.flatMap((issue) => schemaErrors(issue, [], document, place));
  return { definition: undefined, errors: issues.sort((a, b) => a.line - b.line || a.column - b.column), position };
}

/** Offset of a key's value, or of the key itself where the value is empty; the nearest ancestor where the path ends early. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = (document.contents as Node | null)?.range?.[0] ?? 0;
  for (const part of path) {
    if (!isMap(node) && !(node && typeof node === 'object' && 'items' in node)) break;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (!pair) break;
      offset = ((pair.value ?? pair.key) as Node | null)?.range?.[0] ?? (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      const item: unknown = (node as { items: unknown[] }).items[Number(part)];
      if (!item) break;
      offset = (item as Node).range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}

/** Offset of the key `name` inside the map at `path`. */
function keyOffset(document: Document, path: Path, name: string): number {
  const map = path.length ? document.getIn(path, true) : document.contents;
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === name) : undefined;
  return (pair?.key as Node | undefined)?.range?.[0] ?? offsetOf(document, path);
}

/** Numbers keep the text they were written with: what JavaScript would silently round, or read as octal or infinity, is refused. */
function looseNumbers(document: Document, place: (offset: number) => Position): ReadError[] {
  const found: ReadError[] = [];
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'number') return;
      const source = node.source ?? String(node.value);
      const exact = Decimal.parse(source);
      if (exact && Decimal.from(node.value)?.compare(exact) === 0) return;
      const message = {
        id: `Angka ${source} tidak dapat disimpan persis. Tulis angka biasa dengan paling banyak 6 angka di belakang titik.`,
        en: `The number ${source} can't be kept exactly. Write a plain number with at most 6 digits after the point.`,
      };
      found.push({ path: '', ...place(node.range?.[0] ?? 0), message });
    },
  });
  return found;
}

const syntaxMessage = (code: string, message: string): Required<Text> => {
  if (code === 'DUPLICATE_KEY') return { id: 'Kunci ini sudah ditulis di atas.', en: 'This key is written twice.' };
  if (code === 'MULTIPLE_DOCS') return { id: 'Hanya satu dokumen YAML dalam satu berkas.', en: 'Only one YAML document in a file.' };
  return { id: `YAML tidak terbaca: ${message}`, en: `YAML can't be read: ${message}` };
};

const names: Record<string, [string, string]> = {
  string: ['teks', 'text'],
  number: ['angka', 'a number'],
  int: ['bilangan bulat', 'a whole number'],
  boolean: ['ya/tidak (true atau false)', 'true or false'],
  array: ['daftar', 'a list'],
  object: ['kelompok isian', 'a group of keys'],
  record: ['kelompok isian', 'a group of keys'],
  tuple: ['daftar', 'a list'],
  null: ['null', 'null'],
};

type Issue = z.core.$ZodIssue;

function schemaErrors(issue: Issue, above: Path, document: Document, place: (offset: number) => Position): ReadError[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      ...place(keyOffset(document, path, key)),
      message: { id: `Kunci “${key}” tidak dikenal di sini.`, en: `The key “${key}” isn't known here.` },
    }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that got furthest says best what is wrong.
    const depth = (branch: readonly Issue[]): number =>
      Math.max(...branch.map((inner) => inner.path.length + (inner.code === 'unrecognized_keys' ? 1 : 0)));
    const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0]!;
    if (depth(best) > 0) return best.flatMap((inner) => schemaErrors(inner, path, document, place));
  }
  const missing = document.getIn(path, true) === undefined && path.length > 0;
  return [{ path: pathText(path), ...place(offsetOf(document, path)), message: missing ? missingMessage(path) : issueMessage(issue) }];
}

const missingMessage = (path: Path): Required<Text> => ({
  id: `“${String(path.at(-1))}” wajib ada.`,
  en: `“${String(path.at(-1))}” is required.`,
});

function issueMessage(issue: Issue): Required<Text> {
  switch (issue.code) {
    case 'invalid_type': {
      const [id, en] = names[issue.expected] ?? [issue.expected, issue.expected];
      return { id: `Harus berupa ${id}.`, en: `Must be ${en}.` };
    }
    case 'invalid_value':
      return {
        id: `Harus salah satu dari: ${issue.values.map(String).join(', ')}.`,
        en: `Must be one of: ${issue.values.map(String).join(', ')}.`,
      };
    case 'invalid_format':
      return {
        id: `Bentuknya tidak benar${'pattern' in issue && issue.pattern ? ` (${issue.pattern})` : ''}.`,
        en: `It isn't in the right form${'pattern' in issue && issue.pattern ? ` (${issue.pattern})` : ''}.`,
      };
    case 'too_small':
      return {
        id: `Terlalu kecil atau terlalu sedikit (paling sedikit ${issue.minimum}).`,
        en: `Too small or too few (at least ${issue.minimum}).`,
      };
    case 'too_big':
      return {
        id: `Terlalu besar atau terlalu banyak (paling banyak ${issue.maximum}).`,
        en: `Too large or too many (at most ${issue.maximum}).`,
      };
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String).join(', ') : '';
      return options
        ? { id: `Harus salah satu dari: ${options}.`, en: `Must be one of: ${options}.` }
        : { id: 'Isi ini tidak cocok dengan satu pun bentuk yang diizinkan.', en: 'This fits none of the allowed forms.' };
    }
    case 'invalid_key':
      return { id: 'Nama kunci tidak benar: huruf kecil, angka, garis.', en: 'The key is malformed: small letters, digits, dashes.' };
    default:
      return { id: 'Isi ini tidak dapat dipakai.', en: 'This value can’t be used.' };
  }
}
