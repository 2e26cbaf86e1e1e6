import { makeCalendar, type Calendar } from '#core/working-time.ts';
import type { Tx } from './database.ts';

/** The calendar of the regency as it stands now: every row of core.holiday that stops the clock, whatever its layer. */
export async function getCalendar(tx: Tx): Promise<Calendar> {
  const rows = await tx.selectFrom('core.holiday').select('date').where('stops_clock', '=', true).execute();
  return makeCalendar(rows.map((row) => row.date));
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
