import { listRetention, orderRetention } from '#modules/complaints/server/complaints.ts';
import { retention } from '#modules/complaints/rules.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';

export const csr = false;

export const load = page(async (tx) => ({ runs: await listRetention(tx), rules: retention, command: crypto.randomUUID() }));

export const actions = {
  default: action(
    (tx, sent) => orderRetention(tx, text(sent, 'hitungan')),
    () => '/kelola/retensi',
  ),
};
