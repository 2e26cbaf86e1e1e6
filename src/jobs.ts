import type { Database, Tx } from '#core/server/database.ts';
import * as core from '#core/server/sweep.ts';
import * as identity from '#modules/identity/server/jobs.ts';
import * as cases from '#modules/cases/server/jobs.ts';
import * as complaints from '#modules/complaints/server/jobs.ts';
import * as council from '#modules/council/server/jobs.ts';
import * as documents from '#modules/documents/server/jobs.ts';
import * as exchange from '#modules/exchange/server/jobs.ts';
import * as messages from '#modules/messages/server/jobs.ts';
import * as proof from '#modules/proof/server/jobs.ts';
import * as queue from '#modules/queue/server/jobs.ts';
import * as survey from '#modules/survey/server/jobs.ts';

/** What a module's `server/jobs.ts` may export. */
interface JobModule {
  readonly jobs?: Readonly<Record<string, (tx: Tx, payload: never) => Promise<void>>>;
  readonly outsideJobs?: Readonly<Record<string, (database: Database, payload: never) => Promise<void>>>;
}

/** Every module's jobs, and the core's own: the one list to extend when a module gets its first. */
export const modules: readonly JobModule[] = [
  core,
  identity,
  messages,
  cases,
  documents,
  exchange,
  complaints,
  queue,
  survey,
  proof,
  council,
];

/** Jobs that run by the clock, in UTC (02.00 WIT is 17.00 UTC). */
export const schedules: Readonly<Record<string, string>> = {
  'cases.catch_up': '* * * * *',
  'cases.find_idle': '15 * * * *',
  'exchange.find_unreported': '25 * * * *',
  'core.sweep': '30 17 * * *',
  'complaints.catch_up': '* * * * *',
  'complaints.count': '40 17 * * *',
  'complaints.find_expired': '50 17 * * *',
  'queue.catch_up': '* * * * *',
  'council.count': '* * * * *',
  'proof.close_days': '15 15 * * *',
  'survey.count': '*/10 * * * *',
  'identity.sweep': '0 17 * * *',
  'complaints.pull_bridge': '*/10 * * * *',
  // 08.00 WIT, Monday to Friday
  'complaints.morning': '0 23 * * 0-4',
  // 08.30 WIT, every day
  'complaints.tell_subscribers': '30 23 * * *',
};
