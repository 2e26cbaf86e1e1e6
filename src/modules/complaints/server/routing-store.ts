import { sql, type Insertable, type Selectable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';
import type { RuleRow } from './store.ts';

export type RuleDraftRow = Selectable<DB['complaints.rule_draft']>;

/** Every rule there is or was, of one category or of all. */
export const listRules = (tx: Tx, category?: string): Promise<RuleRow[]> =>
  tx
    .selectFrom('complaints.rule')
    .selectAll()
    .$if(category !== undefined, (qb) => qb.where('category', '=', category!))
    .orderBy('category')
    .orderBy('region')
    .orderBy('attribute')
    .orderBy('from_day', 'desc')
    .execute();
export const findRule = (tx: Tx, id: string): Promise<RuleRow | undefined> =>
  tx.selectFrom('complaints.rule').selectAll().where('id', '=', id).executeTakeFirst();

/** One drafter at a time, so that what one could tie with is there to be seen by the other. */
export const lockRules = (tx: Tx) => sql`select pg_advisory_xact_lock(320)`.execute(tx);
export const insertRuleDraft = async (tx: Tx, row: Insertable<DB['complaints.rule_draft']>) =>
  void (await tx.insertInto('complaints.rule_draft').values(row).execute());
export const findRuleDraft = (tx: Tx, id: string): Promise<RuleDraftRow | undefined> =>
  tx.selectFrom('complaints.rule_draft').selectAll().where('id', '=', id).executeTakeFirst();
/** Newest first. */
export const listRuleDrafts = (tx: Tx, most: number): Promise<RuleDraftRow[]> =>
  tx.selectFrom('complaints.rule_draft').selectAll().orderBy('drafted_at', 'desc').orderBy('id', 'desc').limit(most).execute();
export const waitingRules = (tx: Tx, category: string): Promise<RuleDraftRow[]> =>
  tx
    .selectFrom('complaints.rule_draft')
    .selectAll()
    .where('category', '=', category)
    .where('status', '=', 'waiting')
    .where('kind', '=', 'rule')
    .execute();
export const putRuleInForce = async (tx: Tx, draft: string, ruleId: string, tried: number, moved: number): Promise<string | null> =>
  (
    await sql<{
      id: string | null;
    }>`select complaints.put_rule_in_force(${draft}::uuid, ${ruleId}::uuid, ${tried}::integer, ${moved}::integer, ${tx.now}) as id`.execute(
      tx,
    )
  ).rows[0]!.id;
export const withdrawRule = async (tx: Tx, draft: string, why: string): Promise<boolean> =>
  (await sql<{ is: boolean | null }>`select complaints.withdraw_rule(${draft}::uuid, ${why}, ${tx.now}) as is`.execute(tx)).rows[0]?.is ===
  true;

export interface PastReport {
  readonly id: string;
  readonly number: string;
  readonly title: string | null;
  readonly text_public: string;
  readonly region: string | null;
  readonly lead: string | null;
  readonly answers: Record<string, string | string[]>;
  readonly accused: string | null;
}
/** Reports of a category received since, that a rule decided over or would have: newest first. */
export const pastReports = async (tx: Tx, category: string, since: Date, most: number): Promise<PastReport[]> =>
  (
    await sql<PastReport>`select r.id, r.number, r.title, r.text_public, r.region, r.lead, d.answers, d.accused
      from complaints.report r join complaints.detail d on d.report_id = r.id
      where r.category = ${category} and r.received_at >= ${since} and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
      order by r.received_at desc limit ${most}`.execute(tx)
  ).rows;
export const regionName = async (tx: Tx, code: string): Promise<string | undefined> =>
  (await tx.selectFrom('core.region').select('name').where('code', '=', code).executeTakeFirst())?.name;
