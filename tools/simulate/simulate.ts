import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { takeLock } from '../lock.ts';
import { migrate } from '../migrate.ts';
import { mustBeWritable, StartFault, startPostgres } from '../postgres.ts';
import { loadReference } from '../reference.ts';
import { makeQueueSchema, makeRoles } from '../roles.ts';
import { secretsOf } from '../secrets.ts';
import { simulate, SimulationFault, type Progress } from './run.ts';

/**
 * `npm run simulate -- --from 2025-07 --months 12 --scale 1 --seed 1`: lives through the months in a data folder of its own
 * (SATU_DATA), by the platform's own commands in simulated time. Stopped, it goes on where it was when asked the same again;
 * `npm start` on the same folder shows the city, marked DATA SIMULASI.
 */
const Wish = z.strictObject({
  from: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, '--from: bulan, misalnya 2025-07 / a month, for example 2025-07'),
  months: z.coerce.number('--months: angka / a number').int('--months: bilangan bulat / a whole number').min(1).max(120),
  scale: z.coerce.number('--scale: angka / a number').positive('--scale: lebih dari 0 / more than 0').max(100),
  seed: z.coerce.number('--seed: angka / a number').int('--seed: bilangan bulat / a whole number').min(0).max(2_147_483_647),
});

function wishOf(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        from: { type: 'string', default: '2025-07' },
        months: { type: 'string', default: '12' },
        scale: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
      },
    });
    return Wish.parse(values);
  } catch (thrown) {
    const said = thrown instanceof z.ZodError ? thrown.issues.map(({ message }) => message).join('; ') : (thrown as Error).message;
    throw new SimulationFault(`${said}\n  npm run simulate -- --from 2025-07 --months 12 --scale 1 --seed 1`);
  }
}

const WIDTH = 30;
/** One line that is written over where a person watches, else a line a month. */
function show(startedAt: number, { day, done, of, commands }: Progress): void {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const filled = Math.round((done / of) * WIDTH);
  const line = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${day} ${Math.floor((done / of) * 100)} % ${commands} perintah/commands ${seconds} s`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === of ? '\n' : ''}`);
  else if (day.endsWith('-01') || done === of) console.log(line);
}

async function main(): Promise<void> {
  const wish = wishOf(process.argv.slice(2));
  if (process.env['SATU_MODE'] === 'production' || process.env['DATABASE_URL'])
    throw new SimulationFault(
      'Simulasi hanya di folder data sendiri, tanpa DATABASE_URL dan bukan SATU_MODE=production. / A simulation runs in a data folder of its own, without DATABASE_URL and not in production.',
    );
  const dataDir = resolve(process.env['SATU_DATA'] ?? 'data-simulasi');
  mustBeWritable(dataDir);
  const lock = takeLock(join(dataDir, 'start.lock'), dataDir);
  process.once('exit', lock.release);
  const { key } = secretsOf(dataDir);
  mkdirSync(join(dataDir, 'files'), { recursive: true, mode: 0o700 });
  process.env['SATU_KEY'] ??= key;
  process.env['SATU_DATA'] = dataDir;
  const starting = startPostgres({ dataDir: join(dataDir, 'pg') });
  // what one day had begun is undone by the database, and begins anew
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void starting.then((running) => running.stop()).then(() => process.exit(130)));
  const postgres = await starting;
  try {
    await makeRoles(postgres.url('app', 'postgres'), 'satupintu');
    const url = (role: string): string => postgres.url(role, 'satupintu');
    const urls = { admin: url('app'), owner: url('satupintu_owner'), web: url('satupintu_web'), worker: url('satupintu_worker') };
    await migrate(urls.owner);
    await makeQueueSchema(urls.admin);
    await loadReference(urls.owner);
    const startedAt = Date.now();
    await simulate(urls, wish, (progress) => show(startedAt, progress));
    console.log(`\nDATA SIMULASI: SATU_DATA=${dataDir} npm start`);
  } finally {
    await postgres.stop();
  }
}

main().catch((thrown: unknown) => {
  if (thrown instanceof SimulationFault || thrown instanceof StartFault) console.error(`\n${thrown.message}`);
  else console.error(thrown);
  process.exit(1);
});
