import { sql } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { Definition } from '../definition.ts';
import type { Query } from '../search.ts';
import type {
  BundleSummary,
  Channel,
  Component,
  FeeOption,
  OnlineService,
  Service,
  ServiceSummary,
  Sheet,
  Topic,
  Verified,
} from '../service.ts';

/** SQL of the services half of the catalogue. Texts in columns with a check are narrowed here, once. */

const summary = ['service.id', 'service.name', 'service.name_en', 'service.agency', 'service.topic', 'service.most_wanted'] as const;

export interface ServiceFilter {
  readonly agency?: string | undefined;
  readonly topic?: string | undefined;
}

export const selectServices = (tx: Tx, filter: ServiceFilter = {}): Promise<ServiceSummary[]> =>
  tx
    .selectFrom('catalogue.service as service')
    .innerJoin('catalogue.topic as topic', 'topic.id', 'service.topic')
    .select(summary)
    .$if(filter.agency !== undefined, (q) => q.where('service.agency', '=', filter.agency!))
    .$if(filter.topic !== undefined, (q) => q.where('service.topic', '=', filter.topic!))
    .orderBy('topic.no')
    .orderBy('service.no')
    .execute();

export const selectSome = async (tx: Tx, ids: readonly string[]): Promise<ServiceSummary[]> =>
  ids.length === 0
    ? []
    : tx
        .selectFrom('catalogue.service as service')
        .select(summary)
        .where('service.id', 'in', [...ids])
        .orderBy('service.no')
        .execute();

export const selectMostWanted = (tx: Tx): Promise<ServiceSummary[]> =>
  tx.selectFrom('catalogue.service as service').select(summary).where('most_wanted', 'is not', null).orderBy('most_wanted').execute();

const whole = (tx: Tx) =>
  tx
    .selectFrom('catalogue.service as service')
    .leftJoin('catalogue.record_system as system', 'system.id', 'service.system')
    .selectAll('service')
    .select(['system.name as system_name', 'system.name_en as system_name_en', 'system.site as system_site']);
type Row = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>;

const toService = ({
  system,
  system_name,
  system_name_en,
  system_site,
  advice,
  advice_en,
  note: _note,
  no: _no,
  ...row
}: Row): Service => ({
  ...row,
  time_unit: row.time_unit as Service['time_unit'],
  channels: row.channels as Channel[],
  fee_options: row.fee_options as unknown as FeeOption[],
  verified: row.verified as Verified,
  system: system === null ? undefined : { id: system, name: system_name ?? system, name_en: system_name_en ?? system, site: system_site },
  advice: advice === null || advice_en === null ? undefined : { id: advice, en: advice_en },
});

export const selectService = async (tx: Tx, id: string): Promise<Service | undefined> => {
  const row = await whole(tx).where('service.id', '=', id).executeTakeFirst();
  return row && toService(row);
};

export const selectAllServices = async (tx: Tx): Promise<Service[]> => (await whole(tx).orderBy('service.no').execute()).map(toService);

export const selectCounts = (tx: Tx): Promise<{ agency: string; services: number }[]> =>
  tx
    .selectFrom('catalogue.service')
    .select(['agency', (e) => e.fn.countAll<number>().as('services')])
    .groupBy('agency')
    .execute();

export const selectTopics = (tx: Tx): Promise<Topic[]> =>
  tx.selectFrom('catalogue.topic').select(['id', 'name', 'name_en']).orderBy('no').execute();

export const selectEnglish = async (tx: Tx, texts: readonly string[]): Promise<Map<string, string>> =>
  texts.length === 0
    ? new Map()
    : new Map(
        (
          await tx
            .selectFrom('catalogue.english')
            .select(['text', 'en'])
            .where('text', 'in', [...new Set(texts)])
            .execute()
        ).map((row) => [row.text, row.en]),
      );

/**
 * Ranked search over folded terms. Each word of the query takes its best match in a service (a whole word counts fully, a
 * similar one by its trigrams); rare words weigh more than common ones; the likeness of the whole phrase to one name settles
 * ties. Words found nowhere don't push services out. About 1,000 terms, so every term is compared: no index needed.
 */
