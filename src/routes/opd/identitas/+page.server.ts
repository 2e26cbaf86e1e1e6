import {
  askUnmasking,
  decideUnmasking,
  listUnmaskings,
  openHours,
  revealReporter,
  unmaskingReasons,
} from '#modules/complaints/server/complaints.ts';
import { action, form, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { RequestEvent } from './$types';

export const load = page(async (tx) => ({ items: await listUnmaskings(tx), reasons: unmaskingReasons, hours: openHours }));

const here = (): string => '/opd/identitas';
export const actions = {
  minta: action(
    (tx, sent) =>
      askUnmasking(
        tx,
        Object.fromEntries(['number', 'reason', 'basis', 'why', 'delay_law', 'delay_until'].map((name) => [name, text(sent, name)])),
      ),
    here,
  ),
  putuskan: action((tx, sent) => decideUnmasking(tx, text(sent, 'id'), text(sent, 'putusan') === 'ya'), here),
  // the answer is the look: nothing of it goes into an address or a cookie
  lihat: form(async ({ form: sent }, event: RequestEvent) => ({
    seen: {
      number: text(sent, 'number'),
      ...(await event.locals.database.withActor(event.locals.actor, (tx) => revealReporter(tx, text(sent, 'id')))),
    },
  })),
};
