import { Decimal, type Rounding } from '#core/decimal.ts';
import { readNik } from '#core/nik.ts';
import { addWorkingDays, type Calendar, type Day, workingDaysBetween } from '#core/working-time.ts';
import type { CodeLists, Expression } from './definition.ts';

/**
 * The expression language of service definitions (services.md § 3): closed, typed and total. There is no "now", no
 * text that is run as code, no recursion. One evaluator for server, browser and offline device.
 */

/** Text, a day (`YYYY-MM-DD`), a whole number, an exact decimal, a truth value, or null = not answered. */
export type Value = string | number | boolean | null | Decimal;
export type Row = Readonly<Record<string, Value>>;

export interface Scope {
  /** Values of visible fields, and `actor.kind`: self, proxy or assisted. */
  readonly vars: Readonly<Record<string, Value | readonly Row[]>>;
  readonly lists: CodeLists;
  /** Outcome by task; `not-applicable` for a task that doesn't apply, null for an open one. */
  readonly outcomes?: Readonly<Record<string, string | null>>;
  readonly satisfied?: Readonly<Record<string, boolean>>;
  readonly days?: { readonly submitted?: Day; readonly event?: Day };
  readonly calendar?: Calendar;
  readonly item?: Row;
}

export const MAX_NODES = 200;
export const MAX_DEPTH = 20;

type Node = { readonly [operator: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Operator and argument of a node; undefined unless it has exactly one key. */
export function operation(node: Node): readonly [string, unknown] | undefined {
  const entries = Object.entries(node);
  return entries.length === 1 ? entries[0] : undefined;
}

const OPERATORS = new Set([
  ...['var', 'lookup', 'coalesce', 'if', 'isNull', 'eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'and', 'or', 'not'],
  ...['add', 'sub', 'mul', 'min', 'max', 'div', 'rupiah', 'count', 'any', 'all', 'sum', 'item'],
  ...['dayOf', 'addDays', 'addMonths', 'addYears', 'daysBetween', 'ageYears', 'addWorkingDays', 'workingDaysBetween'],
  ...['length', 'matches', 'checkDigit', 'outcome', 'anyOutcome', 'allOutcome', 'satisfied'],
]);

/** Nodes and depth, counting every literal and every argument. */
export function sizeOf(expression: unknown): { nodes: number; depth: number } {
  if (Array.isArray(expression) || isNode(expression)) {
    let nodes = Array.isArray(expression) ? 0 : 1;
    let depth = 0;
    for (const part of Object.values(expression)) {
      const size = sizeOf(part);
      nodes += size.nodes;
      depth = Math.max(depth, size.depth);
    }
    return { nodes, depth: depth + (Array.isArray(expression) ? 0 : 1) };
  }
  return { nodes: 1, depth: 1 };
}

// ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────

const toDecimal = (value: Value): Decimal | null =>
  value instanceof Decimal ? value : typeof value === 'number' ? Decimal.from(value) : null;
/** Whole numbers go back to JavaScript numbers, so that they compare, print and store as such. */
const fromDecimal = (value: Decimal | null): Value => (value === null ? null : (value.toInteger() ?? value));
const toWhole = (value: Value): number | null => toDecimal(value)?.toInteger() ?? null;

// ── days ────────────────────────────────────────────────────────────────────────────────────────────────────────

const DAY_MS = 86_400_000;
const pad = (n: number, size: number): string => String(n).padStart(size, '0');
const dayNumber = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / DAY_MS);
};
const parts = (day: string): [number, number, number] | null => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return fromNumber(dayNumber(year, month, date)) === day ? [year, month, date] : null;
};
const fromNumber = (n: number): Day | null => {
  const date = new Date(n * DAY_MS);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? `${pad(year, 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}` : null;
};
/** Is it a day of the calendar, `YYYY-MM-DD`? */
export const isDay = (value: unknown): value is Day => typeof value === 'string' && parts(value) !== null;

export function addDays(day: Day, n: number): Day | null {
  const at = parts(day);
  return at && Math.abs(n) <= 4_000_000 ? fromNumber(dayNumber(...at) + n) : null;
}

