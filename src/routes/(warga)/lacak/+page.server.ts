import { redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { readNumber } from '#modules/complaints/report.ts';
import { trackCase } from '#modules/cases/server/cases.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

const track = page(async (tx, { url }: PageServerLoadEvent) => {
  const code = url.searchParams.get('kode') ?? '';
  if (!code) return { code, found: null, form: null };
  try {
    return { code, found: await trackCase(tx, code), form: null };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { code, found: null, form: { reason: thrown.reason, fields: thrown.fields, detail: thrown.detail } };
  }
});

/** A report's number leads to its own page. */
export const load = (event: PageServerLoadEvent) => {
  const report = readNumber(event.url.searchParams.get('kode') ?? '');
  if (report) redirect(303, `/lapor/${report}`);
  return track(event);
};
