import { ZodError } from 'zod';
import type { Database } from '#core/server/database.ts';
import { receiveWebhook } from '#modules/complaints/server/complaints.ts';
import { readWebhook, type GatewayChannel } from '#modules/messages/gateway.ts';
import { challengeAnswer, isSigned } from '#modules/messages/server/messages.ts';

const isChannel = (name: string): name is GatewayChannel => name === 'whatsapp' || name === 'sms';
const say = (status: number, text: string): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } });

/** WhatsApp asks once whether the address is ours. */
export function answerChallenge(channel: string, query: URLSearchParams): Response {
  const answer = channel === 'whatsapp' ? challengeAnswer(query) : undefined;
  return answer === undefined ? say(403, 'forbidden') : say(200, answer);
}

/**
 * A gateway's webhook: signature over the very bytes, then kept, then 200. A body of another shape is taken with thanks and
 * dropped, because a gateway sends what is refused again for days; a wrong signature is refused.
 */
export async function takeWebhook(channel: string, request: Request, database: Database): Promise<Response> {
  if (!isChannel(channel)) return say(404, 'not found');
  const body = await request.text();
  const signature = request.headers.get(channel === 'whatsapp' ? 'x-hub-signature-256' : 'x-signature-256');
  return takeBody(channel, body, signature, database);
}

/** The same for a body at hand; `isSimulated`: from the demo's telephone. */
export async function takeBody(
  channel: GatewayChannel,
  body: string,
  signature: string | null,
  database: Database,
  isSimulated = false,
): Promise<Response> {
  if (!isSigned(channel, body, signature)) return say(401, 'bad signature');
  let webhook;
  try {
    webhook = readWebhook(channel, body);
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof ZodError) return say(200, 'ignored');
    throw thrown;
  }
  await database.withActor({ kind: 'anonymous' }, (tx) => receiveWebhook(tx, channel, webhook, isSimulated));
  return say(200, 'ok');
}
