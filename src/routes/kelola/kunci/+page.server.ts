import type { RequestEvent } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { scopes } from '#modules/exchange/adapter.ts';
import { createKey, listKeys, revokeKey } from '#modules/exchange/server/exchange.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { action, form, page } from '#web/server/serve.ts';

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

export const actions = {
  // The key is shown in this one answer: no redirect, which would have to carry it, and no idempotency row, which would keep it.
  buat: form(async ({ form: sent }, { locals }: RequestEvent) => {
    try {
      const made = await locals.database.withActor(locals.actor, (tx) =>
        createKey(tx, {
          agency: sent.get('agency') ?? undefined,
          name: sent.get('name') ?? undefined,
          scopes: sent.getAll('scopes'),
          rate: sent.get('rate'),
          days: sent.get('days'),
          contact: sent.get('contact') ?? undefined,
          purpose: sent.get('purpose') ?? undefined,
        }),
      );
      return { key: made.key };
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const fields = Object.fromEntries(Object.entries(thrown.fields).map(([name, reason]) => [name.split('.')[0]!, reason]));
      throw new Failure(thrown.code, thrown.reason, fields, { ...thrown.detail });
    }
  }),
  cabut: action(
    (tx, sent) => revokeKey(tx, String(sent.get('id') ?? '')),
    () => '/kelola/kunci',
  ),
};