export async function searchTerms(tx: Tx, query: Query, limit: number): Promise<(ServiceSummary & { score: number })[]> {
  const { rows } = await sql<ServiceSummary & { score: number }>`
    with word as (select distinct word from unnest(${[...query.words]}::text[]) as word),
    near as materialized (
      select t.service_id, w.word,
        max(t.weight * case
          when t.term = w.word then 1
          when ' ' || t.term || ' ' like '% ' || w.word || ' %' then 0.95
          when length(w.word) >= 4 and ' ' || t.term like '% ' || w.word || '%' then 0.85
          else 0.9 * strict_word_similarity(w.word, t.term) end) as score
      from catalogue.search_term t cross join word w
      group by t.service_id, w.word
    ),
    rarity as (select word, max(score) as best, ln(1 + (select count(*) from catalogue.service)::numeric / greatest(1, count(*) filter (where score >= 0.6))) as weight from near group by word),
    -- a word nothing resembles says nothing about any service
    telling as (select word, weight from rarity where best >= 0.35),
    covered as (
      select n.service_id, sum(t.weight * case when n.score >= 0.35 then n.score else 0 end) / sum(t.weight) as score
      from near n join telling t using (word) group by n.service_id
    ),
    phrase as (
      select service_id, max(weight * case when term = ${query.phrase} then 1 else similarity(term, ${query.phrase}) end) as score from catalogue.search_term group by service_id
    )
    select s.id, s.name, s.name_en, s.agency, s.topic, s.most_wanted, (0.65 * c.score + 0.35 * p.score)::float8 as score
    from covered c join phrase p using (service_id) join catalogue.service s on s.id = c.service_id
    where c.score >= 0.4
    order by score desc, s.most_wanted nulls last, s.no
    limit ${limit}`.execute(tx);
  return rows;
}

/** Every word of the search terms. */
export const selectVocabulary = async (tx: Tx): Promise<string[]> =>
  (
    await sql<{
      word: string;
    }>`select distinct unnest(string_to_array(term, ' ')) as word from catalogue.search_term order by word`.execute(tx)
  ).rows.map((row) => row.word);

export const selectBundles = async (tx: Tx, withService?: string): Promise<BundleSummary[]> =>
  (
    await tx
      .selectFrom('catalogue.bundle')
      .select(['id', 'name', 'trigger', 'local_name', 'proposal', 'verified', 'source'])
      .$if(withService !== undefined, (q) =>
        q.where('id', 'in', (e) => e.selectFrom('catalogue.bundle_step').select('bundle_id').where('service_id', '=', withService!)),
      )
      .orderBy('no')
      .execute()
  ).map((row) => ({ ...row, verified: row.verified as Verified }));

export const selectSteps = (tx: Tx, bundle: string) =>
  tx
    .selectFrom('catalogue.bundle_step as step')
    .innerJoin('catalogue.service as service', 'service.id', 'step.service_id')
    .select(['step.no', 'step.after', 'step.same_visit', 'step.optional', 'step.note', ...summary])
    .where('step.bundle_id', '=', bundle)
    .orderBy('step.no')
    .execute();

export const selectComponents = (tx: Tx): Promise<Component[]> =>
  tx.selectFrom('catalogue.standard_component').select(['no', 'id', 'name', 'name_en', 'must_publish']).orderBy('no').execute();

export const selectSheet = async (tx: Tx, ref: string): Promise<Sheet | undefined> => {
  const row = await tx.selectFrom('catalogue.standard_sheet').select('content').where('ref', '=', ref).executeTakeFirst();
  return row && (row.content as unknown as Sheet);
};

export const selectRegionNames = (tx: Tx) =>
  tx.selectFrom('core.region').select(['code', 'name', 'level', 'parent']).orderBy('code').execute();
export const selectRegions = (tx: Tx) =>
  tx
    .selectFrom('core.region')
    .select([
      'code',
      'name',
      'level',
      'parent',
      'kind',
      'aliases',
      'population_2020',
      'area_km2',
      'old_code',
      'status',
      'source',
      'verified',
    ])
    .orderBy('code')
    .execute();

/** The versions in force on a day: per service the one that took effect last and wasn't withdrawn. */
export const selectOnline = async (tx: Tx, today: string): Promise<(OnlineService & Pick<Definition, 'results'>)[]> =>
  (
    await tx
      .selectFrom('catalogue.definition_version')
      .distinctOn('id')
      .select([
        'id',
        'override',
        sql<Definition['catalogue']>`body -> 'catalogue'`.as('catalogue'),
        sql<Definition['results']>`body -> 'results'`.as('results'),
      ])
      .where('status', '<>', 'withdrawn')
      .where('effective_from', '<=', today)
      .where((e) => e.or([e('effective_until', 'is', null), e('effective_until', '>=', today)]))
      .orderBy('id')
      .orderBy('effective_from', 'desc')
      .orderBy('published_at', 'desc')
      .execute()
  ).map(({ id, override, catalogue, results }) => ({
    id,
    results,
    override,
    row: catalogue.row,
    name: catalogue.name,
    summary: catalogue.summary,
    promise: catalogue.standard.promise,
    sheet: catalogue.standard.sheet,
  }));
