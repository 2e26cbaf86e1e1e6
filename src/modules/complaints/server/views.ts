import { Failure } from '#core/failure.ts';
import { isUuid } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf } from '#core/working-time.ts';
import { namesOf } from '#modules/identity/server/identity.ts';
import { openSteps, rolesOf } from '../complaint.ts';
import type { Clock } from '../clock.ts';
import { ledger, type LedgerRow } from '../ledger.ts';
import type { Question } from '../report.ts';
import { lifecycle, offices } from '../rules.ts';
import { receiptCode } from './intake.ts';
import { proposeRoute, type Proposal } from './steps.ts';
import { whyOf, type Why } from './routing.ts';
import { maskText } from '../masking.ts';
import { followMerged, isReporterOf, isWitness, open, performerOf, type Opened } from './take.ts';
import { entryText, unseal } from './words.ts';
import { masksOf } from './mask-store.ts';
import * as store from './store.ts';

/** What anybody may read of a public report; the base of every other view. */
export interface PublicReport {
  readonly number: string;
  readonly title: string | null;
  readonly text: string;
  readonly category: string;
  readonly classification: string | null;
  readonly region: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
  readonly channel: string;
  readonly state: string;
  readonly label: { readonly id: string; readonly en: string };
  readonly open311: string;
  readonly lead: string | null;
  readonly supporting: readonly string[];
  readonly holder: string;
  readonly holderAgency: string | null;
  readonly receivedAt: Date;
  readonly updatedAt: Date;
  readonly since: Date;
  readonly dueOn: string | null;
  readonly dueClock: string | null;
  readonly isRed: boolean;
  readonly isLate: boolean;
  readonly endedAt: Date | null;
  readonly ending: string | null;
  readonly contests: number;
  readonly witnesses: number;
  readonly photos: number;
}

export const shownReport = (row: store.ReportRow): PublicReport => ({
  number: row.number,
  title: row.title,
  text: row.text_public,
  category: row.category,
  classification: row.classification,
  region: row.region,
  point: row.lat !== null && row.long !== null ? { lat: Number(row.lat), long: Number(row.long) } : null,
  channel: row.channel,
  state: row.state,
  label: lifecycle.states[row.state]!.label,
  open311: row.open311,
  lead: row.lead,
  supporting: row.supporting,
  holder: row.holder,
  holderAgency: row.holder_agency,
  receivedAt: row.received_at,
  updatedAt: row.updated_at,
  since: row.state_since,
  dueOn: row.due_on,
  dueClock: row.due_clock,
  isRed: row.is_red,
  isLate: row.is_late,
  endedAt: row.ended_at,
  ending: row.ending,
  contests: row.contests,
  witnesses: row.witnesses,
  photos: row.photos,
});

