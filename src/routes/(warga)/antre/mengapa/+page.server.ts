import { rules } from '#modules/queue/rules.ts';
import { whyFirst } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const typed = (url.searchParams.get('nomor') ?? '').slice(0, 12);
  const answer = typed ? await whyFirst(tx, typed) : undefined;
  return {
    typed,
    answer,
    form: typed && !answer ? { reason: 'input.invalid', fields: { nomor: 'queue.number_unknown' } } : undefined,
    classes: rules.classes,
    version: rules.version,
    names: await agencyNames(tx),
  };
});
