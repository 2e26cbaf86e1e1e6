import * as z from 'zod';

/**
 * A service definition: everything the platform knows about one service, as data (services.md § 2). Drafts are YAML
 * files in db/services; publishing freezes the canonical JSON of this shape under its SHA-256.
 */

/** `name@version`: a pinned reference to a code list, adapter, template or sheet. */
const Ref = z.string().regex(/^[a-z0-9./-]+@[\w.-]+$/);
const Id = z.string().regex(/^[a-z][a-z0-9_-]*$/);
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** Every text a citizen reads, in Indonesian and, where given, English. */
export const Text = z.strictObject({ id: z.string().min(1), en: z.string().min(1).optional() });
export type Text = z.infer<typeof Text>;

/** A literal, or an object with one operator (services.md § 3). Typed and checked by expression.ts. */
export type Expression = string | number | boolean | null | { readonly [operator: string]: unknown };
export const Expression: z.ZodType<Expression> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.record(z.string(), z.unknown()),
]);

export const LegalBasis = z.strictObject({
  id: Id,
  cite: z.string().min(3),
  /** The day a person read the primary text; null = "sumber belum diverifikasi". */
  checkedOn: Day.nullable(),
});

export const FieldType = z.enum([
  'text',
  'longtext',
  'nik',
  'phone',
  'email',
  'address',
  'day',
  'integer',
  'decimal',
  'boolean',
  'choice',
  'kampung',
]);
export type FieldType = z.infer<typeof FieldType>;

export const Field = z.strictObject({
  id: Id,
  /** From the concept dictionary; what search and reuse go by across versions. */
  concept: z.string().regex(/^[a-z-]+\.[a-z0-9-]+$/),
  type: FieldType,
  label: Text.optional(),
  help: Text.optional(),
  /** A code list (`faskes@2026-11`) or literal options. */
  options: z.union([Ref, z.array(Id)]).optional(),
  /** Labels of literal options. */
  optionLabels: z.record(z.string(), Text).optional(),
  required: z.union([z.boolean(), Expression]).default(false),
  visible: Expression.optional(),
  /** Computed, never asked. */
  value: Expression.optional(),
  /** `adapter@version`, or `reuse` for earlier evidence. */
  source: z.union([Ref, z.literal('reuse')]).optional(),
  /** Comes from the source and is corrected there, not here. */
  lock: z.boolean().default(false),
  class: z.enum(['open', 'personal', 'identity', 'specific']).default('personal'),
  min: z.number().optional(),
  max: z.number().optional(),
  scale: z.int().min(0).max(6).optional(),
  /** Further conditions of a valid answer; a condition that is null (something not answered yet) is not held against it. */
  must: z.array(z.strictObject({ that: Expression, message: Text })).optional(),
});
export type Field = z.infer<typeof Field>;

const When = { when: Expression.optional() };
export const DocumentSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('field'), field: Id, ...When }),
  z.strictObject({ kind: z.literal('register'), adapter: Ref, ...When }),
  z.strictObject({ kind: z.literal('issued'), service: Id, ...When }),
  z.strictObject({ kind: z.literal('reuse'), whileValid: z.boolean().default(true), ...When }),
  z.strictObject({ kind: z.literal('task'), task: Id, ...When }),
  z.strictObject({ kind: z.literal('upload'), verifyBy: Id, ...When }),
]);

export const DocumentRequirement = z.strictObject({
  id: Id,
  concept: z.string(),
  label: Text.optional(),
  basis: Id.optional(),
  when: Expression.optional(),
  /** The first source that works counts; upload comes last. */
  satisfiedBy: z.array(DocumentSource).min(1),
});
export type DocumentRequirement = z.infer<typeof DocumentRequirement>;

/** What a task may read, nothing else. */
export const View = z.strictObject({ fields: z.array(Id), documents: z.array(Id).default([]) });

/**
 * Where an outcome leads. In YAML a bare `next` or `return` stands for `{ to: next }` / `{ to: return }`;
 * `{ end: granted }` ends the case.
 */
