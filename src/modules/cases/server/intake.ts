import { createHash } from 'node:crypto';
import type { Insertable } from 'kysely';
import { actorId } from '#core/actor.ts';
import { newCode } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { chainAll, type EventData, type NewEvent } from '#core/server/events.ts';
import { takeJob } from '#core/server/jobs.ts';
import type { DB } from '#core/server/schema.gen.ts';
import { due } from '#core/working-time.ts';
import type { Definition, DocumentRequirement } from '#modules/catalogue/definition.ts';
import { evaluate, referencesOf } from '#modules/catalogue/expression.ts';
import {
  answerOf,
  carryOver,
  documentsNeeded,
  firstOpenPage,
  formPages,
  readPage,
  readSubmission,
  refuse,
  settle,
  type Answer,
  type Answers,
  type DocumentNeed,
  type EvidenceKind,
  type FormContext,
  type FormPage,
} from '#modules/catalogue/form.ts';
import {
  findService,
  formContext,
  getCurrentDefinition,
  getDefinition,
  getDefinitionBody,
  isElsewhere,
} from '#modules/catalogue/server/catalogue.ts';
import { needRepresentation, type Acting } from '#modules/identity/server/identity.ts';
import { decide, fold, performerOf, type Facts } from '../engine.ts';
import { fromRow } from '../events.ts';
import { follow, headerOf } from './advance.ts';
import { refuseClosed } from './agencies.ts';
import { openDraft, sealActing, sealAnswer, sealDraft, sealFacts } from './sealing.ts';
import * as store from './store.ts';

/** What a register said when it was asked for this draft. */
export interface RegisterAnswer {
  readonly status: 'found' | 'not_found' | 'unavailable';
  /** By concept, for example `person.name`. */
  readonly values: Readonly<Record<string, string>>;
  readonly at: string;
}

export interface DraftUpload {
  readonly fileId: string;
  readonly name: string;
  readonly mime: string;
  readonly size: number;
  readonly sha256: string;
}

interface DraftContent {
  readonly answers: Answers;
  readonly registers: Readonly<Record<string, RegisterAnswer>>;
  readonly uploads: Readonly<Record<string, DraftUpload>>;
}

export interface DraftView {
  readonly id: string;
  readonly service: string;
  readonly definition: Definition;
  readonly override: string | null;
  readonly applicantId: string;
  /** As whom the actor fills it in. */
  readonly actorKind: 'self' | 'proxy' | 'assisted';
  readonly updatedAt: Date;
  readonly pages: readonly FormPage[];
  readonly documents: readonly (DocumentNeed & {
    readonly upload: DraftUpload | null;
    readonly register: RegisterAnswer['status'] | null;
  })[];
  readonly answers: Answers;
  /** The first page still open; undefined where the form is done. */
  readonly openPage: string | undefined;
  /** Registers the definition would ask, and what each said; null where it wasn't asked yet. */
  readonly registers: Readonly<Record<string, RegisterAnswer | null>>;
}

/** Adapters a definition names, for fields and for documents. */
export const registersOf = (def: Definition): string[] => [
  ...new Set([
    ...def.fields.flatMap((field) => (field.source && field.source !== 'reuse' ? [field.source] : [])),
    ...def.documents.flatMap((document) => document.satisfiedBy.flatMap((source) => (source.kind === 'register' ? [source.adapter] : []))),
  ]),
];

async function contextOf(
  tx: Tx,
  def: Definition,
  content: Pick<DraftContent, 'registers'>,
  actorKind: NonNullable<FormContext['actorKind']>,
): Promise<FormContext> {
  const verified: Record<string, Answer> = {};
  for (const field of def.fields) {
    const value = field.source ? content.registers[field.source]?.values[field.concept] : undefined;
    if (value !== undefined) verified[field.id] = value;
  }
  return { ...(await formContext(tx, def)), verified, actorKind, calendar: await getCalendar(tx) };
}

/** As whom the actor fills a draft in. The applicant who goes on with what another began does it for themselves. */
const actorKindOf = (
  tx: Tx,
  row: Pick<store.DraftRow, 'applicant_id' | 'representation_id' | 'partner_id'>,
): 'self' | 'proxy' | 'assisted' =>
  actorId(tx.actor) === row.applicant_id || row.partner_id ? 'self' : row.representation_id ? 'proxy' : 'assisted';

