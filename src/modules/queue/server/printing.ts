import process from 'node:process';
import { actorId } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { ticketBytes } from '../escpos.ts';
import { hasEnded, printed, readNumber } from '../visit.ts';
import { printTo, printerFaults } from './printer.ts';
import { append, open, runsHall } from './take.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** One ticket to its printer. */
    'queue.print': { printJobId: string };
  }
}

const origin = (): string => (process.env['SATU_ORIGIN'] ?? 'http://localhost:3000').replace(/\/$/, '');
const sealed = (id: string, code: string): Buffer => vault().seal(code, `queue.print_job:code:${id}`);

async function put(tx: Tx, visitId: string, printerId: string, copy: number, code: string): Promise<void> {
  const id = uuidv7();
  await store.insertPrintJob(tx, { id, visit_id: visitId, printer_id: printerId, copy, code_sealed: sealed(id, code), at: tx.now });
  await enqueue(tx, 'queue.print', { printJobId: id }, { key: id });
}

/** The paper of a number a kiosk just gave, where the kiosk has a printer. In the number's own transaction. */
export async function printTicket(tx: Tx, ticket: { readonly id: string; readonly code: string }): Promise<boolean> {
  const printer = await store.devicePrinter(tx);
  if (!printer) return false;
  await put(tx, ticket.id, printer, 0, ticket.code);
  return true;
}

/** Print a number of today once more; the paper says that it is a copy. @throws Failure forbidden, invalid, not_now */
export async function reprint(tx: Tx, siteId: string, typed: string): Promise<void> {
  await needManager(tx, siteId);
  const wanted = readNumber(typed);
  const visit = wanted && (await store.visitByNumber(tx, siteId, dayOf(tx.now), wanted.series, wanted.number));
  if (!visit) throw new Failure('invalid', 'input.invalid', { nomor: 'queue.number_unknown' });
  await store.lockVisit(tx, visit.id);
  const jobs = await store.printJobsOf(tx, visit.id);
  const last = jobs.at(-1);
  if (!last?.code_sealed) throw new Failure('invalid', 'input.invalid', { nomor: 'queue.never_printed' });
  if (!last.ended_at) throw new Failure('not_now', 'queue.printing_now');
  const { visit: state } = await open(tx, visit.id);
  if (state.legs.every((leg) => hasEnded(leg))) throw new Failure('invalid', 'input.invalid', { nomor: 'queue.over' });
  await put(tx, visit.id, last.printer_id, last.copy + 1, vault().unseal(last.code_sealed, `queue.print_job:code:${last.id}`));
}

async function needManager(tx: Tx, siteId: string): Promise<void> {
  const site = await store.findSite(tx, siteId);
  if (!site) throw new Failure('not_found', 'queue.not_found');
  if (!runsHall(tx.actor, site.agency)) throw new Failure('forbidden', 'queue.not_manager');
}

const ADDRESS = new RegExp(`^([a-z0-9.-]{1,120}:[0-9]{2,5}|simulasi:(${printerFaults.join('|')}))$`);
/** A printer of the house, by its address. @throws Failure forbidden, invalid */
export async function addPrinter(tx: Tx, siteId: string, name: string, address: string): Promise<string> {
  await needManager(tx, siteId);
  const fields: Record<string, string> = {};
  if (name.trim().length < 3 || name.length > 60) fields['nama_pencetak'] = 'input.required';
  const clean = address.trim().toLowerCase();
  const port = Number(clean.split(':').at(-1));
  if (!ADDRESS.test(clean) || (!clean.startsWith('simulasi:') && (port < 1 || port > 65_535))) fields['alamat'] = 'queue.printer_address';
  if (Object.keys(fields).length) throw new Failure('invalid', 'input.invalid', fields);
  const id = uuidv7();
  await store.insertPrinter(tx, { id, site: siteId, name: name.trim(), address: clean, made_by: actorId(tx.actor)!, made_at: tx.now });
  return id;
}
/** Take a printer out of use; its kiosks show numbers on the screen alone. */
export async function removePrinter(tx: Tx, siteId: string, id: string): Promise<void> {
  await needManager(tx, siteId);
  if (!(await store.endPrinter(tx, id, tx.now))) throw new Failure('not_found', 'queue.not_found');
}

const asJob = { kind: 'job', task: 'queue.print' } as const;
const DONE = new Set(['ready', 'near_end']);

/**
 * One ticket to its printer, outside any transaction: queued → sent → confirmed or failed. Where a worker died between sent
 * and the answer nobody knows whether paper came out: that is said, and a reprint says that it is a copy.
 */
export async function performPrint(database: Database, { printJobId }: { printJobId: string }): Promise<void> {
  const job = await database.withActor(asJob, async (tx) => {
    const row = await store.lockPrintJob(tx, printJobId);
    if (!row || row.ended_at) return undefined;
    const { visit } = await open(tx, row.visit_id);
    const fail = (status: string) => store.updatePrintJob(tx, row.id, { state: 'failed', status, ended_at: tx.now });
    if (row.state === 'sent') return void (await fail('unknown'));
    // a number that came to nothing meanwhile isn't put on paper
    if (visit.legs.every((leg) => hasEnded(leg))) return void (await fail('expired'));
    await store.updatePrintJob(tx, row.id, { state: 'sent', sent_at: tx.now, attempts: row.attempts + 1 });
    const services = await store.servicesById(
      tx,
      visit.legs.map(({ service }) => service),
    );
    const code = vault().unseal(row.code_sealed!, `queue.print_job:code:${row.id}`);
    const lang = (await store.findVisit(tx, row.visit_id))?.lang === 'en' ? ('en' as const) : ('id' as const);
    return {
      ...row,
      bytes: ticketBytes({
        number: printed(visit.series, visit.number),
        hall: (await store.findSite(tx, visit.site))?.name ?? '',
        lines: services.map(({ name, name_en }) => (lang === 'en' ? name_en : name)),
        url: `${origin()}/antre/${code}`,
        isCopy: row.copy > 0,
        lang,
      }),
    };
  });
  if (!job) return;
  const state = await printTo(job.address, job.bytes);
  await database.withActor(asJob, async (tx) => {
    await store.setPrinterState(tx, job.printer_id, state, tx.now);
    const isDone = DONE.has(state);
    await store.updatePrintJob(tx, job.id, { state: isDone ? 'confirmed' : 'failed', status: state, ended_at: tx.now });
    const opened = await open(tx, job.visit_id);
    if (isDone && !opened.visit.shownAt && !opened.visit.legs.every((leg) => hasEnded(leg)))
      await append(tx, opened, [{ type: 'shown', how: 'paper' }], new Set(['system']));
  });
}

export interface PrinterView {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly state: string;
  readonly stateAt: string | null;
  readonly confirmed: number;
  readonly failed: number;
}
/** Printers of the house and how today's tickets went. @throws Failure forbidden */
export async function getPrinters(tx: Tx, siteId: string): Promise<PrinterView[]> {
  await needManager(tx, siteId);
  return (await store.printers(tx, siteId, dayOf(tx.now))).map(({ state_at, ...row }) => ({
    ...row,
    stateAt: state_at?.toISOString() ?? null,
  }));
}
