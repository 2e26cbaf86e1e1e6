import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { makeCalendar, type Calendar } from '#core/working-time.ts';
import { clocks, type Clock, type Deadline, type Deadlines } from '#modules/complaints/clock.ts';
import { fold, type ComplaintState } from '#modules/complaints/complaint.ts';
import type { ComplaintEvent, ComplaintEventBody } from '#modules/complaints/events.ts';
import { lifecycle } from '#modules/complaints/rules.ts';

/** The deadlines as shipped: tests count with the numbers in force. */
export const deadlines: Deadlines = new Map(
  Papa.parse<Record<string, string>>(readFileSync('db/reference/complaint-deadlines.csv', 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data.map((row) => [
    row['id']!,
    {
      id: row['id']!,
      limit: Number(row['limit']),
      unit: row['unit'] as Deadline['unit'],
      legal_basis: row['legal_basis']!,
      verified: row['verified']!,
    },
  ]),
);

/** '2026-11-02 09:00' in WIT. */
export const wit = (text: string): Date => new Date(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+09:00`);

/** The body of one type, also where two types share a shape. */
type BodyOf<T extends ComplaintEventBody['type'], B = ComplaintEventBody> = B extends { readonly type: infer U }
  ? T extends U
    ? Omit<B, 'type'> & { readonly type: T }
    : never
  : never;

/** A body for every event, with made-up references. */
export const bodies: { readonly [T in ComplaintEventBody['type']]: BodyOf<T> } = {
  received: {
    type: 'received',
    category: 'jalan-jembatan',
    region: '94.04.01',
    channel: 'web',
    anonymous: false,
    secret: false,
    text_hash: '',
    photos: 0,
    device_at: null,
  },
  asked: { type: 'asked', entry: 'e' },
  question_answered: { type: 'question_answered', entry: 'e' },
  question_lapsed: { type: 'question_lapsed' },
  verified: { type: 'verified', classification: 'pengaduan_tidak_berkadar', category: 'jalan-jembatan', region: '94.04.01' },
  routed: { type: 'routed', lead: 'dpupr', supporting: [], rule: 'r', entry: null },
  moved: { type: 'moved', lead: 'dlh', supporting: [], rule: null, entry: 'e' },
  accepted: { type: 'accepted', agency: 'dpupr' },
  declined: { type: 'declined', agency: 'dpupr', proposed: 'dlh', entry: 'e' },
  followed_up: { type: 'followed_up', agency: 'dpupr', entry: 'e', next_date: '2026-12-01' },
  subtask_opened: { type: 'subtask_opened', agency: 'bpbd', due: '2026-12-01' },
  subtask_done: { type: 'subtask_done', agency: 'bpbd', entry: 'e' },
  budget_planned: { type: 'budget_planned', wait: 'w', entry: 'e', target: '2027-03-01' },
  budget_confirmed: { type: 'budget_confirmed', wait: 'w', agency: 'bappeda' },
  budget_status: { type: 'budget_status', wait: 'w', status: 'masuk_apbd' },
  budget_available: { type: 'budget_available', wait: 'w' },
  budget_failed: { type: 'budget_failed', wait: 'w', why: 'rejected' },
  forwarded: { type: 'forwarded', body: 'BPJN', entry: 'e' },
  external_replied: { type: 'external_replied', entry: 'e' },
  submitted: { type: 'submitted', agency: 'dpupr', proof: 'p', entry: 'e', field_work: true, flags: [], open_subtasks: [] },
  proof_returned: { type: 'proof_returned', agency: 'distrik-mimika-baru', proof: 'p', entry: 'e' },
  proof_accepted: { type: 'proof_accepted', agency: 'distrik-mimika-baru', proof: 'p', on_site: false },
  agreed: { type: 'agreed' },
  window_lapsed: { type: 'window_lapsed' },
  contested: { type: 'contested', entry: 'e', level: 1 },
  reworked: { type: 'reworked' },
  upheld: { type: 'upheld', entry: 'e' },
  reopened: { type: 'reopened', entry: 'e' },
  not_ours: { type: 'not_ours', body: 'Polres', entry: 'e' },
  archived: { type: 'archived', reason: 'terlalu_umum' },
  merged: { type: 'merged', into: 'other' },
  unmerged: { type: 'unmerged', from: 'other' },
  withdrawn: { type: 'withdrawn' },
  objected: { type: 'objected', entry: 'e' },
  extended: { type: 'extended', until: '2026-12-15', before: '2026-12-01', entry: 'e' },
  instructed: { type: 'instructed', instruction: 'i', agency: 'dpupr', due: '2026-12-01' },
  instruction_done: { type: 'instruction_done', instruction: 'i', entry: 'e' },
  rated: { type: 'rated', value: 4 },
  noted: { type: 'noted', entry: 'e', public: false },
  title_set: { type: 'title_set' },
  published: { type: 'published' },
  hidden: { type: 'hidden' },
  witness_joined: { type: 'witness_joined', witness: 'w' },
  witness_left: { type: 'witness_left', witness: 'w' },
  escalated: { type: 'escalated', rung: 'red', clock: 'merah-lima-hari', to: 'leaders' },
  due_changed: { type: 'due_changed', clock: 'verifikasi', from: '2026-12-01', to: '2026-12-02', holiday: '2026-12-01' },
  unmasked: { type: 'unmasked', request: 'u' },
  anonymised: { type: 'anonymised' },
  removed: { type: 'removed' },
  words_shared: { type: 'words_shared', entry: 'e' },
  proof_fake: { type: 'proof_fake', proof: 'p', agency: 'dpupr', entry: 'e' },
  proof_refused: { type: 'proof_refused', proof: 'p', agency: 'dpupr', entry: 'e', why: 'e', refusals: ['copy_of_report'] },
  proof_lifted: { type: 'proof_lifted', proof: 'p', entry: 'e' },
  refusal_kept: { type: 'refusal_kept', proof: 'p', entry: 'e' },
  photo_masked: { type: 'photo_masked', photo: 'f', mask: 'm', boxes: 1 },
  photo_shown: { type: 'photo_shown', photo: 'f', mask: 'm' },
  mask_returned: { type: 'mask_returned', photo: 'f', mask: 'm', entry: 'e' },
  photo_hidden: { type: 'photo_hidden', photo: 'f', entry: 'e' },
};

/** One report's log written by hand, with its clocks and no database. */
export class ScriptedReport {
  readonly log: ComplaintEvent[] = [];
  calendar: Calendar;

  constructor(receivedAt: string, calendar: Calendar = makeCalendar([])) {
    this.calendar = calendar;
    this.add(receivedAt, 'received');
  }
  add<T extends ComplaintEventBody['type']>(
    at: string | Date,
    type: T,
    more: Partial<BodyOf<T>> = {},
    actor: string | null = 'someone',
  ): this {
    this.log.push({
      ...bodies[type],
      ...more,
      at: typeof at === 'string' ? wit(at) : at,
      no: this.log.length + 1,
      actor,
      actorKind: 'officer',
    } as ComplaintEvent);
    return this;
  }
  get state(): ComplaintState {
    return fold(lifecycle, this.log);
  }
  clocks(at: string | Date): Clock[] {
    return clocks(lifecycle, deadlines, this.calendar, this.log, typeof at === 'string' ? wit(at) : at);
  }
  clock(id: string, at: string): Clock | undefined {
    return this.clocks(at).findLast((clock) => clock.id === id);
  }
}
