import { uuidv7 } from '#core/id.ts';
import { createAgency } from '#modules/identity/server/agencies.ts';
import { agencyChoices, agencyFacts } from '#web/server/agency-form.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, _event: PageServerLoadEvent) => ({ ...(await agencyChoices(tx)), command: uuidv7() }));

export const actions = {
  default: action(
    (tx, form, _event: RequestEvent) => createAgency(tx, { code: text(form, 'code'), ...agencyFacts(form) }),
    ({ code }) => `/kelola/instansi/${code}?tersimpan`,
  ),
};
