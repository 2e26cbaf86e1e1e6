import * as z from 'zod';

/** The ways a report comes in. */
export const channels = [
  'web',
  'offline',
  'counter',
  'call',
  'batch',
  'open311',
  'api',
  'whatsapp',
  'sms',
  'lapor',
  'sp4n',
  'email',
] as const;
export type Channel = (typeof channels)[number];

/** Most code points of a report's text (GeoReport v2; complaints.md § 2). */
export const MAX_TEXT = 4000;
/** Most pictures of a report. */
export const MAX_PHOTOS = 5;

/** A question of a category; an Open311 attribute (GeoReport v2, service definition). */
export interface Question {
  readonly code: string;
  readonly datatype: 'string' | 'number' | 'datetime' | 'text' | 'singlevaluelist' | 'multivaluelist';
  readonly required: boolean;
  readonly label: { readonly id: string; readonly en: string };
  readonly values?: readonly { readonly key: string; readonly name: { readonly id: string; readonly en: string } }[];
}

const optional = (most: number) =>
  z
    .string()
    .max(most, 'complaints.too_long')
    .optional()
    .transform((value) => value?.trim() || undefined);

/** Decimal degrees with at most five places after the point kept: about a metre. */
const degrees = (most: number) =>
  z.coerce.number('complaints.bad_point').min(-most, 'complaints.bad_point').max(most, 'complaints.bad_point').optional();

/**
 * A report as every channel gives it. Place: one of region, point, address, landmark (never a map click alone is asked for).
 * `phone` and `email` are normalised by the caller's schema; both may be missing.
 */
export const NewReport = z
  .object({
    text: z.string({ error: 'complaints.text_missing' }).trim().min(1, 'complaints.text_missing'),
    category: z.string({ error: 'complaints.category_missing' }).min(1, 'complaints.category_missing'),
    region: optional(20),
    lat: degrees(90),
    long: degrees(180),
    accuracy: z.coerce.number().int().min(0).max(100_000).optional().catch(undefined),
    address: optional(300),
    landmark: optional(300),
    asset: optional(60),
    answers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
    occurredOn: optional(60),
    anonymous: z.boolean().default(false),
    secret: z.boolean().default(false),
    nameKnown: z.boolean().default(false),
    accused: optional(60),
    name: optional(100),
    phone: optional(20),
    email: optional(200),
    lang: z.enum(['id', 'en']).default('id'),
    channel: z.enum(channels).default('web'),
    deviceAt: z.iso.datetime({ offset: true }).optional().catch(undefined),
    foreign: z.object({ source: z.string(), id: z.string() }).optional(),
  })
  .check((context) => {
    const { value, issues } = context;
    if ((value.lat === undefined) !== (value.long === undefined))
      issues.push({ code: 'custom', input: value, path: ['lat'], message: 'complaints.half_point' });
    if (value.region === undefined && value.lat === undefined && !value.address && !value.landmark)
      issues.push({ code: 'custom', input: value, path: ['region'], message: 'complaints.place_missing' });
  });
export type NewReport = z.output<typeof NewReport>;

/** Answers to a category's questions: unknown ones dropped, empty ones absent. Gives a reason per `answers.<code>`. */
export function checkAnswers(
  questions: readonly Question[],
  given: NewReport['answers'],
): { answers: Record<string, string | string[]>; fields: Record<string, string> } {
  const answers: Record<string, string | string[]> = {};
  const fields: Record<string, string> = {};
  for (const question of questions) {
    const values = [given[question.code] ?? []]
      .flat()
      .map((value) => value.trim())
      .filter(Boolean);
    const key = `answers.${question.code}`;
    if (values.length === 0) {
      if (question.required) fields[key] = 'complaints.answer_missing';
      continue;
    }
    const known = new Set(question.values?.map((value) => value.key));
    if (question.values && values.some((value) => !known.has(value))) fields[key] = 'complaints.answer_unknown';
    else if (question.datatype !== 'multivaluelist' && values.length > 1) fields[key] = 'complaints.answer_single';
    else if (question.datatype === 'number' && !/^-?\d{1,12}([.,]\d{1,6})?$/.test(values[0]!)) fields[key] = 'complaints.answer_number';
    else if (question.datatype === 'datetime' && Number.isNaN(Date.parse(values[0]!))) fields[key] = 'complaints.answer_date';
    else if (values.some((value) => value.length > 500)) fields[key] = 'complaints.too_long';
    else answers[question.code] = question.datatype === 'multivaluelist' ? values : values[0]!;
  }
  return { answers, fields };
}

/** `ADU-2026-000123-7`: year of receipt in WIT, running number, check digit (Luhn over year and number). */
export function numberOf(year: number, running: number): string {
  const digits = `${year}${String(running).padStart(6, '0')}`;
  return `ADU-${year}-${digits.slice(4)}-${luhn(digits)}`;
}
function luhn(digits: string): number {
  let sum = 0;
  for (const [index, sign] of [...digits].toReversed().entries()) {
    const value = Number(sign) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (10 - (sum % 10)) % 10;
}
/** The number as printed from what was typed; undefined where the check digit says it was mistyped. */
export function readNumber(typed: string): string | undefined {
  const found = /^\s*(?:ADU)?[\s-]*(20\d\d)[\s-]*(\d{6,9})[\s-]*(\d)\s*$/i.exec(typed.replace(/[–—]/g, '-'));
  if (!found) return undefined;
  const [, year, running, check] = found;
  return luhn(`${year}${running}`) === Number(check) ? `ADU-${year}-${running}-${check}` : undefined;
}

/** Which rule wins: the most specific region, then a fitting attribute; two that tie can't exist (refused when saved). */
export interface Rule {
  readonly id: string;
  readonly region: string | null;
  readonly attribute: string;
  readonly lead: string;
  readonly supporting: readonly string[];
}
/**
 * Could two rules of one category both fit a report with the same weight, so that chance decides? Of the same place: the same answer,
 * answers to different questions, or different answers where more than one may be given.
 */
export function canTie(
  a: Pick<Rule, 'region' | 'attribute'>,
  b: Pick<Rule, 'region' | 'attribute'>,
  isMultiple: (question: string) => boolean,
): boolean {
  if (a.region !== b.region || (a.attribute === '') !== (b.attribute === '')) return false;
  const [asked, other] = [a.attribute.split('=')[0]!, b.attribute.split('=')[0]!];
  return a.attribute === b.attribute || asked !== other || isMultiple(asked);
}
export function pickRule<R extends Rule>(
  rules: readonly R[],
  region: string | null,
  answers: Readonly<Record<string, string | readonly string[]>>,
): R | undefined {
  const fits = (rule: Rule): boolean => {
    if (rule.region !== null && !(region !== null && (region === rule.region || region.startsWith(`${rule.region}.`)))) return false;
    if (rule.attribute === '') return true;
    const [code, value] = rule.attribute.split('=');
    return [answers[code ?? ''] ?? []].flat().includes(value ?? '');
  };
  const weight = (rule: Rule): number => (rule.region?.length ?? 0) * 2 + (rule.attribute === '' ? 0 : 1);
  return rules.filter(fits).toSorted((a, b) => weight(b) - weight(a))[0];
}
