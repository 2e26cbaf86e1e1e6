import type { Classification, ComplaintEvent } from './events.ts';
import { ladder, offices } from './rules.ts';
import { arcsFrom, findArc, type HolderKind, type Lifecycle, type Role } from './lifecycle.ts';

/** One agency's part of the work beside the lead. */
export interface Subtask {
  readonly agency: string;
  /** Last day, 'YYYY-MM-DD'. */
  readonly due: string;
  readonly done: boolean;
}

/** A report as its log tells it. */
export interface ComplaintState {
  readonly state: string;
  /** The states that led here, newest last: what `@previous` goes back to. */
  readonly trail: readonly string[];
  readonly since: Date;
  readonly receivedAt: Date;
  readonly category: string;
  readonly region: string | null;
  readonly classification: Classification | null;
  readonly lead: string | null;
  readonly supporting: readonly string[];
  readonly subtasks: readonly Subtask[];
  /** The liaison officer who verified or routed last. */
  readonly liaison: string | null;
  /** Everybody who worked on it for the lead: none of them may check the proof. */
  readonly doers: readonly string[];
  /** Who sent the last answer. */
  readonly answerer: string | null;
  /** Refusals by agencies in a row since the last acceptance. */
  readonly refusals: number;
  readonly contests: number;
  readonly upheld: number;
  readonly questions: number;
  readonly proof: string | null;
  /** Refused by the checks, and waiting for a liaison officer: with the answer and who sent it. */
  readonly refusedProof: { readonly id: string; readonly entry: string; readonly by: string | null } | null;
  /** Proofs of it that were found false. */
  readonly fakes: number;
  readonly answerEntry: string | null;
  /** The last answer explains and says why nothing had to be done in the field. */
  readonly isExplained: boolean;
  readonly budgetWait: string | null;
  readonly mergedInto: string | null;
  readonly ending: Ending | null;
  readonly rating: number | null;
  readonly rungs: readonly string[];
  readonly endedAt: Date | null;
  readonly lastAt: Date;
}

/** How it ended; the public wording follows it and never says "fixed". */
export type Ending =
  'accepted_by_reporter' | 'checked_reporter_silent' | 'no_field_work' | 'not_ours' | 'archived' | 'withdrawn' | 'merged';

const add = <T>(list: readonly T[], item: T): readonly T[] => (list.includes(item) ? list : [...list, item]);

/** Where an event leads, whoever took it: replay trusts the log, deciding doesn't. */
function target(lifecycle: Lifecycle, state: string, event: string): string | undefined {
  return arcsFrom(lifecycle, state).find((arc) => arc.event === event)?.to;
}

/** The state after each event of a log. The first event is `received`. @throws Error where the log doesn't begin with it: a bug */
export function states(lifecycle: Lifecycle, log: readonly ComplaintEvent[]): ComplaintState[] {
  const first = log[0];
  if (first?.type !== 'received') throw new Error('The log of a report begins with its receipt.');
  const all: ComplaintState[] = [];
  let s: ComplaintState = {
    state: lifecycle.start,
    trail: [],
    since: first.at,
    receivedAt: first.at,
    category: first.category,
    region: first.region,
    classification: null,
    lead: null,
    supporting: [],
    subtasks: [],
    liaison: null,
    doers: [],
    answerer: null,
    refusals: 0,
    contests: 0,
    upheld: 0,
    questions: 0,
    proof: null,
    refusedProof: null,
    fakes: 0,
    answerEntry: null,
    isExplained: false,
    budgetWait: null,
    mergedInto: null,
    ending: null,
    rating: null,
    rungs: [],
    endedAt: null,
    lastAt: first.at,
  };
  all.push(s);
  for (const event of log.slice(1)) all.push((s = apply(lifecycle, s, event)));
  return all;
}
/** The state after the whole log. */
export const fold = (lifecycle: Lifecycle, log: readonly ComplaintEvent[]): ComplaintState => states(lifecycle, log).at(-1)!;

