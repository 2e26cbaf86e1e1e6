import { canonical } from '#core/canonical.ts';
import { list, orNull, readCsv, type LoadReference } from '#core/server/reference.ts';

/** The lists that services of this regency offer, by name@version. A changed list gets a new version here and in the definitions. */
const FASKES = 'faskes@2026-11';
const DISTRIK = 'distrik@2026-11';
const KAMPUNG = 'kampung@2026-11';

interface ListRow {
  readonly ref: string;
  readonly key: string;
  readonly no: number;
  readonly label: string;
  readonly label_en: string | null;
  readonly heading: string | null;
  readonly columns: Readonly<Record<string, string | boolean | null>>;
  readonly source: readonly string[];
  readonly verified: string;
}

/**
 * Code lists from agencies.csv, regions.csv, faskes.csv and distrik-access.csv. Safe to repeat: a list that is the same
 * stays; one that changed is replaced. @throws Error where a published definition pins a list that the files now say otherwise
 */
export const loadCodeLists: LoadReference = async (owner, files) => {
  const agencies = await readCsv(files, 'reference/agencies.csv');
  const regions = await readCsv(files, 'reference/regions.csv');
  const facilities = await readCsv(files, 'reference/faskes.csv');
  const access = new Map((await readCsv(files, 'reference/distrik-access.csv')).map((row) => [row['code'], row]));
  const distrikNames = new Map(regions.filter((row) => row['level'] === '3').map((row) => [row['code'], row['name']]));
  const isRemote = (code: string | undefined): boolean => access.get(code ?? '')?.['terpencil'] === 'yes';

  const houses = agencies
    .filter((row) => row['kind'] === 'puskesmas' || row['kind'] === 'rsud')
    .map((row) => ({
      key: row['code']!.toUpperCase(),
      label: row['official_name']!,
      label_en: row['kind'] === 'puskesmas' ? row['official_name']!.replace('Puskesmas', 'Health centre') : 'Regional hospital of Mimika',
      columns: { jenis: row['kind'] === 'rsud' ? 'rumah_sakit' : 'puskesmas', unit: row['code']!, terpencil: isRemote(row['region_code']) },
      source: list(row['source']),
      verified: 'P', // the remote distrik are the project's own list
    }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'id'));
  const others = facilities.map((row) => ({
    key: row['key']!,
    label: row['label']!,
    label_en: orNull(row['label_en']),
    columns: { jenis: row['jenis']!, unit: null, terpencil: row['terpencil'] === 'yes' },
    source: list(row['source']),
    verified: row['verified']!,
  }));
  const faskes: ListRow[] = [...houses, ...others].map((row, no) => ({ ref: FASKES, no, heading: null, ...row }));

  const distrik: ListRow[] = agencies
    .filter((row) => row['kind'] === 'distrik' && row['is_group'] === 'no')
    .toSorted((a, b) => (distrikNames.get(a['region_code']) ?? '').localeCompare(distrikNames.get(b['region_code']) ?? '', 'id'))
    .map((row, no) => ({
      ref: DISTRIK,
      key: row['region_code']!,
      no,
      label: distrikNames.get(row['region_code']) ?? row['official_name']!,
      label_en: null,
      heading: null,
      columns: { unit: row['code']!, terpencil: isRemote(row['region_code']) },
      source: list(row['source']),
      verified: 'P',
    }));

  const kampung: ListRow[] = regions
    .filter((row) => row['level'] === '4')
    .toSorted(
      (a, b) =>
        (distrikNames.get(a['parent']) ?? '').localeCompare(distrikNames.get(b['parent']) ?? '', 'id') ||
        a['name']!.localeCompare(b['name']!, 'id'),
    )
    .map((row, no) => ({
      ref: KAMPUNG,
      key: row['code']!,
      no,
      label: row['name']!,
      label_en: null,
      heading: distrikNames.get(row['parent']) ?? null,
      columns: { distrik: row['parent']!, jenis: row['kind']! },
      source: list(row['source']),
      verified: row['verified']!,
    }));

  for (const rows of [faskes, distrik, kampung]) {
    const ref = rows[0]!.ref;
    const held = await owner
      .selectFrom('catalogue.code_list')
      .select(['ref', 'key', 'no', 'label', 'label_en', 'heading', 'columns', 'source', 'verified'])
      .where('ref', '=', ref)
      .orderBy('no')
      .execute();
    if (canonical(held) === canonical(rows)) continue;
    await owner.deleteFrom('catalogue.code_list').where('ref', '=', ref).execute();
    await owner
      .insertInto('catalogue.code_list')
      .values(rows.map((row) => ({ ...row, columns: JSON.stringify(row.columns), source: [...row.source] })))
      .execute();
  }
};
