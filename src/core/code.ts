/**
 * Codes people read aloud: Crockford's base 32 without I, L, O, U, and a check sign by ISO/IEC 7064 MOD 37-2's little
 * sister: the weighted sum modulo 31 (a prime below 32), which finds every single wrong sign and every swap of two neighbours.
 */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHECK_MODULUS = 31;

/** `length` random signs; 5 bits each. */
export function randomSigns(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => SIGNS[byte & 31]).join('');
}

const checkSign = (body: string): string => {
  let sum = 0;
  for (const [index, sign] of [...body].entries()) sum += (index + 2) * SIGNS.indexOf(sign);
  return SIGNS[sum % CHECK_MODULUS]!;
};

/** A code such as `SP-7K2M-9QXD-4`: prefix, `length` random signs in groups of four, check sign. */
export function newCode(prefix: string, length = 8): string {
  const body = randomSigns(length);
  return `${prefix}-${body.match(/.{1,4}/g)!.join('-')}-${checkSign(body)}`;
}

/** The code as printed, from what a person typed (case, blanks, I/L for 1, O for 0 forgiven); undefined where it can't be one. */
export function readCode(prefix: string, typed: string): string | undefined {
  const signs = typed.toUpperCase().replace(/[\s\-–—.]/g, '');
  if (!signs.startsWith(prefix)) return undefined;
  const rest = signs.slice(prefix.length).replace(/[IL]/g, '1').replace(/O/g, '0');
  if (rest.length < 3 || [...rest].some((sign) => !SIGNS.includes(sign))) return undefined;
  const body = rest.slice(0, -1);
  if (checkSign(body) !== rest.at(-1)) return undefined;
  return `${prefix}-${body.match(/.{1,4}/g)!.join('-')}-${rest.at(-1)}`;
}
