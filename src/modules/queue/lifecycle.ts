import * as z from 'zod';

/** Who may take a step: who holds the ticket, the loket that has the leg, any counter officer of the hall, or the clock. */
export const roles = ['visitor', 'loket', 'clerk', 'system'] as const;
export type Role = (typeof roles)[number];

const Text = z.strictObject({ id: z.string().min(1), en: z.string().min(1) });
const StateName = z.string().regex(/^[a-z][a-z_]*$/);

/** The life of a leg as data: states with their words, and arcs with who may take them. */
export const Lifecycle = z.strictObject({
  id: z.string().min(1),
  note: z.string(),
  verified: z.enum(['V', 'S', 'M', 'P']),
  start: z.array(StateName).min(1),
  states: z.record(StateName, z.strictObject({ label: Text, ended: z.boolean(), at_loket: z.boolean() })),
  arcs: z.array(
    z.strictObject({
      event: StateName,
      from: z.array(StateName).min(1),
      to: StateName,
      by: z.array(z.enum(roles)).min(1),
    }),
  ),
});
export type Lifecycle = z.infer<typeof Lifecycle>;
export type Arc = Lifecycle['arcs'][number];

export const arcsFrom = (lifecycle: Lifecycle, state: string): Arc[] => lifecycle.arcs.filter((arc) => arc.from.includes(state));
export const findArc = (lifecycle: Lifecycle, state: string, event: string): Arc | undefined =>
  lifecycle.arcs.find((arc) => arc.event === event && arc.from.includes(state));

/**
 * What is wrong with a table, in sentences; none where it may be used: states and arcs name each other, one arc a state and
 * event, every state can be reached, what ended stays ended, and from every open state an end can be reached.
 */
export function checkLifecycle(lifecycle: Lifecycle): string[] {
  const problems: string[] = [];
  const names = Object.keys(lifecycle.states);
  for (const name of lifecycle.start) if (!names.includes(name)) problems.push(`start: no state ${name}`);
  const taken = new Set<string>();
  for (const { event, from, to } of lifecycle.arcs) {
    for (const name of [...from, to]) if (!names.includes(name)) problems.push(`${event}: no state ${name}`);
    for (const name of from) {
      if (taken.has(`${name} ${event}`)) problems.push(`${event}: twice from ${name}`);
      taken.add(`${name} ${event}`);
      if (lifecycle.states[name]?.ended) problems.push(`${event}: leaves the ended ${name}`);
    }
  }
  const ahead = (starts: readonly string[]): Set<string> => {
    const met = new Set(starts);
    for (const name of met) for (const { to } of arcsFrom(lifecycle, name)) met.add(to);
    return met;
  };
  const reached = ahead(lifecycle.start);
  for (const name of names) {
    if (!reached.has(name)) problems.push(`${name}: can't be reached`);
    if (![...ahead([name])].some((to) => lifecycle.states[to]?.ended)) problems.push(`${name}: leads to no end`);
  }
  return problems;
}
