import type { Jobs } from '#core/server/jobs.ts';
import { announce, tellVoice } from './announce.ts';
import { pullBridge, pushBridge, repeatBridge } from './bridge.ts';
import { morning } from './digest.ts';
import { hearSender, settleConversations } from './hear.ts';
import { publishDraws } from './draw.ts';
import { sweepDrafts } from './drafts.ts';
import { findExpired, retain } from './retention.ts';
import { recompute, recomputeOpen, settle } from './take.ts';
import { askSubscriber, tellSubscribers } from './subscriptions.ts';
import { tellUnmasked } from './unmasking.ts';
import { countReports } from './statistics.ts';
import { announceWhistle } from './whistle.ts';
import * as store from './store.ts';

/** What test keys of Open311 posted is kept this long. */
const TRIAL_DAYS = 7;
/** Reports settled in one run; the rest wait a minute. */
const A_RUN = 500;

export const outsideJobs = {
  'complaints.count': countReports,
  'complaints.hear': hearSender,
  'complaints.pull_bridge': pullBridge,
  'complaints.push_bridge': pushBridge,
};

export const jobs = {
  'complaints.catch_up': async (tx) => {
    await sweepDrafts(tx);
    await settleConversations(tx);
    await tellUnmasked(tx);
    await publishDraws(tx);
    await store.deleteTrials(tx, new Date(tx.now.getTime() - TRIAL_DAYS * 86_400_000));
    for (const id of await store.owedReports(tx, A_RUN)) await settle(tx, id);
  },
  'complaints.announce': announce,
  'complaints.tell_voice': tellVoice,
  'complaints.find_expired': findExpired,
  'complaints.retain': retain,
  'complaints.repeat_bridge': repeatBridge,
  'complaints.morning': morning,
  'complaints.ask_subscriber': askSubscriber,
  'complaints.tell_subscribers': tellSubscribers,
  'complaints.whistle_news': announceWhistle,
  'complaints.count_voices': async (tx, { reportId }) => void (await store.countVoices(tx, reportId)),
  'complaints.calendar_changed': recomputeOpen,
  'complaints.recompute': async (tx, { reportId, holiday }) => recompute(tx, reportId, holiday),
} satisfies Omit<Jobs<'complaints'>, keyof typeof outsideJobs>;
