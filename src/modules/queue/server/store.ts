import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import { startOfDay } from '#core/working-time.ts';
import type { DB } from '#core/server/schema.gen.ts';
import { printed, type LegState } from '../visit.ts';

export type TenantRow = Selectable<DB['queue.tenant']>;
export type ServiceRow = Selectable<DB['queue.service']>;
export type LegRow = Selectable<DB['queue.leg']>;
export type SiteRow = Selectable<DB['queue.site']>;
export type LoketRow = Pick<Selectable<DB['queue.loket']>, 'id' | 'site' | 'agency' | 'number' | 'floor' | 'state' | 'since' | 'back_at'>;
const LOKET = ['id', 'site', 'agency', 'number', 'floor', 'state', 'since', 'back_at'] as const;
const VISIT = ['id', 'site', 'day', 'series', 'number', 'channel', 'class', 'lang', 'slot_at', 'issued_at', 'shown_at'] as const;
export type VisitRow = Pick<Selectable<DB['queue.visit']>, (typeof VISIT)[number]>;

// ── The house ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const findSite = (tx: Tx, id: string): Promise<SiteRow | undefined> =>
  tx.selectFrom('queue.site').selectAll().where('id', '=', id).executeTakeFirst();
export const listTenants = (tx: Tx, site: string): Promise<TenantRow[]> =>
  tx.selectFrom('queue.tenant').selectAll().where('site', '=', site).orderBy('sort').execute();
export const findTenant = (tx: Tx, site: string, agency: string): Promise<TenantRow | undefined> =>
  tx.selectFrom('queue.tenant').selectAll().where('site', '=', site).where('agency', '=', agency).executeTakeFirst();
export const listServices = (tx: Tx, site: string): Promise<ServiceRow[]> =>
  tx.selectFrom('queue.service').selectAll().where('site', '=', site).orderBy('sort').execute();
export const servicesById = (tx: Tx, ids: readonly string[]): Promise<ServiceRow[]> =>
  tx.selectFrom('queue.service').selectAll().where('id', 'in', ids).execute();
export const listLokets = (tx: Tx, site: string): Promise<LoketRow[]> =>
  tx.selectFrom('queue.loket').select(LOKET).where('site', '=', site).orderBy('number').execute();
/** With who sits there, which officers alone may read. */
export const staffedLokets = (tx: Tx, site: string) =>
  tx
    .selectFrom('queue.loket')
    .select([...LOKET, 'officer'])
    .where('site', '=', site)
    .orderBy('number')
    .execute();
