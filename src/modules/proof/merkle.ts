import { createHash } from 'node:crypto';

/** Merkle trees by RFC 9162 § 2.1 with SHA-256; every hash is 64 hex digits. */
const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HEX_64 = /^[0-9a-f]{64}$/;

const leafOf = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** All levels from the leaves up; the odd one at the end of a level rises as it is, which gives the tree of the RFC. */
export function levelsOf(entries: readonly Uint8Array[]): readonly (readonly Buffer[])[] {
  const levels = [entries.map(leafOf)];
  for (let below = levels[0]!; below.length > 1; below = levels.at(-1)!) {
    const above: Buffer[] = [];
    for (let at = 0; at < below.length; at += 2) above.push(at + 1 < below.length ? nodeOf(below[at]!, below[at + 1]!) : below[at]!);
    levels.push(above);
  }
  return levels;
}

/** The root over the levels; over nothing it is the hash of nothing. */
export const rootOf = (levels: ReturnType<typeof levelsOf>): string => (levels.at(-1)![0] ?? sha256()).toString('hex');

/** The hashes that lead from an entry to the root (RFC 9162 § 2.1.3.1). @throws RangeError where there is no such entry */
export function pathOf(levels: ReturnType<typeof levelsOf>, index: number): readonly string[] {
  if (!Number.isInteger(index) || index < 0 || index >= levels[0]!.length) throw new RangeError('no such entry');
  const path: string[] = [];
  for (let level = 0, at = index; level < levels.length - 1; level++, at >>>= 1) {
    const beside = levels[level]![at ^ 1];
    if (beside) path.push(beside.toString('hex'));
  }
  return path;
}

/** Does the path lead from this entry, at this place of a tree of this size, to the root (RFC 9162 § 2.1.3.2)? */
export function leadsTo(root: string, entry: Uint8Array, index: number, size: number, path: readonly string[]): boolean {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size && size <= 2 ** 31)) return false;
  if (!path.every((hash) => HEX_64.test(hash))) return false;
  let [fn, sn] = [index, size - 1];
  let reached = leafOf(entry);
  for (const hash of path) {
    if (sn === 0) return false;
    const beside = Buffer.from(hash, 'hex');
    if (fn & 1 || fn === sn) {
      reached = nodeOf(beside, reached);
      while (!(fn & 1) && fn !== 0) [fn, sn] = [fn >>> 1, sn >>> 1];
    } else reached = nodeOf(reached, beside);
    [fn, sn] = [fn >>> 1, sn >>> 1];
  }
  return sn === 0 && reached.toString('hex') === root;
}
