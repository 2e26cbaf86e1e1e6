import { readFile } from 'node:fs/promises';
import type { Tx } from '#core/server/database.ts';
import { getAgency } from '#modules/identity/server/identity.ts';
import { maskText } from '../masking.ts';
import { checkReply, ReplyWords, type ReplyWarning } from '../reply.ts';
import { getDeskReport } from './views.ts';

let kept: Promise<ReplyWords> | undefined;
const replyWords = (): Promise<ReplyWords> =>
  (kept ??= readFile('db/reference/reply-words.json', 'utf8').then((text) => ReplyWords.parse(JSON.parse(text))));

/** News for everybody, an answer or a standing by it for the reporter alone. */
export const replySteps = ['kabar', 'jawab', 'pertahankan'] as const;
export type ReplyStep = (typeof replySteps)[number];

/** What a reply would look like, and what to look at again before it goes out. Nothing is kept. */
export interface ReplyPreview {
  readonly step: ReplyStep;
  readonly warnings: readonly ReplyWarning[];
  /** As the reporter reads it. */
  readonly reporter: string;
  /** As everybody reads it, personal numbers masked; null where the public reads none of it. */
  readonly everybody: string | null;
  readonly nextDate: string | null;
}
/** @throws Failure not_found for whoever may not see the report */
export async function previewReply(
  tx: Tx,
  number: string,
  { step, text, nextDate }: { step: ReplyStep; text: string; nextDate: string },
): Promise<ReplyPreview> {
  const view = await getDeskReport(tx, number);
  const codes = [...new Set([view.lead, ...view.supporting])].filter((code): code is string => code !== null);
  const offices: string[] = [];
  for (const code of codes) {
    const { official_name: name, acronyms } = await getAgency(tx, code);
    offices.push(name, ...acronyms);
  }
  const isNews = step === 'kabar';
  const about = `${view.title ?? ''} ${view.fullText}`;
  const context = { kind: isNews ? 'news' : 'answer', about, hasDateField: nextDate !== '', offices } as const;
  return {
    step,
    warnings: checkReply(text, context, await replyWords()),
    reporter: text.trim(),
    everybody: isNews && view.isPublic ? maskText(text.trim()).text : null,
    nextDate: nextDate || null,
  };
}
