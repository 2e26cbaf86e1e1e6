import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { outcomes } from '#modules/complaints/whistle.ts';
import { agencyNames } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => ({
  view: await complaints.lookAtWhistle(tx, params.number),
  agencies: await agencyNames(tx),
  outcomes,
  command: uuidv7(tx.now.getTime()),
}));

const here = (_: unknown, event: RequestEvent): string => `/opd/wbs/${event.params.number}`;
const step = (work: (tx: Tx, number: string, form: FormData) => Promise<void>) =>
  action((tx, form, event: RequestEvent) => work(tx, event.params.number, form), here);

export const actions = {
  periksa: step((tx, number) => complaints.examineWhistle(tx, number)),
  tanya: step((tx, number, form) => complaints.askWhistle(tx, number, text(form, 'text'))),
  putuskan: step((tx, number, form) => complaints.decideWhistle(tx, number, { outcome: text(form, 'outcome'), text: text(form, 'text') })),
  mundur: action(
    (tx, _form, event: RequestEvent) => complaints.recuseWhistle(tx, event.params.number),
    () => '/opd/wbs',
  ),
};
