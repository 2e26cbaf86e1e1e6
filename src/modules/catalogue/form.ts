import * as z from 'zod';
import { Decimal } from '#core/decimal.ts';
import { Failure } from '#core/failure.ts';
import { readNik } from '#core/nik.ts';
import type { Calendar, Day } from '#core/working-time.ts';
import type { CodeLists, Definition, DocumentRequirement, Expression, Field, Text } from './definition.ts';
import { evaluate, isDay, operation, referencesOf, type Scope, type Value } from './expression.ts';

/**
 * The form of a definition: what to ask page by page, what an answer must look like, which documents remain. Pure, so
 * the server, the browser and an offline device ask and refuse alike.
 */

/** As stored and sent: a decimal is its plain text (`2.75`), a day `YYYY-MM-DD`, a phone number E.164. */
export type Answer = string | number | boolean | null;
export type Answers = Readonly<Record<string, Answer>>;

export interface Option {
  readonly key: string;
  readonly label: Text;
  /** Heading under which it is listed (kampung by distrik). */
  readonly group?: string;
}

export interface FormContext {
  readonly lists: CodeLists;
  /** Options of code lists by `name@version`, in the order to show. */
  readonly options: Readonly<Record<string, readonly Option[]>>;
  /** Who fills it in; `self` where not given. */
  readonly actorKind?: 'self' | 'proxy' | 'assisted';
  readonly days?: { readonly submitted?: Day; readonly event?: Day };
  readonly calendar?: Calendar;
  /** Answers that a register gave: a locked field keeps this value whatever was typed. */
  readonly verified?: Answers;
}

/** Why an answer can't be taken: a key of src/ui/words/form.ts, or the definition's own text. */
export interface Problem {
  readonly reason: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly text?: Text;
}
export type Problems = Readonly<Record<string, Problem>>;

/** The code list of kampung and kelurahan, for fields that name none. */
export const KAMPUNG_LIST = 'kampung@2026-11';
export const DEFAULT_MAX = { text: 200, longtext: 2000, address: 300, email: 254 } as const;

// ── which fields, with which values ─────────────────────────────────────────────────────────────────────────────

export interface Settled {
  /** Values of visible fields (computed ones too) and `actor.kind`. */
  readonly vars: Readonly<Record<string, Value>>;
  readonly visible: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
}

const orders = new WeakMap<Definition, readonly Field[]>();

/** Fields so that each comes after those it depends on; in a cycle (which the lints refuse) in file order. */
export function fieldsInOrder(def: Definition): readonly Field[] {
  const cached = orders.get(def);
  if (cached) return cached;
  const byId = new Map(def.fields.map((field) => [field.id, field]));
  const done = new Set<string>();
  const open = new Set<string>();
  const order: Field[] = [];
  const place = (field: Field): void => {
    if (done.has(field.id) || open.has(field.id)) return;
    open.add(field.id);
    for (const name of dependenciesOf(field)) {
      const other = byId.get(name);
      if (other) place(other);
    }
    open.delete(field.id);
    done.add(field.id);
    order.push(field);
  };
  def.fields.forEach(place);
  orders.set(def, order);
  return order;
}

/** Fields that decide whether this one is shown, required, or what its computed value is. */
export const dependenciesOf = (field: Field): ReadonlySet<string> =>
  referencesOf([field.visible ?? null, field.value ?? null, field.required]).vars;

/** The answer as the expression language reads it. */
export function valueOf(field: Field, answer: Answer | undefined): Value {
  if (answer === undefined || answer === null || answer === '') return null;
  if (field.type === 'decimal') {
    const exact = typeof answer === 'number' ? Decimal.from(answer) : typeof answer === 'string' ? Decimal.parse(answer) : null;
    return exact ? (exact.toInteger() ?? exact) : null;
  }
  if (field.type === 'integer' && typeof answer === 'string') return Decimal.parse(answer)?.toInteger() ?? null;
  if (field.type === 'boolean' && typeof answer === 'string') return answer === 'true' ? true : answer === 'false' ? false : null;
  return answer;
}

/** The value as it is stored and sent. */
export const answerOf = (value: Value): Answer => (value instanceof Decimal ? value.toString() : value);

const scopeOf = (vars: Readonly<Record<string, Value>>, ctx: FormContext): Scope => ({
  vars,
  lists: ctx.lists,
  ...(ctx.days ? { days: ctx.days } : {}),
  ...(ctx.calendar ? { calendar: ctx.calendar } : {}),
});

