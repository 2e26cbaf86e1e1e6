import { error, redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { getOwnReport, listCategoryNames } from '#modules/complaints/server/complaints.ts';
import { printDossier } from '#web/server/dossier.ts';
import { agencyNames, asReporter, regionNames } from '#web/server/report.ts';
import { reasonText } from '#ui/words.ts';
import type { RequestHandler } from './$types';

/** The reporter's own, once their words or their account opened it; else their page asks for the words. */
export const GET: RequestHandler = async (event) => {
  const { database, actor, lang } = event.locals;
  const { number } = event.params;
  try {
    const { view, places, now } = await database.withActor(actor, async (tx) => {
      const own = await getOwnReport(tx, await asReporter(tx, event, number));
      return {
        view: own,
        places: {
          region: (await regionNames(tx)).get(own.region ?? '') ?? null,
          category: (await listCategoryNames(tx)).find(({ id }) => id === own.category)?.name.id ?? own.category,
          agencies: await agencyNames(tx),
        },
        now: tx.now,
      };
    });
    return new Response((await printDossier(view, places, now)) as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="berkas-${number}.pdf"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.code === 'not_found') redirect(303, `/lapor/${encodeURIComponent(number)}`);
    error(409, { message: reasonText(lang, thrown.reason, thrown.detail), reason: thrown.reason, requestId: event.locals.requestId });
  }
};
