import { uuidv7 } from '#core/id.ts';
import { answerIdea, getIdea, getRegister } from '#modules/innovations/server/innovations.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { regionNames } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const idea = await getIdea(tx, params.id);
  return {
    idea,
    place: (await regionNames(tx)).get(idea.region ?? '') ?? null,
    agencies: (await listAgencies(tx))
      .filter((agency) => !agency.is_group && agency.valid_to === null)
      .map(({ code, official_name }) => ({ key: code, label: official_name })),
    innovations: (await getRegister(tx)).innovations.map(({ id, name }) => ({ key: id, label: name })),
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    (tx, form, { params }: RequestEvent) =>
      answerIdea(
        tx,
        params.id,
        Object.fromEntries(['state', 'title', 'reason', 'agency', 'innovation'].map((name) => [name, text(form, name)])),
      ),
    () => '/opd/inovasi',
  ),
};
