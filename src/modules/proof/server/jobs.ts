import type { Jobs } from '#core/server/jobs.ts';
import { closeDays } from './proof.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** After midnight: the roots of the days that are over. */
    'proof.close_days': Record<string, never>;
  }
}

export const jobs = { 'proof.close_days': closeDays } satisfies Jobs<'proof'>;
