import { randomUUID } from 'node:crypto';
import { actorAgencies, actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { formPages, readPage, refuse, settle, type Answers, type EvidenceKind, type FormContext } from '#modules/catalogue/form.ts';
import { formContext, getDefinition } from '#modules/catalogue/server/catalogue.ts';
import type { Definition, Text } from '#modules/catalogue/definition.ts';
import { actsFor, lastLookAt, listDutyHolders, namesOf } from '#modules/identity/server/identity.ts';
import { isBarred, maySupervise, mayWork, performerOf, performerOn, type CaseState, type Command } from '../engine.ts';
import type { Mark } from '../events.ts';
import { byTurns } from '../lanes.ts';
import { advance, stateNow, open, type Opened } from './advance.ts';
import { openAnswer, sealAnswer, sealFacts, sealStatement } from './sealing.ts';
import { factsOf, type DraftUpload } from './intake.ts';
import * as store from './store.ts';

const caseOf = async (tx: Tx, code: string): Promise<store.CaseRow> => {
  const row = await store.findCaseByCode(tx, code);
  if (!row) throw new Failure('not_found', 'cases.not_found');
  return row;
};

/** Keep words people wrote; the log holds their id only. */
async function keepWords(
  tx: Tx,
  row: store.CaseRow,
  kind: 'mark' | 'reason' | 'condition',
  text: string,
  more: { task?: string; path?: string; requirement?: string } = {},
): Promise<string> {
  const id = uuidv7();
  await store.insertStatements(tx, [
    {
      id,
      case_id: row.id,
      applicant_id: row.applicant_id,
      agencies: row.agencies,
      task: more.task ?? null,
      kind,
      path: more.path ?? null,
      requirement: more.requirement ?? null,
      text_sealed: sealStatement(id, text),
      at: tx.now,
    },
  ]);
  return id;
}

/** A refusal that names an officer says the name. */
async function naming<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !thrown.detail['officer']) throw thrown;
    const names = await namesOf(tx, [thrown.detail['officer']]);
    throw new Failure(thrown.code, thrown.reason, { ...thrown.fields }, { name: names.get(thrown.detail['officer']) ?? '–' });
  }
}

/** Take a task from the pool. The second of two is told who was first. @throws Failure conflict, forbidden, not_now, not_found */
export async function claimTask(tx: Tx, code: string, task: string): Promise<void> {
  const row = await caseOf(tx, code);
  await naming(tx, () => advance(tx, row.id, () => ({ type: 'claim', task })));
}

export async function releaseTask(tx: Tx, code: string, task: string): Promise<void> {
  await advance(tx, (await caseOf(tx, code)).id, () => ({ type: 'release', task }));
}

/**
 * Move a task to a colleague who has its duty today and isn't barred by four eyes, with a reason.
 * @throws Failure forbidden unless a supervisor or head of the agency · invalid (petugas, alasan)
 */
export async function reassignTask(tx: Tx, code: string, task: string, { to, reason }: { to: string; reason: string }): Promise<void> {
  if (!to) throw new Failure('invalid', 'input.invalid', { petugas: 'cases.colleague_needed' });
  if (!reason) throw new Failure('invalid', 'input.invalid', { alasan: 'cases.reason_needed' });
  const row = await caseOf(tx, code);
  await advance(tx, row.id, async (opened) => {
    const state = stateNow(opened);
    // The engine says first who may move it, so that nobody learns here who has which duty.
    if (maySupervise(state, task, performerOf(tx.actor)) && !(await isFit(tx, opened.def, state, task, to)))
      throw new Failure('invalid', 'input.invalid', { petugas: 'cases.colleague_unfit' });
    return { type: 'reassign', task, officer: to, statement: await keepWords(tx, row, 'reason', reason, { task }) };
  });
}

/** May this person work on the task: its role at its agency, or a duty it was escalated to; and four eyes allow it. */
async function isFit(tx: Tx, def: Definition, state: CaseState, id: string, person: string): Promise<boolean> {
  const task = state.tasks[id]!;
  const role = def.process.find((candidate) => candidate.id === id)!.role;
  const duties = [[task.agency!, role], ...task.escalatedTo.map((duty) => duty.split('/'))] as [string, string][];
  for (const [agency, held] of duties)
    if ((await listDutyHolders(tx, agency, held)).some((holder) => holder.id === person))
      return !isBarred(def, state, id, { person, onBehalfOf: null, holds: () => true });
  return false;
}

