import type { Actor } from '#core/actor.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { isKeptNationally } from '#modules/catalogue/server/catalogue.ts';
import type { Issuance } from '../document.ts';
import { keep } from './archive.ts';
import {
  archiveSigned,
  findToFinish,
  notePrinted,
  openSlots,
  prepareDocument,
  takeAnnouncement,
  type DocumentRow,
  type DocumentSummary,
} from './documents.ts';
import { renderLetter } from './render.ts';
import type { Signer } from './signer.ts';
import { chosenSigner } from './signers.ts';

/** What issuing asks of its neighbours; jobs.ts joins them, tests bring their own. */
export interface Neighbours {
  /** undefined where the case gives no document (not granted, or kept in a national system). */
  getIssuance(tx: Tx, caseId: string): Promise<Issuance | undefined>;
  noteIssued(tx: Tx, caseId: string, issued: { document: string; number: string }): Promise<unknown>;
  /** Where the definition says so, a national system is told; once, however often it is asked for. */
  report(tx: Tx, document: DocumentSummary): Promise<unknown>;
  tellHolder(tx: Tx, document: { caseId: string; caseCode: string; holder: string; title: string; number: string }): Promise<unknown>;
}

const asJob = (task: string): Actor => ({ kind: 'job', task });

/** Address of the portal as printed in QR codes. */
const origin = (): string => (process.env.SATU_ORIGIN ?? process.env.ORIGIN ?? 'http://localhost:3000').replace(/\/$/, '');

/**
 * From a granted case to a signed letter. Each step leaves its result behind and is skipped where it is there, so a run that
 * was killed at any point and starts again gives exactly one number and one document.
 */
export async function issueForCase(
  database: Database,
  caseId: string,
  neighbours: Neighbours,
  signer: Signer = chosenSigner(),
): Promise<void> {
  const row = await database.withActor(asJob('documents.issue'), async (tx) => {
    const issuance = await neighbours.getIssuance(tx, caseId);
    if (!issuance || isKeptNationally(issuance.result)) return undefined;
    const { id } = await prepareDocument(tx, issuance);
    await announceDocument(tx, id, neighbours); // where an earlier run signed and was killed
    return findToFinish(tx, id);
  });
  if (row) await finish(database, row, neighbours, signer);
}

/** Print, sign (where no person has to) and announce a prepared document. */
export async function finishDocument(
  database: Database,
  id: string,
  neighbours: Neighbours,
  signer: Signer = chosenSigner(),
): Promise<void> {
  const row = await database.withActor(asJob('documents.finish'), async (tx) => {
    await announceDocument(tx, id, neighbours);
    return findToFinish(tx, id);
  });
  if (row) await finish(database, row, neighbours, signer);
}

async function finish(database: Database, row: DocumentRow, neighbours: Neighbours, signer: Signer): Promise<void> {
  const actor = asJob('documents.finish');
  if (!signer.automatic) {
    if (row.unsigned_file) return; // waits at the signing desk
    const file = await keep(row.id, await print(row, signer), 'unsigned');
    return database.withActor(actor, (tx) => notePrinted(tx, row.id, file));
  }
  const who = { personId: row.signer_person, name: row.signer_name, office: row.signer_office, at: row.prepared_at };
  const pdf = await signer.sign(await print(row, signer), who);
  await archiveSigned(database, actor, row.id, pdf, signer.name, (tx) => announceDocument(tx, row.id, neighbours));
}

const print = (row: DocumentRow, signer: Signer): Promise<Uint8Array> =>
  renderLetter({
    template: row.template,
    title: row.title,
    number: row.number,
    dated: row.dated,
    agencyName: row.agency_name,
    signer: { name: row.signer_name, office: row.signer_office },
    code: row.code,
    slots: openSlots(row),
    origin: origin(),
    sample: signer.sample,
  });

/** Tell the case, the national register and the holder, once. */
export async function announceDocument(tx: Tx, id: string, neighbours: Neighbours): Promise<void> {
  const document = await takeAnnouncement(tx, id);
  if (!document) return;
  await neighbours.noteIssued(tx, document.caseId, { document: id, number: document.number });
  await neighbours.report(tx, document);
  await neighbours.tellHolder(tx, document);
}
