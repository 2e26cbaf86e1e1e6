import { error, type RequestEvent } from '@sveltejs/kit';
import Papa from 'papaparse';
import { Failure } from '#core/failure.ts';
import { FORMULA } from '#core/formula.ts';
import type { Tx } from '#core/server/database.ts';
import { reasonText } from '#ui/words.ts';
import { httpStatus } from './serve.ts';

/** Rows for a reader outside: lists joined by ';', what is empty stays empty. */
const cell = (value: unknown): string | number | boolean =>
  value === null || value === undefined
    ? ''
    : Array.isArray(value)
      ? value.join(';')
      : typeof value === 'object'
        ? JSON.stringify(value)
        : (value as string | number | boolean);

/** A CSV file of rows read as the one who asks. */
export const csvFile =
  <E extends RequestEvent>(name: string, read: (tx: Tx, event: E) => Promise<readonly object[]>) =>
  async (event: E): Promise<Response> => {
    const rows = await event.locals.database
      .withActor(event.locals.actor, (tx) => read(tx, event))
      .catch((thrown: unknown) => {
        if (!(thrown instanceof Failure)) throw thrown;
        error(httpStatus[thrown.code], reasonText(event.locals.lang, thrown.reason, thrown.detail));
      });
    const text = Papa.unparse(
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cell(value)]))),
      { newline: '\n', escapeFormulae: FORMULA },
    );
    return new Response(`${text}\n`, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'public, max-age=3600',
        'access-control-allow-origin': '*',
      },
    });
  };
