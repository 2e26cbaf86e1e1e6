import { actorAgencies } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { finishPlan, getResults, getSamples, makePlan, plansFor } from '#modules/survey/server/survey.ts';
import { skm } from '#modules/survey/satisfaction.ts';
import { agencyNames, text } from '#web/server/hall.ts';
import { judgedNames } from '#web/server/survey.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const agency = actorAgencies(tx.actor)[0];
  if (!agency) throw new Failure('forbidden', 'survey.other_agency');
  const results = await getResults(tx);
  return {
    agency,
    results: {
      ...results,
      rows: results.rows.filter((row) => row.agency === agency),
      plans: results.plans.filter((plan) => plan.agency === agency),
    },
    samples: await getSamples(tx, agency),
    mayPlan: plansFor(tx, agency),
    services: await judgedNames(tx),
    agencies: await agencyNames(tx),
    elements: skm.unsur.map(({ id, name, name_en }) => ({ id, name: { id: name, en: name_en } })),
    isSaved: url.searchParams.has('tersimpan'),
    command: uuidv7(),
  };
});

/** Names of the form's fields. */
const FIELDS = { service: 'layanan', element: 'unsur', action: 'kerja', responsible: 'oleh', dueOn: 'tanggal' } as const;

export const actions = {
  rencana: action(
    async (tx, sent, _event: RequestEvent) => {
      const typed = Object.fromEntries(Object.entries(FIELDS).map(([key, name]) => [key, text(sent, name)])) as Record<
        keyof typeof FIELDS,
        string
      >;
      try {
        await makePlan(tx, { ...typed, agency: actorAgencies(tx.actor)[0] ?? '' });
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        const fields = Object.entries(thrown.fields).map(([key, reason]) => [FIELDS[key as keyof typeof FIELDS] ?? key, reason]);
        throw new Failure(thrown.code, thrown.reason, Object.fromEntries(fields) as Record<string, string>);
      }
    },
    () => '/opd/survei?tersimpan',
  ),
  hasil: action(
    (tx, sent, _event: RequestEvent) => finishPlan(tx, text(sent, 'rencana'), text(sent, 'hasil')),
    () => '/opd/survei?tersimpan',
  ),
};
