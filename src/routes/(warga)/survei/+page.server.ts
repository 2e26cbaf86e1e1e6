import { skm } from '#modules/survey/satisfaction.ts';
import { subjectsOf } from '#web/server/survey.ts';
import { action } from '#web/server/serve.ts';
import type { PageServerLoad, RequestEvent } from './$types';

export const csr = false;
export const load: PageServerLoad = () => ({ basis: skm.legal_basis });

export const actions = {
  default: action(
    async (tx, sent, { cookies }: RequestEvent) => {
      const typed = String(sent.get('kode') ?? '').trim();
      await subjectsOf(tx, cookies, typed);
      return typed;
    },
    (typed) => `/survei/${encodeURIComponent(typed)}`,
  ),
};
