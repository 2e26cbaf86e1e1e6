import board from '../../../db/reference/complaint-board.json' with { type: 'json' };
import steps from '../../../db/reference/complaint-ladder.json' with { type: 'json' };
import named from '../../../db/reference/complaint-offices.json' with { type: 'json' };
import times from '../../../db/reference/complaint-retention.json' with { type: 'json' };
import states from '../../../db/reference/complaint-states.json' with { type: 'json' };
import { checkLifecycle, Lifecycle } from './lifecycle.ts';

/** The table in force, checked when the program starts: a broken table is a broken start, not a broken report. */
export const lifecycle: Lifecycle = Lifecycle.parse(states);
const problems = checkLifecycle(lifecycle);
if (problems.length) throw new Error(`complaint-states.json: ${problems.join('; ')}`);

/** Agencies with a part of their own: `liaison` runs Mimika Center, `oversight` (APIP) takes what is berkadar pengawasan, `planner` confirms budget lines. */
export const offices: { readonly liaison: string; readonly oversight: string; readonly planner: string } = named;

/** Who above is told when, and how often a step may be repeated: project proposals, as data. */
export const ladder: {
  readonly notice_shares: readonly { readonly rung: string; readonly share: number }[];
  readonly refusals_before_secretary: number;
  readonly questions_by_staff: number;
  readonly times_upheld: number;
  readonly contests_before_leaders: number;
  readonly dormant_days: number;
  readonly bridge_silence_days: number;
  /** Days before a proof of contact ends on which a PIC is asked anew; days until they are asked again. */
  readonly contact_ask_days_before: number;
  readonly contact_repeat_days: number;
  /** Days before a decree ends on which the registry says so. */
  readonly decree_notice_days: number;
} = steps;

/** The wall board: when it turns to the flood by itself, and how old its picture may be. Project proposals, as data. */
export const boardRules: {
  readonly flood: { readonly category: string; readonly reports: number; readonly within_hours: number };
  /** Days after which a report belongs to the next group of ages, ascending. */
  readonly age_days: readonly number[];
  readonly drawn_every_ms: number;
  readonly heartbeat_seconds: number;
  readonly stale_after_seconds: number;
  readonly last_events: number;
} = board;

interface RetentionTime {
  readonly legal_basis: string;
  readonly verified: string;
}
/** After how long a reporter is made unknown, and a report's words go. */
export const retention: {
  readonly anonymise: RetentionTime & { readonly days: number };
  readonly remove: RetentionTime & { readonly years: number };
} = times;
