import * as z from 'zod';
import { actorAgencies, actorId, hasDuty } from '#core/actor.ts';
import { readCode } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { shareOf, type Share } from '#core/share.ts';
import { addDays, dayOf } from '#core/working-time.ts';
import { counterDuty } from '#modules/identity/person.ts';
import { elements, index, lowest, meanOf, sampleSize, skm, whole, type Tallies } from '../satisfaction.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Every ten minutes: figures that may move. */
    'survey.count': Record<string, never>;
  }
}

/** What may be judged: an errand served in the hall, a case, a report. */
export type Kind = 'errand' | 'case' | 'complaint';

/** An ending, in its own transaction: from now on it may be judged, once. Safe to repeat: a second ending asks nothing anew. */
export const invite = (tx: Tx, it: { readonly kind: Kind; readonly id: string; readonly agency: string; readonly service: string }) =>
  store.invite(tx, it.kind, it.id, it.agency, it.service, dayOf(tx.now));

export interface Survey {
  readonly agency: string;
  readonly service: string;
  readonly isAnswered: boolean;
  readonly isOpen: boolean;
  /** The last day it may be answered, 'YYYY-MM-DD'. */
  readonly until: string;
}
/** The survey of an ended thing; undefined where nothing ended under this id. Whoever calls knows that the actor may judge it. */
export async function findSurvey(tx: Tx, kind: Kind, id: string): Promise<Survey | undefined> {
  const row = await store.invited(tx, kind, id);
  if (!row) return undefined;
  const until = addDays(row.ended_on, skm.survey.open_days);
  return {
    agency: row.agency,
    service: row.service,
    isAnswered: row.is_answered,
    isOpen: !row.is_answered && dayOf(tx.now) <= until,
    until,
  };
}

/** Marks by element, 1 to 4; null where one can't say. */
export type Answers = Readonly<Record<string, number | null>>;

/**
 * Judge an ended thing, once. The answers keep its month, agency and service, and nothing that leads back to it or to a
 * person; so there is no event either. @throws Failure not_found, not_now, invalid
 */
export async function answerSurvey(tx: Tx, kind: Kind, id: string, answers: Answers, way: 'web' | 'paper'): Promise<void> {
  if (way === 'paper' && !counterDuty(tx.actor)) throw new Failure('forbidden', 'survey.counter_only');
  const survey = await findSurvey(tx, kind, id);
  if (!survey) throw new Failure('not_found', 'survey.not_ended');
  if (survey.isAnswered) throw new Failure('not_now', 'survey.answered');
  if (!survey.isOpen) throw new Failure('not_now', 'survey.too_late');
  const given = elements.map((element) => answers[element] ?? null);
  const wrong = elements.filter((_, at) => given[at] !== null && ![1, 2, 3, 4].includes(given[at]!));
  if (wrong.length) throw new Failure('invalid', 'input.invalid', Object.fromEntries(wrong.map((element) => [element, 'survey.choose'])));
  if (given.every((mark) => mark === null)) throw new Failure('invalid', 'input.invalid', { [elements[0]!]: 'survey.nothing' });
  if (!(await store.answer(tx, kind, id, way, given))) throw new Failure('not_now', 'survey.answered');
}

/** The ended case of a code as typed; undefined where there is none. */
export async function caseOfCode(tx: Tx, typed: string): Promise<string | undefined> {
  const code = readCode('SP', typed);
  return (code && (await store.caseOf(tx, code))) || undefined;
}
/** The ended report of a number, for a counter officer who types in what was written on paper. */
export const reportOfNumber = async (tx: Tx, number: string): Promise<string | undefined> =>
  counterDuty(tx.actor) ? ((await store.reportOf(tx, number)) ?? undefined) : undefined;

