import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

/** What gets smaller; never a stream of events, which would lie in the compressor until it is full. */
const COMPRESSIBLE = /^(?:text\/(?!event-stream)|application\/(?:[\w.-]+\+)?(?:json|xml)\b|image\/svg\+xml)/;
/** Below this the head of the answer weighs more than what is saved. */
const WORTH_IT = 1000;
/** Of brotli's eleven: pages come out as small as gzip's best, in half of its time. */
const QUALITY = 5;

/** Does the visitor take this coding (RFC 9110 § 12.5.3)? One it gives the weight 0 it refuses. */
const takes = (accepted: string, coding: string): boolean =>
  accepted.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });

/** The answer in the smallest coding the visitor takes: on a line of 2G a page comes in half the time. */
export function compressed(request: Request, response: Response): Response {
  const { headers, body } = response;
  if (!body || headers.has('content-encoding') || !COMPRESSIBLE.test(headers.get('content-type') ?? '')) return response;
  headers.append('vary', 'accept-encoding');
  const length = headers.get('content-length');
  if (request.method === 'HEAD' || (length !== null && Number(length) < WORTH_IT)) return response;
  const accepted = request.headers.get('accept-encoding') ?? '';
  const coding = ['br', 'gzip'].find((name) => takes(accepted, name));
  if (!coding) return response;
  const coder = coding === 'br' ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }) : createGzip();
  headers.set('content-encoding', coding);
  headers.delete('content-length');
  const source = Readable.fromWeb(body as ReadableStream);
  source.on('error', (thrown) => coder.destroy(thrown));
  coder.on('close', () => source.destroy());
  return new Response(Readable.toWeb(source.pipe(coder)) as unknown as BodyInit, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}
