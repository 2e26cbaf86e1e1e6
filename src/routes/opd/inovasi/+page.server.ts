import { dayOf } from '#core/working-time.ts';
import { listIdeas } from '#modules/innovations/server/innovations.ts';
import { regionNames } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => {
  const regions = await regionNames(tx);
  return {
    today: dayOf(tx.now),
    ideas: (await listIdeas(tx)).map((idea) => ({ ...idea, place: regions.get(idea.region ?? '') ?? null })),
  };
});
