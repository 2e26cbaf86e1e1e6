import { readdir } from 'node:fs/promises';
import { isReady } from '#core/server/ready.ts';
import type { RequestHandler } from './$types';

/** Database, schema and worker: 200 where all are well, 503 with the one that isn't. */
export const GET: RequestHandler = async ({ locals }) => {
  const state = await isReady(locals.database, await newestMigration());
  const isWell = state.database && state.schema && state.worker;
  return new Response(JSON.stringify(state), {
    status: isWell ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
};

let newest: string | undefined;
/** The last file of db/migrations; undefined where the folder isn't shipped. */
async function newestMigration(): Promise<string | undefined> {
  newest ??= await readdir('db/migrations').then(
    (files) =>
      files
        .filter((name) => name.endsWith('.sql'))
        .toSorted()
        .at(-1),
    () => undefined,
  );
  return newest;
}
