import type { Tx } from './database.ts';
import { sweepParts } from './files.ts';
import type { Jobs } from './jobs.ts';

declare module './jobs.ts' {
  interface JobPayloads {
    /** Every night: idempotency keys and half-written files past their use. */
    'core.sweep': Record<string, never>;
  }
}

/** A form left open in a browser, an API client that tries again, a job that runs again: none comes back after this long. */
const KEY_DAYS = 30;

async function sweep(tx: Tx): Promise<void> {
  await tx
    .deleteFrom('core.command')
    .where('at', '<', new Date(tx.now.getTime() - KEY_DAYS * 86_400_000))
    .execute();
  await sweepParts();
}

export const jobs = { 'core.sweep': sweep } satisfies Jobs<'core'>;
