import * as z from 'zod';

/** A resident's idea (innovation.md § 1): a problem, for whom, and what could be done. No name is asked. */
export const Idea = z.object({
  problem: z.string().trim().min(20, 'innovations.problem_short').max(2000, 'innovations.too_long'),
  who: z.string().trim().min(5, 'innovations.who_short').max(500, 'innovations.too_long'),
  proposal: z.string().trim().min(20, 'innovations.proposal_short').max(3000, 'innovations.too_long'),
  region: z
    .string()
    .optional()
    .transform((value) => value?.trim() || null),
});

const Public = {
  title: z.string().trim().min(10, 'innovations.title_short').max(120, 'innovations.too_long'),
  reason: z.string().trim().min(20, 'innovations.reason_short').max(1000, 'innovations.too_long'),
};
/** The office's answer: always with a title without names, and a reason that everybody may read. */
export const Answer = z.discriminatedUnion(
  'state',
  [
    z.object({ state: z.literal('adopted'), ...Public, agency: z.string().min(1, 'innovations.agency_missing') }),
    z.object({ state: z.literal('merged'), ...Public, innovation: z.string().min(1, 'innovations.innovation_missing') }),
    z.object({ state: z.literal('not_now'), ...Public }),
  ],
  'innovations.state_missing',
);
export type Answer = z.infer<typeof Answer>;
export type IdeaState = 'received' | Answer['state'];
