import { sql } from 'kysely';
import { makeCalendar, type Calendar } from '#core/working-time.ts';
import type { Tx } from './database.ts';

/** The last one made: while its days are the same it stays the same object, and what was worked out of it is kept. */
let last: { readonly days: string; readonly calendar: Calendar } | undefined;

/** The calendar of the regency as it stands now: every row of core.holiday that stops the clock, whatever its layer. */
export async function getCalendar(tx: Tx): Promise<Calendar> {
  const { days } = await tx
    .selectFrom('core.holiday')
    .select((e) => sql<string>`coalesce(string_agg(${e.ref('date')}::text, ' ' order by ${e.ref('date')}), '')`.as('days'))
    .where('stops_clock', '=', true)
    .executeTakeFirstOrThrow();
  if (last?.days !== days) last = { days, calendar: makeCalendar(days ? days.split(' ') : []) };
  return last.calendar;
}

/** Every holiday on record with its decree, by date. */
export const listHolidays = (tx: Tx) =>
  tx
    .selectFrom('core.holiday')
    .select(['date', 'scope', 'kind', 'name', 'legal_basis', 'declared_on', 'stops_clock', 'estimate', 'verified'])
    .orderBy('date')
    .orderBy('scope')
    .orderBy('kind')
    .execute();