export const End = z.enum(['granted', 'rejected', 'not-admitted', 'lapsed', 'withdrawn']);
export type End = z.infer<typeof End>;
const OutcomeBody = z.strictObject({
  to: z.enum(['next', 'return']).optional(),
  end: End.optional(),
  label: Text.optional(),
  /** `silence`: only the clock may give it. */
  only: z.literal('silence').optional(),
  /** `return`: only open once the one return was used. */
  after: z.literal('return').optional(),
  requires: z.array(z.enum(['reason', 'basis', 'requirement'])).default([]),
  reasonWhen: Expression.optional(),
  conditions: z.boolean().default(false),
});
export const Outcome = z.preprocess((raw) => (typeof raw === 'string' ? { to: raw } : raw), OutcomeBody);
export type Outcome = z.infer<typeof OutcomeBody>;

export const SilenceStep = z.strictObject({
  /** Fraction of the budget's working minutes. */
  at: z.number().gt(0).max(1),
  remind: z.literal('assignee').optional(),
  /** `agency/role` */
  escalate: z.string().optional(),
  outcome: Id.optional(),
});

export const TaskKind = z.enum(['completeness', 'opinion', 'inspection', 'evidence', 'decision', 'automatic']);
export const TaskDefinition = z.strictObject({
  id: Id,
  kind: TaskKind,
  label: Text.optional(),
  /** An agency code of agencies.csv, or a lookup that gives one. */
  agency: Expression,
  role: Id,
  needs: z.array(Id).default([]),
  when: Expression.optional(),
  /** Working days. */
  budget: z.int().min(0),
  sees: Id,
  gives: z.string().optional(),
  fourEyes: z.array(Id).default([]),
  delegation: z.strictObject({ to: z.array(Id), when: z.array(z.enum(['leave', 'travel', 'vacancy'])) }).optional(),
  offline: z.boolean().default(false),
  onSilence: z.array(SilenceStep).default([]),
  outcomes: z.record(Id, Outcome),
});
export type TaskDefinition = z.infer<typeof TaskDefinition>;

export const Stop = z.strictObject({
  id: Id,
  cause: z.literal('return'),
  /** Working days. */
  max: z.int().min(1),
  remind: z.array(z.int().min(1)).default([]),
  onExpiry: z.strictObject({ end: End }),
});

export const ClockDefinition = z.strictObject({
  calendar: z.string(),
  startsAt: z.strictObject({ task: Id, outcome: Id }),
  /** Working days. */
  legal: z.int().min(1),
  basis: Id,
  stops: z.array(Stop).default([]),
  extension: z.null().default(null),
  onExpiry: z.strictObject({
    deemed: z.strictObject({ basis: Id, guard: Expression.optional(), effect: z.literal('certificate-then-signature') }).optional(),
    escalate: z.array(z.string()).default([]),
    /** `applicant` or `agency/role` */
    tell: z.array(z.string()).default([]),
  }),
});

export const ResultDefinition = z.strictObject({
  id: Id,
  kind: z.literal('issued'),
  end: End,
  title: Text.optional(),
  template: Ref,
  signature: z.strictObject({ signer: Id, visual: z.literal('qr') }),
  number: z.strictObject({
    pattern: z.string(),
    klasifikasi: z.string(),
    counter: Id,
    unit: z.string().optional(),
    reset: z.literal('yearly'),
  }),
  validity: z.strictObject({ years: z.int().optional(), months: z.int().optional(), days: z.int().optional() }).nullable().default(null),
  renewal: z.strictObject({ service: Id, openDaysBefore: z.int(), prefill: z.record(z.string(), z.string()) }).optional(),
  verify: z.array(z.string()),
  revocation: z.strictObject({ by: z.array(z.string()), reasons: Ref }),
  evidence: z.strictObject({ concept: z.string(), reusableBy: z.array(z.string()) }).optional(),
  systemOfRecord: z.strictObject({ adapter: Ref, mode: z.enum(['issue', 'report', 'track']) }).optional(),
});
export type ResultDefinition = z.infer<typeof ResultDefinition>;

export const EligibilityRule = z.strictObject({
  when: Expression,
  redirect: Id.optional(),
  notEligible: z.literal(true).optional(),
  askCounter: z.literal(true).optional(),
  reason: Text,
});

