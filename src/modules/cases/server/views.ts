import { actorAgencies, actorId } from '#core/actor.ts';
import { readCode } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { maskNik } from '#core/nik.ts';
import type { Tx } from '#core/server/database.ts';
import { due } from '#core/working-time.ts';
import type { Definition, Text } from '#modules/catalogue/definition.ts';
import { displayAnswers, labelOf, type Answers } from '#modules/catalogue/form.ts';
import { formContext, getDefinition, getDefinitionBody } from '#modules/catalogue/server/catalogue.ts';
import { applicationsOf } from '#modules/exchange/server/exchange.ts';
import { listDutyHolders, logLook, namesOf, namesOfAgencies } from '#modules/identity/server/identity.ts';
import { clock } from '../clock.ts';
import {
  isOpen,
  maySupervise,
  mayFindLate,
  mayWork,
  outcomesOpen,
  performerOf,
  performerOn,
  type CaseState,
  type Deputyship,
} from '../engine.ts';
import type { CaseEvent, Holder } from '../events.ts';
import { holdersOf, ledger, sharesByAgency } from '../ledger.ts';
import type {
  Achieved,
  AnswerView,
  CaseView,
  EvidenceView,
  HolderView,
  LedgerShare,
  MarkView,
  TaskView,
  TimelineView,
  WorklistItem,
} from '../view.ts';
import { deputyshipsOf, open, stateNow, type Opened } from './advance.ts';
import { openActing, openAnswer, openStatement } from './sealing.ts';
import * as store from './store.ts';

const plain = (id: string): Text => ({ id: id.replaceAll('-', ' '), en: id.replaceAll('-', ' ') });
const taskLabel = (def: Definition, id: string): Text => def.process.find((task) => task.id === id)?.label ?? plain(id);
const outcomeLabel = (def: Definition, task: string, id: string): Text =>
  def.process.find((candidate) => candidate.id === task)?.outcomes[id]?.label ?? plain(id);
const documentLabel = (def: Definition, id: string): Text => def.documents.find((document) => document.id === id)?.label ?? plain(id);
const pathLabel = (def: Definition, path: string): Text => {
  const field = def.fields.find((candidate) => candidate.id === path);
  return field ? labelOf(field) : documentLabel(def, path);
};

const visible = async (tx: Tx, code: string): Promise<store.CaseRow> => {
  const row = await store.findCaseByCode(tx, readCode('SP', code) ?? code);
  if (!row) throw new Failure('not_found', 'cases.not_found');
  return row;
};

/** A case opened for reading, with the names of the agencies that take part: all of them were fixed when it was sent. */
async function openNamed(tx: Tx, code: string): Promise<{ opened: Opened; agencies: ReadonlyMap<string, string> }> {
  const row = await visible(tx, code);
  return { opened: await open(tx, row), agencies: await namesOfAgencies(tx, row.agencies) };
}

/** Everything one screen shows of a case, cut to what the actor may see. @throws Failure not_found */
export async function getCaseView(tx: Tx, code: string): Promise<CaseView> {
  const { opened, agencies } = await openNamed(tx, code);
  return viewOf(tx, opened, agencies);
}

/** Who held the case and for how long, by agency; the parts add up to the whole. @throws Failure not_found */
export async function getShares(tx: Tx, code: string): Promise<LedgerShare[]> {
  const { opened, agencies } = await openNamed(tx, code);
  return sharesOf(tx, opened, agencies);
}

/** Both at once, for the pages that show both: the case is opened once. @throws Failure not_found */
export async function getCaseWithShares(tx: Tx, code: string): Promise<{ view: CaseView; shares: LedgerShare[] }> {
  const { opened, agencies } = await openNamed(tx, code);
  return { view: await viewOf(tx, opened, agencies), shares: sharesOf(tx, opened, agencies) };
}

