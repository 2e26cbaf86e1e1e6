import { list, orNull, readCsv, type LoadReference } from '#core/server/reference.ts';

/** The agencies of the regency, parents before children. */
export const loadReference: LoadReference = async (owner, files) => {
  const rows = await readCsv(files, 'reference/agencies.csv');
  const depth = (code: string | null): number => (code ? 1 + depth(orNull(rows.find((row) => row['code'] === code)?.['parent'])) : 0);
  const sorted = rows.toSorted((a, b) => depth(orNull(a['parent'])) - depth(orNull(b['parent'])));
  await owner
    .insertInto('identity.agency')
    .values(
      sorted.map((row) => ({
        code: row['code']!, official_name: row['official_name']!, acronyms: list(row['acronyms']), kind: row['kind']!, is_group: row['is_group'] === 'yes',
        urusan: list(row['urusan']), parent: orNull(row['parent']), region_code: orNull(row['region_code']), valid_from: orNull(row['valid_from']),
        valid_to: orNull(row['valid_to']), successors: list(row['successors']), mpp_tenant: orNull(row['mpp_tenant']), source: list(row['source']),
        verified: row['verified']!, note: orNull(row['note']),
      })),
    )
    .onConflict((oc) => oc.column('code').doUpdateSet((eb) => ({ official_name: eb.ref('excluded.official_name'), acronyms: eb.ref('excluded.acronyms') })))
    .execute();
};
