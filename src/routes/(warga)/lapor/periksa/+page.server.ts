import { redirect } from '@sveltejs/kit';
import {
  checkReportDraft,
  findReportDraft,
  isDraftSent,
  listCategories,
  promisedVerification,
  sendReportDraft,
} from '#modules/complaints/server/complaints.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { draftToken, forgetDraft, givePass, regionNames } from '#web/server/report.ts';
import { form, page } from '#web/server/serve.ts';
import { Failure } from '#core/failure.ts';
import { deviceOf } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

/** Reports from one address in an hour; a flood gets a sentence, a family behind one line doesn't. */
const AN_HOUR = 30;

const loadPage = page(async (tx, event: PageServerLoadEvent) => {
  const draft = await findReportDraft(tx, draftToken(event.cookies));
  const category = (await listCategories(tx)).find(({ id }) => id === draft.values['kategori']);
  return {
    values: draft.values,
    photos: draft.photos.length,
    category: category ?? null,
    region: (await regionNames(tx)).get(draft.values['wilayah'] ?? '') ?? null,
    due: await promisedVerification(tx),
    ...(await checkReportDraft(tx, draft)),
  };
});
export const load = async (event: PageServerLoadEvent) => {
  const data = await loadPage(event);
  if (!data.category) redirect(303, '/lapor');
  return { ...data, category: data.category };
};

export const actions = {
  default: form(async (_received, event: RequestEvent) => {
    const token = draftToken(event.cookies);
    if (!token) throw new Failure('not_found', 'complaints.draft_gone');
    const receipt = await event.locals.database.withActor(event.locals.actor, async (tx) => {
      // Only what becomes a report counts: a lost reply or a fault of ours must not use up a family's turn.
      if (!(await isDraftSent(tx, token))) await limit(tx, `report:${deviceOf(event).ip}`, AN_HOUR, 3600);
      return sendReportDraft(tx, token);
    });
    givePass(event, receipt.id, receipt.receivedAt);
    forgetDraft(event);
    redirect(303, `/lapor/${receipt.number}/tanda-terima`);
  }),
};
