import { enqueue, type Jobs } from '#core/server/jobs.ts';
import { announce } from './announce.ts';
import { settleDebts } from './advance.ts';
import * as store from './store.ts';
import { listOldClaims, releaseIdle } from './work.ts';

/** What is found is done in a job of its own each, so that one case with a fault holds up no other. */
export const jobs = {
  'cases.catch_up': async (tx) => {
    for (const { id } of await store.owedCases(tx, 1000)) await enqueue(tx, 'cases.settle', { caseId: id }, { key: id });
    await store.deleteExpiredDrafts(tx);
  },
  'cases.settle': async (tx, { caseId }) => void (await settleDebts(tx, caseId)),
  'cases.find_idle': async (tx) => {
    for (const { case_id: caseId, task } of await listOldClaims(tx))
      await enqueue(tx, 'cases.release_idle', { caseId, task }, { key: `${caseId}:${task}` });
  },
  'cases.release_idle': (tx, { caseId, task }) => releaseIdle(tx, caseId, task),
  'cases.announce': (tx, { caseId, no }) => announce(tx, caseId, no),
} satisfies Jobs<'cases'>;
