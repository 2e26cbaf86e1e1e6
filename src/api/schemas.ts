import { z } from '@hono/zod-openapi';

/** Shapes of the API: the same schemas check what goes out and write the OpenAPI document. Days 'YYYY-MM-DD', moments ISO 8601 in UTC. */
const Moment = z.iso.datetime();
const Day = z.iso.date();
const Verified = z.enum(['V', 'S', 'M']).openapi({ description: 'V: primary text seen · S: from a second source · M: unconfirmed' });
export const Text = z.object({ id: z.string(), en: z.string().optional() }).openapi('Text');

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    reason: z.string(),
    fields: z.record(z.string(), z.string()).optional().openapi({ description: 'A reason per wrong field.' }),
    request_id: z.string().optional(),
  })
  .openapi('Problem');

export const ServiceSummary = z
  .object({ id: z.string(), name: z.string(), name_en: z.string(), agency: z.string(), topic: z.string() })
  .openapi('ServiceSummary');
const Spread = z.object({ median: z.int(), p90: z.int() });
export const Achieved = z
  .object({
    decided: z.int(),
    days: Spread.openapi({ description: 'Working days of the legal clock.' }),
    minutes: Spread.openapi({
      description: 'Working minutes from sending to the end, without those in which the applicant alone was waited for.',
    }),
  })
  .openapi('Achieved', { description: 'Cases granted or rejected in the last 90 days.' });
export const Service = z
  .object({
    ...ServiceSummary.shape,
    co_agencies: z.array(z.string()),
    requirements: z.array(z.string()),
    time_text: z.string().nullable(),
    time_unit: z.enum(['menit', 'jam', 'hk', 'instan']).nullable(),
    time_max: z.number().nullable(),
    fee_rupiah: z.number().nullable(),
    fee_text: z.string().nullable(),
    fee_options: z.array(z.object({ label: z.string(), rupiah: z.number() })),
    legal_basis: z.array(z.string()),
    channels: z.array(z.string()),
    system: z.object({ id: z.string(), name: z.string(), name_en: z.string(), site: z.string().nullable() }).optional(),
    product: z.string().nullable(),
    verified: Verified,
    source: z.array(z.string()),
    online: z
      .array(
        z.object({
          id: z.string(),
          promise_days: z.int().openapi({ description: 'Working days after the request is complete.' }),
          achieved: Achieved.nullable().openapi({ description: 'Null while fewer than five cases were decided.' }),
        }),
      )
      .openapi({ description: 'What can be asked for here; empty where a counter or another system takes the request.' }),
  })
  .openapi('Service');
export const Agency = z
  .object({
    code: z.string(),
    official_name: z.string(),
    acronyms: z.array(z.string()),
    kind: z.string(),
    parent: z.string().nullable(),
    region_code: z.string().nullable(),
    address: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    site: z.string().nullable(),
    valid_from: Day.nullable(),
    valid_to: Day.nullable(),
    successors: z.array(z.string()),
    source: z.array(z.string()),
    verified: Verified,
  })
  .openapi('Agency');
export const Region = z
  .object({
    code: z.string(),
    name: z.string(),
    level: z.int(),
    parent: z.string().nullable(),
    kind: z.string(),
    aliases: z.array(z.string()),
    population_2020: z.int().nullable(),
    area_km2: z.number().nullable(),
    old_code: z.string().nullable(),
    status: z.string(),
    source: z.array(z.string()),
    verified: Verified,
  })
  .openapi('Region');
export const Holiday = z
  .object({
    date: Day,
    scope: z.string(),
    kind: z.string(),
    name: z.string(),
    legal_basis: z.string(),
    declared_on: Day.nullable(),
    stops_clock: z.boolean(),
    estimate: z.boolean(),
    verified: Verified,
  })
  .openapi('Holiday');
