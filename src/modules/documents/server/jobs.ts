import type { JobPayloads, Jobs } from '#core/server/jobs.ts';
import type { Database } from '#core/server/database.ts';
import { getIssuance, noteIssued } from '#modules/cases/server/cases.ts';
import { getDefinition } from '#modules/catalogue/server/catalogue.ts';
import { reportIssued } from '#modules/exchange/server/exchange.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { officeTitle } from '../document.ts';
import { announceDocument, finishDocument, issueForCase, type Neighbours } from './issue.ts';

const neighbours: Neighbours = {
  async getIssuance(tx, caseId) {
    const issuance = await getIssuance(tx, caseId);
    if (!issuance) return undefined;
    const { signer, agency } = issuance;
    const office = officeTitle(signer.role, agency.official_name);
    return { ...issuance, signer: { ...signer, office: signer.isDeputy ? `Plh. ${office}` : office } };
  },
  noteIssued,
  async report(tx, document) {
    const { body } = await getDefinition(tx, document.definitionHash);
    const record = body.results.find((result) => result.id === document.result)?.systemOfRecord;
    if (record?.mode !== 'report') return;
    await reportIssued(tx, {
      documentId: document.id,
      adapter: record.adapter,
      number: document.number,
      code: document.code,
      issuedOn: document.dated,
      validUntil: document.validUntil,
    });
  },
  tellHolder: (tx, document) =>
    sendMessage(tx, {
      to: document.holder,
      template: 'n/terbit@1',
      data: { service: document.title, number: document.number, code: document.caseCode },
      subject: { kind: 'case', id: document.caseId },
      channels: ['inbox', 'whatsapp', 'sms'],
    }),
};

export const jobs = {
  'documents.announce': (tx, { documentId }) => announceDocument(tx, documentId, neighbours),
} satisfies Pick<Jobs<'documents'>, 'documents.announce'>;

/** They print in another process and may speak to a signing service, so they take their transactions themselves. */
export const outsideJobs = {
  'documents.issue': (database, { caseId }) => issueForCase(database, caseId, neighbours),
  'documents.finish': (database, { documentId }) => finishDocument(database, documentId, neighbours),
} satisfies {
  [K in 'documents.issue' | 'documents.finish']: (database: Database, payload: JobPayloads[K]) => Promise<void>;
};
