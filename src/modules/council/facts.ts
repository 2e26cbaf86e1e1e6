import { dayOf, endOfDay, workingDaysBetween, type Calendar } from '#core/working-time.ts';
import type { CaseEvent } from '#modules/cases/events.ts';
import { clocks, type Clock, type Deadlines } from '#modules/complaints/clock.ts';
import { fold as foldReport } from '#modules/complaints/complaint.ts';
import type { ComplaintEvent } from '#modules/complaints/events.ts';
import { lifecycle } from '#modules/complaints/rules.ts';
import type { QueueEvent } from '#modules/queue/events.ts';
import { fold as foldVisit } from '#modules/queue/visit.ts';

/**
 * What one log adds to the measures (council.md § 1). A formula reads one subject's events and nothing else but the calendar
 * and the table of deadlines, so that anybody with core.event can count again. A change of what is counted is a new version
 * of the formula; the old one stays.
 */
export interface Fact {
  /** 'YYYY-MM' (WIT) in which it became certain, so that a month that is over doesn't change any more. */
  readonly month: string;
  /** Whole units: working days, minutes; of a share 1 for a hit, 0 for a miss. */
  readonly value: number;
  /** Distrik, agency and group, as far as the formula is told by them; null where it isn't known. */
  readonly region?: string | null;
  readonly agency?: string | null;
  readonly group?: string | null;
}
/** What time alone will change: when to read the log again; null where nothing is pending. */
export interface Reading {
  readonly facts: readonly Fact[];
  readonly nextAt: Date | null;
}

export interface Ruler {
  readonly calendar: Calendar;
  readonly deadlines: Deadlines;
  readonly now: Date;
}
export type Subject = 'case' | 'complaint' | 'visit';
interface Logs {
  readonly case: readonly CaseEvent[];
  readonly complaint: readonly ComplaintEvent[];
  readonly visit: readonly QueueEvent[];
}
interface Formula<S extends Subject> {
  readonly subject: S;
  readonly read: (log: Logs[S], ruler: Ruler) => Reading;
}

const monthOf = (at: Date): string => dayOf(at).slice(0, 7);
const settled = (facts: readonly Fact[]): Reading => ({ facts, nextAt: null });
const NOTHING: Reading = settled([]);
const hit = (isHit: boolean): number => (isHit ? 1 : 0);

// ── Cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Ends that answer the applicant. */
const ANSWERED = new Set(['granted', 'rejected', 'not-admitted']);
const endOf = (log: readonly CaseEvent[]) => log.find((event) => event.type === 'ended');
/** The agency of the task decided last; of a case that ended by silence, the one that was asked last. */
function deciderOf(log: readonly CaseEvent[]): string | null {
  const last = log.findLast((event) => event.type === 'task_decided') ?? log.findLast((event) => event.type === 'task_opened');
  const task = last && 'task' in last ? last.task : undefined;
  const opened = log.findLast((event) => event.type === 'task_opened' && event.task === task);
  return opened?.type === 'task_opened' ? opened.agency : null;
}
/** Working days the offices had it: from the day of sending to the day of the end, less those on which the applicant was waited for. */
function officeDays(calendar: Calendar, log: readonly CaseEvent[], end: Date): number {
  let days = workingDaysBetween(calendar, dayOf(log[0]!.at), dayOf(end));
  let since: Date | undefined;
  for (const event of log) {
    if (event.type === 'returned') since ??= event.at;
    if (event.type === 'answered' && since) {
      days -= workingDaysBetween(calendar, dayOf(since), dayOf(event.at));
      since = undefined;
    }
  }
  return Math.max(0, days);
}
const ofEnded =
  (
    work: (log: readonly CaseEvent[], end: CaseEvent & { readonly type: 'ended' }, ruler: Ruler) => number | undefined,
  ): Formula<'case'>['read'] =>
  (log, ruler) => {
    const end = endOf(log);
    if (end?.type !== 'ended') return NOTHING;
    const value = work(log, end, ruler);
    return value === undefined ? NOTHING : settled([{ month: monthOf(end.at), value, agency: deciderOf(log) }]);
  };
