import type { Actor } from '#core/actor.ts';
import type { Database } from '#core/server/database.ts';
import type { Lang } from '#ui/words.ts';
import type { SignedIn } from '#modules/identity/person.ts';

declare global {
  namespace App {
    interface Locals {
      readonly database: Database;
      actor: Actor;
      /** Who is signed in, for the head of the page; undefined for visitors. */
      signedIn: SignedIn | undefined;
      lang: Lang;
      /** Is everything in this database made up (DATA SIMULASI)? */
      simulated: boolean;
      requestId: string;
      /** Which of the API's routes answered, as a pattern. */
      apiRoute?: string;
    }
    interface Error {
      message: string;
      reason?: string;
      requestId?: string;
    }
  }
}
export {};
