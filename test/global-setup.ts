import { mkdtempSync, accessSync, constants, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { loadReference } from '../tools/reference.ts';
import { makeQueueSchema, makeRoles } from '../tools/roles.ts';
import { migrate } from '../tools/migrate.ts';
import { removePostgres, startPostgres } from '../tools/postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the template's server, `ROLE` and `DATABASE` to be replaced. */
    postgres: string;
  }
}

const memory = (): string => {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
};

/** One server a run, one migrated template database with the reference data; every test file clones it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(memory(), 'satu-test-'));
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'pg');
  const postgres = await startPostgres({ dataDir, fsync: false });
  await makeRoles(postgres.url('app', 'postgres'), 'satupintu_template');
  await migrate(postgres.url('satupintu_owner', 'satupintu_template'));
  await makeQueueSchema(postgres.url('app', 'satupintu_template'));
  await loadReference(postgres.url('satupintu_owner', 'satupintu_template'));
  project.provide('postgres', postgres.url('ROLE', 'DATABASE'));
  return async () => {
    await postgres.stop();
    removePostgres(dataDir);
    rmSync(folder, { recursive: true, force: true });
  };
}