const ofAnswered = (
  work: (log: readonly CaseEvent[], end: CaseEvent & { readonly type: 'ended' }, ruler: Ruler) => number,
): Formula<'case'>['read'] => ofEnded((log, end, ruler) => (ANSWERED.has(end.end) ? work(log, end, ruler) : undefined));

const cases = {
  'cases.decision_days/1': { subject: 'case', read: ofAnswered((log, { at }, { calendar }) => officeDays(calendar, log, at)) },
  'cases.answered/1': { subject: 'case', read: ofEnded((_, { end }) => hit(ANSWERED.has(end))) },
  'cases.one_visit/1': { subject: 'case', read: ofAnswered((log) => hit(!log.some((event) => event.type === 'returned'))) },
  'cases.deemed/1': {
    subject: 'case',
    read: ofAnswered((log) => hit(log.some((event) => event.type === 'expired' && event.effect === 'deemed'))),
  },
  'cases.reasons/1': {
    subject: 'case',
    read: ofEnded((log, { end }) => {
      if (end !== 'rejected' && end !== 'not-admitted') return undefined;
      const last = log.findLast((event) => event.type === 'task_decided');
      return hit(last?.type === 'task_decided' && (last.statement !== null || last.basis !== null));
    }),
  },
  'cases.once_only/1': {
    subject: 'case',
    read: ([first]) =>
      first?.type === 'submitted'
        ? settled(
            Object.values(first.evidence)
              .filter((kind) => kind !== 'task' && kind !== 'field')
              .map((kind) => ({ month: monthOf(first.at), value: hit(kind !== 'upload') })),
          )
        : NOTHING,
  },
  /** The clock's own word `expired` says that the promise was broken, also of a case that is still open. */
  'cases.in_time/1': {
    subject: 'case',
    read: (log) => {
      const broken = log.find((event) => event.type === 'expired');
      const end = endOf(log);
      if (broken) return settled([{ month: monthOf(broken.at), value: 0, agency: deciderOf(log) }]);
      return end?.type === 'ended' && ANSWERED.has(end.end)
        ? settled([{ month: monthOf(end.at), value: 1, agency: deciderOf(log) }])
        : NOTHING;
    },
  },
} as const satisfies Record<string, Formula<'case'>>;

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Secret reports are in no number: what the public list lacks would show them. */
const isSecret = ([first]: readonly ComplaintEvent[]): boolean => first?.type === 'received' && first.secret;
const groupOf = ([first]: readonly ComplaintEvent[]): string => (first?.type === 'received' && first.anonymous ? 'anonim' : 'bernama');
/** Distrik: the first three parts of a region's code. */
const distrikOf = (region: string | null): string | null =>
  region && region.split('.').length >= 3 ? region.split('.').slice(0, 3).join('.') : null;
const placeOf = (log: readonly ComplaintEvent[]) => {
  const state = foldReport(lifecycle, log);
  return { region: distrikOf(state.region), agency: state.lead, group: groupOf(log), isProblem: state.mergedInto === null };
};

/** A clock of the first handling, in the month of its last day: all that fell due in that month, open ones included. */
const ofClock =
  (pick: (id: string) => boolean, onlyProblems: boolean): Formula<'complaint'>['read'] =>
  (log, { deadlines, calendar, now }) => {
    if (isSecret(log)) return NOTHING;
    const clock = clocks(lifecycle, deadlines, calendar, log, now).find(({ id }) => pick(id));
    if (!clock || clock.state === 'replaced') return NOTHING;
    const { isProblem, ...place } = placeOf(log);
    if (onlyProblems && !isProblem) return NOTHING;
    const closing = endOfDay(clock.due);
    if (now <= closing) return { facts: [], nextAt: new Date(closing.getTime() + 1) };
    return settled([{ month: clock.due.slice(0, 7), value: hit(kept(clock)), ...place }]);
  };
const kept = ({ state }: Clock): boolean => state === 'met';

