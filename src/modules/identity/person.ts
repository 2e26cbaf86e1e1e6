import * as z from 'zod';
import type { Actor, Duty } from '#core/actor.ts';
import { readNik } from '#core/nik.ts';

/** What a page's head shows of whoever is signed in. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly kind: PersonKind;
  readonly sessionId: string;
}

export const personKinds = ['citizen', 'officer', 'leader', 'steward'] as const;
export type PersonKind = (typeof personKinds)[number] & Exclude<Actor['kind'], 'anonymous' | 'job' | 'partner'>;

/** 1 = telephone or e-mail proven, 2 = NIK matched at Dukcapil or seen at a counter, 3 = in person with a certificate (later). */
export type Assurance = 1 | 2 | 3;

/** Roles that may act for a citizen at a counter. The function identity.serves_at_counter says the same in SQL; a test compares them. */
export const counterRoles: readonly string[] = ['petugas-mpp', 'petugas-loket', 'petugas-distrik', 'petugas'];

/** The duty under which an actor serves at a counter today, if any. */
export const counterDuty = (actor: Actor): Duty | undefined =>
  actor.kind === 'officer'
    ? actor.duties.find((duty) => counterRoles.includes(duty.role) && actor.agencies.includes(duty.agency))
    : undefined;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How long sessions, codes and half-finished sign-ins last, in milliseconds. */
export const lifetimes = {
  /** A citizen's own phone: sliding 14 days, 90 days at most. Office computers are shared: 10 hours, one working day. */
  citizen: { idle: 14 * DAY, total: 90 * DAY },
  office: { idle: 10 * 60 * MINUTE, total: 16 * 60 * MINUTE },
  code: 10 * MINUTE,
  invite: 3 * DAY,
  pending: 10 * MINUTE,
  /** Seen again within this time, a session isn't written. */
  touch: 5 * MINUTE,
} as const;

/** E.164 from what people type: `0812…`, `62812…`, `+62 812-…` (9 to 13 digits after the zero). Undefined where it can't be a mobile number. */
export function readPhone(typed: string): string | undefined {
  const digits = typed.replace(/[\s().-]/g, '').replace(/^\+?62/, '0');
  return /^08\d{8,12}$/.test(digits) ? `+62${digits.slice(1)}` : undefined;
}

/** Lower case, trimmed; undefined where it can't be an address. */
export function readEmail(typed: string): string | undefined {
  const email = typed.trim().toLowerCase();
  return email.length <= 254 && /^[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}$/.test(email) ? email : undefined;
}

export type Identifier = { readonly kind: 'nik' | 'phone' | 'email'; readonly value: string };

/** What somebody types to sign in: NIK, mobile number or e-mail address. */
export function readIdentifier(typed: string): Identifier | undefined {
  const email = typed.includes('@') ? readEmail(typed) : undefined;
  if (email) return { kind: 'email', value: email };
  const phone = readPhone(typed);
  if (phone) return { kind: 'phone', value: phone };
  const nik = readNik(typed);
  return 'nik' in nik ? { kind: 'nik', value: nik.nik } : undefined;
}

/** `+62812******78` · `y******@contoh.id`: enough to recognise one's own, no more. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 6)}******${phone.slice(-2)}`;
export const maskEmail = (email: string): string => `${email[0] ?? ''}******${email.slice(email.indexOf('@'))}`;

const COMMON = new Set([
  '1234567890',
  'password123',
  'password1234',
  'qwertyuiop',
  '0987654321',
  'indonesia123',
  'papua12345',
  'mimika12345',
  'bismillah1',
  'sayangkamu',
]);

/** Length is what counts; the few passwords everybody tries, one sign repeated and one's own name or number are refused. */
export const Password = z
  .string()
  .min(10, 'identity.password_short')
  .max(200, 'identity.password_long')
  .refine((text) => !COMMON.has(text.toLowerCase()) && new Set(text).size > 3, 'identity.password_common');

