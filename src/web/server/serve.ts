import { error, fail, isRedirect, json, redirect, type RequestEvent } from '@sveltejs/kit';
import { Failure, type FailureCode } from '#core/failure.ts';
import { isOutcomeUnknown, type Tx } from '#core/server/database.ts';
import {
  discardFile,
  FormRefused,
  receiveForm,
  type FormLimits,
  type ReceivedForm,
  type StoredFile,
  type Taking,
} from '#core/server/files.ts';
import { once } from '#core/server/once.ts';
import { reasonText } from '#ui/words.ts';

export const httpStatus: Record<FailureCode, number> = { invalid: 422, forbidden: 403, not_found: 404, not_now: 409, conflict: 409 };

/** Run `work` in one transaction as the request's actor. Redirects belong after it: they throw, and would roll it back. */
const inTransaction = <E extends RequestEvent, T>(event: E, work: (tx: Tx, event: E) => Promise<T>) =>
  event.locals.database.withActor(event.locals.actor, (tx) => work(tx, event));

/** A page's load changes nothing that counts: where the connection broke at its end, it is simply read again. */
const readAgain = <E extends RequestEvent, T>(event: E, work: (tx: Tx, event: E) => Promise<T>): Promise<T> =>
  inTransaction(event, work).catch((thrown: unknown) => {
    if (!isOutcomeUnknown(thrown)) throw thrown;
    return inTransaction(event, work);
  });

/** A page's load: a Failure becomes the error page. */
export const page =
  <E extends RequestEvent, T>(work: (tx: Tx, event: E) => Promise<T>) =>
  async (event: E): Promise<T> => {
    try {
      return await readAgain(event, work);
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
  /** All that was sent under a name: of boxes more than one may be ticked. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** What was typed, without anything that must not come back (passwords, codes). */
const typed = (form: FormData): [string, string][] =>
  [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !/password|sandi|otp|totp/i.test(entry[0]));
const listed = (form: FormData): Record<string, string[]> =>
  Object.fromEntries([...Map.groupBy(typed(form), ([name]) => name)].map(([name, all]) => [name, all.map(([, value]) => value)]));
/** As a key compares it: a name sent twice counts with both. */
const sentOf = (form: FormData): Record<string, string | string[]> =>
  Object.fromEntries(Object.entries(listed(form)).map(([name, all]) => [name, all.length > 1 ? all : all[0]!]));

/** What every kept file has, however it was taken in. */
type Kept = Pick<StoredFile, 'fileId' | 'sha256'>;

export interface FormOptions<E, F extends Kept = StoredFile> extends FormLimits {
  /** How files are taken in where not as documents: photographs, whose data are read first. */
  readonly taking?: Taking<F>;
  /** Which question each refusal of the form itself belongs to, where that isn't the name of the field; `form` is what was read of it. */
  readonly place?: (refused: FormRefused, event: E) => Record<string, string>;
}

/** A form that doesn't say otherwise takes no files. */
const WITHOUT_FILES: FormLimits = { files: 0 };

/** What a refusal sends back to its form. */
const refusal = ({ code, reason, detail, fields }: Failure, form: FormData) =>
  fail(reason === 'form.too_large' ? 413 : httpStatus[code], {
    reason,
    detail,
    fields,
    values: Object.fromEntries(typed(form)),
    lists: listed(form),
  } satisfies FormFailure);

/**
 * A form action that takes its transactions itself. The form is read as a stream, within `options`; a Failure goes back to
 * it with what was typed, and the files of a command that left nothing are removed.
 */
export const form =
  <E extends RequestEvent, T, F extends Kept = StoredFile>(
    work: (received: ReceivedForm<F>, event: E) => Promise<T>,
    options: FormOptions<E, F> = WITHOUT_FILES,
  ) =>
  async (event: E): Promise<T | ReturnType<typeof refusal>> => {
    let received: ReceivedForm<F> | undefined;
    try {
      received = options.taking
        ? await receiveForm(event.request, options, options.taking)
        : ((await receiveForm(event.request, options)) as unknown as ReceivedForm<F>);
      return await work(received, event);
    } catch (thrown) {
      // Where nobody knows whether the change was written, its files stay.
      if (received && !isRedirect(thrown) && !isOutcomeUnknown(thrown))
        await Promise.all(received.files.map(({ fileId }) => discardFile(fileId)));
      if (!(thrown instanceof Failure)) throw thrown;
      if (!(thrown instanceof FormRefused)) return refusal(thrown, received!.form);
      const fields = options.place ? options.place(thrown, event) : thrown.fields;
      return refusal(new Failure('invalid', thrown.reason, fields), thrown.form);
    }
  };

/**
 * A form action in one transaction; success redirects to `done(result)`. A hidden field `_command` (a UUID made when the
 * form was rendered) makes a double click, a resent form or a lost reply one command.
 */
export const action = <E extends RequestEvent, T, F extends Kept = StoredFile>(
  work: (tx: Tx, form: FormData, event: E, files: ReceivedForm<F>['files']) => Promise<T>,
  done: (result: T, event: E) => string,
  options?: FormOptions<E, F>,
) =>
  form<E, never, F>(async ({ form: sent, files }, event) => {
    const command = sent.get('_command');
    const isOnce = typeof command === 'string' && command !== '';
    let isFirst = false;
    const run = (): Promise<T> =>
      inTransaction(event, (tx) => {
        isFirst = false;
        const first = (): Promise<T> => {
          isFirst = true;
          return work(tx, sent, event, files);
        };
        return isOnce ? once(tx, command, { ...sentOf(sent), ...digests(files) }, first) : first();
      });
    let result: T;
    let mayBeKept = false;
    try {
      result = await run();
    } catch (thrown) {
      if (!isOnce || !isOutcomeUnknown(thrown)) throw thrown;
      mayBeKept = true;
      result = await run(); // the key tells whether the lost COMMIT came through
    }
    // An earlier sending's files are the ones that were kept.
    if (!isFirst && !mayBeKept) await Promise.all(files.map(({ fileId }) => discardFile(fileId)));
    redirect(303, done(result, event));
  }, options);

/** Files as part of what a command was sent with. */
const digests = (files: readonly (Kept & { readonly field: string })[]): Record<string, string> =>
  Object.fromEntries(files.map(({ field, sha256 }) => [`${field}#`, sha256]));

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
