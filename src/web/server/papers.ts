import { error } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { isUuid } from '#core/id.ts';
import { sendFile } from '#core/server/files.ts';
import { getPaper, noteOpened } from '#modules/cases/server/cases.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from './serve.ts';

/** The file of a paper the actor may see; an officer's look is written into the log of the case first. */
export async function sendPaper(locals: App.Locals, id: string): Promise<Response> {
  if (!isUuid(id)) error(404, { message: reasonText(locals.lang, 'cases.not_found') });
  try {
    const paper = await locals.database.withActor(locals.actor, async (tx) => {
      const found = await getPaper(tx, id);
      if (locals.actor.kind !== 'citizen') await noteOpened(tx, found.caseId, found.requirement);
      return found;
    });
    return await sendFile(paper.fileId, paper.name, paper.mime);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    error(httpStatus[thrown.code], { message: reasonText(locals.lang, thrown.reason) });
  }
}
