import * as z from 'zod';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { getAgency } from '#modules/identity/server/identity.ts';
import { classDeadline, dueDay, earliest } from '../clock.ts';
import { liftable, type Refusal } from '../evidence.ts';
import { classifications, type ComplaintEventBody } from '../events.ts';
import { ladder, lifecycle, offices } from '../rules.ts';
import { checkProofOf, type ProofJudgement } from './proof.ts';
import { photoRow, type NewPhoto } from './intake.ts';
import { proposalOf } from './routing.ts';
import { take, type Opened, type Taken } from './take.ts';
import { clean, entryText, seal, write, type NewEntry } from './words.ts';
import { replaceMasks, updatePhoto } from './mask-store.ts';
import * as store from './store.ts';

const Day = z.iso.date('complaints.date_wrong');
const invalid = (field: string, reason: string, detail: Record<string, string> = {}) =>
  new Failure('invalid', 'input.invalid', { [field]: reason }, detail);
/** A date that a promise may name: not before today. */
const ahead = (tx: Tx, day: string, field: string): string => {
  const parsed = parse(z.object({ [field]: Day }), { [field]: day })[field] as string;
  if (parsed < dayOf(tx.now)) throw invalid(field, 'complaints.date_past');
  return parsed;
};
const has = ({ held }: Taken, ...roles: string[]): boolean => roles.some((role) => (held as ReadonlySet<string>).has(role));
const need = (taken: Taken, ...roles: string[]): void => {
  if (!has(taken, ...roles)) throw new Failure('forbidden', 'complaints.not_yours');
};
const entry = (
  tx: Tx,
  reportId: string,
  kind: NewEntry['kind'],
  audience: NewEntry['audience'],
  typed: string,
  field: string,
  more: Partial<NewEntry> = {},
) => write(tx, { reportId, kind, audience, text: clean(typed, field), ...more });

// ── Liaison officer ──────────────────────────────────────────────────────────────────────────────────────────────────

export const Verification = z.object({
  title: z.string().trim().min(5, 'complaints.title_short').max(120, 'complaints.too_long'),
  classification: z.enum(classifications, 'complaints.classification_missing'),
  category: z.string().min(1, 'complaints.category_missing'),
  region: z.string().min(1, 'complaints.region_missing'),
  accused: z
    .string()
    .optional()
    .transform((value) => value || undefined),
});

/** Verify: title, class, category and place, in one step. What is berkadar pengawasan never goes to the agency reported. */
export const verifyReport = (tx: Tx, id: string, input: unknown): Promise<Opened> =>
  take(tx, id, 'verified', async ({ opened }) => {
    const { title, classification, category, region, accused } = parse(Verification, input);
    if (!(await store.findCategory(tx, category))) throw invalid('category', 'complaints.category_unknown');
    if (category === 'lainnya' && classification !== 'permintaan_informasi') throw invalid('category', 'complaints.category_too_general');
    if (!(await store.regionExists(tx, region))) throw invalid('region', 'complaints.region_unknown');
    if (accused && !(await getAgency(tx, accused).catch(() => undefined))) throw invalid('accused', 'complaints.agency_unknown');
    const { masked } = seal(title, `report:title:${id}`);
    await store.updateReport(tx, id, { title: masked, region });
    if (accused) await store.updateAccused(tx, id, accused);
    const verified: ComplaintEventBody = { type: 'verified', classification, category, region };
    if (classification !== 'pengaduan_berkadar' || !opened.row.is_public) return [verified];
    // shown at once by its category, and found to be about misconduct: no longer for the public
    await store.updateReport(tx, id, { is_public: false });
    return [verified, { type: 'hidden' }];
  });

export interface Proposal {
  readonly lead: string;
  readonly supporting: readonly string[];
  readonly rule: string | null;
}
/** Whom the rules name for a report as it stands; undefined = triage. Group agencies become the distrik of the place. */
export async function proposeRoute(tx: Tx, row: store.ReportRow): Promise<Proposal | undefined> {
  const detail = await store.findDetail(tx, row.id);
  const answers = (detail?.answers ?? {}) as Record<string, string | string[]>;
  const distrik = row.region ? await store.distrikAgency(tx, row.region) : undefined;
  const accused = detail?.accused ?? null;
  if (row.classification === 'pengaduan_berkadar') return { lead: offices.oversight, supporting: [], rule: null };
  const rules = await store.rulesOn(tx, row.category, dayOf(tx.now));
  return proposalOf(rules, { region: row.region, answers, accused }, distrik);
}

