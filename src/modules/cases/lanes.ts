import type { Definition } from '#modules/catalogue/definition.ts';

type Lane = Definition['queues']['lanes'][number];

/**
 * Free tasks of one pool in the order to take them. Oldest first within a lane; a lane with `every: n` has its turn where
 * none of the last n-1 pick-ups was of it, so at least every n-th is, while it has something. Otherwise lanes without a
 * turn go first, and what is left of the others follows: nobody waits behind an empty counter.
 * @param free oldest first
 * @param taken lanes of the last pick-ups, newest first; may be shorter than n-1 at the start, which then isn't a turn yet
 */
export function byTurns<T extends { readonly lane: string }>(lanes: readonly Lane[], free: readonly T[], taken: readonly string[]): T[] {
  const isTurn = (lane: Lane): boolean =>
    lane.every !== undefined && taken.length >= lane.every - 1 && !taken.slice(0, lane.every - 1).includes(lane.id);
  const rank = new Map(lanes.map((lane) => [lane.id, isTurn(lane) ? 0 : lane.every === undefined ? 1 : 2]));
  return free.toSorted((a, b) => (rank.get(a.lane) ?? 1) - (rank.get(b.lane) ?? 1));
}