const ANSWER_JUDGED = new Set(['agreed', 'window_lapsed', 'contested']);
const reports = {
  'complaints.verified/1': { subject: 'complaint', read: ofClock((id) => id === 'verifikasi', false) },
  'complaints.follow_up/1': { subject: 'complaint', read: ofClock((id) => id === 'tanggapan-pertama', true) },
  'complaints.in_time/1': { subject: 'complaint', read: ofClock((id) => id.startsWith('kelas-'), true) },
  /** An answer is judged once the reporter agreed, contested or let the days pass. */
  'complaints.contested/1': {
    subject: 'complaint',
    read: (log) => {
      const judged = log.find((event) => ANSWER_JUDGED.has(event.type));
      if (!judged || isSecret(log)) return NOTHING;
      const { isProblem: _, ...place } = placeOf(log);
      return settled([{ month: monthOf(judged.at), value: hit(judged.type === 'contested'), ...place }]);
    },
  },
  'complaints.satisfied/1': {
    subject: 'complaint',
    read: (log) => {
      const rated = log.findLast((event) => event.type === 'rated');
      if (rated?.type !== 'rated' || isSecret(log)) return NOTHING;
      const { isProblem: _, ...place } = placeOf(log);
      return settled([{ month: monthOf(rated.at), value: hit(rated.value >= 4), ...place }]);
    },
  },
} as const satisfies Record<string, Formula<'complaint'>>;

// ── The hall ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const MINUTE_MS = 60_000;
/** PermenPANRB practice of the halls, and Mimika's own word (queue.md): an errand in a quarter of an hour. */
const QUARTER = 15;
const minutes = (ms: number): number => Math.floor(ms / MINUTE_MS);
const SERVED = new Set(['done', 'transferred']);
const GAVE_UP = new Set(['left', 'no_show', 'expired']);

const hall = {
  'queue.service_15/1': {
    subject: 'visit',
    read: (log) =>
      settled(
        foldVisit(log).legs.flatMap((leg) =>
          leg.state === 'done' && leg.servingAt && leg.endedAt
            ? [
                {
                  month: monthOf(leg.endedAt),
                  value: hit(leg.endedAt.getTime() - leg.servingAt.getTime() - leg.holdMs <= QUARTER * MINUTE_MS),
                  agency: leg.agency,
                },
              ]
            : [],
        ),
      ),
  },
  'queue.wait_minutes/1': {
    subject: 'visit',
    read: (log) => {
      const visit = foldVisit(log);
      return settled(
        visit.legs.flatMap((leg) =>
          leg.waitMs !== null && leg.firstCalledAt
            ? [{ month: monthOf(leg.firstCalledAt), value: minutes(leg.waitMs), agency: leg.agency, group: visit.class }]
            : [],
        ),
      );
    },
  },
  'queue.served/1': {
    subject: 'visit',
    read: (log) =>
      settled(
        foldVisit(log).legs.flatMap((leg) =>
          leg.endedAt && leg.t0 && (SERVED.has(leg.state) || GAVE_UP.has(leg.state))
            ? [{ month: monthOf(leg.endedAt), value: hit(SERVED.has(leg.state)), agency: leg.agency }]
            : [],
        ),
      ),
  },
} as const satisfies Record<string, Formula<'visit'>>;

/** Every formula in force. */
export const formulas = { ...cases, ...reports, ...hall };
export type FormulaId = keyof typeof formulas;
export const formulaIds = Object.keys(formulas) as FormulaId[];
export const isFormula = (id: string): id is FormulaId => Object.hasOwn(formulas, id);

/** What a subject's log adds to each formula; a formula that fails on it is named, not counted as nothing. */
export interface Readings {
  readonly facts: readonly (Fact & { readonly formula: FormulaId })[];
  readonly nextAt: Date | null;
  readonly failed: readonly { readonly formula: FormulaId; readonly why: string }[];
}
export function readLog<S extends Subject>(subject: S, log: Logs[S], ruler: Ruler): Readings {
  const facts: (Fact & { formula: FormulaId })[] = [];
  const failed: { formula: FormulaId; why: string }[] = [];
  let nextAt: Date | null = null;
  for (const formula of formulaIds) {
    if (formulas[formula].subject !== subject) continue;
    try {
      const reading = (formulas[formula].read as unknown as Formula<S>['read'])(log, ruler);
      for (const fact of reading.facts) facts.push({ formula, ...fact });
      if (reading.nextAt && (!nextAt || reading.nextAt < nextAt)) nextAt = reading.nextAt;
    } catch (thrown) {
      failed.push({ formula, why: thrown instanceof Error ? thrown.message.slice(0, 200) : 'unknown' });
    }
  }
  return { facts, nextAt, failed };
}