export interface TaskDecision {
  readonly outcome: string;
  readonly reason: string;
  readonly basis: string;
  readonly requirements: readonly string[];
  readonly conditions: readonly string[];
}

/**
 * Record a task's outcome; uploads the officer's agency verifies and sees count as verified from now on.
 * @throws Failure invalid (reason, basis, requirement) · forbidden (duty, four eyes) · not_now · conflict
 */
export async function decideTask(tx: Tx, code: string, task: string, decision: TaskDecision): Promise<void> {
  if (!decision.outcome) throw new Failure('invalid', 'input.invalid', { hasil: 'cases.outcome_needed' });
  const row = await caseOf(tx, code);
  await naming(tx, () =>
    advance(tx, row.id, async (opened) => {
      const statement = decision.reason ? await keepWords(tx, row, 'reason', decision.reason, { task }) : null;
      const conditions = await Promise.all(decision.conditions.map((text) => keepWords(tx, row, 'condition', text, { task })));
      await verifySeen(tx, row, opened, task);
      return {
        type: 'decide',
        task,
        outcome: decision.outcome,
        statement,
        basis: decision.basis || null,
        requirements: decision.requirements,
        conditions,
      };
    }),
  );
}

async function verifySeen(tx: Tx, row: store.CaseRow, { def }: Opened, task: string): Promise<void> {
  const definition = def.process.find((candidate) => candidate.id === task);
  const seen = def.views[definition?.sees ?? '']?.documents ?? [];
  const mine = def.documents.filter((document) => {
    const upload = document.satisfiedBy.find((source) => source.kind === 'upload');
    const by = upload?.kind === 'upload' ? (upload.verifyBy === 'authority' ? row.authority : upload.verifyBy) : undefined;
    return by !== undefined && seen.includes(document.id) && actorAgencies(tx.actor).includes(by);
  });
  await store.verifyEvidence(
    tx,
    row.id,
    mine.map((document) => document.id),
    actorId(tx.actor)!,
  );
}

/**
 * Put a paper of the office itself into the case, for a task it may work on; it counts as verified by that office.
 * @throws Failure invalid where the task asks for no such paper · forbidden · not_now · conflict
 */
export async function addEvidence(
  tx: Tx,
  code: string,
  task: string,
  { requirement, upload }: { requirement: string; upload: DraftUpload },
): Promise<{ id: string }> {
  const row = await caseOf(tx, code);
  const id = uuidv7();
  let evidence: Parameters<typeof store.insertEvidence>[1][number] | undefined;
  await naming(tx, () =>
    advance(tx, row.id, (opened) => {
      const document = opened.def.documents.find((candidate) => candidate.id === requirement);
      evidence = {
        id,
        case_id: row.id,
        applicant_id: row.applicant_id,
        requirement,
        concept: document?.concept ?? '',
        kind: 'upload',
        file_id: upload.fileId,
        file_name: upload.name,
        mime: upload.mime,
        size: upload.size,
        sha256: upload.sha256,
        issuer: stateNow(opened).tasks[task]?.agency ?? null,
        verified_by: actorId(tx.actor),
        verified_at: tx.now,
        at: tx.now,
      };
      return { type: 'attach', task, requirement, evidence: id, sha256: upload.sha256 };
    }),
  );
  await store.insertEvidence(tx, [evidence!]);
  return { id };
}

/** Return the case for its one correction. Each mark names a field or paper and says what is needed. @throws Failure invalid, not_now, forbidden */
export async function returnTask(
  tx: Tx,
  code: string,
  task: string,
  input: { outcome: string; marks: readonly { path: string; message: string }[] },
): Promise<void> {
  const row = await caseOf(tx, code);
  await naming(tx, () =>
    advance(tx, row.id, async () => ({
      type: 'return',
      task,
      outcome: input.outcome,
      marks: await marksOf(tx, row, task, input.marks),
    })),
  );
}

