import type * as z from 'zod';
import { Failure } from './failure.ts';

/** The one door for outside data: the parsed value, or a Failure `invalid` that names every bad field. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) fields[issue.path.join('.')] ??= issue.message;
  throw new Failure('invalid', 'input.invalid', fields);
}
