import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { readEvents, recordAll, type EventData } from '#core/server/events.ts';
import { enqueue } from '#core/server/jobs.ts';
import { due, workingMs, type Calendar } from '#core/working-time.ts';
import { getCodeLists, getDefinition } from '#modules/catalogue/server/catalogue.ts';
import type { Definition } from '#modules/catalogue/definition.ts';
import { actsFor } from '#modules/identity/server/identity.ts';
import { invite } from '#modules/survey/server/survey.ts';
import { clock } from '../clock.ts';
import {
  catchUp,
  decide,
  fold,
  nextOwed,
  performerOf,
  performerOn,
  type CaseState,
  type Command,
  type Deputyship,
  type Facts,
  type Performer,
  type TaskState,
} from '../engine.ts';
import { fromRow, type CaseEvent, type OwedEvent } from '../events.ts';
import { ledger, officeMs } from '../ledger.ts';
import { openFacts } from './sealing.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Something the people of a case should hear of happened. */
    'cases.announce': { caseId: string; event: string; no: number };
    /** A case ended granted: whoever issues documents may begin. */
    'documents.issue': { caseId: string };
    /** Every minute: finds the cases that owe a fact by now. */
    'cases.catch_up': Record<string, never>;
    /** What silence, stops and expiry owe one case. */
    'cases.settle': { caseId: string };
    /** Every hour: finds claims that lie idle. */
    'cases.find_idle': Record<string, never>;
    /** A claim goes back to the pool unless its officer was seen since. */
    'cases.release_idle': { caseId: string; task: string };
  }
}

/** A case as rules see it: header, definition, calendar, facts, log caught up to `tx.now`. */
export interface Opened {
  readonly row: store.CaseRow;
  readonly def: Definition;
  readonly calendar: Calendar;
  readonly facts: Facts;
  readonly log: readonly CaseEvent[];
  /** Owed by now and not yet written. */
  readonly owed: readonly OwedEvent[];
}

/** Open a case for reading or for a step. Nothing is written. */
export async function open(tx: Tx, row: store.CaseRow): Promise<Opened> {
  const def = (await getDefinition(tx, row.definition_hash)).body;
  const calendar = await getCalendar(tx);
  const facts: Facts = { vars: openFacts(row.id, row.facts_sealed), lists: await getCodeLists(tx, def) };
  const log = (await readEvents(tx, row.id)).filter((event) => event.type.startsWith('cases.')).map(fromRow);
  return { row, def, calendar, facts, log, owed: catchUp(def, calendar, facts, log, tx.now) };
}

const asLog = (log: readonly CaseEvent[], owed: readonly OwedEvent[], actor: string | null = null): CaseEvent[] => [
  ...log,
  ...owed.map((event, index) => ({ ...event, no: log.length + index + 1, actor, onBehalfOf: null })),
];

/** The state at `tx.now`, with what is owed already counted. */
export const stateNow = ({ def, log, owed }: Opened): CaseState => fold(def, asLog(log, owed));

/** Officials the actor stands in for today; asked only where a task of the case may be delegated at all. */
export const deputyshipsOf = async (tx: Tx, def: Definition): Promise<readonly Deputyship[]> =>
  tx.actor.kind === 'officer' && def.process.some((task) => task.delegation) ? actsFor(tx) : [];

/** Who performs a command: others than the applicant correct and withdraw in their name; officers decide as deputies where they are. */
async function performerFor(tx: Tx, { row, def }: Opened, state: CaseState, command: Command): Promise<Performer> {
  if (command.type === 'answer' || command.type === 'withdraw')
    return performerOf(tx.actor, actorId(tx.actor) === row.applicant_id ? null : row.applicant_id);
  if (tx.actor.kind !== 'officer' || !['claim', 'decide', 'return'].includes(command.type) || !('task' in command))
    return performerOf(tx.actor);
  return performerOn(def, state, command.task, tx.actor, await deputyshipsOf(tx, def));
}

/**
 * The one way a case moves (E1): lock, add what is owed, decide, append, bring the tables up to the log, queue what
 * follows. `prepare` runs after the lock and may write what the command refers to.
 * @throws Failure not_found where the actor may not see the case, and whatever the engine refuses
 */
export async function advance(
  tx: Tx,
  caseId: string,
  prepare: (opened: Opened) => Promise<Command> | Command,
  via?: 'web' | 'counter' | 'api',
): Promise<void> {
  const row = await store.lockCase(tx, caseId);
  if (!row) throw new Failure('not_found', 'cases.not_found');
  const opened = await open(tx, row);
  const { def, calendar, facts } = opened;
  const caughtUp = asLog(opened.log, opened.owed);
  const command = await prepare(opened);
  const who = await performerFor(tx, opened, fold(def, caughtUp), command);
  const { onBehalfOf } = who;
  const done = decide(def, calendar, facts, caughtUp, command, who, tx.now);
  await append(
    tx,
    opened,
    [...opened.owed.map((event) => ({ event, isOwed: true })), ...done.map((event) => ({ event, isOwed: false }))],
    onBehalfOf,
    via,
  );
}