/** Clamps to the month's end: 31 January + 1 month is 28 or 29 February. */
export function addMonths(day: Day, n: number): Day | null {
  const at = parts(day);
  if (!at || Math.abs(n) > 120_000) return null;
  const months = at[0] * 12 + at[1] - 1 + n;
  const [year, month] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
  const last = dayNumber(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - dayNumber(year, month, 1);
  return fromNumber(dayNumber(year, month, Math.min(at[2], last)));
}

/** The same date n years on; 29 February counts as 1 March in common years. */
export function addYears(day: Day, n: number): Day | null {
  const at = parts(day);
  return at && Math.abs(n) <= 9999 ? fromNumber(dayNumber(at[0] + n, at[1], at[2])) : null;
}

/** Whole years from birth to `on`; who was born on 29 February has the birthday on 1 March in common years. Null before birth. */
export function ageYears(birth: Day, on: Day): number | null {
  const [from, to] = [parts(birth), parts(on)];
  if (!from || !to || birth > on) return null;
  const years = to[0] - from[0];
  const birthday = addYears(birth, years);
  return birthday !== null && birthday <= on ? years : years - 1;
}

// ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Patterns run in linear time: literals, classes, `.`, `?`, `*`, `+`, `{n}`, `{n,m}`, `|` at the top. No groups,
 * look-arounds or back-references, so no repetition can hold another.
 */
export function isLinearPattern(pattern: string): boolean {
  if (pattern.length > 200 || /\\[1-9k]/.test(pattern)) return false;
  const bare = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/[()]/.test(bare)) return false;
  // One unbounded repetition an alternative: two adjacent ones (`a*a*`) already backtrack quadratically.
  if (bare.split('|').some((part) => (part.match(/[*+]|\{\d+,\}/g) ?? []).length > 1)) return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

const luhn = (digits: string): boolean => {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const twice = Number(digit) * (index % 2 ? 2 : 1);
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
};
/** ISO/IEC 7064 MOD 97-10: two check digits at the end. */
const iso7064 = (digits: string): boolean => {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
};
const checkDigit = (kind: unknown, text: string): boolean => {
  if (kind === 'nik') return !('fault' in readNik(text));
  if (!/^\d{2,40}$/.test(text)) return false;
  return kind === 'luhn' ? luhn(text) : kind === 'iso7064' ? iso7064(text) : false;
};

// ── evaluation ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Equal or not; null where one side is null. Numbers compare by value, other types never equal across types. */
function compare(a: Value, b: Value): -1 | 0 | 1 | null | 'different' {
  if (a === null || b === null) return null;
  const [x, y] = [toDecimal(a), toDecimal(b)];
  if (x && y) return x.compare(y);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'boolean' && typeof b === 'boolean') return a === b ? 0 : 'different';
  return 'different';
}

const equals = (a: Value, b: Value): boolean | null => {
  const order = compare(a, b);
  return order === null ? null : order === 0;
};

const ordered = (a: Value, b: Value, test: (order: -1 | 0 | 1) => boolean): boolean | null => {
  const order = compare(a, b);
  return order === null || order === 'different' ? null : test(order);
};

/** The value of an expression. Never throws: what makes no sense is null, and the type checker refuses it before publishing. */
export function evaluate(expression: Expression, scope: Scope): Value {
  return evaluateAt(expression, scope, 0);
}

