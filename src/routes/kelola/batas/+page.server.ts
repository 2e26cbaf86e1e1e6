import { redirect } from '@sveltejs/kit';
import { uuidv7 } from '#core/id.ts';
import type { Taking } from '#core/server/files.ts';
import { currentBoundaries, holding, uploadBoundaries } from '#modules/complaints/server/complaints.ts';
import { form, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx) => ({ current: (await currentBoundaries(tx)) ?? null }));

/** The file is read and put into the database; nothing of it is kept as a file. */
const inMemory: Taking<{ readonly bytes: Buffer; readonly fileId: string; readonly sha256: string }> = {
  take: async (stream, name, max) => ({ ...(await holding.take(stream, name, max)), fileId: uuidv7(), sha256: '' }),
  drop: async () => {},
};

export const actions = {
  default: form(
    async ({ form: sent, files }, { locals }: RequestEvent) => {
      await locals.database.withActor(locals.actor, (tx) => uploadBoundaries(tx, text(sent, 'sumber'), files[0]?.bytes));
      redirect(303, '/kelola/batas');
    },
    { files: 1, fields: 5, taking: inMemory },
  ),
};