// ── Results ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Result {
  readonly agency: string;
  /** '' for the whole of the agency; agency '' for all. */
  readonly service: string;
  readonly answers: number;
  readonly onPaper: number;
  readonly response: Share;
  readonly satisfied: Share;
  /** By the exact weight, and by the 0.11 of older series. */
  readonly exact: { readonly konversi: string | null; readonly mutu: string | null };
  readonly old: { readonly konversi: string | null; readonly mutu: string | null };
  /** Do the two differ in their letter? */
  readonly flips: boolean;
  readonly means: Readonly<Record<string, string | null>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly lowest: readonly string[];
}
export interface Plan {
  readonly id: string;
  readonly agency: string;
  readonly service: string;
  readonly element: string;
  readonly action: string;
  readonly responsible: string;
  readonly dueOn: string;
  readonly doneOn: string | null;
  readonly result: string | null;
}
export interface Results {
  readonly years: readonly number[];
  readonly year: number;
  readonly all: Result | undefined;
  readonly rows: readonly Result[];
  readonly plans: readonly Plan[];
  readonly countedAt: string | undefined;
}

type Sums = Record<string, readonly [number, number]>;
function resultOf(agency: string, service: string, rows: readonly store.FigureRow[]): Result {
  const tallies: Tallies = Object.fromEntries(
    elements.map((element) => {
      const sums = rows.map((row) => (row.elements as unknown as Sums)[element] ?? [0, 0]);
      return [
        element,
        whole(
          sums.reduce((a, [sum]) => a + sum, 0),
          sums.reduce((a, [, n]) => a + n, 0),
        ),
      ];
    }),
  );
  const total = (of: 'answers' | 'on_paper' | 'ended' | 'satisfied'): number => rows.reduce((sum, row) => sum + row[of], 0);
  const { hundredths: _e, ...exact } = index(tallies, 'tepat');
  const { hundredths: _o, ...old } = index(tallies, 'pembulatan_0_11');
  return {
    agency,
    service,
    answers: total('answers'),
    onPaper: total('on_paper'),
    response: shareOf(total('answers'), total('ended')),
    satisfied: shareOf(total('satisfied'), total('answers')),
    exact,
    old,
    flips: exact.mutu !== old.mutu,
    means: Object.fromEntries(elements.map((element) => [element, meanOf(tallies[element]!)])),
    counts: Object.fromEntries(elements.map((element) => [element, tallies[element]!.n])),
    lowest: lowest(tallies),
  };
}

/** What was published of a year, and the plans. Sums are sums of what is shown, so they tell nothing more. */
export async function getResults(tx: Tx, asked?: number): Promise<Results> {
  const years = await store.years(tx);
  const year = asked ?? years[0] ?? Number(dayOf(tx.now).slice(0, 4));
  const rows = await store.figures(tx, year);
  const counted = rows.map(({ counted_at }) => counted_at.getTime());
  return {
    years,
    year,
    all: rows.length ? resultOf('', '', rows) : undefined,
    rows: rows.map((row) => resultOf(row.agency, row.service, [row])),
    plans: (await store.plans(tx, year)).map(({ due_on, done_on, made_at: _at, year: _year, ...plan }) => ({
      ...plan,
      dueOn: due_on,
      doneOn: done_on,
    })),
    countedAt: counted.length ? new Date(Math.max(...counted)).toISOString() : undefined,
  };
}

/** As actor `job`: figures that may move, from the smallest group on and by whole batches. Gives how many moved. */
export async function countFigures(tx: Tx): Promise<number> {
  const { smallest_group, batch, satisfied_from } = skm.survey;
  const found = await store.count(tx, elements, satisfied_from);
  const known = new Map<string, number>();
  for (const year of new Set(found.map((one) => one.year)))
    for (const row of await store.figures(tx, year)) known.set(`${year} ${row.agency} ${row.service}`, row.answers);
  let moved = 0;
  for (const { elements: sums, ...one } of found) {
    const before = known.get(`${one.year} ${one.agency} ${one.service}`) ?? 0;
    if (one.answers < smallest_group || one.answers - before < batch) continue;
    await store.putFigure(tx, { ...one, elements: JSON.stringify(sums), counted_at: tx.now });
    moved++;
  }
  return moved;
}

// ── An agency's own page ─────────────────────────────────────────────────────────────────────────────────────────────

