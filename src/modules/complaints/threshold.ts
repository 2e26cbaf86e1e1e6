import * as z from 'zod';

/** Confidence of a rule: V primary text checked, S quoted by a secondary source, M unverified default, P project decision. */
export const Mark = z.enum(['V', 'S', 'M', 'P']);
/** One number of a data file with its unit and where it comes from; code reads it and never repeats it. */
export const Threshold = (unit: string, value: z.ZodType<number> = z.number().nonnegative()) =>
  z.strictObject({
    value,
    unit: z.literal(unit),
    legal_basis: z.string().min(1),
    source: z.string().min(1),
    verified: Mark,
    note: z.string(),
  });
/** Bits in which the two hashes of a picture differ, of 128. */
export const bits = z.int().min(0).max(128);
export const share = z.number().min(0).max(1);
