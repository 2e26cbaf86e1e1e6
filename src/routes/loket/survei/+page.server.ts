import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { dayOf } from '#core/working-time.ts';
import { answerSurvey } from '#modules/survey/server/survey.ts';
import { skm } from '#modules/survey/satisfaction.ts';
import { text } from '#web/server/hall.ts';
import { answersOf, judgedNames, subjectsOnPaper } from '#web/server/survey.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url, cookies }: PageServerLoadEvent) => {
  const typed = (url.searchParams.get('kode') ?? '').slice(0, 40);
  const day = url.searchParams.get('hari') ?? dayOf(tx.now);
  const names = await judgedNames(tx);
  let refused: { reason: string; fields: Record<string, string> } | undefined;
  const found = typed
    ? await subjectsOnPaper(tx, cookies, typed, day).catch((thrown: unknown) => {
        if (!(thrown instanceof Failure)) throw thrown;
        refused = { reason: thrown.reason, fields: { ...thrown.fields } };
        return [];
      })
    : [];
  const open = found.filter(({ isOpen }) => isOpen);
  if (found.length && open.length === 0) refused = { reason: 'input.invalid', fields: { kode: 'survey.answered' } };
  return {
    typed,
    day,
    refused,
    open: open.map(({ id, service }) => ({ id, name: names[service] ?? { id: service, en: service } })),
    questions: skm.unsur.map(({ id, name, name_en, answers }) => ({ id, name: { id: name, en: name_en }, answers })),
    isSaved: url.searchParams.has('tersimpan'),
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    async (tx, sent, { cookies }: RequestEvent) => {
      const answers = answersOf(sent);
      const wrong = Object.keys(answers).filter((element) => Number.isNaN(answers[element]));
      if (wrong.length) throw new Failure('invalid', 'input.invalid', Object.fromEntries(wrong.map((element) => [element, 'survey.mark'])));
      const all = await subjectsOnPaper(tx, cookies, text(sent, 'kode'), text(sent, 'hari'));
      const one = all.find(({ id }) => id === text(sent, 'yang'));
      if (!one) throw new Failure('invalid', 'input.invalid', { yang: 'survey.not_ended' });
      await answerSurvey(tx, one.kind, one.id, answers, 'paper');
    },
    () => '/loket/survei?tersimpan',
  ),
};
