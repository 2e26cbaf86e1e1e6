import * as z from 'zod';

/** Who may take a step. What a person is to one report is worked out in complaint.ts; the table only names it. */
export const roles = [
  'reporter',
  'witness',
  'liaison',
  'lead_head',
  'lead_staff',
  'verifier',
  'superior',
  'planner',
  'leader',
  'system',
] as const;
export type Role = (typeof roles)[number];

/** Which clock a state runs: `follows` and `none` run none of their own. */
export const clockKinds = ['verification', 'paused', 'class', 'budget', 'external', 'reporter', 'contest', 'follows', 'none'] as const;
/** Who is waited for. `lead` is the answerable agency; `nobody` where the report has ended. */
export const holderKinds = ['liaison', 'reporter', 'lead', 'external', 'verifier', 'superior', 'follows', 'nobody'] as const;
export type HolderKind = (typeof holderKinds)[number];

const Text = z.strictObject({ id: z.string().min(1), en: z.string().min(1) });
const StateName = z.string().regex(/^[a-z][a-z_]*$/);

/**
 * The life of a report as data: states with what they mean to the public, to Open311 and to the clocks, and arcs with who
 * may take them. Another municipality's table loads the same way. `@previous` leads back to the state before.
 */
export const Lifecycle = z.strictObject({
  id: z.string().min(1),
  note: z.string(),
  verified: z.enum(['V', 'S', 'M', 'P']),
  start: StateName,
  states: z.record(
    StateName,
    z.strictObject({
      label: Text,
      open311: z.enum(['open', 'closed', 'follows']),
      clock: z.enum(clockKinds),
      holder: z.enum(holderKinds),
      ended: z.boolean(),
    }),
  ),
  arcs: z.array(
    z.strictObject({
      event: z.string().regex(/^[a-z][a-z_]*$/),
      from: z.array(StateName).min(1),
      to: z.union([StateName, z.literal('@previous')]),
      by: z.array(z.enum(roles)).min(1),
    }),
  ),
});
export type Lifecycle = z.infer<typeof Lifecycle>;
export type Arc = Lifecycle['arcs'][number];

/** Arcs of one event from one state: more than one where different roles lead to different places. */
export const arcsFrom = (lifecycle: Lifecycle, state: string): Arc[] => lifecycle.arcs.filter((arc) => arc.from.includes(state));

/** The arc a holder of `held` roles takes by `event`; undefined where the step isn't theirs or isn't open now. */
export const findArc = (lifecycle: Lifecycle, state: string, event: string, held: ReadonlySet<Role>): Arc | undefined =>
  lifecycle.arcs.find((arc) => arc.event === event && arc.from.includes(state) && arc.by.some((role) => held.has(role)));

/**
 * What is wrong with a table, in sentences; none where it may be used. Checks: states and arcs name each other, every state
 * can be reached, every open state can be left and leads to an end, no step is named twice for one role, an open state has
 * somebody who is waited for, and from every ended state the reporter reaches a person by one act.
 */
export function checkLifecycle(lifecycle: Lifecycle): string[] {
  const problems: string[] = [];
  const names = Object.keys(lifecycle.states);
  const known = new Set(names);
  if (!known.has(lifecycle.start)) problems.push(`start: no state ${lifecycle.start}`);
  const taken = new Set<string>();
  for (const arc of lifecycle.arcs) {
    for (const name of [...arc.from, arc.to]) if (name !== '@previous' && !known.has(name)) problems.push(`${arc.event}: no state ${name}`);
    for (const from of arc.from)
      for (const role of arc.by) {
        const key = `${from} ${arc.event} ${role}`;
        if (taken.has(key)) problems.push(`${arc.event}: twice from ${from} for ${role}`);
        taken.add(key);
      }
  }
  const next = new Map(
    names.map((name) => [
      name,
      // where a step back leads depends on the history: to any state that leads here
      new Set(
        arcsFrom(lifecycle, name).flatMap((arc) =>
          arc.to === '@previous' ? lifecycle.arcs.filter((into) => into.to === name).flatMap((into) => into.from) : [arc.to],
        ),
      ),
    ]),
  );
  const reached = new Set([lifecycle.start]);
  for (const name of reached) for (const to of next.get(name) ?? []) reached.add(to);
  for (const [name, state] of Object.entries(lifecycle.states)) {
    if (!reached.has(name)) problems.push(`${name}: can't be reached`);
    const leaves = arcsFrom(lifecycle, name);
    if (!state.ended && leaves.length === 0) problems.push(`${name}: can't be left`);
    if (!state.ended && state.holder === 'nobody') problems.push(`${name}: nobody is waited for`);
    if (state.ended !== (state.open311 === 'closed')) problems.push(`${name}: ended and Open311 disagree`);
    if (state.ended && !leaves.some((arc) => arc.by.includes('reporter') && lifecycle.states[arc.to]?.ended === false))
      problems.push(`${name}: the reporter reaches nobody from here`);
    const ahead = new Set([name]);
    for (const from of ahead) for (const to of next.get(from) ?? []) ahead.add(to);
    if (![...ahead].some((to) => lifecycle.states[to]?.ended)) problems.push(`${name}: leads to no end`);
  }
  return problems;
}
