import * as z from 'zod';
import { Day, Name, readIdentifier } from './person.ts';

/** What somebody writes who names another to act for them. */
export const NewRepresentation = z
  .object({
    kind: z.string().min(1, 'input.required'),
    /** As the other side's account says it; shown to nobody else. */
    name: Name,
    /** NIK, number or address of the other side. */
    identifier: z
      .string()
      .trim()
      .min(1, 'input.required')
      .refine((typed) => readIdentifier(typed) !== undefined, 'identity.identifier_shape'),
    reach: z.enum(['all', 'some'], 'input.required'),
    /** Ids of services, where `reach` is `some`. */
    services: z.array(z.string()).max(200),
    from: Day,
    to: Day,
  })
  .superRefine((input, context) => {
    if (input.reach === 'some' && input.services.length === 0)
      context.addIssue({ code: 'custom', path: ['services'], message: 'identity.services_needed' });
    if (input.to < input.from) context.addIssue({ code: 'custom', path: ['to'], message: 'identity.ends_before' });
  });

export interface RepresentationKind {
  readonly id: string;
  readonly label: { readonly id: string; readonly en: string };
  readonly basis: string;
  readonly maxDays: number;
  readonly verified: string;
}

/** offered: waits for the other side · standing · coming: accepted, begins later · the rest is over. */
export type RepresentationStatus = 'offered' | 'standing' | 'coming' | 'expired' | 'declined' | 'revoked' | 'renounced';

interface Dates {
  readonly from_day: string;
  readonly to_day: string;
  readonly accepted_at: Date | null;
  readonly end_kind: string | null;
}

export function representationStatus(row: Dates, today: string): RepresentationStatus {
  if (row.end_kind !== null) return row.end_kind as RepresentationStatus;
  if (row.to_day < today) return 'expired';
  if (row.accepted_at === null) return 'offered';
  return row.from_day > today ? 'coming' : 'standing';
}

/** One power of attorney as one of its sides sees it. Days 'YYYY-MM-DD'. */
export interface RepresentationView {
  readonly id: string;
  readonly side: 'principal' | 'representative';
  readonly principal: { readonly id: string; readonly name: string };
  readonly representative: string;
  readonly kind: string;
  readonly services: readonly string[] | null;
  readonly from: string;
  readonly to: string;
  readonly status: RepresentationStatus;
}
