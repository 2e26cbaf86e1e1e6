import type { Cookies } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { listWholeServices } from '#modules/catalogue/server/catalogue.ts';
import { readNumber as readReport } from '#modules/complaints/report.ts';
import { getHall, getTicket, legsServed, presentTicket } from '#modules/queue/server/queue.ts';
import { caseOfCode, findSurvey, reportOfNumber, type Answers, type Kind, type Survey } from '#modules/survey/server/survey.ts';
import { elements } from '#modules/survey/satisfaction.ts';
import { survey as words } from '#ui/words/survey.ts';
import { asReporter } from './report.ts';

export interface Subject extends Survey {
  readonly kind: Kind;
  readonly id: string;
}

const withSurveys = async (tx: Tx, kind: Kind, ids: readonly string[]): Promise<Subject[]> => {
  const found: Subject[] = [];
  for (const id of ids) {
    const survey = await findSurvey(tx, kind, id);
    if (survey) found.push({ kind, id, ...survey });
  }
  return found;
};

/**
 * The ended things a code stands for: what was served under a queue number, a case, a report whose reporter asks.
 * @throws Failure invalid where the code is unknown, or nothing under it has ended
 */
export async function subjectsOf(tx: Tx, cookies: Pick<Cookies, 'get'>, typed: string): Promise<Subject[]> {
  const report = readReport(typed);
  let found: Subject[];
  try {
    found = report
      ? await withSurveys(tx, 'complaint', [await asReporter(tx, { cookies: cookies as Cookies }, report)])
      : /^\s*AN/i.test(typed)
        ? await withSurveys(tx, 'errand', await servedUnder(tx, typed))
        : await withSurveys(
            tx,
            'case',
            [await caseOfCode(tx, typed)].flatMap((id) => id ?? []),
          );
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'not_found') throw thrown;
    throw new Failure('invalid', 'input.invalid', { kode: 'survey.code_unknown' });
  }
  if (found.length === 0) throw new Failure('invalid', 'input.invalid', { kode: 'survey.not_ended' });
  return found;
}
const servedUnder = async (tx: Tx, code: string): Promise<string[]> =>
  (await getTicket(tx, await presentTicket(tx, code))).legs.filter(({ state }) => state === 'done').map(({ id }) => id);

/** The same at a counter, from a sheet: also by the queue number of a day and by a report's number. @throws Failure invalid */
export async function subjectsOnPaper(tx: Tx, cookies: Pick<Cookies, 'get'>, typed: string, day: string): Promise<Subject[]> {
  const report = readReport(typed);
  const found = report
    ? await withSurveys(
        tx,
        'complaint',
        [await reportOfNumber(tx, report)].flatMap((id) => id ?? []),
      )
    : /^\d{4}-\d{2}-\d{2}$/.test(day)
      ? await withSurveys(tx, 'errand', await legsServed(tx, typed, day))
      : undefined;
  if (!found) return subjectsOf(tx, cookies, typed);
  if (found.length === 0) throw new Failure('invalid', 'input.invalid', { kode: 'survey.not_ended' });
  return found;
}

/** Marks of a form: '1' to '4'; '0' or nothing is no answer, anything else is wrong. */
export const answersOf = (sent: FormData): Answers =>
  Object.fromEntries(
    elements.map((element) => {
      const value = String(sent.get(element) ?? '').trim();
      return [element, value === '' || value === '0' ? null : /^[1-4]$/.test(value) ? Number(value) : Number.NaN];
    }),
  );

/** What services are called, of the catalogue and of the hall, and the handling of reports. */
export async function judgedNames(tx: Tx): Promise<Record<string, { id: string; en: string }>> {
  const hall = (await getHall(tx)).agencies.flatMap(({ services }) => services.map(({ id, name }) => [id, name] as const));
  const catalogue = (await listWholeServices(tx)).map(({ id, name, name_en }) => [id, { id: name, en: name_en ?? name }] as const);
  return { ...Object.fromEntries(hall), ...Object.fromEntries(catalogue), pengaduan: words.complaints };
}
