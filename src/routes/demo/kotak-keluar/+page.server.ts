import process from 'node:process';
import { error } from '@sveltejs/kit';
import { demoOfficerCodes } from '#modules/identity/server/demo.ts';
import { listOutbox } from '#modules/messages/server/messages.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

const outbox = page(async (tx, _event: PageServerLoadEvent) => ({ rows: await listOutbox(tx), officers: await demoOfficerCodes(tx.now) }));

export const load = (event: PageServerLoadEvent) => {
  if (process.env['SATU_MODE'] === 'production') error(404, 'Halaman tidak ditemukan.');
  return outbox(event);
};
