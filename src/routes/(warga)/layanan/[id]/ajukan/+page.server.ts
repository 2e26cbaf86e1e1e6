import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { refuseElsewhere, startDraft, takesProxy } from '#modules/cases/server/cases.ts';
import { documentsNeeded, eligibility, formPages, type Answers } from '#modules/catalogue/form.ts';
import { formContext, getCurrentDefinition } from '#modules/catalogue/server/catalogue.ts';
import { listHeld } from '#modules/identity/server/identity.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params, url, locals }: PageServerLoadEvent) => {
  const version = await getCurrentDefinition(tx, params.id);
  if (!version) throw new Failure('not_found', 'cases.no_service');
  const def = version.body;
  await refuseElsewhere(tx, def);
  const ctx = await formContext(tx, def);
  const answers: Answers = Object.fromEntries(def.eligibility.questions.map((id) => [id, url.searchParams.get(id) || null]));
  const questions = formPages(def, answers, ctx).flatMap((each) =>
    each.fields.filter((field) => def.eligibility.questions.includes(field.id)),
  );
  const isAnswered = questions.every((field) => answers[field.id] !== null);
  return {
    name: def.catalogue.name,
    override: version.override,
    promise: def.catalogue.standard.promise,
    row: def.catalogue.row,
    questions,
    isAnswered,
    verdict: isAnswered ? eligibility(def, answers, ctx) : null,
    documents: isAnswered
      ? documentsNeeded(def, answers, {}, ctx).map((need) => ({
          id: need.id,
          label: need.label,
          isUpload: need.by === null && need.sources[0]?.kind === 'upload',
        }))
      : [],
    canStart: locals.actor.kind === 'citizen',
    held:
      locals.actor.kind === 'citizen' && takesProxy(def)
        ? (await listHeld(tx, params.id)).map((one) => ({ key: one.id, label: one.principal.name }))
        : [],
    command: uuidv7(),
  };
});

const start = action(
  (tx, form, event: RequestEvent) =>
    startDraft(tx, event.params.id, { representation: text(form, 'untuk') || undefined }, Object.fromEntries(event.url.searchParams)),
  ({ id }, event) => `/layanan/${event.params.id}/ajukan/mulai?draf=${id}`,
);

export const actions = { default: start };
