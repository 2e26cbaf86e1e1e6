import * as z from 'zod';
import table from '../../../db/reference/innovation-judging.json' with { type: 'json' };

const Mark = z.enum(['V', 'S', 'M', 'P']);
const Text = z.strictObject({ id: z.string().min(1), en: z.string().min(1) });
const Rubric = z.object({
  lowest: z.int(),
  highest: z.int(),
  criteria: z
    .array(
      z.strictObject({
        id: z.string(),
        /** Shares that needn't sum to a hundred: totals divide by their sum. */
        weight: z.number().positive(),
        name: Text,
        /** What a mark means, in words; marks between two anchors lie between them. */
        anchors: z.array(z.strictObject({ mark: z.int(), id: z.string().min(1), en: z.string().min(1) })).min(2),
      }),
    )
    .min(1),
});
export type Rubric = z.infer<typeof Rubric>;
const Rules = z.strictObject({
  version: z.string(),
  note: z.string(),
  rubric: Rubric.extend({ source: z.array(z.string()), verified: Mark, note: z.string() })
    .refine(({ lowest, highest }) => lowest < highest)
    .refine(({ lowest, highest, criteria }) =>
      criteria.every(({ anchors }) => anchors.some(({ mark }) => mark === lowest) && anchors.some(({ mark }) => mark === highest)),
    ),
  ranking: z
    .strictObject({
      /** Draws behind a rank interval. */
      draws: z.int().positive(),
      /** Krippendorff's α from which a result is published; from which with a caution. */
      publish: z.number().max(1),
      caution: z.number().max(1),
      /** Entries in a final pair by pair. */
      pairwise_most: z.int().positive(),
      verified: Mark,
    })
    .refine(({ publish, caution }) => caution < publish),
  award: z.strictObject({ checks_months: z.array(z.int().positive()).min(1), least_rung: z.number(), verified: Mark }),
  conflict: z.strictObject({ levels: z.int(), years: z.int(), verified: Mark }),
  likeness: z.strictObject({ words: z.number(), metric: z.number(), matters: z.number(), above: z.number(), verified: Mark }),
});
/** What Innovation Week judges by, checked when the program starts. */
export const judging = Rules.parse(table);
