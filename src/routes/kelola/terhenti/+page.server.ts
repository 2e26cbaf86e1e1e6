import type { RequestEvent } from '@sveltejs/kit';
import { uuidv7 } from '#core/id.ts';
import { listHalted, resumeCase } from '#modules/cases/server/cases.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';

export const csr = false;

export const load = page(async (tx, { locals, url }: RequestEvent) => {
  const names = new Map((await listAgencies(tx)).map((agency) => [agency.code, agency.official_name]));
  return {
    cases: (await listHalted(tx)).map((each) => ({ ...each, authority: names.get(each.authority) ?? each.authority })),
    isSaved: url.searchParams.has('tersimpan'),
    lang: locals.lang,
    command: uuidv7(),
  };
});

export const actions = {
  default: action(
    (tx, form) => resumeCase(tx, text(form, 'kode'), { reason: text(form, 'alasan').trim(), changeWay: false }),
    () => '/kelola/terhenti?tersimpan',
  ),
};
