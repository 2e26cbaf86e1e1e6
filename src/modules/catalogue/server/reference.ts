import Papa from 'papaparse';
import * as z from 'zod';
import { parse as parseYaml } from 'yaml';
import type { LoadReference } from '#core/server/reference.ts';
import { parse } from '#core/parse.ts';
import { foldTerm } from '../search.ts';
import { loadCodeLists } from './definition-reference.ts';

/**
 * Loads the catalogue from db/reference into the database; safe to repeat, as the owner. Services stay when they vanish from
 * the file: cases point at them. Everything else mirrors the files.
 */

const list = z.string().transform((text) =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean),
);
const maybeText = z.string().transform((text) => text.trim() || null);
const maybeNumber = z
  .string()
  .regex(/^\d*$/)
  .transform((text) => (text === '' ? null : Number(text)));
const verified = z.enum(['V', 'S', 'M']);

const ServiceRow = z.object({
  no: z.coerce.number().int(),
  id: z.string(),
  name: z.string().min(1),
  agency_code: z.string(),
  co_agencies: list,
  requirements: list,
  time_text: maybeText,
  time_unit: maybeText,
  time_max: maybeNumber,
  fee_rupiah: maybeNumber,
  fee_text: maybeText,
  fee_options: list.transform((options) =>
    options.map((option) => ({
      label: option.slice(0, option.lastIndexOf(':')),
      rupiah: Number(option.slice(option.lastIndexOf(':') + 1)),
    })),
  ),
  legal_basis: list,
  channels: list,
  system_of_record: z.string(),
  product: maybeText,
  verified,
  verified_fields: list,
  source: list,
  note: maybeText,
});
const WordsRow = z.object({
  service_id: z.string(),
  topic: z.string(),
  most_wanted: maybeNumber,
  name_en: z.string().min(1),
  words_id: list,
  words_en: list,
  advice_id: maybeText,
  advice_en: maybeText,
});
const SystemRow = z.object({ id: z.string(), name: z.string(), name_en: z.string(), site: maybeText, source: list, verified });
const EnglishRow = z.object({ text: z.string(), en: z.string().min(1) });
const TopicRow = z.object({ id: z.string(), no: z.coerce.number().int(), name: z.string(), name_en: z.string() });
const AgencyRow = z.object({ code: z.string(), official_name: z.string(), acronyms: list });
const Bundles = z.object({
  bundles: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      trigger: z.string(),
      local_name: z.string().optional(),
      verified,
      source: z.array(z.string()),
      proposal: z.boolean().default(false),
      steps: z
        .array(
          z.object({
            service: z.string(),
            after: z.array(z.string()),
            same_visit: z.boolean(),
            optional: z.boolean(),
            note: z.string().optional(),
          }),
        )
        .min(1),
    }),
  ),
});
const Standard = z.object({
  components: z
    .array(
      z.object({
        no: z.int(),
        id: z.string(),
        name: z.string(),
        gloss: z.string(),
        group: z.enum(['service_delivery', 'manufacturing']),
        must_publish: z.boolean(),
      }),
    )
    .length(14),
});
/** Components 7 to 14 of one service; the file is db/services/sheets/<id>@<version>.yaml and its ref `sp/<id>@<version>`. */
const Entry = z.object({ id: z.string().min(1), en: z.string().min(1).optional(), verified, source: z.array(z.string()).optional() });
const SheetFile = z.record(z.string(), Entry);

const rows = <S extends z.ZodType>(schema: S, csv: string): z.output<S>[] =>
  Papa.parse<unknown>(csv, { header: true, skipEmptyLines: true }).data.map((row) => parse(schema, row));