/** One name; mononyms are names (Permendagri 73/2022 asks two words of new records only). Letters of any script, `' . , - /`. */
export const Name = z
  .string()
  .transform((text) => text.trim().replace(/\s+/g, ' ').replace(/[’‘`]/g, "'"))
  .pipe(
    z
      .string()
      .min(1, 'input.required')
      .max(100, 'identity.name_long')
      .regex(/^[\p{L}\p{M}][\p{L}\p{M}'.,\-/ ]*$/u, 'identity.name_shape'),
  );

export const Nik = z.string().transform((typed, context) => {
  const read = readNik(typed);
  if ('nik' in read) return read.nik;
  context.addIssue({ code: 'custom', message: typed.trim() === '' ? 'input.required' : `identity.nik_${read.fault}` });
  return z.NEVER;
});
export const Phone = z.string().transform((typed, context) => {
  const phone = readPhone(typed);
  if (phone) return phone;
  context.addIssue({ code: 'custom', message: 'identity.phone_shape' });
  return z.NEVER;
});
export const Email = z.string().transform((typed, context) => {
  const email = readEmail(typed);
  if (email) return email;
  context.addIssue({ code: 'custom', message: 'identity.email_shape' });
  return z.NEVER;
});
export const emptyIsNull = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), z.nullable(schema));
export const maybe = <S extends z.ZodType>(schema: S) =>
  emptyIsNull(schema)
    .optional()
    .transform((value) => value ?? null);
/** Streets often have no name here ("depan gereja, SP2"): any text, three to 300 signs. */
export const Address = z.string().trim().min(3, 'identity.address_short').max(300, 'identity.address_long');
export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'identity.day_shape')
  .refine((day) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day), 'identity.day_shape');

export const Registration = z
  .object({
    name: Name,
    nik: Nik,
    phone: maybe(Phone),
    email: maybe(Email),
    address: maybe(Address),
    password: maybe(Password),
    lang: z.enum(['id', 'en']).default('id'),
  })
  .superRefine((input, context) => {
    if (!input.phone && !input.email) context.addIssue({ code: 'custom', path: ['phone'], message: 'identity.phone_or_email' });
    if (input.password && tooOwn(input.password, [input.name, input.nik, input.phone, input.email]))
      context.addIssue({ code: 'custom', path: ['password'], message: 'identity.password_own' });
  });
export type Registration = z.infer<typeof Registration>;

export const CounterRegistration = z.object({
  name: Name,
  nik: Nik,
  phone: maybe(Phone),
  address: maybe(Address),
  lang: z.enum(['id', 'en']).default('id'),
});
export type CounterRegistration = z.infer<typeof CounterRegistration>;

export const NewOfficer = z
  .object({
    kind: z.enum(['officer', 'leader', 'steward']),
    name: Name,
    email: maybe(Email),
    phone: maybe(Phone),
    agency: maybe(z.string().regex(/^[a-z0-9-]+$/, 'identity.agency_unknown')),
    decree: maybe(z.string().trim().max(200, 'identity.text_long')),
  })
  .superRefine((input, context) => {
    if (!input.phone && !input.email) context.addIssue({ code: 'custom', path: ['email'], message: 'identity.phone_or_email' });
    if (input.kind === 'officer' && !input.agency) context.addIssue({ code: 'custom', path: ['agency'], message: 'input.required' });
  });
export type NewOfficer = z.infer<typeof NewOfficer>;

export const NewMembership = z.object({
  personId: z.uuid('identity.person_unknown'),
  agency: z.string(),
  from: Day,
  decree: maybe(z.string().trim().max(200, 'identity.text_long')),
});
export const NewDuty = z.object({
  personId: z.uuid('identity.person_unknown'),
  agency: z.string(),
  role: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9_.-]*$/, 'identity.role_shape'),
  from: Day,
  decree: z.string().trim().min(3, 'identity.decree_needed').max(200, 'identity.text_long'),
});
export const Ending = z.object({ id: z.uuid(), lastDay: Day });
/** Who stands in for an official who is away, by which order (Plh, UU 30/2014 ps. 14). */
export const NewDeputy = z.object({
  personId: z.uuid('identity.person_unknown'),
  forPerson: z.uuid('identity.person_unknown'),
  agency: z.string(),
  role: z.string().min(1, 'input.required'),
  reason: z.enum(['leave', 'travel'], 'identity.deputy_reason'),
  from: Day,
  to: Day,
  decree: z.string().trim().min(3, 'identity.order_needed').max(200, 'identity.text_long'),
});

/** Does the password hold one's own name, number or address (four signs or more of it)? */
export function tooOwn(password: string, own: readonly (string | null)[]): boolean {
  const low = password.toLowerCase();
  return own.some((value) => value !== null && value.length >= 4 && low.includes(value.toLowerCase()));
}

export interface Agency {
  readonly code: string;
  readonly official_name: string;
  readonly acronyms: readonly string[];
  readonly kind: string;
  readonly is_group: boolean;
  readonly urusan: readonly string[];
  readonly parent: string | null;
  readonly region_code: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly successors: readonly string[];
  readonly mpp_tenant: string | null;
  readonly source: readonly string[];
  readonly verified: string;
  readonly note: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly site: string | null;
  readonly basis: string | null;
  /** When a steward last changed it; null = as the reference files say. */
  readonly changed_at: Date | null;
}

/** Does the agency exist on that day ('YYYY-MM-DD')? */
export const standsOn = (agency: Pick<Agency, 'valid_from' | 'valid_to'>, day: string): boolean =>
  (agency.valid_from === null || agency.valid_from <= day) && (agency.valid_to === null || day <= agency.valid_to);

export interface Profile {
  readonly id: string;
  readonly name: string;
  /** Full; show it by maskNik(). Empty for people in office, who sign in by e-mail. */
  readonly nik: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly assurance: Assurance;
  readonly lang: 'id' | 'en';
}
