import type { Actor } from '#core/actor.ts';

/** What a page's head shows of whoever is signed in. */
export interface SignedIn {
  readonly id: string;
  readonly name: string;
  readonly kind: Exclude<Actor['kind'], 'anonymous' | 'job' | 'partner'>;
  readonly sessionId: string;
}
