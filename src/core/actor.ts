/** A dated task of an officer inside one agency: `dpmptsp/verifikator` is role `verifikator` at agency `dpmptsp`. */
export interface Duty {
  readonly agency: string;
  readonly role: string;
}

/** Who is acting. Every transaction carries one, and PostgreSQL's row policies read it. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'citizen'; readonly id: string }
  | { readonly kind: 'officer'; readonly id: string; readonly agencies: readonly string[]; readonly duties: readonly Duty[] }
  | { readonly kind: 'leader'; readonly id: string; readonly duties: readonly Duty[] }
  | { readonly kind: 'steward'; readonly id: string }
  | { readonly kind: 'partner'; readonly id: string; readonly agencies: readonly string[]; readonly scopes: readonly string[] }
  | { readonly kind: 'job'; readonly task: string };

export type ActorKind = Actor['kind'];

/** The person or key behind the actor; null for the anonymous and for jobs. */
export const actorId = (actor: Actor): string | null => ('id' in actor ? actor.id : null);

/** The agencies whose rows the actor may see, by code of `identity.agency`. */
export const actorAgencies = (actor: Actor): readonly string[] => ('agencies' in actor ? actor.agencies : []);

/** Does the actor hold `role` at `agency` today? Roles are matched exactly; there are no wildcards. */
export const hasDuty = (actor: Actor, agency: string, role: string): boolean =>
  'duties' in actor && actor.duties.some((duty) => duty.agency === agency && duty.role === role);
