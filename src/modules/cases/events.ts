import type { End } from '#modules/catalogue/definition.ts';
import type { EvidenceKind } from '#modules/catalogue/form.ts';

/** Who is waited for. Never "nobody": where no other holder is left, the platform itself is. */
export type Holder =
  | { readonly kind: 'applicant' }
  | { readonly kind: 'pool'; readonly agency: string }
  | { readonly kind: 'officer'; readonly agency: string; readonly officer: string }
  | { readonly kind: 'external'; readonly system: string }
  | { readonly kind: 'platform' };

export interface Mark {
  /** Field or document requirement that needs correction. */
  readonly path: string;
  readonly requirement: string;
  /** Reference to the officer's words in cases.statement. */
  readonly statement: string;
}

/** What can happen to a case (services.md § 4). Field paths and salted hashes only, no personal values. */
export type CaseEventBody =
  | {
      readonly type: 'submitted';
      readonly lane: string;
      readonly answers: Readonly<Record<string, string>>;
      readonly evidence: Readonly<Record<string, EvidenceKind>>;
      readonly definition: string;
    }
  | { readonly type: 'task_opened'; readonly task: string; readonly agency: string; readonly budget: number; readonly recheck: boolean }
  | { readonly type: 'task_not_applicable' | 'task_cancelled'; readonly task: string }
  | { readonly type: 'task_claimed'; readonly task: string; readonly officer: string }
  /** `idle`: by the platform, because the officer did nothing. Logs before this was told apart lack it. */
  | { readonly type: 'task_released'; readonly task: string; readonly idle?: boolean }
  | { readonly type: 'task_reassigned'; readonly task: string; readonly officer: string; readonly statement: string }
  | { readonly type: 'task_reminded'; readonly task: string; readonly step: number }
  | { readonly type: 'task_escalated'; readonly task: string; readonly step: number; readonly to: string }
  | {
      readonly type: 'task_decided';
      readonly task: string;
      readonly outcome: string;
      readonly by_silence: boolean;
      readonly statement: string | null;
      readonly basis: string | null;
      readonly requirements: readonly string[];
      readonly conditions: readonly string[];
    }
  | {
      readonly type: 'returned';
      readonly task: string;
      readonly late_finding: boolean;
      /** The agency whose late finding makes the applicant wait; null for the ordinary return. */
      readonly caused_by: string | null;
      readonly statement: string | null;
      readonly marks: readonly Mark[];
    }
  | { readonly type: 'applicant_reminded'; readonly step: number }
  | {
      readonly type: 'asked' | 'accepted' | 'replied' | 'refused';
      readonly request: string;
      readonly system: string;
      readonly result: string | null;
    }
  | {
      readonly type: 'answered';
      readonly answers: Readonly<Record<string, string>>;
      readonly evidence: Readonly<Record<string, EvidenceKind>>;
      readonly changed: readonly string[];
    }
  | { readonly type: 'expired'; readonly effect: 'deemed' | 'escalated' }
  | { readonly type: 'calendar_revised'; readonly ref: string }
  /** Why: `task:…`, `outcome:…` or `when:…`; of a resumption the id of the words in cases.statement. */
  | { readonly type: 'halted' | 'resumed'; readonly reason: string }
  | { readonly type: 'issued' | 'revoked'; readonly document: string; readonly number: string }
  /** An office puts a paper of its own into the case; the row holds the file. */
  | {
      readonly type: 'evidence_added';
      readonly task: string;
      readonly requirement: string;
      readonly evidence: string;
      readonly sha256: string;
    }
  | { readonly type: 'noted'; readonly task: string; readonly outcome: string; readonly statement: string | null }
  | { readonly type: 'ended'; readonly end: End };

export type CaseEventType = CaseEventBody['type'];

/** An event that is to be appended: its body and its moment in law. */
export type OwedEvent = CaseEventBody & { readonly at: Date };

/** An event of the log, with who did it. `actor` is null for the clock. */
export type CaseEvent = OwedEvent & { readonly no: number; readonly actor: string | null; readonly onBehalfOf: string | null };

interface Row {
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly actor_id: string | null;
  readonly on_behalf_of: string | null;
  readonly via: string;
  readonly data: unknown;
}

/**
 * A row of core.event as an event of a case. What time brought is nobody's act, also where an officer's step wrote it down:
 * else four eyes would bar whoever came first after a silence.
 */
export const fromRow = (row: Row): CaseEvent =>
  ({
    ...(row.data as Record<string, unknown>),
    type: row.type.slice('cases.'.length),
    no: row.no,
    at: new Date(row.at),
    actor: row.via === 'clock' ? null : row.actor_id,
    onBehalfOf: row.via === 'clock' ? null : row.on_behalf_of,
  }) as CaseEvent;
