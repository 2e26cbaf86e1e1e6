import { orNull, readCsv, type LoadReference, list } from '#core/server/reference.ts';
import { rules } from '../rules.ts';

/** Innovations known from print, and who keeps the register; safe to repeat, as the owner. */
export const loadReference: LoadReference = async (owner, files) => {
  const rows = await readCsv(files, 'reference/innovations-known.csv');
  await owner
    .insertInto('innovations.innovation')
    .values(
      rows.map((row) => ({
        id: row['id']!,
        name: row['name']!,
        long_name: orNull(row['long_name']),
        agency: row['agency_code']!,
        category: row['category']!,
        shown_in: Number(row['year']),
        source: list(row['source']),
        verified: row['verified']!,
        note: orNull(row['note']),
      })),
    )
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        long_name: eb.ref('excluded.long_name'),
        agency: eb.ref('excluded.agency'),
        source: eb.ref('excluded.source'),
        verified: eb.ref('excluded.verified'),
        note: eb.ref('excluded.note'),
      })),
    )
    .execute();
  const { agency, source, verified } = rules.office;
  await owner.deleteFrom('innovations.office').where('agency', '!=', agency).execute();
  await owner
    .insertInto('innovations.office')
    .values({ agency, source, verified })
    .onConflict((oc) => oc.column('agency').doUpdateSet({ source, verified }))
    .execute();
};
