import { makeCalendar, type Calendar } from '#core/working-time.ts';
import type { Tx } from './database.ts';

/** The calendar of the regency as it stands now: every row of core.holiday that stops the clock, whatever its layer. */
export async function getCalendar(tx: Tx): Promise<Calendar> {
  const rows = await tx.selectFrom('core.holiday').select('date').where('stops_clock', '=', true).execute();
  return makeCalendar(rows.map((row) => row.date));
}
