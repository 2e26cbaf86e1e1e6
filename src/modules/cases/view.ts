import type { Text } from '#modules/catalogue/definition.ts';
import type { Day } from '#core/working-time.ts';
import type { CaseEventType } from './events.ts';

/** What one screen shows of a case: already cut to what the actor may see, texts in both languages, times in ISO 8601. */
export interface CaseView {
  readonly id: string;
  readonly code: string;
  readonly service: { readonly id: string; readonly name: Text; readonly version: string; readonly override: string | null };
  readonly authority: { readonly code: string; readonly name: string };
  readonly channel: string;
  /** Whoever filed it at a counter, under a power of attorney or by an application; null where the applicant did. */
  readonly filedBy: string | null;
  /** The applicant's name, where a representative filed it for them. */
  readonly onBehalfOf: string | null;
  readonly isOwn: boolean;
  readonly submittedAt: string;
  readonly endedAt: string | null;
  readonly end: string | null;
  readonly lane: string;
  readonly clock: {
    readonly state: 'not_started' | 'running' | 'stopped' | 'ended';
    readonly used: number;
    readonly total: number;
    readonly dueAt: string | null;
  };
  readonly promiseDays: number;
  readonly holders: readonly HolderView[];
  readonly timeline: readonly TimelineView[];
  readonly tasks: readonly TaskView[];
  readonly answers: readonly AnswerView[];
  readonly evidence: readonly EvidenceView[];
  /** Marks of the open return; empty where none is open. */
  readonly marks: readonly MarkView[];
  /** What a refusal may cite: the definition's legal bases, and its requirements that apply. */
  readonly legalBasis: readonly { readonly id: string; readonly cite: string }[];
  readonly requirements: readonly { readonly id: string; readonly label: Text }[];
  /** Why the case stands still: `task:…`, `outcome:…`, `when:…`; null while it doesn't. */
  readonly halted: string | null;
  readonly can: { readonly answer: boolean; readonly withdraw: boolean; readonly resume: boolean };
}

export interface HolderView {
  readonly kind: 'applicant' | 'pool' | 'officer' | 'external' | 'platform';
  /** Name of the agency or system; empty for the applicant. */
  readonly name: string;
  readonly since: string;
  readonly until: string | null;
}

export interface TimelineView {
  readonly at: string;
  readonly type: CaseEventType | 'late_finding';
  readonly agency: string | null;
  readonly task: Text | null;
  readonly outcome: Text | null;
  readonly bySilence: boolean;
  /** Words an officer wrote for the applicant. */
  readonly words: string | null;
  readonly until: string | null;
  /** Both names where an official's deputy acted (E9). */
  readonly deputy: { readonly name: string; readonly forName: string } | null;
}

export interface OutcomeView {
  readonly id: string;
  readonly label: Text;
  readonly isReturn: boolean;
  readonly ends: string | null;
  readonly requires: readonly ('reason' | 'basis' | 'requirement')[];
  readonly takesConditions: boolean;
}

export interface TaskView {
  readonly task: string;
  readonly label: Text;
  readonly kind: string;
  readonly agency: { readonly code: string; readonly name: string };
  readonly role: string;
  readonly status: 'waiting' | 'open' | 'claimed' | 'returned' | 'done' | 'not_applicable' | 'cancelled';
  readonly claimant: string | null;
  readonly openedAt: string | null;
  readonly dueAt: string | null;
  readonly closedAt: string | null;
  readonly outcome: Text | null;
  readonly bySilence: boolean;
  /** May the actor claim it, release it, decide it, move it to a colleague, return it a second time? */
  readonly can: {
    readonly claim: boolean;
    readonly release: boolean;
    readonly decide: boolean;
    readonly reassign: boolean;
    readonly findLate: boolean;
  };
  /** Name of the official the actor stands in for on this task. */
  readonly actsFor: string | null;
  /** Outcomes open to the actor now; empty where `can.decide` is false. */
  readonly outcomes: readonly OutcomeView[];
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
}

export interface AnswerView {
  readonly field: string;
  readonly label: Text;
  /** As shown: options by their label, NIK masked for officers. */
  readonly shown: string;
  readonly source: 'typed' | 'register' | 'computed' | 'reuse';
  readonly isVerified: boolean;
}

export interface EvidenceView {
  readonly id: string;
  readonly requirement: string;
  readonly label: Text;
  readonly kind: 'field' | 'register' | 'issued' | 'reuse' | 'task' | 'upload';
  readonly fileName: string | null;
  readonly mime: string | null;
  readonly size: number | null;
  readonly verifiedAt: string | null;
  readonly validUntil: Day | null;
}

export interface MarkView {
  readonly path: string;
  readonly label: Text;
  readonly requirement: string;
  readonly message: string;
}

export interface WorklistItem {
  readonly code: string;
  readonly service: Text;
  readonly task: string;
  readonly label: Text;
  readonly agency: string;
  readonly status: 'open' | 'claimed' | 'returned';
  readonly claimant: string | null;
  readonly isMine: boolean;
  readonly lane: string;
  readonly submittedAt: string;
  readonly openedAt: string | null;
  readonly dueAt: string | null;
  readonly caseDueAt: string | null;
  readonly isLate: boolean;
}

export interface LedgerShare {
  readonly kind: HolderView['kind'];
  readonly name: string;
  readonly wallMs: number;
  readonly workingMs: number;
}

/** What a service really took, of the cases decided in the last 90 days; both units, the standard says which is shown. */
export interface Achieved {
  readonly decided: number;
  /** Working days of the legal clock. */
  readonly days: { readonly median: number; readonly p90: number };
  /** Working minutes from sending to the end, without those in which the applicant alone was waited for. */
  readonly minutes: { readonly median: number; readonly p90: number };
}
