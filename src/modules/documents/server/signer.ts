export interface SignerPerson {
  readonly personId: string;
  readonly name: string;
  readonly office: string;
  /** Only for a signing service that knows people by it; never logged. */
  readonly nik?: string;
  /** Written into the signature as its moment (/M). */
  readonly at: Date;
}

/** Puts a PAdES signature on a PDF. */
export interface Signer {
  readonly name: 'simulasi' | 'bsre';
  /** True where no person has to type a secret, so a job may sign. */
  readonly automatic: boolean;
  /** True where the result isn't valid in law. */
  readonly sample: boolean;
  /** The signed PDF. `secret` is held in memory for the call only. @throws SigningFault */
  sign(pdf: Uint8Array, who: SignerPerson, secret?: string): Promise<Uint8Array>;
  /** A signature whose reply was lost, by the service's own id; undefined where the service says there is none. @throws SigningFault */
  fetchSigned?(externalId: string): Promise<Uint8Array | undefined>;
}

/**
 * Why a signature didn't come back. `refused` and `unavailable`: surely nothing was signed. `unclear`: the call left and no
 * usable answer came, so it may be signed; ask first, never sign again blindly. `reason` is a key of the wording.
 */
export class SigningFault extends Error {
  override readonly name = 'SigningFault';
  readonly kind: 'refused' | 'unavailable' | 'unclear';
  readonly reason: string;
  readonly externalId: string | undefined;
  constructor(kind: 'refused' | 'unavailable' | 'unclear', reason: string, externalId?: string) {
    super(`${kind}: ${reason}`);
    this.kind = kind;
    this.reason = reason;
    this.externalId = externalId;
  }
}