/** Write what is owed by now, if anything. Gives whether something was. */
export async function settleDebts(tx: Tx, caseId: string): Promise<boolean> {
  const row = await store.lockCase(tx, caseId);
  if (!row) return false;
  const opened = await open(tx, row);
  await append(
    tx,
    opened,
    opened.owed.map((event) => ({ event, isOwed: true })),
    null,
  );
  return opened.owed.length > 0;
}

interface ToWrite {
  readonly event: OwedEvent;
  readonly isOwed: boolean;
}

async function append(
  tx: Tx,
  opened: Opened,
  events: readonly ToWrite[],
  onBehalfOf: string | null,
  via?: 'web' | 'counter' | 'api',
): Promise<void> {
  const { row, def, log } = opened;
  const written = await recordAll(
    tx,
    events.map(({ event, isOwed }) => {
      const { type, at, ...data } = event;
      return {
        subjectKind: 'case',
        subjectId: row.id,
        type: `cases.${type}`,
        data: data as unknown as EventData,
        at,
        onBehalfOf: isOwed ? null : onBehalfOf,
        ...(isOwed ? { via: 'clock' as const } : via ? { via } : tx.actor.kind === 'partner' ? { via: 'api' as const } : {}),
      };
    }),
  );
  const before = fold(def, log);
  const whole = [...log, ...written.map(fromRow)];
  await bringUpToDate(tx, opened, before, whole);
  for (const [index, { event }] of events.entries()) await follow(tx, def, row, event, written[index]!.no);
}

const TOLD: ReadonlySet<OwedEvent['type']> = new Set([
  'submitted',
  'task_reassigned',
  'task_reminded',
  'task_escalated',
  'returned',
  'applicant_reminded',
  'expired',
  'halted',
  'ended',
]);

/** Should somebody hear of it? announce.ts says who. */
const isTold = ({ clock: { startsAt } }: Definition, event: OwedEvent): boolean =>
  event.type === 'task_decided'
    ? event.task === startsAt.task && event.outcome === startsAt.outcome
    : event.type === 'task_released'
      ? event.idle === true
      : TOLD.has(event.type);

/** What an event causes: notices, the document of a granted case, and the survey of an ended one. */
export async function follow(
  tx: Tx,
  def: Definition,
  { id: caseId, authority, service_id }: Pick<store.CaseRow, 'id' | 'authority' | 'service_id'>,
  event: OwedEvent,
  no: number,
): Promise<void> {
  if (isTold(def, event)) await enqueue(tx, 'cases.announce', { caseId, event: event.type, no }, { key: `${caseId}:${no}` });
  if (event.type === 'ended') await invite(tx, { kind: 'case', id: caseId, agency: authority, service: service_id });
  if (event.type === 'ended' && event.end === 'granted') await enqueue(tx, 'documents.issue', { caseId }, { key: caseId });
}

const taskFields = (calendar: Calendar, task: TaskState): store.TaskChange => ({
  status: task.status,
  claimant: task.claimant,
  opened_at: task.openedAt,
  claimed_at: task.claimedAt,
  closed_at: task.closedAt,
  due_at: task.budgetFrom ? due(calendar, task.budgetFrom, task.budget) : null,
  outcome: task.outcome,
  by_silence: task.bySilence,
  escalated_to: task.escalatedTo,
});

/** The tables equal the fold of the log: what lists read is written here and nowhere else. */
async function bringUpToDate(tx: Tx, { row, def, calendar }: Opened, before: CaseState, log: readonly CaseEvent[]): Promise<void> {
  const after = fold(def, log);
  for (const task of Object.values(after.tasks)) {
    const change = taskFields(calendar, task);
    if (JSON.stringify(change) !== JSON.stringify(taskFields(calendar, before.tasks[task.id]!)))
      await store.updateTask(tx, row.id, task.id, change);
  }
  await store.updateCase(tx, row.id, headerOf(def, calendar, after, log));
}

/** The header as the log gives it; `used_days` as of the last event, so that it doesn't depend on when it is written. */
export function headerOf(def: Definition, calendar: Calendar, state: CaseState, log: readonly CaseEvent[]): store.Header {
  const time = clock(def, calendar, state, state.lastAt!);
  return {
    clock_state: time.state,
    due_at: time.dueAt,
    used_days: time.used,
    working_ms: state.endedAt && state.submittedAt ? workingMs(calendar, state.submittedAt, state.endedAt) : null,
    next_at: nextOwed(def, calendar, state) ?? null,
    ended_at: state.endedAt,
    end_kind: state.end,
    halted: state.halted,
    halted_at: state.haltedAt,
    office_ms: state.endedAt ? officeMs(ledger(def, calendar, log, state.endedAt)) : null,
  };
}
