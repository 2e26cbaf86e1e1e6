import { sql, type Insertable, type Selectable } from 'kysely';
import { actorId } from '#core/actor.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import { BREAKER } from '../adapter.ts';

export type AdapterRow = Selectable<DB['exchange.adapter']>;
export type ReportRow = Selectable<DB['exchange.report']>;

export const findAdapter = (tx: Tx, name: string) =>
  tx
    .selectFrom('exchange.adapter as a')
    .leftJoin('exchange.adapter_fault as f', 'f.adapter', 'a.name')
    .select(['a.name', 'a.mode', 'a.endpoint', 'a.failures', 'a.open_until', 'f.fault'])
    .where('a.name', '=', name)
    .executeTakeFirst();

/** The one who may try a resting adapter after its rest: true for the first, false for those who come while it tries. */
export async function takeProbe(tx: Tx, name: string): Promise<boolean> {
  const taken = await tx
    .updateTable('exchange.adapter')
    .set({ open_until: new Date(tx.now.getTime() + BREAKER.restMs) })
    .where('name', '=', name)
    .where('open_until', '<=', tx.now)
    .returning('name')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function noteHealth(tx: Tx, name: string, isWell: boolean): Promise<void> {
  await tx
    .updateTable('exchange.adapter')
    .set((eb) =>
      isWell
        ? { failures: 0, open_until: null, last_ok_at: tx.now }
        : {
            failures: eb('failures', '+', 1),
            last_failed_at: tx.now,
            open_until: sql<Date | null>`case when failures + 1 >= ${BREAKER.failures} then ${new Date(tx.now.getTime() + BREAKER.restMs)}::timestamptz else open_until end`,
          },
    )
    .where('name', '=', name)
    // A row that says already what it should is left alone, so that good days write nothing.
    .$if(isWell, (qb) =>
      qb.where((eb) =>
        eb.or([eb('failures', '>', 0), eb('last_ok_at', 'is', null), eb('last_ok_at', '<', new Date(tx.now.getTime() - 10_000))]),
      ),
    )
    .execute();
}

export async function insertRequest(
  tx: Tx,
  row: { adapter: string; key: string; mode: string; result: string; attempts: number; ms: number },
): Promise<void> {
  await tx
    .insertInto('exchange.request')
    .values({ id: uuidv7(tx.now.getTime()), actor_kind: tx.actor.kind, actor_id: actorId(tx.actor), at: tx.now, ...row })
    .execute();
}

export const listAdapters = (tx: Tx) =>
  tx
    .selectFrom('exchange.adapter as a')
    .leftJoin('exchange.adapter_fault as f', 'f.adapter', 'a.name')
    .select(['a.name', 'a.mode', 'a.endpoint', 'a.failures', 'a.open_until', 'a.last_ok_at', 'a.last_failed_at', 'f.fault'])
    .orderBy('a.name')
    .execute();

/** Results of the last 24 hours with the median time. */
export const countRequests = (tx: Tx, since: Date) =>
  tx
    .selectFrom('exchange.request')
    .select([
      'adapter',
      'result',
      sql<number>`count(*)::integer`.as('count'),
      sql<number>`percentile_disc(0.5) within group (order by ms)`.as('median_ms'),
    ])
    .where('at', '>', since)
    .groupBy(['adapter', 'result'])
    .orderBy('adapter')
    .orderBy('result')
    .execute();

export async function setMode(tx: Tx, name: string, mode: string, endpoint: string | null): Promise<boolean> {
  return (
    (await tx.updateTable('exchange.adapter').set({ mode, endpoint }).where('name', '=', name).returning('name').executeTakeFirst()) !==
    undefined
  );
}

export async function setFault(tx: Tx, adapter: string, fault: string | null): Promise<void> {
  if (fault === null) await tx.deleteFrom('exchange.adapter_fault').where('adapter', '=', adapter).execute();
  else
    await tx
      .insertInto('exchange.adapter_fault')
      .values({ adapter, fault, set_by: actorId(tx.actor)!, set_at: tx.now })
      .onConflict((oc) => oc.column('adapter').doUpdateSet({ fault, set_by: actorId(tx.actor)!, set_at: tx.now }))
      .execute();
}

// ── reports ──
export async function insertReport(tx: Tx, row: Insertable<DB['exchange.report']>): Promise<boolean> {
  const done = await tx
    .insertInto('exchange.report')
    .values(row)
    .onConflict((oc) => oc.column('document_id').doNothing())
    .returning('document_id')
    .executeTakeFirst();
  return done !== undefined;
}
export const findReport = (tx: Tx, documentId: string): Promise<ReportRow | undefined> =>
  tx.selectFrom('exchange.report').selectAll().where('document_id', '=', documentId).executeTakeFirst();
export async function noteReport(tx: Tx, documentId: string, outcome: { receipt: string } | { fault: string; next: Date }): Promise<void> {
  await tx
    .updateTable('exchange.report')
    .set((eb) => ({
      tries: eb('tries', '+', 1),
      ...('receipt' in outcome
        ? { receipt: outcome.receipt, accepted_at: tx.now, last_fault: null, next_at: null }
        : { last_fault: outcome.fault, next_at: outcome.next }),
    }))
    .where('document_id', '=', documentId)
    .where('accepted_at', 'is', null)
    .execute();
}
export const listWaitingReports = (tx: Tx): Promise<ReportRow[]> =>
  tx.selectFrom('exchange.report').selectAll().where('accepted_at', 'is', null).orderBy('queued_at').limit(100).execute();
/** Waiting ones whose next (or first) try should have been before a moment. */
export const listOverdueReports = (tx: Tx, before: Date): Promise<{ document_id: string }[]> =>
  tx
    .selectFrom('exchange.report')
    .select('document_id')
    .where('accepted_at', 'is', null)
    .where((eb) => eb(eb.fn.coalesce('next_at', 'queued_at'), '<', before))
    .orderBy('queued_at')
    .limit(1000)
    .execute();
export const countReports = (tx: Tx) =>
  tx
    .selectFrom('exchange.report')
    .select([sql<number>`count(*)::integer`.as('all'), sql<number>`(count(*) filter (where accepted_at is null))::integer`.as('waiting')])
    .executeTakeFirstOrThrow();

// ── partners ──
const SHOWN = [
  'id',
  'agency',
  'name',
  'scopes',
  'rate_per_minute',
  'contact',
  'purpose',
  'key_hint',
  'created_by',
  'created_at',
  'expires_at',
  'last_used_at',
  'revoked_at',
  'revoked_by',
] as const;
export const listPartners = (tx: Tx) => tx.selectFrom('exchange.partner').select(SHOWN).orderBy('created_at', 'desc').execute();
export async function insertPartner(tx: Tx, row: Insertable<DB['exchange.partner']>): Promise<void> {
  await tx.insertInto('exchange.partner').values(row).execute();
}
export async function revokePartner(tx: Tx, id: string): Promise<boolean> {
  const done = await tx
    .updateTable('exchange.partner')
    .set({ revoked_at: tx.now, revoked_by: actorId(tx.actor)! })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return done !== undefined;
}
export const partnerNames = async (tx: Tx, ids: readonly string[]): Promise<{ id: string; name: string; agency: string }[]> =>
  (
    await sql<{
      id: string;
      name: string;
      agency: string;
    }>`select id, name, agency from exchange.partner_names(${[...ids]}::uuid[])`.execute(tx)
  ).rows;
export interface KeyOwner {
  readonly id: string;
  readonly agency: string;
  readonly scopes: string[];
  readonly rate_per_minute: number;
}
export const partnerOfKey = async (tx: Tx, hash: Buffer): Promise<KeyOwner | undefined> =>
  (await sql<KeyOwner>`select * from exchange.partner_of_key(${hash}, ${tx.now})`.execute(tx)).rows[0];
