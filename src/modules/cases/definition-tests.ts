import { endOfDay, dayOf, makeCalendar, type Day } from '#core/working-time.ts';
import { Failure } from '#core/failure.ts';
import type { Definition } from '#modules/catalogue/definition.ts';
import { documentsNeeded, settle, type EvidenceKind, type FormContext } from '#modules/catalogue/form.ts';
import { clock } from './clock.ts';
import { catchUp, decide, fold, nextOwed, type Command, type Facts, type Performer } from './engine.ts';
import type { CaseEvent, OwedEvent } from './events.ts';

type Test = Definition['tests']['cases'][number];
/** Monday 4 January 2027, 10.00 WIT; a calendar without holidays, so that step days are working days. */
const START = new Date('2027-01-04T10:00:00+09:00');
const CALENDAR = makeCalendar([]);
const DAY_MS = 86_400_000;

/** 10.00 WIT of the n-th working day after the start; weekends are skipped. */
const momentOf = (workingDay: number): Date => {
  const weeks = Math.floor(workingDay / 5);
  return new Date(START.getTime() + (weeks * 7 + (workingDay % 5)) * DAY_MS);
};
const workingDayOf = (at: Date): number => {
  const days = Math.round((Date.parse(dayOf(at)) - Date.parse(dayOf(START))) / DAY_MS);
  return Math.floor(days / 7) * 5 + Math.min(days % 7, 5);
};

/**
 * Run one of a definition's own tests through the engine. Each task is worked on by a person of its own who holds every
 * duty. Gives what differs from `expect`, empty where the test holds.
 */
export function runDefinitionTest(def: Definition, test: Test): string[] {
  const form: FormContext = { lists: def.tests.fixtures, options: {}, calendar: CALENDAR };
  const facts: Facts = { vars: settle(def, test.given, form).vars, lists: def.tests.fixtures };
  const needs = documentsNeeded(def, test.given, test.evidence, form);
  const evidence = Object.fromEntries(needs.map((need): [string, EvidenceKind] => [need.id, evidenceFor(def, test, need.id, facts)]));
  const log: CaseEvent[] = [];
  const append = (events: readonly OwedEvent[], person: string | null): void => {
    for (const event of events) log.push({ ...event, no: log.length + 1, actor: person, onBehalfOf: null });
  };
  const refused: [number, string, string][] = [];
  const act = (day: number, task: string, outcome: string): void => {
    const at = momentOf(day);
    append(catchUp(def, CALENDAR, facts, log, at), null);
    const who: Performer = { person: task === 'applicant' ? 'applicant' : `officer:${task}`, onBehalfOf: null, holds: () => true };
    try {
      append(decide(def, CALENDAR, facts, log, commandFor(def, log, task, outcome), who, at), who.person);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      refused.push([day, task, outcome]);
    }
  };

  append(
    decide(
      def,
      CALENDAR,
      facts,
      log,
      { type: 'submit', definition: '', answers: {}, evidence },
      { person: 'applicant', onBehalfOf: null, holds: () => true },
      START,
    ),
    'applicant',
  );
  for (const [day, task, outcome] of test.steps) act(day, task, outcome);
  for (let next = nextOwed(def, CALENDAR, fold(def, log)); next; next = nextOwed(def, CALENDAR, fold(def, log))) {
    const owed = catchUp(def, CALENDAR, facts, log, new Date(next.getTime() + 1));
    if (owed.length === 0) break;
    append(owed, null);
  }
  return compare(def, test, log, evidence, refused);
}

/** As given; else the first source whose condition holds: another office before an upload. */
function evidenceFor(def: Definition, test: Test, id: string, facts: Facts): EvidenceKind {
  const given = test.evidence[id];
  if (given) return given;
  const needs = documentsNeeded(def, test.given, {}, { lists: facts.lists, options: {}, calendar: CALENDAR });
  const need = needs.find((candidate) => candidate.id === id);
  const source = need?.sources.find((candidate) => candidate.kind === 'field' || candidate.kind === 'task');
  return source?.kind ?? 'upload';
}

function commandFor(def: Definition, log: readonly CaseEvent[], task: string, outcome: string): Command {
  const state = fold(def, log);
  if (task === 'applicant') {
    if (outcome === 'withdraw') return { type: 'withdraw' };
    return { type: 'answer', answers: {}, evidence: {}, changed: state.returned?.marks.map((mark) => mark.path) ?? [] };
  }
  const definition = def.process.find((candidate) => candidate.id === task);
  const mark = def.fields.find((field) => field.value === undefined)!.id;
  if (definition?.outcomes[outcome]?.to === 'return')
    return { type: 'return', task, outcome, marks: [{ path: mark, requirement: mark, statement: 'test' }] };
  return { type: 'decide', task, outcome, statement: 'test', basis: def.legalBasis[0]!.id, requirements: [mark], conditions: [] };
}

function compare(
  def: Definition,
  test: Test,
  log: readonly CaseEvent[],
  evidence: Record<string, EvidenceKind>,
  refused: readonly [number, string, string][],
): string[] {
  const state = fold(def, log);
  const { expect } = test;
  const failures: string[] = [];
  const check = (what: string, actual: unknown, expected: unknown): void => {
    if (expected !== undefined && JSON.stringify(actual) !== JSON.stringify(expected))
      failures.push(`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  };
  const tasks = Object.values(state.tasks);
  const deemed = log.find((event) => event.type === 'expired' && event.effect === 'deemed');
  const silent = log.flatMap((event) => (event.type === 'task_decided' && event.by_silence ? [event.task] : []));
  const end: Day | Date = state.endedAt ?? endOfDay('2099-12-31');
  check('end', state.end, expect.end);
  check('fee', 0, expect.fee);
  check(
    'uploads',
    Object.entries(evidence)
      .filter(([, kind]) => kind === 'upload')
      .map(([id]) => id),
    expect.uploads,
  );
  check('lane', state.lane, expect.lane);
  check('used', clock(def, CALENDAR, state, end).used, expect.used);
  check(
    'notApplicable',
    tasks.filter((task) => task.status === 'not_applicable').map((task) => task.id),
    expect.notApplicable,
  );
  check('refused', refused, expect.refused ?? []);
  check('deemedOn', deemed ? workingDayOf(deemed.at) : undefined, expect.deemedOn);
  check('bySilence', silent, expect.bySilence);
  return failures;
}