/** How each document stands, from what registers said and what was uploaded. */
function evidenceOf(def: Definition, content: DraftContent, reusable: ReadonlySet<string>): Record<string, EvidenceKind | undefined> {
  const kindOf = (document: DocumentRequirement): EvidenceKind | undefined => {
    const isHeld = document.satisfiedBy.some(
      (source) => source.kind === 'register' && content.registers[source.adapter]?.status === 'found',
    );
    if (isHeld) return 'register';
    if (reusable.has(document.concept) && document.satisfiedBy.some((source) => source.kind === 'reuse')) return 'reuse';
    return content.uploads[document.id] ? 'upload' : undefined;
  };
  return Object.fromEntries(def.documents.map((document) => [document.id, kindOf(document)]));
}

/** May somebody with a power of attorney ask for the service in another's name? */
export const takesProxy = (def: Definition): boolean => def.actors.representation.some((way) => way.kind === 'proxy');

const DAY_MS = 86_400_000;
const expiry = (tx: Tx, def: Definition): Date => new Date(tx.now.getTime() + def.data.retention.draftDays * DAY_MS);

/** For whom a request is begun, where it isn't for oneself. */
export interface ForAnother {
  /** By an officer for the citizen at the counter, by an agency's application for a citizen. */
  readonly person?: string | undefined;
  /** Under this power of attorney. */
  readonly representation?: string | undefined;
}

/** A service whose result a national system keeps is asked for there. @throws Failure not_now, naming the system */
export async function refuseElsewhere(tx: Tx, def: Definition): Promise<void> {
  if (!isElsewhere(def)) return;
  const system = (await findService(tx, def.catalogue.row))?.system?.name ?? def.results[0]!.systemOfRecord!.adapter;
  throw new Failure('not_now', 'cases.kept_nationally', {}, { system });
}

/**
 * Begin a request: for oneself, for a citizen at the counter, or for whom one may act. What was `given` to the eligibility questions is kept.
 * @throws Failure forbidden · not_found · not_now where the service must be asked for in person
 */
export async function startDraft(
  tx: Tx,
  serviceId: string,
  { person, representation }: ForAnother = {},
  given: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string }> {
  const me = actorId(tx.actor);
  if (!me || (tx.actor.kind === 'citizen' ? person : !person)) throw new Failure('forbidden', 'cases.sign_in_first');
  const version = await getCurrentDefinition(tx, serviceId);
  if (!version) throw new Failure('not_found', 'cases.no_service');
  await refuseElsewhere(tx, version.body);
  const acting = representation ? await needRepresentation(tx, representation, serviceId) : undefined;
  if (acting && !takesProxy(version.body)) throw new Failure('not_now', 'cases.in_person');
  const id = uuidv7();
  const kind = acting ? 'proxy' : person ? 'assisted' : 'self';
  const answers = carryOver(version.body, given, await contextOf(tx, version.body, { registers: {} }, kind));
  const content: DraftContent = { answers, registers: {}, uploads: {} };
  await store.insertDraft(tx, {
    id,
    service_id: serviceId,
    definition_hash: version.hash,
    applicant_id: acting?.principal.id ?? person ?? me,
    filed_by: tx.actor.kind === 'partner' ? person! : me,
    partner_id: tx.actor.kind === 'partner' ? me : null,
    representation_id: acting?.id ?? null,
    channel: tx.actor.kind === 'partner' ? 'api' : person ? 'counter' : 'web',
    content_sealed: sealDraft(id, content),
    updated_at: tx.now,
    expires_at: expiry(tx, version.body),
  });
  return { id };
}

interface OpenDraft {
  readonly row: store.DraftRow;
  readonly def: Definition;
  readonly content: DraftContent;
  readonly ctx: FormContext;
}

async function openFor(tx: Tx, id: string, lock: boolean): Promise<OpenDraft> {
  const row = await (lock ? store.lockDraft(tx, id) : store.findDraft(tx, id));
  if (!row) throw new Failure('not_found', 'cases.draft_gone');
  return openRow(tx, row);
}

async function openRow(tx: Tx, row: store.DraftRow): Promise<OpenDraft> {
  const def = await getDefinitionBody(tx, row.definition_hash);
  const content = openDraft<DraftContent>(row.id, row.content_sealed);
  return { row, def, content, ctx: await contextOf(tx, def, content, actorKindOf(tx, row)) };
}

const reusableConcepts = async (tx: Tx, applicantId: string, def: Definition): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await store.reusableEvidence(
        tx,
        applicantId,
        def.documents.map((document) => document.concept),
      )
    ).map((row) => row.concept),
  );