export interface Sample {
  readonly service: string;
  /** Things ended in the twelve months before this one: those to be asked about. */
  readonly population: number;
  readonly needed: number;
  /** Answers published this year. */
  readonly have: number;
}
/** May the actor plan for the agency? */
export const plansFor = (tx: Tx, agency: string): boolean => hasDuty(tx.actor, agency, 'survey.pengelola');

/** How many answers each service of the agency needs this year (Krejcie and Morgan), by the last twelve whole months. @throws Failure forbidden */
export async function getSamples(tx: Tx, agency: string): Promise<Sample[]> {
  if (!actorAgencies(tx.actor).includes(agency)) throw new Failure('forbidden', 'survey.other_agency');
  const today = dayOf(tx.now);
  const [year, month] = [Number(today.slice(0, 4)), today.slice(5, 7)];
  const rows = await store.figures(tx, year);
  // in the first year of use nothing ended before: what ended so far stands in
  const before = await store.ended(tx, agency, `${year - 1}-${month}-01`, `${year}-${month}-01`);
  const counted = before.length ? before : await store.ended(tx, agency, `${year}-01-01`, addDays(today, 1));
  return counted
    .map(({ service, ended }) => ({
      service,
      population: ended,
      needed: sampleSize(ended),
      have: rows.find((row) => row.agency === agency && row.service === service)?.answers ?? 0,
    }))
    .toSorted((a, b) => b.population - a.population || a.service.localeCompare(b.service));
}

const NewPlan = z.strictObject({
  agency: z.string().min(1),
  service: z.string().min(1, 'input.required'),
  element: z.enum(elements, 'input.required'),
  action: z.string().trim().min(10, 'survey.say_more').max(500, 'survey.say_less'),
  responsible: z.string().trim().min(3, 'survey.who_needed').max(120, 'survey.say_less'),
  dueOn: z.iso.date('survey.date_wrong'),
});
/** A plan for the lowest element of a published result. @throws Failure forbidden, invalid */
export async function makePlan(tx: Tx, typed: Readonly<Record<keyof z.infer<typeof NewPlan>, string>>): Promise<void> {
  const plan = parse(NewPlan, typed);
  if (!plansFor(tx, plan.agency)) throw new Failure('forbidden', 'survey.not_planner');
  const today = dayOf(tx.now);
  if (plan.dueOn < today) throw new Failure('invalid', 'input.invalid', { dueOn: 'survey.date_past' });
  const { rows, year } = await getResults(tx);
  const result = rows.find((row) => row.agency === plan.agency && row.service === plan.service);
  if (!result) throw new Failure('invalid', 'input.invalid', { service: 'survey.no_result' });
  if (!result.lowest.includes(plan.element)) throw new Failure('invalid', 'input.invalid', { element: 'survey.not_lowest' });
  const id = uuidv7();
  await store.insertPlan(tx, {
    id,
    year,
    agency: plan.agency,
    service: plan.service,
    element: plan.element,
    action: plan.action,
    responsible: plan.responsible,
    due_on: plan.dueOn,
    made_by: actorId(tx.actor)!,
    made_at: tx.now,
  });
  await record(tx, {
    subjectKind: 'survey_plan',
    subjectId: id,
    type: 'survey.plan_made',
    data: { agency: plan.agency, service: plan.service, element: plan.element, due_on: plan.dueOn },
  });
}

/** What came of a plan. @throws Failure not_found, not_now, invalid */
export async function finishPlan(tx: Tx, id: string, typed: string): Promise<void> {
  const plan = z.uuid().safeParse(id).success ? await store.findPlan(tx, id) : undefined;
  if (!plan || !plansFor(tx, plan.agency)) throw new Failure('not_found', 'survey.plan_unknown');
  const result = typed.trim();
  if (result.length < 10) throw new Failure('invalid', 'input.invalid', { hasil: 'survey.say_more' });
  if (result.length > 500) throw new Failure('invalid', 'input.invalid', { hasil: 'survey.say_less' });
  if (!(await store.endPlan(tx, id, dayOf(tx.now), result))) throw new Failure('not_now', 'survey.plan_done');
  await record(tx, { subjectKind: 'survey_plan', subjectId: id, type: 'survey.plan_finished', data: { agency: plan.agency } });
}