export const Routing = z.object({
  lead: z.string().min(1, 'complaints.lead_missing'),
  supporting: z.array(z.string()).default([]),
  note: z.string().default(''),
});

async function route(tx: Tx, { opened }: Taken, input: unknown, type: 'routed' | 'moved'): Promise<ComplaintEventBody[]> {
  const { lead, supporting, note } = parse(Routing, input);
  const { row } = opened;
  const accused = await store.findAccused(tx, row.id);
  const proposal = await proposeRoute(tx, row);
  for (const agency of [lead, ...supporting])
    if (!(await getAgency(tx, agency).catch(() => undefined))) throw invalid('lead', 'complaints.agency_unknown');
  if (lead === accused || supporting.includes(accused ?? '')) throw invalid('lead', 'complaints.accused_may_not');
  if (opened.state.classification === 'pengaduan_berkadar' && lead !== offices.oversight)
    throw invalid('lead', 'complaints.oversight_only');
  if (supporting.includes(lead)) throw invalid('supporting', 'complaints.lead_supports');
  // No disposisi into a void: an agency without decree, head and a reachable member of staff takes nothing.
  const ready = await store.readiness(tx, lead);
  if (!ready.is_ready) {
    const { official_name } = await getAgency(tx, lead);
    throw new Failure('not_now', 'complaints.agency_not_ready', { lead: 'complaints.agency_not_ready' }, { agency: official_name });
  }
  const isProposed = proposal?.lead === lead;
  if (!isProposed && proposal && note.trim() === '') throw invalid('note', 'complaints.why_not_proposed');
  const words = note.trim() ? await entry(tx, row.id, 'reason', 'desk', note, 'note') : null;
  const events: ComplaintEventBody[] = [{ type, lead, supporting, rule: isProposed ? (proposal?.rule ?? null) : null, entry: words }];
  const shared = earliest(opened.clocks)?.due;
  for (const agency of supporting) {
    // A supporting agency is due no later than the lead.
    const limit = opened.deadlines.get(classDeadline(opened.state.classification!))!;
    const own = dueDay(opened.calendar, dayOf(tx.now), limit.limit, limit.unit, new Set());
    const due = shared && shared < own && shared > dayOf(tx.now) ? shared : own;
    await store.insertSubtask(tx, { report_id: row.id, agency, due_on: due, opened_at: tx.now });
    events.push({ type: 'subtask_opened', agency, due });
  }
  return events;
}
/** Send a verified report to the agency that answers for it, and those that help. @throws Failure not_now where it isn't ready */
export const routeReport = (tx: Tx, id: string, input: unknown): Promise<Opened> =>
  take(tx, id, 'routed', (taken) => route(tx, taken, input, 'routed'));
/** Hand over to another agency: atomic, logged; the public deadline stays. */
export const moveReport = (tx: Tx, id: string, input: unknown): Promise<Opened> =>
  take(tx, id, 'moved', (taken) => route(tx, taken, input, 'moved'));

/** Refused for want of a ready agency: said to Kadis Kominfo and Sekda, and in public ("menunggu penunjukan PIC"). The report stays, clocks run. */
export const noteNotReady = (tx: Tx, id: string, agency: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'liaison');
    const { official_name } = await getAgency(tx, agency);
    const words = await entry(tx, id, 'note', 'public', `Menunggu penunjukan PIC di ${official_name}.`, 'note');
    return [{ type: 'noted', entry: words, public: true }];
  });

/** Ask the reporter; the clock stands still while they alone are waited for. The third question needs the coordinator. */
export const askReporter = (tx: Tx, id: string, question: string): Promise<Opened> =>
  take(tx, id, 'asked', async (taken) => {
    const { state } = taken.opened;
    if (state.questions >= ladder.questions_by_staff && state.lead !== null && !has(taken, 'lead_head'))
      throw new Failure('forbidden', 'complaints.third_question');
    return [{ type: 'asked', entry: await entry(tx, id, 'question', 'reporter', question, 'question', { agency: state.lead }) }];
  });

