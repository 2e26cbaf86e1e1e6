import { sendPaper } from '#web/server/papers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) => sendPaper(locals, params.id);