/** A draft with its pages, documents and what is still open. @throws Failure not_found where it was sent, expired or isn't the actor's */
export async function getDraft(tx: Tx, id: string): Promise<DraftView> {
  const { row, def, content, ctx } = await openFor(tx, id, false);
  const { override } = await getDefinition(tx, row.definition_hash);
  const evidence = evidenceOf(def, content, def.documents.length ? await reusableConcepts(tx, row.applicant_id, def) : new Set());
  const statusOf = (need: DocumentNeed): RegisterAnswer['status'] | null => {
    const source = need.sources.find((candidate) => candidate.kind === 'register');
    return source?.kind === 'register' ? (content.registers[source.adapter]?.status ?? null) : null;
  };
  return {
    id,
    service: row.service_id,
    definition: def,
    override,
    applicantId: row.applicant_id,
    actorKind: actorKindOf(tx, row),
    updatedAt: row.updated_at,
    pages: formPages(def, content.answers, ctx),
    documents: documentsNeeded(def, { ...ctx.verified, ...content.answers }, evidence, ctx).map((need) => ({
      ...need,
      upload: content.uploads[need.id] ?? null,
      register: statusOf(need),
    })),
    answers: { ...ctx.verified, ...content.answers },
    openPage: firstOpenPage(def, { ...ctx.verified, ...content.answers }, ctx),
    registers: Object.fromEntries(registersOf(def).map((adapter) => [adapter, content.registers[adapter] ?? null])),
  };
}

const keep = (tx: Tx, { row, def }: OpenDraft, content: DraftContent): Promise<void> =>
  store.updateDraft(tx, row.id, {
    definition_hash: row.definition_hash,
    content_sealed: sealDraft(row.id, content),
    expires_at: expiry(tx, def),
  });

export interface PageSaved {
  /** The page after this one; undefined after the last. */
  readonly next: string | undefined;
  readonly problems: ReturnType<typeof readPage>['problems'];
}

/** Take in one page. What could be read is kept even where something else is wrong: nothing typed is lost. */
export async function savePage(tx: Tx, id: string, pageId: string, raw: Readonly<Record<string, unknown>>): Promise<PageSaved> {
  const draft = await openFor(tx, id, true);
  const { answers, problems } = readPage(draft.def, pageId, raw, draft.content.answers, draft.ctx);
  await keep(tx, draft, { ...draft.content, answers });
  const pages = formPages(draft.def, answers, draft.ctx).map((page) => page.id);
  return { next: pages[pages.indexOf(pageId) + 1], problems };
}

/** Keep what registers said; asked outside any transaction by the caller. */
export async function putRegisterAnswers(tx: Tx, id: string, answers: Readonly<Record<string, RegisterAnswer>>): Promise<void> {
  const draft = await openFor(tx, id, true);
  await keep(tx, draft, { ...draft.content, registers: { ...draft.content.registers, ...answers } });
}

export async function attachUpload(tx: Tx, id: string, requirement: string, upload: DraftUpload): Promise<void> {
  const draft = await openFor(tx, id, true);
  if (
    !draft.def.documents.some((document) => document.id === requirement && document.satisfiedBy.some((source) => source.kind === 'upload'))
  )
    throw new Failure('invalid', 'input.invalid', { berkas: 'engine.not_listed' });
  await keep(tx, draft, { ...draft.content, uploads: { ...draft.content.uploads, [requirement]: upload } });
}

export async function removeUpload(tx: Tx, id: string, requirement: string): Promise<void> {
  const draft = await openFor(tx, id, true);
  const { [requirement]: _, ...uploads } = draft.content.uploads;
  await keep(tx, draft, { ...draft.content, uploads });
}

export const discardDraft = (tx: Tx, id: string): Promise<void> => store.deleteDraft(tx, id);
export const listDrafts = async (tx: Tx): Promise<{ id: string; service: string; updatedAt: Date }[]> =>
  (await store.listDrafts(tx)).map((row) => ({ id: row.id, service: row.service_id, updatedAt: row.updated_at }));

/** The values the process, lanes, clock and documents of a definition ask for: all that routing needs, and no more. */
export function factsOf(def: Definition, vars: ReturnType<typeof settle>['vars']): Record<string, Answer> {
  const read = referencesOf([def.process, def.queues, def.clock, def.documents, def.catalogue.authority]).vars;
  return Object.fromEntries([...read].map((name) => [name, answerOf(vars[name] ?? null)]));
}

