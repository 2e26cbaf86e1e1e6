import type { Jobs } from '#core/server/jobs.ts';
import { announce } from './announce.ts';
import { settle, recompute } from './take.ts';
import * as store from './store.ts';

/** Reports settled in one run; the rest wait a minute. */
const A_RUN = 500;

export const jobs = {
  'complaints.catch_up': async (tx) => {
    await store.deleteExpiredDrafts(tx);
    for (const id of await store.owedReports(tx, A_RUN)) await settle(tx, id);
  },
  'complaints.announce': announce,
  'complaints.recompute': async (tx, { reportId, holiday }) => recompute(tx, reportId, holiday),
} satisfies Jobs<'complaints'>;
