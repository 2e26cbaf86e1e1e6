import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { closedAmong, endAgency, lockAgency } from '#modules/identity/server/identity.ts';
import * as store from './store.ts';

/** How much still waits at an agency: open cases it takes part in, and its open tasks. */
export type OpenWork = store.OpenWork;
export const countOpenAt = (tx: Tx, agency: string): Promise<OpenWork> => store.openAt(tx, agency);

/**
 * Close an agency, unless work waits there. The row's lock holds back new tasks until this is decided, so none slips in.
 * @throws Failure not_now with how many cases and tasks are open · and what endAgency refuses
 */
export async function closeAgency(tx: Tx, code: string, input: unknown): Promise<void> {
  await lockAgency(tx, code);
  const open = await countOpenAt(tx, code);
  if (open.cases > 0 || open.tasks > 0)
    throw new Failure('not_now', 'cases.agency_busy', {}, { cases: String(open.cases), tasks: String(open.tasks) });
  await endAgency(tx, code, input);
}

/** Asked after the tasks are in: their foreign keys then hold the agencies, so a closing has either been seen or waits. @throws Failure not_now */
export async function refuseClosed(tx: Tx, agencies: readonly string[]): Promise<void> {
  const closed = await closedAmong(tx, agencies);
  if (closed.length > 0) throw new Failure('not_now', 'cases.agency_closed', {}, { agency: closed.join(', ') });
}
