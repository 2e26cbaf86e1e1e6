import type { RequestHandler } from './$types';
import { answerChallenge, takeWebhook } from '#web/server/gateway.ts';

export const GET: RequestHandler = ({ params, url }) => answerChallenge(params.channel, url.searchParams);
export const POST: RequestHandler = ({ params, request, locals }) => takeWebhook(params.channel, request, locals.database);
