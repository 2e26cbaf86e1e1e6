import { list, orNull, readCsv, type LoadReference } from '#core/server/reference.ts';

/** Categories, deadlines and the first routing rules: one a category, for the whole regency, from the category's own row. */
export const loadReference: LoadReference = async (owner, files) => {
  const categories = await readCsv(files, 'reference/complaint-categories.csv');
  const deadlines = await readCsv(files, 'reference/complaint-deadlines.csv');
  const questions = JSON.parse(await files.read('reference/complaint-questions.json')) as Record<string, unknown[]>;
  await owner
    .insertInto('complaints.category')
    .values(
      categories.map((row) => ({
        id: row['id']!,
        code: row['code']!,
        name: row['name']!,
        name_en: row['name_en']!,
        family: row['family']!,
        radius_m: Number(row['radius_m']),
        default_agency: row['default_agency']!,
        supporting_agencies: list(row['supporting_agencies']),
        class_hint: row['class_hint']!,
        is_public: row['public_default'] === 'yes',
        review_before_public: row['review_before_public'] === 'yes',
        sort: Number(row['sort']),
        source: list(row['source']),
        verified: row['verified']!,
        note: orNull(row['note']),
        questions: JSON.stringify(questions[row['id']!] ?? []),
      })),
    )
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        name_en: eb.ref('excluded.name_en'),
        questions: eb.ref('excluded.questions'),
        note: eb.ref('excluded.note'),
      })),
    )
    .execute();
  await owner
    .insertInto('complaints.deadline')
    .values(
      deadlines.map((row) => ({
        id: row['id']!,
        kind: row['kind']!,
        class: row['class']!,
        starts_at: row['starts_at']!,
        ends_at: row['ends_at']!,
        limit: Number(row['limit']),
        unit: row['unit']!,
        binds_government: row['binds_government'] === 'yes',
        on_expiry: orNull(row['on_expiry']),
        legal_basis: row['legal_basis']!,
        source: list(row['source']),
        verified: row['verified']!,
        note: orNull(row['note']),
      })),
    )
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
  const known = new Set((await owner.selectFrom('complaints.rule').select('category').execute()).map((row) => row.category));
  const fresh = categories.filter((row) => !known.has(row['id']!) && row['id'] !== 'lainnya');
  if (fresh.length)
    await owner
      .insertInto('complaints.rule')
      .values(
        fresh.map((row) => ({
          id: crypto.randomUUID(),
          category: row['id']!,
          region: null,
          lead: row['default_agency']!,
          supporting: list(row['supporting_agencies']),
          from_day: '2025-01-01',
          to_day: null,
          basis: 'complaint-categories.csv',
          verified: row['verified']!,
        })),
      )
      .execute();
};
