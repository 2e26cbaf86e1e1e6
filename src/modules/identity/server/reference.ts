import { list, orNull, readCsv, type LoadReference } from '#core/server/reference.ts';

/** Agencies, and who may act for a citizen, of db/reference. Known ones get new facts, except those a steward has changed since. */
export const loadReference: LoadReference = async (owner, files) => {
  const rows = await readCsv(files, 'reference/agencies.csv');
  await owner
    .insertInto('identity.agency')
    .values(
      rows.map((row) => ({
        code: row['code']!,
        official_name: row['official_name']!,
        acronyms: list(row['acronyms']),
        kind: row['kind']!,
        is_group: row['is_group'] === 'yes',
        urusan: list(row['urusan']),
        parent: orNull(row['parent']),
        region_code: orNull(row['region_code']),
        valid_from: orNull(row['valid_from']),
        valid_to: orNull(row['valid_to']),
        successors: list(row['successors']),
        mpp_tenant: orNull(row['mpp_tenant']),
        source: list(row['source']),
        verified: row['verified']!,
        note: orNull(row['note']),
      })),
    )
    .onConflict((oc) =>
      oc
        .column('code')
        .doUpdateSet((eb) => ({
          official_name: eb.ref('excluded.official_name'),
          acronyms: eb.ref('excluded.acronyms'),
          urusan: eb.ref('excluded.urusan'),
          mpp_tenant: eb.ref('excluded.mpp_tenant'),
          source: eb.ref('excluded.source'),
          verified: eb.ref('excluded.verified'),
          note: eb.ref('excluded.note'),
        }))
        .where('identity.agency.changed_at', 'is', null),
    )
    .execute();
  const kinds = await readCsv(files, 'reference/representation-kinds.csv');
  for (const row of kinds) {
    const kind = {
      id: row['id']!,
      no: Number(row['no']),
      label: row['label']!,
      label_en: row['label_en']!,
      basis: row['basis']!,
      max_days: Number(row['max_days']),
      source: list(row['source']),
      verified: row['verified']!,
      note: orNull(row['note']),
    };
    await owner
      .insertInto('identity.representation_kind')
      .values(kind)
      .onConflict((oc) => oc.column('id').doUpdateSet(kind))
      .execute();
  }
};
