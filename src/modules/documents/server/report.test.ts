import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { listCurrentDefinitions, listOnlineServices } from '#modules/catalogue/server/catalogue.ts';
import { decideTask, startDraft, submitCase } from '#modules/cases/server/cases.ts';
import { listWaitingReports, setFault } from '#modules/exchange/server/exchange.ts';
import { outsideJobs as exchangeJobs } from '#modules/exchange/server/jobs.ts';
import { listInbox } from '#modules/messages/server/messages.ts';
import { CaseWorld } from '#test/case-world.ts';
import { findDocumentsOfCase } from './documents.ts';
import { outsideJobs } from './jobs.ts';
import { closePress } from './render.ts';

/** From a granted case to the national register, by the real jobs; and where the register is the nation’s alone, nothing here. */

const data = mkdtempSync(join(tmpdir(), 'satu-report-'));
process.env['SATU_DATA'] = data;
let world: CaseWorld;
beforeAll(async () => {
  world = await CaseWorld.open('2026-11-24 10:00');
});
afterAll(() => {
  closePress();
  rmSync(data, { recursive: true, force: true });
});

const inProduction = async (settings: Record<string, string>, work: () => Promise<void>): Promise<void> => {
  Object.assign(process.env, { SATU_MODE: 'production', ...settings });
  try {
    await work();
  } finally {
    delete process.env['SATU_MODE'];
    delete process.env['SATU_OWN_REGISTER'];
  }
};
const decide = (who: string, code: string, task: string, outcome: string) =>
  world.as(who, (tx) => decideTask(tx, code, task, { outcome, reason: '', basis: '', requirements: [], conditions: [] }));
async function granted(service = 'sip-perawat'): Promise<{ id: string; code: string }> {
  const filed = await world.file({ service });
  const steps = {
    'sip-perawat': [
      ['ratna', 'kelengkapan', 'lengkap'],
      ['kapus-hoya', 'konfirmasi-puskesmas', 'benar'],
      ['penguji1', 'teknis', 'memenuhi'],
      ['kadis-dpmptsp', 'putusan', 'terbit'],
    ],
    'surat-keterangan-penelitian': [
      ['kesbangpol', 'kelengkapan', 'lengkap'],
      ['kesbangpol-analis', 'telaah', 'aman'],
      ['brida', 'pendapat-brida', 'mendukung'],
      ['kaban-kesbangpol', 'putusan', 'terbit'],
    ],
  }[service]!;
  for (const [who, task, outcome] of steps) await decide(who!, filed.code, task!, outcome!);
  return filed;
}
const reports = async () =>
  (await world.database.asAdmin('select document_id, number, code, receipt, tries, last_fault from exchange.report order by queued_at'))
    .rows;
const waitingJobs = async (): Promise<{ documentId: string }[]> =>
  (await world.database.asAdmin(`delete from core.outbox where task = 'exchange.report_mppdn' returning payload`)).rows.map(
    (row: { payload: { documentId: string } }) => row.payload,
  );

test('a licence that is issued is reported, once however often the job runs; a fault delays the report, not the licence', async () => {
  const { id, code } = await granted();
  await world.as('pengelola1', (tx) => setFault(tx, 'mppdn.sip@1', 'down'));
  for (let no = 0; no < 2; no++) await outsideJobs['documents.issue'](world.database, { caseId: id });
  const [document] = await world.as('yohana', (tx) => findDocumentsOfCase(tx, id));
  expect(document).toMatchObject({ status: 'signed', number: '500.16.7.2/1/DPMPTSP' });
  expect(await reports()).toEqual([
    { document_id: document!.id, number: document!.number, code: document!.code, receipt: null, tries: 0, last_fault: null },
  ]);
  const [queued, ...more] = await waitingJobs();
  expect([queued, more]).toEqual([{ documentId: document!.id }, []]);
  expect((await world.as('yohana', (tx) => listInbox(tx, 'id'))).map((message) => message.title)).toContain(
    'Surat Izin Praktik Perawat terbit',
  );
  await exchangeJobs['exchange.report_mppdn'](world.database, queued!);
  expect(await world.as('pengelola1', listWaitingReports)).toMatchObject([{ documentId: document!.id, tries: 1, fault: 'down' }]);
  await world.as('pengelola1', (tx) => setFault(tx, 'mppdn.sip@1', null));
  for (const job of await waitingJobs()) await exchangeJobs['exchange.report_mppdn'](world.database, job);
  expect(await reports()).toMatchObject([{ receipt: expect.stringMatching(/^MPPDN-/), tries: 2 }]);
  expect(await waitingJobs()).toEqual([]);
  expect(JSON.stringify(await reports())).not.toMatch(/Yohana|9109/);
  expect((await world.steps(id)).at(-1)).toBe('issued');
  expect(code).toBeTruthy();
});

test('what no national system registers isn’t reported', async () => {
  const { id } = await granted('surat-keterangan-penelitian');
  await outsideJobs['documents.issue'](world.database, { caseId: id });
  expect(await world.as('yohana', (tx) => findDocumentsOfCase(tx, id))).toHaveLength(1);
  expect(await waitingJobs()).toEqual([]);
});

test('outside the demonstration the licence is only pointed to: not offered, not begun, not sent, not issued; the sentence names the system', async () => {
  const draft = await world.draft();
  const before = await granted();
  await inProduction({}, async () => {
    const offered = async () => (await world.as({ kind: 'anonymous' }, listOnlineServices)).map((service) => service.id);
    expect(await offered()).not.toContain('sip-perawat');
    expect(await offered()).toContain('kartu-ak1');
    expect((await world.as('loket', listCurrentDefinitions)).map((version) => version.id)).not.toContain('sip-perawat');
    for (const work of [world.as('yohana', (tx) => startDraft(tx, 'sip-perawat')), world.as('yohana', (tx) => submitCase(tx, draft))]) {
      const thrown = await work.then(
        () => undefined,
        (failure: unknown) => failure as Failure,
      );
      expect([thrown?.code, thrown?.reason, thrown?.detail]).toEqual([
        'not_now',
        'cases.kept_nationally',
        { system: 'MPP Digital Nasional' },
      ]);
    }
    await outsideJobs['documents.issue'](world.database, { caseId: before.id });
    expect(await world.as('yohana', (tx) => findDocumentsOfCase(tx, before.id))).toEqual([]);
  });
});

test('a regency that keeps its own register says so, and then it works as in the demonstration', async () => {
  await inProduction({ SATU_OWN_REGISTER: 'ya' }, async () => {
    expect((await world.as({ kind: 'anonymous' }, listOnlineServices)).map((service) => service.id)).toContain('sip-perawat');
    const { id } = await granted();
    await outsideJobs['documents.issue'](world.database, { caseId: id });
    expect(await world.as('yohana', (tx) => findDocumentsOfCase(tx, id))).toHaveLength(1);
    expect(await waitingJobs()).toHaveLength(1);
  });
});