const Step = z.tuple([z.int(), z.string(), z.string()]);
export const DefinitionTest = z.strictObject({
  name: z.string(),
  given: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** How each document was satisfied. */
  evidence: z.record(z.string(), z.enum(['field', 'register', 'issued', 'reuse', 'task', 'upload'])).default({}),
  /** [working day after filing, task (or `applicant`), outcome (or `answer`, `withdraw`)], at 10:00. */
  steps: z.array(Step),
  expect: z.strictObject({
    end: End,
    fee: z.int().optional(),
    uploads: z.array(Id).optional(),
    lane: Id.optional(),
    used: z.int().optional(),
    notApplicable: z.array(Id).optional(),
    refused: z.array(Step).optional(),
    deemedOn: z.int().optional(),
    bySilence: z.array(Id).optional(),
  }),
});
export type DefinitionTest = z.infer<typeof DefinitionTest>;

export const Definition = z.strictObject({
  schema: z.literal('satupintu/definition@1'),
  id: Id,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  status: z.literal('draft'),
  validity: z.strictObject({ effectiveFrom: Day, effectiveUntil: Day.nullable(), graceForDraftsDays: z.int().min(0) }),
  legalBasis: z.array(LegalBasis).min(1),
  catalogue: z.strictObject({
    name: Text,
    summary: Text.optional(),
    /** Row of services.csv it carries out. */
    row: Id,
    /** Agency code, or a lookup (each distrik issues its own letter). */
    authority: Expression,
    /** Agency codes or `kind:puskesmas`. */
    participants: z.array(z.string()).default([]),
    channels: z.array(z.enum(['web', 'counter', 'assisted', 'offline'])),
    /** promise in working days; sk = number of the decree that fixed the standard, null blocks publishing. */
    standard: z.strictObject({ promise: z.int().min(1), sheet: Ref, sk: z.string().nullable() }),
  }),
  actors: z.strictObject({
    applicant: z.strictObject({ kinds: z.array(z.enum(['person', 'business'])), assurance: z.int().min(1).max(3) }),
    representation: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('self') }),
        z.strictObject({ kind: z.literal('proxy'), proof: Id }),
        z.strictObject({ kind: z.literal('assisted'), by: z.array(Id), confirm: z.array(z.enum(['otp', 'thumbprint'])) }),
      ]),
    ),
  }),
  eligibility: z
    .strictObject({ questions: z.array(Id), rules: z.array(EligibilityRule), preview: z.array(z.string()).default([]) })
    .default({ questions: [], rules: [], preview: [] }),
  fields: z.array(Field).min(1),
  pages: z.array(z.strictObject({ id: Id, title: Text.optional(), fields: z.array(Id) })).min(1),
  documents: z.array(DocumentRequirement).default([]),
  forbidden: z.array(z.strictObject({ requirement: Id, basis: Id })).default([]),
  fees: z.array(z.never()).default([]),
  views: z.record(Id, View),
  process: z.array(TaskDefinition).min(1),
  clock: ClockDefinition,
  deficiency: z.strictObject({
    rounds: z.literal(1),
    mustCite: z.boolean(),
    lateFinding: z.strictObject({ max: z.literal(1), by: Id, public: z.boolean() }).optional(),
  }),
  queues: z.strictObject({
    order: z.literal('received'),
    /** `every: 3`: at least every third pick-up is of this lane, while it has something. */
    lanes: z.array(z.strictObject({ id: Id, when: Expression.optional(), every: z.int().min(1).optional() })).min(1),
    /** Working days after which a claim without activity goes back to the pool; the engine's default where left out. */
    idle: z.int().min(1).optional(),
  }),
  results: z.array(ResultDefinition).default([]),
  notifications: z.array(z.strictObject({ event: Id, to: z.string(), channels: z.array(z.string()), template: Ref })).default([]),
  data: z.strictObject({
    basis: z.literal('public-service'),
    consents: z.array(z.strictObject({ id: Id, purpose: Text, onWithdraw: z.string() })).default([]),
    retention: z.strictObject({ draftDays: z.int(), closedYears: z.int(), schedule: Ref }),
  }),
  tests: z.strictObject({
    fixtures: z
      .record(z.string(), z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))))
      .default({}),
    cases: z.array(DefinitionTest),
  }),
});
export type Definition = z.infer<typeof Definition>;

/** Rows of code lists by list (`faskes@2026-11`), key and column: what `lookup` reads. */
export type CodeLists = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string | number | boolean | null>>>>>>;
