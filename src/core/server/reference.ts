import type { Transaction } from 'kysely';
import Papa from 'papaparse';
import type { DB } from './schema.gen.ts';

/** The files under db/, as loaders read them: `read('reference/regions.csv')`, `list('services')`. */
export interface ReferenceFiles {
  read(path: string): Promise<string>;
  list(folder: string): Promise<string[]>;
}

/** A loader of reference data: as the owner, in one transaction, safe to repeat. */
export type LoadReference = (owner: Transaction<DB>, files: ReferenceFiles) => Promise<void>;

/** Rows of a CSV with a header line. @throws Error where a row doesn't fit the header */
export async function readCsv(files: ReferenceFiles, path: string): Promise<Record<string, string>[]> {
  const { data, errors } = Papa.parse<Record<string, string>>(await files.read(path), { header: true, skipEmptyLines: true });
  if (errors[0]) throw new Error(`${path}, row ${errors[0].row}: ${errors[0].message}`);
  return data;
}

/** A cell with a list, separated by `;`. */
export const list = (cell: string | undefined): string[] =>
  (cell ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean);
export const orNull = (cell: string | undefined): string | null => cell?.trim() || null;
const numberOrNull = (cell: string | undefined): number | null => (cell ? Number(cell) : null);

/** Regions, holidays and sources. */
export const loadReference: LoadReference = async (owner, files) => {
  const sources = await readCsv(files, 'reference/sources.csv');
  const regions = await readCsv(files, 'reference/regions.csv');
  const holidays = await readCsv(files, 'reference/holidays.csv');
  await owner
    .insertInto('core.source')
    .values(sources.map(({ id, citation, kind }) => ({ id: id!, citation: citation!, kind: kind! })))
    .onConflict((oc) => oc.column('id').doUpdateSet((eb) => ({ citation: eb.ref('excluded.citation'), kind: eb.ref('excluded.kind') })))
    .execute();
  await owner
    .insertInto('core.region')
    .values(
      regions.map((row) => ({
        code: row['code']!,
        name: row['name']!,
        level: Number(row['level']),
        parent: orNull(row['parent']),
        kind: row['kind']!,
        aliases: list(row['aliases']),
        population_2020: numberOrNull(row['population_2020']),
        area_km2: numberOrNull(row['area_km2']),
        old_code: orNull(row['old_code']),
        status: row['status']!,
        source: list(row['source']),
        verified: row['verified']!,
      })),
    )
    .onConflict((oc) => oc.column('code').doUpdateSet((eb) => ({ name: eb.ref('excluded.name'), status: eb.ref('excluded.status') })))
    .execute();
  await owner
    .insertInto('core.holiday')
    .values(
      holidays.map((row) => ({
        date: row['date']!,
        scope: row['scope']!,
        kind: row['kind']!,
        name: row['name']!,
        legal_basis: row['legal_basis']!,
        declared_on: orNull(row['declared_on']),
        stops_clock: row['stops_clock'] === 'yes',
        estimate: row['estimate'] === 'yes',
        source: list(row['source']),
        verified: row['verified']!,
      })),
    )
    .onConflict((oc) => oc.columns(['date', 'scope', 'kind']).doNothing())
    .execute();
};
