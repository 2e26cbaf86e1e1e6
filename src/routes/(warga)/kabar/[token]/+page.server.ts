import * as complaints from '#modules/complaints/server/complaints.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

/** Opened by scanners as well as people: reading changes nothing, only a button does. */
export const load = page(async (tx, event: PageServerLoadEvent) => {
  event.setHeaders({ 'x-robots-tag': 'noindex', 'cache-control': 'private, no-store' });
  return { view: await complaints.getRelay(tx, event.params.token), isAnswered: event.url.searchParams.has('terjawab') };
});

const here = (_: unknown, event: RequestEvent): string => `/kabar/${event.params.token}`;
export const actions = {
  jawab: action(
    (tx, sent, event: RequestEvent) => complaints.answerByRelay(tx, event.params.token, text(sent, 'text')),
    (_, event) => `/kabar/${event.params.token}?terjawab`,
  ),
  henti: action((tx, _, event: RequestEvent) => complaints.stopRelay(tx, event.params.token), here),
  lanjut: action((tx, _, event: RequestEvent) => complaints.resumeRelay(tx, event.params.token), here),
};