/** One line of the timeline: what happened, at which agency, with the words that may be read here. */
export interface TimelineItem {
  readonly no: number;
  readonly at: Date;
  readonly type: string;
  readonly agency: string | null;
  readonly text: string | null;
  readonly nextDate: string | null;
  readonly by: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const AGENCY_OF = ['agency', 'lead'] as const;

/** Events a reader of this kind is shown; the rest (notes between officers, rungs) stay inside. */
const PUBLIC_EVENTS = new Set([
  'received',
  'verified',
  'routed',
  'moved',
  'accepted',
  'declined',
  'followed_up',
  'subtask_opened',
  'subtask_done',
  'budget_planned',
  'budget_confirmed',
  'budget_status',
  'budget_available',
  'budget_failed',
  'forwarded',
  'external_replied',
  'submitted',
  'proof_returned',
  'proof_accepted',
  'agreed',
  'window_lapsed',
  'contested',
  'reworked',
  'upheld',
  'reopened',
  'not_ours',
  'archived',
  'merged',
  'unmerged',
  'withdrawn',
  'objected',
  'extended',
  'instructed',
  'rated',
  'due_changed',
  'asked',
  'question_answered',
  'question_lapsed',
  'noted',
  'proof_fake',
  'proof_lifted',
]);

/** Events about their own data that the reporter reads beside the public ones. */
const REPORTER_EVENTS: ReadonlySet<string> = new Set(['unmasked', 'words_shared']);

/**
 * `beside`: an office that helps or checks; it reads words masked. `witness`: what the public reads, the answers, and the
 * witness's own words; of entries, row security gives them no more.
 */
type Audience = 'public' | 'witness' | 'reporter' | 'desk' | 'beside';
const isInside = (audience: Audience): boolean => audience === 'desk' || audience === 'beside';
const masked = (text: string): string => maskText(text).text;

async function timeline(tx: Tx, { log }: Opened, entries: readonly store.EntryRow[], audience: Audience): Promise<TimelineItem[]> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const names = isInside(audience)
    ? await namesOf(
        tx,
        log.flatMap((event) => (event.actorKind !== 'citizen' && event.actor ? [event.actor] : [])),
      )
    : new Map<string, string>();
  return (
    log
      // who saw more than others is its reporter's business, not the public's
      .filter(
        (event) => isInside(audience) || PUBLIC_EVENTS.has(event.type) || (audience === 'reporter' && REPORTER_EVENTS.has(event.type)),
      )
      .flatMap((event) => {
        const data = event as unknown as Record<string, unknown>;
        const entry = typeof data['entry'] === 'string' ? byId.get(data['entry']) : undefined;
        const mayRead =
          entry &&
          (isInside(audience) ||
            entry.audience === 'public' ||
            (audience === 'reporter' && entry.audience === 'reporter') ||
            (audience === 'witness' && (entry.kind === 'answer' || entry.witness_id !== null)));
        // a note nobody here may read says nothing to them
        if (event.type === 'noted' && !mayRead) return [];
        return [
          {
            no: event.no,
            at: event.at,
            type: event.type,
            agency: AGENCY_OF.map((key) => data[key]).find((value): value is string => typeof value === 'string') ?? null,
            text: mayRead
              ? audience === 'public'
                ? entry.text_public
                : audience === 'reporter' || audience === 'witness'
                  ? (entry.text_public ?? entryText(entry))
                  : audience === 'beside'
                    ? masked(entryText(entry))
                    : entryText(entry)
              : null,
            nextDate: entry?.next_date ?? null,
            by: event.actorKind !== 'citizen' && event.actor ? (names.get(event.actor) ?? null) : null,
            data,
          },
        ];
      })
  );
}

export interface ReportPage extends PublicReport {
  readonly timeline: readonly TimelineItem[];
  readonly clocks: readonly Clock[];
  readonly ledger: readonly LedgerRow[];
  readonly photoIds: readonly { readonly id: string; readonly role: string; readonly proof: string | null }[];
  readonly wait:
    | (Pick<
        store.WaitRow,
        'fiscal_year' | 'document' | 'line' | 'estimate_rupiah' | 'target_on' | 'interim_public' | 'status' | 'status_document'
      > & { readonly isConfirmed: boolean })
    | null;
  readonly mergedInto: string | null;
  /** Why it is with its lead: the rule, or null where a person chose; undefined without a lead. */
  readonly why?: Why | null | undefined;
}

/** The rule by which a report came to its lead; null where a person chose. */
async function whyNow(tx: Tx, { log }: Opened): Promise<Why | null> {
  const event = log.findLast((each) => each.type === 'routed' || each.type === 'moved');
  return event && 'rule' in event && event.rule ? whyOf(tx, event.rule) : null;
}

