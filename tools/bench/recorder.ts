import { appendFileSync } from 'node:fs';
import process from 'node:process';
import pg from 'pg';
import { toLine } from './statement.ts';

/**
 * Loaded into a web server by `--import`: writes every SQL statement with its values to BENCH_RECORD. For one recording
 * of a few requests; never in the process that is measured.
 */
const file = process.env['BENCH_RECORD'];
if (file) {
  const send = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  (pg.Client.prototype as { query: unknown }).query = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first, second] = args;
    const { text, values } = typeof first === 'string' ? { text: first, values: second } : (first as { text: string; values?: unknown });
    appendFileSync(file, toLine({ text, values: Array.isArray(values) ? values : [] }));
    return send.apply(this, args);
  };
}
