import { list, orNull, readCsv, type LoadReference } from '#core/server/reference.ts';

interface Site {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly agency: string;
  readonly opens_at: readonly (number | null)[];
  readonly closes_at: readonly (number | null)[];
  readonly source: readonly string[];
  readonly verified: string;
}

/** The hall, its tenants with letters and policies, what they do there, and the lokets. What a manager changed stays. */
export const loadReference: LoadReference = async (owner, files) => {
  const sites = JSON.parse(await files.read('reference/hall-sites.json')) as Site[];
  await owner
    .insertInto('queue.site')
    .values(
      sites.map(({ id, name, place, agency, opens_at, closes_at, source, verified }) => ({
        id,
        name,
        place,
        agency,
        // closed days as -1: an array column keeps no null
        opens_at: opens_at.map((minute) => minute ?? -1),
        closes_at: closes_at.map((minute) => minute ?? -1),
        source: [...source],
        verified,
      })),
    )
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
  await owner
    .insertInto('queue.tenant')
    .values(
      (await readCsv(files, 'reference/hall-tenants.csv')).map((row) => ({
        site: row['site']!,
        agency: row['agency']!,
        series: row['series']!,
        zone: row['zone']!,
        sort: Number(row['sort']),
        choice: row['choice']!,
        booking: row['booking']!,
        slot_minutes: Number(row['slot_minutes']),
        seats: Number(row['seats']),
        class_seats: Number(row['class_seats']),
        horizon_days: Number(row['horizon_days']),
        walk_in_share: row['walk_in_share']!,
        reading: row['reading']!,
        source: list(row['source']),
        verified: row['verified']!,
        note: orNull(row['note']),
      })),
    )
    .onConflict((oc) => oc.columns(['site', 'agency']).doNothing())
    .execute();
  await owner
    .insertInto('queue.service')
    .values(
      (await readCsv(files, 'reference/hall-services.csv')).map((row) => ({
        id: row['id']!,
        site: row['site']!,
        agency: row['agency']!,
        name: row['name']!,
        name_en: row['name_en']!,
        catalogue_id: orNull(row['catalogue_id']),
        sort: Number(row['sort']),
        source: list(row['source']),
        verified: row['verified']!,
      })),
    )
    .onConflict((oc) => oc.column('id').doUpdateSet((eb) => ({ name: eb.ref('excluded.name'), name_en: eb.ref('excluded.name_en') })))
    .execute();
  await owner
    .insertInto('queue.loket')
    .values(
      (await readCsv(files, 'reference/hall-lokets.csv')).map((row) => ({
        id: row['id']!,
        site: row['site']!,
        agency: row['agency']!,
        number: Number(row['number']),
        floor: row['floor']!,
      })),
    )
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
};
