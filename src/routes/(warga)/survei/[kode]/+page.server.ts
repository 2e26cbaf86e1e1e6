import { redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { readNumber as readReport } from '#modules/complaints/report.ts';
import { answerSurvey } from '#modules/survey/server/survey.ts';
import { elements, skm } from '#modules/survey/satisfaction.ts';
import { agencyNames } from '#web/server/hall.ts';
import { answersOf, judgedNames, subjectsOf } from '#web/server/survey.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const open = page(async (tx, { params, cookies, url }: PageServerLoadEvent) => {
  const all = await subjectsOf(tx, cookies, params.kode).catch((thrown: unknown) => {
    if (thrown instanceof Failure) return undefined;
    throw thrown;
  });
  if (!all) return undefined;
  const names = await judgedNames(tx);
  const next = all.find(({ isOpen }) => isOpen);
  return {
    isThanked: url.searchParams.has('terima-kasih'),
    subject: next && {
      id: next.id,
      until: next.until,
      agency: next.agency,
      service: names[next.service] ?? { id: next.service, en: next.service },
    },
    agencies: await agencyNames(tx),
    questions: skm.unsur.map(({ id, question, answers }) => ({ id, question, answers })),
    basis: skm.legal_basis,
    code: params.kode,
    command: uuidv7(),
  };
});
/** A report's reporter first opens it with their words; an unknown code is asked for again. */
export const load = async (event: PageServerLoadEvent) => {
  const found = await open(event);
  if (found) return found;
  const report = readReport(event.params.kode);
  redirect(303, report ? `/lapor/${report}` : '/survei');
};

export const actions = {
  default: action(
    async (tx, sent, { params, cookies }: RequestEvent) => {
      const all = await subjectsOf(tx, cookies, params.kode);
      const one = all.find(({ id }) => id === sent.get('yang'));
      if (!one) throw new Failure('not_found', 'survey.not_ended');
      // on a screen every question is answered, if only with "cannot say"
      const open = elements.filter((element) => !sent.get(element));
      if (open.length) throw new Failure('invalid', 'input.invalid', Object.fromEntries(open.map((element) => [element, 'survey.choose'])));
      await answerSurvey(tx, one.kind, one.id, answersOf(sent), 'web');
    },
    (_result, { params }) => `/survei/${encodeURIComponent(params.kode)}?terima-kasih`,
  ),
};
