import type { Database } from '#core/server/database.ts';
import { countMeasures } from './count.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Every minute: the measures of the council up to the log. */
    'council.count': Record<string, never>;
  }
}

/** Its own transactions: the first count reads everything that ever happened. */
export const outsideJobs = { 'council.count': (database: Database) => countMeasures(database) };