/** Decide every field, in order of dependence. A hidden field is null for all that depend on it. */
export function settle(def: Definition, answers: Answers, ctx: FormContext): Settled {
  const vars: Record<string, Value> = { 'actor.kind': ctx.actorKind ?? 'self' };
  const visible = new Set<string>();
  const required = new Set<string>();
  for (const field of def.fields) vars[field.id] = null;
  const at = (expression: Expression): Value => evaluate(expression, scopeOf(vars, ctx));
  for (const field of fieldsInOrder(def)) {
    if (field.visible !== undefined && at(field.visible) !== true) continue;
    visible.add(field.id);
    vars[field.id] = field.value === undefined ? valueOf(field, answers[field.id]) : at(field.value);
    if (field.value === undefined && (typeof field.required === 'boolean' ? field.required : at(field.required) === true))
      required.add(field.id);
  }
  return { vars, visible, required };
}

// ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface FormField {
  readonly id: string;
  readonly type: Field['type'];
  readonly label: Text;
  readonly help: Text | undefined;
  readonly required: boolean;
  readonly options: readonly Option[] | undefined;
  readonly answer: Answer;
  /** Filled from a register and corrected there. */
  readonly locked: boolean;
  readonly source: string | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly scale: number | undefined;
  /** Shown although an answer on the same page decides whether it counts: print this sentence beside it. */
  readonly condition: Text | undefined;
}

export interface FormPage {
  readonly id: string;
  readonly title: Text;
  readonly fields: readonly FormField[];
}

export const labelOf = (field: { readonly id: string; readonly label?: Text | undefined }): Text =>
  field.label ?? { id: field.id.replaceAll('_', ' '), en: field.id.replaceAll('_', ' ') };

/** Options of a field, in the order to show; undefined where it has none. */
export function optionsOf(field: Field, ctx: Pick<FormContext, 'options' | 'lists'>): readonly Option[] | undefined {
  if (field.type === 'kampung') return fromList(typeof field.options === 'string' ? field.options : KAMPUNG_LIST, ctx);
  if (field.options === undefined) return undefined;
  if (typeof field.options === 'string') return fromList(field.options, ctx);
  return field.options.map((key) => ({ key, label: field.optionLabels?.[key] ?? { id: key, en: key } }));
}
const fromList = (ref: string, ctx: Pick<FormContext, 'options' | 'lists'>): readonly Option[] =>
  ctx.options[ref] ?? Object.keys(ctx.lists[ref] ?? {}).map((key) => ({ key, label: { id: key, en: key } }));

/** The pages to show for these answers. A page without a visible question is left out. */
export function formPages(def: Definition, answers: Answers, ctx: FormContext): FormPage[] {
  const state = settle(def, answers, ctx);
  const byId = new Map(def.fields.map((field) => [field.id, field]));
  return def.pages
    .map((page) => ({
      id: page.id,
      title: page.title ?? { id: page.id, en: page.id },
      fields: page.fields.flatMap((id) => {
        const field = byId.get(id);
        if (!field || field.value !== undefined) return [];
        const here = new Set(page.fields);
        const depends = field.visible !== undefined && [...referencesOf(field.visible).vars].some((name) => here.has(name));
        if (!state.visible.has(id) && !depends) return [];
        const verified = ctx.verified?.[id] ?? null;
        const locked = field.lock && verified !== null;
        return [
          {
            id,
            type: field.type,
            label: labelOf(field),
            help: field.help,
            required: state.required.has(id) || (depends && field.required === true),
            options: optionsOf(field, ctx),
            answer: locked ? verified : (answers[id] ?? verified),
            locked,
            source: field.source,
            min: field.min,
            max: field.max ?? (field.type in DEFAULT_MAX ? DEFAULT_MAX[field.type as keyof typeof DEFAULT_MAX] : undefined),
            scale: field.scale,
            condition: depends ? conditionText(field.visible!, byId, ctx) : undefined,
          },
        ];
      }),
    }))
    .filter((page) => page.fields.length > 0);
}

