import { Agent, request } from 'node:http';

/** Clients that each send one request after another, and what came of it. */

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the answer must say; a figure for wrong answers would be worth nothing. */
  readonly expect: { readonly status: number; readonly location?: RegExp; readonly text?: string };
}

export interface Load {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds an answer took. */
  readonly p50: number;
  readonly p95: number;
}

/** Do `work` on `clients` lanes until the time is over or there is nothing left to do. */
export async function drive(clients: number, seconds: number, work: (lane: number) => Promise<boolean>): Promise<Load> {
  const took: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async (_, lane) => {
      for (let at = performance.now(); at < until; at = performance.now()) {
        if (!(await work(lane))) return;
        took.push(performance.now() - at);
      }
    }),
  );
  const passed = (performance.now() - began) / 1000;
  took.sort((a, b) => a - b);
  const rank = (share: number): number => round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
  return { count: took.length, seconds: round(passed), perSecond: round(took.length / passed), p50: rank(0.5), p95: rank(0.95) };
}

export const round = (value: number): number => Math.round(value * 100) / 100;

export interface Visitor {
  send(call: Call): Promise<{ location: string }>;
  close(): void;
}

/** One keep-alive connection a lane. @throws Error where an answer isn't the expected one */
export function visit(base: string, clients: number): Visitor {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  return {
    close: () => agent.destroy(),
    send: (call) =>
      new Promise((resolve, reject) => {
        const sent = request(
          base + call.path,
          { agent, method: call.method, headers: { accept: 'text/html', ...call.headers } },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.on('error', reject);
            answer.on('end', () => {
              const { status, location, text } = call.expect;
              const where = answer.headers.location ?? '';
              const body = Buffer.concat(parts);
              if (answer.statusCode === status && (!location || location.test(where)) && (!text || body.includes(text)))
                return resolve({ location: where });
              const said = body
                .toString()
                .replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')
                .replace(/\s+/g, ' ');
              reject(new Error(`${call.method} ${call.path}: ${answer.statusCode} ${where} ${said.slice(0, 600)}`));
            });
          },
        );
        sent.on('error', reject);
        sent.end(call.body);
      }),
  };
}

/** One connection to a stream of events, kept open. @returns what closes it */
export function listen(address: string, headers: Record<string, string>, told: (frame: string) => void): () => void {
  let rest = '';
  const sent = request(address, { agent: false, headers }, (answer) => {
    if (answer.statusCode !== 200) throw new Error(`${address}: ${answer.statusCode}`);
    answer.setEncoding('utf8').on('data', (part: string) => {
      const frames = (rest + part).split('\n\n');
      rest = frames.pop()!;
      for (const frame of frames) told(frame);
    });
  });
  sent.on('error', () => {}); // closed from here
  sent.end();
  return () => sent.destroy();
}
