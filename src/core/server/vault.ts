import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, hkdfSync, randomFillSync } from 'node:crypto';

/**
 * Personal values at rest. One master key (32 bytes, `SATU_KEY` in hex or the file `secrets.json` of the data folder)
 * gives two keys by HKDF: one to encrypt (AES-256-GCM), one to find (HMAC-SHA-256).
 */
export interface Vault {
  /** Version byte, 12 bytes nonce, 16 bytes tag, ciphertext. `context` (table, row) is authenticated: a value moved to another row doesn't open. */
  seal(plain: string, context: string): Buffer;
  /** @throws Error where the bytes were altered or belong to another context */
  unseal(sealed: Uint8Array, context: string): string;
  /** The keyed hash under which a value is found, for example `nik`; 32 bytes. */
  findable(value: string, kind: string): Buffer;
}

const VERSION = 1;

const pool = Buffer.alloc(8192);
let used = pool.length;
/** Random bytes for nonces and salts, in batches: asking for twelve at a time costs as much as sealing. */
export function randomSalt(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return Buffer.from(pool.subarray(used, (used += length)));
}

export function openVault(masterKey: Uint8Array): Vault {
  if (masterKey.length !== 32) throw new Error('The master key must have 32 bytes.');
  // a key object is made once; given as bytes, a key is made anew for every value, three times the cost of sealing
  const derive = (purpose: string) =>
    createSecretKey(new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(), `satu-pintu/${purpose}/1`, 32)));
  const sealKey = derive('seal');
  const findKey = derive('find');
  return {
    seal(plain, context) {
      const nonce = randomSalt(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]);
    },
    unseal(sealed, context) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== VERSION) throw new Error('Unknown version of a sealed value.');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(1, 13));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(13, 29));
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8');
    },
    findable: (value, kind) => createHmac('sha256', findKey).update(`${kind}\n${value}`).digest(),
  };
}

/** SHA-256 of salt and value, hex: what an event says about a personal value. Erase the salt and it says nothing. */
export const saltedHash = (salt: Uint8Array, value: string): string => createHash('sha256').update(salt).update(value).digest('hex');

let opened: Vault | undefined;
/** The process's vault, from SATU_KEY (64 hex digits; the start tool sets it). @throws Error where it isn't set */
export function vault(): Vault {
  opened ??= openVault(Buffer.from(process.env.SATU_KEY ?? '', 'hex'));
  return opened;
}
