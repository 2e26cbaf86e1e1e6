import { Failure } from '#core/failure.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { judgeProof, listDays } from '#modules/proof/server/proof.ts';
import { form, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const DAYS = 31;

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const days = await listDays(tx, DAYS + 1, url.searchParams.get('sebelum') ?? undefined);
  return { days: days.slice(0, DAYS), next: days.length > DAYS ? days[DAYS - 1]!.day : null };
});

export const actions = {
  default: form(async ({ form: sent }, event: RequestEvent) => {
    const typed = text(sent, 'bukti');
    if (typed === '') throw new Failure('invalid', 'input.invalid', { bukti: 'proof.text_missing' });
    return event.locals.database.withActor(event.locals.actor, async (tx) => {
      await limit(tx, `proof:${event.getClientAddress()}`, 60, 60);
      return { judged: await judgeProof(tx, typed), typed };
    });
  }),
};