/** Every agency that may get a task, the authority first. @throws Failure invalid where the answers name none */
function agenciesOf(def: Definition, facts: Facts): [authority: string, all: string[]] {
  const name = (expression: Definition['process'][number]['agency']): string | null => {
    const value = evaluate(expression, { vars: facts.vars, lists: facts.lists });
    return typeof value === 'string' ? value : null;
  };
  const authority = name(def.catalogue.authority);
  if (!authority) throw new Failure('invalid', 'cases.incomplete');
  return [authority, [...new Set([authority, ...def.process.flatMap((task) => name(task.agency) ?? [])])]];
}

type NewRow<T extends keyof DB & `cases.${string}`> = Insertable<DB[T]>;

/** Everything that sending a request writes. */
export interface Filing {
  readonly file: NewRow<'cases.case_file'>;
  readonly tasks: readonly NewRow<'cases.task'>[];
  readonly answers: readonly NewRow<'cases.answer'>[];
  readonly evidence: readonly NewRow<'cases.evidence'>[];
  readonly events: readonly NewEvent[];
  /** What routing read of the answers. */
  readonly facts: Facts;
}

/**
 * The rows a sent draft becomes, as of `now`: pure but for ids, code and salts, so that figures can be measured on cases
 * made in bulk by the same rule. @throws Failure invalid with a reason per open field or document
 */
export function fileCase(
  row: Pick<store.DraftRow, 'id' | 'service_id' | 'definition_hash' | 'applicant_id' | 'filed_by' | 'channel'> &
    Partial<Pick<store.DraftRow, 'partner_id'>>,
  { def, content, ctx }: Pick<OpenDraft, 'def' | 'content' | 'ctx'>,
  papers: readonly store.EvidenceRow[],
  { actor, now }: Pick<Tx, 'actor' | 'now'>,
  acting?: Acting,
): Filing {
  const isOwn = actorId(actor) === row.applicant_id;
  const { answers, problems } = readSubmission(def, { ...ctx.verified, ...content.answers }, ctx);
  refuse(problems);
  const evidence = evidenceOf(def, content, new Set(papers.map((paper) => paper.concept)));
  const needs = documentsNeeded(def, answers, evidence, ctx);
  const missing = needs.filter((need) => need.by === null);
  if (missing.length)
    throw new Failure('invalid', 'cases.incomplete', Object.fromEntries(missing.map((need) => [need.id, 'cases.document_missing'])));

  const vars = settle(def, answers, ctx).vars;
  const facts: Facts = { vars: factsOf(def, vars), lists: ctx.lists };
  const [authority, agencies] = agenciesOf(def, facts);
  const { id, applicant_id } = row;
  const onBehalfOf = isOwn ? null : applicant_id;
  const answerRows = def.fields.flatMap((field) => {
    const value = answers[field.id];
    if (value === undefined || value === null) return [];
    const isFromRegister = ctx.verified?.[field.id] !== undefined && ctx.verified[field.id] === value;
    const source = field.value !== undefined ? 'computed' : isFromRegister ? 'register' : 'typed';
    return [
      {
        case_id: id,
        field: field.id,
        applicant_id,
        class: field.class,
        source,
        verified: source !== 'typed',
        at: now,
        ...sealAnswer(id, field.id, value),
      },
    ];
  });
  const events = decide(
    def,
    ctx.calendar!,
    facts,
    [],
    {
      type: 'submit',
      definition: row.definition_hash,
      answers: Object.fromEntries(answerRows.map((answer) => [answer.field, answer.hash])),
      evidence: Object.fromEntries(needs.map((need) => [need.id, need.by!])),
    },
    performerOf(actor, onBehalfOf),
    now,
  );
  const log = events.map((event, index) => ({ ...event, no: index + 1, actor: actorId(actor), onBehalfOf }));
  const state = fold(def, log);
  return {
    facts,
    file: {
      id,
      code: newCode('SP'),
      service_id: row.service_id,
      definition_hash: row.definition_hash,
      applicant_id,
      filed_by: isOwn ? applicant_id : row.filed_by,
      partner_id: isOwn ? null : (row.partner_id ?? null),
      representation_id: acting?.id ?? null,
      acting_sealed: acting ? sealActing(id, { applicant: acting.principal.name, representative: acting.representative }) : null,
      channel: isOwn ? 'web' : row.channel,
      authority,
      agencies,
      lane: state.lane,
      submitted_at: now,
      facts_sealed: sealFacts(id, facts.vars as Answers),
      ...headerOf(def, ctx.calendar!, state, log),
    },
    tasks: def.process.map((definition) => {
      const task = state.tasks[definition.id]!;
      const agency = evaluate(definition.agency, { vars: facts.vars, lists: ctx.lists });
      return {
        case_id: id,
        task: definition.id,
        applicant_id,
        agencies,
        agency: typeof agency === 'string' ? agency : authority,
        role: definition.role,
        kind: definition.kind,
        status: task.status,
        lane: state.lane,
        claimant: null,
        opened_at: task.openedAt,
        claimed_at: null,
        closed_at: task.closedAt,
        due_at: task.budgetFrom ? due(ctx.calendar!, task.budgetFrom, task.budget) : null,
        outcome: null,
        by_silence: false,
        sees_fields: def.views[definition.sees]?.fields ?? [],
        sees_documents: def.views[definition.sees]?.documents ?? [],
      };
    }),
    answers: answerRows,
    evidence: needs.map((need) => evidenceRow(now, id, applicant_id, need, content, papers)),
    events: events.map(({ type, at, ...data }) => ({
      subjectKind: 'case',
      subjectId: id,
      type: `cases.${type}`,
      data: data as unknown as EventData,
      at,
      onBehalfOf,
      via: isOwn || row.channel === 'web' ? ('web' as const) : row.channel === 'api' ? ('api' as const) : ('counter' as const),
    })),
  };
}

