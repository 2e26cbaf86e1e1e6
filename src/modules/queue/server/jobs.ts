import type { Jobs } from '#core/server/jobs.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf } from '#core/working-time.ts';
import type { QueueEventBody } from '../events.ts';
import { rules } from '../rules.ts';
import { hasEnded, type LegState } from '../visit.ts';
import { append, open } from './take.ts';
import * as store from './store.ts';

const A_RUN = 500;
const BOARD_DAYS = 2;

const end = async (tx: Tx, visitId: string, step: (leg: LegState) => QueueEventBody): Promise<void> => {
  const opened = await open(tx, visitId);
  const bodies = opened.visit.legs.filter((leg) => !hasEnded(leg)).map(step);
  if (bodies.length) await append(tx, opened, bodies, new Set(['system']));
};

/** What the clock owes: numbers that were never shown end; so does everything still open from a day gone by. */
export async function catchUp(tx: Tx): Promise<void> {
  const unseen = new Date(tx.now.getTime() - rules.ticket.shown_within_seconds * 1000);
  for (const id of await store.notShown(tx, unseen, A_RUN))
    await end(tx, id, (leg) => ({ type: 'expired', leg: leg.id, why: 'not_shown' }));
  for (const id of await store.leftOver(tx, dayOf(tx.now), A_RUN))
    await end(tx, id, (leg) =>
      leg.state === 'missed' || leg.state === 'booked'
        ? { type: 'no_show', leg: leg.id }
        : { type: 'expired', leg: leg.id, why: 'day_over' },
    );
  await store.sweepBoard(tx, new Date(tx.now.getTime() - BOARD_DAYS * 86_400_000));
}

export const jobs = { 'queue.catch_up': catchUp } satisfies Jobs<'queue'>;
