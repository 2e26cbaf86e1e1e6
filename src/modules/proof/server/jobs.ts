import type { Jobs } from '#core/server/jobs.ts';
import { closeDays, lookAgain } from './proof.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** After midnight: the roots of the days that are over; then a look at those before. */
    'proof.close_days': Record<string, never>;
  }
}

export const jobs = {
  'proof.close_days': async (tx) => {
    await closeDays(tx);
    await lookAgain(tx);
  },
} satisfies Jobs<'proof'>;
