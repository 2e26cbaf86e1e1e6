import { error, fail, json, redirect, type RequestEvent } from '@sveltejs/kit';
import { Failure, type FailureCode } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { once } from '#core/server/once.ts';
import { reasonText } from '#ui/words.ts';

export const httpStatus: Record<FailureCode, number> = { invalid: 422, forbidden: 403, not_found: 404, not_now: 409, conflict: 409 };

/** Run `work` in one transaction as the request's actor. Redirects belong after it: they throw, and would roll it back. */
const inTransaction = <E extends RequestEvent, T>(event: E, work: (tx: Tx, event: E) => Promise<T>) =>
  event.locals.database.withActor(event.locals.actor, (tx) => work(tx, event));

/** A page's load: a Failure becomes the error page. */
export const page =
  <E extends RequestEvent, T>(work: (tx: Tx, event: E) => Promise<T>) =>
  async (event: E): Promise<T> => {
    try {
      return await inTransaction(event, work);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      error(httpStatus[thrown.code], {
        message: reasonText(event.locals.lang, thrown.reason, thrown.detail),
        reason: thrown.reason,
        requestId: event.locals.requestId,
      });
    }
  };

export interface FormFailure {
  readonly reason: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/** What was typed, without files and without anything that must not come back (passwords, codes). */
const typed = (form: FormData): Record<string, string> =>
  Object.fromEntries(
    [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !/password|sandi|otp|totp/i.test(entry[0])),
  );

/**
 * A form action: a Failure goes back to the form with what was typed; success redirects to `done(result)`.
 * A hidden field `_command` (a UUID made when the form was rendered) makes a double click or a resent form one command.
 */
export const action =
  <E extends RequestEvent, T>(work: (tx: Tx, form: FormData, event: E) => Promise<T>, done: (result: T, event: E) => string) =>
  async (event: E) => {
    const form = await event.request.formData();
    const command = form.get('_command');
    let result: T;
    try {
      result = await inTransaction(event, (tx) =>
        typeof command === 'string' && command ? once(tx, command, typed(form), () => work(tx, form, event)) : work(tx, form, event),
      );
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return fail(httpStatus[thrown.code], {
        reason: thrown.reason,
        detail: thrown.detail,
        fields: thrown.fields,
        values: typed(form),
      } satisfies FormFailure);
    }
    redirect(303, done(result, event));
  };

/** A JSON endpoint: a Failure becomes a problem document (RFC 9457). */
export const endpoint =
  <E extends RequestEvent, T>(work: (tx: Tx, event: E) => Promise<T>, success = 200) =>
  async (event: E) => {
    try {
      return json(await inTransaction(event, work), { status: success });
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const problem = {
        type: `/kesalahan/${thrown.reason}`,
        title: reasonText(event.locals.lang, thrown.reason, thrown.detail),
        status: httpStatus[thrown.code],
        fields: thrown.fields,
      };
      return json(problem, { status: problem.status, headers: { 'content-type': 'application/problem+json' } });
    }
  };
