import { createHash } from 'node:crypto';
import * as z from 'zod';
import { newCode, readCode } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { addWorkingDays, dayOf } from '#core/working-time.ts';
import { getAgency } from '#modules/identity/server/identity.ts';
import { Answer, Idea } from '../idea.ts';
import { basicServices, breakEven, formula, innovationIndex, packOf, packs } from '../index-pack.ts';
import { rules } from '../rules.ts';
import * as store from './store.ts';

export type { AnsweredIdea, IdeaRow, InnovationRow } from './store.ts';

/** What everybody may see: innovations known, ideas answered, and how the promise to answer is kept. */
export async function getRegister(tx: Tx) {
  return {
    innovations: await store.listInnovations(tx),
    answered: await store.listAnswered(tx, 50),
    promise: await store.promiseKept(tx, dayOf(tx.now)),
    reviewDays: ideaDays,
  };
}

/** One innovation, with what its sources are. @throws Failure not_found */
export async function getInnovation(tx: Tx, id: string): Promise<store.InnovationRow & { readonly citations: readonly string[] }> {
  const innovation = await store.findInnovation(tx, id);
  if (!innovation) throw new Failure('not_found', 'innovations.no_innovation');
  return { ...innovation, citations: await store.citationsOf(tx, innovation.source) };
}

/** Working days within which an idea is answered. */
export const ideaDays = rules.idea.review_working_days;
const PREFIX = 'US';
const CODE_SIGNS = 12;
const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

/** Take an idea in, from anybody; gives the code that reads it again. @throws Failure invalid */
export async function proposeIdea(tx: Tx, input: unknown): Promise<string> {
  const idea = parse(Idea, input);
  if (idea.region !== null && !(await store.regionExists(tx, idea.region)))
    throw new Failure('invalid', 'input.invalid', { region: 'innovations.region_unknown' });
  const id = uuidv7(tx.now.getTime());
  const code = newCode(PREFIX, CODE_SIGNS);
  const due = addWorkingDays(await getCalendar(tx), dayOf(tx.now), ideaDays);
  await store.insertIdea(tx, { id, code_hash: hashOf(code), ...idea, received_at: tx.now, due_day: due });
  await record(tx, { subjectKind: 'idea', subjectId: id, type: 'innovations.idea_received', data: { region: idea.region, due } });
  return code;
}

/** An idea by its receipt. @throws Failure not_found */
export async function getOwnIdea(tx: Tx, typed: string): Promise<store.IdeaRow> {
  const code = readCode(PREFIX, typed);
  const id = code && (await store.present(tx, hashOf(code)));
  const idea = id ? await store.findIdea(tx, id) : undefined;
  if (!idea) throw new Failure('not_found', 'innovations.no_idea');
  return idea;
}

/** Does the actor work at the office that keeps the register? */
export const isAtOffice = (tx: Tx): boolean => tx.actor.kind === 'officer' && tx.actor.agencies.includes(rules.office.agency);
function needOffice(tx: Tx): string {
  if (!isAtOffice(tx) || tx.actor.kind !== 'officer') throw new Failure('not_found', 'innovations.no_idea');
  return tx.actor.id;
}

/** The desk of the office: what waits first. @throws Failure not_found for everybody else */
export async function listIdeas(tx: Tx): Promise<store.IdeaRow[]> {
  needOffice(tx);
  return store.listIdeas(tx, 200);
}
/** @throws Failure not_found */
export async function getIdea(tx: Tx, id: string): Promise<store.IdeaRow> {
  needOffice(tx);
  const idea = isUuid(id) ? await store.findIdea(tx, id) : undefined;
  if (!idea) throw new Failure('not_found', 'innovations.no_idea');
  return idea;
}

/** Answer an idea, once and in public. @throws Failure invalid, not_found, conflict: somebody answered meanwhile */
export async function answerIdea(tx: Tx, id: string, input: unknown): Promise<void> {
  const by = needOffice(tx);
  await getIdea(tx, id);
  const answer = parse(Answer, input);
  if (answer.state === 'adopted') {
    const agency = await getAgency(tx, answer.agency).catch(() => undefined);
    if (!agency || agency.is_group || agency.valid_to !== null)
      throw new Failure('invalid', 'input.invalid', { agency: 'innovations.agency_missing' });
  }
  if (answer.state === 'merged' && !(await store.findInnovation(tx, answer.innovation)))
    throw new Failure('invalid', 'input.invalid', { innovation: 'innovations.innovation_missing' });
  if (!(await store.answerIdea(tx, id, { ...answer, decided_by: by, decided_at: tx.now })))
    throw new Failure('conflict', 'innovations.answered_meanwhile');
  const { state } = answer;
  await record(tx, {
    subjectKind: 'idea',
    subjectId: id,
    type: 'innovations.idea_answered',
    data: { state, agency: state === 'adopted' ? answer.agency : null, innovation: state === 'merged' ? answer.innovation : null },
  });
}

const whole = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,4}$/, 'innovations.number_wrong')
    .transform(Number)
    .refine((value) => value >= least && value <= most, 'innovations.number_wrong');
const decimal = (most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,3}([.,]\d{1,2})?$/, 'innovations.number_wrong')
    .transform((text) => Number(text.replace(',', '.')))
    .refine((value) => value <= most, 'innovations.number_wrong');
const Question = z.object({
  year: whole(2000, 2100),
  n: whole(0, 1000),
  average: decimal(formula.max.sid),
  sectors: whole(0, basicServices.length),
  spd: decimal(formula.max.spd),
});

/**
 * What the ministry's rules of a year make of a situation, without a database: the index, its parts, and what one more innovation does.
 * @throws Failure invalid; not_found where nobody has the rules of that year
 */
export function askIndex(input: unknown) {
  const { year, n, average, sectors, spd } = parse(Question, input);
  const found = packOf(year);
  if ('hole' in found)
    throw new Failure('not_found', 'innovations.no_pack', {}, { year: String(year), years: packs.map((pack) => pack.year).join(', ') });
  const { pack } = found;
  // Equal maturities stand for their mean: the formula knows only the sum.
  const index = innovationIndex(pack, { spd: Math.round(spd * 100), maturities: Array.from({ length: n }, () => average), sectors });
  return { year, n, given: average, sectors, pack, index, edge: breakEven(pack, average, n, sectors) };
}
