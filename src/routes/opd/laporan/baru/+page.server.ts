import { uuidv7 } from '#core/id.ts';
import { listCategories, receiptCode, submitReport } from '#modules/complaints/server/complaints.ts';
import { regionOptions } from '#web/server/report.ts';
import { form, page } from '#web/server/serve.ts';
import { once } from '#core/server/once.ts';
import { text } from '#web/server/sign-in.ts';
import type { RequestEvent } from './$types';

export const load = page(async (tx) => ({ categories: await listCategories(tx), regions: await regionOptions(tx), command: uuidv7() }));

export const actions = {
  default: form(async ({ form: sent }, event: RequestEvent) => {
    const { actor, database } = event.locals;
    const values = Object.fromEntries([...sent].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    const prefix = `jawab.${values['category'] ?? ''}.`;
    const answers = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (name.startsWith(prefix) && value ? [[name.slice(prefix.length), value]] : [])),
    );
    // what is kept for a second sending holds no words: they are made again from the id
    const { id, number } = await database.withActor(actor, (tx) =>
      once(tx, text(sent, '_command'), values, async () => {
        const receipt = await submitReport(tx, {
          ...Object.fromEntries(
            ['text', 'category', 'region', 'landmark', 'address', 'name', 'phone'].map((name) => [name, values[name] || undefined]),
          ),
          channel: values['channel'] === 'call' ? 'call' : 'counter',
          anonymous: sent.has('anonymous'),
          secret: sent.has('secret'),
          answers,
        });
        return { id: receipt.id, number: receipt.number };
      }),
    );
    return { recorded: { number, code: receiptCode(id) } };
  }),
};
