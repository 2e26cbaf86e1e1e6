import * as z from 'zod';
import { maskNames, maskText, type MaskKind } from './masking.ts';
import { Mark } from './threshold.ts';

/** What the reply linter warns of: `db/reference/reply-words.json`. */
export const ReplyWords = z.strictObject({
  id: z.string(),
  note: z.string(),
  source: z.string(),
  verified: Mark,
  least_words: z.int().positive(),
  longest_sentence: z.int().positive(),
  jargon: z.array(z.strictObject({ say: z.string().min(3), plain: z.string().min(2) })).min(1),
  vague: z.array(z.string().min(3)).min(1),
  blame: z.array(z.string().min(3)).min(1),
});
export type ReplyWords = z.infer<typeof ReplyWords>;

/** One thing to look at before an answer goes out (complaints.md § 11). Never refuses: the officer decides. */
export type ReplyWarning =
  | { readonly what: 'personal'; readonly kinds: readonly (MaskKind | 'name')[] }
  | { readonly what: 'jargon'; readonly words: readonly { readonly say: string; readonly plain: string }[] }
  | { readonly what: 'vague' | 'blame'; readonly words: readonly string[] }
  | { readonly what: 'short'; readonly words: number; readonly least: number }
  | { readonly what: 'long_sentence'; readonly words: number; readonly most: number }
  | { readonly what: 'no_date' | 'no_office' | 'no_next_step' | 'off_topic' };

export interface ReplyContext {
  /** News with a next step, or the answer itself. */
  readonly kind: 'news' | 'answer';
  /** What was reported, to see whether the reply is about it. */
  readonly about: string;
  /** The next date has a field of its own and was filled. */
  readonly hasDateField: boolean;
  /** Names and short names of the agencies concerned. */
  readonly offices: readonly string[];
}

const DATE =
  /\b\d{1,2}\s+(jan|feb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|des|dec)[a-z]*\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(hari ini|besok|lusa|kemarin|senin|selasa|rabu|kamis|jumat|sabtu|minggu depan|pekan depan|bulan depan|today|tomorrow|yesterday|(mon|tues|wednes|thurs|fri|satur)day|next (week|month))\b/i;
const POST =
  /\b(kepala|kabid|kasi|bidang|seksi|uptd|upt|dinas|badan|kelurahan|distrik|kampung|puskesmas|petugas|mandor|tim|office|team|head of)\b/i;
const NEXT =
  /\b(akan|mulai|jadwal|dijadwalkan|rencana|direncanakan|berikutnya|selanjutnya|lanjut|kembali|will|next|plan|planned|scheduled)\b/i;
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Whole words alone: “guna” isn't in “gunakan”. */
const holds = (text: string, phrase: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+')}(?![\\p{L}\\p{N}])`, 'iu').test(
    text,
  );

/** What to look at again in a reply; empty where nothing stands out. */
export function checkReply(reply: string, context: ReplyContext, rules: ReplyWords): ReplyWarning[] {
  const text = reply.trim();
  const words = wordsOf(text);
  const warnings: ReplyWarning[] = [];
  const kinds = [...new Set(maskText(text).found.map(({ kind }) => kind)), ...(maskNames(text) === text ? [] : (['name'] as const))];
  if (kinds.length) warnings.push({ what: 'personal', kinds });
  const blame = rules.blame.filter((phrase) => holds(text, phrase));
  if (blame.length) warnings.push({ what: 'blame', words: blame });
  if (words.length < rules.least_words) warnings.push({ what: 'short', words: words.length, least: rules.least_words });
  if (!context.hasDateField && !DATE.test(text)) warnings.push({ what: 'no_date' });
  if (!POST.test(text) && !context.offices.some((name) => holds(text, name))) warnings.push({ what: 'no_office' });
  if (context.kind === 'news' && !NEXT.test(text)) warnings.push({ what: 'no_next_step' });
  // Five letters at least: such words carry what a report is about; endings and prefixes don't count.
  const said = wordsOf(context.about).filter((word) => word.length >= 5);
  if (said.length && !said.some((word) => words.some((each) => each.includes(word) || (each.length >= 5 && word.includes(each)))))
    warnings.push({ what: 'off_topic' });
  const jargon = rules.jargon.filter(({ say: phrase }) => holds(text, phrase));
  if (jargon.length) warnings.push({ what: 'jargon', words: jargon });
  const vague = rules.vague.filter((phrase) => holds(text, phrase));
  if (vague.length) warnings.push({ what: 'vague', words: vague });
  const longest = Math.max(0, ...text.split(/[.!?\n]+/).map((sentence) => wordsOf(sentence).length));
  if (longest > rules.longest_sentence) warnings.push({ what: 'long_sentence', words: longest, most: rules.longest_sentence });
  return warnings;
}