export const VerifiedDocument = z
  .object({
    code: z.string(),
    title: z.string(),
    agencyName: z.string(),
    status: z.enum(['valid', 'expired', 'revoked', 'replaced']),
    since: Day.nullable(),
    fields: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .openapi('VerifiedDocument');

export const WorklistItem = z
  .object({
    code: z.string(),
    service: Text,
    task: z.string(),
    label: Text,
    agency: z.string(),
    status: z.enum(['open', 'claimed', 'returned']),
    claimant: z.string().nullable(),
    lane: z.string(),
    submittedAt: Moment,
    openedAt: Moment.nullable(),
    dueAt: Moment.nullable(),
    caseDueAt: Moment.nullable(),
    isLate: z.boolean(),
  })
  .openapi('WorklistItem');

const Office = z.object({ code: z.string(), name: z.string() });
export const Case = z
  .object({
    code: z.string(),
    service: z.object({ id: z.string(), name: Text, version: z.string(), override: z.string().nullable() }),
    authority: Office,
    channel: z.string(),
    submittedAt: Moment,
    endedAt: Moment.nullable(),
    end: z.string().nullable(),
    lane: z.string(),
    clock: z.object({
      state: z.enum(['not_started', 'running', 'stopped', 'ended']),
      used: z.number().openapi({ description: 'Working days.' }),
      total: z.number(),
      dueAt: Moment.nullable(),
    }),
    promiseDays: z.number(),
    holders: z.array(z.object({ kind: z.string(), name: z.string(), since: Moment, until: Moment.nullable() })),
    timeline: z.array(
      z.object({
        at: Moment,
        type: z.string(),
        agency: z.string().nullable(),
        task: Text.nullable(),
        outcome: Text.nullable(),
        bySilence: z.boolean(),
        until: Moment.nullable(),
      }),
    ),
    tasks: z.array(
      z.object({
        task: z.string(),
        label: Text,
        kind: z.string(),
        agency: Office,
        role: z.string(),
        status: z.string(),
        claimant: z.string().nullable(),
        openedAt: Moment.nullable(),
        dueAt: Moment.nullable(),
        closedAt: Moment.nullable(),
        outcome: Text.nullable(),
        bySilence: z.boolean(),
        outcomes: z.array(
          z.object({ id: z.string(), label: Text, isReturn: z.boolean(), ends: z.string().nullable(), requires: z.array(z.string()) }),
        ),
      }),
    ),
    answers: z
      .array(z.object({ field: z.string(), label: Text, shown: z.string(), source: z.string(), isVerified: z.boolean() }))
      .openapi({ description: 'Only what an open task of the caller’s agency may read.' }),
    evidence: z.array(
      z.object({
        id: z.string(),
        requirement: z.string(),
        label: Text,
        kind: z.string(),
        fileName: z.string().nullable(),
        mime: z.string().nullable(),
        verifiedAt: Moment.nullable(),
        validUntil: Day.nullable(),
      }),
    ),
  })
  .openapi('Case');
export const LedgerShare = z
  .object({ kind: z.string(), name: z.string(), wallMs: z.number(), workingMs: z.number() })
  .openapi('LedgerShare', { description: 'Milliseconds; the wall times of all holders add up to the life of the case.' });

export const Filing = z
  .strictObject({
    service: z.string().min(1).max(100),
    nik: z
      .string()
      .regex(/^\d{16}$/)
      .optional()
      .openapi({
        description: 'Of the applicant, where an officer with counter duty, or an agency’s application, files for a registered citizen.',
      }),
    /** See `/services/{id}/form-schema`. */
    answers: z.record(z.string().max(100), z.union([z.string().max(5000), z.number(), z.boolean()])),
  })
  .openapi('Filing');
export const Filed = z.object({ code: z.string() }).openapi('Filed');
export const TaskDone = z.object({ code: z.string(), task: z.string() }).openapi('TaskDone');
export const EvidenceAdded = z.object({ id: z.uuid(), sha256: z.string() }).openapi('EvidenceAdded');
export const FormSchema = z.record(z.string(), z.unknown()).openapi('FormSchema', { description: 'JSON Schema, draft 2020-12.' });
const words = (max: number) => z.string().trim().max(max);
export const Decision = z
  .strictObject({
    outcome: z.string().min(1).max(100),
    reason: words(4000).default(''),
    basis: words(200).default(''),
    requirements: z.array(words(100)).max(100).default([]),
    conditions: z.array(words(2000)).max(50).default([]),
  })
  .openapi('Decision');
export const Return = z
  .strictObject({
    outcome: z.string().min(1).max(100),
    marks: z
      .array(z.strictObject({ path: words(100).min(1), message: words(2000).min(1) }))
      .min(1)
      .max(100),
  })
  .openapi('Return');

/** A page of a list; `next` is the cursor of the following page. */
export const pageOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() });
