import { canonical } from '#core/canonical.ts';
import type { Definition } from './definition.ts';

/** What a change does to running cases (services.md § 7 V5): computed, never chosen. */
export type ChangeClass = 'text' | 'additive' | 'binding';

export interface Difference {
  /** `process.teknis.budget`: list items by their id. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly change: ChangeClass;
  readonly before: string | null;
  readonly after: string | null;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const TEXT_KEYS = new Set(['label', 'help', 'title', 'name', 'summary', 'message', 'purpose', 'optionLabels', 'cite']);
/** Says nothing to a case: its own number, its dates, its tests. */
const IGNORED = new Set(['version', 'validity', 'tests', 'status', 'schema']);

/** Lists of things with an id become maps, so that an inserted item isn't taken for a change of all that follow. */
function keyed(value: unknown): Json {
  if (Array.isArray(value)) {
    const items = value as Json[];
    const ids = items.map((item) =>
      item && typeof item === 'object' && !Array.isArray(item) && typeof item.id === 'string' ? item.id : undefined,
    );
    if (items.length > 0 && ids.every((id) => id !== undefined))
      return Object.fromEntries(items.map((item, index) => [ids[index]!, keyed(item)]));
    return items.map(keyed);
  }
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([key, part]) => [key, keyed(part)]),
    );
  return (value ?? null) as Json;
}

const short = (value: Json | undefined): string | null => (value === undefined ? null : canonical(value).slice(0, 200));
const isMap = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every difference between two definitions, with its class. A change we can't place is binding: the careful side. */
export function differ(before: Definition, after: Definition): Difference[] {
  const found: Difference[] = [];
  const walk = (path: readonly string[], a: Json | undefined, b: Json | undefined): void => {
    if (canonical(a ?? null) === canonical(b ?? null) && (a === undefined) === (b === undefined)) return;
    if (isMap(a) && isMap(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        if (path.length > 0 || !IGNORED.has(key)) walk([...path, key], a[key], b[key]);
      return;
    }
    const kind = a === undefined ? 'added' : b === undefined ? 'removed' : 'changed';
    found.push({ path: path.join('.'), kind, change: classOf(path, kind, a, b), before: short(a), after: short(b) });
  };
  walk([], keyed(before), keyed(after));
  return found;
}

/** The class of the whole change: its heaviest part. */
export const classOfAll = (differences: readonly Difference[]): ChangeClass =>
  differences.some((each) => each.change === 'binding')
    ? 'binding'
    : differences.some((each) => each.change === 'additive')
      ? 'additive'
      : 'text';

function classOf(path: readonly string[], kind: Difference['kind'], a: Json | undefined, b: Json | undefined): ChangeClass {
  if (path.some((part) => TEXT_KEYS.has(part))) return 'text';
  const [area, , third] = path;
  const last = path.at(-1);
  if (area === 'pages') return 'text';
  if (kind === 'added') {
    if (area === 'fields' && path.length === 2) return isMap(b) && (b.required === false || b.value !== undefined) ? 'additive' : 'binding';
    if (area === 'notifications' || area === 'legalBasis' || area === 'results') return 'additive';
    if (area === 'process' && third === 'outcomes' && path.length === 4) return 'additive';
  }
  if (area === 'notifications') return 'additive';
  if (area === 'documents' && third === 'satisfiedBy' && Array.isArray(a) && Array.isArray(b)) {
    const kept = new Set(b.map(canonical));
    if (a.every((source) => kept.has(canonical(source)))) return 'additive'; // a further source
  }
  if (typeof a === 'number' && typeof b === 'number') {
    if (area === 'process' && last === 'budget') return b < a ? 'additive' : 'binding';
    if (area === 'clock' && path[1] === 'stops' && last === 'max') return b > a ? 'additive' : 'binding';
    if (area === 'clock' && last === 'legal') return b < a ? 'additive' : 'binding';
    if (area === 'catalogue' && last === 'promise') return b < a ? 'additive' : 'binding';
  }
  return 'binding';
}