/** "Jika jenis permohonan: perpanjangan": the condition of a question in words, for a page that works without script. */
function conditionText(expression: Expression, byId: ReadonlyMap<string, Field>, ctx: FormContext): Text {
  const general = { id: 'Isi bila sesuai dengan jawaban Anda di halaman ini.', en: 'Fill in if it fits your answers on this page.' };
  const [operator, argument] = typeof expression === 'object' && expression !== null ? (operation(expression) ?? []) : [];
  if ((operator !== 'eq' && operator !== 'ne' && operator !== 'in') || !Array.isArray(argument)) return general;
  const [subject, object] = argument as [unknown, unknown];
  const name = typeof subject === 'object' && subject !== null ? (subject as { var?: unknown }).var : undefined;
  const field = typeof name === 'string' ? byId.get(name) : undefined;
  const keys = Array.isArray(object) ? object : [object];
  if (!field || !keys.every((key) => typeof key === 'string')) return general;
  const options = optionsOf(field, ctx) ?? [];
  const label = labelOf(field);
  const words = (lang: 'id' | 'en'): string =>
    keys
      .map((key) => options.find((option) => option.key === key)?.label)
      .map((text, index) => text?.[lang] ?? text?.id ?? String(keys[index]))
      .join(', ');
  const not = operator === 'ne' ? { id: 'selain ', en: 'other than ' } : { id: '', en: '' };
  return { id: `Isi jika ${label.id}: ${not.id}${words('id')}.`, en: `Fill in if ${label.en ?? label.id}: ${not.en}${words('en')}.` };
}

// ── one answer ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Control characters, bidirectional overrides and halves of surrogate pairs: nothing a person types, much that breaks letters and screens. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/u;

const fault = (reason: string, detail: Record<string, string> = {}): Problem => ({ reason: `field.${reason}`, detail });
const isProblem = (value: unknown): value is Problem => typeof value === 'object' && value !== null && 'reason' in value;

/** Trimmed, NFC, white space made single; a problem for control characters. Line breaks stay only where they may. */
function cleanText(raw: string, lines: boolean): string | Problem {
  const text = raw.normalize('NFC').replace(/\r\n?/g, '\n');
  if (CONTROL.test(text)) return fault('control');
  if (!lines && /[\n\t]/.test(text.trim())) return fault('one_line');
  return lines
    ? text
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n ?/g, '\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim()
    : text.replace(/\s+/g, ' ').trim();
}

/** E.164. Accepts 08…, 62…, +62…, (0901) 321…, and other countries with their +. */
export function readPhone(typed: string): string | undefined {
  const signs = typed.replace(/[\s().\-–/]/g, '');
  const national = /^(?:\+62|0062|62|0)0?(\d+)$/.exec(signs)?.[1];
  if (national !== undefined) return /^8\d{8,12}$/.test(national) || /^[2-79]\d{7,10}$/.test(national) ? `+62${national}` : undefined;
  return /^\+(?!62)[1-9]\d{7,14}$/.test(signs) ? signs : undefined;
}

/** A day as people write it: 2026-11-24, 24-11-2026, 24/11/2026, 24.11.2026. */
function readDay(typed: string): Day | undefined {
  const match = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(typed);
  const day = match ? `${match[3]}-${match[2]!.padStart(2, '0')}-${match[1]!.padStart(2, '0')}` : typed;
  return isDay(day) ? day : undefined;
}

/** Indonesian (1.250.000,5) and plain (1250000.5) writing. `1.250` for a decimal may mean either, so it is refused. */
function readNumber(typed: string, whole: boolean): Decimal | Problem {
  const text = typed.replace(/\s/g, '');
  if (/^[+-]?\d{1,3}(\.\d{3})+$/.test(text))
    return whole ? (Decimal.parse(text.replaceAll('.', '')) ?? fault('number_range')) : fault('decimal_unclear');
  const plain = /^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)
    ? text.replaceAll('.', '').replace(',', '.')
    : text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) return fault(whole ? 'integer' : 'decimal');
  return Decimal.parse(plain) ?? fault(/\.\d{7,}$/.test(plain) ? 'scale' : 'number_range', { scale: '6' });
}

const bound = (value: number): string => Decimal.from(value)?.toString().replace('.', ',') ?? String(value);

