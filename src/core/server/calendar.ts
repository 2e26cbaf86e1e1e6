import { sql } from 'kysely';
import * as z from 'zod';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import { makeCalendar, type Calendar } from '#core/working-time.ts';
import type { Tx } from './database.ts';
import { record } from './events.ts';

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

export const holidayKinds = ['nasional', 'cuti_bersama', 'daerah', 'fakultatif'] as const;
const NewHoliday = z.object({
  date: z.iso.date('core.holiday_date'),
  name: z.string().trim().min(3, 'core.holiday_name').max(120, 'core.holiday_name'),
  kind: z.enum(holidayKinds, 'core.holiday_name'),
  basis: z.string().trim().min(5, 'core.holiday_basis').max(200, 'core.holiday_basis'),
});
const needSteward = (tx: Tx): void => {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'identity.steward_only');
};
/**
 * A day that stops clocks, from now on; an optional one stops none. What waits for the calendar is told by the caller, in the same
 * transaction. Gives the day as it is named. @throws Failure invalid by field; conflict where it is known
 */
export async function addHoliday(tx: Tx, input: unknown): Promise<string> {
  needSteward(tx);
  const { date, name, kind, basis } = parse(NewHoliday, input);
  const added = await tx
    .insertInto('core.holiday')
    .values({
      date,
      scope: kind === 'daerah' ? '94.04' : 'ID',
      kind,
      name,
      legal_basis: basis,
      declared_on: null,
      stops_clock: kind !== 'fakultatif',
      estimate: false,
      verified: 'S',
    })
    .onConflict((oc) => oc.columns(['date', 'scope', 'kind']).doNothing())
    .returning('date')
    .executeTakeFirst();
  if (!added) throw new Failure('conflict', 'input.invalid', { date: 'core.holiday_known' });
  await record(tx, {
    subjectKind: 'holiday',
    subjectId: uuidv7(tx.now.getTime()),
    type: 'core.holiday_added',
    data: { date, kind, name, basis },
  });
  return `${name} ${date}`;
}
/** Take a day out of the calendar again. @throws Failure not_found */
export async function removeHoliday(tx: Tx, date: string, scope: string, kind: string): Promise<string> {
  needSteward(tx);
  const gone = z.iso.date().safeParse(date).success
    ? await tx
        .deleteFrom('core.holiday')
        .where('date', '=', date)
        .where('scope', '=', scope)
        .where('kind', '=', kind)
        .returning(['name', 'legal_basis'])
        .executeTakeFirst()
    : undefined;
  if (!gone) throw new Failure('not_found', 'core.not_found');
  await record(tx, {
    subjectKind: 'holiday',
    subjectId: uuidv7(tx.now.getTime()),
    type: 'core.holiday_removed',
    data: { date, kind, name: gone.name, basis: gone.legal_basis },
  });
  return `${gone.name} ${date}`;
}
