import { getBoard } from '#modules/queue/server/queue.ts';
import { agencyNames } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => {
  const names = await agencyNames(tx);
  return { board: await getBoard(tx), names: Object.fromEntries(Object.entries(names).map(([code, { short }]) => [code, short])) };
});