async function viewOf(tx: Tx, opened: Opened, agencies: ReadonlyMap<string, string>): Promise<CaseView> {
  const { row, def } = opened;
  const state = stateNow(opened);
  const [answers, evidence, statements] = [
    await store.answersOf(tx, row.id),
    await store.evidenceOf(tx, row.id),
    await store.statementsOf(tx, row.id),
  ];
  const words = new Map(statements.map((statement) => [statement.id, openStatement(statement.id, statement.text_sealed)]));
  const deputyships = await deputyshipsOf(tx, def);
  const people = await namesOf(tx, [
    row.filed_by,
    ...Object.values(state.tasks).flatMap((task) => task.claimant ?? []),
    ...deputyships.map((deputyship) => deputyship.forPerson),
    ...opened.log.flatMap((event) => (isByDeputy(event) ? [event.actor!, event.onBehalfOf!] : [])),
  ]);
  const time = clock(def, opened.calendar, state, tx.now);
  const version = await getDefinition(tx, row.definition_hash);
  const me = actorId(tx.actor);
  const isOwn = me === row.applicant_id;
  const application = row.partner_id ? (await applicationsOf(tx, [row.partner_id])).get(row.partner_id) : undefined;
  const acting = row.acting_sealed ? openActing(row.id, row.acting_sealed) : null;
  const seesName = answers.some((answer) => def.fields.find((field) => field.id === answer.field)?.concept === 'person.name');
  // A representative sees the case only while the power of attorney stands.
  const isActing = !isOwn && tx.actor.kind === 'citizen';
  if (tx.actor.kind !== 'citizen') await noteLook(tx, opened, answers, evidence);
  return {
    id: row.id,
    code: row.code,
    service: { id: row.service_id, name: def.catalogue.name, version: def.version, override: version.override },
    authority: { code: row.authority, name: agencies.get(row.authority) ?? row.authority },
    channel: row.channel,
    filedBy: application
      ? `${application.name} (${(await namesOfAgencies(tx, [application.agency])).get(application.agency) ?? application.agency})`
      : row.filed_by === row.applicant_id
        ? null
        : (acting?.representative ?? people.get(row.filed_by) ?? '–'),
    onBehalfOf: acting && (me === row.filed_by || isOwn || seesName) ? acting.applicant : null,
    isOwn,
    submittedAt: row.submitted_at.toISOString(),
    endedAt: state.endedAt?.toISOString() ?? null,
    end: state.end,
    lane: state.lane,
    clock: { state: time.state, used: time.used, total: time.total, dueAt: time.dueAt?.toISOString() ?? null },
    promiseDays: def.catalogue.standard.promise,
    holders: state.end ? [] : holdersOf(state).map((holder) => holderView(opened, state, holder, agencies)),
    timeline: timelineOf(opened, agencies, words, people),
    tasks: await Promise.all(
      def.process
        .filter((task) => state.tasks[task.id]!.status !== 'waiting' || state.end === null)
        .map((task) => taskView(tx, opened, state, task.id, agencies, people, deputyships)),
    ),
    answers: await answerViews(tx, def, row.id, answers, isOwn),
    evidence: evidence.map((item) => evidenceView(def, item)),
    marks:
      state.returned?.marks.map((mark): MarkView => ({
        path: mark.path,
        label: pathLabel(def, mark.path),
        requirement: mark.requirement,
        message: words.get(mark.statement) ?? '',
      })) ?? [],
    legalBasis: def.legalBasis.map(({ id, cite }) => ({ id, cite })),
    requirements: def.documents.map((document) => ({ id: document.id, label: documentLabel(def, document.id) })),
    halted: state.halted,
    can: {
      answer: (isOwn || isActing) && state.returned !== null,
      withdraw: (isOwn || isActing) && state.end === null,
      resume:
        (state.halted?.startsWith('when:') ?? false) &&
        Object.keys(state.tasks).some((id) => maySupervise(state, id, performerOf(tx.actor))),
    },
  };
}

