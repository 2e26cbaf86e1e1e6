import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { readIdentifier } from '../person.ts';
import { NewRepresentation, representationStatus, type RepresentationKind, type RepresentationView } from '../representation.ts';
import { limit } from './limits.ts';
import { today } from './offices.ts';
import { getProfile, openSide, sealSide } from './people.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Tell the other side of a power of attorney what happened; messages does it. */
    'messages.tell_representation': { id: string; event: 'offered' | 'accepted' | 'declined' | 'revoked' | 'renounced'; by: string };
  }
}

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
const wrong = (field: string, reason: string, detail: Record<string, string> = {}): Failure =>
  new Failure('invalid', 'input.invalid', { [field]: reason }, detail);

function needCitizen(tx: Tx): string {
  if (tx.actor.kind !== 'citizen') throw new Failure('forbidden', 'identity.citizens_only');
  return tx.actor.id;
}

export const listRepresentationKinds = async (tx: Tx): Promise<RepresentationKind[]> =>
  (await store.listRepresentationKinds(tx)).map((row) => ({
    id: row.id,
    label: { id: row.label, en: row.label_en },
    basis: row.basis,
    maxDays: row.max_days,
    verified: row.verified,
  }));

const view = (row: store.RepresentationRow, me: string | null, day: string): RepresentationView => ({
  id: row.id,
  side: row.principal === me ? 'principal' : 'representative',
  principal: { id: row.principal, name: openSide(row.principal_name, 'principal', row.id) },
  representative: openSide(row.representative_name, 'representative', row.id),
  kind: row.kind,
  services: row.services,
  from: row.from_day,
  to: row.to_day,
  status: representationStatus(row, day),
});

/** Every power of attorney the actor gave, holds or is asked to accept, newest first. */
export const listRepresentations = async (tx: Tx): Promise<RepresentationView[]> =>
  (await store.listRepresentations(tx)).map((row) => view(row, actorId(tx.actor), today(tx)));

/** Those under which the actor may act today, for one service where one is named. */
export const listHeld = async (tx: Tx, service?: string): Promise<RepresentationView[]> =>
  (await listRepresentations(tx)).filter(
    (one) =>
      one.side === 'representative' &&
      one.status === 'standing' &&
      (service === undefined || one.services === null || one.services.includes(service)),
  );

/**
 * Name somebody who may act for oneself. Whether that person has an account is not said: the offer waits for whoever
 * signs in under what was typed. `known` holds the ids a scope may name; identity doesn't know the catalogue.
 * @throws Failure forbidden · invalid with a reason per field · not_now after ten a day
 */
export async function nameRepresentative(tx: Tx, input: unknown, known: ReadonlySet<string>): Promise<{ id: string }> {
  const me = needCitizen(tx);
  const offer = parse(NewRepresentation, input);
  const kind = (await store.listRepresentationKinds(tx)).find((row) => row.id === offer.kind);
  if (!kind) throw wrong('kind', 'input.required');
  if (offer.reach === 'some' && !offer.services.every((id) => known.has(id))) throw wrong('services', 'identity.services_needed');
  if (offer.to < today(tx)) throw wrong('to', 'identity.to_past');
  if (daysBetween(offer.from < today(tx) ? today(tx) : offer.from, offer.to) > kind.max_days)
    throw wrong('to', 'identity.representation_long', { days: String(kind.max_days) });
  const who = readIdentifier(offer.identifier)!;
  const sought = vault().findable(who.value, who.kind);
  if ((await store.ownHashes(tx)).some((own) => own.equals(sought))) throw wrong('identifier', 'identity.not_for_yourself');
  await limit(tx, `representation:${me}`, 10, 86_400);
  const id = uuidv7(tx.now.getTime());
  await store.insertRepresentation(tx, {
    id,
    principal: me,
    kind: kind.id,
    sought_hash: sought,
    principal_name: sealSide((await getProfile(tx, me)).name, 'principal', id),
    representative_name: sealSide(offer.name, 'representative', id),
    services: offer.reach === 'all' ? null : [...new Set(offer.services)],
    from_day: offer.from,
    to_day: offer.to,
    offered_at: tx.now,
  });
  await record(tx, {
    subjectKind: 'representation',
    subjectId: id,
    type: 'identity.representation_offered',
    data: { kind: kind.id, services: offer.reach === 'all' ? null : offer.services, from: offer.from, to: offer.to, basis: kind.basis },
  });
  await enqueue(tx, 'messages.tell_representation', { id, event: 'offered', by: me }, { key: `${id}:offered` });
  return { id };
}

const find = async (tx: Tx, id: string): Promise<store.RepresentationRow> => {
  const row = isUuid(id) ? await store.findRepresentation(tx, id) : undefined;
  if (!row) throw new Failure('not_found', 'identity.representation_unknown');
  return row;
};

/** Accept what one was named for, in one's own account. @throws Failure forbidden · not_found · not_now where it was answered, ended or ran out */
export async function acceptRepresentation(tx: Tx, id: string): Promise<void> {
  const me = needCitizen(tx);
  const { principal } = await find(tx, id);
  const { name } = await getProfile(tx, me);
  if (principal === me || !(await store.acceptRepresentation(tx, id, sealSide(name, 'representative', id))))
    throw new Failure('not_now', 'identity.representation_answered');
  await record(tx, {
    subjectKind: 'representation',
    subjectId: id,
    type: 'identity.representation_accepted',
    onBehalfOf: principal,
  });
  await enqueue(tx, 'messages.tell_representation', { id, event: 'accepted', by: me }, { key: `${id}:accepted` });
}

/** End it at once: decline, revoke or give up, by the side one is on. @throws Failure forbidden · not_found · not_now where it has ended */
export async function endRepresentation(tx: Tx, id: string): Promise<void> {
  const me = needCitizen(tx);
  const { principal } = await find(tx, id);
  const end = await store.endRepresentation(tx, id);
  if (!end) throw new Failure('not_now', 'identity.representation_answered');
  await record(tx, {
    subjectKind: 'representation',
    subjectId: id,
    type: `identity.representation_${end}`,
    onBehalfOf: principal === me ? null : principal,
  });
  await enqueue(tx, 'messages.tell_representation', { id, event: end, by: me }, { key: `${id}:${end}` });
}

export interface Acting {
  readonly id: string;
  readonly principal: { readonly id: string; readonly name: string };
  readonly representative: string;
}

/** The power of attorney under which the actor may act in this service today. @throws Failure forbidden where there is none (any more) */
export async function needRepresentation(tx: Tx, id: string, service: string): Promise<Acting> {
  const held = (await listHeld(tx, service)).find((one) => one.id === id);
  if (!held) throw new Failure('forbidden', 'identity.representation_gone');
  return { id, principal: held.principal, representative: held.representative };
}

export interface Sides {
  readonly principal: string;
  /** The other side's account: who accepted, else who was named, where they have one. */
  readonly other: string | undefined;
  /** May the other side act today? */
  readonly stands: boolean;
  readonly names: { readonly principal: string; readonly representative: string };
}

/** For jobs: the two sides of a power of attorney. */
export async function getSides(tx: Tx, id: string): Promise<Sides | undefined> {
  const row = await store.findRepresentation(tx, id);
  return (
    row && {
      principal: row.principal,
      other: row.representative ?? (row.sought_hash ? await store.holderOfHash(tx, row.sought_hash) : undefined),
      stands: representationStatus(row, today(tx)) === 'standing',
      names: {
        principal: openSide(row.principal_name, 'principal', id),
        representative: openSide(row.representative_name, 'representative', id),
      },
    }
  );
}