function readTyped(field: Field, raw: unknown): Answer | Problem {
  if (raw === null || raw === undefined || raw === '') return null;
  if (field.type === 'boolean') {
    if (raw === true || raw === 'true' || raw === 'ya' || raw === 'on' || raw === '1') return true;
    if (raw === false || raw === 'false' || raw === 'tidak' || raw === '0') return false;
    return fault('boolean');
  }
  if (typeof raw === 'number' ? !Number.isFinite(raw) : typeof raw !== 'string') return fault('shape');
  if (String(raw).length > 20_000) return fault('too_long', { max: '20000' });
  const multiline = field.type === 'longtext' || field.type === 'address';
  const text = cleanText(String(raw), multiline);
  if (isProblem(text)) return text;
  if (text === '') return null;

  switch (field.type) {
    case 'nik': {
      const nik = readNik(text);
      return 'fault' in nik ? fault(`nik_${nik.fault}`) : nik.nik;
    }
    case 'phone':
      return readPhone(text) ?? fault('phone');
    case 'email': {
      if (text.length > DEFAULT_MAX.email || !z.email().safeParse(text).success) return fault('email');
      const at = text.lastIndexOf('@');
      return text.slice(0, at) + text.slice(at).toLowerCase();
    }
    case 'day': {
      const day = readDay(text);
      return day !== undefined && day >= '1900-01-01' && day <= '2199-12-31' ? day : fault('day');
    }
    case 'integer':
    case 'decimal': {
      const whole = field.type === 'integer';
      // A program's number has one reading; only what people write may mean two.
      const number = typeof raw === 'number' ? (Decimal.from(raw) ?? fault('number_range')) : readNumber(text, whole);
      if (isProblem(number)) return number;
      if (whole && number.toInteger() === undefined) return fault('integer');
      const scale = field.scale ?? 6;
      if (!whole && number.scale > scale) return fault('scale', { scale: String(scale) });
      const [least, most] = [
        field.min === undefined ? null : Decimal.from(field.min),
        field.max === undefined ? null : Decimal.from(field.max),
      ];
      if (least && number.compare(least) < 0) return fault('number_min', { min: bound(field.min!) });
      if (most && number.compare(most) > 0) return fault('number_max', { max: bound(field.max!) });
      return whole ? number.toInteger()! : number.toString();
    }
    case 'choice':
    case 'kampung':
      return text;
    default: {
      const written = field.type === 'address' ? text.replace(/,?\n+/g, ', ') : text;
      const length = [...written].length;
      const most = field.max ?? DEFAULT_MAX[field.type];
      if (field.min !== undefined && length < field.min) return fault('too_short', { min: String(field.min), length: String(length) });
      if (length > most) return fault('too_long', { max: String(most), length: String(length) });
      if (!/[\p{L}\p{N}]/u.test(written)) return fault('no_letters');
      return written;
    }
  }
}

const schemas = new WeakMap<Field, z.ZodType<Answer, unknown>>();

/**
 * The zod schema of one field: takes what was typed or sent and gives the answer as stored. Issues carry a key of
 * src/ui/words/form.ts as message and its placeholders as `params`. An empty answer is null; whether it may be is
 * decided with the other answers.
 */
export function fieldSchema(field: Field): z.ZodType<Answer, unknown> {
  let schema = schemas.get(field);
  if (!schema) {
    schema = z.unknown().transform((raw, ctx): Answer => {
      const answer = readTyped(field, raw);
      if (!isProblem(answer)) return answer;
      ctx.addIssue({ code: 'custom', message: answer.reason, params: answer.detail, input: raw });
      return z.NEVER;
    });
    schemas.set(field, schema);
  }
  return schema;
}

// ── all answers ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface PageResult {
  /** All answers so far with those of this page put in; also answers of hidden fields, which stay in the draft. */
  readonly answers: Answers;
  readonly problems: Problems;
}

function readFields(
  fields: readonly Field[],
  raw: Readonly<Record<string, unknown>>,
  ctx: FormContext,
): { read: Record<string, Answer>; problems: Record<string, Problem> } {
  const read: Record<string, Answer> = {};
  const problems: Record<string, Problem> = {};
  for (const field of fields) {
    if (field.value !== undefined) continue;
    const verified = ctx.verified?.[field.id] ?? null;
    if (field.lock && verified !== null) {
      read[field.id] = verified;
      continue;
    }
    if (!Object.hasOwn(raw, field.id)) continue;
    const result = fieldSchema(field).safeParse(raw[field.id]);
    if (result.success) read[field.id] = result.data;
    else {
      const issue = result.error.issues[0]!;
      problems[field.id] = {
        reason: issue.message,
        detail: (issue.code === 'custom' ? (issue.params as Record<string, string> | undefined) : undefined) ?? {},
      };
    }
  }
  return { read, problems };
}