export const loadReference: LoadReference = async (database, files) => {
  const csv = async <S extends z.ZodType>(schema: S, name: string) => rows(schema, await files.read(`reference/${name}`));
  const services = await csv(ServiceRow, 'services.csv');
  const words = new Map((await csv(WordsRow, 'service-words.csv')).map((row) => [row.service_id, row]));
  const agencies = new Map((await csv(AgencyRow, 'agencies.csv')).map((row) => [row.code, row]));
  const topics = await csv(TopicRow, 'topics.csv');
  const systems = await csv(SystemRow, 'systems.csv');
  const english = await csv(EnglishRow, 'catalogue-english.csv');
  const { bundles } = parse(Bundles, JSON.parse(await files.read('reference/bundles.json')));
  const { components } = parse(Standard, JSON.parse(await files.read('reference/service-standard.json')));

  const wordsOf = (id: string) => {
    const found = words.get(id);
    if (!found) throw new Error(`service-words.csv has no row for the service ${id}`);
    return found;
  };

  for (const topic of topics)
    await database
      .insertInto('catalogue.topic')
      .values(topic)
      .onConflict((c) => c.column('id').doUpdateSet(topic))
      .execute();
  for (const system of systems)
    await database
      .insertInto('catalogue.record_system')
      .values(system)
      .onConflict((c) => c.column('id').doUpdateSet(system))
      .execute();
  await database.updateTable('catalogue.service').set({ most_wanted: null }).execute();
  for (const { agency_code, system_of_record, fee_options, ...service } of services) {
    const word = wordsOf(service.id);
    const row = {
      ...service,
      name_en: word.name_en,
      topic: word.topic,
      most_wanted: word.most_wanted,
      advice: word.advice_id,
      advice_en: word.advice_en,
      agency: agency_code,
      system: system_of_record === 'local' ? null : system_of_record,
      fee_options: JSON.stringify(fee_options),
    };
    await database
      .insertInto('catalogue.service')
      .values(row)
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute();
  }

  await database.deleteFrom('catalogue.search_term').execute();
  for (const service of services) {
    const word = wordsOf(service.id);
    const terms = new Map<string, number>();
    const add = (text: string, weight: number) => {
      const term = foldTerm(text);
      if (term) terms.set(term, Math.max(weight, terms.get(term) ?? 0));
    };
    for (const text of [service.name, word.name_en, ...word.words_id, ...word.words_en]) add(text, 1);
    if (service.product) add(service.product, 0.8);
    const agency = agencies.get(service.agency_code);
    for (const text of agency ? [agency.official_name, ...agency.acronyms] : []) add(text, 0.5);
    await database
      .insertInto('catalogue.search_term')
      .values([...terms].map(([term, weight]) => ({ service_id: service.id, term, weight })))
      .execute();
  }

  await database.deleteFrom('catalogue.english').execute();
  await database.insertInto('catalogue.english').values(english).execute();

  await database.deleteFrom('catalogue.bundle').execute();
  for (const [at, { steps, local_name, ...bundle }] of bundles.entries()) {
    await database
      .insertInto('catalogue.bundle')
      .values({ ...bundle, local_name: local_name ?? null, no: at + 1 })
      .execute();
    await database
      .insertInto('catalogue.bundle_step')
      .values(
        steps.map(({ service, note, ...step }, index) => ({
          ...step,
          service_id: service,
          note: note ?? null,
          bundle_id: bundle.id,
          no: index + 1,
        })),
      )
      .execute();
  }

  for (const { gloss, group, ...component } of components) {
    const row = { ...component, name_en: gloss[0]!.toUpperCase() + gloss.slice(1), part: group };
    await database
      .insertInto('catalogue.standard_component')
      .values(row)
      .onConflict((c) => c.column('no').doUpdateSet(row))
      .execute();
  }
  for (const file of (await files.list('services/sheets')).filter((name) => name.endsWith('.yaml'))) {
    const row = {
      ref: `sp/${file.slice(0, -'.yaml'.length)}`,
      content: JSON.stringify(parse(SheetFile, parseYaml(await files.read(`services/sheets/${file}`)))),
    };
    await database
      .insertInto('catalogue.standard_sheet')
      .values(row)
      .onConflict((c) => c.column('ref').doUpdateSet(row))
      .execute();
  }

  await loadCodeLists(database, files);
};
