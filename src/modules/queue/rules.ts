import * as z from 'zod';
import table from '../../../db/reference/queue-rules.json' with { type: 'json' };
import states from '../../../db/reference/queue-states.json' with { type: 'json' };
import { checkLifecycle, Lifecycle } from './lifecycle.ts';

/** The table in force, checked when the program starts. */
export const lifecycle: Lifecycle = Lifecycle.parse(states);
const problems = checkLifecycle(lifecycle);
if (problems.length) throw new Error(`queue-states.json: ${problems.join('; ')}`);

const Text = z.strictObject({ id: z.string().min(1), en: z.string().min(1) });
const Share = z.number().positive().max(1);
const Rules = z.strictObject({
  version: z.string().min(1),
  from_day: z.iso.date(),
  note: z.string(),
  verified: z.enum(['V', 'S', 'M', 'P']),
  classes: z
    .array(
      z.strictObject({
        id: z.string(),
        weight: z.number().positive(),
        label: Text,
        who: Text,
        basis: z.string(),
        verified: z.enum(['V', 'S', 'M', 'P']),
      }),
    )
    .min(1),
  calls: z.strictObject({
    most: z.int().positive(),
    cool_down_minutes: z.int(),
    reinstated_most: z.int(),
    pushed_back_most: z.int(),
  }),
  credits: z.strictObject({ appointment_minutes: z.int(), appointment_grace_minutes: z.int(), follow_up_minutes: z.int() }),
  ticket: z.strictObject({ shown_within_seconds: z.int(), most_errands: z.int().positive() }),
  forecast: z.strictObject({
    days: z.int(),
    served_least: z.int(),
    runs: z.int(),
    seed: z.int(),
    coverage_target: Share,
    coverage_least: Share,
    judged_least: z.int(),
  }),
  staffing: z.strictObject({ wait_minutes: z.int(), share: Share, weeks: z.int() }),
  target: z.strictObject({ minutes: z.int(), basis: z.string(), source: z.array(z.string()), verified: z.enum(['V', 'S', 'M', 'P']) }),
  appointments: z.strictObject({
    overbooked_share: Share,
    overbooked_risk: Share,
    bookings_least: z.int(),
    released_within_minutes: z.int(),
    remind_hours: z.int(),
  }),
  board: z.strictObject({ heartbeat_seconds: z.int(), stale_after_seconds: z.int(), last_called: z.int() }),
});
export type Rules = z.infer<typeof Rules>;

/** Weights, limits and credits of the hall, with basis and confidence. */
export const rules: Rules = Rules.parse(table);

/** A class everybody may take without saying why: the first of the table. */
export const ordinary = rules.classes[0]!.id;

/** Weight of each class, for a selection; an unknown class counts as the ordinary one. */
export const weights: ReadonlyMap<string, number> = new Map(rules.classes.map(({ id, weight }) => [id, weight]));
