import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What processes cost, from /proc (proc(5)). Where there is none (macOS, Windows), only throughput is measured. */

export const hasProc = existsSync('/proc/self/stat');

/** USER_HZ: 100 on every Linux platform that Node runs on. */
const TICK_MS = 10;

interface Stat {
  readonly parent: number;
  /** utime + stime of the process with all its threads. */
  readonly ownMs: number;
  /** The same of children that have ended. */
  readonly endedChildrenMs: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name may hold blanks and brackets; what follows its last bracket begins with field 3
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number): number => Number(fields[field - 3]);
    return { parent: at(4), ownMs: (at(14) + at(15)) * TICK_MS, endedChildrenMs: (at(16) + at(17)) * TICK_MS };
  } catch {
    return undefined; // it has ended
  }
}

export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => statOf(candidate)?.parent === pid);

/** CPU time of a process so far, in milliseconds; 0 where there is no /proc. */
export const cpuOf = (pid: number): number => (hasProc ? (statOf(pid)?.ownMs ?? 0) : 0);

/** CPU time of a PostgreSQL server so far: postmaster, sessions (those that ended too), writers and vacuum. */
export function clusterCpu(postmaster: number): number {
  if (!hasProc) return 0;
  const main = statOf(postmaster);
  return (main ? main.ownMs + main.endedChildrenMs : 0) + childrenOf(postmaster).reduce((sum, pid) => sum + cpuOf(pid), 0);
}

/** Memory of a process in MiB: resident, and its proportional share of what it shares with others. */
export function memoryOf(pid: number): { rss: number; pss: number } {
  const kib = (file: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? 0);
  return { rss: Math.round(kib('status', 'VmRSS') / 1024), pss: Math.round(kib('smaps_rollup', 'Pss') / 1024) };
}

export const commandLineOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