/** What an officer was shown of a person's answers, as a line that person can read: kinds of data, never values. */
async function noteLook(
  tx: Tx,
  { row, def }: Opened,
  answers: readonly store.AnswerRow[],
  evidence: readonly store.EvidenceRow[],
): Promise<void> {
  if (answers.length === 0 && evidence.length === 0) return;
  const kinds = answers.map((answer) => {
    const concept = def.fields.find((field) => field.id === answer.field)?.concept ?? '';
    const [of, what] = concept.split('.') as [string, string | undefined];
    if (of === 'person' && what && KINDS.includes(what)) return what;
    return answer.class === 'specific' ? 'specific' : 'request';
  });
  await logLook(tx, {
    personId: row.applicant_id,
    purpose: 'berkas_dibuka',
    what: [...new Set([...kinds, ...(evidence.length ? ['papers'] : [])])].toSorted(),
    subject: { kind: 'case', id: row.id },
  });
}
/** Kinds of personal data that have a name of their own in the access log. */
const KINDS: readonly string[] = ['name', 'nik', 'phone', 'email', 'address'];

/** Decided or returned in the name of an official who was away; the applicant's own steps at a counter aren't meant. */
const isByDeputy = (event: CaseEvent): boolean =>
  (event.type === 'task_decided' || event.type === 'returned') && event.actor !== null && event.onBehalfOf !== null;

/** Since when, and until when, somebody is waited for. */
function holderView({ def, calendar }: Opened, state: CaseState, holder: Holder, agencies: ReadonlyMap<string, string>): HolderView {
  const stop = def.clock.stops[0];
  if (holder.kind === 'applicant') {
    const since = state.returned!.at;
    return { kind: 'applicant', name: '', since: since.toISOString(), until: stop ? due(calendar, since, stop.max).toISOString() : null };
  }
  const agency = 'agency' in holder ? holder.agency : null;
  const task = Object.values(state.tasks).find((candidate) => isOpen(candidate) && candidate.agency === agency);
  const since = (holder.kind === 'officer' ? task?.claimedAt : task?.openedAt) ?? state.submittedAt!;
  return {
    kind: holder.kind,
    name: agency ? (agencies.get(agency) ?? agency) : holder.kind === 'external' ? holder.system : '',
    since: since.toISOString(),
    until: task?.budgetFrom ? due(calendar, task.budgetFrom, task.budget).toISOString() : null,
  };
}

function timelineOf(
  { def, calendar, log, owed }: Opened,
  agencies: ReadonlyMap<string, string>,
  words: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, string>,
): TimelineView[] {
  const agencyOf = new Map<string, string>();
  const whole: readonly CaseEvent[] = [...log, ...owed.map((event) => ({ ...event, no: 0, actor: null, onBehalfOf: null }))];
  return whole.map((event): TimelineView => {
    if (event.type === 'task_opened') agencyOf.set(event.task, event.agency);
    const task = 'task' in event ? event.task : null;
    const agency = task ? agencyOf.get(task) : undefined;
    return {
      at: event.at.toISOString(),
      type: event.type === 'returned' && event.late_finding ? 'late_finding' : event.type,
      agency: agency ? (agencies.get(agency) ?? agency) : null,
      task: task ? taskLabel(def, task) : null,
      outcome: event.type === 'task_decided' || event.type === 'noted' ? outcomeLabel(def, event.task, event.outcome) : null,
      bySilence: event.type === 'task_decided' && event.by_silence,
      words: saidIn(event, words),
      until: event.type === 'task_opened' ? due(calendar, event.at, event.budget).toISOString() : null,
      deputy: isByDeputy(event) ? { name: people.get(event.actor!) ?? '–', forName: people.get(event.onBehalfOf!) ?? '–' } : null,
    };
  });
}

