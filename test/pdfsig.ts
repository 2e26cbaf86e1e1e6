import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Is poppler's pdfsig (and NSS's certutil, to trust an authority) on this machine? The e2e run requires both. */
export const hasPdfsig = (() => {
  try {
    execFileSync('pdfsig', ['-v'], { stdio: 'ignore' });
    execFileSync('which', ['certutil'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** What pdfsig says about a PDF, with one authority trusted: a second, independent reader of our signatures. */
export async function pdfsig(pdf: Uint8Array, authorityPem: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pdfsig-'));
  try {
    const store = `sql:${folder}`;
    const file = join(folder, 'dokumen.pdf');
    const authority = join(folder, 'ca.pem');
    writeFileSync(file, pdf);
    writeFileSync(authority, authorityPem);
    await run('certutil', ['-N', '-d', store, '--empty-password']);
    await run('certutil', ['-A', '-d', store, '-n', 'ca', '-t', 'CT,C,C', '-i', authority]);
    // pdfsig ends with 1 where a signature is bad; what it printed is the answer either way
    const { stdout, stderr } = await run('pdfsig', ['-nssdir', store, file]).catch((thrown: { stdout?: string; stderr?: string }) => ({
      stdout: thrown.stdout ?? '',
      stderr: thrown.stderr ?? '',
    }));
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
