import type { Database, Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import type { Day } from '#core/working-time.ts';
import { ReceiptRow, reportTargets } from '../adapter.ts';
import { ask } from './ask.ts';
import * as store from './store.ts';
import { TransportFault } from './transport.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Tell a national system of a document issued here. */
    'exchange.report_mppdn': { documentId: string };
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
  if (isNew) await enqueue(tx, 'exchange.report_mppdn', { documentId: issued.documentId }, { key: `report:${issued.documentId}` });
}

/** Send one report; a lost reply is asked for again under the same key and gives the same receipt. @throws Error to be tried again later */
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
  await database.withActor(actor, (tx) =>
    store.noteReport(tx, documentId, answer.status === 'accepted' ? { receipt: answer.receipt } : { fault: answer.reason }),
  );
  if (answer.status !== 'accepted') throw new Error(`${row.adapter}: ${answer.reason}`);
}
