import type { Actor } from '#core/actor.ts';
import type { Database } from '#core/server/database.ts';

/** What the web process hands to the API with each request. */
export interface ApiBindings {
  readonly database: Database;
  /** From the session; a key in the request takes its place. */
  readonly actor: Actor;
  readonly address: string;
  readonly requestId?: string;
  /** Is this process too far behind to take more? */
  readonly isBusy?: () => boolean;
  /** Told which route answers, as a pattern: for counting. */
  readonly note?: (route: string) => void;
  /** Told of bugs. */
  readonly report?: (thrown: unknown) => void;
}
export interface ApiEnv {
  Bindings: ApiBindings;
  Variables: { actor: Actor };
}
