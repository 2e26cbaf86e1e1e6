import type { Database, Tx } from '#core/server/database.ts';
import { findUnreported, sendReport } from './reports.ts';

export const jobs = { 'exchange.find_unreported': (tx: Tx): Promise<void> => findUnreported(tx) };

export const outsideJobs = {
  'exchange.report_mppdn': (database: Database, { documentId }: { documentId: string }): Promise<void> => sendReport(database, documentId),
};
