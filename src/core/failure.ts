export type FailureCode = 'invalid' | 'forbidden' | 'not_found' | 'not_now' | 'conflict';

/**
 * A refusal the caller is meant to see. `reason` is a key into the wording (src/ui/words), `fields` maps an input
 * field to one, `detail` fills the placeholders of the wording (never a personal value of somebody else).
 * Anything else that is thrown is a bug: it is logged with the request id, and the caller sees a 500 without detail.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly reason: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly detail: Readonly<Record<string, string>>;
  constructor(code: FailureCode, reason: string, fields: Record<string, string> = {}, detail: Record<string, string> = {}) {
    super(`${code}: ${reason}`);
    this.code = code;
    this.reason = reason;
    this.fields = fields;
    this.detail = detail;
  }
}
