import * as z from 'zod';
import { SigningFault, type Signer, type SignerPerson } from './signer.ts';

/**
 * BSrE's esign client service (BSSN), as its integration guide documents it: HTTP Basic, `GET /api/user/status/{nik}`,
 * `POST /api/sign/pdf` (multipart) answering with the PDF and the header `id_dokumen`, `GET /api/sign/download/{id}`.
 * The JSON of status and errors is [M]: read leniently, and anything we don't understand counts as unclear.
 */
export interface BsreOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly timeoutMs?: number;
  /** How often the question before the signature is asked where the service is down. */
  readonly tries?: number;
}

const Status = z.looseObject({
  status_code: z.number().optional(),
  status: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
});
const Refusal = z.looseObject({ error: z.string().optional(), message: z.string().optional() });

/** The connection never stood, so nothing was accepted. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
const wasNotSent = (thrown: unknown): boolean => {
  const cause = (thrown as { cause?: { code?: string; errors?: { code?: string }[] } }).cause;
  return NOT_SENT.has(cause?.code ?? '') || (cause?.errors?.some(({ code }) => NOT_SENT.has(code ?? '')) ?? false);
};

const isSignedPdf = (bytes: Uint8Array): boolean => {
  const text = Buffer.from(bytes).toString('latin1');
  return text.startsWith('%PDF-') && /\/ByteRange\s*\[/.test(text) && /%%EOF\s*$/.test(text);
};

/** Why the service said no, from its message: the codes of the versions differ. */
function refusalReason(message: string): string {
  if (/passphrase|kata sandi/i.test(message)) return 'documents.wrong_passphrase';
  if (/expired|kedaluwarsa|kadaluarsa|revoke|dicabut/i.test(message)) return 'documents.certificate_expired';
  if (/terdaftar|not registered|not found/i.test(message)) return 'documents.signer_unknown';
  return 'documents.signer_refused';
}

export function bsre(options?: BsreOptions): Signer {
  const {
    url,
    user,
    password,
    timeoutMs = 60_000,
    tries = 3,
  } = options ?? {
    url: process.env.SATU_BSRE_URL ?? '',
    user: process.env.SATU_BSRE_USER ?? '',
    password: process.env.SATU_BSRE_PASSWORD ?? '',
  };
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };

  /** Asked before the signature, so it may be asked again. */
  async function certificateStatus(nik: string): Promise<void> {
    for (let tried = 1; ; tried++) {
      try {
        const reply = await fetch(`${url}/api/user/status/${nik}`, { headers, signal: AbortSignal.timeout(Math.min(timeoutMs, 10_000)) });
        const body: unknown = await reply.json();
        const parsed = Status.safeParse(body);
        if (!parsed.success) throw new SigningFault('unavailable', 'documents.signer_changed_shape');
        const { status_code: code, status, message = '' } = parsed.data;
        if (status === 'ISSUE' || code === 1111) return;
        if (reply.status >= 500) throw new Error('busy');
        if (status === undefined && code === undefined && !message) throw new SigningFault('unavailable', 'documents.signer_changed_shape');
        throw new SigningFault('refused', refusalReason(`${status ?? ''} ${message}`));
      } catch (thrown) {
        if (thrown instanceof SigningFault) throw thrown;
        if (tried >= tries) throw new SigningFault('unavailable', 'documents.signer_unavailable');
        await new Promise((resolve) => setTimeout(resolve, 200 * tried));
      }
    }
  }

  async function fetchSigned(externalId: string): Promise<Uint8Array | undefined> {
    let reply: Response;
    let body: Uint8Array;
    try {
      reply = await fetch(`${url}/api/sign/download/${encodeURIComponent(externalId)}`, {
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      });
      body = new Uint8Array(await reply.arrayBuffer());
    } catch {
      throw new SigningFault('unclear', 'documents.signer_unavailable', externalId);
    }
    if (reply.status === 404) return undefined;
    if (!reply.ok || !isSignedPdf(body)) throw new SigningFault('unclear', 'documents.signer_changed_shape', externalId);
    return body;
  }

  /** One call, never repeated here. */
  async function post(pdf: Uint8Array, nik: string, secret: string): Promise<Uint8Array> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(pdf)], { type: 'application/pdf' }), 'dokumen.pdf');
    form.set('nik', nik);
    form.set('passphrase', secret);
    form.set('tampilan', 'invisible');
    let externalId: string | undefined;
    try {
      const reply = await fetch(`${url}/api/sign/pdf`, { method: 'POST', headers, body: form, signal: AbortSignal.timeout(timeoutMs) });
      externalId = reply.headers.get('id_dokumen') ?? undefined;
      const body = new Uint8Array(await reply.arrayBuffer());
      if (reply.ok && isSignedPdf(body)) return body;
      if (reply.status >= 400 && reply.status < 500) {
        const refusal = Refusal.safeParse(JSON.parse(Buffer.from(body).toString('utf8')));
        throw new SigningFault(
          'refused',
          refusalReason(refusal.success ? `${refusal.data.error ?? ''} ${refusal.data.message ?? ''}` : ''),
        );
      }
      throw new SigningFault('unclear', reply.ok ? 'documents.signer_changed_shape' : 'documents.outcome_unclear', externalId);
    } catch (thrown) {
      if (thrown instanceof SigningFault) throw thrown;
      if (wasNotSent(thrown)) throw new SigningFault('unavailable', 'documents.signer_unavailable');
      throw new SigningFault('unclear', 'documents.outcome_unclear', externalId);
    }
  }

  return {
    name: 'bsre',
    automatic: false,
    sample: false,
    fetchSigned,
    async sign(pdf: Uint8Array, who: SignerPerson, secret?: string) {
      if (!url) throw new SigningFault('unavailable', 'documents.signer_unavailable');
      if (!who.nik) throw new SigningFault('refused', 'documents.signer_unknown');
      if (!secret) throw new SigningFault('refused', 'documents.passphrase_needed');
      await certificateStatus(who.nik);
      try {
        return await post(pdf, who.nik, secret);
      } catch (thrown) {
        if (!(thrown instanceof SigningFault) || thrown.kind !== 'unclear' || !thrown.externalId) throw thrown;
        const late = await fetchSigned(thrown.externalId); // accepted, but the answer was lost: fetch it, don't sign again
        if (late) return late;
        throw thrown;
      }
    },
  };
}
