import { sql, type Insertable, type Selectable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import type { Readiness } from './store.ts';

type AppointmentRow = Selectable<DB['complaints.appointment']>;

/** Readiness of every agency that stands alone. */
export const readinessOfAll = async (tx: Tx): Promise<ReadonlyMap<string, Readiness>> =>
  new Map(
    (
      await sql<
        Readiness & { agency: string }
      >`select a.code as agency, r.* from identity.agency a, lateral complaints.readiness(a.code, ${tx.now}) r
        where not a.is_group`.execute(tx)
    ).rows.map(({ agency, ...row }) => [agency, row]),
  );
export const readyCodes = async (tx: Tx): Promise<string[]> =>
  [...(await readinessOfAll(tx))].filter(([, row]) => row.is_ready).map(([code]) => code);

export interface SeatRow {
  readonly person_id: string;
  readonly agency: string;
  readonly role: string;
  readonly decree: string | null;
  readonly to_day: string | null;
}
/** Everybody who holds a PIC's duty on a day, as a member of the agency. */
export const seatsOn = async (tx: Tx, day: string): Promise<SeatRow[]> =>
  (
    await sql<SeatRow>`select d.person_id, d.agency, d.role, d.decree, d.to_day from identity.duty d
      join identity.membership m on m.person_id = d.person_id and m.agency = d.agency and ${day}::date between m.from_day and coalesce(m.to_day, 'infinity')
      where d.role in ('complaints.pic_kepala', 'complaints.pic_staf') and ${day}::date between d.from_day and coalesce(d.to_day, 'infinity')`.execute(
      tx,
    )
  ).rows;

/** When each person was last sent a test message, and when they last proved that it came. */
export const contactStates = async (
  tx: Tx,
): Promise<ReadonlyMap<string, { readonly proved_at: Date | null; readonly sent_at: Date | null }>> =>
  new Map(
    (
      await sql<{
        person_id: string;
        proved_at: Date | null;
        sent_at: Date | null;
      }>`select person_id, max(proved_at) as proved_at, max(sent_at) as sent_at
        from complaints.contact_proof group by person_id`.execute(tx)
    ).rows.map(({ person_id, ...row }) => [person_id, row]),
  );

/** Newest first; drafts that were dropped are left out. */
export const appointmentsOf = (tx: Tx, agency: string): Promise<AppointmentRow[]> =>
  tx
    .selectFrom('complaints.appointment')
    .selectAll()
    .where('agency', '=', agency)
    .where('status', '<>', 'dropped')
    .orderBy('drafted_at', 'desc')
    .limit(50)
    .execute();
export const dropDraft = (tx: Tx, agency: string) =>
  tx.updateTable('complaints.appointment').set({ status: 'dropped' }).where('agency', '=', agency).where('status', '=', 'draft').execute();
export const insertAppointment = async (tx: Tx, row: Insertable<DB['complaints.appointment']>) =>
  void (await tx.insertInto('complaints.appointment').values(row).execute());
/** The first day its duties hold; null where the draft is no more. */
export const appoint = async (tx: Tx, id: string, number: string, date: string): Promise<string | null> =>
  (await sql<{ first: string | null }>`select complaints.appoint(${id}::uuid, ${number}, ${date}::date, ${tx.now}) as first`.execute(tx))
    .rows[0]!.first;
export const deputise = async (tx: Tx, agency: string, from: string, to: string): Promise<string | null> =>
  (await sql<{ id: string | null }>`select complaints.deputise(${agency}, ${from}::date, ${to}::date) as id`.execute(tx)).rows[0]!.id;
