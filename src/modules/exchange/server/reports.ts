import { Failure } from '#core/failure.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { enqueue } from '#core/server/jobs.ts';
import { isUuid } from '#core/id.ts';
import type { Day } from '#core/working-time.ts';
import { ReceiptRow, reportTargets } from '../adapter.ts';
import { needSteward, subjectOf } from './adapters.ts';
import { ask } from './ask.ts';
import * as store from './store.ts';
import { TransportFault } from './transport.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Tell a national system of a document issued here. */
    'exchange.report_mppdn': { documentId: string };
    /** Every hour: reports whose next try is overdue, whatever became of its job. */
    'exchange.find_unreported': Record<string, never>;
  }
}

export interface IssuedReport {
  readonly documentId: string;
  /** `mppdn.sip@1` */
  readonly adapter: string;
  readonly number: string;
  /** Public verify code: the other side looks up the rest there, so no personal value travels. */
  readonly code: string;
  readonly issuedOn: Day;
  readonly validUntil: Day | null;
}

const queue = (tx: Tx, documentId: string, notBefore?: Date): Promise<void> =>
  enqueue(tx, 'exchange.report_mppdn', { documentId }, { key: `report:${documentId}`, ...(notBefore ? { notBefore } : {}) });

/** Order that a document is reported, once however often it is ordered. As actor `job`. */
export async function reportIssued(tx: Tx, issued: IssuedReport): Promise<void> {
  if (!reportTargets[issued.adapter]) throw new Error(`Unknown report target ${issued.adapter}`);
  const isNew = await store.insertReport(tx, {
    document_id: issued.documentId,
    adapter: issued.adapter,
    number: issued.number,
    code: issued.code,
    issued_on: issued.issuedOn,
    valid_until: issued.validUntil,
    queued_at: tx.now,
  });
  if (isNew) await queue(tx, issued.documentId);
}

const MINUTE_MS = 60_000;
/** When to try again after so many tries: 1, 2, 4 … minutes, at most six hours, and never given up: the duty to report stays. */
export const nextTry = (now: Date, tries: number): Date => new Date(now.getTime() + Math.min(2 ** (tries - 1), 360) * MINUTE_MS);

/**
 * Send one report; a lost reply is asked for again under the same key and gives the same receipt. One that wasn't taken
 * queues its next try in the transaction that says why.
 */
export async function sendReport(database: Database, documentId: string): Promise<void> {
  const actor = { kind: 'job', task: 'exchange.report_mppdn' } as const;
  const row = await database.withActor(actor, (tx) => store.findReport(tx, documentId));
  if (!row || row.accepted_at) return;
  const body = {
    nomor: row.number,
    kode: row.code,
    terbit: row.issued_on,
    ...(row.valid_until ? { berlaku_sampai: row.valid_until } : {}),
  };
  const answer = await ask(
    database,
    row.adapter,
    body,
    reportTargets[row.adapter]!,
    { key: `report:${documentId}`, actor },
    (rows) => {
      const receipt = ReceiptRow.safeParse(rows[0]);
      if (!receipt.success) throw new TransportFault('changed_shape', true);
      return { status: 'accepted' as const, receipt: receipt.data.receipt };
    },
    () => 'accepted',
  );
  await database.withActor(actor, async (tx) => {
    if (answer.status === 'accepted') return store.noteReport(tx, documentId, { receipt: answer.receipt });
    const at = nextTry(tx.now, row.tries + 1);
    await store.noteReport(tx, documentId, { fault: answer.reason, next: at });
    await queue(tx, documentId, at);
  });
}

/** Reports that should have been tried by now and weren't: a lost job loses no report. */
export async function findUnreported(tx: Tx): Promise<void> {
  for (const { document_id } of await store.listOverdueReports(tx, new Date(tx.now.getTime() - 10 * MINUTE_MS)))
    await queue(tx, document_id);
}

export interface WaitingReport {
  readonly documentId: string;
  readonly adapter: string;
  readonly number: string;
  readonly queuedAt: Date;
  readonly tries: number;
  readonly fault: string | null;
  readonly nextAt: Date | null;
}

/** Reports a national system hasn't taken yet, oldest first (at most 100). @throws Failure forbidden */
export async function listWaitingReports(tx: Tx): Promise<WaitingReport[]> {
  needSteward(tx);
  return (await store.listWaitingReports(tx)).map((row) => ({
    documentId: row.document_id,
    adapter: row.adapter,
    number: row.number,
    queuedAt: row.queued_at,
    tries: row.tries,
    fault: row.last_fault,
    nextAt: row.next_at,
  }));
}

/** Send a waiting report now instead of at its next try. @throws Failure forbidden · not_found where it waits no longer */
export async function resendReport(tx: Tx, documentId: string): Promise<void> {
  needSteward(tx);
  const row = isUuid(documentId) ? await store.findReport(tx, documentId) : undefined;
  if (!row || row.accepted_at) throw new Failure('not_found', 'exchange.report_unknown');
  await queue(tx, documentId);
  await record(tx, {
    subjectKind: 'adapter',
    subjectId: subjectOf(row.adapter),
    type: 'exchange.report_resent',
    data: { adapter: row.adapter, document: documentId },
  });
}