function evaluateAt(expression: unknown, scope: Scope, depth: number): Value {
  if (depth > MAX_DEPTH) return null;
  if (expression === null || typeof expression === 'string' || typeof expression === 'boolean') return expression;
  if (expression instanceof Decimal) return fromDecimal(expression);
  if (typeof expression === 'number') return fromDecimal(Decimal.from(expression));
  if (!isNode(expression)) return null;
  const found = operation(expression);
  if (!found || !OPERATORS.has(found[0])) return null;
  const [operator, argument] = found;
  const value = (part: unknown): Value => evaluateAt(part, scope, depth + 1);
  const values = (): Value[] => asList(argument).map(value);
  const [first, second, third] = asList(argument);
  const named = isNode(argument) ? argument : {};

  switch (operator) {
    case 'var': {
      const held = typeof argument === 'string' && Object.hasOwn(scope.vars, argument) ? scope.vars[argument] : null;
      return Array.isArray(held) ? null : ((held as Value | undefined) ?? null);
    }
    case 'item':
      return typeof argument === 'string' && scope.item && Object.hasOwn(scope.item, argument) ? (scope.item[argument] ?? null) : null;
    case 'lookup': {
      const key = value(named.key ?? null);
      const table = typeof named.table === 'string' && Object.hasOwn(scope.lists, named.table) ? scope.lists[named.table] : undefined;
      const row =
        table && (typeof key === 'string' || typeof key === 'number') && Object.hasOwn(table, key) ? table[String(key)] : undefined;
      const cell = row && typeof named.column === 'string' && Object.hasOwn(row, named.column) ? row[named.column] : null;
      return typeof cell === 'number' ? fromDecimal(Decimal.from(cell)) : (cell ?? null);
    }
    case 'coalesce': {
      for (const part of asList(argument)) {
        const found = value(part);
        if (found !== null) return found;
      }
      return null;
    }
    case 'if': {
      const condition = value(first ?? null);
      return condition === true ? value(second ?? null) : condition === false ? value(third ?? null) : null;
    }
    case 'isNull':
      return value(argument ?? null) === null;
    case 'eq':
      return equals(value(first ?? null), value(second ?? null));
    case 'ne': {
      const same = equals(value(first ?? null), value(second ?? null));
      return same === null ? null : !same;
    }
    case 'lt':
      return ordered(value(first ?? null), value(second ?? null), (order) => order < 0);
    case 'lte':
      return ordered(value(first ?? null), value(second ?? null), (order) => order <= 0);
    case 'gt':
      return ordered(value(first ?? null), value(second ?? null), (order) => order > 0);
    case 'gte':
      return ordered(value(first ?? null), value(second ?? null), (order) => order >= 0);
    case 'in': {
      const wanted = value(first ?? null);
      if (wanted === null) return null;
      let unknown = false;
      for (const option of asList(second ?? [])) {
        const same = equals(wanted, value(option));
        if (same) return true;
        unknown ||= same === null;
      }
      return unknown ? null : false;
    }
    case 'and': {
      const all = values();
      return all.includes(false) ? false : all.every((part) => part === true) ? true : null;
    }
    case 'or': {
      const all = values();
      return all.includes(true) ? true : all.every((part) => part === false) ? false : null;
    }
    case 'not': {
      const part = value(argument ?? null);
      return typeof part === 'boolean' ? !part : null;
    }
    case 'add':
    case 'sub':
    case 'mul':
    case 'min':
    case 'max': {
      const numbers = values().map(toDecimal);
      if (numbers.length === 0 || numbers.some((n) => n === null)) return null;
      return fromDecimal(arithmetic(operator, numbers as Decimal[]));
    }
    case 'div': {
      const [of, by] = [toDecimal(value(named.of ?? null)), toDecimal(value(named.by ?? null))];
      const scale = named.scale;
      if (!of || !by || typeof scale !== 'number' || !Number.isInteger(scale) || scale < 0 || scale > 6 || !isRounding(named.round))
        return null;
      return fromDecimal(of.div(by, scale, named.round));
    }
    case 'rupiah': {
      const of = toDecimal(value(named.of ?? null));
      if (!of || !isRounding(named.round) || (named.to !== 1 && named.to !== 100 && named.to !== 1000)) return null;
      const money = of.roundTo(BigInt(named.to), named.round)?.toInteger();
      return money === undefined || money < 0 ? null : money;
    }
    case 'count':
    case 'any':
    case 'all':
    case 'sum':
      return overRows(operator, named, scope, depth);
    case 'dayOf':
      return (argument === 'submitted' ? scope.days?.submitted : argument === 'event' ? scope.days?.event : null) ?? null;
    case 'addDays':
    case 'addMonths':
    case 'addYears':
    case 'addWorkingDays': {
      const [day, n] = [value(first ?? null), toWhole(value(second ?? null))];
      if (!isDay(day) || n === null) return null;
      if (operator === 'addDays') return addDays(day, n);
      if (operator === 'addMonths') return addMonths(day, n);
      if (operator === 'addYears') return addYears(day, n);
      return scope.calendar && n >= 0 && n <= 10_000 ? addWorkingDays(scope.calendar, day, n) : null;
    }
    case 'daysBetween':
    case 'ageYears':
    case 'workingDaysBetween': {
      const [from, to] = [value(first ?? null), value(second ?? null)];
      if (!isDay(from) || !isDay(to)) return null;
      if (operator === 'ageYears') return ageYears(from, to);
      if (operator === 'daysBetween') return dayNumber(...parts(to)!) - dayNumber(...parts(from)!);
      return scope.calendar && from <= to ? workingDaysBetween(scope.calendar, from, to) : null;
    }
    case 'length': {
      const text = value(argument ?? null);
      return typeof text === 'string' ? [...text].length : null;
    }
    case 'matches': {
      const text = value(first ?? null);
      return typeof text === 'string' && text.length <= 10_000 && typeof second === 'string' && isLinearPattern(second)
        ? new RegExp(`^(?:${second})$`, 'u').test(text)
        : null;
    }
    case 'checkDigit': {
      const text = value(second ?? null);
      return typeof text === 'string' ? checkDigit(first, text) : null;
    }
    case 'outcome':
      return typeof argument === 'string' ? (scope.outcomes?.[argument] ?? null) : null;
    case 'anyOutcome':
    case 'allOutcome': {
      const wanted = asList(named.in ?? []);
      const each = asList(named.of ?? []).map((task) => {
        const outcome = scope.outcomes?.[String(task)] ?? null;
        return outcome === null ? null : wanted.includes(outcome);
      });
      if (operator === 'anyOutcome') return each.includes(true) ? true : each.includes(null) ? null : false;
      return each.includes(false) ? false : each.includes(null) ? null : true;
    }
    case 'satisfied':
      return typeof argument === 'string' ? (scope.satisfied?.[argument] ?? false) : null;
    default:
      return null;
  }
}

