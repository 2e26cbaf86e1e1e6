import { uuidv7 } from '#core/id.ts';
import { getLeaderReport, instruct, reopen, rework, uphold } from '#modules/complaints/server/complaints.ts';
import { agencyNames, regionNames } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const view = await getLeaderReport(tx, params.number);
  return {
    view,
    command: uuidv7(),
    agencies: await agencyNames(tx, true),
    region: (await regionNames(tx)).get(view.report.region ?? '') ?? null,
  };
});

const step = (work: (tx: Parameters<typeof rework>[0], id: string, form: FormData) => Promise<unknown>) =>
  action(
    async (tx, form, event: RequestEvent) => void (await work(tx, (await getLeaderReport(tx, event.params.number)).id, form)),
    (_, event) => `/pimpinan/laporan/${event.params.number}`,
  );

export const actions = {
  arahan: step((tx, id, form) => instruct(tx, id, { kind: text(form, 'kind'), text: text(form, 'text'), due_on: text(form, 'due_on') })),
  buka: step((tx, id, form) => reopen(tx, id, text(form, 'text'))),
  ulang: step((tx, id) => rework(tx, id)),
  pertahankan: step((tx, id, form) => uphold(tx, id, text(form, 'text'))),
};
