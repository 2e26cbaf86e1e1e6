import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Question, Unavailable } from '../adapter.ts';
import { simulate } from './simulator.ts';

/** A question that brought no answer. `sent`: it may have been accepted, so only an idempotent question may be put again. */
export class TransportFault extends Error {
  readonly reason: Unavailable;
  readonly sent: boolean;
  constructor(reason: Unavailable, sent = false) {
    super(reason);
    this.reason = reason;
    this.sent = sent;
  }
}

/** Put one question; the reply is unread JSON. @throws TransportFault */
export async function put(question: Question): Promise<unknown> {
  if (question.mode === 'live') return putLive(question);
  if (question.mode === 'file') return readDelivered(question);
  // A simulator must never pass for a register where real people are served.
  if (process.env['SATU_MODE'] === 'production') throw new TransportFault('not_connected');
  return simulate(question, (reason, sent) => new TransportFault(reason, sent));
}

const CERTIFICATE = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);
const MAX_REPLY = 256 * 1024;

async function putLive({ adapter, endpoint, key, body, timeoutMs }: Question): Promise<unknown> {
  if (!endpoint) throw new TransportFault('not_connected');
  const token = process.env[`SATU_ADAPTER_${adapter.replace(/\W/g, '_').toUpperCase()}`];
  let response: Response;
  try {
    response = await fetch(`${endpoint.replace(/\/$/, '')}/${adapter}`, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': key,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ request_id: key, ...body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 429) throw new TransportFault('quota');
    if (!response.ok) throw new TransportFault('down');
    const text = await response.text();
    if (text.length > MAX_REPLY) throw new TransportFault('changed_shape', true);
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    if (thrown instanceof TransportFault) throw thrown;
    if (thrown instanceof SyntaxError) throw new TransportFault('changed_shape', true);
    if (thrown instanceof Error && thrown.name === 'TimeoutError') throw new TransportFault('timeout', true);
    const code = ((thrown as { cause?: { code?: string } }).cause?.code ?? '').toString();
    throw new TransportFault(CERTIFICATE.has(code) ? 'certificate' : 'down');
  }
}

/**
 * A list the other side hands over on a schedule: `SATU_DATA/registers/<adapter>.json`,
 * `{ "as_of": "…", "rows": [ { "nik": "…", … } ] }`.
 */
async function readDelivered({ adapter, key, body }: Question): Promise<unknown> {
  try {
    const list = JSON.parse(await readFile(join(process.env['SATU_DATA'] ?? 'data', 'registers', `${adapter}.json`), 'utf8')) as {
      as_of: string;
      rows: { nik: string }[];
    };
    return { request_id: key, as_of: list.as_of, rows: list.rows.filter((row) => row.nik === body['nik']) };
  } catch (thrown) {
    throw new TransportFault(thrown instanceof SyntaxError || thrown instanceof TypeError ? 'changed_shape' : 'not_connected');
  }
}
