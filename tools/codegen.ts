import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { migrate } from './migrate.ts';
import { removePostgres, startPostgres } from './postgres.ts';
import { makeRoles } from './roles.ts';

/**
 * Write src/core/server/schema.gen.ts from a freshly migrated database; with `--verify` only compare, exit 1 where the
 * committed file is behind.
 */
const TARGET = 'src/core/server/schema.gen.ts';
const folder = mkdtempSync(join(tmpdir(), 'satu-codegen-'));
chmodSync(folder, 0o755);
const postgres = await startPostgres({ dataDir: join(folder, 'pg'), fsync: false });
try {
  await makeRoles(postgres.url('app', 'postgres'), 'satupintu_codegen');
  await migrate(postgres.url('satupintu_owner', 'satupintu_codegen'));
  const out = process.argv.includes('--verify') ? join(folder, 'schema.gen.ts') : TARGET;
  execFileSync(
    'kysely-codegen',
    [
      '--dialect',
      'postgres',
      '--date-parser',
      'string',
      '--type-mapping',
      '{"int8":"number"}',
      '--include-pattern',
      '(core|identity|catalogue|exchange|cases|documents|messages|complaints|reporter|queue|survey|proof|council|innovations|simulation).*',
      '--url',
      postgres.url('app', 'satupintu_codegen'),
      '--out-file',
      out,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (out !== TARGET && readFileSync(out, 'utf8') !== readFileSync(TARGET, 'utf8')) {
    console.log(`${TARGET} is behind the migrations: run "npm run codegen".`);
    process.exitCode = 1;
  }
} finally {
  await postgres.stop();
  removePostgres(join(folder, 'pg'));
  rmSync(folder, { recursive: true, force: true });
}
