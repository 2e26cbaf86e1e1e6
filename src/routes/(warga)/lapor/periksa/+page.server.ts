import { redirect } from '@sveltejs/kit';
import {
  checkReportDraft,
  findReportDraft,
  isDraftSent,
  listCategories,
  promisedVerification,
  sendDraftAsVoice,
  sendReportDraft,
  type Receipt,
} from '#modules/complaints/server/complaints.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { draftToken, forgetDraft, givePass, regionNames } from '#web/server/report.ts';
import { form, page } from '#web/server/serve.ts';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { deviceOf, text } from '#web/server/sign-in.ts';
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

/** Send the draft; gives the receipt. Only what becomes a report or a voice counts: a lost reply must not use up a family's turn. */
const send = (event: RequestEvent, work: (tx: Tx, token: string) => Promise<Receipt>): Promise<Receipt> => {
  const token = draftToken(event.cookies);
  if (!token) throw new Failure('not_found', 'complaints.draft_gone');
  return event.locals.database.withActor(event.locals.actor, async (tx) => {
    if (!(await isDraftSent(tx, token))) await limit(tx, `report:${deviceOf(event).ip}`, AN_HOUR, 3600);
    return work(tx, token);
  });
};
const give = (event: RequestEvent, receipt: Receipt, isWitness = false): never => {
  givePass(event, receipt.id, receipt.receivedAt, isWitness);
  forgetDraft(event);
  redirect(303, `/lapor/${receipt.number}/tanda-terima`);
};

export const actions = {
  kirim: form(async (_received, event: RequestEvent) => give(event, await send(event, sendReportDraft))),
  dukung: form(async ({ form: sent }, event: RequestEvent) =>
    give(event, await send(event, (tx, token) => sendDraftAsVoice(tx, token, text(sent, 'nomor'))), true),
  ),
};
