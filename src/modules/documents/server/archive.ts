import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * The letters' files on local disk, under `SATU_DATA/documents`, outside the web root. A file is named by its document and
 * its own SHA-256, so two runs of one job never overwrite each other and a row always points at the bytes it was written for.
 */
const root = (): string => resolve(process.env.SATU_DATA ?? 'data', 'documents');

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes whole or not at all (fsync, then rename); gives the path below the root. Writing the same bytes again is harmless. */
export async function keep(documentId: string, bytes: Uint8Array, kind: 'unsigned' | 'signed'): Promise<string> {
  const path = join(documentId.slice(-2), `${documentId}-${kind}-${sha256(bytes).slice(0, 16)}.pdf`);
  const target = join(root(), path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const part = `${target}.${randomBytes(6).toString('hex')}.part`;
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, target);
  return path;
}

/** @throws where the path leads out of the archive: paths come from our own rows, this is the last line */
const inside = (path: string): string => {
  const target = resolve(root(), path);
  if (!target.startsWith(`${root()}/`)) throw new Error('archive: path outside');
  return target;
};

export const readKept = (path: string): Promise<Buffer> => readFile(inside(path));
export const discard = (path: string): Promise<void> => rm(inside(path), { force: true });

export async function streamKept(path: string): Promise<{ stream: ReadStream; bytes: number }> {
  const { size } = await stat(inside(path));
  return { stream: createReadStream(inside(path)), bytes: size };
}
