import { uuidv7 } from '#core/id.ts';
import { ideaDays, proposeIdea } from '#modules/innovations/server/innovations.ts';
import { regionOptions } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';

export const csr = false;

export const load = page(async (tx) => ({ regions: await regionOptions(tx), days: ideaDays, command: uuidv7() }));

export const actions = {
  default: action(
    (tx, form) => proposeIdea(tx, Object.fromEntries(['problem', 'who', 'proposal', 'region'].map((name) => [name, text(form, name)]))),
    (code) => `/inovasi/usul/${code}`,
  ),
};
