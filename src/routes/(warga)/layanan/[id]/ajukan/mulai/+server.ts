import { redirect } from '@sveltejs/kit';
import { getDraft } from '#modules/cases/server/cases.ts';
import { draftId, fetchRegisters } from '#web/server/registers.ts';
import type { RequestHandler } from './$types';

/** Between the start and the first page: ask the registers, outside any transaction, then go on whatever they say. */
export const GET: RequestHandler = async ({ locals, url, params }) => {
  const id = draftId(url);
  await fetchRegisters(locals, id);
  const draft = await locals.database.withActor(locals.actor, (tx) => getDraft(tx, id));
  redirect(303, `/layanan/${params.id}/ajukan/${draft.pages[0]!.id}?draf=${id}`);
};
