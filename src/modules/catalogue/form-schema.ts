import * as z from 'zod';
import type { Definition, Expression, Field } from './definition.ts';
import { evaluate, operation, referencesOf, type Value } from './expression.ts';
import { DEFAULT_MAX, fieldsInOrder, labelOf, optionsOf, type FormContext } from './form.ts';

/**
 * The form of a definition as JSON Schema (draft 2020-12), for programs that fill it in. It describes answers as they are
 * stored: what it accepts, the form takes unchanged. People may write more freely (`0812 3456 7890`), so the form accepts
 * more. What it can't say is listed under `x-not-said` and checked when the request is sent.
 */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Patterns are ECMA-262 with the flag `u`. */
const SPACED = String.raw`^\S+(?: \S+)*$`;
const LINES = String.raw`^\S+(?:(?: |\n{1,2})\S+)*$`;
const LETTER = String.raw`[\p{L}\p{N}]`;
// The same signs as CONTROL of form.ts, in the words of a pattern.
const CONTROL = String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}`;

const D31 = '(?:0[1-9]|[12][0-9]|3[01])';
const D30 = '(?:0[1-9]|[12][0-9]|30)';
const D28 = '(?:0[1-9]|1[0-9]|2[0-8])';
/** Every fourth of the years 00 to 99. */
const FOURTH = '(?:[02468][048]|[13579][26])';
const DAY = `^(?:(?:19|2[01])[0-9]{2}-(?:(?:0[13578]|1[02])-${D31}|(?:0[469]|11)-${D30}|02-${D28})|(?:19(?!00)${FOURTH}|20${FOURTH}|21(?!00)${FOURTH})-02-29)$`;
/** A NIK adds 40 to the day of a woman's birth. */
const NIK = `^[0-9]{6}(?:${[
  `(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(?:0[13578]|1[02])[0-9]{2}`,
  `(?:0[1-9]|[12][0-9]|30|4[1-9]|[56][0-9]|70)(?:0[469]|11)[0-9]{2}`,
  `(?:0[1-9]|1[0-9]|2[0-8]|4[1-9]|5[0-9]|6[0-8])02[0-9]{2}`,
  `(?:29|69)02${FOURTH}`,
].join('|')})(?!0000)[0-9]{4}$`;
const PHONE = String.raw`^(?:\+62(?:8[0-9]{8,12}|[2-79][0-9]{7,10})|\+(?!62)[1-9][0-9]{7,14})$`;
/** The largest whole number a program may send without losing digits. */
const SAFE = Number.MAX_SAFE_INTEGER;
/** Decimals have 18 digits before the point. */
const LARGE = 1e18;

const TRUE: JsonSchema = {};
const FALSE: JsonSchema = { not: {} };

function typeOf(field: Field, ctx: FormContext): JsonSchema {
  const keys = optionsOf(field, ctx)?.map((option) => option.key);
  if (keys) return keys.length ? { enum: keys } : FALSE;
  switch (field.type) {
    case 'nik':
      return { type: 'string', pattern: NIK };
    case 'phone':
      return { type: 'string', pattern: PHONE };
    case 'email':
      return {
        type: 'string',
        maxLength: DEFAULT_MAX.email,
        allOf: [{ pattern: z.core.regexes.email.source }, { pattern: '@[^A-Z]+$' }],
      };
    case 'day':
      return { type: 'string', format: 'date', pattern: DAY };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', minimum: field.min ?? -SAFE, maximum: field.max ?? SAFE };
    case 'decimal':
      return {
        type: 'number',
        multipleOf: Number(`1e-${field.scale ?? 6}`),
        ...(field.min === undefined ? { exclusiveMinimum: -LARGE } : { minimum: field.min }),
        ...(field.max === undefined ? { exclusiveMaximum: LARGE } : { maximum: field.max }),
      };
    default:
      return {
        type: 'string',
        ...(field.min === undefined ? {} : { minLength: field.min }),
        maxLength: field.max ?? DEFAULT_MAX[field.type as keyof typeof DEFAULT_MAX],
        allOf: [{ pattern: field.type === 'longtext' ? LINES : SPACED }, { pattern: LETTER }, { not: { pattern: CONTROL } }],
      };
  }
}

const isAlways = (schema: JsonSchema): boolean => Object.keys(schema).length === 0;
const isNever = (schema: JsonSchema): boolean => JSON.stringify(schema) === JSON.stringify(FALSE);
const all = (parts: readonly JsonSchema[]): JsonSchema => {
  const open = parts.filter((part) => !isAlways(part));
  if (open.some(isNever)) return FALSE;
  return open.length <= 1 ? (open[0] ?? TRUE) : { allOf: open };
};
const any = (parts: readonly JsonSchema[]): JsonSchema => {
  if (parts.some(isAlways)) return TRUE;
  const open = parts.filter((part) => !isNever(part));
  return open.length <= 1 ? (open[0] ?? FALSE) : { anyOf: open };
};
// oxlint-disable-next-line unicorn/no-thenable -- the keyword's name; no promise is near
const rule = (when: JsonSchema, then: JsonSchema): JsonSchema => ({ if: when, then });
const not = (part: JsonSchema): JsonSchema => (isAlways(part) ? FALSE : isNever(part) ? TRUE : { not: part });

/** Says when an expression is true, or false, of the answers as sent; undefined where that can't be said. */
class Conditions {
  readonly #def: Definition;
  readonly #ctx: FormContext;
  readonly #byId: ReadonlyMap<string, Field>;
  readonly #open = new Set<string>();

  constructor(def: Definition, ctx: FormContext) {
    this.#def = def;
    this.#ctx = ctx;
    this.#byId = new Map(def.fields.map((field) => [field.id, field]));
  }

  /** When the field is shown. A hidden answer counts as not given. */
  shown(field: Field): JsonSchema | undefined {
    if (field.visible === undefined) return TRUE;
    if (this.#open.has(field.id)) return undefined; // a circle, which the lints refuse
    this.#open.add(field.id);
    const shown = this.holds(field.visible, true);
    this.#open.delete(field.id);
    return shown;
  }

  holds(expression: Expression, wanted: boolean): JsonSchema | undefined {
    const [operator, argument] = (typeof expression === 'object' && expression !== null ? operation(expression) : undefined) ?? [];
    if (operator === 'not') return this.holds(argument as Expression, !wanted);
    if ((operator === 'and' || operator === 'or') && Array.isArray(argument)) {
      const parts = argument.map((part) => this.holds(part as Expression, wanted));
      if (parts.includes(undefined)) return undefined;
      return (operator === 'and') === wanted ? all(parts as JsonSchema[]) : any(parts as JsonSchema[]);
    }
    const asked = this.#asked(expression);
    if (asked.size > 1) return undefined;
    const [name] = asked;
    if (name === undefined) return this.#value(expression, {}) === wanted ? TRUE : FALSE;
    const field = this.#byId.get(name)!;
    const keys = field.type === 'boolean' ? [true, false] : optionsOf(field, this.#ctx)?.map((option) => option.key);
    const shown = this.shown(field);
    if (!keys || !shown) return undefined;
    const fitting = keys.filter((key) => this.#value(expression, { [name]: key }) === wanted);
    const given: JsonSchema = fitting.length ? { properties: { [name]: { enum: fitting } }, required: [name] } : FALSE;
    const absent = this.#value(expression, { [name]: null }) === wanted ? not(all([shown, { required: [name] }])) : FALSE;
    return any([all([shown, given]), absent]);
  }

  /** The fields people answer that an expression rests on, computed ones looked through. */
  #asked(expression: Expression, seen = new Set<string>()): Set<string> {
    const found = new Set<string>();
    for (const name of referencesOf(expression).vars) {
      const field = this.#byId.get(name);
      if (!field || seen.has(name)) continue;
      seen.add(name);
      if (field.value === undefined) found.add(name);
      else for (const below of this.#asked(field.value, seen)) found.add(below);
    }
    return found;
  }

  #value(expression: Expression, answers: Readonly<Record<string, Value>>): Value {
    const vars: Record<string, Value> = { 'actor.kind': this.#ctx.actorKind ?? 'self', ...answers };
    const scope = { vars, lists: this.#ctx.lists, ...(this.#ctx.calendar ? { calendar: this.#ctx.calendar } : {}) };
    for (const field of fieldsInOrder(this.#def)) if (field.value !== undefined) vars[field.id] = evaluate(field.value, scope);
    return evaluate(expression, scope);
  }
}

/** @param id where the schema itself is found, for `$id` */
export function formSchema(def: Definition, ctx: FormContext, id: string): JsonSchema {
  const conditions = new Conditions(def, ctx);
  const asked = def.fields.filter((field) => field.value === undefined);
  const always: Record<string, JsonSchema> = {};
  const required: string[] = [];
  const rules: JsonSchema[] = [];
  const notSaid: string[] = [];
  for (const field of asked) {
    const label = labelOf(field);
    const about = {
      title: label.id,
      ...(label.en ? { 'x-title-en': label.en } : {}),
      ...(field.help ? { description: field.help.id } : {}),
      ...(field.source ? { 'x-source': field.source, readOnly: field.lock } : {}),
    };
    const type = typeOf(field, ctx);
    const shown = conditions.shown(field);
    if (!shown) notSaid.push(`${field.id}.visible`);
    const mustAnswer =
      field.source !== undefined
        ? FALSE
        : typeof field.required === 'boolean'
          ? field.required
            ? TRUE
            : FALSE
          : conditions.holds(field.required, true);
    if (!mustAnswer || (!shown && !isNever(mustAnswer))) notSaid.push(`${field.id}.required`);
    if (field.must?.length) notSaid.push(`${field.id}.must`);
    const isAlwaysShown = shown !== undefined && isAlways(shown);
    always[field.id] = { ...about, ...(isAlwaysShown || !shown ? type : {}) };
    if (isAlwaysShown && mustAnswer && isAlways(mustAnswer)) required.push(field.id);
    else if (shown && mustAnswer && !isNever(mustAnswer)) rules.push(rule(all([shown, mustAnswer]), { required: [field.id] }));
    if (shown && !isAlwaysShown) rules.push(rule(shown, { properties: { [field.id]: type } }));
    if (field.type === 'kampung') rules.push(...within(field, asked, shown, conditions, ctx));
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    $comment: 'Texts are in Unicode NFC; patterns are ECMA-262 with the flag u.',
    title: def.catalogue.name.id,
    type: 'object',
    properties: always,
    required,
    additionalProperties: false,
    ...(rules.length ? { allOf: rules } : {}),
    ...(notSaid.length ? { 'x-not-said': notSaid } : {}),
  };
}

/** A form that asks for distrik and kampung must get a pair that fits: codes of kampung begin with their distrik's. */
function within(
  kampung: Field,
  fields: readonly Field[],
  shown: JsonSchema | undefined,
  conditions: Conditions,
  ctx: FormContext,
): JsonSchema[] {
  return fields.flatMap((field) => {
    const isDistrik = typeof field.options === 'string' && field.options.startsWith('distrik@');
    const here = isDistrik ? conditions.shown(field) : undefined;
    if (!here || !shown) return [];
    return (optionsOf(field, ctx) ?? []).map(({ key }) =>
      rule(all([here, shown, { properties: { [field.id]: { const: key } }, required: [field.id] }]), {
        properties: { [kampung.id]: { type: 'string', pattern: `^${key.replaceAll('.', String.raw`\.`)}\\.` } },
      }),
    );
  });
}