const saidIn = (event: CaseEvent, words: ReadonlyMap<string, string>): string | null => {
  if (event.type === 'task_decided') return event.statement ? (words.get(event.statement) ?? null) : null;
  if (event.type === 'resumed') return words.get(event.reason) ?? null;
  if (event.type === 'returned')
    return (
      [event.statement, ...event.marks.map((mark) => mark.statement)]
        .map((statement) => words.get(statement ?? ''))
        .filter(Boolean)
        .join('; ') || null
    );
  return null;
};

async function taskView(
  tx: Tx,
  { def, calendar }: Opened,
  state: CaseState,
  id: string,
  agencies: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, string>,
  deputyships: readonly Deputyship[],
): Promise<TaskView> {
  const task = state.tasks[id]!;
  const definition = def.process.find((candidate) => candidate.id === id)!;
  const who = performerOn(def, state, id, tx.actor, deputyships);
  const works = mayWork(def, state, id, who);
  const isMine = task.claimant === who.person;
  const canSupervise = isOpen(task) && maySupervise(state, id, who);
  return {
    task: id,
    label: taskLabel(def, id),
    kind: definition.kind,
    agency: { code: task.agency ?? '', name: agencies.get(task.agency ?? '') ?? '' },
    role: definition.role,
    status: task.status,
    claimant: task.claimant ? (people.get(task.claimant) ?? '–') : null,
    openedAt: task.openedAt?.toISOString() ?? null,
    closedAt: task.closedAt?.toISOString() ?? null,
    dueAt: task.budgetFrom && isOpen(task) ? due(calendar, task.budgetFrom, task.budget).toISOString() : null,
    outcome: task.outcome ? outcomeLabel(def, id, task.outcome) : null,
    bySilence: task.bySilence,
    can: {
      claim: works && task.claimant === null,
      release: task.status === 'claimed' && (isMine || canSupervise),
      decide: works && (isMine || task.claimant === null),
      reassign: canSupervise,
      findLate: mayFindLate(def, state, id, who),
    },
    actsFor: works && who.onBehalfOf ? (people.get(who.onBehalfOf) ?? '–') : null,
    outcomes:
      works && (isMine || task.claimant === null)
        ? outcomesOpen(def, state, id).map(([name, outcome]) => ({
            id: name,
            label: outcomeLabel(def, id, name),
            isReturn: outcome.to === 'return',
            ends: outcome.end ?? null,
            requires: outcome.requires,
            takesConditions: outcome.conditions,
          }))
        : [],
    colleagues:
      canSupervise && task.agency
        ? (await listDutyHolders(tx, task.agency, definition.role)).filter((person) => person.id !== task.claimant)
        : [],
  };
}

async function answerViews(
  tx: Tx,
  def: Definition,
  caseId: string,
  rows: readonly store.AnswerRow[],
  isOwn: boolean,
): Promise<AnswerView[]> {
  const answers: Answers = Object.fromEntries(rows.map((row) => [row.field, openAnswer(caseId, row.field, row.value_sealed)]));
  const shown = displayAnswers(def, answers, await formContext(tx, def));
  return def.fields.flatMap((field): AnswerView[] => {
    const row = rows.find((candidate) => candidate.field === field.id);
    if (!row || field.value !== undefined) return [];
    const text = shown[field.id] ?? String(answers[field.id]);
    return [
      {
        field: field.id,
        label: labelOf(field),
        shown: field.type === 'nik' && !isOwn ? maskNik(text) : text,
        source: row.source as AnswerView['source'],
        isVerified: row.verified,
      },
    ];
  });
}

const evidenceView = (def: Definition, item: store.EvidenceRow): EvidenceView => ({
  id: item.id,
  requirement: item.requirement,
  label: documentLabel(def, item.requirement),
  kind: item.kind as EvidenceView['kind'],
  fileName: item.file_name,
  mime: item.mime,
  size: item.size,
  verifiedAt: item.verified_at?.toISOString() ?? null,
  validUntil: item.valid_until,
});

