import { fail, type RequestEvent } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { scopes } from '#modules/exchange/adapter.ts';
import { createKey, listKeys, revokeKey } from '#modules/exchange/server/exchange.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { action, httpStatus, page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx, { locals }: RequestEvent) => ({
  keys: await listKeys(tx),
  agencies: (await listAgencies(tx))
    .map(({ code, official_name }) => ({ code, name: official_name }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'id')),
  scopes,
  lang: locals.lang,
  command: uuidv7(),
}));

const values = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

export const actions = {
  // The key is shown in this one answer: no redirect, which would have to carry it, and no idempotency row, which would keep it.
  buat: async ({ request, locals }: RequestEvent) => {
    const form = await request.formData();
    try {
      const made = await locals.database.withActor(locals.actor, (tx) =>
        createKey(tx, {
          agency: form.get('agency') ?? undefined,
          name: form.get('name') ?? undefined,
          scopes: form.getAll('scopes'),
          rate: form.get('rate'),
          days: form.get('days'),
        }),
      );
      return { key: made.key };
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const fields = Object.fromEntries(Object.entries(thrown.fields).map(([name, reason]) => [name.split('.')[0]!, reason]));
      return fail(httpStatus[thrown.code], { reason: thrown.reason, detail: thrown.detail, fields, values: values(form) });
    }
  },
  cabut: action(
    (tx, form) => revokeKey(tx, String(form.get('id') ?? '')),
    () => '/kelola/kunci',
  ),
};