/** Not for Mimika: only with the body that is, and a hand-over in words. */
export const sendElsewhere = (tx: Tx, id: string, input: { body: string; text: string }): Promise<Opened> =>
  take(tx, id, 'not_ours', async () => {
    const body = input.body.trim();
    if (body.length < 3) throw invalid('body', 'complaints.body_missing');
    return [{ type: 'not_ours', body: body.slice(0, 120), entry: await entry(tx, id, 'forward', 'public', input.text, 'text') }];
  });
export const archiveReasons = ['salah_format', 'terlalu_umum', 'bukan_kinerja_pemerintah', 'sudah_pernah_dijawab', 'uji_coba'] as const;
export const archiveReport = (tx: Tx, id: string, reason: string): Promise<Opened> =>
  take(tx, id, 'archived', () => {
    if (!(archiveReasons as readonly string[]).includes(reason)) throw invalid('reason', 'complaints.reason_missing');
    return [{ type: 'archived', reason }];
  });

/** One problem, many voices: the report follows a leading one and keeps receipt and rights. Undone without loss. */
export const mergeReport = (tx: Tx, id: string, into: string): Promise<Opened> =>
  take(tx, id, 'merged', async ({ opened }) => {
    const target = await store.findReportByNumber(tx, into);
    if (!target || target.id === id) throw invalid('into', 'complaints.merge_target_unknown');
    if (target.merged_into) throw invalid('into', 'complaints.merge_target_merged');
    if (target.ended_at) throw invalid('into', 'complaints.merge_target_ended');
    if (opened.state.classification === 'pengaduan_berkadar' || target.classification === 'pengaduan_berkadar')
      throw invalid('into', 'complaints.merge_berkadar');
    await enqueue(tx, 'complaints.count_voices', { reportId: target.id });
    return [{ type: 'merged', into: target.id }];
  });
export const unmergeReport = (tx: Tx, id: string): Promise<Opened> =>
  take(tx, id, 'unmerged', async ({ opened }) => {
    const from = opened.state.mergedInto!;
    await enqueue(tx, 'complaints.count_voices', { reportId: from });
    return [{ type: 'unmerged', from }];
  });

/** Show a report that had to be looked at first, or hide one again; the text may be masked further. */
export const setPublic = (tx: Tx, id: string, isPublic: boolean, text?: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'liaison');
    const { row } = taken.opened;
    if (isPublic && (row.is_secret || taken.opened.state.classification === 'pengaduan_berkadar'))
      throw new Failure('not_now', 'complaints.stays_secret');
    const masked = text === undefined ? row.text_public : seal(clean(text, 'text'), `detail:text:${id}`).masked;
    await store.updateReport(tx, id, { is_public: isPublic, text_public: masked });
    return [{ type: isPublic ? 'published' : 'hidden' }];
  });

/**
 * Open the words as sent to the offices that help or check: for a written need of the service, which the reporter reads
 * (complaints.md § 3). By Mimika Center or the head of the lead. @throws Failure not_now where they are open already
 */
export const shareWords = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'liaison', 'lead_head');
    if (taken.opened.log.some((event) => event.type === 'words_shared')) throw new Failure('not_now', 'complaints.not_now');
    return [{ type: 'words_shared', entry: await entry(tx, id, 'reason', 'reporter', text, 'text', { agency: taken.opened.state.lead }) }];
  });

// ── The agency ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const acceptReport = (tx: Tx, id: string): Promise<Opened> =>
  take(tx, id, 'accepted', ({ opened }) => [{ type: 'accepted', agency: opened.state.lead! }]);

/** Within two working days, with a reason and whom it should go to. Two in a row call the Sekda. */
export const declineReport = (tx: Tx, id: string, input: { text: string; proposed: string }): Promise<Opened> =>
  take(tx, id, 'declined', async ({ opened }) => {
    const limit = opened.deadlines.get('tolak-disposisi')!;
    if (dayOf(tx.now) > dueDay(opened.calendar, dayOf(opened.state.since), limit.limit, limit.unit, new Set()))
      throw new Failure('not_now', 'complaints.too_late_to_decline');
    const proposed = input.proposed.trim();
    if (proposed === opened.state.lead) throw invalid('proposed', 'complaints.propose_another');
    if (!proposed || !(await getAgency(tx, proposed).catch(() => undefined))) throw invalid('proposed', 'complaints.agency_unknown');
    const words = await entry(tx, id, 'reason', 'public', input.text, 'text', { agency: opened.state.lead });
    return [{ type: 'declined', agency: opened.state.lead!, proposed, entry: words }];
  });