function sharesOf(tx: Tx, opened: Opened, agencies: ReadonlyMap<string, string>): LedgerShare[] {
  const log = [
    ...opened.log,
    ...opened.owed.map((event, index) => ({ ...event, no: opened.log.length + index + 1, actor: null, onBehalfOf: null })),
  ];
  return sharesByAgency(ledger(opened.def, opened.calendar, log, tx.now)).map(({ holder, wallMs, workingMs }) => ({
    kind: holder.kind,
    name: 'agency' in holder ? (agencies.get(holder.agency) ?? holder.agency) : holder.kind === 'external' ? holder.system : '',
    wallMs,
    workingMs,
  }));
}

export interface WorklistQuery {
  readonly who: 'mine' | 'pool' | 'all';
  readonly service?: string | undefined;
  readonly lateOnly?: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Open tasks of the actor's agencies, soonest due first; `next` is the cursor of the following page. */
export async function listWorklist(
  tx: Tx,
  query: WorklistQuery,
): Promise<{ items: WorklistItem[]; next: string | null; services: { id: string; name: Text }[] }> {
  const agencies = actorAgencies(tx.actor);
  if (agencies.length === 0) return { items: [], next: null, services: [] };
  const [due, caseId, task] = query.cursor?.split('~') ?? [];
  const after = due && caseId && task ? { due, caseId, task } : undefined;
  const rows = await store.worklist(tx, {
    agencies,
    who: query.who,
    service: query.service,
    overdueOnly: query.lateOnly,
    after,
    limit: query.limit + 1,
  });
  const definitions = new Map<string, Definition>();
  for (const hash of new Set(rows.map((row) => row.definition_hash))) definitions.set(hash, await getDefinitionBody(tx, hash));
  const people = await namesOf(
    tx,
    rows.flatMap((row) => row.claimant ?? []),
  );
  const me = actorId(tx.actor);
  const items = rows.slice(0, query.limit).map((row): WorklistItem => {
    const def = definitions.get(row.definition_hash)!;
    return {
      code: row.code,
      service: def.catalogue.name,
      task: row.task,
      label: taskLabel(def, row.task),
      agency: row.agency,
      status: row.status as WorklistItem['status'],
      claimant: row.claimant ? (people.get(row.claimant) ?? '–') : null,
      isMine: row.claimant === me,
      lane: row.lane,
      submittedAt: row.submitted_at.toISOString(),
      openedAt: row.opened_at?.toISOString() ?? null,
      dueAt: row.due_at?.toISOString() ?? null,
      caseDueAt: row.case_due_at?.toISOString() ?? null,
      isLate: row.due_at !== null && row.due_at < tx.now && row.status !== 'returned',
    };
  });
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  const services = new Map(rows.map((row) => [row.service_id, definitions.get(row.definition_hash)!.catalogue.name]));
  return {
    items,
    next: last ? `${last.due_at?.toISOString() ?? 'infinity'}~${last.case_id}~${last.task}` : null,
    services: [...services].map(([id, name]) => ({ id, name })),
  };
}

export interface EscalatedTask {
  readonly code: string;
  readonly service: Text;
  readonly task: string;
  readonly label: Text;
  readonly agency: string;
  readonly dueAt: string | null;
}

/** Overdue tasks of other agencies that were passed to a duty of the actor, longest overdue first (at most 50). */
export async function listEscalated(tx: Tx): Promise<EscalatedTask[]> {
  if (tx.actor.kind !== 'officer' || tx.actor.duties.length === 0) return [];
  const duties = tx.actor.duties.map((duty) => `${duty.agency}/${duty.role}`);
  const rows = await store.listEscalated(tx, duties, tx.actor.agencies);
  const agencies = rows.length
    ? await namesOfAgencies(
        tx,
        rows.map((row) => row.agency),
      )
    : new Map<string, string>();
  return Promise.all(
    rows.map(async (row) => {
      const def = await getDefinitionBody(tx, row.definition_hash);
      return {
        code: row.code,
        service: def.catalogue.name,
        task: row.task,
        label: taskLabel(def, row.task),
        agency: agencies.get(row.agency) ?? row.agency,
        dueAt: row.due_at?.toISOString() ?? null,
      };
    }),
  );
}

export interface OwnCase {
  readonly code: string;
  readonly service: Text;
  readonly submittedAt: string;
  readonly end: string | null;
  readonly clock: string;
  readonly dueAt: string | null;
  readonly needsMe: boolean;
  /** Whose request it is, where the actor acts for them; null for one's own. */
  readonly actingFor: string | null;
  /** Who filed it for the actor; null where they did. */
  readonly filedBy: string | null;
}

/** The applicant's own cases and those they act in for others, newest first. */
export async function listOwnCases(tx: Tx): Promise<OwnCase[]> {
  const rows = await store.listOwnCases(tx);
  const me = actorId(tx.actor);
  const namesIn = (row: store.CaseRow) => (row.acting_sealed ? openActing(row.id, row.acting_sealed) : undefined);
  const returned = rows.length
    ? await store.returnedAmong(
        tx,
        rows.map((row) => row.id),
      )
    : new Set();
  return Promise.all(
    rows.map(async (row) => ({
      actingFor: row.applicant_id === me ? null : (namesIn(row)?.applicant ?? '–'),
      filedBy: row.applicant_id === me ? (namesIn(row)?.representative ?? null) : null,
      code: row.code,
      service: (await getDefinitionBody(tx, row.definition_hash)).catalogue.name,
      submittedAt: row.submitted_at.toISOString(),
      end: row.end_kind,
      clock: row.clock_state,
      dueAt: row.due_at?.toISOString() ?? null,
      needsMe: returned.has(row.id),
    })),
  );
}

/** One paper of a case the actor may see, for its file. @throws Failure not_found */
export async function getPaper(
  tx: Tx,
  id: string,
): Promise<{ caseId: string; requirement: string; fileId: string; name: string; mime: string }> {
  const row = await store.findEvidence(tx, id);
  if (!row?.file_id) throw new Failure('not_found', 'cases.not_found');
  return {
    caseId: row.case_id,
    requirement: row.requirement,
    fileId: row.file_id,
    name: row.file_name ?? 'dokumen',
    mime: row.mime ?? 'application/octet-stream',
  };
}

export interface Tracked {
  readonly service: Text;
  readonly submittedAt: string;
  readonly end: string | null;
  readonly clock: string;
  readonly dueAt: string | null;
  readonly waitsFor: readonly string[];
  readonly since: string | null;
}

/** Where a case is, for anybody who has its code: no name, no answer. @throws Failure not_found */
export async function trackCase(tx: Tx, typed: string): Promise<Tracked> {
  const code = readCode('SP', typed);
  const row = code ? await store.track(tx, code) : undefined;
  if (!row) throw new Failure('invalid', 'input.invalid', { kode: 'cases.track_unknown' });
  const agencies = await namesOfAgencies(tx, row.waits_for);
  const def = await getDefinitionBody(tx, row.definition_hash);
  return {
    service: def.catalogue.name,
    submittedAt: row.submitted_at.toISOString(),
    end: row.end_kind,
    clock: row.clock_state,
    dueAt: row.due_at?.toISOString() ?? null,
    waitsFor: row.waits_for.map((agency) => agencies.get(agency) ?? agency),
    since: row.since?.toISOString() ?? null,
  };
}

/** Open to all. Null while fewer than five were decided: one person's case would show through. */
export async function getAchieved(tx: Tx, serviceId: string): Promise<Achieved | null> {
  const row = await store.findAchieved(tx, serviceId);
  if (!row) return null;
  const minutes = (ms: number | null): number => Math.ceil((ms ?? 0) / 60_000);
  return {
    decided: row.decided ?? 0,
    days: { median: row.median_days ?? 0, p90: row.p90_days ?? 0 },
    minutes: { median: minutes(row.median_ms), p90: minutes(row.p90_ms) },
  };
}
