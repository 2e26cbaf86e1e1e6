import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { vault } from '#core/server/vault.ts';
import { testDatabase } from '#test/database.ts';
import { readStatus, ticketBytes } from '../escpos.ts';
import { catchUp, outsideJobs } from './jobs.ts';
import { networkPrinter, simulatedPrinter } from './printer.ts';
import * as queue from './queue.ts';

/** Tuesday 24 November 2026, 09.00 WIT. */
let now = new Date('2026-11-24T00:00:00Z');
const database = await testDatabase({ clock: { now: () => now } });
const anonymous: Actor = { kind: 'anonymous' };
const job: Actor = { kind: 'job', task: 'test' };
const id = uuidv7();
const manager: Actor = { kind: 'officer', id, agencies: ['dpmptsp'], duties: [{ agency: 'dpmptsp', role: 'queue.pengatur' }] };
const clerk: Actor = { kind: 'officer', id, agencies: ['dpmptsp'], duties: [{ agency: 'dpmptsp', role: 'petugas-loket' }] };
const printer = await simulatedPrinter('ready');
afterAll(() => printer.close());
const as = <T>(actor: Actor, work: Parameters<typeof database.withActor<T>>[1]): Promise<T> => database.withActor(actor, work);
const refused = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown: unknown = await work.catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};

beforeAll(async () => {
  await database.asOwner(
    "insert into identity.person (id, kind, public_name, name_sealed, assurance, created_at) values ($1, 'officer', 'p', '', 2, now())",
    [id],
  );
  const made = await as(manager, (tx) => queue.addPrinter(tx, 'mpp', 'Pintu masuk', `127.0.0.1:${printer.port}`));
  await as(manager, (tx) => queue.makeDevice(tx, 'mpp', 'Kios 1', vault().findable('kunci', 'device'), made));
  await as(manager, (tx) => queue.makeDevice(tx, 'mpp', 'Kios 2', vault().findable('tanpa', 'device')));
});
/** A number at the kiosk with that key; its paper is queued in the same transaction. */
const take = (key = 'kunci'): Promise<queue.Ticket & { isPrinted: boolean }> =>
  as(anonymous, async (tx) => {
    await queue.presentDevice(tx, key);
    const ticket = await queue.issueTicket(tx, { site: 'mpp', services: ['nib'], class: 'reguler', lang: 'id' }, 'kiosk');
    return { ...ticket, isPrinted: await queue.printTicket(tx, ticket) };
  });
const jobsOf = async (ticket: queue.Ticket) =>
  (await database.asOwner('select id, copy, state, status, attempts from queue.print_job where visit_id = $1 order by copy', [ticket.id]))
    .rows;
const print = async (ticket: queue.Ticket) => {
  for (const one of await jobsOf(ticket)) await outsideJobs['queue.print'](database, { printJobId: one.id });
  return jobsOf(ticket);
};
const stateOf = async (ticket: queue.Ticket): Promise<string> =>
  (await database.asOwner('select state from queue.leg where visit_id = $1', [ticket.id])).rows[0].state;

test('the bytes of a ticket: number, errand, QR, Rp0, nobody’s name; what a printer can’t write becomes its plain letter', () => {
  const paper = {
    number: 'A-007',
    hall: 'Balai é',
    lines: ['NIB – baru'],
    url: 'https://contoh.id/antre/AN-1',
    isCopy: false,
    lang: 'id',
  } as const;
  const text = Buffer.from(ticketBytes(paper)).toString('latin1');
  for (const part of ['A-007', 'Balai e', 'NIB - baru', 'https://contoh.id/antre/AN-1', 'Rp0']) expect(text).toContain(part);
  expect(text).not.toContain('SALINAN');
  expect(Buffer.from(ticketBytes({ ...paper, isCopy: true })).toString('latin1')).toContain('SALINAN');
  expect([...ticketBytes(paper)].slice(0, 2)).toEqual([0x1b, 0x40]);
  expect([...ticketBytes(paper)].slice(-3)).toEqual([0x1d, 0x56, 1]);
});

test('what a printer answers is read by its bits, and noise is no answer', () => {
  expect(readStatus(Uint8Array.from([0x12, 0x12, 0x12, 0x12]))).toBe('ready');
  expect(readStatus(Uint8Array.from([0x12, 0x12, 0x12, 0x1e]))).toBe('near_end');
  expect(readStatus(Uint8Array.from([0x12, 0x32, 0x12, 0x7e]))).toBe('paper_out');
  expect(readStatus(Uint8Array.from([0x1a, 0x16, 0x12, 0x12]))).toBe('offline');
  expect(readStatus(Uint8Array.from([0, 0, 0, 0]))).toBeUndefined();
  expect(readStatus(Uint8Array.from([0x12]))).toBeUndefined();
});

test('a socket that opens proves nothing; a port nobody listens at is offline', async () => {
  const silent = await simulatedPrinter('silent');
  expect(await networkPrinter('127.0.0.1', silent.port, 200).print(Uint8Array.from([1]))).toBe('silent');
  expect(silent.printed).toEqual([]);
  await silent.close();
  expect(await networkPrinter('127.0.0.1', silent.port, 200).print(Uint8Array.from([1]))).toBe('offline');
});