export async function pageOf(
  tx: Tx,
  row: store.ReportRow,
  audienceOf: (opened: Opened) => Audience,
): Promise<{ view: ReportPage; opened: Opened; entries: store.EntryRow[] }> {
  const opened = await open(tx, row);
  const audience = audienceOf(opened);
  const entries = await store.entriesOf(tx, row.id);
  const photos = await store.photosOf(tx, row.id);
  const wait =
    lifecycle.states[opened.state.state]!.clock === 'budget'
      ? (await store.waitsOf(tx, row.id)).find((item) => item.id === opened.state.budgetWait)
      : undefined;
  const into = row.merged_into ? await store.findReport(tx, row.merged_into) : undefined;
  return {
    opened,
    entries,
    view: {
      ...shownReport(row),
      state: opened.state.state,
      label: lifecycle.states[opened.state.state]!.label,
      timeline: await timeline(tx, opened, entries, audience),
      clocks: opened.clocks,
      ledger: ledger(lifecycle, opened.log, tx.now, offices.liaison),
      photoIds: photos
        .filter((photo) => photo.file_id !== null)
        .filter((photo) =>
          isInside(audience) ? true : audience === 'reporter' ? isReporters(photo, opened.log) || photo.is_public : photo.is_public,
        )
        .map((photo) => ({ id: photo.id, role: photo.role, proof: photo.proof_id })),
      wait: wait
        ? {
            fiscal_year: wait.fiscal_year,
            document: wait.document,
            line: wait.line,
            estimate_rupiah: wait.estimate_rupiah,
            target_on: wait.target_on,
            interim_public: wait.interim_public,
            status: wait.status,
            status_document: wait.status_document,
            isConfirmed: wait.confirmed_at !== null,
          }
        : null,
      mergedInto: into?.number ?? null,
      why: opened.state.lead ? await whyNow(tx, opened) : undefined,
    },
  };
}

/** Is a photograph the reporter's own, or an officer's for them: not what another voice sent? */
const isReporters = (photo: store.PhotoRow, log: Opened['log']): boolean =>
  photo.witness_id === null && !log.some((event) => event.type === 'contested' && event.voice && event.entry === photo.entry_id);

/** A public report, for anybody. @throws Failure not_found also where it exists and isn't public */
export async function getPublicReport(tx: Tx, number: string): Promise<ReportPage> {
  const row = await store.findReportByNumber(tx, number);
  if (!row?.is_public) throw new Failure('not_found', 'complaints.not_found');
  return (await pageOf(tx, row, () => 'public')).view;
}

export interface OwnReport extends ReportPage {
  readonly id: string;
  /** As they sent it. */
  readonly ownText: string;
  readonly address: string | null;
  readonly landmark: string | null;
  readonly isAnonymous: boolean;
  readonly isSecret: boolean;
  readonly isPublic: boolean;
  readonly code: string;
  readonly canBeReached: boolean;
  /** Steps open to them now. */
  readonly steps: readonly string[];
  readonly rating: number | null;
  /** Of the report it was merged into, where it was: what was answered there, and whether they may contest it. */
  readonly follows: { readonly answer: string | null; readonly mayContest: boolean } | null;
}

/** The words of the last answer, as far as the reader may read them. */
export const answerIn = ({ timeline: items }: ReportPage): string | null =>
  items.findLast((item) => item.type === 'submitted' || item.type === 'upheld')?.text ?? null;

/** The reporter's own report, once presentCode or presentOwn let them in. @throws Failure not_found */
export async function getOwnReport(tx: Tx, id: string): Promise<OwnReport> {
  const row = await store.findReport(tx, id);
  const detail = row && isReporterOf(tx, id) ? await store.findDetail(tx, id) : undefined;
  if (!row || !detail) throw new Failure('not_found', 'complaints.not_found');
  const { view, opened } = await pageOf(tx, row, () => 'reporter');
  const held = rolesOf(opened.state, performerOf(tx, id), detail.accused);
  const voice = row.merged_into ? await followMerged(tx) : undefined;
  const leading = voice ? await store.findReport(tx, voice.leading) : undefined;
  const followed = leading ? await pageOf(tx, leading, () => 'witness') : undefined;
  return {
    ...view,
    id,
    follows: followed
      ? {
          answer: answerIn(followed.view),
          mayContest: openSteps(lifecycle, followed.opened.state, rolesOf(followed.opened.state, performerOf(tx, leading!.id), null)).has(
            'contested',
          ),
        }
      : null,
    ownText: unseal(detail.text_sealed, `detail:text:${id}`),
    address: detail.address_sealed ? unseal(detail.address_sealed, `detail:address:${id}`) : null,
    landmark: detail.landmark_sealed ? unseal(detail.landmark_sealed, `detail:landmark:${id}`) : null,
    isAnonymous: detail.is_anonymous,
    isSecret: row.is_secret,
    isPublic: row.is_public,
    code: receiptCode(id),
    canBeReached: await store.canBeReached(tx, detail.pseudonym),
    steps: [...openSteps(lifecycle, opened.state, held)],
    rating: row.rating,
  };
}

