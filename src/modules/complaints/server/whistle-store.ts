import { sql } from 'kysely';
import type { Tx } from '#core/server/database.ts';
import type { Outcome, WhistleState } from '../whistle.ts';

/** Schema `whistle` through its functions: no actor touches its tables. */

export interface WhistleRow {
  readonly id: string;
  readonly number: string;
  readonly text_sealed: Buffer;
  readonly accused: string | null;
  readonly accused_sealed: Buffer | null;
  readonly occurred_sealed: Buffer | null;
  readonly lang: string;
  readonly state: WhistleState;
  readonly received_at: Date;
  readonly due_on: string;
  readonly outcome: Outcome | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly erased_at: Date | null;
}
export interface WhistleMessage {
  readonly id: string;
  readonly no: number;
  readonly author: 'reporter' | 'handler';
  readonly handler: string | null;
  readonly kind: 'note' | 'question' | 'decision' | 'objection';
  readonly text_sealed: Buffer;
  readonly at: Date;
}
export interface WhistleFile {
  readonly id: string;
  readonly file_id: string;
  readonly mime: string;
}
export interface WhistleEvent {
  readonly no: number;
  readonly type: string;
  readonly handler: string | null;
  readonly at: Date;
}

export interface Sending {
  readonly id: string;
  readonly number: string;
  readonly key: Buffer;
  readonly text: Buffer;
  readonly accused: string | null;
  readonly who: Buffer | null;
  readonly occurred: Buffer | null;
  readonly lang: string;
  readonly due: string;
}
/** False where the same sending came before. */
export const send = async (tx: Tx, it: Sending): Promise<boolean> =>
  (
    await sql<{
      is_new: boolean;
    }>`select whistle.send(${it.id}, ${it.number}, ${it.key}, ${it.text}, ${it.accused}, ${it.who}, ${it.occurred},
      ${it.lang}, ${it.due}::date, ${tx.now}) as is_new`.execute(tx)
  ).rows[0]!.is_new;
export const attach = (tx: Tx, reportId: string, id: string, file: { fileId: string; mime: string; size: number }) =>
  sql`select whistle.attach(${reportId}, ${id}, ${file.fileId}, ${file.mime}, ${file.size}, ${tx.now})`.execute(tx);
export const box = async (tx: Tx, number: string, key: Buffer): Promise<WhistleRow | undefined> =>
  (await sql<WhistleRow>`select * from whistle.box(${number}, ${key})`.execute(tx)).rows[0];
export const boxMessages = async (tx: Tx, number: string, key: Buffer): Promise<WhistleMessage[]> =>
  (await sql<WhistleMessage>`select * from whistle.box_messages(${number}, ${key})`.execute(tx)).rows;
export const reply = async (tx: Tx, number: string, key: Buffer, id: string, text: Buffer): Promise<boolean> =>
  (await sql<{ done: boolean }>`select whistle.reply(${number}, ${key}, ${id}, ${text}, ${tx.now}) as done`.execute(tx)).rows[0]!.done;

export const isHandler = async (tx: Tx): Promise<boolean> =>
  (await sql<{ is: boolean }>`select whistle.is_handler() as is`.execute(tx)).rows[0]!.is;
export const desk = async (tx: Tx): Promise<WhistleRow[]> => (await sql<WhistleRow>`select * from whistle.desk()`.execute(tx)).rows;
export const look = async (tx: Tx, number: string): Promise<WhistleRow | undefined> =>
  (await sql<WhistleRow>`select * from whistle.look(${number}, ${tx.now})`.execute(tx)).rows[0];
export const messages = async (tx: Tx, id: string): Promise<WhistleMessage[]> =>
  (await sql<WhistleMessage>`select * from whistle.messages(${id})`.execute(tx)).rows;
export const files = async (tx: Tx, id: string): Promise<WhistleFile[]> =>
  (await sql<WhistleFile>`select * from whistle.files(${id})`.execute(tx)).rows;
export const events = async (tx: Tx, id: string): Promise<WhistleEvent[]> =>
  (await sql<WhistleEvent>`select * from whistle.events(${id})`.execute(tx)).rows;
export const act = async (
  tx: Tx,
  reportId: string,
  step: 'examine' | 'ask' | 'decide' | 'recuse',
  id: string | null,
  text: Buffer | null,
  outcome: string | null,
): Promise<'done' | 'not_found' | 'not_now' | 'another_decides'> =>
  (
    await sql<{
      said: 'done' | 'not_found' | 'not_now' | 'another_decides';
    }>`select whistle.act(${reportId}, ${step}, ${id}, ${text}, ${outcome}, ${tx.now}) as said`.execute(tx)
  ).rows[0]!.said;

export const takeNews = async (tx: Tx): Promise<string[]> =>
  (await sql<{ id: string }>`select id from whistle.take_news(${tx.now}) as t(id)`.execute(tx)).rows.map((row) => row.id);
