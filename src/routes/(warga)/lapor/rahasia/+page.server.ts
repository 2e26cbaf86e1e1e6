import { uuidv7 } from '#core/id.ts';
import { discardFile } from '#core/server/files.ts';
import { photographing, sendWhistle } from '#modules/complaints/server/complaints.ts';
import { whistleRules } from '#modules/complaints/whistle.ts';
import { limitApart, listAgencies } from '#modules/identity/server/identity.ts';
import { form, page } from '#web/server/serve.ts';
import { deviceOf, text } from '#web/server/sign-in.ts';
import type { RequestEvent } from './$types';

export const csr = false;

/** From one address in an hour. */
const AN_HOUR = 10;

export const load = page(async (tx) => ({
  id: uuidv7(tx.now.getTime()),
  agencies: (await listAgencies(tx))
    .filter((agency) => !agency.is_group && agency.valid_to === null)
    .map(({ code, official_name }) => ({ key: code, label: official_name })),
  outside: whistleRules.outside,
}));

export const actions = {
  // The answer is the receipt itself: nothing of it goes into an address, a cookie or an account.
  default: form(
    async ({ form: sent, files }, event: RequestEvent) => {
      await limitApart(event.locals.database, `whistle:${deviceOf(event).ip}`, AN_HOUR, 3600);
      const receipt = await event.locals.database.withActor({ kind: 'anonymous' }, (tx) =>
        sendWhistle(
          tx,
          {
            id: text(sent, 'id'),
            text: text(sent, 'text'),
            accused: text(sent, 'accused'),
            who: text(sent, 'who'),
            occurred: text(sent, 'occurred'),
            lang: event.locals.lang,
          },
          files,
        ),
      );
      // sent before: the first sending's pictures are the ones kept
      if (!receipt.isNew) await Promise.all(files.map(({ fileId }) => discardFile(fileId)));
      return { receipt: { number: receipt.number, code: receipt.code, due: receipt.due } };
    },
    { files: 5, fields: 10, taking: photographing },
  ),
};
