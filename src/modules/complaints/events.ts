/** Klasifikasi (Permendagri 8/2023; LAPOR practice): decides the class deadline and who may answer. */
export const classifications = ['permintaan_informasi', 'aspirasi', 'pengaduan_tidak_berkadar', 'pengaduan_berkadar'] as const;
export type Classification = (typeof classifications)[number];

/** What can happen to a report. References, codes and salted hashes only; what people wrote lies sealed in complaints.entry. */
export type ComplaintEventBody =
  | {
      readonly type: 'received';
      readonly category: string;
      readonly region: string | null;
      readonly channel: string;
      readonly anonymous: boolean;
      readonly secret: boolean;
      /** Salted hash of the text as sent. */
      readonly text_hash: string;
      readonly photos: number;
      /** What the sender's device said the time was; shown beside the server's. */
      readonly device_at: string | null;
    }
  | { readonly type: 'asked'; readonly entry: string }
  | { readonly type: 'question_answered'; readonly entry: string }
  | { readonly type: 'question_lapsed' }
  | { readonly type: 'verified'; readonly classification: Classification; readonly category: string; readonly region: string }
  | {
      readonly type: 'routed' | 'moved';
      readonly lead: string;
      readonly supporting: readonly string[];
      /** The rule that proposed it; null where a person chose. */
      readonly rule: string | null;
      readonly entry: string | null;
    }
  | { readonly type: 'accepted'; readonly agency: string }
  | { readonly type: 'declined'; readonly agency: string; readonly proposed: string | null; readonly entry: string }
  | { readonly type: 'followed_up'; readonly agency: string; readonly entry: string; readonly next_date: string }
  | { readonly type: 'subtask_opened'; readonly agency: string; readonly due: string }
  | { readonly type: 'subtask_done'; readonly agency: string; readonly entry: string }
  | { readonly type: 'budget_planned'; readonly wait: string; readonly entry: string; readonly target: string }
  | { readonly type: 'budget_confirmed'; readonly wait: string; readonly agency: string }
  | { readonly type: 'budget_status'; readonly wait: string; readonly status: string }
  | { readonly type: 'budget_available'; readonly wait: string }
  | { readonly type: 'budget_failed'; readonly wait: string; readonly why: 'rejected' | 'date_passed' | 'not_confirmed' }
  | { readonly type: 'forwarded'; readonly body: string; readonly entry: string }
  | { readonly type: 'external_replied'; readonly entry: string }
  | {
      readonly type: 'submitted';
      readonly agency: string;
      readonly proof: string;
      readonly entry: string;
      readonly field_work: boolean;
      readonly flags: readonly string[];
      readonly open_subtasks: readonly string[];
    }
  | { readonly type: 'proof_returned'; readonly agency: string; readonly proof: string; readonly entry: string }
  | { readonly type: 'proof_accepted'; readonly agency: string; readonly proof: string; readonly on_site: boolean }
  | { readonly type: 'agreed' }
  | { readonly type: 'window_lapsed' }
  | {
      readonly type: 'contested';
      readonly entry: string;
      readonly level: number;
      /** By another voice than the reporter's: a witness, or the reporter of a merged report. */
      readonly voice?: boolean;
    }
  | { readonly type: 'reworked' }
  | { readonly type: 'upheld'; readonly entry: string }
  | { readonly type: 'reopened'; readonly entry: string }
  | { readonly type: 'not_ours'; readonly body: string; readonly entry: string }
  | { readonly type: 'archived'; readonly reason: string }
  | { readonly type: 'merged'; readonly into: string }
  | { readonly type: 'unmerged'; readonly from: string }
  | { readonly type: 'withdrawn' }
  | { readonly type: 'objected'; readonly entry: string }
  | { readonly type: 'extended'; readonly until: string; readonly before: string; readonly entry: string }
  | { readonly type: 'instructed'; readonly instruction: string; readonly agency: string; readonly due: string }
  | { readonly type: 'instruction_done'; readonly instruction: string; readonly entry: string }
  | { readonly type: 'rated'; readonly value: number }
  | { readonly type: 'noted'; readonly entry: string; readonly public: boolean }
  | { readonly type: 'title_set' | 'published' | 'hidden' }
  | { readonly type: 'witness_joined' | 'witness_left'; readonly witness: string }
  | { readonly type: 'escalated'; readonly rung: string; readonly clock: string; readonly to: string }
  | { readonly type: 'due_changed'; readonly clock: string; readonly from: string; readonly to: string; readonly holiday: string }
  | { readonly type: 'unmasked'; readonly request: string }
  | { readonly type: 'anonymised' | 'removed' }
  /** The words as sent were opened to the offices that help; `entry` says what need of the service asks for it. */
  | { readonly type: 'words_shared'; readonly entry: string }
  /** Somebody of another unit found that it shows what isn't so; `entry` says by what that is known. */
  | { readonly type: 'proof_fake'; readonly proof: string; readonly agency: string; readonly entry: string }
  /** The checks refused it and the agency stands by it: `entry` its answer, `why` its reason, for a liaison officer. */
  | {
      readonly type: 'proof_refused';
      readonly proof: string;
      readonly agency: string;
      readonly entry: string;
      readonly why: string;
      readonly refusals: readonly string[];
    }
  /** A liaison officer took it all the same, in writing. */
  | { readonly type: 'proof_lifted'; readonly proof: string; readonly entry: string }
  | { readonly type: 'refusal_kept'; readonly proof: string; readonly entry: string }
  /** A copy for the public was made, with so many parts covered. */
  | { readonly type: 'photo_masked'; readonly photo: string; readonly mask: string; readonly boxes: number }
  | { readonly type: 'photo_shown'; readonly photo: string; readonly mask: string }
  | { readonly type: 'mask_returned'; readonly photo: string; readonly mask: string; readonly entry: string }
  | { readonly type: 'photo_hidden'; readonly photo: string; readonly entry: string };

export type ComplaintEventType = ComplaintEventBody['type'];
export type OwedEvent = ComplaintEventBody & { readonly at: Date };
/** An event of the log with who did it; `actor` is null for the clock and for a reporter without an account. */
export type ComplaintEvent = OwedEvent & { readonly no: number; readonly actor: string | null; readonly actorKind: string };

interface Row {
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly actor_id: string | null;
  readonly actor_kind: string;
  readonly data: unknown;
}

/** A row of core.event as an event of a report. */
export const fromRow = (row: Row): ComplaintEvent =>
  ({
    ...(row.data as Record<string, unknown>),
    type: row.type.slice('complaints.'.length),
    no: row.no,
    at: new Date(row.at),
    actor: row.actor_id,
    actorKind: row.actor_kind,
  }) as ComplaintEvent;

/** What the log keeps of an event: everything but its type and moment. */
export const toData = ({ type: _type, at: _at, ...data }: OwedEvent): Omit<OwedEvent, 'type' | 'at'> => data;
