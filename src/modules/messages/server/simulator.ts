import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How the simulated gateway misbehaves. `lost`: it takes the message but the answer never arrives. The last five are
 * WhatsApp's own, with its error codes; the template of `template_paused` was approved once.
 */
export type Fault =
  | 'none'
  | 'down'
  | 'slow_down'
  | 'refuses'
  | 'not_json'
  | 'no_id'
  | 'lost'
  | 'template_not_approved'
  | 'template_paused'
  | 'window_closed'
  | 'rate_limit'
  | 'not_on_whatsapp';
/** Error codes of the Cloud API, answered with status 400. */
const CODES: Partial<Record<Fault, number>> = {
  template_not_approved: 132001,
  template_paused: 132015,
  window_closed: 131047,
  rate_limit: 130429,
  not_on_whatsapp: 131026,
};

export interface GatewaySimulator {
  readonly url: string;
  fault: Fault;
  /** What was really delivered, each idempotency key once. */
  readonly delivered: ReadonlyMap<string, { readonly path: string; readonly body: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** A gateway with the shapes of channel.ts on a free local port, for tests and for trying a deployment's settings. */
export async function startGateway(): Promise<GatewaySimulator> {
  const delivered = new Map<string, { path: string; body: Record<string, unknown> }>();
  const state = { fault: 'none' as Fault };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      if (state.fault === 'down') return answer(503, '{}');
      if (state.fault === 'slow_down') return answer(429, '{}', { 'retry-after': '1' });
      if (state.fault === 'refuses') return answer(422, '{"error":"unknown number"}');
      if (state.fault === 'not_json') return answer(200, '<html>');
      if (state.fault === 'no_id') return answer(200, '{}');
      const isToWhatsapp = Buffer.concat(chunks).includes('messaging_product');
      const code = CODES[state.fault];
      if (code !== undefined && isToWhatsapp)
        return answer(400, JSON.stringify({ error: { message: `(#${code})`, type: 'OAuthException', code, fbtrace_id: 'simulated' } }));
      const key = String(request.headers['idempotency-key']);
      if (!delivered.has(key))
        delivered.set(key, { path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> });
      if (state.fault === 'lost') return request.socket.destroy();
      const isWhatsapp = 'messaging_product' in delivered.get(key)!.body;
      return answer(200, JSON.stringify(isWhatsapp ? { messages: [{ id: `wamid.${key}` }] } : { id: `sim-${key}` }));
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delivered,
    get fault() {
      return state.fault;
    },
    set fault(next) {
      state.fault = next;
    },
    close: () => new Promise((settle) => server.close(() => settle())),
  };
}