async function marksOf(
  tx: Tx,
  row: store.CaseRow,
  task: string,
  given: readonly { readonly path: string; readonly message: string }[],
): Promise<Mark[]> {
  const marks: Mark[] = [];
  for (const { path, message } of given)
    marks.push({ path, requirement: path, statement: await keepWords(tx, row, 'mark', message, { task, path, requirement: path }) });
  return marks;
}

/** The applicant's own steps: by themselves, or by whoever filed for them (at a counter, under a power of attorney). @throws Failure forbidden */
function needApplicant(tx: Tx, row: store.CaseRow): void {
  const me = actorId(tx.actor);
  if (me !== row.applicant_id && me !== row.filed_by) throw new Failure('forbidden', 'cases.only_applicant');
}

/** Pull the request back; it stays in the register. @throws Failure forbidden for others · not_now once it has ended */
export async function withdrawCase(tx: Tx, code: string): Promise<void> {
  const row = await caseOf(tx, code);
  needApplicant(tx, row);
  await advance(tx, row.id, () => ({ type: 'withdraw' }));
}

/** What the correction form asks: the marked fields and papers, and no more. */
export interface Correction {
  readonly code: string;
  readonly fields: ReturnType<typeof formPages>[number]['fields'];
  readonly documents: readonly string[];
  readonly marks: readonly Mark[];
}

async function correctionOf(tx: Tx, opened: Opened): Promise<{ marks: readonly Mark[]; answers: Answers; ctx: FormContext }> {
  const { returned } = stateNow(opened);
  if (!returned) throw new Failure('not_now', 'cases.no_correction_open');
  const { def, calendar, row } = opened;
  const answers = Object.fromEntries(
    (await store.answersOf(tx, row.id)).map((answer) => [answer.field, openAnswer(row.id, answer.field, answer.value_sealed)]),
  );
  return { marks: returned.marks, answers, ctx: { ...(await formContext(tx, def)), calendar } };
}

/** @throws Failure forbidden for anybody but the applicant · not_now where no correction is open */
export async function getCorrection(tx: Tx, code: string): Promise<Correction> {
  const row = await caseOf(tx, code);
  needApplicant(tx, row);
  const opened = await open(tx, row);
  const { marks, answers, ctx } = await correctionOf(tx, opened);
  const paths = new Set(marks.map((mark) => mark.path));
  return {
    code,
    marks,
    fields: formPages(opened.def, answers, ctx).flatMap((page) => page.fields.filter((field) => paths.has(field.id))),
    documents: opened.def.documents.filter((document) => paths.has(document.id)).map((document) => document.id),
  };
}

/**
 * Answer a return: only marked fields and papers may change; the case goes on where it stopped.
 * @throws Failure forbidden for others · invalid with a reason per field · not_now where no correction is open
 */
export async function answerReturn(
  tx: Tx,
  code: string,
  raw: Readonly<Record<string, unknown>>,
  uploads: Readonly<Record<string, DraftUpload>>,
): Promise<void> {
  const row = await caseOf(tx, code);
  needApplicant(tx, row);
  // at a counter nobody writes over what the applicant answered
  if (tx.actor.kind !== 'citizen') throw new Failure('forbidden', 'cases.only_applicant');
  await advance(tx, row.id, async (opened): Promise<Command> => {
    const { def } = opened;
    const { marks, answers, ctx } = await correctionOf(tx, opened);
    const marked = def.fields.filter((field) => marks.some((mark) => mark.path === field.id));
    const given = Object.fromEntries(marked.flatMap((field) => (Object.hasOwn(raw, field.id) ? [[field.id, raw[field.id]]] : [])));
    const pages = def.pages.filter((page) => page.fields.some((id) => marked.some((field) => field.id === id)));
    let next = answers;
    for (const page of pages) {
      const result = readPage(def, page.id, given, next, ctx);
      refuse(Object.fromEntries(Object.entries(result.problems).filter(([id]) => marked.some((field) => field.id === id))));
      next = result.answers;
    }
    const missing = def.documents.filter((document) => marks.some((mark) => mark.path === document.id) && !uploads[document.id]);
    if (missing.length)
      throw new Failure(
        'invalid',
        'cases.incomplete',
        Object.fromEntries(missing.map((document) => [document.id, 'cases.document_missing'])),
      );
    const hashes = await replaceAnswers(
      tx,
      row,
      def,
      marked.map((field) => field.id),
      next,
    );
    const evidence = await replacePapers(tx, row, def, uploads, marks);
    const { vars } = settle(def, next, ctx);
    const facts = factsOf(def, vars);
    await store.updateFacts(tx, row.id, sealFacts(row.id, facts));
    return { type: 'answer', answers: hashes, evidence, changed: marks.map((mark) => mark.path), vars: facts };
  });
}

