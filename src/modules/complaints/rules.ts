import named from '../../../db/reference/complaint-offices.json' with { type: 'json' };
import states from '../../../db/reference/complaint-states.json' with { type: 'json' };
import { checkLifecycle, Lifecycle } from './lifecycle.ts';

/** The table in force, checked when the program starts: a broken table is a broken start, not a broken report. */
export const lifecycle: Lifecycle = Lifecycle.parse(states);
const problems = checkLifecycle(lifecycle);
if (problems.length) throw new Error(`complaint-states.json: ${problems.join('; ')}`);

/** Agencies with a part of their own: `liaison` runs Mimika Center, `oversight` (APIP) takes what is berkadar pengawasan, `planner` confirms budget lines. */
export const offices: { readonly liaison: string; readonly oversight: string; readonly planner: string } = named;
