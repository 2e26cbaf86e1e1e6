import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { actorId, type Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { getAgency, namesOf } from '#modules/identity/server/identity.ts';
import { scopes } from '../adapter.ts';
import * as store from './store.ts';

const needSteward = (tx: Tx): void => {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'exchange.steward_only');
};
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const optional = (most: number, reason: string) =>
  z
    .string()
    .trim()
    .max(most, reason)
    .optional()
    .transform((value) => value || undefined)
    .refine((value) => value === undefined || value.length >= 3, reason);

export const NewPartner = z.object({
  agency: z.string('exchange.agency_needed').min(1, 'exchange.agency_needed'),
  name: z.string('exchange.name_needed').trim().min(3, 'exchange.name_needed').max(100, 'exchange.name_needed'),
  scopes: z.array(z.enum(scopes, 'exchange.scope_needed'), 'exchange.scope_needed').min(1, 'exchange.scope_needed'),
  rate: z.coerce.number('exchange.rate_wrong').int('exchange.rate_wrong').min(1, 'exchange.rate_wrong').max(6000, 'exchange.rate_wrong'),
  days: z.coerce.number('exchange.days_wrong').int('exchange.days_wrong').min(1, 'exchange.days_wrong').max(730, 'exchange.days_wrong'),
  /** Whom to call about the application, and what it is for: needed by those that write for citizens. */
  contact: optional(200, 'exchange.contact_needed'),
  purpose: optional(300, 'exchange.purpose_needed'),
});

/**
 * A key for an agency's application. The key is in the answer and nowhere else: show it once.
 * @throws Failure forbidden · invalid with a reason per field · not_found for an agency nobody knows
 */
export async function createKey(tx: Tx, input: unknown): Promise<{ id: string; key: string }> {
  needSteward(tx);
  const { agency, name, scopes: wanted, rate, days, contact, purpose } = parse(NewPartner, input);
  await getAgency(tx, agency);
  const missing = {
    ...(contact ? {} : { contact: 'exchange.contact_needed' }),
    ...(purpose ? {} : { purpose: 'exchange.purpose_needed' }),
  };
  if (wanted.includes('open311:write') && Object.keys(missing).length) throw new Failure('invalid', 'input.invalid', missing);
  const id = uuidv7(tx.now.getTime());
  const key = `sp_${randomBytes(32).toString('base64url')}`;
  await store.insertPartner(tx, {
    id,
    agency,
    name,
    scopes: [...new Set(wanted)],
    rate_per_minute: rate,
    contact: contact ?? null,
    purpose: purpose ?? null,
    key_hash: hashOf(key),
    key_hint: key.slice(0, 8),
    created_by: actorId(tx.actor)!,
    created_at: tx.now,
    expires_at: new Date(tx.now.getTime() + days * 86_400_000),
  });
  await record(tx, { subjectKind: 'partner', subjectId: id, type: 'exchange.key_created', data: { agency, scopes: wanted, days } });
  return { id, key };
}

/** From this moment the key opens nothing. @throws Failure forbidden · not_found */
export async function revokeKey(tx: Tx, id: string): Promise<void> {
  needSteward(tx);
  if (!isUuid(id) || !(await store.revokePartner(tx, id))) throw new Failure('not_found', 'exchange.key_unknown');
  await record(tx, { subjectKind: 'partner', subjectId: id, type: 'exchange.key_revoked' });
}

export interface KeyView {
  readonly id: string;
  readonly agency: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly rate: number;
  readonly contact: string | null;
  readonly purpose: string | null;
  readonly hint: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly status: 'active' | 'expired' | 'revoked';
}

export async function listKeys(tx: Tx): Promise<KeyView[]> {
  needSteward(tx);
  const rows = await store.listPartners(tx);
  const names = await namesOf(tx, [...new Set(rows.map((row) => row.created_by))]);
  return rows.map((row) => ({
    id: row.id,
    agency: row.agency,
    name: row.name,
    scopes: row.scopes,
    rate: row.rate_per_minute,
    contact: row.contact,
    purpose: row.purpose,
    hint: row.key_hint,
    createdBy: names.get(row.created_by) ?? '–',
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    status: row.revoked_at ? 'revoked' : row.expires_at <= tx.now ? 'expired' : 'active',
  }));
}

export interface Partner {
  readonly actor: Extract<Actor, { kind: 'partner' }>;
  readonly ratePerMinute: number;
}

/** What an application is called, and whose it is, by the id of its key. */
export const applicationsOf = async (tx: Tx, ids: readonly string[]): Promise<Map<string, { name: string; agency: string }>> =>
  new Map(ids.length ? (await store.partnerNames(tx, ids)).map(({ id, name, agency }) => [id, { name, agency }]) : []);

/** Who a key speaks for; undefined where it is unknown, expired or revoked. */
export async function resolveKey(database: Database, key: string): Promise<Partner | undefined> {
  if (!/^sp_[\w-]{43}$/.test(key)) return undefined;
  const owner = await database.withActor({ kind: 'anonymous' }, (tx) => store.partnerOfKey(tx, hashOf(key)));
  return (
    owner && {
      actor: { kind: 'partner', id: owner.id, agencies: [owner.agency], scopes: owner.scopes },
      ratePerMinute: owner.rate_per_minute,
    }
  );
}