/** A substantive word to the reporter: what happens next, and when. Only this turns the red flag off. */
export const followUp = (tx: Tx, id: string, input: { text: string; next_date: string }): Promise<Opened> =>
  take(tx, id, 'followed_up', async ({ opened }) => {
    const next = ahead(tx, input.next_date, 'next_date');
    const words = await entry(tx, id, 'follow_up', 'public', input.text, 'text', { agency: opened.state.lead, nextDate: next });
    return [{ type: 'followed_up', agency: opened.state.lead!, entry: words, next_date: next }];
  });

/** A supporting agency ends its part. */
export const finishPart = (tx: Tx, id: string, agency: string, text: string): Promise<Opened> =>
  take(tx, id, null, async ({ opened }) => {
    const actor = tx.actor;
    const isTheirs =
      actor.kind === 'officer' &&
      actor.duties.some((duty) => duty.agency === agency && (duty.role === 'complaints.pic_kepala' || duty.role === 'complaints.pic_staf'));
    if (!isTheirs) throw new Failure('forbidden', 'complaints.not_yours');
    if (!opened.state.subtasks.some((part) => part.agency === agency && !part.done)) throw new Failure('not_now', 'complaints.not_now');
    const words = await entry(tx, id, 'follow_up', 'public', text, 'text', { agency });
    await store.finishSubtask(tx, id, agency, words);
    return [{ type: 'subtask_done', agency, entry: words }];
  });

export const BudgetPlan = z.object({
  fiscal_year: z.coerce
    .number('complaints.year_wrong')
    .int('complaints.year_wrong')
    .min(2020, 'complaints.year_wrong')
    .max(2100, 'complaints.year_wrong'),
  document: z.enum(['RKPD', 'RKA', 'DPA', 'Musrenbang'], 'complaints.document_missing'),
  line: z.string().trim().min(3, 'complaints.line_missing').max(200, 'complaints.too_long'),
  estimate_rupiah: z
    .string()
    .transform((value) => value.replace(/^Rp/i, '').replace(/[\s.\u00a0]/g, ''))
    .pipe(z.string().regex(/^[1-9]\d{0,14}$/, 'complaints.rupiah_wrong')),
  target_on: Day,
  interim: z.string().trim().min(5, 'complaints.interim_missing').max(1000, 'complaints.too_long'),
  text: z.string(),
});
/** Wait for the next budget: reason, estimate, line, public date, and what is done meanwhile. By the head of the agency alone. */
export const planBudget = (tx: Tx, id: string, input: unknown): Promise<Opened> =>
  take(tx, id, 'budget_planned', async ({ opened }) => {
    const plan = parse(BudgetPlan, input);
    const target = ahead(tx, plan.target_on, 'target_on');
    const words = await entry(tx, id, 'follow_up', 'public', plan.text, 'text', { agency: opened.state.lead, nextDate: target });
    const wait = uuidv7(tx.now.getTime());
    await store.insertWait(tx, {
      id: wait,
      report_id: id,
      fiscal_year: plan.fiscal_year,
      document: plan.document,
      line: plan.line,
      estimate_rupiah: Number(plan.estimate_rupiah),
      target_on: target,
      interim_public: seal(plan.interim, `budget_wait:interim:${wait}`).masked,
      approved_by: tx.actor.kind === 'officer' ? tx.actor.id : '',
      at: tx.now,
    });
    return [{ type: 'budget_planned', wait, entry: words, target }];
  });
/** Bappeda confirms that the line exists. */
export const confirmBudget = (tx: Tx, id: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'planner');
    const wait = taken.opened.state.budgetWait;
    if (!wait || lifecycle.states[taken.opened.state.state]!.clock !== 'budget') throw new Failure('not_now', 'complaints.not_now');
    await store.updateWait(tx, wait, { confirmed_by: tx.actor.kind === 'officer' ? tx.actor.id : null, confirmed_at: tx.now });
    return [{ type: 'budget_confirmed', wait, agency: offices.planner }];
  });
