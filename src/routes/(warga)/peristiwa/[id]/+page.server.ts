import { getBundle, listEnglish } from '#modules/catalogue/server/catalogue.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const bundle = await getBundle(tx, params.id);
  const texts = [
    bundle.name,
    bundle.trigger,
    ...(bundle.local_name ? [bundle.local_name] : []),
    ...bundle.steps.flatMap((step) => (step.note ? [step.note] : [])),
  ];
  return { bundle, english: await listEnglish(tx, texts) };
});