const isRounding = (value: unknown): value is Rounding =>
  value === 'up' || value === 'down' || value === 'half-up' || value === 'half-even';

function arithmetic(operator: 'add' | 'sub' | 'mul' | 'min' | 'max', numbers: readonly Decimal[]): Decimal | null {
  if (operator === 'mul') return Decimal.product(numbers);
  return numbers.slice(1).reduce<Decimal | null>((sum, next) => {
    if (!sum) return null;
    if (operator === 'add') return sum.add(next);
    if (operator === 'sub') return sum.sub(next);
    return sum.compare(next) <= 0 === (operator === 'min') ? sum : next;
  }, numbers[0]!);
}

function overRows(operator: 'count' | 'any' | 'all' | 'sum', named: Node, scope: Scope, depth: number): Value {
  const held = typeof named.of === 'string' && Object.hasOwn(scope.vars, named.of) ? scope.vars[named.of] : [];
  const rows = Array.isArray(held) ? (held as readonly Row[]) : [];
  const at = (row: Row, part: unknown): Value => evaluateAt(part, { ...scope, item: row }, depth + 1);
  const tests = rows.map((row) => (named.where === undefined ? true : at(row, named.where)));
  if (operator === 'any') return tests.includes(true) ? true : tests.some((test) => test === null) ? null : false;
  if (operator === 'all') return tests.includes(false) ? false : tests.some((test) => test === null) ? null : true;
  if (tests.some((test) => typeof test !== 'boolean')) return null;
  const kept = rows.filter((_, index) => tests[index] === true);
  if (operator === 'count') return kept.length;
  const numbers = kept.map((row) => toDecimal(at(row, named.value ?? null)));
  if (numbers.some((n) => n === null)) return null;
  return numbers.length === 0 ? 0 : fromDecimal(arithmetic('add', numbers as Decimal[]));
}

// ── what an expression refers to ────────────────────────────────────────────────────────────────────────────────

export interface References {
  readonly vars: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
  readonly documents: ReadonlySet<string>;
}

/** Every field, table, task and document an expression reads. */
export function referencesOf(expression: unknown): References {
  const found = { vars: new Set<string>(), tables: new Set<string>(), tasks: new Set<string>(), documents: new Set<string>() };
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(walk);
    if (!isNode(part)) return;
    const [operator, argument] = operation(part) ?? [];
    if (operator === 'var' && typeof argument === 'string') found.vars.add(argument);
    if (operator === 'outcome' && typeof argument === 'string') found.tasks.add(argument);
    if (operator === 'satisfied' && typeof argument === 'string') found.documents.add(argument);
    if (isNode(argument)) {
      if (operator === 'lookup' && typeof argument.table === 'string') found.tables.add(argument.table);
      if ((operator === 'anyOutcome' || operator === 'allOutcome') && Array.isArray(argument.of))
        argument.of.forEach((task) => found.tasks.add(String(task)));
      if ((operator === 'count' || operator === 'any' || operator === 'all' || operator === 'sum') && typeof argument.of === 'string')
        found.vars.add(argument.of);
    }
    Object.values(part).forEach(walk);
  };
  walk(expression);
  return found;
}