const waitOrder = ['diusulkan', 'masuk_rkpd', 'masuk_apbd', 'dpa_terbit'] as const;
/** The line moves on, with its document; refused, the report goes back to work and is red. */
export const setBudgetStatus = (tx: Tx, id: string, input: { status: string; document: string }): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'planner', 'lead_head');
    const wait = (await store.waitsOf(tx, id)).find((row) => row.id === taken.opened.state.budgetWait && !row.ended_at);
    if (!wait || lifecycle.states[taken.opened.state.state]!.clock !== 'budget') throw new Failure('not_now', 'complaints.not_now');
    if (input.document.trim().length < 3) throw invalid('document', 'complaints.document_missing');
    const change = { status: input.status, status_document: input.document.trim().slice(0, 200), status_at: tx.now };
    if (input.status === 'ditolak') {
      need(taken, 'planner');
      await store.updateWait(tx, wait.id, { ...change, ended_at: tx.now });
      return [{ type: 'budget_failed', wait: wait.id, why: 'rejected' }];
    }
    const order: readonly string[] = waitOrder;
    if (order.indexOf(input.status) <= order.indexOf(wait.status)) throw invalid('status', 'complaints.status_backwards');
    await store.updateWait(tx, wait.id, change);
    return [{ type: 'budget_status', wait: wait.id, status: input.status }];
  });
export const budgetAvailable = (tx: Tx, id: string): Promise<Opened> =>
  take(tx, id, 'budget_available', async ({ opened }) => {
    await store.updateWait(tx, opened.state.budgetWait!, { ended_at: tx.now });
    return [{ type: 'budget_available', wait: opened.state.budgetWait! }];
  });

/** Passed to a body outside the regency, with proof of sending in words. */
export const forwardReport = (tx: Tx, id: string, input: { body: string; text: string }): Promise<Opened> =>
  take(tx, id, 'forwarded', async ({ opened }) => {
    const body = input.body.trim();
    if (body.length < 3) throw invalid('body', 'complaints.body_missing');
    return [
      {
        type: 'forwarded',
        body: body.slice(0, 120),
        entry: await entry(tx, id, 'forward', 'public', input.text, 'text', { agency: opened.state.lead }),
      },
    ];
  });
export const noteExternalReply = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'external_replied', async ({ opened }) => [
    { type: 'external_replied', entry: await entry(tx, id, 'follow_up', 'public', text, 'text', { agency: opened.state.lead }) },
  ]);

/** A new public date with reason; the old one is kept and shown struck through. By the head. */
export const extendDeadline = (tx: Tx, id: string, input: { until: string; text: string }): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'lead_head');
    const current = taken.opened.clocks.find(
      (clock) =>
        (clock.id.startsWith('kelas-') || clock.id === 'bantahan') &&
        clock.state !== 'met' &&
        clock.state !== 'missed' &&
        clock.state !== 'replaced',
    );
    if (!current || taken.opened.state.endedAt) throw new Failure('not_now', 'complaints.not_now');
    const until = ahead(tx, input.until, 'until');
    if (until <= current.due) throw invalid('until', 'complaints.not_later');
    return [
      {
        type: 'extended',
        until,
        before: current.due,
        entry: await entry(tx, id, 'reason', 'public', input.text, 'text', { agency: taken.opened.state.lead, nextDate: until }),
      },
    ];
  });

export interface ProofInput {
  /** The answer, as the reporter will read it. */
  readonly text: string;
  readonly field_work: boolean;
  /** Why nothing had to be done in the field; needed where `field_work` is false. */
  readonly reason?: string;
  /** Why it is right although the checks refuse it: a liaison officer decides. */
  readonly override?: string;
}
const REFUSED = 'complaints.proof_';
const isLiftable = (reason: string): boolean => liftable.has(reason.slice(REFUSED.length) as Refusal);
/**
 * Answer and proof, for another unit to check. The checks refuse a photo that was used before, and flag what looks odd; a
 * refused set leaves the report with the agency. What only looks like another picture may wait for a liaison officer, with the
 * agency's reason; the same file, or a date before the order, never. @throws Failure invalid with the reason of each refused photo
 */
