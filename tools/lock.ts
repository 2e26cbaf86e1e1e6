import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { StartFault } from './postgres.ts';

/** When the process began, in clock ticks since boot: tells a process from a later one with the same number. Empty where the system doesn't say. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A killed process nobody has asked after yet still has its number.
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * One start tool a data folder: two would fight over the database. A lock whose process is gone is taken over.
 * @returns `wasLeft`: the one before was killed; `release` removes the lock
 * @throws StartFault where another one runs
 */
export function takeLock(file: string, dataDir: string): { wasLeft: boolean; release: () => void } {
  let wasLeft = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) }), { flag: 'wx' });
      return { wasLeft, release: () => rmSync(file, { force: true }) };
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
    const holder = readHolder(file);
    if (holder && lives(holder.pid) && birthOf(holder.pid) === holder.birth)
      throw new StartFault(
        `Satu Pintu sudah berjalan di ${dataDir} (proses ${holder.pid}): hentikan dulu, atau pilih folder lain dengan SATU_DATA. / Satu Pintu already runs on ${dataDir} (process ${holder.pid}): stop it first, or choose another folder with SATU_DATA.`,
      );
    wasLeft = true;
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): { pid: number; birth: string } | undefined {
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number; birth: string }) : undefined;
  } catch {
    return undefined;
  }
}