function apply(lifecycle: Lifecycle, before: ComplaintState, event: ComplaintEvent): ComplaintState {
  const to = target(lifecycle, before.state, event.type);
  let s: ComplaintState = { ...before, lastAt: event.at };
  if (to === '@previous') s = { ...s, state: before.trail.at(-1) ?? lifecycle.start, trail: before.trail.slice(0, -1), since: event.at };
  else if (to !== undefined && to !== before.state) s = { ...s, state: to, trail: [...before.trail, before.state], since: event.at };
  const isEnded = lifecycle.states[s.state]!.ended;
  s = { ...s, endedAt: isEnded ? (before.endedAt ?? event.at) : null, ending: isEnded ? s.ending : null };
  switch (event.type) {
    case 'asked':
      return {
        ...s,
        questions: s.questions + 1,
        doers: s.lead && before.state !== lifecycle.start && event.actor ? add(s.doers, event.actor) : s.doers,
      };
    case 'verified':
      return { ...s, classification: event.classification, category: event.category, region: event.region, liaison: event.actor };
    case 'routed':
    case 'moved':
      return {
        ...s,
        lead: event.lead,
        supporting: event.supporting,
        subtasks: s.subtasks.filter((task) => event.supporting.includes(task.agency)),
        liaison: event.actor,
        // another agency, other hands
        doers: event.lead === before.lead ? s.doers : [],
        refusedProof: event.lead === before.lead ? s.refusedProof : null,
      };
    case 'accepted':
      return { ...s, refusals: 0, doers: event.actor ? add(s.doers, event.actor) : s.doers };
    case 'declined':
      return { ...s, refusals: s.refusals + 1, lead: null, supporting: [], subtasks: [] };
    case 'subtask_opened':
      return {
        ...s,
        subtasks: [...s.subtasks.filter((task) => task.agency !== event.agency), { agency: event.agency, due: event.due, done: false }],
      };
    case 'subtask_done':
      return {
        ...s,
        subtasks: s.subtasks.map((task) => (task.agency === event.agency ? { ...task, done: true } : task)),
        doers: event.actor ? add(s.doers, event.actor) : s.doers,
      };
    case 'followed_up':
    case 'forwarded':
      return { ...s, doers: event.actor ? add(s.doers, event.actor) : s.doers };
    case 'budget_planned':
      return { ...s, budgetWait: event.wait, doers: event.actor ? add(s.doers, event.actor) : s.doers };
    case 'submitted':
      return {
        ...s,
        proof: event.proof,
        refusedProof: null,
        answerEntry: event.entry,
        isExplained: !event.field_work,
        // taken by a liaison officer although it was refused, it is still the agency's answer
        answerer: s.refusedProof?.id === event.proof ? s.refusedProof.by : event.actor,
        doers: event.actor ? add(s.doers, event.actor) : s.doers,
      };
    case 'proof_refused':
      return {
        ...s,
        refusedProof: { id: event.proof, entry: event.entry, by: event.actor },
        doers: event.actor ? add(s.doers, event.actor) : s.doers,
      };
    case 'refusal_kept':
      return { ...s, refusedProof: null };
    case 'proof_fake':
      return { ...s, fakes: s.fakes + 1 };
    case 'contested':
      return { ...s, contests: s.contests + 1 };
    case 'upheld':
      return { ...s, upheld: s.upheld + 1 };
    case 'agreed':
      return { ...s, ending: 'accepted_by_reporter' };
    case 'window_lapsed':
      return { ...s, ending: s.isExplained ? 'no_field_work' : 'checked_reporter_silent' };
    case 'not_ours':
    case 'archived':
    case 'withdrawn':
      return { ...s, ending: event.type };
    case 'merged':
      return { ...s, mergedInto: event.into };
    case 'unmerged':
      return { ...s, mergedInto: null };
    case 'rated':
      return { ...s, rating: event.value };
    case 'escalated':
      return { ...s, rungs: [...s.rungs, event.rung] };
    default:
      return s;
  }
}

