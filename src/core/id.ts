const SIZE = 16;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** A call for random bytes costs ten times what the rest of an id costs, so they come in batches. */
const pool = new Uint8Array(SIZE * 256);
let used = pool.length;
function randomBytes(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  return pool.slice(used, (used += SIZE));
}

/**
 * A UUID version 7 (RFC 9562 § 5.7): 48 bits of Unix milliseconds, then random. Made here and not in the database,
 * because `uuidv7()` exists only from PostgreSQL 18 and a client-made id survives a lost reply.
 */
export function uuidv7(at: number = Date.now()): string {
  const bytes = randomBytes();
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(at / 2 ** 32));
  view.setUint32(2, at >>> 0);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  let hex = '';
  for (const byte of bytes) hex += HEX[byte];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Is it the text form of a UUID? Asked before a value from outside reaches a uuid column. */
export const isUuid = (value: string): boolean => UUID.test(value);