export async function submitProof(
  tx: Tx,
  id: string,
  input: ProofInput,
  photos: readonly NewPhoto[],
): Promise<{ readonly opened: Opened; readonly judgement: ProofJudgement }> {
  let judgement: ProofJudgement = { refuse: [], flags: [], values: {}, needsOnSite: false };
  const opened = await take(tx, id, 'submitted', async ({ opened: before }) => {
    const { state } = before;
    const answer = clean(input.text, 'text');
    if (input.field_work && photos.length === 0) throw invalid('foto', 'complaints.proof_photo_missing');
    const reason = input.field_work ? undefined : clean(input.reason ?? '', 'reason');
    const open = state.subtasks.filter((part) => !part.done).map((part) => part.agency);
    for (const agency of open) {
      const { official_name, acronyms } = await getAgency(tx, agency);
      // The answer may go out while a part is open only where it names that part (complaints.md § 4).
      if (![official_name, ...acronyms].some((name) => answer.toLowerCase().includes(name.toLowerCase())))
        throw invalid('text', 'complaints.name_open_part', { agency: official_name });
    }
    judgement = await checkProofOf(tx, before, photos);
    const final = judgement.refuse.find((each) => !isLiftable(each));
    const isRefused = judgement.refuse.length > 0;
    const override = input.override?.trim() ? clean(input.override, 'override') : undefined;
    if (isRefused && (final || !override))
      throw new Failure('invalid', 'complaints.proof_refused', { foto: final ?? judgement.refuse[0]! });
    const proof = uuidv7(tx.now.getTime());
    await store.insertProof(tx, {
      id: proof,
      report_id: id,
      agency: state.lead!,
      submitted_by: tx.actor.kind === 'officer' ? tx.actor.id : '',
      at: tx.now,
      field_work: input.field_work,
      reason_sealed: reason ? vault().seal(reason, `complaints.proof:reason:${proof}`) : null,
      flags: [...judgement.flags],
      values: JSON.stringify(judgement.values),
      // a picture like another that counts all the same was seen by somebody who went there
      needs_on_site: judgement.needsOnSite || isRefused,
      refusals: judgement.refuse.map((each) => each.slice(REFUSED.length)),
      ...(isRefused ? { status: 'refused' } : {}),
    });
    await store.insertPhotos(
      tx,
      photos.map((photo) => photoRow(id, 'proof', tx.now, photo, { proof_id: proof })),
    );
    // what was refused is no answer yet: the reporter reads it once it was taken
    const words = await write(tx, {
      reportId: id,
      kind: 'answer',
      audience: isRefused ? 'desk' : 'reporter',
      text: answer,
      agency: state.lead,
    });
    if (isRefused)
      return [
        {
          type: 'proof_refused',
          proof,
          agency: state.lead!,
          entry: words,
          why: await write(tx, { reportId: id, kind: 'reason', audience: 'desk', text: override!, agency: state.lead }),
          refusals: judgement.refuse.map((each) => each.slice(REFUSED.length)),
        },
      ];
    return [
      {
        type: 'submitted',
        agency: state.lead!,
        proof,
        entry: words,
        field_work: input.field_work,
        flags: judgement.flags,
        open_subtasks: open,
      },
    ];
  });
  return { opened, judgement };
}

// ── Checking and closing ─────────────────────────────────────────────────────────────────────────────────────────────

/** Another unit looked and agrees: the answer goes to the reporter. Flagged, contested and drawn ones need a visit. */
export const acceptProof = (tx: Tx, id: string, input: { on_site: boolean; text: string }): Promise<Opened> =>
  take(tx, id, 'proof_accepted', async ({ opened }) => {
    const proof = (await store.proofsOf(tx, id)).find((row) => row.id === opened.state.proof)!;
    if (proof.needs_on_site && proof.field_work && !input.on_site) throw invalid('on_site', 'complaints.visit_needed');
    if (input.on_site) await entry(tx, id, 'note', 'desk', input.text, 'text');
    await store.updateProof(tx, proof.id, {
      status: 'accepted',
      checked_by: tx.actor.kind === 'officer' ? tx.actor.id : null,
      checked_at: tx.now,
    });
    await store.updateReport(tx, id, { answered_at: tx.now });
    return [{ type: 'proof_accepted', agency: checkingAgency(tx, opened), proof: proof.id, on_site: input.on_site }];
  });
