import { Failure } from '#core/failure.ts';
import { trackCase } from '#modules/cases/server/cases.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const code = url.searchParams.get('kode') ?? '';
  if (!code) return { code, found: null, form: null };
  try {
    return { code, found: await trackCase(tx, code), form: null };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { code, found: null, form: { reason: thrown.reason, fields: thrown.fields, detail: thrown.detail } };
  }
});