// ── types ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type Kind = 'text' | 'number' | 'boolean' | 'day';
/** `kind` null: only null is known of it. */
export interface Type {
  readonly kind: Kind | null;
  readonly nullable: boolean;
}

export interface Types {
  readonly vars: Readonly<Record<string, Type>>;
  readonly lists: CodeLists;
  /** Outcomes a task may have; nullable where the task may still be open when the expression is read. */
  readonly tasks?: Readonly<Record<string, { readonly outcomes: readonly string[]; readonly nullable: boolean }>>;
  readonly documents?: ReadonlySet<string>;
  /** The code list whose keys a field holds: a lookup in that list by that field never misses. */
  readonly optionsOf?: Readonly<Record<string, readonly string[]>>;
}

export interface TypeFault {
  /** Where in the expression: keys and indexes. */
  readonly path: readonly (string | number)[];
  readonly fault: string;
  readonly detail: string;
}

export interface Checked {
  readonly type: Type;
  readonly faults: readonly TypeFault[];
}

const literal = (kind: Kind): Type => ({ kind, nullable: false });
/** Texts shaped like a day are days too: a literal '2026-01-01' compares with a day. */
const kindOf = (cell: string | number | boolean): Kind =>
  typeof cell === 'string' ? (isDay(cell) ? 'day' : 'text') : (typeof cell as 'number' | 'boolean');
const joins = (a: Kind | null, b: Kind | null): boolean =>
  a === null || b === null || a === b || (a === 'day' && b === 'text') || (a === 'text' && b === 'day');

/** The type of an expression and every fault in it (lint L3). `expect` also demands the type of the whole. */
export function check(expression: Expression, types: Types, expect?: { kind: Kind; nullable: boolean }): Checked {
  const faults: TypeFault[] = [];
  const size = sizeOf(expression);
  if (size.nodes > MAX_NODES) faults.push({ path: [], fault: 'too_many_nodes', detail: String(size.nodes) });
  if (size.depth > MAX_DEPTH) {
    faults.push({ path: [], fault: 'too_deep', detail: String(size.depth) });
    return { type: { kind: null, nullable: true }, faults };
  }
  const type = typeOf(expression, [], types, faults);
  if (expect) {
    if (!joins(type.kind, expect.kind) || (type.kind === null && !expect.nullable))
      faults.push({ path: [], fault: 'wrong_type', detail: expect.kind });
    else if (type.nullable && !expect.nullable) faults.push({ path: [], fault: 'may_be_null', detail: '' });
  }
  return { type, faults };
}

