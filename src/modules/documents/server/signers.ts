import { bsre } from './bsre.ts';
import type { Signer } from './signer.ts';
import { simulasi } from './simulasi.ts';

/** By SATU_SIGNER; `simulasi` unless told otherwise. */
export function chosenSigner(): Signer {
  const name = process.env.SATU_SIGNER ?? 'simulasi';
  if (name === 'simulasi') return simulasi();
  if (name === 'bsre') return bsre();
  throw new Error(`SATU_SIGNER must be simulasi or bsre, not ${name}`);
}