async function replaceAnswers(
  tx: Tx,
  row: store.CaseRow,
  def: Opened['def'],
  fields: readonly string[],
  answers: Answers,
): Promise<Record<string, string>> {
  const rows = def.fields
    .filter((field) => fields.includes(field.id) && answers[field.id] != null)
    .map((field) => ({
      case_id: row.id,
      field: field.id,
      applicant_id: row.applicant_id,
      class: field.class,
      source: 'typed',
      verified: false,
      at: tx.now,
      ...sealAnswer(row.id, field.id, answers[field.id]!),
    }));
  await store.replaceAnswers(tx, rows);
  return Object.fromEntries(rows.map((answer) => [answer.field, answer.hash]));
}

async function replacePapers(
  tx: Tx,
  row: store.CaseRow,
  def: Opened['def'],
  uploads: Readonly<Record<string, DraftUpload>>,
  marks: readonly Mark[],
): Promise<Record<string, EvidenceKind>> {
  const evidence: Record<string, EvidenceKind> = {};
  for (const document of def.documents) {
    const upload = uploads[document.id];
    if (!upload || !marks.some((mark) => mark.path === document.id)) continue;
    await store.retireEvidence(tx, row.id, document.id);
    await store.insertEvidence(tx, [
      {
        id: randomUUID(),
        case_id: row.id,
        applicant_id: row.applicant_id,
        requirement: document.id,
        concept: document.concept,
        kind: 'upload',
        file_id: upload.fileId,
        file_name: upload.name,
        mime: upload.mime,
        size: upload.size,
        sha256: upload.sha256,
        at: tx.now,
      },
    ]);
    evidence[document.id] = 'upload';
  }
  return evidence;
}

/**
 * The next task of the officer's pools, claimed; undefined where there is none. Within a pool the oldest first, and lanes
 * take turns by their `every`; of several pools the one that waits longest. A case somebody is at is passed over, so two
 * officers who press at once get two tasks.
 */
export async function takeNext(tx: Tx): Promise<{ code: string; task: string } | undefined> {
  if (tx.actor.kind !== 'officer') throw new Failure('forbidden', 'engine.not_your_duty');
  const deputyships = await actsFor(tx);
  const duties = [...tx.actor.duties, ...deputyships];
  for (const agency of new Set(duties.map((duty) => duty.agency))) {
    const roles = duties.filter((duty) => duty.agency === agency).map((duty) => duty.role);
    for (const free of await inTurn(tx, agency, await store.listFree(tx, agency, roles, 10))) {
      if (!(await store.lockFree(tx, free.case_id))) continue;
      const row = (await store.findCase(tx, free.case_id))!;
      const opened = await open(tx, row);
      const state = stateNow(opened);
      const isFree = state.tasks[free.task]?.status === 'open' && !state.halted && !state.end;
      if (!isFree || !mayWork(opened.def, state, free.task, performerOn(opened.def, state, free.task, tx.actor, deputyships))) continue;
      await advance(tx, row.id, () => ({ type: 'claim', task: free.task }));
      return { code: row.code, task: free.task };
    }
  }
  return undefined;
}

/** Free tasks in the order they are to be taken: each pool by its lanes' turns, pools by who waits longest. */
async function inTurn(tx: Tx, agency: string, free: readonly store.FreeTask[]): Promise<store.FreeTask[]> {
  const pools = Map.groupBy(free, (task) => `${task.service_id}/${task.task}`);
  const ordered: store.FreeTask[][] = [];
  for (const tasks of pools.values()) {
    const { lanes } = (await getDefinition(tx, tasks[0]!.definition_hash)).body.queues;
    const span = Math.max(0, ...lanes.map((lane) => lane.every ?? 0)) - 1;
    const taken = span > 0 ? await store.lastLanes(tx, agency, tasks[0]!.service_id, tasks[0]!.task, span) : [];
    ordered.push(byTurns(lanes, tasks, taken));
  }
  return ordered.toSorted((a, b) => a[0]!.opened_at.getTime() - b[0]!.opened_at.getTime()).flat();
}