export interface DeskReport extends ReportPage {
  readonly id: string;
  /** As sent; masked where the reporter chose both switches, and for offices that only help or check. */
  readonly fullText: string;
  /** Are words shown masked because this office only helps or checks? */
  readonly isMasked: boolean;
  /** Were they opened to helping offices, by a reason or by the reporter's own consent? */
  readonly isShared: boolean;
  readonly address: string | null;
  readonly landmark: string | null;
  readonly exactPoint: { readonly lat: number; readonly long: number; readonly accuracy: number | null } | null;
  readonly answers: readonly { readonly question: Question; readonly values: readonly string[] }[];
  readonly pseudonym: string;
  readonly isAnonymous: boolean;
  readonly isSecret: boolean;
  readonly isPublic: boolean;
  readonly canBeReached: boolean;
  readonly accused: string | null;
  readonly deviceAt: Date | null;
  readonly steps: readonly string[];
  readonly roles: readonly string[];
  readonly proposal: Proposal | null;
  readonly proposalWhy: Why | null;
  readonly proof:
    | (Pick<store.ProofRow, 'id' | 'agency' | 'flags' | 'field_work' | 'needs_on_site' | 'status'> & {
        readonly values: unknown;
        readonly answer: string | null;
        readonly reason: string | null;
      })
    | null;
  /** Refused by the checks, and the agency stands by it: for a liaison officer to decide. */
  readonly refused:
    (Pick<store.ProofRow, 'id' | 'agency' | 'flags' | 'refusals'> & { readonly answer: string | null; readonly why: string | null }) | null;
  readonly openInstructions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly text: string;
    readonly due: string;
    readonly agency: string;
  }[];
  readonly parts: readonly { readonly agency: string; readonly due: string; readonly done: boolean }[];
  /** Who joined it, as they are called here, with their own words and place. */
  readonly voices: readonly VoiceItem[];
  /** For Mimika Center alone: photographs it may show, and where each stands. */
  readonly photoWork: readonly { readonly id: string; readonly stand: 'none' | 'waits' | 'shown' }[];
  /** Reports merged into it. */
  readonly merged: readonly { readonly number: string; readonly title: string | null }[];
}
export interface VoiceItem {
  readonly number: string;
  readonly at: Date;
  readonly hasLeft: boolean;
  readonly text: string | null;
  readonly landmark: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
}

/** Opened to helping offices: by the reporter, who lets their name be known, or by a recorded service need (complaints.md § 3). */
const isShared = ({ log }: Opened, detail: store.DetailRow): boolean =>
  detail.wants_name_known || log.some((event) => event.type === 'words_shared');
/** Mimika Center and the lead work with the words as sent; whoever helps or checks, only once they were opened. */
const readsWhole = (held: ReadonlySet<string>, opened: Opened, detail: store.DetailRow): boolean =>
  held.has('liaison') || held.has('lead_head') || held.has('lead_staff') || isShared(opened, detail);

