import { hasDuty, type Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { addWorkingMs, dayOf, due, workingDaysBetween, workingMs, type Calendar } from '#core/working-time.ts';
import type { CodeLists, Definition, End, Expression, Outcome, TaskDefinition } from '#modules/catalogue/definition.ts';
import { evaluate, type Scope, type Value } from '#modules/catalogue/expression.ts';
import type { EvidenceKind } from '#modules/catalogue/form.ts';
import { expiryOf, type Stop } from './clock.ts';
import type { CaseEvent, Mark, OwedEvent } from './events.ts';

/**
 * The case engine (services.md § 5): state is the fold of the log, `decide` turns a command into events, `catchUp` adds
 * what silence, stops and expiry owe by now. Pure: no clock, no database; the door supplies time, calendar and facts.
 */

export type TaskStatus = 'waiting' | 'open' | 'claimed' | 'returned' | 'done' | 'not_applicable' | 'cancelled';

export interface TaskState {
  readonly id: string;
  status: TaskStatus;
  agency: string | null;
  claimant: string | null;
  outcome: string | null;
  bySilence: boolean;
  openedAt: Date | null;
  claimedAt: Date | null;
  closedAt: Date | null;
  /** From when, and for how many working days, the present budget runs. */
  budgetFrom: Date | null;
  budget: number;
  /** Steps of onSilence that have fired since the budget began. */
  fired: number[];
  /** `agency/role` pairs that may answer for it since an escalation. */
  escalatedTo: string[];
  /** A second look after a correction; silence keeps the earlier outcome. */
  isRecheck: boolean;
  /** Everybody who decided it or was acted for: what four eyes compares. */
  doers: string[];
}

export interface CaseState {
  submittedAt: Date | null;
  lane: string;
  evidence: Record<string, EvidenceKind>;
  tasks: Record<string, TaskState>;
  returned: {
    readonly task: string;
    readonly at: Date;
    readonly marks: readonly Mark[];
    readonly causedBy: string | null;
    reminded: number[];
  } | null;
  roundsUsed: number;
  lateFindings: number;
  clockStartedAt: Date | null;
  /** Spans in which the applicant alone was waited for while the clock had started; the last may be open. */
  stops: Stop[];
  /** Outside systems asked and still to answer, by request. */
  asked: Record<string, string>;
  expired: 'deemed' | 'escalated' | null;
  halted: string | null;
  /** The last halt, also once it is over. */
  haltedAt: Date | null;
  /** A task the log names and the definition lacks; the clock owes a halt for it (E17). */
  unknownTask: string | null;
  /** The last moment of the log; nothing is appended before it. */
  lastAt: Date | null;
  end: End | null;
  endedAt: Date | null;
}

/** What the pure engine can't know: the answers expressions ask for, the code lists, the agency of the case. */
export interface Facts {
  readonly vars: Scope['vars'];
  readonly lists: CodeLists;
}

const freshTask = (id: string): TaskState => ({
  id,
  status: 'waiting',
  agency: null,
  claimant: null,
  outcome: null,
  bySilence: false,
  openedAt: null,
  claimedAt: null,
  closedAt: null,
  budgetFrom: null,
  budget: 0,
  fired: [],
  escalatedTo: [],
  isRecheck: false,
  doers: [],
});

const emptyState = (def: Definition): CaseState => ({
  submittedAt: null,
  lane: '',
  evidence: {},
  tasks: Object.fromEntries(def.process.map((task) => [task.id, freshTask(task.id)])),
  returned: null,
  roundsUsed: 0,
  lateFindings: 0,
  clockStartedAt: null,
  stops: [],
  asked: {},
  expired: null,
  halted: null,
  haltedAt: null,
  unknownTask: null,
  lastAt: null,
  end: null,
  endedAt: null,
});

export const isOpen = (task: TaskState): boolean => task.status === 'open' || task.status === 'claimed';
export const openTasks = (state: CaseState): TaskState[] => Object.values(state.tasks).filter(isOpen);

/** Stopped: a return is open and the applicant is the only holder (services.md § 6). */
const isStopped = (state: CaseState): boolean =>
  state.clockStartedAt !== null &&
  state.end === null &&
  state.halted === null &&
  state.returned !== null &&
  openTasks(state).length === 0 &&
  Object.keys(state.asked).length === 0;

/** One event's effect on the state, in place. A task the definition lacks is kept in mind and halts the case (E17). */
function apply(def: Definition, state: CaseState, event: OwedEvent & { actor?: string | null; onBehalfOf?: string | null }): void {
  const { at } = event;
  const task = 'task' in event ? state.tasks[event.task] : undefined;
  state.lastAt = at;
  if ('task' in event && !task) {
    state.unknownTask = event.task;
    return;
  }
  switch (event.type) {
    case 'submitted':
      Object.assign(state, { submittedAt: at, lane: event.lane, evidence: { ...event.evidence } });
      break;
    case 'task_opened':
      Object.assign(task!, {
        status: task!.claimant ? 'claimed' : 'open',
        agency: event.agency,
        openedAt: task!.openedAt ?? at,
        closedAt: null,
        budgetFrom: at,
        budget: event.budget,
        fired: [],
        isRecheck: event.recheck,
      });
      break;
    case 'task_not_applicable':
      Object.assign(task!, { status: 'not_applicable', closedAt: at });
      break;
    case 'task_cancelled':
      Object.assign(task!, { status: 'cancelled', closedAt: at });
      break;
    case 'task_claimed':
    case 'task_reassigned':
      Object.assign(task!, { status: 'claimed', claimant: event.officer, claimedAt: at });
      break;
    case 'task_released':
      Object.assign(task!, { status: 'open', claimant: null, claimedAt: null });
      break;
    case 'task_reminded':
      task!.fired.push(event.step);
      break;
    case 'task_escalated':
      task!.fired.push(event.step);
      task!.escalatedTo.push(event.to);
      break;
    case 'task_decided':
      Object.assign(task!, { status: 'done', outcome: event.outcome, bySilence: event.by_silence, closedAt: at, isRecheck: false });
      for (const person of [event.actor, event.onBehalfOf]) if (person) task!.doers.push(person);
      if (event.task === def.clock.startsAt.task && event.outcome === def.clock.startsAt.outcome) state.clockStartedAt ??= at;
      break;
    case 'returned':
      task!.status = 'returned';
      state.returned = { task: event.task, at, marks: event.marks, causedBy: event.caused_by, reminded: [] };
      if (event.late_finding) state.lateFindings++;
      else state.roundsUsed++;
      for (const person of [event.actor, event.onBehalfOf]) if (person) task!.doers.push(person);
      break;
    case 'applicant_reminded':
      state.returned?.reminded.push(event.step);
      break;
    case 'answered':
      Object.assign(state.evidence, event.evidence);
      state.returned = null;
      break;
    case 'asked':
      state.asked[event.request] = event.system;
      break;
    case 'replied':
    case 'refused':
      delete state.asked[event.request];
      break;
    case 'expired':
      state.expired = event.effect;
      break;
    case 'halted':
      Object.assign(state, { halted: event.reason, haltedAt: at, unknownTask: null });
      break;
    case 'resumed':
      state.halted = null;
      break;
    case 'ended':
      Object.assign(state, { end: event.end, endedAt: at, returned: null });
      break;
    case 'accepted':
    case 'calendar_revised':
    case 'issued':
    case 'revoked':
    case 'noted':
    case 'evidence_added':
      break;
    default:
      event satisfies never;
  }
  const last = state.stops.at(-1);
  if (isStopped(state) && (!last || last.to)) state.stops.push({ from: at, to: null });
  if (!isStopped(state) && last && !last.to) last.to = at;
}

/** The state that a log adds up to. */
export function fold(def: Definition, log: readonly CaseEvent[]): CaseState {
  let last = emptyState(def);
  for (const [state] of replay(def, log)) last = state;
  return last;
}

/** The state after each event, oldest first. It is one object that changes: read it before asking for the next. */
export function* replay(def: Definition, log: readonly CaseEvent[]): Generator<readonly [CaseState, CaseEvent]> {
  const state = emptyState(def);
  for (const event of log) {
    apply(def, state, event);
    yield [state, event];
  }
}

/** Builds events while keeping the state they lead to. */
class Steps {
  readonly events: OwedEvent[] = [];
  readonly def: Definition;
  readonly state: CaseState;
  readonly facts: Facts;
  readonly calendar: Calendar;
  readonly actor: { actor: string | null; onBehalfOf: string | null };

  constructor(
    def: Definition,
    calendar: Calendar,
    facts: Facts,
    state: CaseState,
    actor: { actor: string | null; onBehalfOf: string | null },
  ) {
    this.def = def;
    this.calendar = calendar;
    this.facts = facts;
    this.state = state;
    this.actor = actor;
  }

  /** Append in order: what a revised calendar or a halt would have owed earlier is dated by the last event instead. */
  add(owed: OwedEvent): void {
    const { lastAt } = this.state;
    const event = lastAt && owed.at < lastAt ? { ...owed, at: lastAt } : owed;
    this.events.push(event);
    apply(this.def, this.state, { ...event, ...this.actor });
  }

  /** An expression's value in the present state of the case. */
  value(expression: Expression, at: Date, vars = this.facts.vars): Value {
    return evaluate(expression, {
      vars,
      lists: this.facts.lists,
      outcomes: Object.fromEntries(
        Object.values(this.state.tasks).map((task) => [task.id, task.status === 'not_applicable' ? 'not-applicable' : task.outcome]),
      ),
      satisfied: satisfiedBy(this.def, this.state),
      days: { event: dayOf(at), ...(this.state.submittedAt ? { submitted: dayOf(this.state.submittedAt) } : {}) },
      calendar: this.calendar,
    });
  }

  /** E3: open whatever has its needs closed, in file order, until nothing more opens. Joins fire even if no need applied. */
  openReady(at: Date): void {
    for (let opened = true; opened && !this.state.end && !this.state.halted;) {
      opened = false;
      for (const task of this.def.process) {
        const state = this.state.tasks[task.id]!;
        if (state.status !== 'waiting' || !task.needs.every((need) => isClosed(this.state.tasks[need]!))) continue;
        const applies = task.when === undefined ? true : this.value(task.when, at);
        const agency = applies === true ? this.value(task.agency, at) : null;
        if (typeof applies !== 'boolean' || (applies && typeof agency !== 'string'))
          return this.add({ type: 'halted', reason: `task:${task.id}`, at });
        if (applies) this.add({ type: 'task_opened', task: task.id, agency: agency as string, budget: task.budget, recheck: false, at });
        else this.add({ type: 'task_not_applicable', task: task.id, at });
        opened = true;
      }
    }
  }

  /** What a decided task leads to: the end, or the next tasks. */
  follow(outcome: Outcome, at: Date): void {
    if (outcome.end) this.end(outcome.end, at);
    else this.openReady(at);
  }

  /** E4: the first end cancels what is open. */
  end(end: End, at: Date): void {
    for (const task of Object.values(this.state.tasks))
      if (['waiting', 'open', 'claimed', 'returned'].includes(task.status)) this.add({ type: 'task_cancelled', task: task.id, at });
    this.add({ type: 'ended', end, at });
  }
}

const isClosed = (task: TaskState): boolean => task.status === 'done' || task.status === 'not_applicable';

/** Which document requirements are satisfied; one that a task answers counts once that task has decided otherwise than by silence. */
function satisfiedBy(def: Definition, state: CaseState): Record<string, boolean> {
  const entries = def.documents.map((document): [string, boolean] => {
    const kind = state.evidence[document.id];
    if (kind !== 'task') return [document.id, kind !== undefined];
    const source = document.satisfiedBy.find((candidate) => candidate.kind === 'task');
    const task = source && state.tasks[source.task];
    return [document.id, task?.status === 'done' && !task.bySilence];
  });
  return Object.fromEntries(entries);
}

/** The moment of each step of onSilence: a fraction of the budget's working time; 1.0 is the end of the budget's last day. */
export function silenceAt(calendar: Calendar, from: Date, budget: number, fraction: number): Date {
  const end = due(calendar, from, budget);
  return fraction === 1 ? end : addWorkingMs(calendar, from, Math.floor(workingMs(calendar, from, end) * fraction));
}

interface Debt {
  readonly at: Date;
  readonly pay: (steps: Steps) => void;
}

/** Everything that time alone will bring about, whether due or not. */
function debts(def: Definition, calendar: Calendar, state: CaseState): Debt[] {
  if (!state.submittedAt || state.end) return [];
  const owed: Debt[] = [];
  const { unknownTask, lastAt } = state;
  if (unknownTask) owed.push({ at: lastAt!, pay: (to) => to.add({ type: 'halted', reason: `task:${unknownTask}`, at: lastAt! }) });
  if (!state.halted)
    for (const task of openTasks(state)) {
      const definition = taskOf(def, task.id);
      const steps = task.isRecheck ? [{ at: 1, outcome: task.outcome! }] : definition.onSilence;
      steps.forEach((step, index) => {
        if (!task.budgetFrom || task.fired.includes(index)) return;
        owed.push({ at: silenceAt(calendar, task.budgetFrom, task.budget, step.at), pay: (to) => paySilence(to, task.id, step, index) });
      });
    }
  const stop = def.clock.stops.find((candidate) => candidate.cause === 'return');
  if (state.returned && stop) {
    const { at, reminded } = state.returned;
    stop.remind.forEach((days, step) => {
      if (!reminded.includes(step))
        owed.push({ at: due(calendar, at, days), pay: (to) => to.add({ type: 'applicant_reminded', step, at: due(calendar, at, days) }) });
    });
    owed.push({ at: due(calendar, at, stop.max), pay: (to) => to.end(stop.onExpiry.end, due(calendar, at, stop.max)) });
  }
  const expiry = state.expired ? undefined : expiryOf(def, calendar, state);
  if (expiry) owed.push({ at: expiry, pay: (to) => payExpiry(to, expiry) });
  return owed.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function paySilence(steps: Steps, id: string, step: TaskDefinition['onSilence'][number], index: number): void {
  const task = steps.state.tasks[id]!;
  const at = silenceAt(steps.calendar, task.budgetFrom!, task.budget, step.at);
  const outcome = step.outcome === undefined ? undefined : taskOf(steps.def, id).outcomes[step.outcome];
  if (step.outcome && !outcome) steps.add({ type: 'halted', reason: `outcome:${id}/${step.outcome}`, at });
  else if (step.outcome && outcome) {
    steps.add({
      type: 'task_decided',
      task: id,
      outcome: step.outcome,
      by_silence: true,
      statement: null,
      basis: steps.def.clock.basis,
      requirements: [],
      conditions: [],
      at,
    });
    steps.follow(outcome, at);
  } else if (step.escalate) steps.add({ type: 'task_escalated', task: id, step: index, to: step.escalate, at });
  else steps.add({ type: 'task_reminded', task: id, step: index, at });
}

/** Deemed granted where the definition says so and its guard holds; else the superiors are told (UU 30/2014 ps. 53). */
function payExpiry(steps: Steps, at: Date): void {
  const { deemed } = steps.def.clock.onExpiry;
  const isDeemed = deemed !== undefined && (deemed.guard === undefined || steps.value(deemed.guard, at) === true);
  steps.add({ type: 'expired', effect: isDeemed ? 'deemed' : 'escalated', at });
  if (isDeemed) steps.end('granted', at);
}

/** The next moment at which the log will owe a fact; undefined once the case has ended. */
export const nextOwed = (def: Definition, calendar: Calendar, state: CaseState): Date | undefined => debts(def, calendar, state)[0]?.at;

/**
 * E2: the events that silence, stops and expiry owe before `now`, each at its moment in law, in order. A worker that was
 * down changes nothing: called late, it gives the same events.
 */
export function catchUp(def: Definition, calendar: Calendar, facts: Facts, log: readonly CaseEvent[], now: Date): OwedEvent[] {
  const steps = new Steps(def, calendar, facts, fold(def, log), { actor: null, onBehalfOf: null });
  for (let rounds = 0; rounds < 200; rounds++) {
    const [debt] = debts(def, calendar, steps.state);
    if (!debt || debt.at >= now) return steps.events;
    debt.pay(steps);
  }
  throw new Error('The clock owes more events than a case can have.');
}

export type Command =
  | {
      readonly type: 'submit';
      readonly definition: string;
      readonly answers: Readonly<Record<string, string>>;
      readonly evidence: Readonly<Record<string, EvidenceKind>>;
    }
  | { readonly type: 'claim' | 'release'; readonly task: string }
  /** By the platform: nothing was seen of the claimant since `activeAt`. */
  | { readonly type: 'release_idle'; readonly task: string; readonly activeAt: Date | null }
  | { readonly type: 'reassign'; readonly task: string; readonly officer: string; readonly statement: string }
  | {
      readonly type: 'decide';
      readonly task: string;
      readonly outcome: string;
      readonly statement: string | null;
      readonly basis: string | null;
      readonly requirements: readonly string[];
      readonly conditions: readonly string[];
    }
  | { readonly type: 'return'; readonly task: string; readonly outcome: string; readonly marks: readonly Mark[] }
  | {
      readonly type: 'answer';
      readonly answers: Readonly<Record<string, string>>;
      readonly evidence: Readonly<Record<string, EvidenceKind>>;
      readonly changed: readonly string[];
      /** The facts after the correction; where a stored `when` would now differ, a supervisor decides. */
      readonly vars?: Scope['vars'];
    }
  /** A second return, by a supervisor, once, with a reason, counted publicly (E5). */
  | { readonly type: 'find_late'; readonly task: string; readonly statement: string; readonly marks: readonly Mark[] }
  /** A paper the office itself gives for its task, already kept; nothing is decided by it. */
  | { readonly type: 'attach'; readonly task: string; readonly requirement: string; readonly evidence: string; readonly sha256: string }
  | { readonly type: 'withdraw' }
  /** `changeWay`: a task that applied no longer does, or the other way round. Halts of other kinds: the door lets only a steward in. */
  | { readonly type: 'resume'; readonly reason: string; readonly changeWay?: boolean };

export interface Performer {
  readonly person: string;
  readonly onBehalfOf: string | null;
  /** Does the person hold this duty today? */
  readonly holds: (agency: string, role: string) => boolean;
  /** Is it an application that may work for this agency? It holds no duty, and decides nothing that needs a person. */
  readonly serves?: (agency: string) => boolean;
}

/** What an agency's application may answer. To admit, to grant and to refuse takes a person in office. */
const APPLICATION_KINDS: readonly TaskDefinition['kind'][] = ['opinion', 'inspection', 'evidence', 'automatic'];

export const performerOf = (actor: Actor, onBehalfOf: string | null = null): Performer => ({
  person: 'id' in actor ? actor.id : actor.kind,
  onBehalfOf,
  holds: (agency, role) => hasDuty(actor, agency, role),
  ...(actor.kind === 'partner'
    ? { serves: (agency: string) => actor.scopes.includes('tasks:write') && actor.agencies.includes(agency) }
    : {}),
});

/** An official somebody acts for today (Plh). */
export interface Deputyship {
  readonly agency: string;
  readonly role: string;
  readonly reason: 'leave' | 'travel';
  readonly forPerson: string;
}

/** Who acts on one task: the actor alone where the duty is theirs, else in the name of the official they stand in for today (E9). */
export function performerOn(def: Definition, state: CaseState, id: string, actor: Actor, deputyships: readonly Deputyship[]): Performer {
  const self = performerOf(actor);
  const task = state.tasks[id];
  const definition = def.process.find((candidate) => candidate.id === id);
  if (!task?.agency || !definition?.delegation || holdsTask(def, task, self)) return self;
  const { role, delegation } = definition;
  const found = deputyships.find(
    (candidate) => candidate.agency === task.agency && candidate.role === role && delegation.when.includes(candidate.reason),
  );
  return found ? performerOf(actor, found.forPerson) : self;
}

/** Working days after which a claim without activity goes back to the pool. */
const IDLE_DAYS = 1;

const taskOf = (def: Definition, id: string): TaskDefinition => {
  const task = def.process.find((candidate) => candidate.id === id);
  if (!task) throw new Failure('not_found', 'cases.not_found');
  return task;
};

/** May the person work on the task: its role at its agency, or a duty it was escalated to; and not barred by four eyes (E8). */
export function mayWork(def: Definition, state: CaseState, id: string, who: Performer): boolean {
  const task = state.tasks[id];
  if (!task?.agency || !isOpen(task)) return false;
  return holdsTask(def, task, who) && !isBarred(def, state, id, who);
}

/** The role itself, a duty it was escalated to, or a delegate's, who names the person acted for (E9: no chains, both names). */
function holdsTask(def: Definition, task: TaskState, who: Performer): boolean {
  const { role, delegation, kind } = taskOf(def, task.id);
  const agency = task.agency!;
  return (
    who.holds(agency, role) ||
    (who.serves?.(agency) === true && APPLICATION_KINDS.includes(kind)) ||
    task.escalatedTo.some((duty) => who.holds(...(duty.split('/') as [string, string]))) ||
    (who.onBehalfOf !== null && delegation !== undefined && delegation.to.some((deputy) => who.holds(agency, deputy)))
  );
}

/** Four eyes compares persons, not roles: whoever did a named task, or was acted for, may not do this one. */
export const isBarred = (def: Definition, state: CaseState, id: string, who: Performer): boolean =>
  taskOf(def, id).fourEyes.some((other) => state.tasks[other]?.doers.some((person) => person === who.person || person === who.onBehalfOf));

/** May the person move the task to a colleague: a supervisor of its agency. */
export const maySupervise = (state: CaseState, id: string, who: Performer): boolean => {
  const agency = state.tasks[id]?.agency;
  return agency != null && (who.holds(agency, 'supervisor') || who.holds(agency, 'kepala-dinas') || who.holds(agency, 'kepala-badan'));
};

/** May the person return the case a second time (E5): the ordinary return is used, the late one isn't, and it is their duty. */
export function mayFindLate(def: Definition, state: CaseState, id: string, who: Performer): boolean {
  const task = state.tasks[id];
  const { rounds, lateFinding } = def.deficiency;
  return (
    task?.agency != null &&
    lateFinding !== undefined &&
    isOpen(task) &&
    state.returned === null &&
    state.halted === null &&
    state.roundsUsed >= rounds &&
    state.lateFindings < lateFinding.max &&
    who.holds(task.agency, lateFinding.by)
  );
}

/** The outcomes open now: no `only: silence`; after the one return no further return, and only then `after: return` (E5). */
export function outcomesOpen(def: Definition, state: CaseState, id: string): [string, Outcome][] {
  const isUsed = state.roundsUsed >= def.deficiency.rounds;
  return Object.entries(taskOf(def, id).outcomes).filter(
    ([, outcome]) =>
      outcome.only !== 'silence' &&
      (outcome.to === 'return' ? !isUsed && !state.tasks[id]!.isRecheck : true) &&
      (outcome.after === 'return' ? isUsed : true),
  );
}

/** The events a command leads to. The log has been caught up to `now`. @throws Failure forbidden, not_now, conflict, invalid, not_found */
export function decide(
  def: Definition,
  calendar: Calendar,
  facts: Facts,
  log: readonly CaseEvent[],
  command: Command,
  who: Performer,
  now: Date,
): OwedEvent[] {
  const state = fold(def, log);
  const steps = new Steps(def, calendar, facts, state, { actor: who.person, onBehalfOf: who.onBehalfOf });
  if (command.type === 'submit') submit(steps, command, now);
  else if (!state.submittedAt) throw new Failure('not_found', 'cases.not_found');
  else if (command.type === 'decide' && isSettled(state, command.task)) note(steps, command, who, now);
  else if (state.end) throw new Failure('not_now', 'engine.ended');
  else COMMANDS[command.type](steps, command as never, who, now);
  return steps.events;
}

function submit(steps: Steps, command: Extract<Command, { type: 'submit' }>, at: Date): void {
  if (steps.state.submittedAt) throw new Failure('conflict', 'engine.submitted_already');
  const lane =
    steps.def.queues.lanes.find((candidate) => candidate.when === undefined || steps.value(candidate.when, at) === true) ??
    steps.def.queues.lanes.at(-1)!;
  steps.add({ type: 'submitted', lane: lane.id, answers: command.answers, evidence: command.evidence, definition: command.definition, at });
  steps.openReady(at);
}

/** The clock, or the end of the case, has answered in the officer's place. */
const isSettled = (state: CaseState, id: string): boolean =>
  state.end !== null || (state.tasks[id]?.status === 'done' && state.tasks[id].bySilence);

/** E10: an answer after silence, or after the end, is kept as a note and changes nothing. */
function note(steps: Steps, command: Extract<Command, { type: 'decide' }>, who: Performer, at: Date): void {
  const task = steps.state.tasks[command.task];
  if (!task?.agency || (!task.bySilence && task.status !== 'cancelled')) throw new Failure('not_now', 'engine.ended');
  if (!holdsTask(steps.def, task, who)) throw new Failure('forbidden', 'engine.not_your_duty');
  if (!taskOf(steps.def, task.id).outcomes[command.outcome]) throw new Failure('not_now', 'engine.outcome_closed');
  steps.add({ type: 'noted', task: command.task, outcome: command.outcome, statement: command.statement, at });
}

const workable = (steps: Steps, id: string, who: Performer): TaskState => {
  const task = steps.state.tasks[id];
  if (!task) throw new Failure('not_found', 'cases.not_found');
  if (steps.state.halted) throw new Failure('not_now', 'engine.halted');
  if (!isOpen(task))
    throw new Failure(
      'not_now',
      task.status === 'returned' ? 'engine.with_applicant' : task.status === 'waiting' ? 'engine.task_waits' : 'engine.task_closed',
    );
  if (isBarred(steps.def, steps.state, id, who)) throw new Failure('forbidden', 'engine.four_eyes');
  if (!mayWork(steps.def, steps.state, id, who))
    throw new Failure('forbidden', who.serves?.(task.agency ?? '') ? 'engine.person_decides' : 'engine.not_your_duty');
  return task;
};

const ownOrFree = (steps: Steps, id: string, who: Performer): TaskState => {
  const task = workable(steps, id, who);
  if (task.claimant && task.claimant !== who.person) throw new Failure('conflict', 'cases.taken', {}, { officer: task.claimant });
  return task;
};

type Run<T extends Command['type']> = (steps: Steps, command: Extract<Command, { type: T }>, who: Performer, at: Date) => void;

const COMMANDS: { readonly [T in Exclude<Command['type'], 'submit'>]: Run<T> } = {
  claim(steps, { task: id }, who, at) {
    const task = ownOrFree(steps, id, who);
    if (task.claimant !== who.person) steps.add({ type: 'task_claimed', task: id, officer: who.person, at });
  },
  release(steps, { task: id }, who, at) {
    const task = steps.state.tasks[id];
    if (!task || task.status !== 'claimed') throw new Failure('not_now', 'engine.not_claimed');
    if (task.claimant !== who.person && !maySupervise(steps.state, id, who)) throw new Failure('forbidden', 'engine.not_your_duty');
    steps.add({ type: 'task_released', task: id, idle: false, at });
  },
  release_idle(steps, { task: id, activeAt }, _who, at) {
    const task = steps.state.tasks[id];
    if (!task || task.status !== 'claimed') throw new Failure('not_now', 'engine.not_claimed');
    const since = Math.max(...[task.claimedAt, task.budgetFrom, activeAt].map((moment) => moment?.getTime() ?? 0));
    if (due(steps.calendar, new Date(since), steps.def.queues.idle ?? IDLE_DAYS) >= at) throw new Failure('not_now', 'engine.claim_active');
    steps.add({ type: 'task_released', task: id, idle: true, at });
  },
  reassign(steps, { task: id, officer, statement }, who, at) {
    const task = steps.state.tasks[id];
    if (!task || !isOpen(task)) throw new Failure('not_now', 'engine.task_closed');
    if (!maySupervise(steps.state, id, who)) throw new Failure('forbidden', 'engine.not_your_duty');
    steps.add({ type: 'task_reassigned', task: id, officer, statement, at });
  },
  decide(steps, command, who, at) {
    ownOrFree(steps, command.task, who);
    if (isLookedAtAgain(steps, command.task)) throw new Failure('not_now', 'engine.task_waits');
    const outcome = outcomesOpen(steps.def, steps.state, command.task).find(([name]) => name === command.outcome)?.[1];
    if (!outcome) throw new Failure('not_now', 'engine.outcome_closed');
    if (outcome.to === 'return') throw new Failure('invalid', 'input.invalid', { hasil: 'cases.mark_needed' });
    refuseUnreasoned(steps, outcome, command, at);
    const { task, statement, basis, requirements, conditions } = command;
    steps.add({ type: 'task_decided', task, outcome: command.outcome, by_silence: false, statement, basis, requirements, conditions, at });
    steps.follow(outcome, at);
  },
  return(steps, command, who, at) {
    const task = ownOrFree(steps, command.task, who);
    if (steps.state.returned) throw new Failure('not_now', 'engine.with_applicant');
    const isReturn = outcomesOpen(steps.def, steps.state, command.task).some(
      ([name, outcome]) => name === command.outcome && outcome.to === 'return',
    );
    if (!isReturn) throw new Failure('not_now', 'engine.return_used');
    refuseMarks(steps.def, command.marks);
    if (task.claimant !== who.person) steps.add({ type: 'task_claimed', task: task.id, officer: who.person, at });
    steps.add({ type: 'returned', task: task.id, late_finding: false, caused_by: null, statement: null, marks: command.marks, at });
  },
  find_late(steps, { task: id, statement, marks }, who, at) {
    const task = steps.state.tasks[id];
    const { rounds, lateFinding } = steps.def.deficiency;
    if (steps.state.halted) throw new Failure('not_now', 'engine.halted');
    if (!task || !isOpen(task)) throw new Failure('not_now', steps.state.returned ? 'engine.with_applicant' : 'engine.task_closed');
    if (!lateFinding || !who.holds(task.agency!, lateFinding.by)) throw new Failure('forbidden', 'engine.not_your_duty');
    if (steps.state.returned) throw new Failure('not_now', 'engine.with_applicant');
    if (steps.state.roundsUsed < rounds) throw new Failure('not_now', 'engine.return_first');
    if (steps.state.lateFindings >= lateFinding.max) throw new Failure('not_now', 'engine.late_finding_used');
    if (!statement) throw new Failure('invalid', 'input.invalid', { alasan: 'cases.reason_needed' });
    refuseMarks(steps.def, marks);
    steps.add({ type: 'returned', task: id, late_finding: true, caused_by: task.agency, statement, marks, at });
  },
  answer(steps, command, _who, at) {
    const { returned } = steps.state;
    if (!returned) throw new Failure('not_now', 'cases.no_correction_open');
    const allowed = new Set(returned.marks.map((mark) => mark.path));
    if (command.changed.some((path) => !allowed.has(path))) throw new Failure('forbidden', 'engine.only_marked');
    const task = steps.state.tasks[returned.task]!;
    const spent = workingDaysBetween(steps.calendar, dayOf(task.budgetFrom!), dayOf(returned.at));
    steps.add({ type: 'answered', answers: command.answers, evidence: command.evidence, changed: command.changed, at });
    // E6: back to the same officer with the rest of the budget, at least one working day.
    steps.add({ type: 'task_opened', task: task.id, agency: task.agency!, budget: Math.max(1, task.budget - spent), recheck: false, at });
    for (const definition of steps.def.process) {
      const other = steps.state.tasks[definition.id]!;
      const view = steps.def.views[definition.sees];
      const isTouched = command.changed.some((path) => view?.fields.includes(path) || view?.documents.includes(path));
      if (other.status === 'done' && !other.bySilence && isTouched)
        steps.add({ type: 'task_opened', task: other.id, agency: other.agency!, budget: 1, recheck: true, at });
    }
    const flipped = command.vars && flippedTask(steps, command.vars, at);
    if (flipped) steps.add({ type: 'halted', reason: `when:${flipped}`, at });
  },
  attach(steps, { task: id, requirement, evidence, sha256 }, who, at) {
    ownOrFree(steps, id, who);
    const view = steps.def.views[taskOf(steps.def, id).sees];
    const document = steps.def.documents.find((candidate) => candidate.id === requirement);
    const isGiven = document?.satisfiedBy.some((source) => source.kind === 'task' && source.task === id);
    if (!document || isForbidden(steps.def, requirement) || !(isGiven || view?.documents.includes(requirement)))
      throw new Failure('invalid', 'input.invalid', { requirement: 'engine.not_listed' });
    steps.add({ type: 'evidence_added', task: id, requirement, evidence, sha256, at });
  },
  withdraw(steps, _command, _who, at) {
    steps.end('withdrawn', at);
  },
  resume(steps, { reason, changeWay }, who, at) {
    const { halted, tasks } = steps.state;
    if (!halted) throw new Failure('not_now', 'engine.not_halted');
    if (!reason) throw new Failure('invalid', 'input.invalid', { alasan: 'cases.reason_needed' });
    const flipped = halted.startsWith('when:') ? halted.slice('when:'.length) : undefined;
    if (flipped && !Object.keys(tasks).some((id) => maySupervise(steps.state, id, who)))
      throw new Failure('forbidden', 'engine.not_your_duty');
    steps.add({ type: 'resumed', reason, at });
    if (flipped && changeWay) changeWayOf(steps, flipped, at);
    steps.openReady(at);
  },
};

/** A decision waits while a task it needs is looked at again after a correction. */
const isLookedAtAgain = (steps: Steps, id: string): boolean => {
  const { kind, needs } = taskOf(steps.def, id);
  return kind === 'decision' && needs.some((need) => !isClosed(steps.state.tasks[need]!));
};

/** E6: the first settled task whose stored `when` would differ under the corrected facts. */
const flippedTask = (steps: Steps, vars: Scope['vars'], at: Date): string | undefined =>
  steps.def.process.find(
    ({ id, when }) =>
      when !== undefined && steps.state.tasks[id]!.status !== 'waiting' && steps.value(when, at) !== steps.value(when, at, vars),
  )?.id;

/** A supervisor ruled that the stored `when` no longer holds: open the task that didn't apply, or drop the one that did. */
function changeWayOf(steps: Steps, id: string, at: Date): void {
  const { agency, budget } = taskOf(steps.def, id);
  if (steps.state.tasks[id]!.status !== 'not_applicable') return steps.add({ type: 'task_not_applicable', task: id, at });
  const office = steps.value(agency, at);
  if (typeof office === 'string') steps.add({ type: 'task_opened', task: id, agency: office, budget, recheck: false, at });
  else steps.add({ type: 'halted', reason: `task:${id}`, at });
}

/** Rejected and not admitted always name reason, basis and requirement; so does whatever the definition asks. */
function refuseUnreasoned(steps: Steps, outcome: Outcome, command: Extract<Command, { type: 'decide' }>, at: Date): void {
  const isRefusal = outcome.end === 'rejected' || outcome.end === 'not-admitted';
  const needs = new Set<string>(isRefusal ? ['reason', 'basis', 'requirement'] : outcome.requires);
  if (outcome.reasonWhen !== undefined && steps.value(outcome.reasonWhen, at) === true) needs.add('reason');
  const fields: Record<string, string> = {};
  if (needs.has('reason') && !command.statement) fields['alasan'] = 'cases.reason_needed';
  if (needs.has('basis') && !steps.def.legalBasis.some((basis) => basis.id === command.basis)) fields['dasar'] = 'cases.basis_needed';
  if (needs.has('requirement') && !command.requirements.some((id) => isRequirement(steps.def, id)))
    fields['persyaratan'] = 'cases.requirement_needed';
  if (!command.requirements.every((id) => isRequirement(steps.def, id))) fields['persyaratan'] = 'engine.not_listed';
  if (command.basis && !steps.def.legalBasis.some((basis) => basis.id === command.basis)) fields['dasar'] = 'cases.basis_needed';
  if (Object.keys(fields).length) throw new Failure('invalid', 'input.invalid', fields);
}

const isForbidden = (def: Definition, id: string): boolean => def.forbidden.some((item) => item.requirement === id);
const isRequirement = (def: Definition, id: string): boolean =>
  !isForbidden(def, id) && (def.documents.some((item) => item.id === id) || def.fields.some((item) => item.id === id));

function refuseMarks(def: Definition, marks: readonly Mark[]): void {
  if (marks.length === 0) throw new Failure('invalid', 'input.invalid', { catatan: 'cases.mark_needed' });
  for (const mark of marks)
    if (!isListed(def, mark)) throw new Failure('invalid', 'input.invalid', { [`catatan.${mark.path}`]: 'engine.not_listed' });
}

/** A mark names a field or paper of the definition and cites a listed requirement, never a forbidden one. */
const isListed = (def: Definition, mark: Mark): boolean => isRequirement(def, mark.path) && isRequirement(def, mark.requirement);