/** Locked: what happens at a loket happens one after the other. */
export const lockLoket = (tx: Tx, id: string) =>
  tx
    .selectFrom('queue.loket')
    .select([...LOKET, 'officer'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
export const loketOfOfficer = (tx: Tx, person: string) =>
  tx
    .selectFrom('queue.loket')
    .select([...LOKET, 'officer'])
    .where('officer', '=', person)
    .where('state', '<>', 'closed')
    .executeTakeFirst();
export async function updateLoket(tx: Tx, id: string, change: Updateable<DB['queue.loket']>): Promise<void> {
  await tx.updateTable('queue.loket').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}

/** All calls and the board of a site happen one after the other: two presses of "next" never see the same line. */
export const lockSite = (tx: Tx, site: string) => sql`select pg_advisory_xact_lock(hashtextextended(${`queue:${site}`}, 0))`.execute(tx);

export const presentDevice = async (tx: Tx, key: Buffer): Promise<string | null> =>
  (await sql<{ site: string | null }>`select queue.present_device(${key}, ${tx.now}) as site`.execute(tx)).rows[0]!.site;
export const insertDevice = async (tx: Tx, row: Insertable<DB['queue.device']>) =>
  void (await tx.insertInto('queue.device').values(row).execute());

// ── Visits ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const nextNumber = async (tx: Tx, site: string, day: string, series: string): Promise<number> =>
  (await sql<{ no: number }>`select queue.next_number(${site}, ${day}::date, ${series}) as no`.execute(tx)).rows[0]!.no;
export const insertVisit = async (tx: Tx, row: Insertable<DB['queue.visit']>): Promise<void> => {
  await tx.insertInto('queue.visit').values(row).execute();
  await sql`select set_config('satupintu.visit', ${row.id}, true)`.execute(tx);
};
/** The visit whose code this is, which the transaction may now touch as its visitor; null where there is none. */
export const present = async (tx: Tx, code: Buffer): Promise<string | null> =>
  (await sql<{ id: string | null }>`select queue.present(${code}) as id`.execute(tx)).rows[0]!.id;
export const presented = async (tx: Tx): Promise<string | null> =>
  (await sql<{ id: string | null }>`select queue.presented() as id`.execute(tx)).rows[0]!.id;
export const findVisit = (tx: Tx, id: string): Promise<VisitRow | undefined> =>
  tx.selectFrom('queue.visit').select(VISIT).where('id', '=', id).executeTakeFirst();
export const visitByNumber = (tx: Tx, site: string, day: string, series: string, number: number): Promise<VisitRow | undefined> =>
  tx
    .selectFrom('queue.visit')
    .select(VISIT)
    .where('site', '=', site)
    .where('day', '=', day)
    .where('series', '=', series)
    .where('number', '=', number)
    .executeTakeFirst();
export const lockVisit = (tx: Tx, id: string): Promise<VisitRow | undefined> =>
  tx.selectFrom('queue.visit').select(VISIT).where('id', '=', id).forUpdate().executeTakeFirst();
export async function updateVisit(tx: Tx, id: string, change: Pick<Updateable<DB['queue.visit']>, 'class' | 'shown_at'>): Promise<void> {
  await tx.updateTable('queue.visit').set(change).where('id', '=', id).returning('id').executeTakeFirstOrThrow();
}

/** A leg as its row has it. */
export const rowOf = (leg: LegState) => ({
  depends_on: [...leg.dependsOn],
  state: leg.state,
  t0: leg.t0,
  parked_ms: leg.parkedMs,
  parked_since: leg.parkedSince,
  pushed_back: leg.pushedBack,
  calls: leg.calls,
  reinstated: leg.reinstated,
  not_before: leg.notBefore,
  loket_id: leg.loket,
  first_called_at: leg.firstCalledAt,
  wait_ms: leg.waitMs,
  called_at: leg.calledAt,
  serving_at: leg.servingAt,
  hold_ms: leg.holdMs,
  held_since: leg.heldSince,
  ended_at: leg.endedAt,
});
export const insertLeg = async (tx: Tx, visit: { id: string; site: string; day: string }, leg: LegState) =>
  void (await tx
    .insertInto('queue.leg')
    .values({
      id: leg.id,
      visit_id: visit.id,
      site: visit.site,
      day: visit.day,
      agency: leg.agency,
      service_id: leg.service,
      ...rowOf(leg),
    })
    .execute());
/** Only what changed is written: a visitor may write less than an officer. */
export async function updateLeg(tx: Tx, before: LegState, after: LegState): Promise<void> {
  const was = rowOf(before);
  const change = Object.fromEntries(
    Object.entries(rowOf(after)).filter(([column, value]) => JSON.stringify(value) !== JSON.stringify(was[column as keyof typeof was])),
  );
  if (Object.keys(change).length)
    await tx.updateTable('queue.leg').set(change).where('id', '=', after.id).returning('id').executeTakeFirstOrThrow();
}
export const legsOf = (tx: Tx, visitId: string): Promise<LegRow[]> =>
  tx.selectFrom('queue.leg').selectAll().where('visit_id', '=', visitId).orderBy('id').execute();
export const legAt = (tx: Tx, loketId: string): Promise<LegRow | undefined> =>
  tx.selectFrom('queue.leg').selectAll().where('loket_id', '=', loketId).where('state', 'in', ['called', 'serving']).executeTakeFirst();

export interface WaitingRow {
  readonly leg: string;
  readonly visit_id: string;
  readonly series: string;
  readonly no: number;
  readonly class: string;
  readonly t0: Date;
  readonly parked_ms: number;
  readonly service_id: string;
}
/** Everybody an agency could call now: waiting, out of the cool-down, and at no other loket. */
export const callable = async (tx: Tx, site: string, agency: string): Promise<WaitingRow[]> =>
  (
    await sql<WaitingRow>`
      select l.id as leg, l.visit_id, v.series, v.number as no, v.class, l.t0, l.parked_ms, l.service_id
      from queue.leg l join queue.visit v on v.id = l.visit_id
      where l.state = 'waiting' and l.site = ${site} and l.agency = ${agency}
        and (l.not_before is null or l.not_before <= ${tx.now})
        and not exists (select from queue.leg o where o.visit_id = l.visit_id and o.state in ('called', 'serving'))
      order by l.t0`.execute(tx)
  ).rows;
export const toCandidate = (row: WaitingRow) => ({
  leg: row.leg,
  number: printed(row.series, row.no),
  class: row.class,
  t0: row.t0.getTime(),
  parkedMs: row.parked_ms,
});

/** Calls of the ordinary class since the last of another, for tenants that interleave. */
export const callsSinceOther = async (tx: Tx, site: string, day: string, agency: string, ordinary: string): Promise<number> =>
  (
    await sql<{ count: number }>`
      select count(*)::int as count from queue.call_decision d
      where d.site = ${site} and d.day = ${day}::date and d.agency = ${agency} and d.at > coalesce(
        (select max(o.at) from queue.call_decision o
          where o.site = ${site} and o.day = ${day}::date and o.agency = ${agency} and o.candidates -> 0 ->> 'class' <> ${ordinary}), '-infinity')`.execute(
      tx,
    )
  ).rows[0]!.count;
export const insertDecision = async (tx: Tx, row: Insertable<DB['queue.call_decision']>) =>
  void (await tx.insertInto('queue.call_decision').values(row).execute());
/** The calls made while a number waited, its own last. */
export const decisionsAbout = (tx: Tx, site: string, day: string, number: string) =>
  tx
    .selectFrom('queue.call_decision')
    .innerJoin('queue.loket', 'queue.loket.id', 'queue.call_decision.loket_id')
    .select([
      'queue.call_decision.at',
      'queue.call_decision.agency',
      'queue.call_decision.number',
      'queue.call_decision.rule',
      'queue.call_decision.candidates',
      'queue.call_decision.override_reason',
      'queue.loket.number as loket',
    ])
    .where('queue.call_decision.site', '=', site)
    .where('day', '=', day)
    .where(sql<boolean>`candidates @> ${JSON.stringify([{ number }])}::jsonb`)
    .orderBy('at', 'desc')
    .orderBy('queue.call_decision.id', 'desc')
    .limit(60)
    .execute();
export const decisionsOfDay = (tx: Tx, site: string, day: string) =>
  tx
    .selectFrom('queue.call_decision')
    .select(['agency', 'number', 'at', 'override_reason', sql<string>`candidates -> 0 ->> 'class'`.as('class')])
    .where('site', '=', site)
    .where('day', '=', day)
    .orderBy('at')
    .execute();

// ── The board ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const insertBoardEvent = async (tx: Tx, row: Insertable<DB['queue.board_event']>) =>
  void (await tx.insertInto('queue.board_event').values(row).execute());
export const boardEventsAfter = (tx: Tx, site: string, seq: number, limit: number) =>
  tx.selectFrom('queue.board_event').selectAll().where('site', '=', site).where('seq', '>', seq).orderBy('seq').limit(limit).execute();
export const lastBoardSeq = async (tx: Tx, site: string): Promise<number> =>
  (
    await tx
      .selectFrom('queue.board_event')
      .select((eb) => eb.fn.max('seq').as('seq'))
      .where('site', '=', site)
      .executeTakeFirst()
  )?.seq ?? 0;
export const lastCalls = (tx: Tx, site: string, day: string, limit: number) =>
  tx
    .selectFrom('queue.call_decision')
    .innerJoin('queue.loket', 'queue.loket.id', 'queue.call_decision.loket_id')
    .innerJoin('queue.leg', 'queue.leg.id', 'queue.call_decision.leg_id')
    .select([
      'queue.call_decision.number',
      'queue.call_decision.agency',
      'queue.call_decision.at',
      'queue.loket.number as loket',
      'queue.leg.state',
      'queue.leg.loket_id as leg_loket',
      'queue.call_decision.loket_id',
    ])
    .where('queue.call_decision.site', '=', site)
    .where('queue.call_decision.day', '=', day)
    .orderBy('queue.call_decision.at', 'desc')
    .limit(limit)
    .execute();

export interface LegView extends Pick<
  LegRow,
  'id' | 'visit_id' | 'agency' | 'service_id' | 'state' | 't0' | 'parked_ms' | 'calls' | 'loket_id' | 'not_before' | 'called_at'
> {
  readonly series: string;
  readonly number: number;
  readonly class: string;
}
/** Open legs of the day, with number and class. */
export const openLegs = (tx: Tx, site: string): Promise<LegView[]> =>
  tx
    .selectFrom('queue.leg')
    .innerJoin('queue.visit', 'queue.visit.id', 'queue.leg.visit_id')
    .select([
      'queue.leg.id',
      'visit_id',
      'agency',
      'service_id',
      'state',
      't0',
      'parked_ms',
      'calls',
      'loket_id',
      'not_before',
      'called_at',
      'series',
      'number',
      'class',
    ])
    .where('queue.leg.site', '=', site)
    .where('ended_at', 'is', null)
    // appointments ahead are nobody's line yet
    .where('state', '<>', 'booked')
    .orderBy('t0')
    .execute();
/** Every leg of a day, for its figures. */
export const legsOfDay = (tx: Tx, site: string, day: string) =>
  tx
    .selectFrom('queue.leg')
    .innerJoin('queue.visit', 'queue.visit.id', 'queue.leg.visit_id')
    .select([
      'visit_id',
      'agency',
      'state',
      't0',
      'wait_ms',
      'first_called_at',
      'serving_at',
      'hold_ms',
      'ended_at',
      'class',
      'series',
      'number',
      'issued_at',
    ])
    .where('queue.leg.site', '=', site)
    .where('queue.leg.day', '=', day)
    .execute();

// ── What was measured ────────────────────────────────────────────────────────────────────────────────────────────────

/** Service times of the last days, newest first, in milliseconds; of one service or of a whole agency. */
export const servedTimes = async (tx: Tx, of: { service: string } | { site: string; agency: string }, since: Date): Promise<number[]> =>
  (
    await sql<{ ms: number }>`
      select (extract(epoch from ended_at - serving_at) * 1000)::int - hold_ms as ms from queue.leg
      where state = 'done' and serving_at is not null and ended_at >= ${since}
        and ${'service' in of ? sql`service_id = ${of.service}` : sql`site = ${of.site} and agency = ${of.agency}`}
      order by ended_at desc limit 500`.execute(tx)
  ).rows.map(({ ms }) => Math.max(1000, ms));
/** First promises of a service that were judged since, and how many held. */
export const judged = async (tx: Tx, service: string, since: Date): Promise<{ of: number; within: number }> =>
  (
    await sql<{ of: number; within: number }>`
      select count(*)::int as of, count(*) filter (where l.wait_ms <= f.p90_ms)::int as within
      from queue.forecast f join queue.leg l on l.id = f.leg_id
      where l.service_id = ${service} and f.at >= ${since} and f.p90_ms is not null and l.wait_ms is not null`.execute(tx)
  ).rows[0]!;
export const insertForecast = async (tx: Tx, row: Insertable<DB['queue.forecast']>) =>
  void (await tx
    .insertInto('queue.forecast')
    .values(row)
    .onConflict((oc) => oc.column('leg_id').doNothing())
    .execute());

/** Waits until the first call since a day. */
export const waitsSince = async (
  tx: Tx,
  site: string,
  since: string,
): Promise<{ agency: string; day: string; t0: Date; wait_ms: number }[]> =>
  (
    await tx
      .selectFrom('queue.leg')
      .select(['agency', 'day', 't0', 'wait_ms'])
      .where('site', '=', site)
      .where('day', '>=', since)
      .where('wait_ms', 'is not', null)
      .execute()
  ).flatMap(({ t0, wait_ms, ...row }) => (t0 && wait_ms !== null ? [{ ...row, t0, wait_ms }] : []));
/** First promises with a range whose wait is known. */
export const judgedForecasts = async (tx: Tx, site: string, since: Date) =>
  (
    await sql<{ service_id: string; p50_ms: number; p90_ms: number; wait_ms: number }>`
      select l.service_id, f.p50_ms, f.p90_ms, l.wait_ms from queue.forecast f join queue.leg l on l.id = f.leg_id
      where l.site = ${site} and f.at >= ${since} and f.p90_ms is not null and l.wait_ms is not null`.execute(tx)
  ).rows;
/** When lokets opened and stopped, in order. */
export const loketMoments = async (tx: Tx, from: Date, to: Date): Promise<{ loket: string; at: number; isOpen: boolean }[]> =>
  (
    await tx
      .selectFrom('core.event')
      .select(['type', 'at', sql<string>`data ->> 'loket'`.as('loket')])
      .where('subject_kind', '=', 'loket')
      .where('at', '>=', from)
      .where('at', '<=', to)
      .orderBy('at')
      .orderBy('no')
      .execute()
  ).map(({ type, at, loket }) => ({ loket, at: at.getTime(), isOpen: type === 'queue.loket_opened' }));

// ── The clock ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Visits whose number was neither printed nor drawn in time. */
export const notShown = async (tx: Tx, before: Date, limit: number): Promise<string[]> =>
  (
    await sql<{ id: string }>`
      select distinct v.id from queue.visit v join queue.leg l on l.visit_id = v.id
      where v.shown_at is null and v.issued_at < ${before} and l.ended_at is null and v.channel in ('kiosk', 'clerk') limit ${limit}`.execute(
      tx,
    )
  ).rows.map(({ id }) => id);
/** Visits of days gone by with a leg still open. */
export const leftOver = async (tx: Tx, today: string, limit: number): Promise<string[]> =>
  (
    await sql<{ id: string }>`
      select distinct visit_id as id from queue.leg where ended_at is null and day < ${today}::date limit ${limit}`.execute(tx)
  ).rows.map(({ id }) => id);
export const sweepBoard = async (tx: Tx, before: Date) =>
  void (await tx.deleteFrom('queue.board_event').where('at', '<', before).execute());
export const sites = async (tx: Tx): Promise<string[]> => (await tx.selectFrom('queue.site').select('id').execute()).map(({ id }) => id);

// ── Appointments ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface TakenRow {
  readonly starts_at: Date;
  readonly booked: number;
  readonly booked_class: number;
}
/** Seats taken by slot, as they stand at `tx.now`. */
export const seatsTaken = async (tx: Tx, site: string, agency: string, from: Date, to: Date): Promise<TakenRow[]> =>
  (await sql<TakenRow>`select * from queue.taken(${site}, ${agency}, ${from}, ${to}, ${tx.now})`.execute(tx)).rows;
export const lockSlot = async (tx: Tx, site: string, agency: string, from: Date, to: Date): Promise<string> =>
  (await sql<{ id: string }>`select queue.lock_slot(${site}, ${agency}, ${from}, ${to}) as id`.execute(tx)).rows[0]!.id;
export const bookedBy = async (tx: Tx, contact: Buffer) =>
  (await sql<{ service_id: string; starts_at: Date; ends_at: Date }>`select * from queue.booked_by(${contact})`.execute(tx)).rows;
export const shownUp = async (tx: Tx, site: string, agency: string, since: Date) =>
  (await sql<{ came: number; stayed_away: number }>`select * from queue.shown_up(${site}, ${agency}, ${since})`.execute(tx)).rows[0]!;
export const insertBooking = async (tx: Tx, row: Insertable<DB['queue.booking']>) =>
  void (await tx.insertInto('queue.booking').values(row).execute());
/** Only a live one ends, and once. */
export const endBooking = async (tx: Tx, visitId: string, state: 'came' | 'cancelled' | 'no_show', at: Date, freed: Date | null = null) =>
  void (await tx
    .updateTable('queue.booking')
    .set((eb) => ({ state, ended_at: at, freed_at: freed, revision: eb('revision', '+', 1) }))
    .where('visit_id', '=', visitId)
    .where('state', '=', 'live')
    .execute());
export const findBooking = (tx: Tx, visitId: string) =>
  tx
    .selectFrom('queue.booking')
    .innerJoin('queue.slot', 'queue.slot.id', 'queue.booking.slot_id')
    .innerJoin('queue.service', 'queue.service.id', 'queue.booking.service_id')
    .select([
      'queue.booking.state',
      'queue.booking.at',
      'queue.booking.ended_at',
      'queue.booking.revision',
      'queue.slot.site',
      'queue.slot.agency',
      'queue.slot.starts_at',
      'queue.slot.ends_at',
      'queue.service.name',
      'queue.service.name_en',
    ])
    .where('visit_id', '=', visitId)
    .executeTakeFirst();
/** Live bookings whose slot begins before `until` and that weren't reminded, as actor `job`; locked, so that two workers remind once. */
export const toRemind = (tx: Tx, until: Date, limit: number) =>
  tx
    .selectFrom('queue.booking as b')
    .innerJoin('queue.slot', 'queue.slot.id', 'b.slot_id')
    .innerJoin('queue.visit', 'queue.visit.id', 'b.visit_id')
    .select(['visit_id', 'contact_sealed', 'starts_at', 'queue.slot.site', 'series', 'number', 'lang'])
    .where('state', '=', 'live')
    .where('reminded_at', 'is', null)
    .where('contact_sealed', 'is not', null)
    .where('starts_at', '>', tx.now)
    .where('starts_at', '<=', until)
    .limit(limit)
    .forUpdate('b')
    .execute();
export const setReminded = async (tx: Tx, visitId: string) =>
  void (await tx.updateTable('queue.booking').set({ reminded_at: tx.now }).where('visit_id', '=', visitId).execute());
/** Telephones of days gone by. */
export const forgetContacts = async (tx: Tx, before: Date) =>
  void (await sql`
    update queue.booking b set contact_sealed = null, contact_hash = null from queue.slot s
    where s.id = b.slot_id and s.ends_at < ${before} and b.contact_sealed is not null`.execute(tx));

// ── Printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const devicePrinter = async (tx: Tx): Promise<string | null> =>
  (await sql<{ id: string | null }>`select queue.device_printer() as id`.execute(tx)).rows[0]!.id;
export const insertPrintJob = async (tx: Tx, row: Insertable<DB['queue.print_job']>) =>
  void (await tx.insertInto('queue.print_job').values(row).execute());
export const printJobsOf = (tx: Tx, visitId: string) =>
  tx
    .selectFrom('queue.print_job')
    .select(['id', 'printer_id', 'copy', 'state', 'code_sealed', 'ended_at'])
    .where('visit_id', '=', visitId)
    .orderBy('copy')
    .execute();
/** With the address of its printer, locked: one worker at a time. */
export const lockPrintJob = (tx: Tx, id: string) =>
  tx
    .selectFrom('queue.print_job as j')
    .innerJoin('queue.printer', 'queue.printer.id', 'j.printer_id')
    .select(['j.id', 'visit_id', 'printer_id', 'copy', 'j.state', 'attempts', 'code_sealed', 'j.ended_at', 'address'])
    .where('j.id', '=', id)
    .forUpdate('j')
    .executeTakeFirst();
export const updatePrintJob = async (tx: Tx, id: string, change: Updateable<DB['queue.print_job']>) =>
  void (await tx.updateTable('queue.print_job').set(change).where('id', '=', id).execute());
export const setPrinterState = async (tx: Tx, id: string, state: string, at: Date) =>
  void (await tx.updateTable('queue.printer').set({ state, state_at: at }).where('id', '=', id).execute());
export const insertPrinter = async (tx: Tx, row: Insertable<DB['queue.printer']>) =>
  void (await tx.insertInto('queue.printer').values(row).execute());
export const endPrinter = async (tx: Tx, id: string, at: Date): Promise<boolean> =>
  (await tx.updateTable('queue.printer').set({ ended_at: at }).where('id', '=', id).where('ended_at', 'is', null).returning('id').execute())
    .length === 1;
/** Printers in use, with how the tickets of a day went. */
export const printers = (tx: Tx, site: string, day: string) =>
  tx
    .selectFrom('queue.printer')
    .leftJoin('queue.print_job', (join) =>
      join.onRef('queue.print_job.printer_id', '=', 'queue.printer.id').on('queue.print_job.at', '>=', startOfDay(day)),
    )
    .select((eb) => [
      'queue.printer.id',
      'queue.printer.name',
      'queue.printer.address',
      'queue.printer.state',
      'queue.printer.state_at',
      eb.fn.count<number>('queue.print_job.id').filterWhere('queue.print_job.state', '=', 'confirmed').as('confirmed'),
      eb.fn.count<number>('queue.print_job.id').filterWhere('queue.print_job.state', '=', 'failed').as('failed'),
    ])
    .where('queue.printer.site', '=', site)
    .where('queue.printer.ended_at', 'is', null)
    .groupBy('queue.printer.id')
    .orderBy('queue.printer.name')
    .execute();
/** Codes of tickets of days gone by. */
export const forgetCodes = async (tx: Tx, before: Date) =>
  void (await tx
    .updateTable('queue.print_job')
    .set({ code_sealed: null })
    .where('code_sealed', 'is not', null)
    .where('at', '<', before)
    .execute());
