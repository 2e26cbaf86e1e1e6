import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from './postgres.ts';

export interface Secrets {
  readonly key: string;
  readonly owner: string;
  readonly web: string;
  readonly worker: string;
}

/** Of a data folder. Made at the first start, kept with mode 600. Who loses it loses every sealed value, so it is never made anew beside old data. */
export function secretsOf(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (!existsSync(file)) {
    if (existsSync(join(dataDir, 'pg', 'PG_VERSION')))
      throw new StartFault(
        `Berkas ${file} hilang, padahal data lama ada: kembalikan dari cadangan, atau pilih folder lain dengan SATU_DATA. / ${file} is gone while old data is there: restore it from the backup, or choose another folder with SATU_DATA.`,
      );
    const secret = (): string => randomBytes(32).toString('hex');
    const part = openSync(`${file}.part`, 'w', 0o600);
    writeFileSync(part, JSON.stringify({ key: secret(), owner: secret(), web: secret(), worker: secret() }));
    fsyncSync(part);
    closeSync(part);
    renameSync(`${file}.part`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}