const DAY_MS = 86_400_000;
/** Cases and tasks whose claim is a day old: those that may lie idle. */
export const listOldClaims = (tx: Tx) => store.listClaimedBefore(tx, new Date(tx.now.getTime() - DAY_MS), 1000);

/** Give a claim back to the pool where its officer has done nothing and looked at nothing since; else leave it. By the job alone. */
export async function releaseIdle(tx: Tx, caseId: string, task: string): Promise<void> {
  try {
    await advance(tx, caseId, async (opened) => {
      const claimant = stateNow(opened).tasks[task]?.claimant;
      return { type: 'release_idle', task, activeAt: claimant ? await lastLookAt(tx, { by: claimant, subjectId: caseId }) : null };
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown; // still at work, or just finished
  }
}

/**
 * A supervisor's second return: once a case, with a reason, counted in public; its waiting time is the agency's (E5).
 * @throws Failure forbidden · not_now (the ordinary return is open, or the late finding used) · invalid (alasan, catatan)
 */
export async function findLate(
  tx: Tx,
  code: string,
  task: string,
  input: { reason: string; marks: readonly { path: string; message: string }[] },
): Promise<void> {
  const row = await caseOf(tx, code);
  await advance(tx, row.id, async () => ({
    type: 'find_late',
    task,
    statement: input.reason ? await keepWords(tx, row, 'reason', input.reason, { task }) : '',
    marks: await marksOf(tx, row, task, input.marks),
  }));
}

/**
 * Let a halted case go on, with a reason. Where an answer flipped a condition, a supervisor rules which way it goes; every
 * other halt is the platform's fault, and a steward ends it once it is put right. It halts again where it isn't.
 * @throws Failure forbidden · not_now where it isn't halted · invalid (alasan)
 */
export async function resumeCase(tx: Tx, code: string, { reason, changeWay }: { reason: string; changeWay: boolean }): Promise<void> {
  const row = await caseOf(tx, code);
  await advance(tx, row.id, async (opened) => {
    const { halted } = stateNow(opened);
    if (halted && !halted.startsWith('when:') && tx.actor.kind !== 'steward') throw new Failure('forbidden', 'cases.steward_resumes');
    return { type: 'resume', reason: reason && (await keepWords(tx, row, 'reason', reason)), changeWay };
  });
}

interface HaltedCase {
  readonly code: string;
  readonly service: Text;
  readonly authority: string;
  readonly since: string;
  /** `task:…`, `outcome:…`, or `when:…`, which a supervisor ends. */
  readonly cause: string;
}

/** Cases that stand still, for stewards: no applicant, no answer. @throws Failure forbidden */
export async function listHalted(tx: Tx): Promise<HaltedCase[]> {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'cases.steward_resumes');
  return Promise.all(
    (await store.listHalted(tx)).map(async (row) => ({
      code: row.code,
      service: (await getDefinition(tx, row.definition_hash)).body.catalogue.name,
      authority: row.authority,
      since: row.halted_at!.toISOString(),
      cause: row.halted!,
    })),
  );
}

/** A paper's file was opened by an officer: said in the log of the case, shown to the applicant. */
export async function noteOpened(tx: Tx, caseId: string, requirement: string): Promise<void> {
  await record(tx, { subjectKind: 'case', subjectId: caseId, type: 'access.document_opened', data: { requirement } });
}

/** Said by the documents module once a document is signed. */
export async function noteIssued(tx: Tx, caseId: string, issued: { document: string; number: string }): Promise<void> {
  await store.lockCase(tx, caseId);
  await record(tx, { subjectKind: 'case', subjectId: caseId, type: 'cases.issued', data: { ...issued } });
}

export async function noteRevoked(tx: Tx, caseId: string, revoked: { document: string; number: string }): Promise<void> {
  await store.lockCase(tx, caseId);
  await record(tx, { subjectKind: 'case', subjectId: caseId, type: 'cases.revoked', data: { ...revoked } });
}
