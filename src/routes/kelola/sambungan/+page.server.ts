import process from 'node:process';
import type { RequestEvent } from '@sveltejs/kit';
import { uuidv7 } from '#core/id.ts';
import { faults, modes } from '#modules/exchange/adapter.ts';
import { listAdapters, listWaitingReports, resendReport, setFault, setMode } from '#modules/exchange/server/exchange.ts';
import { action, page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx, { locals }: RequestEvent) => ({
  ...(await listAdapters(tx)),
  waiting: await listWaitingReports(tx),
  faults,
  modes,
  isDemo: process.env['SATU_MODE'] !== 'production',
  lang: locals.lang,
  command: uuidv7(),
}));

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();
const back = (): string => '/kelola/sambungan';

export const actions = {
  gangguan: action((tx, form) => setFault(tx, text(form, 'sambungan'), text(form, 'gangguan') || null), back),
  kirim: action((tx, form) => resendReport(tx, text(form, 'dokumen')), back),
  cara: action((tx, form) => setMode(tx, text(form, 'sambungan'), text(form, 'cara'), text(form, 'alamat') || null), back),
};
