import type { Jobs } from '#core/server/jobs.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Nightly: rows past their use. */
    'identity.sweep': Record<string, never>;
  }
}

export const jobs = { 'identity.sweep': (tx) => store.sweep(tx) } satisfies Jobs<'identity'>;
