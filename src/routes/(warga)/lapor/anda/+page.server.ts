import { findReportDraft } from '#modules/complaints/server/complaints.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { draftToken, saveDraft } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, event: PageServerLoadEvent) => ({
  values: (await findReportDraft(tx, draftToken(event.cookies))).values,
  agencies: (await listAgencies(tx))
    .filter((agency) => !agency.is_group && agency.valid_to === null)
    .map(({ code, official_name }) => ({ key: code, label: official_name })),
  isSignedIn: event.locals.actor.kind === 'citizen',
}));

const FIELDS = ['nama', 'telepon', 'email', 'terlapor'] as const;
const TICKS = ['anonim', 'rahasia', 'kenal'] as const;

export const actions = {
  default: action(
    async (tx, form, event: RequestEvent) => {
      const values: Record<string, string> = { bahasa: event.locals.lang };
      for (const name of FIELDS) values[name] = text(form, name);
      for (const name of TICKS) values[name] = form.has(name) ? 'ya' : '';
      await saveDraft(tx, event, { values, check: ['telepon', 'email', 'terlapor'] });
    },
    () => '/lapor/periksa',
  ),
};