test('a number that was printed counts; run twice, the job prints once', async () => {
  const ticket = await take();
  expect(ticket.isPrinted).toBe(true);
  expect(await stateOf(ticket)).toBe('issued');
  expect(await print(ticket)).toMatchObject([{ copy: 0, state: 'confirmed', status: 'ready', attempts: 1 }]);
  await print(ticket);
  expect(printer.printed).toHaveLength(1);
  expect(printer.printed[0]!.toString('latin1')).toContain(ticket.code);
  expect(await stateOf(ticket)).toBe('waiting');
  now = new Date(now.getTime() + 120_000);
  await as(job, catchUp);
  expect(await stateOf(ticket)).toBe('waiting');
});

test('out of paper, offline or silent: nothing is confirmed, and after a minute the number is not called', async () => {
  for (const fault of ['paper_out', 'offline'] as const) {
    printer.set(fault);
    const ticket = await take();
    expect(await print(ticket)).toMatchObject([{ state: 'failed', status: fault }]);
    expect(await stateOf(ticket)).toBe('issued');
    now = new Date(now.getTime() + 61_000);
    await as(job, catchUp);
    expect(await stateOf(ticket)).toBe('expired');
    expect((await as(manager, (tx) => queue.getPrinters(tx, 'mpp')))[0]).toMatchObject({ state: fault });
  }
  expect(printer.printed).toHaveLength(1);
  printer.set('near_end');
  const last = await take();
  expect(await print(last)).toMatchObject([{ state: 'confirmed', status: 'near_end' }]);
});

test('a number that came to nothing meanwhile is not put on paper; a screen is enough without a printer', async () => {
  printer.set('ready');
  const ticket = await take();
  const before = printer.printed.length;
  now = new Date(now.getTime() + 61_000);
  await as(job, catchUp);
  expect(await print(ticket)).toMatchObject([{ state: 'failed', status: 'expired' }]);
  expect(printer.printed).toHaveLength(before);
  const other = await take('tanpa');
  expect(other.isPrinted).toBe(false);
  expect(await jobsOf(other)).toEqual([]);
  await as(anonymous, (tx) => queue.markShown(tx, other.code, 'screen'));
  expect(await stateOf(other)).toBe('waiting');
});

test('where a worker died after sending, nobody claims paper; the reprint says that it is a copy', async () => {
  const ticket = await take();
  await as(anonymous, (tx) => queue.markShown(tx, ticket.code, 'screen'));
  await database.asOwner("update queue.print_job set state = 'sent', sent_at = now(), attempts = 1 where visit_id = $1", [ticket.id]);
  const before = printer.printed.length;
  expect(await print(ticket)).toMatchObject([{ state: 'failed', status: 'unknown' }]);
  expect(printer.printed).toHaveLength(before);
  expect((await refused(as(clerk, (tx) => queue.reprint(tx, 'mpp', ticket.number)))).reason).toBe('queue.not_manager');
  expect((await refused(as(manager, (tx) => queue.reprint(tx, 'mpp', 'A-999')))).fields).toEqual({ nomor: 'queue.number_unknown' });
  await as(manager, (tx) => queue.reprint(tx, 'mpp', ticket.number));
  expect((await refused(as(manager, (tx) => queue.reprint(tx, 'mpp', ticket.number)))).reason).toBe('queue.printing_now');
  expect((await print(ticket)).at(-1)).toMatchObject({ copy: 1, state: 'confirmed' });
  expect(printer.printed.at(-1)!.toString('latin1')).toContain('SALINAN');
});

test('a bad address is refused beside its field; who isn’t the manager sees no printer; codes go when the day is over', async () => {
  for (const address of ['', 'http://x', '10.0.0.5', '10.0.0.5:99999', 'simulasi:apa'])
    expect((await refused(as(manager, (tx) => queue.addPrinter(tx, 'mpp', 'Baru', address)))).fields).toEqual({
      alamat: 'queue.printer_address',
    });
  expect((await refused(as(clerk, (tx) => queue.getPrinters(tx, 'mpp')))).reason).toBe('queue.not_manager');
  now = new Date('2026-11-25T00:00:00Z');
  await as(job, catchUp);
  const { rows } = await database.asOwner('select count(*)::int as count from queue.print_job where code_sealed is not null');
  expect(rows[0].count).toBe(0);
});

test('a clerk’s number counts at once; an officer outside the hall gives none', async () => {
  const wish = { site: 'mpp', services: ['nib'], class: 'reguler', lang: 'id' } as const;
  const ticket = await as(clerk, (tx) => queue.issueAtCounter(tx, { ...wish, services: [...wish.services] }));
  expect(await stateOf(ticket)).toBe('waiting');
  const outsider: Actor = { kind: 'officer', id, agencies: ['distrik-hoya'], duties: [{ agency: 'distrik-hoya', role: 'petugas-loket' }] };
  expect((await refused(as(outsider, (tx) => queue.issueAtCounter(tx, { ...wish, services: ['nib'] })))).reason).toBe(
    'queue.not_your_loket',
  );
});
