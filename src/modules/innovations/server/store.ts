import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { DB } from '#core/server/schema.gen.ts';

export type InnovationRow = Selectable<DB['innovations.innovation']>;
/** Without the code: nobody reads that back. */
const IDEA = [
  'id',
  'problem',
  'who',
  'proposal',
  'region',
  'state',
  'received_at',
  'due_day',
  'title',
  'reason',
  'agency',
  'innovation',
  'decided_at',
] as const;
export type IdeaRow = Pick<Selectable<DB['innovations.idea']>, (typeof IDEA)[number]>;

export const listInnovations = (tx: Tx): Promise<InnovationRow[]> =>
  tx.selectFrom('innovations.innovation').selectAll().orderBy('name').execute();
export const findInnovation = (tx: Tx, id: string): Promise<InnovationRow | undefined> =>
  tx.selectFrom('innovations.innovation').selectAll().where('id', '=', id).executeTakeFirst();

export const insertIdea = (tx: Tx, idea: Insertable<DB['innovations.idea']>) => tx.insertInto('innovations.idea').values(idea).execute();
/** The idea of a code, and this transaction may read it. */
export const present = async (tx: Tx, code: Buffer): Promise<string | null> =>
  (await sql<{ id: string | null }>`select innovations.present(${code}) as id`.execute(tx)).rows[0]!.id;
export const findIdea = (tx: Tx, id: string): Promise<IdeaRow | undefined> =>
  tx.selectFrom('innovations.idea').select(IDEA).where('id', '=', id).executeTakeFirst();
/** Those that wait, the nearest promise first; then what was answered, newest first. */
export const listIdeas = (tx: Tx, most: number): Promise<IdeaRow[]> =>
  tx
    .selectFrom('innovations.idea')
    .select(IDEA)
    .orderBy((e) => e('state', '<>', 'received'))
    .orderBy((e) => e.case().when('state', '=', 'received').then(e.ref('due_day')).end())
    .orderBy('decided_at', 'desc')
    .limit(most)
    .execute();
/** Write the answer where none was; false where somebody answered meanwhile. */
export const answerIdea = async (tx: Tx, id: string, answer: Updateable<DB['innovations.idea']>): Promise<boolean> =>
  (await tx.updateTable('innovations.idea').set(answer).where('id', '=', id).where('state', '=', 'received').executeTakeFirst())
    .numUpdatedRows > 0n;

export interface AnsweredIdea {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly reason: string;
  readonly agency: string | null;
  readonly innovation: string | null;
  readonly decided_at: Date;
}
export const listAnswered = async (tx: Tx, most: number): Promise<AnsweredIdea[]> =>
  (await sql<AnsweredIdea>`select * from innovations.answered(${most})`.execute(tx)).rows;
export const promiseKept = async (tx: Tx, today: string) =>
  (await sql<{ waiting: number; late: number; answered: number }>`select * from innovations.promise(${today}::date)`.execute(tx)).rows[0]!;
export const regionExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await tx.selectFrom('core.region').select('code').where('code', '=', code).executeTakeFirst()) !== undefined;
/** What sources say they are, in the order of their ids; an unknown id gives nothing. */
export const citationsOf = async (tx: Tx, ids: readonly string[]): Promise<string[]> =>
  ids.length === 0
    ? []
    : (await tx.selectFrom('core.source').select('citation').where('id', 'in', ids).orderBy('id').execute()).map(
        ({ citation }) => citation,
      );