/**
 * Send a draft: it becomes the case of the same id, so a second sending finds the first (double click, lost reply).
 * @throws Failure invalid with a reason per open field or document
 */
export async function submitCase(tx: Tx, draftId: string): Promise<{ id: string; code: string }> {
  // The lock first: the second of two sendings waits here, and then finds the case instead of the draft.
  const row = await store.lockDraft(tx, draftId);
  if (!row) {
    const earlier = await store.findCase(tx, draftId);
    if (!earlier) throw new Failure('not_found', 'cases.draft_gone');
    return { id: earlier.id, code: earlier.code };
  }
  const draft = await openRow(tx, row);
  const { def } = draft;
  await refuseElsewhere(tx, def);
  const papers = def.documents.length
    ? await store.reusableEvidence(
        tx,
        row.applicant_id,
        def.documents.map((document) => document.concept),
      )
    : [];
  const isOwn = actorId(tx.actor) === row.applicant_id;
  const acting = !isOwn && row.representation_id ? await needRepresentation(tx, row.representation_id, row.service_id) : undefined;
  const { file, events, ...rows } = fileCase(row, draft, papers, tx, acting);
  await store.insertCase(tx, file);
  const written = chainAll(tx, events);
  await store.insertFiled(tx, {
    draftId,
    ...rows,
    events: written,
    job: takeJob(tx, 'cases.announce', { caseId: draftId, event: 'submitted', no: 1 }, { key: `${draftId}:1` }),
  });
  await refuseClosed(tx, file.agencies);
  for (const event of written.slice(1)) await follow(tx, def, { ...file, id: draftId }, fromRow(event), event.no);
  return { id: draftId, code: file.code };
}

function evidenceRow(
  now: Date,
  caseId: string,
  applicantId: string,
  need: DocumentNeed,
  content: DraftContent,
  papers: readonly store.EvidenceRow[],
) {
  const kind = need.by!;
  const upload = kind === 'upload' ? content.uploads[need.id] : undefined;
  const paper = kind === 'reuse' ? papers.find((candidate) => candidate.concept === need.concept) : undefined;
  const register = kind === 'register' ? need.sources.find((source) => source.kind === 'register') : undefined;
  const adapter = register?.kind === 'register' ? register.adapter : null;
  const said = adapter ? content.registers[adapter] : undefined;
  return {
    id: uuidv7(),
    case_id: caseId,
    applicant_id: applicantId,
    requirement: need.id,
    concept: need.concept,
    kind,
    file_id: upload?.fileId ?? paper?.file_id ?? null,
    file_name: upload?.name ?? paper?.file_name ?? null,
    mime: upload?.mime ?? paper?.mime ?? null,
    size: upload?.size ?? paper?.size ?? null,
    sha256:
      upload?.sha256 ??
      paper?.sha256 ??
      createHash('sha256')
        .update(JSON.stringify(said ?? kind))
        .digest('hex'),
    issuer: adapter ?? paper?.issuer ?? null,
    verified_by: paper?.verified_by ?? null,
    verified_at: kind === 'register' ? now : (paper?.verified_at ?? null),
    valid_until: paper?.valid_until ?? said?.values['valid_until'] ?? null,
    source_case: paper?.case_id ?? null,
    at: now,
  };
}