export const returnProof = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'proof_returned', async ({ opened }) => {
    const proof = opened.state.proof!;
    await store.updateProof(tx, proof, {
      status: 'returned',
      checked_by: tx.actor.kind === 'officer' ? tx.actor.id : null,
      checked_at: tx.now,
    });
    return [
      { type: 'proof_returned', agency: checkingAgency(tx, opened), proof, entry: await entry(tx, id, 'reason', 'desk', text, 'text') },
    ];
  });
const checkingAgency = (tx: Tx, { state }: Opened): string => {
  const agencies =
    tx.actor.kind === 'officer'
      ? tx.actor.duties.filter(({ role }) => /^complaints\.(verifikator|lo|super_admin)$/.test(role)).map(({ agency }) => agency)
      : [];
  return agencies.find((agency) => agency !== state.lead && !state.supporting.includes(agency))!;
};

/** The officer's own agency, whose proof it would be, has no say in it. */
const needOtherAgency = (tx: Tx, { state }: Opened): void => {
  const agencies = tx.actor.kind === 'officer' ? tx.actor.duties.flatMap(({ role, agency }) => (LIAISON.test(role) ? [agency] : [])) : [];
  if (!agencies.some((agency) => agency !== state.lead && !state.supporting.includes(agency)))
    throw new Failure('forbidden', 'complaints.lift_own_agency');
};
const LIAISON = /^complaints\.(lo|super_admin)$/;
/**
 * Take proof that the checks refused, in writing: everybody reads the reason. It still goes to another unit, which must have been
 * there; the officer who took it doesn't check it. @throws Failure not_now where none waits
 */
export const liftRefusal = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'proof_lifted', async ({ opened }) => {
    const refused = opened.state.refusedProof;
    if (!refused) throw new Failure('not_now', 'complaints.not_now');
    needOtherAgency(tx, opened);
    const { lead, subtasks } = opened.state;
    const proof = (await store.proofsOf(tx, id)).find((row) => row.id === refused.id)!;
    const kept = (await store.entriesOf(tx, id)).find((row) => row.id === refused.entry)!;
    const words = await entry(tx, id, 'reason', 'public', text, 'text');
    await store.updateProof(tx, proof.id, { status: 'submitted', overridden_by: tx.actor.kind === 'officer' ? tx.actor.id : null });
    return [
      { type: 'proof_lifted', proof: proof.id, entry: words },
      {
        type: 'submitted',
        agency: lead!,
        proof: proof.id,
        entry: await write(tx, { reportId: id, kind: 'answer', audience: 'reporter', text: entryText(kept), agency: lead }),
        field_work: proof.field_work,
        flags: proof.flags,
        open_subtasks: subtasks.filter((part) => !part.done).map((part) => part.agency),
      },
    ];
  });
/** Leave it refused; the agency reads why. */
export const keepRefusal = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'liaison');
    const refused = taken.opened.state.refusedProof;
    if (!refused) throw new Failure('not_now', 'complaints.not_now');
    needOtherAgency(tx, taken.opened);
    const words = await entry(tx, id, 'reason', 'desk', text, 'text');
    await store.updateProof(tx, refused.id, { status: 'stays_refused' });
    return [{ type: 'refusal_kept', proof: refused.id, entry: words }];
  });
/**
 * The proof shows what isn't so, and it is known by what: the report goes back to work with clocks of its own, everybody reads it,
 * the inspectorate is told and sees the case, and it counts for the agency (complaints.md § 10).
 */
export const proveFake = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'proof_fake', async ({ opened: { state } }) => {
    if (!state.proof) throw new Failure('not_now', 'complaints.not_now');
    const words = await entry(tx, id, 'reason', 'public', text, 'text');
    await store.updateProof(tx, state.proof, { status: 'fake' });
    await hideProofPhotos(tx, id, state.proof);
    return [{ type: 'proof_fake', proof: state.proof, agency: state.lead!, entry: words }];
  });
/** A false picture stands beside no report as what came of it. */
async function hideProofPhotos(tx: Tx, id: string, proof: string): Promise<void> {
  for (const photo of await store.photosOf(tx, id))
    if (photo.proof_id === proof && photo.is_public) {
      await replaceMasks(tx, photo.id);
      await updatePhoto(tx, photo.id, { is_public: false, masked_file_id: null });
    }
}

// ── The reporter ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const answerQuestion = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'question_answered', async () => [
    { type: 'question_answered', entry: await entry(tx, id, 'reply', 'reporter', text, 'text') },
  ]);