/** A report on an officer's desk. @throws Failure not_found where it is on none of theirs */
export async function getDeskReport(tx: Tx, number: string): Promise<DeskReport> {
  const row = await store.findReportByNumber(tx, number);
  const detail = row ? await store.findDetail(tx, row.id) : undefined;
  if (!row || !detail) throw new Failure('not_found', 'complaints.not_found');
  const { id } = row;
  const performer = performerOf(tx, id);
  const { view, opened, entries } = await pageOf(tx, row, (it) =>
    readsWhole(rolesOf(it.state, performer, detail.accused), it, detail) ? 'desk' : 'beside',
  );
  const held = rolesOf(opened.state, performer, detail.accused);
  const isHidden = detail.is_anonymous && row.is_secret && !held.has('liaison');
  const isMasked = !readsWhole(held, opened, detail);
  const shown = isMasked ? masked : (text: string): string => text;
  const proof = (await store.proofsOf(tx, id)).findLast((item) => item.id === opened.state.proof);
  const answer = entries.find((entry) => entry.id === opened.state.answerEntry);
  const refused = (await store.proofsOf(tx, id)).find((item) => item.id === opened.state.refusedProof?.id);
  const wordsOf = (entryId: string | undefined): string | null => {
    const found = entries.find((entry) => entry.id === entryId);
    return found ? shown(entryText(found)) : null;
  };
  const category = await store.findCategory(tx, row.category);
  const proposal = (await proposeRoute(tx, row)) ?? null;
  const given = detail.answers as Record<string, string | string[]>;
  return {
    ...view,
    id,
    fullText: isHidden ? row.text_public : shown(unseal(detail.text_sealed, `detail:text:${id}`)),
    isMasked,
    isShared: isShared(opened, detail),
    address: detail.address_sealed && !isHidden ? shown(unseal(detail.address_sealed, `detail:address:${id}`)) : null,
    landmark: detail.landmark_sealed && !isHidden ? shown(unseal(detail.landmark_sealed, `detail:landmark:${id}`)) : null,
    exactPoint:
      detail.lat !== null && detail.long !== null
        ? { lat: Number(detail.lat), long: Number(detail.long), accuracy: detail.accuracy_m }
        : null,
    answers: ((category?.questions ?? []) as unknown as Question[])
      .filter((question) => given[question.code] !== undefined)
      .map((question) => ({ question, values: [given[question.code]!].flat().map(shown) })),
    pseudonym: detail.pseudonym.slice(0, 8),
    isAnonymous: detail.is_anonymous,
    isSecret: row.is_secret,
    isPublic: row.is_public,
    canBeReached: await store.canBeReached(tx, detail.pseudonym),
    accused: detail.accused,
    deviceAt: detail.device_at,
    steps: [...openSteps(lifecycle, opened.state, held)],
    roles: [...held],
    proposal,
    proposalWhy: proposal?.rule ? await whyOf(tx, proposal.rule) : null,
    proof: proof
      ? {
          id: proof.id,
          agency: proof.agency,
          flags: proof.flags,
          field_work: proof.field_work,
          needs_on_site: proof.needs_on_site,
          status: proof.status,
          values: proof.values,
          answer: answer ? shown(entryText(answer)) : null,
          reason: proof.reason_sealed ? shown(unseal(proof.reason_sealed, `proof:reason:${proof.id}`)) : null,
        }
      : null,
    refused: refused
      ? {
          id: refused.id,
          agency: refused.agency,
          flags: refused.flags,
          refusals: refused.refusals,
          answer: wordsOf(opened.state.refusedProof?.entry),
          why: wordsOf(opened.log.flatMap((event) => (event.type === 'proof_refused' && event.proof === refused.id ? [event.why] : []))[0]),
        }
      : null,
    openInstructions: (await store.instructionsOf(tx, id))
      .filter((item) => !item.done_at)
      .map((item) => ({
        id: item.id,
        kind: item.kind,
        text: shown(unseal(item.text_sealed, `instruction:text:${item.id}`)),
        due: item.due_on,
        agency: item.agency,
      })),
    parts: opened.state.subtasks,
    voices: (await store.witnessesOf(tx, id)).map((voice) => ({
      number: voice.number,
      at: voice.at,
      hasLeft: voice.left_at !== null,
      text: voice.text_sealed ? shown(unseal(voice.text_sealed, `witness:text:${voice.id}`)) : null,
      landmark: voice.landmark_sealed ? shown(unseal(voice.landmark_sealed, `witness:landmark:${voice.id}`)) : null,
      point: voice.lat !== null && voice.long !== null ? { lat: Number(voice.lat), long: Number(voice.long) } : null,
    })),
    photoWork: held.has('liaison') ? await photoWork(tx, id) : [],
    merged: await store.mergedInto(tx, id),
  };
}

async function photoWork(tx: Tx, id: string): Promise<DeskReport['photoWork']> {
  const waits = new Set((await masksOf(tx, id)).flatMap(({ status, photo_id }) => (status === 'waiting' ? [photo_id] : [])));
  return (await store.photosOf(tx, id)).map((photo) => ({
    id: photo.id,
    stand: waits.has(photo.id) ? 'waits' : photo.is_public ? 'shown' : 'none',
  }));
}

// ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PublicFilter {
  readonly category?: string | undefined;
  /** A region's code; its parts count too. */
  readonly region?: string | undefined;
  readonly open311?: string | undefined;
  readonly lead?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly isRed?: boolean | undefined;
  /** Only those with a point anybody may see. */
  readonly hasPoint?: boolean | undefined;
  /** From {@link cursorOf} of the last row of the page before. */
  readonly after?: string | undefined;
  readonly most?: number | undefined;
}
export const cursorOf = (row: PublicReport): string => `${row.receivedAt.toISOString()}~${row.number}`;

/** Public reports, newest first, a page at a time. */
export const listPublic = async (tx: Tx, filter: PublicFilter = {}): Promise<PublicReport[]> =>
  (await store.publicReports(tx, filter)).map(shownReport);

/** When anything anybody may read of reports last changed; null where nothing is public. */
export const publicChangedAt = (tx: Tx): Promise<Date | null> => store.publicChangedAt(tx);

export interface DeskItem extends PublicReport {
  readonly isPublic: boolean;
  readonly daysLeft: number | null;
}
/** What lies on the actor's desks, earliest date first. `part`: waiting for them, or all that is open. */
export async function listDesk(
  tx: Tx,
  filter: {
    state?: string | undefined;
    lead?: string | undefined;
    category?: string | undefined;
    isRed?: boolean | undefined;
    after?: string | undefined;
    most?: number | undefined;
  } = {},
): Promise<DeskItem[]> {
  const rows = await store.deskReports(tx, filter);
  const today = Date.parse(`${dayOf(tx.now)}T00:00:00Z`);
  return rows.map((row) => ({
    ...shownReport(row),
    isPublic: row.is_public,
    daysLeft: row.due_on ? Math.round((Date.parse(`${row.due_on}T00:00:00Z`) - today) / 86_400_000) : null,
  }));
}

/** A signed-in citizen's own reports. */
export const listOwn = async (tx: Tx): Promise<PublicReport[]> => (await store.ownReports(tx)).map(shownReport);

export interface CategoryView {
  readonly id: string;
  readonly code: string;
  readonly name: { readonly id: string; readonly en: string };
  readonly family: string;
  readonly questions: readonly Question[];
  readonly classHint: string;
  readonly isPublic: boolean;
  readonly reviewBeforePublic: boolean;
  readonly agency: string;
  readonly verified: string;
}
/** Names alone, without the questions: most pages ask for no more. */
export const listCategoryNames = async (tx: Tx): Promise<Pick<CategoryView, 'id' | 'name'>[]> =>
  (await store.listCategoryNames(tx)).map((row) => ({ id: row.id, name: { id: row.name, en: row.name_en } }));
export const listCategories = async (tx: Tx): Promise<CategoryView[]> =>
  (await store.listCategories(tx)).map((row) => ({
    id: row.id,
    code: row.code,
    name: { id: row.name, en: row.name_en },
    family: row.family,
    questions: row.questions as unknown as Question[],
    classHint: row.class_hint,
    isPublic: row.is_public,
    reviewBeforePublic: row.review_before_public,
    agency: row.default_agency,
    verified: row.verified,
  }));

/** A photograph the actor may see: their own, on their desk, or public; the public sees masked copies alone. @throws Failure not_found */
export async function getReportPhoto(tx: Tx, id: string): Promise<{ readonly fileId: string; readonly mime: string }> {
  const photo = isUuid(id) ? await store.findPhoto(tx, id) : undefined;
  if (!photo) throw new Failure('not_found', 'complaints.not_found');
  const isInside =
    tx.actor.kind === 'officer' ||
    tx.actor.kind === 'leader' ||
    (photo.witness_id === null ? isReporterOf(tx, photo.report_id) : isWitness(tx, photo.witness_id));
  const fileId = isInside ? photo.file_id : photo.is_public ? photo.masked_file_id : null;
  if (!fileId) throw new Failure('not_found', 'complaints.not_found');
  return { fileId, mime: photo.mime };
}

/** The states of the table in force, for filters. */
export const listStates = (): { readonly id: string; readonly label: { readonly id: string; readonly en: string } }[] =>
  Object.entries(lifecycle.states).map(([id, { label }]) => ({ id, label }));
