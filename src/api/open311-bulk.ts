import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import Papa from 'papaparse';
import { FORMULA } from '#core/formula.ts';
import type { Database } from '#core/server/database.ts';
import { dayOf } from '#core/working-time.ts';
import { MOST, w3c } from '#modules/complaints/open311.ts';
import { findRequests, hiddenSince, requestCursor, type RequestView } from '#modules/complaints/server/complaints.ts';
import { sources } from '#ui/words/open311.ts';
import { namesFor, requestOf, type Names } from './georeport.ts';

/**
 * GeoReport Bulk (https://wiki.open311.org/GeoReport/bulk): every public report as CSV (RFC 4180), made anew once a day.
 * The day's first reader gets yesterday's file and has the next one made; where a report was taken from public view since,
 * the old file is handed out to nobody.
 */
const NOBODY = { kind: 'anonymous' } as const;
const pathOf = (): string => join(process.env['SATU_DATA'] ?? 'data', 'open311', 'bulk.csv');
const COLUMNS = [
  'service_request_id',
  'requested_datetime',
  'updated_datetime',
  'closed_date',
  'status_description',
  'status_notes',
  'source',
  'service_name',
  'service_subtype',
  'description',
  'agency_responsible',
  'address',
  'lat',
  'long',
] as const;

function rowOf(view: RequestView, names: Names): (string | number | null)[] {
  const shown = requestOf(view, names);
  const source = Object.hasOwn(sources, view.channel) ? sources[view.channel as keyof typeof sources].id : view.channel;
  const row: Record<(typeof COLUMNS)[number], string | number | null> = {
    ...shown,
    closed_date: view.endedAt && w3c(view.endedAt),
    // one word, and the finer one: the states of the table in force
    status_description: view.state,
    source,
    service_subtype: null,
  };
  return COLUMNS.map((column) => row[column]);
}
const csv = (rows: readonly (string | number | null)[][]): string =>
  rows.length ? `${Papa.unparse(rows as unknown[][], { newline: '\r\n', quotes: true, escapeFormulae: FORMULA })}\r\n` : '';

async function make(database: Database, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${randomUUID()}.part`;
  const file = await open(part, 'w', 0o600);
  try {
    const { names, began } = await database.withActor(NOBODY, async (tx) => ({ names: await namesFor(tx, ''), began: tx.now }));
    await file.write(csv([[...COLUMNS]]));
    for (let after: string | undefined; ;) {
      const query = { most: MOST, skip: 0, ...(after === undefined ? {} : { after }) };
      const views = await database.withActor(NOBODY, (tx) => findRequests(tx, 'production', query));
      await file.write(csv(views.map((view) => rowOf(view, names))));
      const last = views.at(-1);
      if (!last || views.length < MOST) break;
      after = requestCursor(last);
    }
    await file.sync();
    await file.close();
    await utimes(part, began, began);
    await rename(part, path);
  } finally {
    await file.close().catch(() => {});
    await rm(part, { force: true });
  }
}
/** One making at a time in this process. */
let making: Promise<void> | undefined;
const remake = (database: Database, path: string): Promise<void> => (making ??= make(database, path).finally(() => (making = undefined)));

/** The file as it stands; made first where there is none, or none that may be shown. */
export async function bulkFile(
  request: Request,
  { database, report }: { readonly database: Database; readonly report?: (thrown: unknown) => void },
): Promise<Response> {
  const path = pathOf();
  const made = await stat(path).then(
    (found) => found.mtime,
    () => undefined,
  );
  const { isOld, isForbidden } = await database.withActor(NOBODY, async (tx) => ({
    isOld: made === undefined || dayOf(made) !== dayOf(tx.now),
    isForbidden: made === undefined || (await hiddenSince(tx, made)),
  }));
  if (isForbidden) {
    await making?.catch(() => {}); // it may have begun before the report was hidden
    await remake(database, path);
  } else if (isOld) remake(database, path).catch((thrown: unknown) => report?.(thrown));
  const { size, mtime } = await stat(path);
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="open311-mimika.csv"',
    'last-modified': mtime.toUTCString(),
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  if (Math.floor(mtime.getTime() / 1000) * 1000 <= since) return new Response(null, { status: 304, headers });
  if (request.method === 'HEAD') return new Response(null, { headers: { ...headers, 'content-length': String(size) } });
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: { ...headers, 'content-length': String(size) },
  });
}