/** A word in any state is kept, never refused: a late answer, a thank-you, news from the place. */
export const addNote = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    const isReporter = has(taken, 'reporter');
    if (!isReporter) need(taken, 'liaison', 'lead_head', 'lead_staff');
    const words = await entry(tx, id, isReporter ? 'reporter_note' : 'note', isReporter ? 'reporter' : 'desk', text, 'text', {
      agency: isReporter ? null : taken.opened.state.lead,
    });
    return [{ type: 'noted', entry: words, public: false }];
  });
export const agree = (tx: Tx, id: string): Promise<Opened> => take(tx, id, 'agreed', () => [{ type: 'agreed' }]);
/** Ten working days from the answer or the end, whichever page they come from. */
export function withinWindow({ clocks, state }: Opened): void {
  const window = clocks.find((clock) => clock.id === 'tanggapan-pelapor' || clock.id === 'keberatan');
  if (state.endedAt && window?.state === 'late') throw new Failure('not_now', 'complaints.window_over');
}
export const object = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'objected', async ({ opened }) => {
    withinWindow(opened);
    return [{ type: 'objected', entry: await entry(tx, id, 'contest', 'reporter', text, 'text') }];
  });
export const withdraw = (tx: Tx, id: string): Promise<Opened> => take(tx, id, 'withdrawn', () => [{ type: 'withdrawn' }]);
/** 1–5 at every ending, refusals too. "Belum selesai" beside a low value is a contest, by its own step. */
export const rate = (tx: Tx, id: string, value: number): Promise<Opened> =>
  take(tx, id, null, (taken) => {
    need(taken, 'reporter');
    if (!Number.isInteger(value) || value < 1 || value > 5) throw invalid('value', 'complaints.rating_wrong');
    if (!taken.opened.state.endedAt && lifecycle.states[taken.opened.state.state]!.clock !== 'reporter')
      throw new Failure('not_now', 'complaints.not_now');
    return [{ type: 'rated', value }];
  });

// ── One level up, and the leaders ────────────────────────────────────────────────────────────────────────────────────

export const rework = (tx: Tx, id: string): Promise<Opened> => take(tx, id, 'reworked', () => [{ type: 'reworked' }]);
/** The answer stands: in writing, once, by an official one level above who gave it. */
export const uphold = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'upheld', async ({ opened }) => {
    if (opened.state.upheld >= ladder.times_upheld) throw new Failure('not_now', 'complaints.upheld_once');
    return [{ type: 'upheld', entry: await entry(tx, id, 'answer', 'public', text, 'text', { agency: opened.state.lead }) }];
  });
export const reopen = (tx: Tx, id: string, text: string): Promise<Opened> =>
  take(tx, id, 'reopened', async () => [{ type: 'reopened', entry: await entry(tx, id, 'instruction', 'public', text, 'text') }]);

/** A leader's instruction (or reprimand) with a due date, to the agency that holds the report. */
export const instruct = (tx: Tx, id: string, input: { kind: string; text: string; due_on: string }): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'leader');
    const agency = taken.opened.state.lead ?? offices.liaison;
    const due = ahead(tx, input.due_on, 'due_on');
    const kind = input.kind === 'tegur' ? 'tegur' : 'arahan';
    const text = clean(input.text, 'text', 1000);
    const instruction = uuidv7(tx.now.getTime());
    await store.insertInstruction(tx, {
      id: instruction,
      report_id: id,
      leader: tx.actor.kind === 'leader' ? tx.actor.id : '',
      agency,
      kind,
      text_sealed: seal(text, `instruction:text:${instruction}`).sealed,
      due_on: due,
      at: tx.now,
    });
    return [{ type: 'instructed', instruction, agency, due }];
  });
export const finishInstruction = (tx: Tx, id: string, instruction: string, text: string): Promise<Opened> =>
  take(tx, id, null, async (taken) => {
    need(taken, 'lead_head', 'lead_staff', 'liaison');
    if (!isUuid(instruction)) throw new Failure('not_found', 'complaints.not_found');
    const words = await entry(tx, id, 'note', 'desk', text, 'text', { agency: taken.opened.state.lead });
    if (!(await store.finishInstruction(tx, id, instruction, words))) throw new Failure('not_now', 'complaints.not_now');
    return [{ type: 'instruction_done', instruction, entry: words }];
  });
