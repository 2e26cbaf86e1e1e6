import * as z from 'zod';
import table from '../../../db/reference/innovation-rules.json' with { type: 'json' };

const Mark = z.enum(['V', 'S', 'M', 'P']);
const Rules = z.strictObject({
  version: z.string(),
  note: z.string(),
  /** The agency that keeps the register. */
  office: z.strictObject({ agency: z.string(), source: z.array(z.string()), verified: Mark }),
  /** Until when a resident's idea is answered. */
  idea: z.strictObject({ review_working_days: z.int().positive(), verified: Mark }),
});
/** What the register decides by, checked when the program starts. */
export const rules = Rules.parse(table);
