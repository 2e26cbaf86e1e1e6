import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { readEvents, recordAll, type EventData } from '#core/server/events.ts';
import { hasDuty, type Actor } from '#core/actor.ts';
import { counterDuty } from '#modules/identity/person.ts';
import { invite } from '#modules/survey/server/survey.ts';
import { fromRow, toData, type QueueEvent, type QueueEventBody } from '../events.ts';
import type { Role } from '../lifecycle.ts';
import { becomingReady, evolve, fold, legOf, readySince, refuse, type LegState, type VisitState } from '../visit.ts';
import { promise } from './promise.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Every minute: numbers nobody saw, days that are over. */
    'queue.catch_up': Record<string, never>;
  }
}

export interface Opened {
  readonly id: string;
  readonly visit: VisitState;
}

/** Lock a visit and read it from its log. @throws Failure not_found */
export async function open(tx: Tx, id: string): Promise<Opened> {
  if (!(await store.lockVisit(tx, id))) throw new Failure('not_found', 'queue.not_found');
  return { id, visit: fold((await readEvents(tx, id)).map(fromRow)) };
}

/** May the actor work at a loket of this agency? The duty is the one under which counters register citizens. */
export const mayServe = (actor: Actor, agency: string): boolean =>
  actor.kind === 'officer' &&
  counterDuty(actor) !== undefined &&
  actor.duties.some((duty) => duty.agency === agency && counterRoleAt(duty.role));
const counterRoleAt = (role: string): boolean => role.startsWith('petugas');
/** Does the actor run the hall? A duty at the agency of the house. */
export const runsHall = (actor: Actor, house: string): boolean => hasDuty(actor, house, 'queue.pengatur');

/** What the actor is to a leg of a visit: `loket` where they sit at the loket that has it. */
export function rolesOf(tx: Tx, presented: string | null, visitId: string, atLoket: boolean): Set<Role> {
  const held = new Set<Role>();
  if (presented === visitId) held.add('visitor');
  if (atLoket) held.add('loket');
  const { actor } = tx;
  if (counterDuty(actor) || ('duties' in actor && actor.duties.some(({ role }) => role === 'queue.pengatur'))) held.add('clerk');
  if (actor.kind === 'job') held.add('system');
  return held;
}

/**
 * The one way a visit moves: its row is locked (by `open`), every step is asked of the table, then the events are appended
 * and the rows brought up to the log; legs that become ready follow by themselves. Server time never goes back within a
 * visit, whatever the machine's clock did. @throws Failure not_now, forbidden
 */
export async function append(
  tx: Tx,
  { id, visit: before }: { readonly id: string; readonly visit: VisitState | undefined },
  bodies: readonly QueueEventBody[],
  held: ReadonlySet<Role>,
  via?: 'web' | 'counter',
): Promise<VisitState> {
  const at = new Date(Math.max(tx.now.getTime(), before?.lastAt.getTime() ?? 0));
  let visit = before;
  const done: QueueEventBody[] = [];
  const add = (body: QueueEventBody): void => {
    visit = evolve(visit, { ...body, no: 0, at, actor: null } as QueueEvent);
    done.push(body);
  };
  for (const body of bodies) {
    const refusal = body.type === 'issued' ? undefined : refuse(visit!, body, held, at);
    if (refusal) throw new Failure(refusal === 'queue.not_yours' ? 'forbidden' : 'not_now', refusal);
    add(body);
  }
  for (const leg of becomingReady(visit!)) add({ type: 'ready', leg: leg.id, t0: readySince(visit!, leg, at).toISOString() });
  await recordAll(
    tx,
    done.map((body) => ({
      subjectKind: 'visit',
      subjectId: id,
      type: `queue.${body.type}`,
      data: toData(body) as unknown as EventData,
      at,
      ...(via ? { via } : {}),
    })),
  );
  const after = visit!;
  if (before && (before.class !== after.class || before.shownAt !== after.shownAt))
    await store.updateVisit(tx, id, {
      ...(before.class === after.class ? {} : { class: after.class }),
      ...(before.shownAt === after.shownAt ? {} : { shown_at: after.shownAt }),
    });
  for (const leg of after.legs) {
    const was = before && legOf(before, leg.id);
    if (!was) await store.insertLeg(tx, { id, site: after.site, day: after.day }, leg);
    else if (was !== leg) await store.updateLeg(tx, was, leg);
  }
  for (const body of done) {
    if (body.type === 'ready') await promise(tx, after, legOf(after, body.leg)!);
    if (body.type === 'done') await askAbout(tx, legOf(after, body.leg)!);
  }
  return after;
}

/** Whoever was served may say how it was: about the service of the catalogue where the errand is one. */
async function askAbout(tx: Tx, leg: LegState): Promise<void> {
  const [service] = await store.servicesById(tx, [leg.service]);
  await invite(tx, { kind: 'errand', id: leg.id, agency: leg.agency, service: service?.catalogue_id ?? leg.service });
}