/** Problems that only show beside the other answers: required, options, and the definition's own conditions. */
function judge(def: Definition, fields: readonly Field[], answers: Answers, state: Settled, ctx: FormContext): Record<string, Problem> {
  const problems: Record<string, Problem> = {};
  for (const field of fields) {
    if (!state.visible.has(field.id) || field.value !== undefined) continue;
    const answer = answers[field.id] ?? null;
    if (answer === null) {
      if (state.required.has(field.id)) problems[field.id] = fault(requiredReason(field));
      continue;
    }
    const options = optionsOf(field, ctx);
    if (options && !options.some((option) => option.key === answer)) problems[field.id] = fault('choice');
    else if (field.type === 'kampung' && isElsewhere(def, String(answer), state)) problems[field.id] = fault('kampung_elsewhere');
    else {
      const broken = field.must?.find(({ that }) => evaluate(that, scopeOf(state.vars, ctx)) === false);
      if (broken) problems[field.id] = { reason: 'field.must', detail: {}, text: broken.message };
    }
  }
  return problems;
}

const requiredReason = (field: Field): string =>
  field.type === 'choice' || field.type === 'kampung' || field.type === 'boolean'
    ? 'required_choice'
    : field.type === 'day'
      ? 'required_day'
      : 'required';

/** Codes of kampung begin with the code of their distrik; a form that asks both must get a pair that fits. */
const isElsewhere = (def: Definition, kampung: string, state: Settled): boolean =>
  def.fields.some((field) => {
    const distrik = typeof field.options === 'string' && field.options.startsWith('distrik@') ? state.vars[field.id] : null;
    return typeof distrik === 'string' && !kampung.startsWith(`${distrik}.`);
  });

/** Take in one page. Nothing is lost: what can't be read stays out of `answers` and is named in `problems`. */
export function readPage(
  def: Definition,
  pageId: string,
  raw: Readonly<Record<string, unknown>>,
  earlier: Answers,
  ctx: FormContext,
): PageResult {
  const page = def.pages.find((candidate) => candidate.id === pageId);
  if (!page) throw new Failure('not_found', 'form.no_page');
  const fields = page.fields.flatMap((id) => def.fields.find((field) => field.id === id) ?? []);
  const { read, problems } = readFields(fields, raw, ctx);
  const answers = { ...earlier, ...read };
  const state = settle(def, answers, ctx);
  for (const id of Object.keys(problems)) if (!state.visible.has(id)) delete problems[id];
  return { answers, problems: { ...judge(def, fields, answers, state, ctx), ...problems } };
}

/** Answers given to the eligibility questions, where they can be read: what was asked before the start isn't asked again. */
export function carryOver(def: Definition, raw: Readonly<Record<string, unknown>>, ctx: FormContext): Answers {
  const fields = def.fields.filter(({ id }) => def.eligibility.questions.includes(id) && raw[id] !== undefined);
  const { read, problems } = readFields(fields, raw, ctx);
  return Object.fromEntries(Object.entries(read).filter(([id, answer]) => answer !== null && !(id in problems)));
}

export interface Submission {
  /** Visible answers only, computed ones included: what is filed. */
  readonly answers: Answers;
  readonly problems: Problems;
}

/** Check all answers once more, as a whole, before filing. Hidden answers are dropped, unknown ones refused. */
export function readSubmission(def: Definition, raw: Readonly<Record<string, unknown>>, ctx: FormContext): Submission {
  const { read, problems } = readFields(def.fields, raw, ctx);
  const known = new Set(def.fields.map((field) => field.id));
  for (const id of Object.keys(raw)) if (!known.has(id)) problems[id] = fault('unknown');
  const state = settle(def, read, ctx);
  for (const field of def.fields) if (!state.visible.has(field.id)) delete problems[field.id];
  const answers: Record<string, Answer> = {};
  for (const field of def.fields) {
    const value = state.vars[field.id];
    if (state.visible.has(field.id) && value !== null && value !== undefined) answers[field.id] = answerOf(value);
  }
  return { answers, problems: { ...judge(def, def.fields, read, state, ctx), ...problems } };
}

/** @throws Failure invalid, with one reason a field */
export function refuse(problems: Problems): void {
  const wrong = Object.entries(problems);
  if (wrong.length === 0) return;
  throw new Failure(
    'invalid',
    'input.invalid',
    Object.fromEntries(wrong.map(([id, problem]) => [id, problem.reason])),
    Object.assign({}, ...wrong.map(([, problem]) => problem.detail)),
  );
}

