import * as z from 'zod';
import { Address, Day, emptyIsNull, maybe, Email } from './person.ts';

/** Kinds of agencies, in the order of the list; their names are words. */
export const agencyKinds = [
  'sekretariat',
  'bagian',
  'inspektorat',
  'badan',
  'dinas',
  'satuan',
  'distrik',
  'rsud',
  'puskesmas',
  'vertikal',
  'bumn',
  'bumd',
] as const;

const Code = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'identity.agency_code_shape');

/** Digits as an office prints them: `(0901) 321 234`, `112`, `+62 901 321234`. */
const OfficePhone = z
  .string()
  .trim()
  .regex(/^\+?[\d\s().\-/]{3,30}$/, 'identity.office_phone_shape')
  .refine((text) => /\d{3}/.test(text.replace(/\D/g, '')), 'identity.office_phone_shape');

const Site = z.string().transform((typed, context) => {
  const text = typed.trim();
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const host = URL.canParse(address) && !/\s/.test(text) ? new URL(address).hostname : '';
  if (address.length <= 200 && /^[a-z0-9.-]+\.[a-z]{2,}$/i.test(host)) return new URL(address).href;
  context.addIssue({ code: 'custom', message: 'identity.site_shape' });
  return z.NEVER;
});

/** What a steward says of an agency. Everything here is public. */
export const AgencyFacts = z.object({
  name: z.string().trim().min(3, 'identity.agency_name_short').max(150, 'identity.agency_name_long'),
  /** Short names, separated by commas. */
  acronyms: z
    .string()
    .transform((text) => [
      ...new Set(
        text
          .split(/[,;]/)
          .map((part) => part.trim())
          .filter(Boolean),
      ),
    ])
    .refine((list) => list.length <= 5 && list.every((name) => name.length <= 40), 'identity.acronyms_long'),
  kind: z.enum(agencyKinds, 'input.required'),
  parent: maybe(Code),
  /** Code of the place it serves or stands in. */
  region: maybe(z.string().regex(/^\d{2}(\.\d{2}){0,2}(\.\d{4})?$/, 'identity.region_unknown')),
  address: maybe(Address),
  phone: maybe(OfficePhone),
  email: maybe(Email),
  site: maybe(Site),
  /** The first day it stands; null = as long as anybody remembers. */
  from: maybe(Day),
  /** Regulation or decree this entry rests on. */
  basis: z.string().trim().min(3, 'identity.basis_needed').max(200, 'identity.text_long'),
  verified: z.enum(['V', 'S', 'M'], 'input.required'),
});
export type AgencyFacts = z.output<typeof AgencyFacts>;

export const NewAgency = z.object({
  // /kelola/instansi/baru is the form itself
  code: Code.min(2, 'identity.agency_code_shape')
    .max(40, 'identity.agency_code_shape')
    .refine((code) => code !== 'baru', 'identity.agency_code_shape'),
  ...AgencyFacts.shape,
});

export const AgencyChange = AgencyFacts.extend({
  /** When the row was read as last changed; another change since then is refused. */
  readAt: emptyIsNull(z.iso.datetime({ offset: true })).transform((text) => (text === null ? null : new Date(text))),
});

export const AgencyClosing = z.object({
  lastDay: Day,
  /** Codes of those that go on with its work. */
  successors: z.array(Code).max(10),
  basis: z.string().trim().min(3, 'identity.basis_needed').max(200, 'identity.text_long'),
});
export type AgencyClosing = z.output<typeof AgencyClosing>;

/** One entry of an agency's log, as a steward reads it. */
export interface AgencyEntry {
  readonly at: string;
  readonly type: 'created' | 'changed' | 'closed' | 'reopened';
  readonly by: string;
  readonly basis: string;
  /** Names of the facts that changed, keys of words. */
  readonly changed: readonly string[];
}

/** Does the agency take new work on that day ('YYYY-MM-DD')? On its last day it takes none any more. */
export const takesWork = (agency: { readonly valid_from: string | null; readonly valid_to: string | null }, day: string): boolean =>
  (agency.valid_from === null || agency.valid_from <= day) && (agency.valid_to === null || agency.valid_to > day);