/** Who somebody is to the platform today, whatever the report. */
export interface Performer {
  readonly person: string | null;
  readonly isReporter: boolean;
  /** A witness of it, or the reporter of a report merged into it. */
  readonly isWitness?: boolean;
  readonly isSystem: boolean;
  readonly isLeader: boolean;
  /** Does the person hold the duty `complaints.<role>` at that agency? */
  readonly holds: (agency: string, role: string) => boolean;
  /** Agencies where the person holds the duty `complaints.<role>`. */
  readonly agenciesWith: (role: string) => readonly string[];
}

/** What a person is to this report now. The accused agency is nobody to it; nobody is two things that exclude each other. */
export function rolesOf(state: ComplaintState, who: Performer, accused: string | null): ReadonlySet<Role> {
  const held = new Set<Role>();
  if (who.isReporter) held.add('reporter');
  if (who.isWitness) held.add('witness');
  if (who.isSystem) held.add('system');
  if (who.isLeader) held.add('leader');
  const liaison = [...who.agenciesWith('lo'), ...who.agenciesWith('super_admin')].filter((agency) => agency !== accused);
  if (liaison.length) held.add('liaison');
  const { lead } = state;
  const isHead = lead !== null && lead !== accused && who.holds(lead, 'pic_kepala');
  const isStaff = lead !== null && lead !== accused && who.holds(lead, 'pic_staf');
  if (isHead) held.add('lead_head');
  if (isStaff) held.add('lead_staff');
  if (who.holds(offices.planner, 'perencana')) held.add('planner');
  // Another unit than the doer's, another person than every doer and than the officer who routed it.
  const checks = [...who.agenciesWith('verifikator'), ...liaison].some(
    (agency) => agency !== lead && agency !== accused && !state.supporting.includes(agency),
  );
  if (checks && who.person !== null && !state.doers.includes(who.person) && who.person !== state.liaison) held.add('verifier');
  // One level up: the head over a member of staff, the leaders over a head and from the second contest on.
  if (who.isLeader) held.add('superior');
  if (isHead && state.contests < ladder.contests_before_leaders && who.person !== state.answerer && !state.doers.includes(who.person!))
    held.add('superior');
  return held;
}

/** Who is waited for, as the public reads it. Exactly one, always. */
export interface Holder {
  readonly kind: HolderKind;
  readonly agency: string | null;
}

/** @throws Error for a state the table doesn't know: a log of another table */
export function holderOf(lifecycle: Lifecycle, state: ComplaintState, liaison: string): Holder {
  const found = lifecycle.states[state.state];
  if (!found) throw new Error(`No state ${state.state}`);
  if (found.holder === 'lead') return state.lead ? { kind: 'lead', agency: state.lead } : { kind: 'liaison', agency: liaison };
  return { kind: found.holder, agency: found.holder === 'liaison' ? liaison : null };
}

/** Why a step is refused; the key into the wording. */
export type Refusal = 'complaints.not_yours' | 'complaints.not_now';

/**
 * May this step be taken now by somebody with these roles? Undefined where it may. A step somebody else could take now is
 * "not yours"; one nobody could is "not now".
 */
export function refuse(lifecycle: Lifecycle, state: ComplaintState, event: string, held: ReadonlySet<Role>): Refusal | undefined {
  if (findArc(lifecycle, state.state, event, held)) return undefined;
  return arcsFrom(lifecycle, state.state).some((arc) => arc.event === event) ? 'complaints.not_yours' : 'complaints.not_now';
}

/** The steps open to somebody now, by name of event: what a page may offer. */
export const openSteps = (lifecycle: Lifecycle, state: ComplaintState, held: ReadonlySet<Role>): ReadonlySet<string> =>
  new Set(
    arcsFrom(lifecycle, state.state)
      .filter((arc) => arc.by.some((role) => held.has(role)))
      .map((arc) => arc.event),
  );