/** The first page that has a problem or an unanswered required question; undefined where all are done. */
export function firstOpenPage(def: Definition, answers: Answers, ctx: FormContext): string | undefined {
  const { problems } = readSubmission(
    def,
    Object.fromEntries(Object.entries(answers).filter(([id]) => def.fields.some((field) => field.id === id))),
    ctx,
  );
  return def.pages.find((page) => page.fields.some((id) => id in problems))?.id;
}

/** Answers in words, for letters and reviews: labels instead of keys, days and numbers as Indonesians write them left to the caller. */
export function displayAnswers(
  def: Definition,
  answers: Answers,
  ctx: Pick<FormContext, 'options' | 'lists'>,
  lang: 'id' | 'en' = 'id',
): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const field of def.fields) {
    const answer = answers[field.id];
    if (answer === undefined || answer === null) continue;
    const label = optionsOf(field, ctx)?.find((option) => option.key === answer)?.label;
    if (label) shown[field.id] = lang === 'en' ? (label.en ?? label.id) : label.id;
    else if (typeof answer === 'boolean') shown[field.id] = lang === 'en' ? (answer ? 'Yes' : 'No') : answer ? 'Ya' : 'Tidak';
    else shown[field.id] = field.type === 'decimal' ? String(answer).replace('.', ',') : String(answer);
  }
  return shown;
}

// ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────

export type EvidenceKind = DocumentRequirement['satisfiedBy'][number]['kind'];

export interface DocumentNeed {
  readonly id: string;
  readonly concept: string;
  readonly label: Text;
  readonly basis: string | undefined;
  /** Sources that may count for these answers, in order. */
  readonly sources: DocumentRequirement['satisfiedBy'];
  /** How it is, or will be, satisfied; null = the applicant still has to upload it. */
  readonly by: EvidenceKind | null;
  /** The applicant may upload it (again). */
  readonly mayUpload: boolean;
  /** Agency that checks an upload; `authority` is the agency in charge of the case. */
  readonly verifyBy: string | undefined;
}

/**
 * Which documents this case needs and where each comes from. `evidence` says what was found: a register that answered,
 * a verified earlier paper, an upload. A filled field and another office's task count by themselves.
 */
export function documentsNeeded(
  def: Definition,
  answers: Answers,
  evidence: Readonly<Record<string, EvidenceKind | undefined>>,
  ctx: FormContext,
): DocumentNeed[] {
  const state = settle(def, answers, ctx);
  const holds = (when: Expression | undefined): boolean => when === undefined || evaluate(when, scopeOf(state.vars, ctx)) === true;
  return def.documents
    .filter((document) => holds(document.when))
    .map((document) => {
      const sources = document.satisfiedBy.filter((source) => holds(source.when));
      const found = evidence[document.id];
      const works = (source: (typeof sources)[number]): boolean => {
        if (source.kind === 'field') return state.vars[source.field] !== null && state.vars[source.field] !== undefined;
        return source.kind === 'task' || source.kind === found;
      };
      const upload = sources.find((source) => source.kind === 'upload');
      return {
        id: document.id,
        concept: document.concept,
        label: labelOf({ id: document.id.replaceAll('-', ' '), label: document.label }),
        basis: document.basis,
        sources,
        by: sources.find(works)?.kind ?? null,
        mayUpload: upload !== undefined,
        verifyBy: upload?.kind === 'upload' ? upload.verifyBy : undefined,
      };
    });
}

// ── before log-in ───────────────────────────────────────────────────────────────────────────────────────────────

export type Eligibility =
  | { readonly verdict: 'may_apply' }
  | { readonly verdict: 'redirect' | 'not_eligible' | 'ask_counter'; readonly target: string | undefined; readonly reason: Text };

/** The first rule that holds. Stores nothing, needs no log-in. */
export function eligibility(def: Definition, answers: Answers, ctx: FormContext): Eligibility {
  const { vars } = settle(def, answers, ctx);
  const rule = def.eligibility.rules.find(({ when }) => evaluate(when, scopeOf(vars, ctx)) === true);
  if (!rule) return { verdict: 'may_apply' };
  return {
    verdict: rule.redirect ? 'redirect' : rule.notEligible ? 'not_eligible' : 'ask_counter',
    target: rule.redirect,
    reason: rule.reason,
  };
}