function typeOf(expression: unknown, path: readonly (string | number)[], types: Types, faults: TypeFault[]): Type {
  const blame = (fault: string, detail = '', at = path): Type => {
    faults.push({ path: at, fault, detail });
    return { kind: null, nullable: true };
  };
  if (expression === null) return { kind: null, nullable: true };
  if (typeof expression === 'string' || typeof expression === 'boolean') return literal(kindOf(expression));
  if (typeof expression === 'number') return Decimal.from(expression) ? literal('number') : blame('number_too_fine', String(expression));
  if (expression instanceof Decimal) return literal('number');
  if (!isNode(expression)) return blame('list_not_allowed');
  const found = operation(expression);
  if (!found) return blame('one_operator', Object.keys(expression).join(', '));
  const [operator, argument] = found;
  if (!OPERATORS.has(operator)) return blame('unknown_operator', operator);
  const here = [...path, operator];
  const sub = (part: unknown, ...keys: (string | number)[]): Type => typeOf(part, [...here, ...keys], types, faults);
  const demand = (type: Type, kind: Kind, ...keys: (string | number)[]): Type => {
    if (!joins(type.kind, kind) || (kind === 'day' && type.kind === 'text')) blame('wrong_type', kind, [...here, ...keys]);
    return type;
  };
  const list = (least: number, most = Infinity): readonly unknown[] => {
    if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
    blame('wrong_arguments', operator, here);
    return Array.isArray(argument) ? argument : [];
  };
  const named = (keys: readonly string[], optional: readonly string[] = []): Node | undefined => {
    if (
      isNode(argument) &&
      keys.every((key) => key in argument) &&
      Object.keys(argument).every((key) => keys.includes(key) || optional.includes(key))
    )
      return argument;
    blame('wrong_arguments', operator, here);
    return undefined;
  };
  const anyNullable = (parts: readonly Type[]): boolean => parts.some((part) => part.nullable);

  switch (operator) {
    case 'var': {
      if (typeof argument !== 'string') return blame('wrong_arguments', operator, here);
      return Object.hasOwn(types.vars, argument) ? types.vars[argument]! : blame('unknown_var', argument, here);
    }
    case 'item':
      return blame('no_rows', operator, here);
    case 'lookup': {
      const parts = named(['table', 'key', 'column']);
      if (!parts) return { kind: null, nullable: true };
      const key = sub(parts.key, 'key');
      const table = types.lists[String(parts.table)];
      if (!table) return blame('unknown_list', String(parts.table), [...here, 'table']);
      const rows = Object.entries(table);
      const cells = rows.map(([, row]) => row[String(parts.column)]);
      const filled = cells.filter((cell): cell is string | number | boolean => cell !== null && cell !== undefined);
      if (cells.length > 0 && cells.every((cell) => cell === undefined))
        return blame('unknown_column', String(parts.column), [...here, 'column']);
      const kinds = new Set(filled.map(kindOf));
      if (kinds.size > 1) return blame('mixed_column', String(parts.column), [...here, 'column']);
      const keyVar = isNode(parts.key) && typeof parts.key.var === 'string' ? parts.key.var : undefined;
      const options = keyVar === undefined ? undefined : types.optionsOf?.[keyVar];
      const reached = options ? options.map((option) => table[option]?.[String(parts.column)]) : undefined;
      const hits = reached !== undefined && reached.every((cell) => cell !== null && cell !== undefined);
      return { kind: [...kinds][0] ?? null, nullable: key.nullable || !hits };
    }
    case 'coalesce': {
      const parts = list(1).map((part, index) => sub(part, index));
      const kind = parts.find((part) => part.kind !== null)?.kind ?? null;
      if (parts.some((part) => !joins(part.kind, kind))) blame('wrong_type', kind ?? '', here);
      return { kind, nullable: parts.every((part) => part.nullable) };
    }
    case 'if': {
      const [condition, then, otherwise] = list(3, 3).map((part, index) => sub(part, index));
      if (!condition || !then || !otherwise) return { kind: null, nullable: true };
      demand(condition, 'boolean', 0);
      if (!joins(then.kind, otherwise.kind)) blame('wrong_type', then.kind ?? '', here);
      return { kind: then.kind ?? otherwise.kind, nullable: condition.nullable || then.nullable || otherwise.nullable };
    }
    case 'isNull':
      sub(argument);
      return literal('boolean');
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const parts = list(2, 2).map((part, index) => sub(part, index));
      if (parts.length === 2 && !joins(parts[0]!.kind, parts[1]!.kind))
        blame('different_types', `${parts[0]!.kind}, ${parts[1]!.kind}`, here);
      if (operator !== 'eq' && operator !== 'ne' && parts.some((part) => part.kind === 'boolean')) blame('wrong_type', 'number', here);
      impossible(expression, here, types, faults);
      return { kind: 'boolean', nullable: anyNullable(parts) };
    }
    case 'in': {
      const [wanted, options] = list(2, 2);
      const type = sub(wanted ?? null, 0);
      if (!Array.isArray(options) || options.length === 0) return blame('wrong_arguments', operator, here);
      const parts = options.map((option, index) => sub(option, 1, index));
      if (parts.some((part) => !joins(part.kind, type.kind))) blame('different_types', String(type.kind), here);
      impossible(expression, here, types, faults);
      return { kind: 'boolean', nullable: type.nullable || anyNullable(parts) };
    }
    case 'and':
    case 'or': {
      const parts = list(1).map((part, index) => demand(sub(part, index), 'boolean', index));
      return { kind: 'boolean', nullable: anyNullable(parts) };
    }
    case 'not':
      return { kind: 'boolean', nullable: demand(sub(argument), 'boolean').nullable };
    case 'add':
    case 'sub':
    case 'mul':
    case 'min':
    case 'max': {
      const parts = list(1).map((part, index) => demand(sub(part, index), 'number', index));
      return { kind: 'number', nullable: anyNullable(parts) };
    }
    case 'div': {
      const parts = named(['of', 'by', 'scale', 'round']);
      if (!parts) return { kind: 'number', nullable: true };
      const [of, by] = [demand(sub(parts.of, 'of'), 'number', 'of'), demand(sub(parts.by, 'by'), 'number', 'by')];
      if (typeof parts.scale !== 'number' || !Number.isInteger(parts.scale) || parts.scale < 0 || parts.scale > 6)
        blame('wrong_arguments', 'scale', [...here, 'scale']);
      if (!isRounding(parts.round)) blame('wrong_arguments', 'round', [...here, 'round']);
      const safe = typeof parts.by === 'number' && parts.by !== 0;
      return { kind: 'number', nullable: of.nullable || by.nullable || !safe };
    }
    case 'rupiah': {
      const parts = named(['of', 'round', 'to']);
      if (!parts) return { kind: 'number', nullable: true };
      if (!isRounding(parts.round)) blame('wrong_arguments', 'round', [...here, 'round']);
      if (parts.to !== 1 && parts.to !== 100 && parts.to !== 1000) blame('wrong_arguments', 'to', [...here, 'to']);
      return { kind: 'number', nullable: demand(sub(parts.of, 'of'), 'number', 'of').nullable };
    }
    case 'count':
    case 'any':
    case 'all':
    case 'sum':
      return blame('no_rows', operator, here);
    case 'dayOf':
      return argument === 'submitted' || argument === 'event' ? literal('day') : blame('wrong_arguments', operator, here);
    case 'addDays':
    case 'addMonths':
    case 'addYears':
    case 'addWorkingDays': {
      const [day, n] = list(2, 2);
      const parts = [demand(sub(day ?? null, 0), 'day', 0), demand(sub(n ?? null, 1), 'number', 1)];
      return { kind: 'day', nullable: anyNullable(parts) };
    }
    case 'daysBetween':
    case 'ageYears':
    case 'workingDaysBetween': {
      const parts = list(2, 2).map((part, index) => demand(sub(part, index), 'day', index));
      return { kind: 'number', nullable: anyNullable(parts) || operator !== 'daysBetween' };
    }
    case 'length':
      return { kind: 'number', nullable: demand(sub(argument), 'text').nullable };
    case 'matches': {
      const [text, pattern] = list(2, 2);
      if (typeof pattern !== 'string' || !isLinearPattern(pattern)) blame('bad_pattern', String(pattern), [...here, 1]);
      return { kind: 'boolean', nullable: demand(sub(text ?? null, 0), 'text', 0).nullable };
    }
    case 'checkDigit': {
      const [kind, text] = list(2, 2);
      if (kind !== 'luhn' && kind !== 'iso7064' && kind !== 'nik') blame('wrong_arguments', operator, here);
      return { kind: 'boolean', nullable: demand(sub(text ?? null, 1), 'text', 1).nullable };
    }
    case 'outcome': {
      const task = typeof argument === 'string' ? types.tasks?.[argument] : undefined;
      return task ? { kind: 'text', nullable: task.nullable } : blame('unknown_task', String(argument), here);
    }
    case 'anyOutcome':
    case 'allOutcome': {
      const parts = named(['of', 'in']);
      if (!parts || !Array.isArray(parts.of) || !Array.isArray(parts.in)) return blame('wrong_arguments', operator, here);
      const tasks = parts.of.map((name) => types.tasks?.[String(name)] ?? blame('unknown_task', String(name), here));
      const known = new Set(tasks.flatMap((task) => ('outcomes' in task ? task.outcomes : [])));
      for (const outcome of parts.in) if (!known.has(String(outcome))) blame('unknown_outcome', String(outcome), here);
      return { kind: 'boolean', nullable: tasks.some((task) => task.nullable) };
    }
    case 'satisfied':
      return typeof argument === 'string' && types.documents?.has(argument)
        ? literal('boolean')
        : blame('unknown_document', String(argument), here);
    default:
      return blame('unknown_operator', operator);
  }
}

/** A comparison with a literal no option or outcome can ever have is a typing error somebody would otherwise find in a case. */
function impossible(node: Node, here: readonly (string | number)[], types: Types, faults: TypeFault[]): void {
  const [, argument] = operation(node)!;
  const parts = asList(argument);
  const source = parts.find((part) => isNode(part) && (typeof part.var === 'string' || typeof part.outcome === 'string')) as
    Node | undefined;
  if (!source) return;
  const allowed =
    typeof source.var === 'string'
      ? types.optionsOf?.[source.var]
      : [...(types.tasks?.[String(source.outcome)]?.outcomes ?? []), 'not-applicable'];
  if (!allowed) return;
  for (const part of parts.flat())
    if (typeof part === 'string' && !allowed.includes(part)) faults.push({ path: here, fault: 'never_equal', detail: part });
}
