import type { Direction } from './chart.ts';
import type { Verdict } from './verdict.ts';

/** A decision of the council, from proposal to proof (council.md § 5). Agencies are codes of identity.agency. */
export type DecisionState =
  | 'proposed'
  | 'adopted'
  | 'rejected'
  | 'deferred'
  | 'referred'
  | 'in_progress'
  | 'claimed_done'
  | 'verified'
  | 'returned'
  | 'superseded'
  | 'lapsed';

/** Which state may follow which; what isn't here ends there. */
export const steps: Readonly<Record<DecisionState, readonly DecisionState[]>> = {
  proposed: ['adopted', 'rejected', 'deferred', 'referred'],
  deferred: ['adopted', 'rejected', 'deferred', 'referred'],
  referred: ['proposed', 'lapsed'],
  adopted: ['in_progress', 'superseded', 'lapsed'],
  in_progress: ['claimed_done', 'superseded', 'lapsed'],
  claimed_done: ['verified', 'returned', 'superseded'],
  returned: ['in_progress', 'superseded', 'lapsed'],
  verified: [],
  rejected: [],
  superseded: [],
  lapsed: [],
};

export interface Vote {
  readonly person: string;
  readonly agency: string | null;
  readonly choice: 'yes' | 'no' | 'abstain';
}
export interface Expected {
  readonly metric: string;
  readonly direction: Direction;
  /** In the unit of the metric; more than zero. */
  readonly size: number;
}
export interface Decision {
  readonly state: DecisionState;
  /** One organisation, never "everybody" and never a person. */
  readonly owner: string | null;
  /** 'YYYY-MM-DD'. */
  readonly due: string | null;
  readonly review: string | null;
  readonly expected: Expected | null;
  /** Adopted although nothing will be measured: only what orders the council's own affairs. */
  readonly isAdministrative: boolean;
  readonly verifier: string | null;
  readonly votes: readonly Vote[];
  /** People who stepped back from this decision. */
  readonly recused: readonly string[];
  /** Where a deferral points to. */
  readonly meeting: string | null;
  readonly evidence: number;
  readonly lastEventOn: string;
}

export type Refusal =
  | 'council.no_owner'
  | 'council.no_due'
  | 'council.no_review'
  | 'council.no_metric'
  | 'council.no_size'
  | 'council.no_verifier'
  | 'council.own_verifier'
  | 'council.recused_vote'
  | 'council.voted_twice'
  | 'council.not_carried'
  | 'council.no_meeting'
  | 'council.no_evidence'
  | 'council.not_now';

/** Why a decision may not go to `to`, all of it at once; empty where it may. */
export function refusals(decision: Decision, to: DecisionState): Refusal[] {
  if (!steps[decision.state].includes(to)) return ['council.not_now'];
  if (to === 'adopted') return adoption(decision);
  if (to === 'deferred') return decision.meeting === null ? ['council.no_meeting'] : [];
  if (to === 'claimed_done') return decision.evidence > 0 ? [] : ['council.no_evidence'];
  if (to === 'verified' || to === 'returned') return verification(decision);
  return [];
}

function verification({ owner, verifier }: Decision): Refusal[] {
  if (verifier === null) return ['council.no_verifier'];
  return verifier === owner ? ['council.own_verifier'] : [];
}

function adoption(decision: Decision): Refusal[] {
  const { owner, due, review, expected, isAdministrative, votes, recused } = decision;
  const found: Refusal[] = [];
  if (owner === null) found.push('council.no_owner');
  if (due === null) found.push('council.no_due');
  if (!isAdministrative) {
    if (review === null) found.push('council.no_review');
    if (expected === null) found.push('council.no_metric');
    else if (!(expected.size > 0)) found.push('council.no_size');
  }
  found.push(...verification(decision));
  if (votes.some(({ person }) => recused.includes(person))) found.push('council.recused_vote');
  if (new Set(votes.map(({ person }) => person)).size < votes.length) found.push('council.voted_twice');
  const count = (choice: Vote['choice']): number => votes.filter((vote) => vote.choice === choice).length;
  if (count('yes') <= count('no')) found.push('council.not_carried');
  return found;
}

const DONE: ReadonlySet<DecisionState> = new Set(['verified', 'superseded', 'lapsed', 'rejected']);
const QUIET_DAYS = 90;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** Computed, never stored: past its due day and not ended; without one, ninety days without an event. */
export function isOverdue({ state, due, lastEventOn }: Pick<Decision, 'state' | 'due' | 'lastEventOn'>, today: string): boolean {
  if (DONE.has(state)) return false;
  return due === null ? dayNumber(today) - dayNumber(lastEventOn) > QUIET_DAYS : today > due;
}

/** What puts itself on the agenda, in this order. */
export const agendaKinds = [
  'overdue',
  'to_verify',
  'no_effect',
  'stale_metric',
  'red_reports',
  'budget_passed',
  'sunset',
  'award_due',
  'proposal',
] as const;
export type AgendaKind = (typeof agendaKinds)[number];

/** Why a decision comes before the council on `today`, by the first reason that fits; `verdict` is that of its expected metric. */
export function agendaKindOf(decision: Decision, verdict: Verdict | 'not_reported' | undefined, today: string): AgendaKind | undefined {
  if (decision.state === 'proposed' || decision.state === 'deferred') return 'proposal';
  if (isOverdue(decision, today)) return 'overdue';
  if (decision.state === 'claimed_done') return 'to_verify';
  const isReviewed = decision.review !== null && decision.review <= today && decision.state !== 'superseded' && decision.state !== 'lapsed';
  if (isReviewed && (verdict === 'no_change' || verdict === 'worse')) return 'no_effect';
  if (isReviewed && (verdict === 'stale' || verdict === 'not_reported')) return 'stale_metric';
  return undefined;
}

/** In the order of the rules, the oldest due day first inside each. */
export const inAgendaOrder = <T extends { readonly kind: AgendaKind; readonly since: string }>(items: readonly T[]): T[] =>
  items.toSorted(
    (a, b) => agendaKinds.indexOf(a.kind) - agendaKinds.indexOf(b.kind) || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0),
  );
