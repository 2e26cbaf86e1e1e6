import type { Database } from '#core/server/database.ts';
import { sendReport } from './reports.ts';

export const outsideJobs = {
  'exchange.report_mppdn': (database: Database, { documentId }: { documentId: string }): Promise<void> => sendReport(database, documentId),
};
